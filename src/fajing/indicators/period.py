"""The period that figures are about, its months, and the unit whose figures they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included.

    Attributes:
        first: Ordinal of the first day.
        last: Ordinal of the last day.
        units: Names of the units whose matters are meant; None for all.
        sealed: Procedures, and norms of them, that are left out where units are meant.
    """

    first: int
    last: int
    units: frozenset[str] | None = None
    sealed: frozenset[str] = frozenset()

    def months(self) -> list[tuple[str, int, int]]:
        """Each month of it: `2026-03`, its first and last day within the period."""
        return list(_months(self))

    def year_before(self) -> Period:
        """The same days a year before; what has no such day ends with its month."""
        return Period(_year_before(self.first), _year_before(self.last), self.units, self.sealed)

    @property
    def whole_year(self) -> int | None:
        """The calendar year it is, if it is one."""
        first, last = date.fromordinal(self.first), date.fromordinal(self.last)
        is_one = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year
        return first.year if is_one else None


@lru_cache(maxsize=64)
def _months(period: Period) -> tuple[tuple[str, int, int], ...]:
    found = []
    day = date.fromordinal(period.first)
    while day.toordinal() <= period.last:
        year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
        end = min(date(year, month, 1).toordinal() - 1, period.last)
        found.append((f"{day.year:04d}-{day.month:02d}", day.toordinal(), end))
        day = date.fromordinal(end + 1)
    return tuple(found)


def _year_before(ordinal: int) -> int:
    day = date.fromordinal(ordinal)
    try:
        return day.replace(year=day.year - 1).toordinal()
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28).toordinal()
