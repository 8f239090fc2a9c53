"""Users and units for the system administrator; locks and second factors for the security administrator; tokens."""

from __future__ import annotations

import secrets

from axes.models import AccessAttempt
from axes.utils import reset
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from fajing.core.errors import FajingError
from fajing.findings.people import Role
from fajing.web import reach
from fajing.web.api.scopes import SCOPES
from fajing.web.people.accounts import make, note
from fajing.web.people.models import Token, Unit, User
from fajing.web.words import pick


def users(request: HttpRequest) -> HttpResponse:
    """All users, by unit and number."""
    rows = User.objects.select_related("unit").order_by("unit__place", "number")
    listed = [{"user": one, "role": pick(*User.ROLES[one.kind])} for one in rows]
    roles = [(role.value, pick(*words)) for role, words in User.ROLES.items()]
    tree = list(Unit.objects.annotate(here=Count("users", filter=Q(users__is_active=True))))
    return render(request, "fajing/users.html", {"rows": listed, "roles": roles, "units": tree})


@require_POST
def user_add(request: HttpRequest) -> HttpResponse:
    """A new user; the password is shown once."""
    me, password = reach.user_of(request), secrets.token_urlsafe(12)
    unit = get_object_or_404(Unit, pk=request.POST.get("unit") or 0)
    try:
        role = Role(request.POST.get("role", ""))
        made = make(request.POST.get("number", "").strip(), role, unit, password, by=me.number)
    except (FajingError, ValueError) as error:
        messages.error(request, getattr(error, "what", pick("没有这个角色。", "No such role.")))
        return redirect("users")
    messages.success(
        request,
        pick(
            f"已加 {made.number}，密码 {password}，只显示这一次。",
            f"Added {made.number}, password {password}, shown once.",
        ),
    )
    return redirect("users")


@require_POST
def user_switch(request: HttpRequest, number: str) -> HttpResponse:
    """Switches a user off or on."""
    me, user = reach.user_of(request), get_object_or_404(User, number=number)
    if user.pk == me.pk:
        messages.error(request, pick("不能停用自己。", "Not oneself."))
        return redirect("users")
    user.is_active = not user.is_active
    user.save()
    note(user, "on" if user.is_active else "off", me.number)
    return redirect("users")


def security(request: HttpRequest) -> HttpResponse:
    """Locks, and who has set up a second factor."""
    devices = set(TOTPDevice.objects.filter(confirmed=True).values_list("user_id", flat=True))
    rows = [
        {"user": one, "role": pick(*User.ROLES[one.kind]), "has": one.pk in devices}
        for one in User.objects.select_related("unit").order_by("number")
    ]
    locks = AccessAttempt.objects.order_by("-attempt_time")[:50]
    return render(request, "fajing/security.html", {"rows": rows, "locks": locks})


@require_POST
def security_unlock(request: HttpRequest) -> HttpResponse:
    """Lifts the lock of a number."""
    number = request.POST.get("number", "")
    reset(username=number)
    messages.success(request, pick(f"已解锁 {number}。", f"{number} is unlocked."))
    return redirect("security")


@require_POST
def security_reset(request: HttpRequest, number: str) -> HttpResponse:
    """Takes away a second factor, so that its owner sets it up anew."""
    me, user = reach.user_of(request), get_object_or_404(User, number=number)
    TOTPDevice.objects.filter(user=user).delete()
    note(user, "second_factor_reset", me.number)
    messages.success(
        request, pick(f"{number} 下次登录时重设动态口令。", f"{number} sets up the second factor anew.")
    )
    return redirect("security")


@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens of the API."""
    user, fresh = reach.user_of(request), ""
    if request.method == "POST":
        scopes = [one for one in request.POST.getlist("scopes") if one in SCOPES]
        title = request.POST.get("title", "").strip()[:80]
        if scopes and title:
            fresh = Token.issue(user, title, scopes)
        else:
            messages.error(request, pick("写明用途，至少选一项。", "Give it a title and at least one scope."))
    scopes_shown = [(key, pick(*words)) for key, words in SCOPES.items()]
    context = {"rows": user.tokens.order_by("-id"), "fresh": fresh, "scopes": scopes_shown}
    return render(request, "fajing/tokens.html", context)


@require_POST
def token_revoke(request: HttpRequest, token: int) -> HttpResponse:
    """Revokes one of one's own tokens."""
    one = get_object_or_404(Token, pk=token, user=reach.user_of(request))
    one.is_revoked = True
    one.save()
    return redirect("tokens")
