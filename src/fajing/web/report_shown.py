"""A yearly report as the writing page shows it: contents and what they lack, figures that open, versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html

from fajing.app import office_report as report
from fajing.app.commitments import Commitment, with_commitments
from fajing.app.office_report import Draft, ReportAct
from fajing.core.errors import FajingError
from fajing.indicators.figure import Figures
from fajing.publish.compose import compose
from fajing.publish.model import Block, Chart, Heading, Note, Paragraph, RunKind, Table, runs_of
from fajing.publish.sections import OPENING, Outline
from fajing.web import shown
from fajing.web.clock import zone
from fajing.web.drawing.months import month_bars
from fajing.web.law import lawbook
from fajing.web.pages.figures import masked, row_of
from fajing.web.people.models import User
from fajing.web.words import language, pick


def place_of(year: int, version: int) -> Path:
    """Where the files of a signed version lie."""
    return Path(settings.OFFICE.data) / "office" / "reports" / str(year) / f"v{version}"


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


def contents(
    figures: Figures, draft: Draft, last_year: Sequence[Commitment] = ()
) -> tuple[list[Entry], FajingError | None]:
    """All sections with what they lack; where a text is wrong, why it is."""
    texts, wrong = dict(draft.texts), None
    try:
        outline = report.outline_of(lawbook(), texts)
    except FajingError as error:
        outline, wrong = report.outline_of(lawbook(), {}), error
    given = with_commitments(report.given_of(texts), last_year)
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


def block(block: Block, year: int, section: str, figures: Figures) -> dict[str, Any]:
    """A block for the page: its kind, and its text with figures that are links."""
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "level": block.level}
    if isinstance(block, Chart):
        points = [(month, value, text) for (month, value), (_, text, _) in zip(
            figures[block.figure].months, block.points, strict=False)]  # fmt: skip
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


def counts(blocks: list[dict[str, Any]]) -> dict[str, int]:
    """How many figures, missing ones and places to fill stand in some blocks."""
    text = "".join(str(run) for block in blocks for run in block.get("runs", ()))
    return {"figures": text.count('class="fig figure'), "missing": text.count('class="fig missing'),
            "to_fill": text.count("to-fill")}  # fmt: skip


def opened(user: User, figures: Figures, indicator: str) -> dict[str, Any]:
    """A figure with its working and its first records, as far as a person may see them.

    Raises:
        Http404: There is none.
    """
    if indicator not in figures:
        raise Http404
    one = figures[indicator]
    records = one.rows.ids.records(0, 12) if len(one.rows) and hasattr(one.rows.ids, "records") else []
    return row_of(one) | {
        "formula": one.formula.in_language(language()),
        "cut_off": shown.moment(one.cut_off.instant),
        "records": masked(user, records),
        "count": len(one.rows),
        "terms": [(each.title.in_language(language()), each.value) for each in one.terms],
    }


def remark(act: ReportAct) -> dict[str, Any]:
    """A remark."""
    return {"by": act.by, "at": shown.moment(act.at), "text": act.body.get("text", "")}


def versions(year: int, draft: Draft, figures: Figures) -> list[dict[str, Any]]:
    """Signed versions, the last first: what each changed, whether its files and figures still are as signed."""
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
