"""Counting time as procedural law counts it: ends of periods, rollover, backward differences, lateness.

Forward, `Counter.nominal_end` chains lengths and `Counter.roll` moves the last end off a holiday. Backward,
`Counter.within_backward` and `Counter.at_least_backward` compare two moments and nothing rolls. A count can
write its working into a list (`trace`), which `fajing.core.working` turns into sentences. No I/O, no law:
which article counts how is said by the norm.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from fajing.core.calendar import Calendar
from fajing.core.errors import FajingError
from fajing.core.lengths import Counting, Due, Lateness, Length, Rollover, Starts, Stopped, Unit
from fajing.core.moments import Moment, Zone

__all__ = [
    "Counter",
    "Counting",
    "Due",
    "Lateness",
    "Length",
    "Rollover",
    "Starts",
    "Stopped",
    "Trace",
    "Unit",
]

Trace = list[tuple[str, dict[str, Any]]]
"""The working of a count: operations with plain values, in the order in which they were done."""

_NOT_STOPPED = Stopped()
_DAYS, _WEEKS, _YEARS, _WORKING_DAYS = Unit.DAYS, Unit.WEEKS, Unit.YEARS, Unit.WORKING_DAYS
_NEXT_DAY, _NEXT_HOUR = Starts.NEXT_DAY, Starts.NEXT_HOUR


class Counter:
    """Counts periods in one zone with one calendar.

    Args:
        zone: Whose civil days and hours are meant.
        calendar: Which days are worked.
    """

    def __init__(self, zone: Zone, calendar: Calendar) -> None:
        self.zone = zone
        self.calendar = calendar
        self._days: dict[tuple[int, bool], Due] = {}

    # ------------------------------------------------------------------ forward

    def nominal_end(
        self,
        start: Moment,
        lengths: Sequence[Length],
        counting: Counting,
        stopped: Stopped = _NOT_STOPPED,
        *,
        trace: Trace | None = None,
    ) -> Due:
        """Return the end of a period before any rollover.

        Each length runs from the nominal end of the one before it. How the count begins is settled by the
        unit of the first length; so is the unit of the time left out, which is added at the end.

        Args:
            start: When the period begins.
            lengths: The period and its extensions, at least one.
            counting: Where each unit begins to count.
            stopped: Time left out of the count.
            trace: Where to write the working.

        Raises:
            FajingError: No length, a start at the next hour for a period of days, or an end after the year
                9999.
        """
        if not lengths:
            raise FajingError("期限没有长度 (a period needs at least one length)")
        first = lengths[0].unit
        if trace is not None:
            _note(trace, "start", instant=start.instant, day=start.day, precision=start.precision.value)
        due = self._begin(start, first, counting.starts_for(first), trace)
        for length in lengths:
            due = self._add(due, length, trace, "add")
        if first.is_clock:
            return self._add_seconds(due, stopped.seconds, trace, "stopped") if stopped.seconds else due
        if stopped is _NOT_STOPPED:
            return due
        left_out = stopped.measure(first)
        return self._add(due, left_out, trace, "stopped") if left_out.count else due

    def roll(self, due: Due, counting: Counting, *, trace: Trace | None = None) -> Due:
        """Move the end of a period off a day that is not worked.

        Only an end at 24:00 of a day rolls; a period of hours ends when it ends. A year looked at that is not
        published makes the due provisional.
        """
        if counting.rollover is Rollover.NONE or not due.whole_day:
            return due
        day = self.calendar.next_working_day(due.day)
        provisional = self._unknown(due.day, day, trace) or due.provisional
        if trace is not None and day != due.day:
            days, english = self._skipped(due.day - 1, day)
            values = {"from": due.day, "to": day, "why": days[0][1], "days": days, "english": english}
            trace.append(("rolled", values))
        return self._whole_day(day, provisional)

    # ------------------------------------------------------------------ backward

    def distance(self, a_day: int, b_day: int, unit: Unit) -> int:
        """Return the civil days from a to b, or the working days after a up to and with b; may be negative.

        Raises:
            FajingError: The unit is neither days nor working days.
        """
        if unit is _DAYS:
            return b_day - a_day
        if unit is _WORKING_DAYS:
            return self.calendar.count_working_days(a_day, b_day)
        raise FajingError(
            f"两日之间的距离只按日或工作日计 (not a unit of distance): {unit}", remedy="days, working_days"
        )

    def within_backward(self, earlier: Moment, later: Moment, length: Length) -> bool | None:
        """Tell whether `later` comes no more than a length after `earlier`.

        Civil dates are compared for days, weeks, months, years and working days, elapsed seconds for hours
        and minutes. Nothing rolls.

        Returns:
            None if hours are asked for and a moment known only to the day leaves it open.
        """
        if length.unit.is_clock:
            low, high = self._elapsed(earlier, later)
            return True if high <= length.seconds else False if low > length.seconds else None
        if length.unit is _WORKING_DAYS:
            return self.calendar.count_working_days(earlier.day, later.day) <= length.count
        return later.day <= _add_civil(earlier.day, length)

    def at_least_backward(self, earlier: Moment, later: Moment, length: Length) -> bool | None:
        """Tell whether `later` comes at least a length after `earlier`; counted as in `within_backward`.

        Returns:
            None if hours are asked for and a moment known only to the day leaves it open.
        """
        if length.unit.is_clock:
            low, high = self._elapsed(earlier, later)
            return True if low >= length.seconds else False if high < length.seconds else None
        if length.unit is _WORKING_DAYS:
            return self.calendar.count_working_days(earlier.day, later.day) >= length.count
        return later.day >= _add_civil(earlier.day, length)

    def backward_is_provisional(self, earlier: Moment, later: Moment, length: Length) -> bool:
        """Tell whether a backward difference rests on a year whose holidays are not published."""
        if length.unit is not _WORKING_DAYS:
            return False
        return self._unknown(min(earlier.day, later.day), max(earlier.day, later.day), None)

    # ------------------------------------------------------------------ judging

    def is_late(self, done: Moment, due: Due) -> bool | None:
        """Tell whether something was done after it was due.

        Returns:
            None if a moment known only to the day stands against an end in hours and leaves it open.
        """
        if due.whole_day:
            return done.day > due.day
        if done.earliest > due.latest:
            return True
        return False if self.zone.latest(done) <= due.earliest else None

    def has_expired(self, as_of: Moment, due: Due) -> bool:
        """Tell whether a period has run out; a day given as `as_of` is known to its last second."""
        if due.whole_day:
            return as_of.day > due.day
        return self.zone.latest(as_of) > due.latest

    def lateness(self, done: Moment, due: Due) -> Lateness:
        """Return by how much something was late: civil days against the end of a day, else seconds."""
        if due.whole_day:
            return Lateness(days=done.day - due.day)
        return Lateness(seconds=done.earliest - due.latest)

    # ------------------------------------------------------------------ steps of a count

    def _begin(self, start: Moment, unit: Unit, starts: Starts, trace: Trace | None) -> Due:
        """Return the point from which the first length runs, as an end of zero length."""
        if starts is _NEXT_DAY:
            if trace is not None:
                _note(trace, "first_day_not_counted", day=start.day, from_day=start.day + 1)
            return self._whole_day(start.day, False)
        if starts is _NEXT_HOUR:
            if not unit.is_clock:
                raise FajingError(
                    f"以{unit.value}计的期限不能从下一小时起算 (next_hour is for hours and minutes only)",
                    remedy="starts: next_day",
                )
            low = high = self.zone.next_hour(start.earliest)
            if start.is_day:
                high = self.zone.next_hour(self.zone.latest(start))
            if trace is not None:
                values = {"instant": start.instant, "is_day": start.is_day, "from_instant": low}
                trace.append(("first_hour_not_counted", values))
            return self._at(low, high, False)
        if not start.is_day:
            return self._at(start.instant, start.instant, False)
        if unit.is_clock:
            return self._at(start.earliest, self.zone.end_of_day(start.day), False)
        return self._whole_day(start.day, False)

    def _add(self, due: Due, length: Length, trace: Trace | None, operation: str) -> Due:
        if length.unit.is_clock:
            return self._add_seconds(due, length.seconds, trace, operation, length)
        if due.whole_day:
            end = self._whole_day(self._add_days(due.day, length), due.provisional)
        else:
            # Counted in working days from a Friday and from the night to Saturday, the later start may end first.
            low, high = sorted((self._same_time(due.earliest, length), self._same_time(due.latest, length)))
            end = self._at(low, high, due.provisional)
        if trace is not None:
            self._note_end(trace, operation, length.unit.value, length.count, end)
        if length.unit is _WORKING_DAYS:
            if trace is not None:
                days, english = self._skipped(due.day, end.day)
                if days:
                    _note(trace, "skipped", days=days, english=english)
            if length.count and self._unknown(min(due.day, end.day) + 1, max(due.day, end.day), trace):
                return replace(end, provisional=True)
        return end

    def _add_seconds(
        self, due: Due, seconds: int, trace: Trace | None, operation: str, length: Length | None = None
    ) -> Due:
        low = due.latest if due.whole_day else due.earliest
        end = self._at(low + seconds, due.latest + seconds, due.provisional)
        if trace is not None:
            unit, count = (length.unit.value, length.count) if length else ("seconds", seconds)
            self._note_end(trace, operation, unit, count, end)
        return end

    def _add_days(self, day: int, length: Length) -> int:
        if length.unit is _WORKING_DAYS:
            return self.calendar.add_working_days(day, length.count)
        return _add_civil(day, length)

    def _same_time(self, instant: int, length: Length) -> int:
        """Return the same civil clock time, a length of days later."""
        civil = self.zone.civil(instant)
        day = self._add_days(civil.toordinal(), length)
        return self.zone.moment(datetime.combine(date.fromordinal(day), civil.time())).instant

    def _elapsed(self, a: Moment, b: Moment) -> tuple[int, int]:
        return b.earliest - self.zone.latest(a), self.zone.latest(b) - a.earliest

    def _skipped(self, a: int, b: int) -> tuple[list[tuple[int, str]], dict[str, str]]:
        """List the days in (a, b] that are not worked, and the English of the reasons."""
        days = self.calendar.skipped(a, b)
        return days, {why: self.calendar.in_english(why) for _, why in days}

    def _unknown(self, a: int, b: int, trace: Trace | None) -> bool:
        """Tell whether some year from day a to day b is not published."""
        for year in range(date.fromordinal(a).year, date.fromordinal(b).year + 1):
            if year not in self.calendar.years:
                if trace is not None and ("provisional", {"year": year}) not in trace:
                    _note(trace, "provisional", year=year)
                return True
        return False

    def _whole_day(self, day: int, provisional: bool) -> Due:
        due = self._days.get((day, provisional))
        if due is None:
            end = self.zone.end_of_day(day)
            due = self._days[day, provisional] = Due(end, end, day, True, provisional)
        return due

    def _at(self, low: int, high: int, provisional: bool) -> Due:
        return Due(low, high, self.zone.day_of(high), False, provisional)

    def _note_end(self, trace: Trace, operation: str, unit: str, count: int, end: Due) -> None:
        if end.whole_day:
            _note(trace, operation, unit=unit, count=count, to_day=end.day)
        else:
            _note(trace, operation, unit=unit, count=count, to_instant=end.latest, earliest=end.earliest)


def _note(trace: Trace | None, operation: str, **values: Any) -> None:
    if trace is not None:
        trace.append((operation, values))


def _add_civil(day: int, length: Length) -> int:
    """Add days, weeks, months or years to a civil day; a month keeps the day number or takes its last."""
    try:
        if length.unit is _DAYS:
            return (date.fromordinal(day) + timedelta(days=length.count)).toordinal()
        if length.unit is _WEEKS:
            return (date.fromordinal(day) + timedelta(weeks=length.count)).toordinal()
        start = date.fromordinal(day)
        months = length.count * (12 if length.unit is _YEARS else 1)
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
        last = following.toordinal() - 1
        return min(date(year, month + 1, 1).toordinal() + start.day - 1, last)
    except (ValueError, OverflowError) as error:
        raise FajingError(f"期限超出公元9999年 (ends after the year 9999): {length}") from error
