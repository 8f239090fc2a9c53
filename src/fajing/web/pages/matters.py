"""Matters: the list, one matter with its timeline, steps, duties and receipts, and the search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html

from fajing.app.undecided import why_undecided
from fajing.core.events import Event
from fajing.core.moments import parse_moment
from fajing.findings.state import State
from fajing.scan.duty import GRAVEST_FIRST, Duty, Outcome
from fajing.scan.file_view import is_known
from fajing.scan.wording import Speaker
from fajing.web import beginning, judged, personal, reach, shown
from fajing.web.access.middleware import may
from fajing.web.access.rules import RULES
from fajing.web.as_seen import in_pages
from fajing.web.clock import instant, zone
from fajing.web.drawing.timeline import timeline
from fajing.web.law import procedure_title, sealed
from fajing.web.named_objects import objects_of
from fajing.web.pages.entry_words import entry_title
from fajing.web.pages.findings import listed
from fajing.web.records import follower
from fajing.web.records.journal import shows
from fajing.web.records.models import FindingRow, MatterRow
from fajing.web.rows import address
from fajing.web.rows import rows as rows_of
from fajing.web.searching import LONGEST, look_up
from fajing.web.steps import corrections
from fajing.web.words import language, pick

_FEW = 9


def matters(request: HttpRequest) -> HttpResponse:
    """Matters in reach, the latest first."""
    user, asked = reach.user_of(request), request.GET
    rows, counted = reach.matters(user), reach.matter_counts(user)
    if asked.get("unit"):
        units = reach.under(user, asked["unit"])
        rows, counted = rows.filter(unit__in=units), counted.filter(unit__in=units)
    if asked.get("procedure"):
        rows = rows.filter(procedure=asked["procedure"])
        counted = counted.filter(procedure=asked["procedure"])
    if asked.get("mine"):
        page = in_pages(request, rows.filter(handler=user.number))
    else:
        page = in_pages(request, rows, counted.aggregate(all=Sum("count"))["all"] or 0)
    shown_rows = list(page.object_list)
    shows(user, "matters", [row.matter for row in shown_rows])
    counts = _open_findings([row.matter for row in shown_rows])
    kinds = sorted(
        (procedure_title(one), one)
        for one in reach.matter_counts(user).values_list("procedure", flat=True).distinct()
    )
    context = {
        "rows": rows_of("matter", [_cells(row, counts.get(row.matter, 0)) for row in shown_rows]),
        "page": page,
        "units": reach.units(user),
        "kinds": kinds,
        "unit": asked.get("unit", ""),
        "procedure": asked.get("procedure", ""),
    }
    return render(request, "fajing/matters.html", context)


def _cells(row: MatterRow, findings: int) -> dict[str, Any]:
    return {
        "matter_url": address("matter", row.matter), "matter": row.matter, "unit": row.unit,
        "kind": procedure_title(row.procedure), "handler": row.handler, "last": shown.moment(row.last_at),
        "steps": row.steps, "findings": format_html("<b>{}</b>", findings) if findings else 0,
    }  # fmt: skip


def _open_findings(ids: list[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in (
        FindingRow.objects.filter(matter__in=ids)
        .exclude(state=State.CLOSED.value)
        .values_list("matter", flat=True)
    ):
        counts[one] = counts.get(one, 0) + 1
    return counts


def matter(request: HttpRequest, matter: str) -> HttpResponse:
    """One matter."""
    user = reach.user_of(request)
    row = MatterRow.objects.get(matter=matter)
    opened = judged.open_file(matter)
    if opened is None or (one := opened.matter(matter)) is None:
        raise Http404
    shows(user, "matter", [other.id for other in opened.matters])
    speaking = judged.speaker()
    duties = [duty for duty in opened.duties if duty.matter.id == matter]
    duties.sort(key=_gravity)
    as_of, own = judged.as_of(), zone()
    known = [event for event in one.events if is_known(event, as_of, own)]
    events = sorted(known, key=lambda event: (event.at.instant, event.seq, event.id))
    corrected = corrections(matter)
    every = request.GET.get("all") == "1"
    kinds: dict[str, int] = {}
    for other in opened.matters:
        if other.id != matter and (other.procedure not in sealed() or _in_reach(other.id, user.reach())):
            kinds[procedure_title(other.procedure)] = kinds.get(procedure_title(other.procedure), 0) + 1
    found = [
        listed(one_row)
        for one_row in reach.remembered(user).filter(matter=matter).order_by("state", "number")
    ]
    context = {
        "row": row,
        "kind": procedure_title(one.procedure),
        "others": [
            other for other in opened.matters if other.id != matter and _in_reach(other.id, user.reach())
        ],
        "holds": pick("、", ", ").join(f"{kind}{count}" for kind, count in kinds.items()),
        "drawing": timeline(events, duties, instant()),
        "steps": [_step(number, event, speaking, corrected) for number, event in enumerate(events, 1)],
        "duties": [_duty(duty, speaking) for duty in (duties if every else duties[:_FEW])],
        "duty_count": len(duties),
        "undecided": [
            _undecided(duty, speaking) for duty in judged.undecided(opened) if duty.matter.id == matter
        ],
        "every": every,
        "findings": found,
        "open_findings": sum(item["row"].state != State.CLOSED.value for item in found),
        "objects": objects_of(events, speaking),
        "papers": _papers(events),
        "entries": _entries(matter),
        "personal": len(personal.masked(user, row)),
        "may_record": may(user, RULES["record"], {"matter": matter}),
        "may_begin": RULES["matter_new"].open_to(user)
        and any(one.procedure in kind.parents for kind in beginning.kinds()),
        "may_raise": user.kind in RULES["finding_new"].roles,
        "chosen": request.GET.get("duty", ""),
        "explained": _explained(duties, request.GET.get("duty", "")),
    }
    return render(request, "fajing/matter.html", context)


def _in_reach(matter_id: str, units: frozenset[str]) -> bool:
    return MatterRow.objects.filter(matter=matter_id, unit__in=units).exists()


def _gravity(duty: Duty) -> tuple[int, int, str]:
    due = duty.verdict.due.latest if duty.verdict.due else 0
    order = [Outcome.MISSED, Outcome.LATE, Outcome.OPEN, Outcome.UNDECIDABLE]
    place = order.index(duty.outcome) if duty.outcome in order else 4 + GRAVEST_FIRST.index(duty.outcome)
    return (place, due if duty.outcome is Outcome.OPEN else duty.trigger.at.instant, duty.key)


def _explained(duties: list[Duty], key: str) -> judged.Explained | None:
    duty = next((one for one in duties if one.key == key), None)
    return judged.explain(duty) if duty is not None else None


def _step(
    number: int, event: Event, speaking: Any, corrected: Mapping[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    return {
        "number": number,
        "when": speaking.moment(event.at),
        "title": speaking.event(event),
        "officers": pick("、", ", ").join(one.id for one in event.officers),
        "id": event.id,
        "source": pick("办公系统", "office") if event.source == "office" else speaking.source(event.source),
        "corrects": event.source == "office",
        "step": event.step,
        "corrected": [
            one | {"at": speaking.moment(parse_moment(one["at"], zone()))}
            for one in corrected.get(event.id, ())
        ],
    }


def _duty(duty: Duty, speaking: Any) -> dict[str, Any]:
    due, done, late = duty.verdict.due, duty.verdict.done, duty.verdict.lateness
    chip = shown.verdict(
        duty.outcome.value, duty.verdict.reason.value if duty.verdict.reason else "",
        late.seconds if late else None, late.days if late else None,
    )  # fmt: skip
    if duty.outcome is Outcome.OPEN and due is not None:
        chip = shown.left(due.latest - instant())
    if duty.outcome is Outcome.UNDECIDABLE:
        missing = [speaking.fact(name, duty.trigger) for name in duty.verdict.missing[:2]]
        actual = pick("缺", "lacks ") + pick("、", ", ").join(missing)
    else:
        actual = speaking.moment(done.at) if done is not None else "—"
    return {
        "key": duty.key,
        "chip": chip,
        "sign": shown.sign(duty.outcome.value),
        "css": "unk" if duty.outcome is Outcome.UNDECIDABLE else duty.outcome.value,
        "title": duty.norm.title.in_language(language()),
        "norm": duty.norm.id,
        "due": speaking.due(due) if due is not None else "—",
        "actual": actual,
        "counted": not duty.norm.is_finding,
    }


def _undecided(duty: Duty, speaking: Speaker) -> dict[str, str]:
    return {
        "title": duty.norm.title.in_language(language()),
        "norm": duty.norm.id,
        "at": speaking.moment(duty.trigger.at),
        "why": why_undecided(duty.norm, speaking),
    }


def _papers(events: list[Event]) -> list[dict[str, str]]:
    """Documents that the steps make."""
    from fajing.web.law import lawbook

    found = []
    for event in events:
        step = lawbook().procedures[event.procedure].steps.get(event.step)
        if step is not None and step.documents:
            found.append(
                {
                    "title": step.title.in_language(language()),
                    "when": shown.day(event.at.instant),
                    "count": str(len(step.documents)),
                }
            )
    return found[-8:]


def _entries(matter_id: str) -> list[dict[str, Any]]:
    """The last entries of the ledger about a matter."""
    stored = list(follower.book().of_matter(matter_id))[-6:]
    return [
        {
            "index": one.index,
            "kind": entry_title(one.kind),
            "when": shown.plain_moment(int(one.entry.at.timestamp())),
        }
        for one in stored
    ]


def search(request: HttpRequest) -> HttpResponse:
    """By matter, document, finding, unit or date; never by a party."""
    user = reach.user_of(request)
    asked = request.GET.get("q", "").strip()[:LONGEST]
    found = look_up(user, asked)
    if found.exact and found.matters:
        return redirect("matter", found.matters[0].matter)
    if found.exact:
        return redirect("finding", found.findings[0].number)
    context = {
        "query": asked,
        "matters": [{"row": row, "kind": procedure_title(row.procedure)} for row in found.matters],
        "findings": [listed(row) for row in found.findings],
        "documents": found.documents,
        "units": found.units,
    }
    return render(request, "fajing/search.html", context)
