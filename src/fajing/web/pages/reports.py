"""年度报告: writing it section by section with figures that open, remarks, review, signing; what was signed stays."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from fajing.app import office_report as report
from fajing.app.figure_store import years_kept
from fajing.app.office_report import Draft, Stage, What
from fajing.app.report_deadline import last_day
from fajing.app.report_entry import ANNEX, DOCX, FIGURES, HTML, PDF
from fajing.audit.files import audit_file
from fajing.audit.finding import GRADES
from fajing.audit.outputs.words import GRADE_WORDS
from fajing.core.errors import FajingError
from fajing.indicators.figure import Figures
from fajing.web import reach, report_acts, report_shown
from fajing.web.clock import instant, zone
from fajing.web.law import lawbook
from fajing.web.pages.figures import kept
from fajing.web.pages.report_commitments import owners
from fajing.web.pages.report_commitments import rows as commitment_rows
from fajing.web.pages.report_cycle import rows as cycle_rows
from fajing.web.people.models import User
from fajing.web.promised import standing
from fajing.web.report_acts import LONGEST, draft_of
from fajing.web.words import language, pick

STAGES = {
    Stage.WRITING: ("在写", "being written"),
    Stage.SUBMITTED: ("已送审", "submitted"),
    Stage.REVIEWED: ("已审核，待签发", "reviewed, to be signed"),
    Stage.SIGNED: ("已签发", "signed"),
}
DONE = {
    What.SUBMITTED: ("送审", "submitted"),
    What.RETURNED: ("退回", "returned"),
    What.REVIEWED: ("审核通过", "reviewed"),
    What.SIGNED: ("签发", "signed"),
    What.REOPENED: ("开始更正", "correction begun"),
}
_TYPES = {
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PDF: "application/pdf",
    HTML: "text/html",
    FIGURES: "application/json",
    ANNEX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def reports(request: HttpRequest) -> HttpResponse:
    """The years."""
    rows = []
    for year in years_kept(settings.OFFICE.data):
        draft = draft_of(year)
        rows.append(
            {
                "year": year,
                "stage": pick(*STAGES[draft.stage]),
                "signed": len(draft.versions),
                "left": days_left(year),
                "written": len(draft.texts),
                "remarks": len(draft.remarks),
            }
        )
    user, this = reach.user_of(request), zone().civil(instant()).year
    context = {
        "rows": rows,
        "cycles": cycle_rows(user),
        "commitments": commitment_rows(user),
        "owners": owners(),
        "this_year": this,
        "years": [this - 1, this, this + 1],
    }
    return render(request, "fajing/reports.html", context)


def days_left(year: int) -> int | None:
    """Days up to the last one on which the report is public in time; None where the lawbook names no deadline."""
    last = last_day(lawbook(), year)
    return None if last is None else (last - zone().civil(instant()).date()).days


@require_http_methods(["GET", "POST"])
def report_write(request: HttpRequest, year: int) -> HttpResponse:
    """The writing page: contents, the section as it prints, and a figure opened beside it."""
    user, figures, draft = reach.user_of(request), _figures(year), draft_of(year)
    section = request.GET.get("section", "")
    error: FajingError | None = None
    edited: str | None = None
    if request.method == "POST":
        edited, error = _written(request, user, draft, year, section)
        if edited is None and error is None:
            return redirect(f"{reverse('report_write', args=[year])}?section={section}")
    last_year = standing(figures.cut_off, year)
    contents, outline_error = report_shown.contents(figures, draft, last_year)
    section = section or (contents[0].name if contents else "")
    blocks: list[dict[str, Any]] = []
    try:
        if section and section != report.GIVEN:
            document = report.document_of(lawbook(), figures, draft.texts, language(), section, last_year)
            blocks = [report_shown.block(one, year, section, figures) for one in document.blocks]
        source = report.source_of(lawbook(), draft.texts, section) if section else ""
    except FajingError as wrong:
        raise Http404 from wrong
    is_given = section == report.GIVEN
    may_write = report.refusal(draft, What.WRITTEN, user.number, user.kind) is None
    opened = request.GET.get("figure", "")
    context = {
        "year": year,
        "draft": draft,
        "stage": pick(*STAGES[draft.stage]),
        "left": days_left(year),
        "contents": contents,
        "to_fill": sum(one.to_fill for one in contents),
        "section": section,
        "section_title": next((one.title for one in contents if one.name == section), section),
        "is_given": is_given,
        "blocks": blocks,
        "edit": may_write and (edited is not None or request.GET.get("edit") == "1" or is_given),
        "may_write": may_write,
        "text": edited if edited is not None else source if is_given else report.body_in(source, language()),
        "error": error or outline_error,
        "indicators": [(one.indicator, one.title.in_language(language())) for one in figures],
        "figure": report_shown.opened(user, figures, opened) if opened else None,
        "remarks": [report_shown.remark(act) for act in draft.remarks if act.body.get("section") == section],
        "acts": _possible(user, draft),
        "history": [
            (pick(*DONE[act.what]), act, str(act.body.get("why", ""))) for act in reversed(draft.history)
        ],
        "last": draft.last.get(section),
        "versions": report_shown.versions(year, draft, figures),
        "counts": report_shown.counts(blocks),
        "files": [name for name in _TYPES if name != ANNEX],
        "signed_files": list(_TYPES),
    }
    return render(request, "fajing/report_write.html", context)


def _figures(year: int) -> Figures:
    if year not in years_kept(settings.OFFICE.data):
        raise Http404
    return kept(year, None)


def _possible(user: User, draft: Draft) -> list[tuple[str, str]]:
    """What the person may do next with the whole report."""
    return [
        (what.value, pick(*DONE[what]))
        for what in DONE
        if report.refusal(draft, what, user.number, user.kind) is None
    ]


# ---------------------------------------------------------------- writing
def _written(
    request: HttpRequest, user: User, draft: Draft, year: int, section: str
) -> tuple[str | None, FajingError | None]:
    """Saves a text, adds a figure to it, or keeps a remark; the text to show again, and what is wrong with it."""
    text = request.POST.get("text", "")[:LONGEST].replace("\r\n", "\n")
    if request.POST.get("do") == "remark":
        if request.POST.get("remark", "").strip():
            report_acts.remark(year, user, section, request.POST["remark"])
        return None, None
    if report.refusal(draft, What.WRITTEN, user.number, user.kind):
        raise Http404
    if request.POST.get("do") == "insert":
        name = request.POST.get("indicator", "")
        title = _figures(year).by_id(name).title.in_language(language())
        mark = f'{title}{{{{ figure("{name}") }}}}{{{{ change("{name}") }}}}{pick("。", ".")}'
        return f"{text.rstrip()}\n{mark}\n", None
    try:
        if report_acts.write(year, _figures(year), user, section, text, language()):
            said = pick("已保存，上一稿仍在存证里。", "Saved; the text before stays in the ledger.")
            messages.success(request, said)
    except FajingError as error:
        return text, error
    return None, None


@require_POST
def report_act(request: HttpRequest, year: int) -> HttpResponse:
    """Submits, returns, reviews, signs, or begins a correction."""
    user, figures = reach.user_of(request), _figures(year)
    asked = request.POST.get("what", "")
    if asked not in [what.value for what in DONE]:
        raise Http404
    what = What(asked)
    try:
        made = report_acts.take(year, figures, user, what, request.POST.get("why", ""))
        if made:
            said = pick(
                f"下年安排和不足列为{made}个事项。", f"{made} commitments of the year to come entered."
            )
            messages.success(request, said)
        messages.success(request, pick(f"已{DONE[what][0]}。", f"Done: {DONE[what][1]}."))
    except FajingError as error:
        messages.error(request, str(error))
    return redirect("report_write", year)


def report_file(request: HttpRequest, year: int, name: str) -> HttpResponseBase:
    """A file of a signed version as it was signed, or of the draft as it is now."""
    try:
        return file_answer(year, name, request.GET.get("version", ""))
    except FajingError as error:
        messages.error(request, str(error))
        return redirect("report_write", year)


def file_answer(year: int, name: str, version: str) -> HttpResponseBase:
    """A file of a signed version as it was signed, or of the draft as it is now.

    Raises:
        Http404: There is none.
        FajingError: The draft cannot be set as it stands.
    """
    figures, draft = _figures(year), draft_of(year)
    if name not in _TYPES or (name == ANNEX and not version):
        raise Http404
    if version.isdecimal() and 0 < int(version) <= len(draft.versions):
        path = report_shown.place_of(year, int(version)) / name
        if not path.is_file():
            raise Http404
        return FileResponse(path.open("rb"), as_attachment=True, filename=f"{year}-v{version}-{name}")
    document = report.document_of(
        lawbook(), figures, draft.texts, language(), last_year=standing(figures.cut_off, year)
    )
    data = report.file_of(document, figures, zone(), name)
    answer = HttpResponse(data, content_type=_TYPES[name])
    answer["Content-Disposition"] = f'attachment; filename="{year}-{name}"'
    return answer


def report_check(request: HttpRequest, year: int) -> HttpResponse:
    """Fajing's own auditor on the whole text as it stands: what it says of each sentence that does not reconcile."""
    _figures(year)
    try:
        counts, rows = checked(year)
    except FajingError as error:
        messages.error(request, str(error))
        return redirect("report_write", year)
    return render(request, "fajing/report_check.html", {"year": year, "rows": rows, "counts": counts})


def checked(year: int) -> tuple[list[tuple[str, int]], list[dict[str, Any]]]:
    """How much the auditor found of each grade, and what is an error or a warning.

    Raises:
        FajingError: The text cannot be set as it stands.
    """
    figures, draft = _figures(year), draft_of(year)
    document = report.document_of(
        lawbook(), figures, draft.texts, "zh", last_year=standing(figures.cut_off, year)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / DOCX
        path.write_bytes(report.file_of(document, figures, zone(), path.name))
        audited = audit_file(path, lawbook=lawbook())
    rows = [
        {
            "grade": pick(*GRADE_WORDS[one.grade]),
            "is_error": one.grade == "error",
            "message": pick(one.message.zh, one.message.en),
            "quote": one.places[0].quote if one.places else "",
        }
        for _number, one in audited.numbered("error", "warning")
    ]
    return [(pick(*GRADE_WORDS[grade]), audited.count(grade)) for grade in GRADES], rows
