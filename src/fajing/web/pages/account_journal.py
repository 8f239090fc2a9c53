"""登录和账户记录: who signed in or failed to, locks, tokens, second factors; and accounts opened, granted, switched.

In: the access journal and the ledger, neither of which forgets. Out: both, the latest first, for the audit
administrator. No address, no device and nothing of a case is in them.
"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fajing.app.office_book import USER
from fajing.findings.people import Role
from fajing.ledger.entry import Stored
from fajing.web import shown
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.records.journal import journal
from fajing.web.words import pick

WHAT = {
    "signed_in": ("密码对，登录", "signed in: the password was right"),
    "failed": ("密码不对", "wrong number or password"),
    "locked": ("锁定", "locked"),
    "unlocked": ("解锁", "unlocked"),
    "signed_out": ("退出", "signed out"),
    "second_factor": ("动态口令通过", "second factor shown"),
    "second_factor_failed": ("动态口令不对", "wrong second factor"),
    "second_factor_set_up": ("设动态口令", "second factor set up"),
    "password_changed": ("改密码", "password changed"),
    "token_made": ("发令牌", "token issued"),
    "token_revoked": ("作废令牌", "token revoked"),
}
CHANGES = {
    "made": ("新加", "added"),
    "opened": ("开户", "opened"),
    "reopened": ("重置首次密码", "first password anew"),
    "granted": ("授予角色和单位", "role and unit granted"),
    "first_password_changed": ("改了首次密码", "first password changed"),
    "on": ("启用", "switched on"),
    "off": ("停用", "switched off"),
    "second_factor_reset": ("重设动态口令", "second factor reset"),
}
_AT_ONCE, _FEW = 50, 20


def accounts(request: HttpRequest) -> HttpResponse:
    """Both records; of one number where one is asked for."""
    number, what = request.GET.get("number", "").strip()[:20], request.GET.get("what", "")
    found = [one for one in journal().accounts(number or None) if not what or one.body["what"] == what][::-1]
    page = Paginator(found, _AT_ONCE).get_page(request.GET.get("page"))
    subject = f"officer:{number}" if number else None
    changes = list(follower.book().ledger.entries(kind=USER, subject=subject))[::-1]
    context = {
        "rows": [_row(one) for one in page.object_list],
        "page": page,
        "count": len(found),
        "number": number,
        "what": what,
        "kinds": [(key, pick(*words)) for key, words in WHAT.items()],
        "changes": [_change(one) for one in changes[:_FEW]],
        "all_changes": len(changes),
    }
    return render(request, "fajing/accounts.html", context)


def _row(one: Stored) -> dict[str, Any]:
    body, what = one.body, str(one.body["what"])
    more = []
    if body.get("idle"):
        more.append(pick("久未操作", "idle"))
    if "token" in body:
        more.append(pick(f"令牌 {body['token']}", f"token {body['token']}"))
    if "until" in body:
        more.append(pick("到期 ", "until ") + shown.plain_moment(int(body["until"])))
    return {
        "index": one.index,
        "when": shown.plain_moment(int(one.entry.at.timestamp())),
        "number": body["account"] or pick("没有这个警号", "no such number"),
        "what": pick(*WHAT.get(what, (what, what))),
        "by": one.entry.actor.removeprefix("officer:") if body["account"] or what == "unlocked" else "",
        "more": "，".join(more),
    }


def role_words(role: str) -> str:
    """The words of a role; a dash for an account that was granted none."""
    return pick(*User.ROLES[Role(role)]) if role in {one.value for one in Role} else "—"


def _change(one: Stored) -> dict[str, Any]:
    what = str(one.body["what"])
    return {
        "index": one.index,
        "when": shown.plain_moment(int(one.entry.at.timestamp())),
        "number": one.body["number"],
        "what": pick(*CHANGES.get(what, (what, what))),
        "role": role_words(str(one.body["role"])),
        "unit": one.body["unit"] or "—",
        "by": one.entry.actor.removeprefix("officer:"),
    }
