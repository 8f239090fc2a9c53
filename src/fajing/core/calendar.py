"""Working days: weekends, public holidays and the weekend days that are worked in exchange.

A calendar knows the years that have been published. Of any other year only the weekends are known, and
whoever counts there must say so (`Calendar.known`). Days are ordinals (`date.toordinal`). Pure: tables come
in as parsed data, nothing is read here. Counting is a formula plus a sorted list of exceptions, so it costs a
bisection.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any

from fajing.core.errors import FajingError

WEEKEND = "周末"

Year = tuple[Mapping[date, str], AbstractSet[date]]
"""Holidays with their names, and the weekend days that are worked, of one year."""


class Calendar:
    """The working days of a region.

    Args:
        years: For each published year, its holidays with their Chinese names (weekend days inside a holiday
            too) and its make-up working days.
        english: English names of the holidays, by Chinese name.

    Attributes:
        years: The published years.
        first_year: The first published year; None if there is none.
        last_year: The last published year; None if there is none.

    Raises:
        FajingError: A date stands in the wrong year, is both holiday and make-up day, or a make-up day is no
            weekend day.
    """

    def __init__(self, years: Mapping[int, Year], *, english: Mapping[str, str] | None = None) -> None:
        self._names: dict[int, str] = {}
        self._makeup: set[int] = set()
        for year, (holidays, working) in years.items():
            _check_year(year, holidays, working)
            self._names.update((day.toordinal(), name) for day, name in holidays.items())
            self._makeup.update(day.toordinal() for day in working)
        self._english = {WEEKEND: "weekend", **(english or {})}
        self.years = frozenset(years)
        self.first_year = min(years, default=None)
        self.last_year = max(years, default=None)
        self._added: dict[tuple[int, int], int] = {}
        off = {day: -1 for day in self._names if not _is_weekend(day)}
        changes = sorted({**off, **dict.fromkeys(self._makeup, 1)}.items())
        self._changed = [day for day, _ in changes]
        self._balance = [0]
        for _, change in changes:
            self._balance.append(self._balance[-1] + change)

    @classmethod
    def weekends_only(cls) -> "Calendar":
        """Return a calendar that knows no year: every Monday to Friday is worked."""
        return cls({})

    @classmethod
    def from_tables(cls, tables: Iterable[Mapping[str, Any]]) -> "Calendar":
        """Build a calendar from parsed `calendars/<year>.yaml` files.

        Args:
            tables: Each `{year, holidays: [{date, name: {zh, en}}], working: [date]}`; dates as `date` or ISO
                text.

        Raises:
            FajingError: A table lacks its year, repeats a year or a date, or holds something that is no date.
        """
        years: dict[int, Year] = {}
        english: dict[str, str] = {}
        for table in tables:
            year = table.get("year")
            if not isinstance(year, int) or isinstance(year, bool):
                raise FajingError(
                    f"日历缺少年份 (a calendar table needs its year): {year!r}", remedy="year: 2026"
                )
            where = f"calendar {year}"
            if year in years:
                raise FajingError(f"同一年的日历出现两次 (this year twice): {year}", where=where)
            holidays: dict[date, str] = {}
            for entry in table.get("holidays") or []:
                day = _date(entry.get("date") if isinstance(entry, Mapping) else entry, where)
                name = entry.get("name") if isinstance(entry, Mapping) else None
                if not isinstance(name, Mapping) or not name.get("zh"):
                    raise FajingError(f"节假日缺少名称 (a holiday needs its name): {day}", where=where)
                if day in holidays:
                    raise FajingError(f"同一天写了两次 (this day twice): {day}", where=where)
                holidays[day] = str(name["zh"])
                if name.get("en"):
                    english[str(name["zh"])] = str(name["en"])
            years[year] = (holidays, {_date(day, where) for day in table.get("working") or []})
        return cls(years, english=english)

    def known(self, day: int) -> bool:
        """Tell whether the year of the day has been published."""
        return date.fromordinal(day).year in self.years

    def is_working_day(self, day: int) -> bool:
        """Tell whether the day is worked; in a year not published, Monday to Friday are."""
        if day in self._makeup:
            return True
        return not _is_weekend(day) and day not in self._names

    def why_not_working(self, day: int) -> str | None:
        """Return the holiday's Chinese name or 周末; None if the day is worked."""
        if self.is_working_day(day):
            return None
        return self._names.get(day, WEEKEND)

    def in_english(self, why: str) -> str:
        """Translate what `why_not_working` returned; unchanged where no English name was given."""
        return self._english.get(why, why)

    def add_working_days(self, day: int, n: int) -> int:
        """Return the n-th working day after `day` (before it, if n is negative; `day` itself if n is 0).

        Example:
            >>> friday = date(2026, 7, 3).toordinal()
            >>> str(date.fromordinal(Calendar.weekends_only().add_working_days(friday, 1)))
            '2026-07-06'
        """
        if n == 0:
            return day
        found = self._added.get((day, n))
        if found is None:
            rank = self._rank(day) + n if n > 0 else self._rank(day - 1) + n + 1
            found = self._added[day, n] = self._at_rank(rank)
        return found

    def count_working_days(self, a: int, b: int) -> int:
        """Count the working days after `a` up to and with `b`; negative if b lies before a."""
        return self._rank(b) - self._rank(a)

    def next_working_day(self, day: int) -> int:
        """Return the day itself if it is worked, else the first worked day after it."""
        while not self.is_working_day(day):
            day += 1
        return day

    def skipped(self, a: int, b: int) -> list[tuple[int, str]]:
        """List the days after `a` up to and with `b` that are not worked, each with the reason."""
        found = ((day, self.why_not_working(day)) for day in range(a + 1, b + 1))
        return [(day, why) for day, why in found if why is not None]

    def _rank(self, day: int) -> int:
        """Count the working days from 0001-01-01, a Monday, up to and with the day."""
        weekdays = 5 * (day // 7) + min(day % 7, 5)
        return weekdays + self._balance[bisect_right(self._changed, day)]

    def _at_rank(self, rank: int) -> int:
        """Return the day that is the rank-th working day."""
        weeks, rest = divmod(rank - 1, 5)
        day = weeks * 7 + rest + 1  # exact without exceptions; the balance moves it by a few days
        day += rank - self._rank(day)
        found = self._rank(day)
        while found < rank:
            day += 1
            found += self.is_working_day(day)
        while found > rank or not self.is_working_day(day):
            found -= self.is_working_day(day)
            day -= 1
        return day


def _is_weekend(day: int) -> bool:
    return (day + 6) % 7 >= 5


def _check_year(year: int, holidays: Mapping[date, str], working: AbstractSet[date]) -> None:
    where = f"calendar {year}"
    for day in (*holidays, *working):
        if day.year != year:
            raise FajingError(f"日期不在这一年 (not in {year}): {day}", where=where)
    for day in working:
        if day in holidays:
            raise FajingError(f"同一天既放假又上班 (both holiday and working day): {day}", where=where)
        if not _is_weekend(day.toordinal()):
            raise FajingError(
                f"补班日不是周末 (a make-up day must be a weekend day): {day}",
                where=where,
                why="工作日本来就上班；working 只列调休上班的周六、周日。",
            )


def _date(value: object, where: str) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise FajingError(f"不是日期 (not a date): {value!r}", where=where, remedy="2026-01-01") from error
