"""Moments: an instant, the civil date it falls on, and how precisely it is known.

Civil time is the time of one zone, the lawbook's. Instants are whole seconds since 1970-01-01T00:00Z and days
are proleptic ordinals (`date.toordinal`), so that millions of them are compared as plain integers. No I/O, no
clock.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

from fajing.core.errors import FajingError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - civil time is naive here; the zone is applied by hand
_DAY_SECONDS = 86400
_ISO = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<minute>(?:[01]\d|2[0-3]):[0-5]\d)(?P<second>:[0-5]\d)?(?:\.\d+)?"
    r"(?P<offset>Z|[+-]\d{2}:?\d{2})?)?"
)


class Precision(StrEnum):
    """How finely a moment is known."""

    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


_DAY = Precision.DAY  # asked for all the time, and found more quickly here than in its class


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as a record gives it.

    Attributes:
        instant: Seconds since 1970-01-01T00:00Z; for a moment known to the day, that day's civil 00:00.
        day: Ordinal of the civil date in the zone that made the moment.
        precision: What is known of it.
    """

    instant: int
    day: int
    precision: Precision

    @property
    def earliest(self) -> int:
        """The earliest instant it can stand for; the last is `Zone.latest`."""
        return self.instant

    @property
    def is_day(self) -> bool:
        """Whether only the day is known."""
        return self.precision is _DAY


class Zone:
    """Civil time of one place, by its IANA name; two zones of the same name are equal.

    A civil time that the clock jumps over moves forward by the length of the jump; of one that comes twice,
    the first is meant.
    """

    _known: ClassVar[dict[str, "Zone"]] = {}

    def __init__(self, name: str) -> None:
        try:
            self._info = ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise FajingError(
                f"没有这个时区 (no such time zone): {name!r}", remedy="Asia/Shanghai"
            ) from error
        self.name = name
        self._starts: dict[int, int] = {}

    @classmethod
    def of(cls, name: str) -> "Zone":
        """Return the one zone of that name.

        Raises:
            FajingError: There is no such zone.
        """
        zone = cls._known.get(name)
        if zone is None:
            zone = cls._known[name] = cls(name)
        return zone

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Zone) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"Zone({self.name!r})"

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (Zone.of, (self.name,))

    def moment(self, civil: datetime | date, precision: Precision | None = None) -> Moment:
        """Make a moment from civil time.

        Args:
            civil: A naive datetime (civil time of this zone), an aware one (converted), or a date. Parts of a
                second are dropped.
            precision: By default a date is known to the day; a time to the minute where its seconds are 0,
                else to the second.

        Raises:
            FajingError: The date lies outside the years 1 to 9999.

        Example:
            >>> Zone.of("Asia/Shanghai").moment(datetime(2026, 3, 2, 9, 20)).instant
            1772414400
        """
        if not isinstance(civil, datetime):
            start = self.start_of_day(day := civil.toordinal())
            return Moment(start, day, precision or Precision.DAY)
        if civil.tzinfo is not None:
            instant = (civil - _EPOCH) // timedelta(seconds=1)
            day = self.civil(instant).toordinal()
        else:
            day = civil.toordinal()
            start = self.start_of_day(day)
            if self.start_of_day(day + 1) - start == _DAY_SECONDS:
                instant = start + civil.hour * 3600 + civil.minute * 60 + civil.second
            else:
                instant = self._instant(civil)
                day = self.civil(instant).toordinal()
        if precision is Precision.DAY:
            return Moment(self.start_of_day(day), day, precision)
        return Moment(instant, day, precision or (Precision.SECOND if civil.second else Precision.MINUTE))

    def civil(self, instant: int) -> datetime:
        """Return the naive civil time of an instant.

        Raises:
            FajingError: It lies outside the years 1 to 9999.
        """
        try:
            return datetime.fromtimestamp(instant, self._info).replace(tzinfo=None, fold=0)
        except (ValueError, OverflowError, OSError) as error:
            raise _out_of_range(f"instant {instant}") from error

    def day_of(self, instant: int) -> int:
        """Return the ordinal of the civil date of an instant.

        Raises:
            FajingError: It lies outside the years 1 to 9999.
        """
        try:
            return datetime.fromtimestamp(instant, self._info).toordinal()
        except (ValueError, OverflowError, OSError) as error:
            raise _out_of_range(f"instant {instant}") from error

    def start_of_day(self, day: int) -> int:
        """Return the instant of civil 00:00 of a day, or the first instant of a day whose 00:00 is skipped.

        Raises:
            FajingError: The day lies outside the years 1 to 9999.
        """
        start = self._starts.get(day)
        if start is None:
            try:
                midnight = datetime.fromordinal(day)
            except (ValueError, OverflowError) as error:
                raise _out_of_range(f"day {day}") from error
            start = self._starts[day] = self._instant(midnight)
        return start

    def end_of_day(self, day: int) -> int:
        """Return the instant of 24:00 of a day, which is the start of the next one.

        Raises:
            FajingError: The day lies outside the years 1 to 9999.
        """
        return self.start_of_day(day + 1)

    def next_hour(self, instant: int) -> int:
        """Return the start of the first full civil hour after the hour in which the instant lies.

        09:20 gives 10:00 and 10:00 gives 11:00: the hour in which a period begins is not counted.
        """
        offset = self._offset(instant)
        found = ((instant + offset) // 3600 + 1) * 3600 - offset
        while over := (found + self._offset(found)) % 3600:  # the clock changed by less than an hour
            found += 3600 - over
        return found

    def latest(self, moment: Moment) -> int:
        """Return the last instant a moment can stand for: the last second of a day, else itself."""
        return self.end_of_day(moment.day) - 1 if moment.is_day else moment.instant

    def _offset(self, instant: int) -> int:
        shift = datetime.fromtimestamp(instant, self._info).utcoffset()
        assert shift is not None
        return shift // timedelta(seconds=1)

    def _instant(self, civil: datetime) -> int:
        first = civil.replace(fold=0)
        shift = first.replace(tzinfo=self._info).utcoffset()
        assert shift is not None
        return (first - _NAIVE_EPOCH - shift) // timedelta(seconds=1)


def parse_moment(text: str, zone: Zone) -> Moment:
    """Read an ISO 8601 date or time.

    Args:
        text: `2026-03-02`, `2026-03-02T09:00` or `2026-03-02T09:00:30`, the last two with `Z` or an offset if
            they are not civil time of the zone.
        zone: Whose civil time is meant.

    Returns:
        A moment whose precision is what was written.

    Raises:
        FajingError: The text is something else, or no such day exists.

    Example:
        >>> parse_moment("2026-03-02T01:20Z", Zone.of("Asia/Shanghai")).instant
        1772414400
    """
    found = _ISO.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError(text)
        if found["minute"] is None:
            return zone.moment(date.fromisoformat(found["date"]))
        seconds = found["second"]
        offset = (found["offset"] or "").replace("Z", "+00:00")
        civil = datetime.fromisoformat(f"{found['date']}T{found['minute']}{seconds or ':00'}{offset}")
    except ValueError as error:
        raise FajingError(
            f"读不懂这个时间 (not a date or time): {text!r}",
            remedy="2026-03-02、2026-03-02T09:00、2026-03-02T09:00:30，可带 +08:00 或 Z",
        ) from error
    return zone.moment(civil, Precision.SECOND if seconds else Precision.MINUTE)


def earlier(a: Moment, a_seq: int, b: Moment, b_seq: int) -> bool:
    """Tell whether event a stands before event b.

    Two events of the same civil day, one of them known only to the day, stand before and after each other at
    once: nobody is accused of an order that the record does not tell. Otherwise time decides, then the number
    in the file.
    """
    if a.day == b.day and (a.precision is _DAY or b.precision is _DAY):
        return True
    return (a.instant, a_seq) < (b.instant, b_seq)


def _out_of_range(what: str) -> FajingError:
    return FajingError(f"日期超出范围 (outside the years 1 to 9999): {what}", remedy="检查年份和期限长度。")
