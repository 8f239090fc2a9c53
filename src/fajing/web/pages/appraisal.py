"""案卷评查: the sheet of one drawn file. Beside it stands what the scan has of the file, as a help and no more."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from fajing.core.errors import FajingError, UsageError
from fajing.draw.record import Draw
from fajing.scan.duty import Outcome
from fajing.web import appraisals, draws, judged, reach, shown
from fajing.web.appraisals import Defect, Sheet
from fajing.web.law import lawbook, norm_title, procedure_title
from fajing.web.pages.findings import listed
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.records.journal import shows
from fajing.web.records.models import FindingRow, MatterRow
from fajing.web.words import language, pick

_FREE = 4


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, draw: str, matter: str) -> HttpResponse:
    """One file's sheet."""
    user, found = reach.user_of(request), draws.read(draw)
    row = get_object_or_404(MatterRow, matter=matter)
    drawn = [one.target for one in found.result()] if found is not None else []
    if found is None or matter not in drawn:
        raise Http404
    opened = judged.open_file(matter)
    typed = [
        (request.POST.get(f"norm_{n}", "").strip(), request.POST.get(f"note_{n}", "").strip())
        for n in range(_FREE)
    ]
    error: FajingError | None = None
    if request.method == "POST":
        try:
            if any(note and not norm for norm, note in typed):
                raise UsageError("写了缺陷，没有选规则 (a defect without its norm)")
            made = fill(found, row, user, [Defect(*one) for one in typed if one[0]])
            count = len(made.findings)
            messages.success(
                request, pick(f"评查表已入账，缺陷{count}项。", f"The sheet is entered: {count} defects.")
            )
            return _go_on(draw, drawn, user)
        except FajingError as wrong:
            error = wrong
    shows(user, "appraisal", [matter], kind="draw", id=draw)
    every = appraisals.entered(draw)
    sheets = {one.matter: one for one in every}
    before = sheets.get(matter)
    hints = (
        [_hint(duty) for duty in opened.duties if duty.matter.id == matter and _counts(duty)]
        if opened
        else []
    )
    norms = sorted(
        (norm.title.in_language(language()), one)
        for one, norm in lawbook().norms.items()
        if norm.procedure == row.procedure and norm.is_finding
    )
    context = {
        "draw": found,
        "row": row,
        "kind": procedure_title(row.procedure),
        "number": drawn.index(matter) + 1,
        "total": len(drawn),
        "finished": len(sheets),
        "before": before,
        "sheets": [
            {"one": one, "when": shown.moment(one.at), "counts": one == before}
            for one in reversed(every)
            if one.matter == matter
        ],
        "hints": hints,
        "findings": [listed(one) for one in FindingRow.objects.filter(matter=matter).order_by("number")[:20]],
        "defects": _defects(before) if before is not None else [],
        "rows": [{"n": n, "norm": norm, "note": note} for n, (norm, note) in enumerate(typed)],
        "norms": norms,
        "error": error,
    }
    return render(request, "fajing/appraisal.html", context, status=200 if error is None else 409)


def fill(found: Draw, row: MatterRow, user: User, defects: list[Defect]) -> Sheet:
    """Enters the sheet of a file; not by somebody who had a hand in it.

    Raises:
        UsageError: The file is not in the sample, the reviewer had a hand in it, or a defect says too little.
    """
    opened = judged.open_file(row.matter)
    own = opened.matter(row.matter) if opened is not None else None
    officers = {who.id for event in own.events for who in event.officers} if own is not None else set()
    appraisals.refuse_own(row, officers, user)
    return appraisals.enter(found, row, user, defects)


def _defects(before: Sheet) -> list[dict[str, str]]:
    """What the sheet that was entered says."""
    found = follower.folded(before.findings)
    return [
        {
            "number": number,
            "title": norm_title(str(found[number].facts.get("norm", ""))),
            "note": found[number].acts[0].note,
        }
        for number in before.findings
        if number in found
    ]


def _go_on(draw: str, drawn: list[str], user: Any) -> HttpResponse:
    """To the next file without a sheet that is within reach; to the draw when there is none."""
    sheets = appraisals.done(draw)
    left = [one for one in drawn if one not in sheets]
    within = set(reach.matters(user).filter(matter__in=left).values_list("matter", flat=True))
    following = next((one for one in left if one in within), None)
    return redirect("appraisal", draw, following) if following else redirect("draw", draw)


def _counts(duty: Any) -> bool:
    return bool(duty.norm.is_finding) and (duty.outcome.is_broken or duty.outcome is Outcome.UNDECIDABLE)


def _hint(duty: Any) -> dict[str, str]:
    late = duty.verdict.lateness
    outcome = duty.outcome.value
    number = (
        FindingRow.objects.filter(key=duty.key).values_list("number", flat=True).first()
        if duty.outcome.is_broken
        else None
    )
    return {
        "title": norm_title(duty.norm.id),
        "sign": shown.sign(outcome),
        "css": "unk" if outcome == "undecidable" else outcome,
        "verdict": shown.verdict(
            outcome, duty.verdict.reason.value if duty.verdict.reason else "",
            late.seconds if late else None, late.days if late else None,
        ),
        "finding": number or "",
    }  # fmt: skip
