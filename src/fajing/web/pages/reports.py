"""年度报告: writing it section by section with figures that open, remarks, review, signing; what was signed stays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from fajing.app import office_report as report
from fajing.app.figure_store import years_kept
from fajing.app.office_book import REPORT
from fajing.app.office_report import Draft, ReportAct, Stage, What
from fajing.core.errors import FajingError
from fajing.findings.people import Role
from fajing.indicators.figure import Figures
from fajing.ledger.segments.folder import DataFolder
from fajing.publish.compose import compose
from fajing.publish.model import Block, Chart, Heading, Note, Paragraph, RunKind, Table, runs_of
from fajing.publish.sections import OPENING, Outline
from fajing.web import reach, shown
from fajing.web.clock import instant, zone
from fajing.web.drawing.months import month_bars
from fajing.web.law import lawbook
from fajing.web.pages.figures import kept, row_of
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.records.models import ReportActRow
from fajing.web.words import language, pick

MAY = {
    What.WRITTEN: {Role.REPORT_WRITER, Role.LEGAL_OFFICER, Role.SUPERVISOR},
    What.REMARKED: {Role.REPORT_WRITER, Role.LEGAL_OFFICER, Role.SUPERVISOR},
    What.SUBMITTED: {Role.REPORT_WRITER},
    What.RETURNED: {Role.LEGAL_OFFICER, Role.SUPERVISOR},
    What.REVIEWED: {Role.LEGAL_OFFICER},
    What.SIGNED: {Role.SUPERVISOR},
    What.REOPENED: {Role.REPORT_WRITER, Role.SUPERVISOR},
}
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
    "report.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "report.pdf": "application/pdf", "report.html": "text/html", "figures.json": "application/json",
    "annex.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
_LONGEST = 100_000


def draft_of(year: int) -> Draft:
    """The report of a year, folded from its acts."""
    rows = ReportActRow.objects.filter(year=year)
    known = {one.value for one in What}
    return report.fold_report(
        ReportAct(What(row.what), row.by, row.at, row.body) for row in rows if row.what in known
    )


def place_of(year: int, version: int) -> Path:
    """Where the files of a signed version lie."""
    return Path(settings.OFFICE.data) / "office" / "reports" / str(year) / f"v{version}"


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
                "left": _days_left(year),
                "written": len(draft.texts),
                "remarks": len(draft.remarks),
            }
        )
    return render(request, "fajing/reports.html", {"rows": rows})


def _days_left(year: int) -> int:
    """Days up to the day before which such a report is to be published: the first of April after its year."""
    today = zone().civil(instant()).date()
    return (today.replace(year=year + 1, month=4, day=1) - today).days


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
    contents, outline_error = _contents(figures, draft)
    section = section or (contents[0].name if contents else "")
    blocks: list[dict[str, Any]] = []
    try:
        if section and section != report.GIVEN:
            document = report.document_of(lawbook(), figures, draft.texts, language(), section)
            blocks = [_block(one, year, section, figures) for one in document.blocks]
        source = report.source_of(lawbook(), draft.texts, section) if section else ""
    except FajingError as wrong:
        raise Http404 from wrong
    is_given = section == report.GIVEN
    may_write = user.kind in MAY[What.WRITTEN] and draft.stage is Stage.WRITING
    opened = request.GET.get("figure", "")
    context = {
        "year": year,
        "draft": draft,
        "stage": pick(*STAGES[draft.stage]),
        "left": _days_left(year),
        "contents": contents,
        "section": section,
        "section_title": next((one.title for one in contents if one.name == section), section),
        "is_given": is_given,
        "blocks": blocks,
        "edit": may_write and (edited is not None or request.GET.get("edit") == "1" or is_given),
        "may_write": may_write,
        "text": edited if edited is not None else source if is_given else report.body_in(source, language()),
        "error": error or outline_error,
        "indicators": [(one.indicator, one.title.in_language(language())) for one in figures],
        "figure": _opened(figures, opened) if opened else None,
        "remarks": [_remark(act) for act in draft.remarks if act.body.get("section") == section],
        "acts": _possible(user, draft),
        "history": [
            (pick(*DONE[act.what]), act, str(act.body.get("why", ""))) for act in reversed(draft.history)
        ],
        "last": draft.last.get(section),
        "versions": _versions(year, draft, figures),
        "counts": _counts(blocks),
        "files": list(_TYPES)[:-1],
        "signed_files": list(_TYPES),
    }
    return render(request, "fajing/report_write.html", context)


def _figures(year: int) -> Figures:
    if year not in years_kept(settings.OFFICE.data):
        raise Http404
    return kept(year, None)


# ---------------------------------------------------------------- contents
@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents.

    Attributes:
        name: The section's file.
        title: Its title.
        part: The part it begins; empty where it is not the first.
        missing: Figures without records.
        to_fill: Places that a person must fill.
        is_written: Whether somebody wrote it anew.
    """

    name: str
    title: str
    part: str
    missing: int
    to_fill: int
    is_written: bool


def _contents(figures: Figures, draft: Draft) -> tuple[list[Entry], FajingError | None]:
    """All sections with what they lack; where a text is wrong, why it is."""
    texts, wrong = dict(draft.texts), None
    try:
        outline = report.outline_of(lawbook(), texts)
    except FajingError as error:
        outline, wrong = report.outline_of(lawbook(), {}), error
    given = report.given_of(texts)
    found, before = [], ""
    for one in outline.sections:
        alone = Outline(outline.parts, (one,))
        runs = [
            run
            for block in compose(alone, figures, given, language(), zone()).blocks
            for run in runs_of(block)
        ]
        part = "" if one.part == before else _part(outline, one.part)
        before = one.part
        found.append(
            Entry(
                one.name, one.title.in_language(language()) if one.title else part or one.name, part,
                sum(run.kind is RunKind.MISSING for run in runs), sum(run.kind is RunKind.TO_FILL for run in runs),
                one.name in texts,
            )
        )  # fmt: skip
    title = pick(
        "由人填写：上年安排、不足、履职、下年安排",
        "To be written by a person: last year, shortcomings, duties, plans",
    )
    found.append(Entry(report.GIVEN, title, pick("附", "Given"), 0, 0, report.GIVEN in texts))
    return found, wrong


def _part(outline: Outline, part: str) -> str:
    return pick("开头", "Opening") if part == OPENING else outline.parts[part].in_language(language())


def _block(block: Block, year: int, section: str, figures: Figures) -> dict[str, Any]:
    """A block for the page: its kind, and its text with figures that are links."""
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "level": block.level}
    if isinstance(block, Chart):
        points = [(month, value, text) for (month, value), (_, text, _) in zip(
            figures[block.figure].series, block.points, strict=False)]  # fmt: skip
        return {"kind": "chart", "text": block.title, "svg": month_bars(points), "points": block.points}
    if isinstance(block, Table):
        rows = [[_run(cell, year, section) for cell in row] for row in block.rows]
        return {"kind": "table", "text": block.title, "head": block.head, "rows": rows}
    assert isinstance(block, Paragraph | Note)
    kind = "note" if isinstance(block, Note) else "text"
    return {"kind": kind, "runs": [_run(run, year, section) for run in block.runs]}


def _run(run: Any, year: int, section: str) -> Any:
    if run.figure and run.kind in (RunKind.FIGURE, RunKind.DETAIL, RunKind.MISSING):
        at = f"{reverse('report_write', args=[year])}?section={section}&figure={run.figure}"
        return format_html('<a class="fig {}" href="{}">{}</a>', run.kind.value, at, run.text)
    if run.kind is RunKind.TO_FILL:
        return format_html('<mark class="to-fill">{}</mark>', run.text)
    return run.text


def _counts(blocks: list[dict[str, Any]]) -> dict[str, int]:
    text = "".join(str(run) for block in blocks for run in block.get("runs", ()))
    return {"figures": text.count('class="fig figure'), "missing": text.count('class="fig missing'),
            "to_fill": text.count("to-fill")}  # fmt: skip


def _opened(figures: Figures, indicator: str) -> dict[str, Any]:
    if indicator not in figures:
        raise Http404
    one = figures[indicator]
    records = one.rows.ids.records(0, 12) if len(one.rows) and hasattr(one.rows.ids, "records") else []
    return row_of(one) | {
        "formula": one.formula.in_language(language()),
        "cut_off": shown.moment(one.cut_off.instant),
        "records": records,
        "count": len(one.rows),
        "terms": [(each.title.in_language(language()), each.value) for each in one.terms],
    }


def _remark(act: ReportAct) -> dict[str, Any]:
    return {"by": act.by, "at": shown.moment(act.at), "text": act.body.get("text", "")}


def _possible(user: User, draft: Draft) -> list[tuple[str, str]]:
    """What the person may do next with the whole report."""
    return [
        (what.value, pick(*DONE[what]))
        for what in DONE
        if user.kind in MAY[what] and report.refusal(draft, what, user.number) is None
    ]


def _versions(year: int, draft: Draft, figures: Figures) -> list[dict[str, Any]]:
    found = []
    for number, act in enumerate(draft.versions, 1):
        is_last = number == len(draft.versions)
        found.append(
            {
                "number": number,
                "by": act.by,
                "at": shown.moment(act.at),
                "changes": [
                    *(act.body.get("rewritten", ()) if number > 1 else ()),
                    *act.body.get("changed", ()),
                ],
                "damaged": report.changed_files(act.body, place_of(year, number)),
                "now": report.changed_figures(act.body, figures) if is_last else [],
            }
        )
    return found[::-1]


# ---------------------------------------------------------------- writing
def _written(
    request: HttpRequest, user: User, draft: Draft, year: int, section: str
) -> tuple[str | None, FajingError | None]:
    """Saves a text, adds a figure to it, or keeps a remark; the text to show again, and what is wrong with it."""
    text = request.POST.get("text", "")[:_LONGEST].replace("\r\n", "\n")
    if request.POST.get("do") == "remark":
        if request.POST.get("remark", "").strip():
            _enter(
                What.REMARKED, year, user, {"section": section, "text": request.POST["remark"].strip()[:2000]}
            )
        return None, None
    if user.kind not in MAY[What.WRITTEN] or draft.stage is not Stage.WRITING:
        raise Http404
    if request.POST.get("do") == "insert":
        name = request.POST.get("indicator", "")
        title = _figures(year).by_id(name).title.in_language(language())
        mark = f'{title}{{{{ figure("{name}") }}}}{{{{ change("{name}") }}}}{pick("。", ".")}'
        return f"{text.rstrip()}\n{mark}\n", None
    try:
        source = report.source_of(lawbook(), draft.texts, section)
        whole = text if section == report.GIVEN else report.with_body(source, language(), text)
        report.document_of(lawbook(), _figures(year), {**draft.texts, section: whole}, language())
    except FajingError as error:
        return text, error
    if whole != source:
        _enter(What.WRITTEN, year, user, {"section": section, "text": whole})
        messages.success(
            request, pick("已保存，上一稿仍在存证里。", "Saved; the text before stays in the ledger.")
        )
    return None, None


def _enter(what: What, year: int, user: User, body: dict[str, Any]) -> None:
    follower.book().write(
        REPORT + what.value, body | {"year": year}, user.number, instant(), (f"report:{year}",)
    )
    follower.follow()


@require_POST
def report_act(request: HttpRequest, year: int) -> HttpResponse:
    """Submits, returns, reviews, signs, or begins a correction."""
    user, figures, draft = reach.user_of(request), _figures(year), draft_of(year)
    asked = request.POST.get("what", "")
    if asked not in [what.value for what in DONE]:
        raise Http404
    what, why = What(asked), request.POST.get("why", "").strip()[:2000]
    refused = user.kind not in MAY[what] or report.refusal(draft, what, user.number)
    if refused:
        said = pick("这一步不由你来做，或者还不到时候。", "This is not for you to do, or not yet.")
        messages.error(request, said)
    elif what in (What.RETURNED, What.REOPENED) and not why:
        messages.error(request, pick("请写明理由。", "Say why."))
    else:
        body: dict[str, Any] = {"why": why} if why else {}
        try:
            if what is What.SIGNED:
                place = place_of(year, len(draft.versions) + 1)
                segments = len(DataFolder.open(settings.OFFICE.data).segments())
                body |= report.freeze(lawbook(), figures, draft, place, follower.book().ledger, segments)
            _enter(what, year, user, body)
            messages.success(request, pick(f"已{DONE[what][0]}。", f"Done: {DONE[what][1]}."))
        except FajingError as error:
            messages.error(request, str(error))
    return redirect("report_write", year)


def report_file(request: HttpRequest, year: int, name: str) -> HttpResponseBase:
    """A file of the latest signed version as it was signed, or of the draft as it is now."""
    figures, draft = _figures(year), draft_of(year)
    version = request.GET.get("version", "")
    if name not in _TYPES or (name == "annex.xlsx" and not version):
        raise Http404
    if version.isdecimal() and 0 < int(version) <= len(draft.versions):
        path = place_of(year, int(version)) / name
        if not path.is_file():
            raise Http404
        return FileResponse(path.open("rb"), as_attachment=True, filename=f"{year}-v{version}-{name}")
    try:
        document = report.document_of(lawbook(), figures, draft.texts, language())
        data = report.file_of(document, figures, zone(), name)
    except FajingError as error:
        messages.error(request, str(error))
        return redirect("report_write", year)
    answer = HttpResponse(data, content_type=_TYPES[name])
    answer["Content-Disposition"] = f'attachment; filename="{year}-{name}"'
    return answer
