"""Recording a step: the form comes from the procedure file; before it is saved the page says what it would breach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fajing.app.office_record import Foreseen, Typed, Wrong, body_of, event_of, foresee, steps_in_order
from fajing.core.events import Event, Matter
from fajing.lawbook.model import Field, Step
from fajing.scan.duty import Duty
from fajing.web import judged, reach, shown
from fajing.web.clock import instant, zone
from fajing.web.law import lawbook, role_title, value_title
from fajing.web.people.models import User
from fajing.web.promised import is_refused
from fajing.web.records.journal import shows
from fajing.web.steps import enter_step
from fajing.web.words import language, pick

_OFFICERS = 3


def _matter(matter_id: str) -> Matter:
    found = judged.office_files().read(matter_id, judged.as_of(), judged.recorded(matter_id))
    one = next((one for one in found[1] if one.id == matter_id), None) if found else None
    if one is None:
        raise Http404
    return one


def record_choose(request: HttpRequest, matter: str) -> HttpResponse:
    """Which step; those that usually follow first."""
    one = _matter(matter)
    steps = [
        {"id": step.id, "title": step.title.in_language(language())}
        for step in steps_in_order(lawbook(), one)
        if not is_refused(one.procedure, step.id, reach.user_of(request).kind)
    ]
    asked = request.GET.get("q", "").strip()
    if asked:
        steps = [step for step in steps if asked.lower() in step["title"].lower()]
    return render(request, "fajing/record_choose.html", {"matter": matter, "steps": steps, "asked": asked})


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, matter: str, step: str) -> HttpResponse:
    """The form of a step, what it would do, and its saving."""
    user, one = reach.user_of(request), _matter(matter)
    shows(user, "record", [matter])
    spec = lawbook().procedures[one.procedure].steps.get(step)
    if spec is None or is_refused(one.procedure, step, user.kind):
        raise Http404
    corrects = request.POST.get("corrects", request.GET.get("corrects", ""))
    old = next((event for event in one.events if event.id == corrects), None)
    typed = typed_of(request, spec, corrects) if request.method == "POST" else at_first(user, old)
    wrong: list[Wrong] = []
    told: Foreseen | None = None
    status = 200
    if request.method == "POST":
        unit = user.unit.name if user.unit else ""
        event, wrong = event_of(typed, spec, one, unit, instant(), zone())
        if event is not None and request.POST.get("do") == "save":
            entry = enter_step(user, event, old)
            messages.success(request, pick(f"已记录，存证 {entry}。", f"Recorded, entry {entry}."))
            return redirect("matter", matter)
        if event is not None:
            pending = judged.recorded(matter)
            told = foresee(judged.office_files(), matter, event, judged.as_of(), pending)
        status = 200 if event is not None else 422
    context = form_of(spec, typed, wrong, told) | {
        "matter": matter,
        "corrects": corrects,
        "old_when": judged.speaker().moment(old.at) if old is not None else "",
        "objects": sorted({name for event in one.events for name in event.objects}),
    }
    return render(request, "fajing/record.html", context, status=status)


def form_of(spec: Step, typed: Typed, wrong: list[Wrong], told: Foreseen | None) -> dict[str, Any]:
    """What the form of a step shows: what was typed, what is wrong with it, what would follow."""
    errors = {error.field: pick(error.zh, error.en) for error in wrong}
    return {
        "step": spec,
        "title": spec.title.in_language(language()),
        "typed": typed,
        "officers": _officers(typed),
        "fields": fields_of(spec.fields, typed.values, errors),
        "errors": errors,
        "told": _told(told) if told is not None else None,
        "roles": [(role, role_title(role)) for role in spec.roles],
    }


def typed_of(request: HttpRequest, spec: Step, corrects: str) -> Typed:
    """What the form of a step holds."""
    post = request.POST
    officers = [(post.get(f"officer_{n}", ""), post.get(f"role_{n}", "")) for n in range(1, _OFFICERS + 1)]
    values = {name: post.get(f"v_{name}", "") for name in spec.fields}
    at = f"{post.get('day', '')} {post.get('time', '')}".strip()
    return Typed(at, officers, post.get("object", "").strip(), values, corrects)


def at_first(user: User, old: Event | None = None) -> Typed:
    """What the form holds at first: now and oneself, or the entry that is corrected."""
    if old is None:
        now = zone().civil(instant())
        return Typed(f"{now:%Y-%m-%d %H:%M}", [(user.number, "")], "", {})
    body = body_of(old, zone())
    values = {name: _text(value) for name, value in body["values"].items()}
    officers = [(one.id, one.role or "") for one in old.officers]
    return Typed(
        body["at"].replace("T", " "), officers, old.objects[0] if old.objects else "", values, old.id
    )


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return str(next(iter(value.values())))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _officers(typed: Typed) -> list[dict[str, Any]]:
    rows = [*typed.officers, *[("", "")] * _OFFICERS][:_OFFICERS]
    return [{"n": n, "number": number, "role": role} for n, (number, role) in enumerate(rows, 1)]


def fields_of(
    fields: Mapping[str, Field], typed: Mapping[str, str], errors: Mapping[str, str], prefix: str = ""
) -> list[dict[str, Any]]:
    """Fields as the form shows them; none that is personal."""
    return [
        {
            "id": f"{prefix}{name}",
            "title": declared.title.in_language(language()),
            "type": declared.type,
            "values": [(code, value_title(declared, code)) for code in declared.values],
            "required": declared.required,
            "value": typed.get(name, ""),
            "unit": declared.unit or "",
            "error": errors.get(f"{prefix}{name}", ""),
        }
        for name, declared in fields.items()
        if not declared.personal
    ]


def _told(told: Foreseen) -> dict[str, Any]:
    return {
        "breached": _lines(told.breached, "sentence", "verdict"),
        "started": _lines(told.started, "title", "due"),
        "settled": _lines(told.settled, "title"),
        "undecidable": _lines(told.undecidable, "sentence"),
        "nothing": not (told.breached or told.started or told.settled or told.undecidable),
    }


def _lines(duties: Iterable[Duty], *shown_of: str) -> list[dict[str, str]]:
    """What a list says of duties; two of which it says the same stand in it once."""
    lines = [_line(duty) for duty in duties]
    return list({tuple(one[name] for name in shown_of): one for one in lines}.values())


def _line(duty: Duty) -> dict[str, str]:
    due, late = duty.verdict.due, duty.verdict.lateness
    speaking = judged.speaker()
    from fajing.scan.sentences import sentence_of

    return {
        "title": duty.norm.title.in_language(language()),
        "sentence": sentence_of(duty, speaking),
        "due": speaking.due(due) if due is not None else "",
        "sign": shown.sign(duty.outcome.value),
        "css": "unk" if duty.outcome.value == "undecidable" else duty.outcome.value,
        "verdict": shown.verdict(
            duty.outcome.value, duty.verdict.reason.value if duty.verdict.reason else "",
            late.seconds if late else None, late.days if late else None,
        ),
    }  # fmt: skip
