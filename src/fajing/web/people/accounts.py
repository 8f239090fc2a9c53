"""Making and switching users, each with its entry in the ledger. No name, no telephone: a number, a role, a unit."""

from __future__ import annotations

import re

from fajing.app.office_book import USER
from fajing.core.errors import UsageError
from fajing.findings.people import Role
from fajing.web.clock import instant
from fajing.web.people.models import Unit, User
from fajing.web.records import follower

_NUMBER = re.compile(r"[0-9A-Za-z]{3,20}")


def make(number: str, role: Role, unit: Unit, password: str, by: str) -> User:
    """A new user.

    Raises:
        UsageError: The number is none, or is taken.
    """
    if not _NUMBER.fullmatch(number):
        raise UsageError(f"不是警号 (not a police number): {number}", remedy="041276")
    if User.objects.filter(number=number).exists():
        raise UsageError(f"已有这个警号 (this number is taken): {number}")
    user = User.objects.make(number, role, unit, password)
    note(user, "made", by)
    return user


def note(user: User, what: str, by: str) -> None:
    """Enters a change of a user."""
    body = {
        "number": user.number,
        "role": user.role,
        "unit": user.unit.name if user.unit else None,
        "what": what,
    }
    follower.book().write(USER, body, by, instant(), (f"officer:{user.number}",))
    follower.follow()
