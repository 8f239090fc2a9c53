"""Operations that read what figures and findings rest on: the law, draws, reports, imports; and a draft norm tried."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponseBase
from ninja import Schema
from ninja.errors import HttpError

from fajing.app.figure_store import years_kept
from fajing.app.what_if import by_unit
from fajing.core.errors import FajingError
from fajing.draw.words import FILE_SAMPLE, KINDS
from fajing.lawbook.problems import LawbookError
from fajing.scan.duty import Duty, Outcome
from fajing.web import draws as kept_draws
from fajing.web import importing, report_shown
from fajing.web.api.operations import api, user_of
from fajing.web.api.shared import nothing, part, plain, user_for
from fajing.web.law import lawbook
from fajing.web.pages.draws import STATES
from fajing.web.pages.figures import kept
from fajing.web.pages.imports import rejects_of
from fajing.web.pages.law import in_force, told_of
from fajing.web.pages.reports import STAGES, days_left
from fajing.web.pages.what_if import EXAMPLES, read_draft, try_on
from fajing.web.promised import standing
from fajing.web.records.journal import shows
from fajing.web.records.models import ImportRow
from fajing.web.report_acts import draft_of
from fajing.web.watching import COUNTS, EVENTS
from fajing.web.words import pick


# ---------------------------------------------------------------- law
@api.get("/law", operation_id="law")
def law(request: HttpRequest, q: str = "", limit: int = 50, offset: int = 0) -> dict[str, Any]:
    """Norms in force, those whose id or title holds what is asked."""
    user_of(request, "law")
    found = in_force(plain(q).strip())
    rows = [{name: one[name] for name in _NORM} for one in found[part(limit, offset)]]
    return {"lawbook": lawbook().hash, "count": len(found), "norms": rows}


_NORM = ("id", "title", "kind", "severity", "label")


@api.get("/law/{norm}", operation_id="norm")
def norm(request: HttpRequest, norm: str) -> dict[str, Any]:
    """One norm with its versions and what each rests on."""
    user_of(request, "norm")
    found = lawbook().norm(plain(norm))
    if found is None:
        raise nothing()
    told = told_of(found)
    versions = [
        {
            **version,
            "law": [
                {
                    "source": one.title,
                    "article": one.article,
                    "in_force": one.in_force,
                    "quality": one.quality,
                }
                for one in version["law"]
            ],
        }
        for version in told["versions"]
    ]
    return {"id": found.id, **told, "versions": versions, "is_finding": found.is_finding}


# ---------------------------------------------------------------- draws
@api.get("/draws", operation_id="draws")
def draws(request: HttpRequest, limit: int = 50, offset: int = 0) -> list[dict[str, Any]]:
    """Draws the user may see, also those that were committed and never made, the latest first."""
    user = user_of(request, "draws")
    return [
        {
            "draw": one.id, "title": one.title, "kind": one.kind,
            "kind_title": pick(*KINDS.get(one.kind, (one.kind, one.kind))),
            "state": one.state, "closes_at": one.closes_at, "replaced": one.replaced, "entries": list(one.entries),
        }
        for one in kept_draws.listed(user)[part(limit, offset)]
    ]  # fmt: skip


@api.get("/draws/{draw}", operation_id="draw")
def draw(request: HttpRequest, draw: str) -> dict[str, Any]:
    """One draw; its record with all that is needed to verify it, once it is over."""
    user = user_for(request, "draw", draw=plain(draw))
    found = kept_draws.read(plain(draw))
    if found is None:
        raise nothing()
    result, is_over = found.result(), found.state in ("drawn", "voided")
    if found.pool.kind == FILE_SAMPLE:
        shows(user, "api draw", [one.target for one in result])
    return {
        "draw": found.id,
        "title": found.stages[0]["title"],
        "kind": found.pool.kind,
        "state": found.state,
        "state_title": pick(*STATES[found.state]),
        "closes_at": found.closes_at,
        "targets": len(found.pool.targets),
        "counts": dict(found.plan.counts),
        "stages": [{name: str(stage[name]) for name in ("stage", "at", "hash")} for stage in found.stages],
        "result": [{"target": one.target, "team": one.team} for one in result],
        "record": json.loads(found.to_bytes()) if is_over else None,
    }


# ---------------------------------------------------------------- a draft norm
class DraftIn(Schema):
    """A draft norm as the lawbook writes one; nothing of it is kept."""

    text: str
    instead_of: str = ""
    unit: str = ""


@api.post("/what-if", operation_id="what_if")
def what_if(request: HttpRequest, body: DraftIn) -> dict[str, Any]:
    """Holds a draft against the office's record: how many matters it would flag and free."""
    user = user_of(request, "what_if")
    try:
        norms, replaced = read_draft(body.text.replace("\r\n", "\n"), plain(body.instead_of))
        found, (judged, total) = try_on(user, norms, replaced, plain(body.unit))
    except LawbookError as wrong:
        told = "; ".join(
            f"{one.place.line if one.place else 0}: {one.what} {one.remedy}" for one in wrong.problems
        )
        raise HttpError(422, told) from wrong
    except FajingError as wrong:
        raise HttpError(422, f"{wrong.what} {wrong.remedy or wrong.why}".strip()) from wrong
    newly, freed = found.newly, found.freed
    shows(user, "api what_if", [duty.matter.id for duty in (*newly[:EXAMPLES], *freed[:EXAMPLES])])
    now, then = by_unit(list(found.current.flagged.values())), by_unit(list(found.draft.flagged.values()))
    return {
        "judged": judged,
        "total": total,
        "now": len(found.current.flagged),
        "then": len(found.draft.flagged),
        "newly": len(newly),
        "freed": len(freed),
        "kept": found.kept,
        "replaces": [one.id for one in found.current.norms],
        "outcomes": {one.value: [found.current.outcomes[one], found.draft.outcomes[one]] for one in Outcome},
        "units": {name: [now[name], then[name]] for name in sorted({*now, *then})},
        "newly_flagged": [_example(duty) for duty in newly[:EXAMPLES]],
        "newly_free": [_example(duty) for duty in freed[:EXAMPLES]],
    }


def _example(duty: Duty) -> dict[str, Any]:
    return {
        "matter": duty.matter.id,
        "unit": duty.unit or "",
        "norm": duty.norm.id,
        "outcome": duty.outcome.value,
    }


# ---------------------------------------------------------------- reports
@api.get("/reports", operation_id="reports")
def reports(request: HttpRequest, limit: int = 50, offset: int = 0) -> list[dict[str, Any]]:
    """Yearly reports by year: how far each is, and how long there is."""
    user_of(request, "reports")
    return [_report(year) for year in years_kept(settings.OFFICE.data)[part(limit, offset)]]


@api.get("/reports/{int:year}", operation_id="report")
def report(request: HttpRequest, year: int) -> dict[str, Any]:
    """One yearly report: its sections and what each lacks, what was done with it, its signed versions."""
    user_of(request, "report")
    if year not in years_kept(settings.OFFICE.data):
        raise nothing()
    figures, draft = kept(year, None), draft_of(year)
    contents, wrong = report_shown.contents(figures, draft, standing(figures.cut_off, year))
    return {
        **_report(year),
        "sections": [
            {
                "section": one.name, "title": one.title, "missing": one.missing, "to_fill": one.to_fill,
                "is_written": one.is_written,
            }
            for one in contents
        ],
        "to_fill": sum(one.to_fill for one in contents),
        "error": wrong.what if wrong is not None else "",
        "history": [{"what": act.what.value, "by": act.by, "at": act.at} for act in draft.history],
    }  # fmt: skip


def _report(year: int) -> dict[str, Any]:
    draft = draft_of(year)
    return {
        "year": year, "stage": draft.stage.value, "stage_title": pick(*STAGES[draft.stage]),
        "days_left": days_left(year), "written": len(draft.texts), "remarks": len(draft.remarks),
        "versions": len(draft.versions),
    }  # fmt: skip


@api.get("/imports", operation_id="imports")
def imports(request: HttpRequest, limit: int = 50, offset: int = 0) -> list[dict[str, Any]]:
    """Files that came in or are on their way, the latest first."""
    user_of(request, "imports")
    return [import_told(row) for row in ImportRow.objects.exclude(state="cancelled")[part(limit, offset)]]


@api.get("/imports/{token}", operation_id="import_state")
def import_state(request: HttpRequest, token: str) -> dict[str, Any]:
    """How far one file is."""
    user_of(request, "import_state")
    return import_told(import_row(token))


@api.get("/imports/{token}/rejects", operation_id="import_rejects")
def import_rejects(request: HttpRequest, token: str) -> HttpResponseBase:
    """The rejects of a file, or of its trial, as a table to be mended."""
    user_of(request, "import_rejects")
    path = rejects_of(import_row(token))
    return FileResponse(path.open("rb"), as_attachment=True, filename="rejects.csv", content_type="text/csv")


def import_row(token: str) -> ImportRow:
    """A file by its token.

    Raises:
        HttpError: There is none.
    """
    row = ImportRow.objects.filter(token=plain(token)).first()
    if row is None:
        raise nothing()
    return row


def import_told(row: ImportRow) -> dict[str, Any]:
    """How far a file is, as the API says it."""
    importing.settle(row)
    return {
        "token": row.token, "name": row.name, "map": row.map_id, "state": row.state, "reason": row.reason,
        "by": row.by, "at": row.at, "entry": row.entry, "stage": row.stage,
        "through": row.through, "of": row.of, **{one: getattr(row, one) for one in (*COUNTS, *EVENTS)},
    }  # fmt: skip
