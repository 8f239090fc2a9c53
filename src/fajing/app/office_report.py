"""The yearly report as it is written in an office: its state is folded from entries, its text composed from them.

In: entries of a year, kept figures, the lawbook's sections. Out: the draft, the document, and on signing the files with
their hashes. A signed report is never changed: a correction is a further version, which says what is different.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from fajing.app.commitments import Commitment, with_commitments
from fajing.app.report_entry import ANNEX, DOCX, FIGURES, HTML, PDF, body_of, refuse_unfilled
from fajing.core.errors import UsageError
from fajing.core.moments import Zone
from fajing.findings.people import Role
from fajing.indicators.figure import Figures
from fajing.indicators.kept import look_up_in
from fajing.lawbook.model import Lawbook
from fajing.ledger.ledger import Ledger
from fajing.publish.annex import write_annex
from fajing.publish.compose import compose
from fajing.publish.figures_file import figures_bytes, frozen_figure
from fajing.publish.given import Given, read_given
from fajing.publish.model import Document, to_fill
from fajing.publish.sections import FOLDER, Outline, read_outline
from fajing.publish.write_html import html_text

GIVEN = "report.yaml"
"""In place of a section: what only a person can write."""
_MARK = re.compile(r"^@(zh|en)$", re.MULTILINE)


class Stage(StrEnum):
    """How far a report is."""

    WRITING = "writing"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    SIGNED = "signed"


class What(StrEnum):
    """What is done with a report; each is an entry `report.…`."""

    WRITTEN = "written"
    REMARKED = "remarked"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    SIGNED = "signed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class ReportAct:
    """One of them.

    Attributes:
        what: What was done.
        by: By whom.
        at: When, in seconds.
        body: What it says: a section with its text, a remark, hashes.
    """

    what: What
    by: str
    at: int
    body: Mapping[str, Any]


@dataclass(slots=True)
class Draft:
    """A report of one year as it stands.

    Attributes:
        stage: How far it is.
        texts: By section the text that was written in place of the lawbook's.
        last: By section who wrote last, and when.
        remarks: Remarks, the first first.
        history: Everything but texts and remarks.
        versions: What was signed, one for each version.
    """

    stage: Stage = Stage.WRITING
    texts: dict[str, str] = field(default_factory=dict)
    last: dict[str, ReportAct] = field(default_factory=dict)
    remarks: list[ReportAct] = field(default_factory=list)
    history: list[ReportAct] = field(default_factory=list)
    versions: list[ReportAct] = field(default_factory=list)

    def since_writing(self, what: What) -> ReportAct | None:
        """The latest act of a kind since it was last being written."""
        for act in reversed(self.history):
            if act.what is what:
                return act
            if act.what in (What.RETURNED, What.REOPENED):
                return None
        return None


_WRITERS = frozenset({Role.REPORT_WRITER, Role.LEGAL_OFFICER, Role.SUPERVISOR})
MAY = {
    What.WRITTEN: _WRITERS,
    What.REMARKED: _WRITERS,
    What.SUBMITTED: frozenset({Role.REPORT_WRITER}),
    What.RETURNED: frozenset({Role.LEGAL_OFFICER, Role.SUPERVISOR}),
    What.REVIEWED: frozenset({Role.LEGAL_OFFICER}),
    What.SIGNED: frozenset({Role.SUPERVISOR}),
    What.REOPENED: frozenset({Role.REPORT_WRITER, Role.SUPERVISOR}),
}
"""Which roles do what; who of them, and when, says `refusal`."""
_TO = {
    What.SUBMITTED: (Stage.WRITING, Stage.SUBMITTED),
    What.RETURNED: (Stage.SUBMITTED, Stage.WRITING),
    What.REVIEWED: (Stage.SUBMITTED, Stage.REVIEWED),
    What.SIGNED: (Stage.REVIEWED, Stage.SIGNED),
    What.REOPENED: (Stage.SIGNED, Stage.WRITING),
}


def fold_report(acts: Iterable[ReportAct]) -> Draft:
    """The draft that some acts come to; an act that does not fit the stage changes nothing."""
    draft = Draft()
    for act in acts:
        if act.what is What.REMARKED:
            draft.remarks.append(act)
        elif act.what is What.WRITTEN:
            if draft.stage is Stage.WRITING:
                draft.texts[str(act.body["section"])] = str(act.body["text"])
                draft.last[str(act.body["section"])] = act
        elif refusal(draft, act.what, act.by) is None:
            draft.stage = _TO[act.what][1]
            draft.history.append(act)
            if act.what is What.SIGNED:
                draft.versions.append(act)
    return draft


def refusal(draft: Draft, what: What, by: str, role: Role | None = None) -> str | None:
    """Why somebody may not do something now; None where he may.

    A report passes through three hands: who submits does not review, and who did either does not sign. Acts of the
    past are not asked for the role, which their author may have changed since.
    """
    if role is not None and role not in MAY[what]:
        return "role"
    if what in _TO and draft.stage is not _TO[what][0]:
        return "stage"
    if what is What.WRITTEN and draft.stage is not Stage.WRITING:
        return "stage"
    submitted, reviewed = draft.since_writing(What.SUBMITTED), draft.since_writing(What.REVIEWED)
    before = [act.by for act in (submitted, reviewed) if act is not None]
    if what in (What.REVIEWED, What.RETURNED, What.SIGNED) and by in before:
        return "hands"
    return None


# ---------------------------------------------------------------- text
def outline_of(lawbook: Lawbook, texts: Mapping[str, str]) -> Outline:
    """The lawbook's sections, with those that were written in their place.

    Raises:
        SectionError: A text says what it cannot mean; with its line.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / FOLDER
        place.mkdir(parents=True)
        for name, text in texts.items():
            if name != GIVEN:
                (place / name).write_text(text, "utf-8")
        return read_outline((*lawbook.folders, Path(folder)))


def given_of(texts: Mapping[str, str]) -> Given:
    """What only a person can write, as it was written.

    Raises:
        FajingError: It says what is not known; with its line.
    """
    if not texts.get(GIVEN, "").strip():
        return Given()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / GIVEN
        path.write_text(texts[GIVEN], "utf-8")
        return read_given(path)


def document_of(
    lawbook: Lawbook,
    figures: Figures,
    texts: Mapping[str, str],
    language: str,
    section: str = "",
    last_year: Sequence[Commitment] = (),
) -> Document:
    """The document, or one section of it; what was promised the year before is as its matters have it.

    Raises:
        FajingError: A text is wrong.
    """
    outline = outline_of(lawbook, texts)
    if section:
        outline = Outline(outline.parts, tuple(one for one in outline.sections if one.name == section))
    given = with_commitments(given_of(texts), last_year)
    return compose(outline, figures, given, language, lawbook.zone)


def source_of(lawbook: Lawbook, texts: Mapping[str, str], section: str) -> str:
    """The text of a section as a file, written or the lawbook's own.

    Raises:
        UsageError: There is no such section.
    """
    if section in texts:
        return texts[section]
    for folder in reversed(lawbook.folders):
        path = folder / FOLDER / section
        if Path(section).name == section and path.suffix == ".md" and path.is_file():
            return path.read_text("utf-8")
    if section == GIVEN:
        return ""
    raise UsageError(f"没有这一节 (no such section): {section}")


def body_in(source: str, language: str) -> str:
    """What stands under `@zh` or `@en`."""
    pieces = _MARK.split(source)
    return next(
        (text.strip("\n") for mark, text in zip(pieces[1::2], pieces[2::2], strict=True) if mark == language),
        "",
    )


def with_body(source: str, language: str, body: str) -> str:
    """The file with another text under `@zh` or `@en`; lines of the browser become lines."""
    clean = body.replace("\r\n", "\n").strip("\n") + "\n"
    pieces = _MARK.split(source)
    for place in range(1, len(pieces), 2):
        pieces[place] = f"@{pieces[place]}" + (
            "\n" + clean if pieces[place] == language else pieces[place + 1]
        )
        pieces[place + 1] = ""
    return "".join(pieces)


# ---------------------------------------------------------------- signing
def file_of(document: Document, figures: Figures, zone: Zone, name: str) -> bytes:
    """One of the files of a report. Their writers are packages of the extra `report` and are loaded when asked for.

    Raises:
        UsageError: Those packages are not installed.
    """
    if name == FIGURES:
        return figures_bytes(document, figures, zone)
    if name == HTML:
        return html_text(document, figures, zone).encode()
    try:
        from fajing.publish.fonts import find_fonts
        from fajing.publish.write_docx import docx_bytes
        from fajing.publish.write_pdf import pdf_bytes, pictures
    except ImportError as error:
        raise UsageError(
            "没有装报告部分 (the packages that write reports are not installed)",
            why=str(error),
            remedy="pip install 'fajing[report]'",
        ) from error
    fonts = find_fonts(None)
    return docx_bytes(document, pictures(document, fonts)) if name == DOCX else pdf_bytes(document, fonts)


def freeze(
    lawbook: Lawbook,
    figures: Figures,
    draft: Draft,
    folder: Path,
    ledger: Ledger,
    segments: int,
    last_year: Sequence[Commitment] = (),
) -> dict[str, Any]:
    """Writes the files of a version and gives the body of its entry, as `fajing report sign` does.

    Args:
        lawbook: The law.
        figures: The kept figures.
        draft: What was written.
        folder: Where the version is kept.
        ledger: In which it is signed.
        segments: How many segments the data folder has.
        last_year: Commitments of the year.

    Raises:
        FajingError: A text is wrong, a place is still to be filled, a character cannot be printed, or nothing changed
            since the last version.
    """
    document = document_of(lawbook, figures, draft.texts, "zh", last_year=last_year)
    refuse_unfilled(to_fill(document), f"{document.year}")
    folder.mkdir(parents=True, exist_ok=True)
    for name in (DOCX, PDF, HTML, FIGURES):
        (folder / name).write_bytes(file_of(document, figures, lawbook.zone, name))
    write_annex(folder / ANNEX, figures, document.figures, look_up_in(figures), "zh")
    chain = [
        act.by for what in (What.SUBMITTED, What.REVIEWED) if (act := draft.since_writing(what)) is not None
    ]
    texts = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(draft.texts.items())}
    body = body_of(folder, ledger, segments=segments, chain=tuple(f"officer:{one}" for one in chain))
    before = draft.versions[-1].body.get("texts", {}) if draft.versions else {}
    rewritten = [name for name in sorted({*before, *texts}) if before.get(name) != texts.get(name)]
    return body | {"texts": texts, "rewritten": rewritten}


def changed_files(signed: Mapping[str, Any], folder: Path) -> list[str]:
    """Files of a version that no longer are as they were signed."""
    wrong = []
    for name, digest in signed["files"].items():
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            wrong.append(name)
    return wrong


def changed_figures(signed: Mapping[str, Any], figures: Figures) -> list[str]:
    """Figures of a version that the record of today gives otherwise: another value, or other records behind it."""
    now = {name: frozen_figure(figures[name]) for name in signed["figures"] if name in figures}
    return sorted(name for name, frozen in signed["figures"].items() if now.get(name) != frozen)
