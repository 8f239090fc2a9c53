"""上年安排和不足: the commitments of yearly reports as matters, and what is done with them.

The unit responsible records progress and proof on the matter's own page; here they are entered, assigned, verified by
somebody else than who gave the proof, returned, or dropped with a reason.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fajing.app.commitments import PROCEDURE, STATE_WORDS, Commitment, State
from fajing.app.office_record import Typed, event_of
from fajing.core.errors import FajingError, UsageError
from fajing.core.events import Matter
from fajing.lawbook.model import Text
from fajing.publish.given import KINDS
from fajing.publish.model import Promise
from fajing.web import reach
from fajing.web.access.rules import CASES, OVERSIGHT
from fajing.web.acting import alone
from fajing.web.clock import instant, zone
from fajing.web.law import lawbook
from fajing.web.people.models import Unit, User
from fajing.web.people.units import root
from fajing.web.promised import place_with_owners, standing
from fajing.web.records.journal import shows
from fajing.web.report_matters import enter_all
from fajing.web.steps import enter_step
from fajing.web.words import language, pick

ASSIGN, PROGRESS, PROOF = "owner_assigned", "progress_reported", "proof_given"
RETURN, VERIFY, DROP = "proof_returned", "commitment_verified", "commitment_dropped"
_SAID = {
    ASSIGN: "owner_unit", PROGRESS: "progress_note", PROOF: "proof_reference", RETURN: "decision_reason",
    DROP: "decision_reason", VERIFY: "",
}  # fmt: skip
"""Each step with the field that it says something in."""
_CSS = {State.DONE: "met", State.PROVEN: "soon", State.DROPPED: "", State.UNDER_WAY: "", State.NOT_BEGUN: ""}
_LONGEST = 500


def rows(user: User) -> list[dict[str, Any]]:
    """All of them for the page, the latest year first, open ones before closed ones."""
    found = sorted(standing(), key=lambda one: (-one.year, not one.is_open, one.matter))
    shows(user, "reports", [one.matter for one in found])
    today = zone().civil(instant()).date()
    return [
        {
            "one": one,
            "kind": KINDS[one.kind].in_language(language()) if one.kind in KINDS else one.kind,
            "state": STATE_WORDS[one.state].in_language(language()),
            "css": "late" if _is_late(one, today) else _CSS[one.state],
            "late": _is_late(one, today),
            "told": one.proof or one.why,
            "acts": [(step, _title(step).in_language(language()), bool(_SAID[step])) for step in _possible(user, one)],
            "may_open": user.kind in CASES,
        }
        for one in found
    ]  # fmt: skip


def _is_late(one: Commitment, today: Any) -> bool:
    return one.is_open and one.due is not None and one.due < today


def owners() -> list[str]:
    """Names of units that may be responsible."""
    return [root().name, *Unit.objects.exclude(parent=None).order_by("place").values_list("name", flat=True)]


def _possible(user: User, one: Commitment) -> list[str]:
    """Which steps this person may enter now."""
    if not one.is_open:
        return []
    found = [PROGRESS, PROOF]
    if user.kind in OVERSIGHT:
        if one.state is State.PROVEN and user.number not in one.proven_by:
            found = [VERIFY, RETURN, *found]
        found += [ASSIGN, DROP]
    return found


def _title(step: str) -> Text:
    return lawbook().procedures[PROCEDURE].steps[step].title


@require_POST
def report_commitment(request: HttpRequest) -> HttpResponse:
    """Enters a commitment, or a step of one."""
    user, step = reach.user_of(request), request.POST.get("step", "")
    said = request.POST.get("said", "").strip()[:_LONGEST]
    try:
        if step == "new":
            _enter_new(request, user)
        else:
            _step(request, user, step, said)
    except FajingError as error:
        messages.error(request, str(error))
    return redirect("reports")


def _enter_new(request: HttpRequest, user: User) -> None:
    post, year = request.POST, request.POST.get("year", "")
    if post.get("kind", "") not in KINDS or not year.isdecimal() or len(year) > 4:
        raise Http404
    told = {name: post.get(name, "").strip()[:_LONGEST] for name in ("kind", "text", "owner", "due")}
    made = enter_one(user, int(year), **told)
    said = pick(f"已列为事项 {'、'.join(made)}。", f"Entered: {', '.join(made)}.")
    messages.success(request, said if made else pick("这一项已经列过。", "It is there already."))


def enter_one(user: User, year: int, *, kind: str, text: str, owner: str, due: str) -> list[str]:
    """Opens a matter for one promise; the numbers of what was opened, none where it is there already.

    Raises:
        UsageError: It says nothing, no unit owns it, or its last day is none.
    """
    if kind not in KINDS:
        raise UsageError(f"没有这一类 (no such kind): {kind}", remedy="、".join(KINDS))
    if not text or owner not in owners():
        raise UsageError("请写明内容和责任单位 (say what it is and which unit owns it)")
    try:
        return enter_all([Promise(kind, text[:_LONGEST], owner, due)], year, user)
    except ValueError as error:
        raise UsageError(f"没有这一天 (no such day): {due}", remedy="2026-06-30") from error


def _step(request: HttpRequest, user: User, step: str, said: str) -> None:
    number = request.POST.get("matter", "")
    told = take_step(user, number, step, said)
    if told:
        messages.error(request, told)
    else:
        messages.success(request, f"{number} {_title(step).in_language(language())}")


@alone()
def take_step(user: User, number: str, step: str, said: str) -> str:
    """Enters a step of a commitment; what is wrong with it, or nothing.

    Raises:
        Http404: There is no such commitment, or no such step for this person now.
    """
    one, said = next((each for each in standing() if each.matter == number), None), said[:_LONGEST]
    if one is None or step not in _possible(user, one):
        raise Http404
    field = _SAID[step]
    if (field and not said) or (step == ASSIGN and said not in owners()):
        return pick("请写明内容。", "Say what.")
    spec = lawbook().procedures[PROCEDURE].steps[step]
    now = f"{zone().civil(instant()):%Y-%m-%d %H:%M:%S}"
    typed = Typed(now, [(user.number, "")], "", {field: said} if field else {})
    unit = user.unit.name if user.unit else ""
    event, wrong = event_of(typed, spec, Matter(number, PROCEDURE), unit, instant(), zone())
    if event is None:
        return "；".join(pick(error.zh, error.en) for error in wrong)
    # two steps of one second keep their order
    enter_step(user, replace(event, id=f"{event.id}-{one.steps}", seq=one.steps))
    if step == ASSIGN:
        place_with_owners()
    return ""
