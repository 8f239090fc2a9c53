"""Enters into the access journal what a page is about to show: who, which matters, and why he may."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from fajing.findings.people import Role
from fajing.ledger.journal import Journal, Read
from fajing.web.clock import office_now
from fajing.web.people.models import User
from fajing.web.records.follower import book


@cache
def journal() -> Journal:
    """The journal, opened once by each process."""
    return Journal.open(book().ledger)


def shows(user: User, what: str, matters: Iterable[str], **reason: str) -> None:
    """Enters a reading; it is called before the page is rendered."""
    ids = sorted(set(matters) - {""})
    if ids:
        derived = reason or {"kind": _reason(user)}
        journal().record(Read(f"officer:{user.number}", what, ids, derived))


def _reason(user: User) -> str:
    return {
        Role.CASE_OFFICER: "own_unit",
        Role.UNIT_LEADER: "own_unit",
        Role.LEGAL_OFFICER: "oversight",
        Role.SUPERVISOR: "oversight",
    }.get(user.kind, user.role)


def account(number: str, what: str, by: str = "", **told: Any) -> None:
    """Enters a signing in, a lock, a token, a second factor: before it has an effect."""
    journal().account(number, what, f"officer:{by}" if by else "", office_now(), **told)


def anchor() -> None:
    """Enters the journal's root into the ledger."""
    journal().anchor()
