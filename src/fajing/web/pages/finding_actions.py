"""What a person does to a finding: each form is one act, checked by the rules, written to the ledger, then shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from fajing.core.errors import FajingError, UsageError
from fajing.findings import rules
from fajing.findings.acts import Act, Kind
from fajing.findings.raising import next_serial
from fajing.findings.state import State
from fajing.findings.terms import Terms
from fajing.web import reach
from fajing.web.access.objects import unit_of
from fajing.web.acting import alone
from fajing.web.clock import instant, zone
from fajing.web.documents import making
from fajing.web.law import lawbook, norm_title
from fajing.web.pages.findings import KINDS, SOURCES, page_of
from fajing.web.people.models import User
from fajing.web.receivers import refuse_unknown
from fajing.web.records import follower
from fajing.web.records.models import FindingRow, MatterRow
from fajing.web.words import pick

_FIELDS = {"proof": 200, "disputed": 120, "to": 20}


@alone()
def act_on(user: User, number: str, kind: Kind, note: str, values: dict[str, Any] | None = None) -> Act:
    """Checks an act and writes it; pages and the API both come through here. A push makes the unit's slip too.

    Raises:
        UsageError: It may not be.
    """
    book = follower.book()
    one = book.finding(number)
    if one is None:
        raise UsageError(f"没有这个问题 (no such finding): {number}")
    at, more = instant(), dict(values or {})
    if kind in (Kind.DISMISSED, Kind.RETURNED, Kind.REOPENED):
        more["reply_due"] = Terms.read().reply_due(at, zone())
    act = Act(kind, number, at, user.number, note.strip(), more)
    rules.check(one, user.person(), act)
    if kind is Kind.HANDED_OVER:
        refuse_unknown(str(more["to"]).strip(), one.unit)
    if kind is Kind.PUSHED:
        return making.push_these([FindingRow.objects.get(number=number)], user.number, act.note)[0]
    book.act([act], {number: str(one.facts.get("matter") or "")})
    follower.follow()
    return act


@require_POST
def finding_act(request: HttpRequest, finding: str) -> HttpResponse:
    """One form of a finding's page."""
    user = reach.user_of(request)
    try:
        kind = Kind(request.POST.get("kind", ""))
    except ValueError as error:
        raise Http404 from error
    values = {
        name: request.POST[name].strip()[:most]
        for name, most in _FIELDS.items()
        if request.POST.get(name, "").strip()
    }
    note = request.POST.get("note", "")
    try:
        act_on(user, finding, kind, note, values)
    except FajingError as error:
        form = {"kind": kind.value, "note": note, "error": error, **values}
        return page_of(request, finding, form, status=409)
    messages.success(request, pick(f"已记下：{KINDS[kind][0]}。", f"Entered: {KINDS[kind][1]}."))
    return redirect("finding", finding)


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest) -> HttpResponse:
    """Gives all open findings of an officer who is away to another; one entry for each."""
    user, error = reach.user_of(request), ""
    rows = _waiting(user)
    typed = {name: request.POST.get(name, "").strip() for name in ("from", "to", "note")}
    if request.method == "POST":
        try:
            count = hand_over_all(user, typed["from"], typed["to"], typed["note"])
            done = pick(
                f"{count}起问题交给 {typed['to']}。", f"{count} findings handed over to {typed['to']}."
            )
            messages.success(request, done)
            return redirect("findings")
        except FajingError as wrong:
            error = f"{wrong.what}　{wrong.remedy}".strip() if wrong.remedy else wrong.what
    officers = Counter(rows.values_list("handler", flat=True))
    context = {"officers": sorted(officers.items()), "typed": typed, "error": error}
    return render(request, "fajing/hand_over.html", context, status=409 if error else 200)


def _waiting(user: User) -> QuerySet[FindingRow]:
    return reach.findings(user).filter(state=State.WAITING.value).exclude(handler="")


@alone()
def hand_over_all(user: User, giver: str, to: str, note: str) -> int:
    """Hands over what waits for an officer; every act is checked before the first is written. How many they are.

    Raises:
        FajingError: There is nothing, or it may not be.
    """
    rows = list(_waiting(user).filter(handler=giver).order_by("number"))
    if not (to.isalnum() and to.isascii()):
        raise UsageError("要写明交给哪个警号 (say to which police number)")
    if not rows or rows[0].handler == to:
        raise UsageError("这个警号没有要交接的问题 (nothing of this officer is to be handed over)")
    for unit in sorted({row.unit for row in rows}):
        refuse_unknown(to, unit)
    book, at, acts = follower.book(), instant(), []
    for row in rows:
        one = book.finding(row.number)
        if one is None:
            continue
        act = Act(Kind.HANDED_OVER, row.number, at, user.number, note, {"to": to})
        rules.check(one, user.person(), act)
        acts.append(act)
    book.act(acts, {row.number: row.matter for row in rows})
    follower.follow()
    return len(acts)


@require_http_methods(["GET", "POST"])
def finding_new(request: HttpRequest) -> HttpResponse:
    """Raises a finding by hand: from a file appraisal, a complaint, an inspection."""
    user = reach.user_of(request)
    typed = {name: request.POST.get(name, "").strip() for name in ("matter", "norm", "note", "source")}
    error = ""
    if request.method == "POST":
        try:
            return redirect("finding", raise_checked(user, typed))
        except FajingError as found:
            error = found.what
    norms = sorted((norm_title(one), one) for one, norm in lawbook().norms.items() if norm.is_finding)
    return render(
        request,
        "fajing/finding_new.html",
        {
            "typed": typed,
            "error": error,
            "norms": norms,
            "matter": request.GET.get("matter", ""),
            "sources": [(code, pick(*words)) for code, words in SOURCES.items()],
        },
    )


def raise_checked(user: User, typed: Mapping[str, str]) -> str:
    """Raises what a person saw, once it is found to be sound; the finding's number.

    Args:
        user: Who saw it.
        typed: `matter`, `norm`, `note`, `source`.

    Raises:
        FajingError: The matter is not within reach, there is no such norm, or the note may not stand.
    """
    row = MatterRow.objects.filter(matter=typed["matter"]).first()
    if row is None or unit_of("matter", typed["matter"]) not in user.reach():
        raise UsageError(
            pick("没有这件案事件，或者不归您的范围。", "No such matter, or not within your reach.")
        )
    if typed["norm"] not in lawbook().norms:
        raise UsageError(pick("没有这条规则。", "No such norm."))
    if not typed["note"]:
        raise UsageError(pick("要写明发现了什么。", "Say what was found."))
    rules.refuse_personal(typed["note"], typed["matter"])
    return raise_by_hand(user, row, typed)


@alone()
def raise_by_hand(user: User, row: MatterRow, typed: Mapping[str, str]) -> str:
    """Raises a finding that a person saw; its number.

    Args:
        user: Who saw it.
        row: The matter.
        typed: `norm`, `note`, `source`, and `draw` where it was seen in a drawn sample.
    """
    book, at = follower.book(), instant()
    year = zone().civil(at).year
    number = f"{year}-{next_serial(book.findings(), year):04d}"
    norm = lawbook().norms[typed["norm"]]
    facts = {
        "key": f"by_hand|{number}", "norm": norm.id, "label": norm.label, "severity": norm.severity.value,
        "matter": row.matter, "file": row.file, "procedure": row.procedure, "unit": row.unit, "outcome": "missed",
        "reason": "absent", "by_hand": True, "source": typed["source"],
        "officers": [row.handler] if row.handler else [], "handler": row.handler,
        "trigger_at": zone().civil(at).date().isoformat(),
    }  # fmt: skip
    if typed.get("draw"):
        facts["draw"] = typed["draw"]
    book.act([Act(Kind.RAISED, number, at, user.number, typed["note"], facts)], {number: row.matter})
    follower.follow()
    return number
