"""Rows within a user's reach. Every page that lists something of units begins here."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from fajing.findings.people import Role
from fajing.web.people.models import Unit, User
from fajing.web.records.models import Document, DutyRow, FindingRow, MatterCount, MatterRow

Row = TypeVar("Row", bound=Model)


def user_of(request: HttpRequest) -> User:
    """The user of a request that has passed the rules."""
    user = request.user
    assert isinstance(user, User)
    return user


def findings(user: User) -> QuerySet[FindingRow]:
    """Findings of the units in reach."""
    return _in_reach(FindingRow.objects.all(), user)


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
    """Names of the units in reach, in organisational order, without the body's own root."""
    found = Unit.objects.filter(name__in=user.reach()).select_related("parent")
    leaves = [unit.name for unit in found if unit.parent_id is not None]
    return leaves or [unit.name for unit in found]


def is_own_first(user: User) -> bool:
    """Whether the user is an officer who sees his own first."""
    return user.kind is Role.CASE_OFFICER
