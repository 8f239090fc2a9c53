"""Users and units for the system administrator; locks and second factors for the security administrator; tokens."""

from __future__ import annotations

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
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
from fajing.web.pages.account_journal import role_words
from fajing.web.people.accounts import grant, note, open_account, reopen, switch
from fajing.web.people.models import Token, Unit, User
from fajing.web.records.journal import account
from fajing.web.words import pick


def users(request: HttpRequest) -> HttpResponse:
    """All users, by unit and number."""
    rows = User.objects.select_related("unit").order_by("unit__place", "number")
    listed = [{"user": one, "role": _role(one)} for one in rows]
    tree = list(Unit.objects.annotate(here=Count("users", filter=Q(users__is_active=True))).order_by("place"))
    return render(request, "fajing/users.html", {"rows": listed, "units": tree})


def _role(user: User) -> str:
    return role_words(user.role if user.is_granted else "")


@require_POST
def user_add(request: HttpRequest) -> HttpResponse:
    """Opens an account, without role or unit; the first half of its password is shown once."""
    me = reach.user_of(request)
    try:
        made, first = open_account(request.POST.get("number", "").strip(), by=me.number)
    except FajingError as error:
        messages.error(request, error.what)
        return redirect("users")
    _tell_first(request, made, first)
    return redirect("users")


@require_POST
def user_reopen(request: HttpRequest, number: str) -> HttpResponse:
    """A new first half where a password was forgotten; role and unit are to be granted again."""
    me, user = reach.user_of(request), get_object_or_404(User, number=number)
    try:
        _tell_first(request, user, reopen(user, by=me.number))
    except FajingError as error:
        messages.error(request, error.what)
    return redirect("users")


def _tell_first(request: HttpRequest, user: User, first: str) -> None:
    messages.success(
        request,
        pick(
            f"已为 {user.number} 开户。首次密码的前一半是 {first}，只显示这一次；"
            "等安全管理员授予角色和单位，后一半由他告知本人。",
            f"The account {user.number} is open. The first half of its password is {first}, shown once; the security "
            "administrator grants role and unit and tells the other half.",
        ),
    )


@require_POST
def user_switch(request: HttpRequest, number: str) -> HttpResponse:
    """Switches a user off or on."""
    me, user = reach.user_of(request), get_object_or_404(User, number=number)
    if user.pk == me.pk:
        messages.error(request, pick("不能停用自己。", "Not oneself."))
        return redirect("users")
    if not switch(user, request.POST.get("to", "") == "on", by=me.number):
        messages.error(request, pick("别人已经办过。", "Somebody else has done so meanwhile."))
    return redirect("users")


def security(request: HttpRequest) -> HttpResponse:
    """Locks, and who has set up a second factor."""
    devices = set(TOTPDevice.objects.filter(confirmed=True).values_list("user_id", flat=True))
    rows = [
        {"user": one, "role": _role(one), "has": one.pk in devices}
        for one in User.objects.select_related("unit").order_by("number")
    ]
    locks = AccessAttempt.objects.order_by("-attempt_time")[:50]
    me = reach.user_of(request)
    others = User.objects.filter(is_active=True).exclude(pk=me.pk).order_by("is_granted", "number")
    context = {
        "rows": rows,
        "locks": locks,
        "others": [one for one in others if one.opened_by != me.number],
        "roles": [(role.value, pick(*words)) for role, words in User.ROLES.items()],
        "units": Unit.objects.all(),
    }
    return render(request, "fajing/security.html", context)


@require_POST
def security_grant(request: HttpRequest) -> HttpResponse:
    """Grants role and unit to an account that another administrator opened; the second half is shown once."""
    me, user = reach.user_of(request), get_object_or_404(User, number=request.POST.get("number", ""))
    unit = get_object_or_404(Unit, pk=_whole(request.POST.get("unit", "")))
    try:
        second = grant(user, Role(request.POST.get("role", "")), unit, by=me.number)
    except (FajingError, ValueError) as error:
        messages.error(request, getattr(error, "what", pick("没有这个角色。", "No such role.")))
        return redirect("security")
    role = pick(*User.ROLES[user.kind])
    said = pick(
        f"{user.number} 已授予：{role}，{unit.name}。", f"{user.number} is granted: {role}, {unit.name}."
    )
    if second:
        said += pick(
            f"首次密码的后一半是 {second}，只显示这一次。登录时前一半、减号、后一半连着输入。",
            f" The second half of the first password is {second}, shown once: it is typed behind the first half "
            "and a hyphen.",
        )
    messages.success(request, said)
    return redirect("security")


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@require_POST
def security_unlock(request: HttpRequest) -> HttpResponse:
    """Lifts the lock of a number."""
    number = request.POST.get("number", "")
    known = number if User.objects.filter(number=number).exists() else ""
    account(known, "unlocked", by=reach.user_of(request).number)
    reset(username=number)
    messages.success(request, pick(f"已解锁 {number}。", f"{number} is unlocked."))
    return redirect("security")


@require_POST
def security_reset(request: HttpRequest, number: str) -> HttpResponse:
    """Takes away a second factor, so that its owner sets it up anew."""
    me, user = reach.user_of(request), get_object_or_404(User, number=number)
    note(user, "second_factor_reset", me.number)
    TOTPDevice.objects.filter(user=user).delete()
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
        days = _whole(request.POST.get("days", "")) or settings.OFFICE.token_days
        if scopes and title:
            fresh = Token.issue(user, title, scopes, days)
            one = user.tokens.latest("id")
            account(user.number, "token_made", token=one.pk, scopes=scopes, until=one.expires_at)
        else:
            messages.error(request, pick("写明用途，至少选一项。", "Give it a title and at least one scope."))
    scopes_shown = [(key, pick(*words)) for key, words in SCOPES.items()]
    context = {
        "rows": user.tokens.order_by("-id"),
        "fresh": fresh,
        "scopes": scopes_shown,
        "days": settings.OFFICE.token_days,
    }
    return render(request, "fajing/tokens.html", context)


@require_POST
def token_revoke(request: HttpRequest, token: int) -> HttpResponse:
    """Revokes one of one's own tokens."""
    revoke(get_object_or_404(Token, pk=token, user=reach.user_of(request)))
    return redirect("tokens")


def revoke(one: Token) -> None:
    """Revokes a token; it is on record."""
    account(one.user.number, "token_revoked", token=one.pk)
    one.is_revoked = True
    one.save()
