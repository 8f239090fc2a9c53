"""The town's own clock and calendar: minutes since the beginning of 2025, and when a period runs out.

Written without looking at how the engine counts, so that the two can disagree. Civil time only: the town lies in a
zone without clock changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import yaml  # type: ignore[import-untyped,unused-ignore]

HOUR = 60
DAY = 24 * HOUR
FIRST = date(2025, 1, 1)
_PERIOD = re.compile(r"(-?\d+)(mo|wd|m|h|d|y)([!=]?)")


def minute_of(day: date, clock: str = "00:00") -> int:
    """The minute of a civil date and clock time."""
    hours, minutes = clock.split(":")
    return (day - FIRST).days * DAY + int(hours) * HOUR + int(minutes)


def moment(text: str) -> int:
    """The minute of `2026-03-02T09:00` or of the beginning of `2026-03-02`."""
    at = datetime.fromisoformat(text)
    return minute_of(at.date(), f"{at.hour}:{at.minute}")


@lru_cache(maxsize=4096)
def date_of(day: int) -> date:
    """The date of a day's number."""
    return FIRST + timedelta(day)


@lru_cache(maxsize=4096)
def _day_text(day: int) -> str:
    return date_of(day).isoformat()


def text_of(minute: int) -> str:
    """`2026-03-02 09:00`."""
    day, rest = divmod(minute, DAY)
    return f"{_day_text(day)} {rest // HOUR:02d}:{rest % HOUR:02d}"


def length_of(text: str) -> int:
    """Minutes of `20m`, `3h` or `2d`; other units have no fixed length."""
    match = _PERIOD.fullmatch(text)
    if match is None or match[2] not in ("m", "h", "d"):
        raise ValueError(text)
    return int(match[1]) * {"m": 1, "h": HOUR, "d": DAY}[match[2]]


class TownCalendar:
    """Which days are worked, from the published lists."""

    def __init__(self, files: Iterable[Path]) -> None:
        self.off: set[date] = set()
        self.worked: set[date] = set()
        for file in files:
            known = yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506 -- plain strings
            self.off |= {date.fromisoformat(one["date"]) for one in known.get("holidays") or ()}
            self.worked |= {date.fromisoformat(one) for one in known.get("working") or ()}
        self._cache: dict[int, bool] = {}

    def is_working(self, day: int) -> bool:
        """Whether the day with this number is worked."""
        found = self._cache.get(day)
        if found is None:
            on = date_of(day)
            found = on in self.worked or (on not in self.off and on.weekday() < 5)
            self._cache[day] = found
        return found

    def due(self, at: int, period: str) -> int:
        """The last minute at which it is still in time.

        Args:
            at: When it began.
            period: `8h`, `24h!` (the hour of the beginning left out), `2wd`, `30d` and `2mo` (a last day off moves
                on), `10d=` (it does not).
        """
        match = _PERIOD.fullmatch(period)
        if match is None:
            raise ValueError(period)
        number, unit, mark = int(match[1]), match[2], match[3]
        if unit == "m":
            return at + number
        if unit == "h":
            begin = (at // HOUR + 1) * HOUR if mark == "!" else at
            return begin + number * HOUR
        day = at // DAY
        if unit == "wd":
            end = self.working_after(day, number)
        else:
            end = day + number if unit == "d" else self._months_on(day, number * (12 if unit == "y" else 1))
            while mark != "=" and not self.is_working(end):
                end += 1
        return end * DAY + DAY - 1

    def working_after(self, day: int, number: int) -> int:
        """The number-th working day after (before, if negative) a day."""
        step = 1 if number >= 0 else -1
        left = abs(number)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    @staticmethod
    def _months_on(day: int, months: int) -> int:
        on = date_of(day)
        index = on.year * 12 + on.month - 1 + months
        year, month = divmod(index, 12)
        for number in range(on.day, 0, -1):
            try:
                return (date(year, month + 1, number) - FIRST).days
            except ValueError:
                continue
        raise AssertionError(on)

    def office(self, at: int, jitter: int = 0) -> int:
        """The same minute if an office is open then, else soon after the next opening."""
        day, clock = divmod(at, DAY)
        if self.is_working(day) and 9 * HOUR <= clock < 17 * HOUR:
            return at
        if not (self.is_working(day) and clock < 9 * HOUR):
            day = self.working_after(day, 1)
        return day * DAY + 9 * HOUR + jitter
