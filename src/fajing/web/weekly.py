"""周结: what became of the findings in a week, from Monday to Sunday, by unit in organisational order.

In: the findings in reach, a day of the week. Out: sums of each unit and of all, and the oldest that was open at the
week's end. Counted in the read table, as the desk's weeks are: what was reopened since counts as open ever since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fajing.findings.settle import UnitSum, by_unit, is_open_at, total
from fajing.findings.terms import age_in_days
from fajing.web import reach
from fajing.web.clock import instant, zone
from fajing.web.desk_data import Seen
from fajing.web.people.models import User
from fajing.web.records.kept import kept

A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class UnitWeek:
    """A unit's week.

    Attributes:
        unit: Its name; empty for all, and for what is no unit's.
        sum: What became of its findings.
        oldest: Of those open at the end the one that was pushed first.
        age: How many days it had then been pushed.
    """

    unit: str
    sum: UnitSum
    oldest: Seen | None = None
    age: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """A week.

    Attributes:
        first: Its Monday.
        is_over: Whether it is over; until then it is counted up to now.
        units: Each unit's.
        all: All of them together.
    """

    first: date
    is_over: bool
    units: tuple[UnitWeek, ...]
    all: UnitWeek

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + A_WEEK - timedelta(days=1)


def week_of(user: User, day: date, unit: str = "") -> Week:
    """The week that holds a day, of all units in reach or one."""
    units = tuple(reach.with_records(user, unit))
    first = day - timedelta(days=day.weekday())
    if first + A_WEEK <= zone().civil(instant()).date():
        return kept(user, "week", lambda: _count(user, units, first), units, first)
    return _count(user, units, first)  # while it lasts, what is overdue changes by the hour


def _count(user: User, units: Sequence[str], first: date) -> Week:
    own, present = zone(), instant()
    begin, whole = (own.start_of_day(one.toordinal()) for one in (first, first + A_WEEK))
    end = max(begin, min(whole, present))
    rows = reach.findings(user).filter(unit__in=units, raised_at__lt=end).order_by("number")
    seen = [Seen(*values) for values in rows.values_list(*Seen._fields)]
    sums = by_unit(seen, begin, end, units)
    waiting = [one for one in seen if is_open_at(one, end) and _pushed(one, end) < end]
    oldest: dict[str, Seen] = {}
    waiting.sort(key=lambda one: (_pushed(one, end), one.number))
    for one in waiting:
        oldest.setdefault(one.unit, one)

    def week(unit: str, of: UnitSum, first_pushed: Seen | None) -> UnitWeek:
        age = age_in_days(_pushed(first_pushed, end), end - 1, own) if first_pushed is not None else 0
        return UnitWeek(unit, of, first_pushed, age)

    return Week(
        first,
        whole <= present,
        tuple(week(unit, of, oldest.get(unit)) for unit, of in sums.items()),
        week("", total(sums.values()), next(iter(waiting), None)),
    )


def _pushed(one: Seen, never: int) -> int:
    """When a finding was put to its unit."""
    return never if one.pushed_at is None else one.pushed_at
