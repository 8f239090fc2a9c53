"""Opening, granting and switching accounts, each with its entry in the ledger. No name, no telephone: a number only.

An account takes two hands. The system administrator opens it and is shown the first half of a password; the security
administrator grants role and unit and is shown the second. Who opened an account does not grant it, nobody grants
himself, and the password is changed at the first sign-in before anything opens.
"""

from __future__ import annotations

import re
import secrets

from django.contrib.auth.hashers import make_password
from django.db import transaction

from fajing.app.office_book import USER
from fajing.core.errors import UsageError
from fajing.findings.acts import SYSTEM
from fajing.findings.people import Role
from fajing.web.acting import alone
from fajing.web.clock import instant
from fajing.web.people.models import BETWEEN, Unit, User
from fajing.web.records import follower

ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
_NUMBER = re.compile(r"[0-9A-Za-z]{3,20}")
_HALF = 6
"""Random bytes in each half of a first password."""


def half() -> str:
    """One half of a first password; it is shown once and kept as a hash."""
    return secrets.token_hex(_HALF)


@alone()
def open_account(number: str, by: str) -> tuple[User, str]:
    """An account without role or unit, and the first half of its password.

    Raises:
        UsageError: The number is none, or is taken.
    """
    if not _NUMBER.fullmatch(number):
        raise UsageError("不是警号 (not a police number)", remedy="041276")
    if User.objects.filter(number=number).exists():
        raise UsageError(f"已有这个警号 (this number is taken): {number}")
    first = half()
    with transaction.atomic():
        user = User(number=number, role=Role.OUTSIDE_READER.value, is_granted=False, must_change=True)
        user.opened_by, user.first_half = by, make_password(first)
        user.set_unusable_password()
        user.save()
        note(user, "opened", by)
    return user, first


@alone()
def reopen(user: User, by: str) -> str:
    """A new first half, where a password was forgotten; the grant is asked for again. Sessions and tokens end.

    Raises:
        UsageError: It is one's own account.
    """
    if user.number == by:
        raise UsageError("不能给自己重置密码 (nobody resets his own password)", remedy="password/")
    user.refresh_from_db()
    first = half()
    with transaction.atomic():
        user.is_granted, user.must_change, user.opened_by = False, True, by
        user.first_half = make_password(first)
        user.set_unusable_password()
        user.save()
        user.tokens.update(is_revoked=True)
        note(user, "reopened", by)
    return first


@alone()
def grant(user: User, role: Role, unit: Unit, by: str) -> str:
    """Grants role and unit; the second half of the first password where the account waited for it, else nothing.

    Raises:
        UsageError: It is one's own account, or one that the same person opened.
    """
    if user.number == by:
        raise UsageError(
            "不能给自己授权 (nobody grants to himself)", remedy="请另一位安全管理员办 / ask another one"
        )
    user.refresh_from_db()
    if user.opened_by == by != SYSTEM:
        raise UsageError(
            "自己开的户不能自己授权 (who opened an account does not grant it)",
            remedy="请另一位安全管理员办 / ask another one",
        )
    second = ""
    with transaction.atomic():
        if not user.is_granted:
            second = half()
            user.set_password(second)
        user.role, user.unit, user.is_granted = role.value, unit, True
        user.save()
        note(user, "granted", by)
    return second


def make_administrator(number: str, role: Role, unit: Unit) -> str:
    """One of the three administrators, made by whoever sets the office up; his first password.

    Raises:
        UsageError: The role is another: such a user takes two hands. Or the number is none, or taken.
    """
    if role not in ADMINISTRATORS:
        raise UsageError(
            f"这里只能加三个管理员 (only the three administrators are made here): {role.value}",
            why="别的用户要两个人办 / any other user takes two hands",
            remedy="系统管理员在网页上开户，安全管理员授予角色 / "
            "the system administrator opens the account on the page, the security administrator grants the role",
        )
    user, first = open_account(number, SYSTEM)
    return f"{first}{BETWEEN}{grant(user, role, unit, SYSTEM)}"


@alone()
def switch(user: User, on: bool, by: str) -> bool:
    """Switches an account on or off; False where it is so already."""
    user.refresh_from_db()
    if user.is_active == on:
        return False
    with transaction.atomic():
        user.is_active = on
        user.save()
        note(user, "on" if on else "off", by)
    return True


@alone()
def changed_password(user: User, new: str) -> None:
    """A password of one's own; the halves are gone."""
    user.refresh_from_db()
    was_first = user.must_change
    user.set_password(new)
    user.first_half, user.must_change = "", False
    user.save()
    if was_first:
        note(user, "first_password_changed", user.number)


def note(user: User, what: str, by: str) -> None:
    """Enters a change of a user."""
    body = {
        "number": user.number,
        "role": user.role if user.is_granted else "",
        "unit": user.unit.name if user.unit and user.is_granted else None,
        "what": what,
    }
    follower.book().write(USER, body, by, instant(), (f"officer:{user.number}",))
    follower.follow()
