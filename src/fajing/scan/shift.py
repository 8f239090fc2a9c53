"""Civil days some length before or after others: for `due_of` with `minus`, backward distances, periodic duties.

No rollover here; forward periods are counted in `core.periods`.
"""

from __future__ import annotations

from datetime import date

from fajing.core.errors import FajingError
from fajing.core.periods import Due, Length, Unit
from fajing.lawbook.duty_spec import By
from fajing.scan.context import Context


def shift(context: Context, due: Due, by: By) -> Due:
    """A due moment some length before or after another; a backward difference never rolls."""
    zone = context.lawbook.zone
    length = by.minus or by.plus
    if length is None:
        return due
    sign = -1 if by.minus is not None else 1
    if length.unit.is_clock:
        seconds = sign * length.seconds
        instant = due.latest + seconds
        return Due(due.earliest + seconds, instant, zone.civil(instant).toordinal(), False, due.provisional)
    if length.unit is Unit.WORKING_DAYS:
        day = context.lawbook.calendar.add_working_days(due.day, sign * length.count)
    else:
        day = add_civil(due.day, length, sign)
    if due.whole_day:
        end = zone.end_of_day(day)
        return Due(end, end, day, True, due.provisional)
    moved = zone.start_of_day(day) + due.latest - zone.start_of_day(due.day)
    return Due(moved, moved, day, False, due.provisional)


def add_civil(day: int, length: Length, sign: int = 1) -> int:
    """The civil day a length of days, weeks, months or years before (`sign` -1) or after a day."""
    start, count = date.fromordinal(day), sign * length.count
    if length.unit in (Unit.DAYS, Unit.WEEKS):
        return day + count * (7 if length.unit is Unit.WEEKS else 1)
    months = start.year * 12 + start.month - 1 + count * (12 if length.unit is Unit.YEARS else 1)
    year, month = divmod(months, 12)
    try:
        first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
        return min(date(year, month + 1, 1).toordinal() + start.day, first_of_next.toordinal()) - 1
    except (ValueError, OverflowError) as error:
        raise FajingError(f"期限超出公元9999年 (ends after the year 9999): {length}") from error
