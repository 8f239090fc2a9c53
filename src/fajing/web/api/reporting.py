"""Operations on the yearly report: its sections, remarks, review, signing, files, and what it promised."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from ninja import Schema
from ninja.errors import HttpError

from fajing.app import office_report
from fajing.app.figure_store import years_kept
from fajing.app.office_report import What
from fajing.indicators.figure import Figures
from fajing.web import report_acts
from fajing.web.api.operations import api, user_of
from fajing.web.api.shared import nothing, part, plain
from fajing.web.law import lawbook
from fajing.web.pages import report_commitments, report_cycle
from fajing.web.pages.figures import kept
from fajing.web.pages.reports import STAGES, checked, file_answer
from fajing.web.promised import yearly
from fajing.web.words import pick

_LANGUAGES = ("zh", "en")


class TextIn(Schema):
    """The text of a section in one language, `zh` or `en`."""

    section: str
    text: str
    language: str = "zh"


class RemarkIn(Schema):
    """What somebody says of a section."""

    section: str
    text: str


class ReportActIn(Schema):
    """`submitted`, `returned`, `reviewed`, `signed` or `reopened`; why, where it is returned or reopened."""

    what: str
    why: str = ""


class CommitmentIn(Schema):
    """What the year to come is to bring: its kind, its words, the unit that owns it, its last day."""

    kind: str
    text: str
    owner: str
    due: str = ""
    year: int


class CommitmentActIn(Schema):
    """A step of a commitment, and what is said with it."""

    matter: str
    step: str
    said: str = ""


class DeadlineIn(Schema):
    """That the report was submitted or published, and on which day; today where none is named."""

    step: str
    day: str = ""


@api.get("/reports/{int:year}/sections/{section}", operation_id="report_section")
def report_section(request: HttpRequest, year: int, section: str) -> dict[str, Any]:
    """The text of a section in both languages, as it is written, with the remarks on it."""
    user = user_of(request, "report_section")
    _figures(year)
    draft, section = report_acts.draft_of(year), plain(section)
    source = office_report.source_of(lawbook(), draft.texts, section)
    given = section == office_report.GIVEN
    last = draft.last.get(section)
    return {
        "section": section,
        "texts": {one: source if given else office_report.body_in(source, one) for one in _LANGUAGES},
        "is_written": section in draft.texts,
        "by": last.by if last is not None else "",
        "at": last.at if last is not None else None,
        "remarks": [
            {"by": one.by, "at": one.at, "text": str(one.body.get("text", ""))}
            for one in draft.remarks
            if one.body.get("section") == section
        ],
        "may_write": office_report.refusal(draft, What.WRITTEN, user.number, user.kind) is None,
    }


@api.post("/reports/{int:year}/texts", operation_id="report_text")
def report_text(request: HttpRequest, year: int, body: TextIn) -> dict[str, Any]:
    """Writes a section in one language; the text before stays in the ledger."""
    user, figures = user_of(request, "report_text"), _figures(year)
    if body.language not in _LANGUAGES:
        raise HttpError(422, "language is zh or en")
    text = body.text.replace("\x00", "")
    changed = report_acts.write(year, figures, user, plain(body.section), text, body.language)
    return {"section": plain(body.section), "changed": changed}


@api.post("/reports/{int:year}/remarks", operation_id="report_remark")
def report_remark(request: HttpRequest, year: int, body: RemarkIn) -> dict[str, Any]:
    """Keeps a remark on a section."""
    user, section = user_of(request, "report_remark"), plain(body.section)
    _figures(year)
    office_report.source_of(lawbook(), report_acts.draft_of(year).texts, section)
    report_acts.remark(year, user, section, plain(body.text))
    return {"section": section, "remarks": len(report_acts.draft_of(year).remarks)}


@api.post("/reports/{int:year}/acts", operation_id="report_act")
def report_act(request: HttpRequest, year: int, body: ReportActIn) -> dict[str, Any]:
    """Submits, returns, reviews, signs or reopens a report; three hands, as on the page."""
    user, figures = user_of(request, "report_act"), _figures(year)
    if body.what not in [one.value for one in report_acts.WHOLE]:
        raise HttpError(422, "no such act of a report as a whole")
    made = report_acts.take(year, figures, user, What(body.what), plain(body.why))
    draft = report_acts.draft_of(year)
    return {
        "year": year,
        "stage": draft.stage.value,
        "stage_title": pick(*STAGES[draft.stage]),
        "versions": len(draft.versions),
        "commitments": made,
    }


@api.get("/reports/{int:year}/check", operation_id="report_check")
def report_check(request: HttpRequest, year: int) -> dict[str, Any]:
    """What the auditor says of the whole text as it stands: sentences that do not reconcile."""
    user_of(request, "report_check")
    _figures(year)
    counts, rows = checked(year)
    return {"counts": dict(counts), "found": rows}


@api.get("/reports/{int:year}/files/{name}", operation_id="report_file")
def report_file(request: HttpRequest, year: int, name: str, version: str = "") -> HttpResponseBase:
    """A file of a signed version as it was signed, or of the draft as it is now."""
    user_of(request, "report_file")
    _figures(year)
    return file_answer(year, plain(name), version)


@api.post("/reports/{int:year}/deadlines", operation_id="report_deadline")
def report_deadline(request: HttpRequest, year: int, body: DeadlineIn) -> dict[str, Any]:
    """Records that the report of a year was submitted or published."""
    user = user_of(request, "report_deadline")
    cycle = next((one for one in yearly() if one.year == year), None)
    if cycle is None:
        raise nothing()
    told = report_cycle.enter(user, cycle, plain(body.step), plain(body.day).strip())
    if told:
        raise HttpError(409, told)
    return {"year": year, "matter": cycle.matter.id, "step": plain(body.step)}


# ---------------------------------------------------------------- what was promised
@api.get("/commitments", operation_id="commitments")
def commitments(request: HttpRequest, limit: int = 50, offset: int = 0) -> list[dict[str, Any]]:
    """What the reports promised, the latest year first, with the steps this user may enter."""
    rows = report_commitments.rows(user_of(request, "commitments"))
    return [
        {
            "matter": row["one"].matter,
            "year": row["one"].year,
            "kind": row["one"].kind,
            "text": row["one"].text,
            "owner": row["one"].owner,
            "due": row["one"].due.isoformat() if row["one"].due is not None else None,
            "state": row["one"].state.value,
            "late": row["late"],
            "may": [step for step, _, _ in row["acts"]],
        }
        for row in rows[part(limit, offset)]
    ]


@api.post("/commitments", operation_id="commitment_new")
def commitment_new(request: HttpRequest, body: CommitmentIn) -> dict[str, Any]:
    """Enters something the year to come is to bring, as a matter."""
    user = user_of(request, "commitment_new")
    told = {name: plain(getattr(body, name)).strip() for name in ("kind", "text", "owner", "due")}
    if not 1990 < body.year < 9000:
        raise HttpError(422, "no such year")
    return {"matters": report_commitments.enter_one(user, body.year, **told)}


@api.post("/commitments/acts", operation_id="commitment_act")
def commitment_act(request: HttpRequest, body: CommitmentActIn) -> dict[str, Any]:
    """Enters a step of a commitment: owner, progress, proof, its verification, return or dropping."""
    user = user_of(request, "commitment_act")
    matter, step = plain(body.matter), plain(body.step)
    told = report_commitments.take_step(user, matter, step, plain(body.said).strip())
    if told:
        raise HttpError(409, told)
    return {"matter": matter, "step": step}


def _figures(year: int) -> Figures:
    if year not in years_kept(settings.OFFICE.data):
        raise nothing()
    return kept(year, None)
