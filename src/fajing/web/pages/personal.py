"""Personal values of a matter's file: masked at first, opened by a click, with a reason, after the record of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from fajing.core.errors import FajingError
from fajing.findings.rules import refuse_personal
from fajing.web import personal as values
from fajing.web import reach
from fajing.web.people.models import User
from fajing.web.records.journal import shows
from fajing.web.records.models import MatterRow
from fajing.web.words import pick

_LONGEST = 200


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@sensitive_variables()
def personal(request: HttpRequest, matter: str) -> HttpResponse:
    """What is kept, and on a click what it says."""
    user = reach.user_of(request)
    row = MatterRow.objects.get(matter=matter)
    kept = values.masked(user, row)
    derived = values.derived_reason(user, row)
    context: dict[str, Any] = {
        "matter": matter,
        "mask": values.MASK,
        "in_reach": values.is_in_reach(user, row),
        "erased": None if kept else values.erased(row),
        "derived": _said(derived),
        "typed": "",
    }
    shown: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        chosen = [one.token for one in kept if one.token in request.POST.getlist("value")]
        context["typed"] = typed = request.POST.get("reason", "").strip()[:_LONGEST]
        context["error"] = wrong = _wrong(chosen, typed, derived)
        if not wrong:
            reason = {**(derived or {"kind": "typed"}), **({"text": typed} if typed else {})}
            shown, context["error"] = _opened(user, row, chosen, reason)
        status = 422 if context["error"] else 200
    else:
        shows(user, "matter", [matter])
    context["rows"] = [
        {"token": one.token, "party": one.party, "title": one.title, "text": shown.get(one.token)}
        for one in kept
    ]
    context["is_open"] = bool(shown)
    answer = render(request, "fajing/personal.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@sensitive_variables()
def _opened(
    user: User, row: MatterRow, tokens: list[str], reason: dict[str, str]
) -> tuple[dict[str, str], str]:
    try:
        return values.opened(user, row, tokens, reason), ""
    except FajingError as error:
        return {}, error.what


def _wrong(chosen: list[str], typed: str, derived: dict[str, str]) -> str:
    """What is missing; empty where nothing is."""
    if not chosen:
        return pick("选要打开的一项。", "Choose what to open.")
    if not derived and not typed:
        return pick(
            "这件案子没有分给你，也没有你经手的问题：写明为什么要看。",
            "The matter is not assigned to you and you have no finding of it: say why you need it.",
        )
    try:
        refuse_personal(typed, "reason")
    except FajingError as error:
        return error.what
    return ""


def _said(derived: dict[str, str]) -> str:
    if derived.get("kind") == "assigned":
        return pick("本人主办", "assigned to you")
    return pick(f"问题 {derived['id']}", f"finding {derived['id']}") if derived else ""
