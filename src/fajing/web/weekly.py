"""周结: what became of the findings in a week, from Monday to Sunday, by unit in organisational order.

In: the findings in reach, a day of the week. Out: sums of each unit and of all, and the oldest that was open at the
week's end. Counted in the read table, as the desk's weeks are: what was reopened since counts as open ever since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date

from fajing.findings.terms import age_in_days
from fajing.web import reach
from fajing.web.clock import instant, zone
from fajing.web.desk_data import Seen
from fajing.web.people.models import User
from fajing.web.records.kept import kept

_WEEK = len(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))


@dataclass(slots=True)
class Sum:
    """A unit's week.

    Attributes:
        unit: Its name; empty for all.
        raised: New findings.
        pushed: Pushed to the unit.
        verified: Closed by verification.
        upheld: Closed because an objection was right.
        gone: Closed because a correction removed the breach.
        open: Open at the end of the week, whenever they began.
        overdue: Of those, not answered and past their term.
        oldest: The one of those that was pushed first.
        age: How many days it had then been pushed.
    """

    unit: str
    raised: int = 0
    pushed: int = 0
    verified: int = 0
    upheld: int = 0
    gone: int = 0
    open: int = 0
    overdue: int = 0
    oldest: Seen | None = field(default=None)
    age: int = 0

    @property
    def closed(self) -> int:
        """Closed in whatever way."""
        return self.verified + self.upheld + self.gone


@dataclass(frozen=True, slots=True)
class Week:
    """A week.

    Attributes:
        first: Its Monday.
        end: The instant at which it ends, or the present one while it lasts.
        is_over: Whether it is over.
        units: Each unit's.
        all: All of them together.
    """

    first: date
    end: int
    is_over: bool
    units: tuple[Sum, ...]
    all: Sum

    @property
    def last(self) -> date:
        """Its Sunday."""
        return date.fromordinal(self.first.toordinal() + _WEEK - 1)


def week_of(user: User, day: date, unit: str = "") -> Week:
    """The week that holds a day, of all units in reach or one."""
    units = tuple([unit] if unit and unit in user.reach() else reach.units(user))
    first = date.fromordinal(day.toordinal() - day.weekday())
    last = first.toordinal() + _WEEK - 1
    if last < zone().civil(instant()).toordinal():
        return kept(user, "week", lambda: _count(user, units, first), units, first)
    return _count(user, units, first)  # while it lasts, what is overdue changes by the hour


def _count(user: User, units: Sequence[str], first: date) -> Week:
    own, present = zone(), instant()
    begin, whole = own.start_of_day(first.toordinal()), own.end_of_day(first.toordinal() + _WEEK - 1)
    end = max(begin, min(whole, present))
    found = {unit: Sum(unit) for unit in units}
    rows = reach.findings(user).filter(unit__in=units, raised_at__lt=end).order_by("number")
    for row in (Seen(*values) for values in rows.values_list(*Seen._fields)):
        _add(found[row.unit], row, begin, end)
    for one in found.values():
        if one.oldest is not None and one.oldest.pushed_at is not None:
            one.age = age_in_days(one.oldest.pushed_at, end - 1, own)
    return Week(first, end, whole <= present, tuple(found.values()), _together(list(found.values())))


def _add(into: Sum, row: Seen, begin: int, end: int) -> None:
    into.raised += row.raised_at >= begin
    into.pushed += row.pushed_at is not None and begin <= row.pushed_at < end
    if row.closed_at is not None and row.closed_at < end:
        if row.closed_at >= begin:
            into.verified += row.how == "verified"
            into.upheld += row.how == "upheld"
            into.gone += row.how == "gone"
        return
    into.open += 1
    unanswered = row.replied_at is None or row.replied_at >= end
    into.overdue += unanswered and row.reply_due is not None and row.reply_due <= end
    if row.pushed_at is not None and row.pushed_at < end:
        before = into.oldest.pushed_at if into.oldest is not None else None
        if before is None or row.pushed_at < before:
            into.oldest = row


def _together(sums: list[Sum]) -> Sum:
    made = Sum("")
    for one in fields(Sum):
        if one.name not in ("unit", "oldest", "age"):
            setattr(made, one.name, sum(getattr(each, one.name) for each in sums))
    oldest = max((each for each in sums if each.oldest is not None), key=lambda each: each.age, default=None)
    if oldest is not None:
        made.oldest, made.age = oldest.oldest, oldest.age
    return made
