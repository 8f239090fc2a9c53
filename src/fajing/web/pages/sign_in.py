"""Signing in: number and password, then the six digits; signing out; the language; the password."""

from __future__ import annotations

from base64 import b32encode
from io import BytesIO

import segno
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login
from django_otp import match_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from fajing.web.people.accounts import changed_password
from fajing.web.people.models import User
from fajing.web.records.journal import account
from fajing.web.words import pick


class SignInForm(forms.Form):
    """Number and password."""

    username = forms.CharField(max_length=20)
    password = forms.CharField(max_length=200, strip=False)


def _next(request: HttpRequest) -> str:
    """Where one wanted to go; only inside."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else "/"


def _who(request: HttpRequest, typed: dict[str, str]) -> User | None:
    """Who may sign in with what was typed; each try is on record before it is answered, one of a locked number is not.

    What was typed as a number is kept only where an account bears it: it may be anything.
    """
    number = typed["username"]
    if not AxesProxyHandler.is_allowed(request, {"username": number}):
        authenticate(request, **typed)
        return None
    user = authenticate(request, **typed)
    if isinstance(user, User):
        account(user.number, "signed_in")
        return user
    known = number if User.objects.filter(number=number).exists() else ""
    account(known, "failed")
    if getattr(request, "axes_locked_out", False):
        account(known, "locked")
    return None


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Number and password."""
    wrong = False
    if request.method == "POST":
        form = SignInForm(request.POST)
        if form.is_valid() and (user := _who(request, form.cleaned_data)) is not None:
            login(request, user)
            return redirect(_next(request))
        wrong = True
    idle = request.session.pop("was_idle", False)
    context = {
        "wrong": wrong,
        "idle": idle,
        "next": _next(request),
        "username": request.POST.get("username", ""),
    }
    return render(request, "fajing/sign_in.html", context, status=200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Signs out."""
    if isinstance(request.user, User):
        account(request.user.number, "signed_out")
    logout(request)
    return redirect("sign_in")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Chooses the language, kept in a cookie."""
    answer = redirect(_next(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax", httponly=True)
    return answer


def _device(user: User) -> TOTPDevice:
    device = TOTPDevice.objects.filter(user=user).first()
    return device or TOTPDevice.objects.create(user=user, name="totp", confirmed=False)


@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The six digits; the first time also the picture, or the key, with which an app is set up."""
    user = request.user
    assert isinstance(user, User)
    device = _device(user)
    if request.method == "POST":
        code = request.POST.get("code", "").strip()
        if device.confirmed:
            found = match_token(user, code)
        else:
            found = device if device.verify_token(code) else None
        if found is not None:
            account(user.number, "second_factor" if device.confirmed else "second_factor_set_up")
            if not device.confirmed:
                device.confirmed = True
                device.save()
            otp_login(request, found)
            return redirect("today")
        account(user.number, "second_factor_failed")
        messages.error(request, pick("口令不对，或者已过时。", "The code is wrong or too old."))
    is_new = not device.confirmed
    key = b32encode(device.bin_key).decode() if is_new else ""  # for who has no camera; gone once confirmed
    answer = render(request, "fajing/second_factor.html", {"device": device, "is_new": is_new, "key": key})
    answer["Cache-Control"] = "no-store"
    return answer


def second_factor_code(request: HttpRequest) -> HttpResponse:
    """The picture for an app, shown only until the device is confirmed."""
    user = request.user
    assert isinstance(user, User)
    device = _device(user)
    if device.confirmed:
        return HttpResponse(status=404)
    out = BytesIO()
    segno.make(device.config_url, error="m").save(out, kind="svg", scale=4, border=2)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Changes one's own password."""
    user = request.user
    assert isinstance(user, User)
    errors: list[str] = []
    if request.method == "POST":
        new = request.POST.get("new", "")
        old = request.POST.get("old", "")
        if not user.knows(old):
            errors.append(pick("原密码不对。", "The old password is wrong."))
        elif new != request.POST.get("again", ""):
            errors.append(pick("两次写的不一样。", "The two differ."))
        elif new == old:
            errors.append(pick("新密码和原来的一样。", "The new password is the old one."))
        else:
            try:
                validate_password(new, user)
            except ValidationError as error:
                errors += error.messages
        if not errors:
            account(user.number, "password_changed")
            changed_password(user, new)
            update_session_auth_hash(request, user)
            messages.success(request, pick("密码已改。", "The password is changed."))
            return redirect("today")
    return render(request, "fajing/password.html", {"errors": errors, "is_first": user.must_change})


def health(request: HttpRequest) -> HttpResponse:
    """Whether the office answers."""
    return JsonResponse({"ok": True})
