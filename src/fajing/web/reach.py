"""Rows within a user's reach. Every page that lists something of units begins here."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from fajing.findings.people import Role
from fajing.findings.state import State
from fajing.findings.terms import Terms
from fajing.web.clock import instant, zone
from fajing.web.people.models import Unit, User
from fajing.web.records.models import Document, DutyRow, FindingRow, MatterCount, MatterRow

Row = TypeVar("Row", bound=Model)
NO_UNIT = "-"
"""What an address says for the body's own: what is sealed from every unit, or has none on record."""


def user_of(request: HttpRequest) -> User:
    """The user of a request that has passed the rules."""
    user = request.user
    assert isinstance(user, User)
    return user


def findings(user: User) -> QuerySet[FindingRow]:
    """Findings of the units in reach."""
    return _in_reach(FindingRow.objects.all(), user)


def remembered(user: User) -> QuerySet[FindingRow]:
    """Those that a list shows: what was settled long ago follows no officer; lists of supervision keep it."""
    rows = findings(user)
    if not is_own_first(user):
        return rows
    expired = Terms.read().expired_before(instant(), zone())
    return rows.exclude(state=State.CLOSED.value, closed_at__lt=expired)


def duties(user: User) -> QuerySet[DutyRow]:
    """Duties of the units in reach."""
    return _in_reach(DutyRow.objects.all(), user)


def matters(user: User) -> QuerySet[MatterRow]:
    """Matters of the units in reach."""
    return _in_reach(MatterRow.objects.all(), user)


def matter_counts(user: User) -> QuerySet[MatterCount]:
    """How many matters of each procedure the units in reach have."""
    return _in_reach(MatterCount.objects.all(), user)


def _in_reach(rows: QuerySet[Row], user: User) -> QuerySet[Row]:
    """Who sees the whole body is asked nothing of units: an index gives the first rows in order at once."""
    return rows if user.sees_all else rows.filter(unit__in=user.reach())


def documents(user: User) -> QuerySet[Document]:
    """Documents for the units in reach, and those for the whole body."""
    return Document.objects.filter(unit__in=[*user.reach(), ""])


def own_documents(user: User) -> QuerySet[Document]:
    """Documents that the user may change: the body's own only where the whole body is in reach."""
    return documents(user).filter(unit__in=user.reach())


def units(user: User) -> list[str]:
    """Names of the units in reach, each before those under it, without the body's own root."""
    found = Unit.objects.filter(name__in=user.reach())
    names = [unit.name for unit in found if unit.parent_id is not None]
    return names or [unit.name for unit in found]


def under(user: User, unit: str) -> list[str]:
    """A unit with all below it, as far as they are in reach; what stands in no tree is itself alone."""
    if unit == NO_UNIT:
        return [one for one in ("",) if one in user.reach()]
    found = Unit.objects.filter(name=unit).first()
    return [one for one in (found.below() if found is not None else [unit]) if one in user.reach()]


def with_records(user: User, unit: str = "") -> list[str]:
    """Units to be told apart in a table: all in reach, or one and what is below it.

    A unit that only stands above others, and has no matter of its own, is left out: its sum is theirs. What is no
    unit's stands last, named by an empty word, where the whole body is asked for by who sees it; so sums are of all.
    """
    if unit == NO_UNIT and user.sees_all:
        return [""]
    names = under(user, unit) if unit and unit in user.reach() else units(user)
    rest = [""] if user.sees_all and not unit and _any_of_no_unit() else []
    if len(names) == 1:
        return [*names, *rest]
    above = set(Unit.objects.filter(name__in=names, children__isnull=False).values_list("name", flat=True))
    for rows in (MatterCount.objects, FindingRow.objects):
        above -= set(rows.filter(unit__in=above).order_by().values_list("unit", flat=True).distinct())
    return [*([one for one in names if one not in above] or names), *rest]


def _any_of_no_unit() -> bool:
    return any(rows.filter(unit="").exists() for rows in (MatterCount.objects, FindingRow.objects))


def is_own_first(user: User) -> bool:
    """Whether the user is an officer who sees his own first."""
    return user.kind is Role.CASE_OFFICER
