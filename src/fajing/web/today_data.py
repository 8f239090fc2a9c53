"""What today's page counts, for a person: exact at every moment, though counted only when findings or duties change."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from fajing.findings.acts import Kind
from fajing.findings.people import Role
from fajing.findings.rules import refusal
from fajing.findings.settle import Day
from fajing.findings.state import State
from fajing.web import reach, shown
from fajing.web.clock import instant, zone
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.records.kept import DUTIES, FINDINGS, kept
from fajing.web.records.models import DutyRow, FindingRow

ROWS, SIDE = 8, 4
_CHART = 14
HORIZON = 2 * shown.DAY
"""So near is what an officer is shown of his own before what runs out sooner."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The findings of today's page.

    Attributes:
        new: Since yesterday at the start of work.
        new_open: Of those, not pushed yet.
        new_rows: The gravest of them.
        mine: Numbers of those that wait for this person, the first to come first.
        mine_rows: The first of them.
        oldest: The one open longest since it was pushed.
        days: New and verified, by day.
    """

    new: int
    new_open: int
    new_rows: tuple[FindingRow, ...]
    mine: tuple[str, ...]
    mine_rows: tuple[FindingRow, ...]
    oldest: FindingRow | None
    days: tuple[Day, ...]


def counted(user: User) -> Counted:
    """What is counted of findings for a person."""
    return kept(user, "today", lambda: _count(user), user.number, user.role, of=(FINDINGS,))


def _count(user: User) -> Counted:
    findings = reach.findings(user)
    new = findings.filter(raised_at__gte=since_yesterday())
    sums = new.aggregate(every=Count("number"), open=Count("number", filter=Q(state=State.NEW.value)))
    mine = waiting_for(user)
    pushed = findings.exclude(state=State.CLOSED.value).filter(pushed_at__isnull=False)
    return Counted(
        sums["every"],
        sums["open"],
        tuple(new.order_by("-weight", "-breached_at", "number")[:SIDE]),
        tuple(row.number for row in mine),
        tuple(mine[:SIDE]),
        pushed.order_by("pushed_at", "number").first(),
        tuple(_days(user)),
    )


def open_duties(user: User) -> QuerySet[DutyRow]:
    """Open duties of the body with a due moment, the first to run out first."""
    rows = reach.duties(user).filter(outcome="open", due__isnull=False, of_body=True, provisional=False)
    return rows.filter(due__gt=instant()).order_by("due", "matter", "pk")


class Dues:
    """Moments at which open duties run out, in order.

    Args:
        moments: They.
    """

    def __init__(self, moments: tuple[int, ...]) -> None:
        self.moments = moments

    def still(self, until: int | None = None) -> int:
        """How many are still to run out, up to a moment and with it."""
        end = len(self.moments) if until is None else bisect_right(self.moments, until)
        return max(0, end - bisect_right(self.moments, instant()))


def dues(user: User, unit: str = "") -> Dues:
    """When open duties run out, of all units in reach or one."""

    def read() -> Dues:
        rows = open_duties(user)
        if unit:
            rows = rows.filter(unit__in=reach.under(user, unit))
        return Dues(
            tuple(one for one in rows.order_by("due").values_list("due", flat=True) if one is not None)
        )

    return kept(user, "dues", read, unit, of=(DUTIES,))


def first_to_run_out(user: User) -> list[DutyRow]:
    """The duties on today's page: the next to run out; an officer's own first where they run out soon."""
    own = reach.is_own_first(user)

    def read() -> tuple[int | None, list[DutyRow]]:
        soon, every = instant() + HORIZON, open_duties(user)
        chosen = list(every[:ROWS])
        changes = [one.due for one in chosen[:1] if one.due is not None]
        if own:
            mine = every.filter(handler=user.number)
            first = list(mine.filter(due__lte=soon)[:ROWS])
            there = {one.pk for one in first}
            chosen = [*first, *(one for one in chosen if one.pk not in there)][:ROWS]
            later = mine.filter(due__gt=soon).first()
            changes += [later.due - HORIZON] if later is not None and later.due is not None else []
        return min(changes, default=None), chosen

    number = user.number if own else ""
    return kept(user, "first", read, number, of=(DUTIES,), until=lambda found: found[0])[1]


def waiting_for(user: User) -> list[FindingRow]:
    """Answers that this person may verify or decide, the first to come first; for an officer what he is to answer.

    That is what he handles or was given: what another of his unit is to answer waits for that other.
    """
    if user.kind is Role.CASE_OFFICER:
        rows = reach.findings(user).filter(state=State.WAITING.value, handler=user.number)
        return sorted(rows, key=lambda row: (row.reply_due or 0, row.number))
    rows = reach.findings(user).filter(state__in=[State.RECTIFIED.value, State.CONTESTED.value])
    person, found = user.person(), []
    listed = list(rows.order_by("replied_at", "number"))
    findings = follower.folded([row.number for row in listed])
    for row in listed:
        finding = findings.get(row.number)
        kind = Kind.VERIFIED if row.state == State.RECTIFIED.value else Kind.UPHELD
        if finding is not None and refusal(finding, person, kind) is None:
            found.append(row)
    return found


def _days(user: User) -> list[Day]:
    """New and verified of the last days, counted in the read table."""
    last = zone().civil(instant()).toordinal()
    first = last - _CHART + 1
    raised: dict[int, int] = {}
    verified: dict[int, int] = {}
    closed: dict[int, int] = {}
    begin = zone().start_of_day(first)
    rows_before = reach.findings(user).aggregate(
        raised=Count("number", filter=Q(raised_at__lt=begin)),
        closed=Count("number", filter=Q(closed_at__lt=begin)),
    )
    standing = rows_before["raised"] - rows_before["closed"]
    recent = reach.findings(user).filter(Q(raised_at__gte=begin) | Q(closed_at__gte=begin))
    for began, ended, how in recent.values_list("raised_at", "closed_at", "how"):
        day = zone().civil(began).toordinal()
        raised[day] = raised.get(day, 0) + 1
        if ended is not None:
            day = zone().civil(ended).toordinal()
            closed[day] = closed.get(day, 0) + 1
            verified[day] = verified.get(day, 0) + (how == "verified")
    rows = []
    for day in range(first, last + 1):
        standing += raised.get(day, 0) - closed.get(day, 0)
        rows.append(Day(day, raised.get(day, 0), verified.get(day, 0), standing))
    return rows


def since_yesterday() -> int:
    """The beginning of `new`: yesterday at the start of work."""
    day = zone().civil(instant()).toordinal() - 1
    return zone().start_of_day(day) + 9 * shown.HOUR
