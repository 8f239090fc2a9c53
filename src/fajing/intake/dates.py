"""Dates and times as people and spreadsheets write them, made into moments.

In: a cell and a `Clock` (zone, precision, order of day and month). Out: a `Moment`, or `CellError` saying why
not. A date is never guessed: without a year, with two digits of year, or with a day that does not exist it is
refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

from fajing.core.errors import FajingError
from fajing.core.moments import Moment, Precision, Zone
from fajing.intake.cells import Cell, CellError, Doubled, Several, plain

FIRST_YEAR, LAST_YEAR = 1900, 2199
_EXCEL_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - civil time is naive here
_DAYS_1904 = 1462  # how many days later the other system of Excel begins
_SERIALS = (10_000, 100_000)  # 1927 to 2173: anything else is a number in the wrong column
_DATE = r"(?P<a>\d{1,4})(?P<mark>[年/.\-])(?P<b>\d{1,2})[月/.\-](?P<c>\d{1,4})[日号]?"
_TIME = (
    r"(?P<half>上午|下午|中午|晚上|凌晨|am|pm)?\s*(?P<hour>\d{1,2})[:时点](?:(?P<minute>\d{1,2})分?"
    r"(?:(?::|(?<=分))(?P<second>\d{1,2})(?:\.\d+)?秒?)?)?"
    r"\s*(?P<half2>am|pm)?\s*(?P<offset>z|[+-]\d{2}:?\d{2})?"
)
_WRITTEN = re.compile(
    rf"{_DATE}(?:(?:\s*t\s*|\s*)(?:星期[一二三四五六日天]|周[一二三四五六日天])?\s*{_TIME})?"
)
_ISO = re.compile(r"(?:19|2[01])\d\d-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?", re.ASCII)
_PLAIN = re.compile(
    r"(?:19|2[01])\d\d-\d\d-\d\d(?:[ T](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?", re.ASCII
)  # of these, only the day may not exist
_DAY_SECONDS = 86_400
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_NO_YEAR = re.compile(r"\d{1,2}(月|[/.-])\d{1,2}日?(\s.*)?")
_ECHOED = re.compile(r"[0-9年月日时分秒点/:.,\-T +]{1,30}")


@dataclass(frozen=True, slots=True)
class Clock:
    """How the times of a column are read.

    Attributes:
        zone: Civil time of the export.
        home: Civil time of the lawbook, in which moments are made.
        precision: What the map says of the column; None = by the cell.
        order: Order of year, month and day: `ymd`, `dmy` or `mdy`.
        is_1904: Whether bare numbers count days from 1904.
    """

    zone: Zone
    home: Zone
    precision: Precision | None = None
    order: str = "ymd"
    is_1904: bool = False

    def read(self, cell: Cell) -> Moment:
        """The moment a cell stands for.

        Raises:
            CellError: It is no date, or no such day or time exists.
        """
        try:
            return self._read(cell)
        except FajingError:
            raise _no_such_day(cell) from None

    def read_many(self, texts: Sequence[str]) -> list[Moment | None]:
        """The moments of many different texts, those in the form that most systems write (`2026-03-02 09:30`).

        None stands where a text is written otherwise, or anything about it is unusual; such a one is left to `read`.
        """
        if self.zone != self.home:
            return [None] * len(texts)
        days: dict[str, tuple[int, int] | None] = {}
        found: list[Moment | None] = []
        for text in texts:
            if not _PLAIN.fullmatch(text):
                found.append(None)
                continue
            day_text = text[:10]
            if day_text not in days:
                days[day_text] = self._plain_day(day_text)
            day = days[day_text]
            found.append(None if day is None else self._on_day(*day, text))
        return found

    def _plain_day(self, text: str) -> tuple[int, int] | None:
        """Start and number of a day of 24 hours; None for any other."""
        try:
            day = date.fromisoformat(text).toordinal()
        except ValueError:
            return None
        start = self.home.start_of_day(day)
        return (start, day) if self.home.end_of_day(day) - start == _DAY_SECONDS else None

    def _on_day(self, start: int, day: int, text: str) -> Moment:
        """The moment of a text in the plain form; see `_moment`."""
        if len(text) == len("2026-03-02"):
            return Moment(start, day, Precision.DAY)
        second = int(text[17:19]) if len(text) > len("2026-03-02 09:30") else 0
        seconds = int(text[11:13]) * 3600 + int(text[14:16]) * 60 + second
        precision = self.precision
        if precision is None:
            precision = Precision.SECOND if second else Precision.MINUTE if seconds else Precision.DAY
        return Moment(start if precision is Precision.DAY else start + seconds, day, precision)

    def _read(self, cell: Cell) -> Moment:
        if isinstance(cell, datetime):
            return self._moment(cell, None)
        if isinstance(cell, date):
            # A spreadsheet shows midnight and a bare date alike, so the map decides; without a word from it, a day.
            return self._moment(datetime.combine(cell, time()), None)
        if isinstance(cell, bool) or cell is None or isinstance(cell, time | timedelta | Several | Doubled):
            raise _not_a_date(cell)
        if isinstance(cell, int | float | Decimal):
            return self._number(cell)
        return self._text(cell)

    def _text(self, cell: str) -> Moment:
        if _ISO.fullmatch(cell):  # what most systems write; whatever is wrong with it is said below
            with suppress(ValueError):
                return self._moment(datetime.fromisoformat(cell), len(cell) > len("2026-03-02"))
        text = plain(cell).casefold()
        found = _WRITTEN.fullmatch(text)
        if found is None:
            compact = _COMPACT.fullmatch(text)
            if compact:
                parts = [int(part) if part else 0 for part in compact.groups()]
                return self._civil(cell, parts[:3], parts[3:], has_time=compact[4] is not None)
            if re.fullmatch(r"\d{5}(\.\d+)?", text):
                return self._number(float(text))
            raise _no_year(cell) if _NO_YEAR.fullmatch(text) else _not_a_date(cell)
        a, b, c = found["a"], found["b"], found["c"]
        order = "ymd" if found["mark"] == "年" or len(a) == 4 else self.order
        years = {"ymd": a, "dmy": c, "mdy": c}[order]
        if len(years) != 4:
            raise _no_year(cell)
        numbers = {"ymd": (a, b, c), "dmy": (c, b, a), "mdy": (c, a, b)}[order]
        if found["hour"] is None:
            return self._civil(cell, [int(n) for n in numbers], [0, 0, 0], has_time=False)
        hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
        half = found["half"] or found["half2"]
        if half in ("下午", "晚上", "pm", "中午") and hour < (11 if half == "中午" else 12):
            hour += 12
        elif half in ("am", "凌晨", "上午") and hour == 12:
            hour = 0
        return self._civil(
            cell, [int(n) for n in numbers], [hour, minute, second], has_time=True, offset=found["offset"]
        )

    def _civil(
        self, cell: Cell, day: list[int], clock: list[int], *, has_time: bool, offset: str | None = None
    ) -> Moment:
        """A moment from the numbers of a text."""
        if not FIRST_YEAR <= day[0] <= LAST_YEAR:
            raise _out_of_range(cell)
        try:
            civil = datetime(*day)  # type: ignore[arg-type] # noqa: DTZ001
        except ValueError:
            raise _no_such_day(cell) from None
        hour, minute, second = clock
        ends_the_day = (hour, minute, second) == (24, 0, 0)
        if not ends_the_day and (hour > 23 or minute > 59 or second > 59):
            raise _no_such_time(cell)
        civil += timedelta(hours=hour, minutes=minute, seconds=second)
        if offset:
            civil = civil.replace(tzinfo=_offset(offset))
        return self._moment(civil, has_time, keeps_midnight=ends_the_day)

    def _number(self, cell: float | Decimal) -> Moment:
        """A spreadsheet's count of days, or eight digits that are a date."""
        if 19_000_101 <= cell <= 21_991_231 and cell == int(cell):
            return self._text(str(int(cell)))
        if not _SERIALS[0] <= cell < _SERIALS[1]:
            raise _not_a_date(cell)
        whole = float(cell) + (_DAYS_1904 if self.is_1904 else 0)
        civil = _EXCEL_1900 + timedelta(seconds=round(whole * 86400))
        return self._moment(civil, None)

    def _moment(self, civil: datetime, has_time: bool | None, *, keeps_midnight: bool = False) -> Moment:
        """Choose the precision and make the moment in the lawbook's zone.

        Args:
            civil: Civil time of the export's zone, or an aware time.
            has_time: Whether a time of day was written; None where the cell cannot tell (a spreadsheet's).
            keeps_midnight: 24:00 was written, so midnight is meant.
        """
        if not FIRST_YEAR <= civil.year <= LAST_YEAR:
            raise _out_of_range(civil)
        precision = self.precision
        if has_time is False:
            precision = Precision.DAY  # no map can make a bare date finer than it is
        elif precision is None:
            midnight = civil.time() == time() and not keeps_midnight
            # Systems write dates as midnight; read as an instant, it would accuse people of what nobody recorded.
            precision = Precision.DAY if midnight else Precision.SECOND if civil.second else Precision.MINUTE
        if precision is Precision.DAY and civil.tzinfo is None:
            return self.home.moment(civil.date(), Precision.DAY)
        if self.zone != self.home and civil.tzinfo is None:
            civil = datetime.fromtimestamp(self.zone.moment(civil, Precision.SECOND).instant, UTC)
        return self.home.moment(civil, precision)


def _offset(text: str) -> timezone:
    if text == "z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        raise _no_such_time(text)
    shift = timedelta(hours=hours, minutes=minutes)
    return timezone(-shift if text[0] == "-" else shift)


def _shown(cell: object) -> str:
    """The cell, if it can only be a date: a name in the wrong column is not repeated in a message."""
    text = plain(str(cell))
    return f"{text}，" if _ECHOED.fullmatch(text) else ""


def _no_such_day(cell: object) -> CellError:
    text = _shown(cell)
    return CellError(
        f"{text}没有这一天",
        f"{text.replace('，', ': ')}there is no such day",
        "改成真实日期",
        "write the real date",
    )


def _no_such_time(cell: object) -> CellError:
    text = _shown(cell)
    return CellError(
        f"{text}没有这个时刻",
        f"{text.replace('，', ': ')}there is no such time of day",
        "改成真实时刻，如 9:30",
        "write the real time, such as 9:30",
    )


def _no_year(cell: object) -> CellError:
    text = _shown(cell)
    return CellError(
        f"{text}年份不完整或年月日次序不明",
        f"{text.replace('，', ': ')}the year is missing or the order unclear",
        "写出四位年份，如 2026-03-02；或在对照表里写明 date_order",
        "write four digits of the year, as in 2026-03-02, or give the map a `date_order`",
    )


def _out_of_range(cell: object) -> CellError:
    text = _shown(cell)
    return CellError(
        f"{text}年份不在{FIRST_YEAR}至{LAST_YEAR}之间",
        f"{text.replace('，', ': ')}outside the years {FIRST_YEAR} to {LAST_YEAR}",
        "改成真实日期；若表示“没有”，请留空或写进对照表的 blank",
        "write the real date; if it means `none`, leave it empty or list it in `blank` of the map",
    )


def _not_a_date(cell: object) -> CellError:
    text = _shown(cell)
    return CellError(
        f"{text}读不懂这个日期或时间",
        f"{text.replace('，', ': ')}not a date or time",
        "写成 2026-03-02 09:30 或 2026年3月2日9时30分",
        "write 2026-03-02 09:30",
    )
