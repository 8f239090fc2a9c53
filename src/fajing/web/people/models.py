"""Units as a tree, users by their police number, tokens of the API. No name of a person is kept."""

from __future__ import annotations

import hashlib
import secrets
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models

from fajing.findings.people import Person, Role
from fajing.web.clock import instant
from fajing.web.shown import DAY

_PATH = "/"
BETWEEN = "-"
"""What stands between the halves of a first password."""


class Unit(models.Model):
    """A unit of the body; `path` holds the ids from the root, so that a subtree is a prefix."""

    name = models.CharField(max_length=120, unique=True)
    name_en = models.CharField(max_length=160, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=200, db_index=True, blank=True)
    place = models.PositiveIntegerField(default=0)

    class Meta:
        """Order and indexes."""

        ordering: ClassVar[list[str]] = ["place", "id"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **more: object) -> None:
        """Saves it and what hangs under it, with their paths."""
        super().save(*args, **more)  # type: ignore[arg-type]
        path = f"{self.parent.path if self.parent else _PATH}{self.pk}{_PATH}"
        if path != self.path:
            self.path = path
            Unit.objects.filter(pk=self.pk).update(path=path)
            for child in self.children.all():
                child.save()

    @property
    def depth(self) -> int:
        """How many units stand above it."""
        return self.path.count(_PATH) - 2

    def below(self) -> list[str]:
        """Names of this unit and all under it."""
        return list(Unit.objects.filter(path__startswith=self.path).values_list("name", flat=True))


class Users(BaseUserManager["User"]):
    """Makes users."""

    def make(self, number: str, role: Role, unit: Unit | None, password: str | None = None) -> User:
        """A new user."""
        user = self.model(number=number, role=role.value, unit=unit)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """By number."""
        return self.get(number=username)


class User(AbstractBaseUser):
    """Somebody who works in the office.

    Two hands make him: the system administrator opens the account, the security administrator grants role and unit.
    Each of them is shown one half of the first password, so that neither can sign in as him.
    """

    ROLES: ClassVar[dict[Role, tuple[str, str]]] = {
        Role.CASE_OFFICER: ("办案民警", "case officer"),
        Role.UNIT_LEADER: ("单位负责人", "unit leader"),
        Role.LEGAL_OFFICER: ("法制员", "legal officer"),
        Role.SUPERVISOR: ("督导", "supervisor"),
        Role.REPORT_WRITER: ("报告撰写", "report writer"),
        Role.OUTSIDE_READER: ("外部查阅", "outside reader"),
        Role.SYSTEM_ADMIN: ("系统管理员", "system administrator"),
        Role.SECURITY_ADMIN: ("安全管理员", "security administrator"),
        Role.AUDIT_ADMIN: ("审计管理员", "audit administrator"),
    }
    number = models.CharField(max_length=20, unique=True)
    role = models.CharField(max_length=20, choices=[(role.value, words[0]) for role, words in ROLES.items()])
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="users")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    is_granted = models.BooleanField(default=True)
    opened_by = models.CharField(max_length=20, blank=True)
    first_half = models.CharField(max_length=128, blank=True)
    must_change = models.BooleanField(default=False)

    USERNAME_FIELD = "number"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Users] = Users()

    def __str__(self) -> str:
        return self.number

    @property
    def may_work(self) -> bool:
        """Whether anything opens for him: switched on, granted, and with a password that is his own."""
        return self.is_active and self.is_granted and not self.must_change

    def knows(self, password: str) -> bool:
        """Whether a password is right; a first one is of two halves, each known to another administrator."""
        if not self.is_granted or (self.must_change and not self.first_half):
            return False
        if not self.first_half:
            return self.check_password(password)
        first, _, second = password.partition(BETWEEN)
        return check_password(first, self.first_half) and self.check_password(second)

    @property
    def kind(self) -> Role:
        """The role."""
        return Role(self.role)

    @property
    def sees_all(self) -> bool:
        """Whether the whole body is in reach."""
        return (
            self.unit is not None
            and self.unit.parent_id is None
            and self.kind not in (_NO_CASES | {Role.CASE_OFFICER, Role.UNIT_LEADER})
        )

    def reach(self) -> frozenset[str]:
        """Names of the units whose matters the user may see: his own and what is under it, as the role has it.

        Asked for many times in a request, for whose length an object of a user lives; so it is kept.
        """
        if self._reach is None:
            self._reach = self._in_reach()
        return self._reach

    _reach: frozenset[str] | None = None

    def _in_reach(self) -> frozenset[str]:
        if self.unit is None or self.kind in _NO_CASES:
            return frozenset()
        if self.kind is Role.CASE_OFFICER:
            return frozenset({self.unit.name})
        below = self.unit.below()
        if self.sees_all:
            below.append("")  # what the record gives to no unit is the body's own
        return frozenset(below)

    def person(self) -> Person:
        """The user as findings see him."""
        return Person(self.number, self.kind, self.unit.name if self.unit else "", self.reach())


_NO_CASES = frozenset({Role.OUTSIDE_READER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


class Token(models.Model):
    """A token of the API, kept as its hash, with what it may be used for."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    title = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=1000)
    is_revoked = models.BooleanField(default=False)
    expires_at = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.title

    @classmethod
    def issue(cls, user: User, title: str, scopes: list[str], days: int | None = None) -> str:
        """A new token; what is returned is shown once and kept nowhere.

        Args:
            user: Whose.
            title: What it is for.
            scopes: What it may be used for.
            days: How long it lasts; as long as the office lets one by default, never longer.
        """
        text, longest = secrets.token_urlsafe(32), int(settings.OFFICE.token_days)
        ends = instant() + min(longest if days is None else max(days, 1), longest) * DAY
        made = cls(user=user, title=title, digest=cls.hash(text), scopes=" ".join(sorted(scopes)))
        made.expires_at = ends
        made.save()
        return text

    @property
    def is_expired(self) -> bool:
        """Whether its time has run out."""
        return instant() >= self.expires_at

    @staticmethod
    def hash(text: str) -> str:
        """What is kept of a token."""
        return hashlib.sha256(text.encode()).hexdigest()

    def allows(self, scope: str) -> bool:
        """Whether it may be used for something."""
        return not self.is_revoked and not self.is_expired and scope in self.scopes.split()
