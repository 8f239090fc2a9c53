"""The yearly report of a data folder: figures, sections, four documents, and the project's own audit of the text.

In: a data folder, a lawbook with sections and indicators, a year, perhaps a unit, what only a person can write. Out:
a folder with report.docx, report.pdf, report.html, annex.xlsx and figures.json. The same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fajing.app.commitments import commitments_in, with_commitments
from fajing.app.figures import open_figures, read_cut_off
from fajing.app.report_entry import ANNEX, DOCX, FIGURES, FILES, HTML, PDF
from fajing.app.report_records import RecordsBehind, keep_keys
from fajing.audit.files import AuditedFile, audit_file
from fajing.audit.readers import read_report
from fajing.core.errors import UsageError
from fajing.indicators.figure import Figures
from fajing.ledger.segments.folder import data_path
from fajing.publish.annex import write_annex
from fajing.publish.compose import compose
from fajing.publish.figures_file import figures_bytes
from fajing.publish.fonts import find_fonts
from fajing.publish.given import read_given
from fajing.publish.model import Document, to_fill
from fajing.publish.sections import read_outline
from fajing.publish.write_docx import docx_bytes
from fajing.publish.write_html import html_text
from fajing.publish.write_pdf import pdf_bytes, pictures

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for.

    Attributes:
        year: The year reported on.
        out: The folder to write to.
        unit: A unit; None for the whole body.
        data: The data folder; else `$FAJING_DATA`, else `./fajing-data`.
        law: Lawbook, with overlays.
        region: Norms of this region are judged too.
        as_of: Cut-off; by default the end of the year, or the latest record.
        given: `report.yaml`.
        fonts: A folder of the body's own fonts.
        previous: The report of the year before, for the audit.
        language: `zh` or `en`.
        upto_segment: Only segments up to this number, to make a report again as it was signed.
    """

    year: int
    out: Path
    unit: str | None = None
    data: Path | None = None
    law: str = "cn-police"
    region: str | None = None
    as_of: str | None = None
    given: Path | None = None
    fonts: Path | None = None
    previous: Path | None = None
    language: str = "zh"
    upto_segment: int | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """What was made.

    Attributes:
        document: The report.
        figures: All figures.
        audited: What the auditor says of the .docx.
        records: How many records the annex lists.
        files: What was written.
    """

    document: Document
    figures: Figures
    audited: AuditedFile
    records: int
    files: tuple[Path, ...]

    @property
    def missing(self) -> int:
        """Figures that the report asks for and the record does not give."""
        return sum(self.figures[name].value is None for name in self.document.figures)

    @property
    def to_fill(self) -> int:
        """Places that a person must fill."""
        return len(to_fill(self.document))


def build_report(wanted: Wanted, progress: Progress | None = None) -> Built:
    """Make the report.

    Raises:
        FajingError: The lawbook, the folder or `report.yaml` is wrong, or a character cannot be printed.
    """
    told = progress or (lambda _what, _count: None)
    out = wanted.out
    if out.exists() and not out.is_dir():
        raise UsageError(f"这是一个文件，应是文件夹 (a file, where a folder is wanted): {out}")
    given, fonts = read_given(wanted.given), find_fonts(wanted.fonts)
    before = read_report(wanted.previous) if wanted.previous is not None else None
    folder = open_figures(
        wanted.data,
        law=wanted.law,
        region=wanted.region,
        upto_segment=wanted.upto_segment,
        progress=progress,
    )
    keep_keys(folder)
    outline = read_outline(folder.lawbook.folders)
    cut_off = read_cut_off(wanted.as_of, folder.lawbook)
    figures = folder.of(date(wanted.year, 1, 1), date(wanted.year, 12, 31), unit=wanted.unit, cut_off=cut_off)
    zone = folder.lawbook.zone
    promised = commitments_in(
        data_path(wanted.data), folder.lawbook, figures.cut_off, wanted.year, wanted.unit
    )
    given = with_commitments(given, promised)
    told("compose", len(figures))
    document = compose(outline, figures, given, wanted.language, zone)
    told("documents", len(document.blocks))
    written = {
        DOCX: docx_bytes(document, pictures(document, fonts)),
        PDF: pdf_bytes(document, fonts),
        HTML: html_text(document, figures, zone).encode(),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, data in written.items():
        (out / name).write_bytes(data)
    look_up = RecordsBehind(folder, figures.cut_off.instant)
    records = write_annex(out / ANNEX, figures, document.figures, look_up, wanted.language, told)
    told("figures_file", len(figures))
    (out / FIGURES).write_bytes(figures_bytes(document, figures, zone))
    audited = audit_file(out / DOCX, previous=before, lawbook=folder.lawbook, progress=progress)
    return Built(document, figures, audited, records, tuple(out / name for name in FILES))
