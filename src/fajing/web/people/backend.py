"""Signs a user in by police number and password. Nobody has any permission by Django's own tables."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from fajing.web.people.models import User


class NumberBackend(BaseBackend):
    """Number and password."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **more: Any,
    ) -> User | None:
        """The user, if number and password are right and the user is switched on and granted his role."""
        if username is None or password is None:
            return None
        user = User.objects.filter(number=username).first()
        if user is None or not user.is_granted:
            User().set_password(password)  # as slow as a wrong password
            return None
        return user if user.is_active and user.knows(password) else None

    def get_user(self, user_id: int) -> User | None:
        """By primary key."""
        return User.objects.select_related("unit").filter(pk=user_id, is_active=True, is_granted=True).first()
