"""Keeps the rules: who is not signed in signs in, who may not gets a plain refusal, who is idle is signed out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from fajing.core.clock import now
from fajing.web.access.objects import is_sealed, unit_of
from fajing.web.access.rules import API, OVERSIGHT, Rule, rule_of
from fajing.web.people.models import User
from fajing.web.records.follower import follow
from fajing.web.records.journal import account
from fajing.web.records.positions import read_once

Response = Callable[[HttpRequest], HttpResponse]
_SEEN = "last_seen"
_FIRST = ("password", "sign_out", "second_factor", "second_factor_code")
"""What opens for somebody whose password is still the first one; whoever made his account knows it in halves."""
_FRESH = 60
"""Seconds in which a session is not written anew; who is idle is signed out at most so much earlier, never later."""
_OF_THE_BODY = ("document", "draw")
"""What may belong to the body as a whole; such a thing is not another unit's."""


class IdleMiddleware:
    """Signs out whoever has not asked for anything in a while."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers a request."""
        if request.user.is_authenticated:
            present = int(now().timestamp())
            seen = request.session.get(_SEEN, present)
            if present - seen > settings.OFFICE.idle_minutes * 60:
                if isinstance(request.user, User):
                    account(request.user.number, "signed_out", idle=True)
                logout(request)
                request.session["was_idle"] = True
            elif present - seen >= _FRESH or _SEEN not in request.session:
                request.session[_SEEN] = present
        return self.get_response(request)


class AccessMiddleware:
    """Holds every request against the rule of its URL."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answers a request, once what other processes wrote is taken in."""
        with read_once():
            if isinstance(request.user, User):
                follow()
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, parts: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Refuses, sends to sign in, or lets through."""
        match = request.resolver_match
        if match is not None and (match.namespace or "").startswith(API):
            return None  # operations of the API carry their own rule and are signed in by token
        rule = rule_of(match.url_name if match else None)
        if rule is None:
            return refused(request)
        if not rule.roles:
            return None
        user = request.user
        if not isinstance(user, User):
            return redirect(f"/sign-in/?{urlencode({'next': request.get_full_path()})}")
        if rule.second_factor and settings.FAJING_SECOND_FACTOR and not user.is_verified():  # type: ignore[attr-defined]
            return redirect("second_factor")
        if user.must_change and match is not None and match.url_name not in _FIRST:
            return redirect("password")
        return None if may(user, rule, parts) else refused(request)


def may(user: User, rule: Rule, parts: dict[str, Any]) -> bool:
    """Whether a user may open what a rule stands for.

    Raises:
        Http404: There is no such object.
    """
    if not rule.open_to(user):
        by_oversight = rule.sealed and user.sees_all and user.kind in OVERSIGHT
        return by_oversight and is_sealed(str(parts[rule.object_of]))
    if not rule.object_of:
        return True
    unit = unit_of(rule.object_of, str(parts[rule.object_of]))
    if unit is None:
        raise Http404
    return unit in user.reach() or (unit == "" and rule.object_of in _OF_THE_BODY and not rule.changes)


def refused(request: HttpRequest) -> HttpResponse:
    """A refusal that says what to do."""
    return render(request, "fajing/refused.html", status=403)
