"""The words of counting: lengths, how a count begins and ends, time left out, and what comes out.

Values only; the arithmetic is in `fajing.core.periods`, which also exports these names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from fajing.core.errors import FajingError


class Unit(StrEnum):
    """The unit of a length; the values are the keys in a norm's YAML."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"

    @property
    def is_clock(self) -> bool:
        """Whether the unit is elapsed time (hours, minutes), not civil days."""
        return self in _CLOCK


_CLOCK = frozenset((Unit.HOURS, Unit.MINUTES))


class Starts(StrEnum):
    """From when a period counts."""

    MOMENT = "moment"
    NEXT_HOUR = "next_hour"
    NEXT_DAY = "next_day"


class Rollover(StrEnum):
    """What becomes of an end that falls on a day not worked."""

    NEXT_WORKING_DAY = "next_working_day"
    NONE = "none"


_ZH = dict(zip(Unit, ("分钟", "小时", "日", "个工作日", "周", "个月", "年"), strict=True))
_SECONDS = {Unit.MINUTES: 60, Unit.HOURS: 3600}


@dataclass(frozen=True)
class Length:
    """A period's length, such as 24 hours or 5 working days."""

    unit: Unit
    count: int

    @property
    def seconds(self) -> int:
        """The elapsed seconds of a length in hours or minutes.

        Raises:
            FajingError: The length is in civil days.
        """
        if self.unit not in _SECONDS:
            raise FajingError(f"{self} 没有固定的秒数 (no fixed number of seconds)")
        return self.count * _SECONDS[self.unit]

    @classmethod
    def parse(cls, data: Mapping[str, object], *, where: str = "") -> "Length":
        """Read `{hours: 24}`.

        Raises:
            FajingError: Not exactly one known unit with a whole number that is not negative.

        Example:
            >>> str(Length.parse({"working_days": 5}))
            '5个工作日'
        """
        units = {unit.value: unit for unit in Unit}
        if len(data) == 1:
            [(key, count)] = data.items()
            if key in units and isinstance(count, int) and not isinstance(count, bool) and count >= 0:
                return cls(units[key], int(count))
        raise FajingError(
            f"读不懂这个期限长度 (not a length): {dict(data)!r}",
            where=where,
            why=f"只写一个单位：{'、'.join(units)}；数字是不小于 0 的整数。",
            remedy="{days: 30}",
        )

    def __str__(self) -> str:
        return f"{self.count}{_ZH[self.unit]}"

    def say(self, language: str = "zh") -> str:
        """Write the length in Chinese (`zh`) or English (`en`)."""
        if language != "en":
            return str(self)
        name = self.unit.value.replace("_", " ")
        return f"{self.count} {name[:-1] if self.count == 1 else name}"


@dataclass(frozen=True)
class Counting:
    """How a norm counts.

    Attributes:
        rollover: Whether an end at 24:00 of a day not worked moves on.
        starts: From when each unit counts; where not given, hours and minutes from the moment, the rest from
            the next day.
    """

    rollover: Rollover = Rollover.NONE
    starts: Mapping[Unit, Starts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take a copy of `starts` that nobody can change, with every unit filled in."""
        full = {unit: Starts.MOMENT if unit.is_clock else Starts.NEXT_DAY for unit in Unit}
        object.__setattr__(self, "starts", MappingProxyType({**full, **self.starts}))

    def __hash__(self) -> int:
        return hash((self.rollover, tuple(self.starts.values())))

    def __reduce__(self) -> tuple[object, tuple[Rollover, dict[Unit, Starts]]]:
        return (Counting, (self.rollover, dict(self.starts)))

    def starts_for(self, unit: Unit) -> Starts:
        """Return from when a period in this unit counts."""
        return self.starts[unit]


@dataclass(frozen=True, slots=True)
class Stopped:
    """Time left out of a count, measured in every unit that may be asked for.

    The count uses the measure of its first length: `seconds` for hours and minutes, `working_days` for
    working days, `days` for all others.
    """

    seconds: int = 0
    days: int = 0
    working_days: int = 0

    def measure(self, unit: Unit) -> Length:
        """Return the measure for a period in this unit, as a length in days or working days.

        Raises:
            FajingError: The unit is hours or minutes; use `seconds`.
        """
        if unit.is_clock:
            raise FajingError("小时、分钟的停表时间按秒计 (use seconds)")
        if unit is Unit.WORKING_DAYS:
            return Length(Unit.WORKING_DAYS, self.working_days)
        return Length(Unit.DAYS, self.days)


@dataclass(frozen=True, slots=True)
class Due:
    """When a period ends.

    Attributes:
        earliest: The earliest instant at which it may end.
        latest: The latest; differs only where the start is known to the day and the period is in hours.
        day: Ordinal of the civil date of the end (of `latest`).
        whole_day: The period ends at 24:00 of `day`, `latest` is that instant, and civil dates are compared.
        provisional: The count looked at a year whose holidays are not published; no finding may rest on it.
    """

    earliest: int
    latest: int
    day: int
    whole_day: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late something was: days for a period of days, seconds for one of hours; negative if in time."""

    days: int | None = None
    seconds: int | None = None
