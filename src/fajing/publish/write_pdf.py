"""Writes the PDF through Typst: tagged (PDF/UA-1), dated by the cut-off, with shipped fonts only.

In: a document and fonts. Out: bytes, the same for the same document. All text reaches Typst as quoted strings, so that
nothing in a record or a name is read as an instruction. Before anything is set, every character is looked for in the
fonts; one that none covers is an error.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fajing.core.errors import FajingError
from fajing.publish import paper
from fajing.publish.charts import description, svg
from fajing.publish.fonts import SANS, SERIF, Fonts
from fajing.publish.model import (
    Block,
    Chart,
    Document,
    Heading,
    Note,
    Paragraph,
    Run,
    RunKind,
    Table,
    all_text,
)

_STANDARD = "ua-1"
_PICTURE_PPI = 160.0
_GAP_PT = paper.LINE_PT - paper.BODY_PT
_FILLS = {RunKind.MISSING: "#e8ebef", RunKind.TO_FILL: "#fdf2dd"}
_OF_THE_PAGE = "—0123456789 "


def pdf_bytes(document: Document, fonts: Fonts) -> bytes:
    """The file.

    Raises:
        FajingError: A character is covered by no font, or Typst is not installed or refuses the document.
    """
    fonts.check([*all_text(document), _OF_THE_PAGE])
    return _compile(_source(document), fonts, document.date, format="pdf", pdf_standards=_STANDARD)


def pictures(document: Document, fonts: Fonts) -> dict[str, bytes]:
    """PNG of each chart, by the id of its indicator."""
    charts = [block for block in document.blocks if isinstance(block, Chart)]
    fonts.check([*(chart.title for chart in charts), *map(description, charts)])
    made = {}
    for chart in charts:
        source = (
            "#set page(width: 720pt, height: auto, margin: 0pt)\n"
            f"#image(bytes({_quoted(svg(chart, SANS))}), format: {_quoted('svg')}, width: 100%)\n"
        )
        made[chart.figure] = _compile(source, fonts, document.date, format="png", ppi=_PICTURE_PPI)
    return made


def _compile(source: str, fonts: Fonts, date: str, **options: Any) -> bytes:
    try:
        import typst
    except ImportError as error:
        raise FajingError(
            "没有安装 Typst，不能做 PDF (Typst is not installed)", remedy="pip install 'fajing[report]'"
        ) from error
    at = datetime.fromisoformat(date).replace(tzinfo=UTC)
    try:
        made = typst.compile(
            source.encode(),
            font_paths=[str(folder) for folder in fonts.folders],
            ignore_system_fonts=True,
            timestamp=int(at.timestamp()),
            **options,
        )
    except (RuntimeError, typst.TypstError) as error:
        raise FajingError("排版没有成功 (Typst refused the document)", why=str(error)[:600]) from error
    assert isinstance(made, bytes)
    return made


def _quoted(text: str) -> str:
    r"""A Typst string.

    Example:
        >>> _quoted('a"b')
        '"a\\"b"'
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _source(document: Document) -> str:
    zh = document.language == "zh"
    year, month, day = map(int, document.date.split("-"))
    tracking = f"{paper.TIGHTER_PT}pt" if zh else "0pt"
    lines = [
        (
            f"#set document(title: {_quoted(document.title)}, author: {_quoted(document.body)}, "
            f"date: datetime(year: {year}, month: {month}, day: {day}))"
        ),
        f'#set text(font: ({_quoted(SERIF)},), size: {paper.BODY_PT}pt, tracking: {tracking}, lang: "'
        + ('zh", region: "cn"' if zh else 'en"')
        + ", top-edge: 0.8em, bottom-edge: -0.2em)",
        (
            f"#set par(leading: {_GAP_PT:.2f}pt, spacing: {_GAP_PT:.2f}pt, justify: {'true' if zh else 'false'}, "
            "first-line-indent: (amount: 2em, all: true))"
        ),
        _page(),
        (
            f"#show heading: it => block(above: {_GAP_PT:.2f}pt, below: {_GAP_PT:.2f}pt, sticky: true, "
            f"text(size: {paper.BODY_PT}pt, weight: 400, "
            f"font: if it.level <= 2 {{ ({_quoted(SANS)},) }} else {{ ({_quoted(SERIF)},) }}, "
            "par(first-line-indent: (amount: 2em, all: true), it.body)))"
        ),
        f"#show table: set text(size: {paper.TABLE_PT}pt, tracking: 0pt)",
        "#show table: set par(leading: 6pt, first-line-indent: 0pt, justify: false)",
        "#show table.cell.where(y: 0): set text(font: (" + _quoted(SANS) + ",))",
        (
            f"#show title: it => block(width: 100%, below: {paper.LINE_PT}pt, align(center, "
            f"text(size: {paper.TITLE_PT}pt, weight: 400, tracking: 0pt, font: ({_quoted(SANS)},), "
            "par(first-line-indent: 0pt, leading: 10pt, it.body))))"
        ),
        "#set figure.caption(position: top)",
        f"#title({_quoted(document.title)})",
    ]
    lines.extend(_block(block) for block in document.blocks)
    return "\n\n".join(lines) + "\n"


def _page() -> str:
    side = "if calc.odd(n) { align(right, [— #n —#h(1em)]) } else { align(left, [#h(1em)— #n —]) }"
    return (
        f"#set page(width: 210mm, height: 297mm, margin: (top: {paper.TOP_MM}mm, bottom: {paper.BOTTOM_MM}mm, "
        f"left: {paper.LEFT_MM}mm, right: {paper.RIGHT_MM}mm), footer-descent: {paper.FOOT_BELOW_MM}mm, "
        "footer: context { let n = counter(page).get().first(); "
        f"set text(size: {paper.FOOT_PT}pt, tracking: 0pt); set par(first-line-indent: 0pt); {side} }})"
    )


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"#heading(level: {block.level or 1}, {_quoted(block.text)})"
    if isinstance(block, Paragraph | Note):
        return "#par({" + "; ".join(map(_run, block.runs)) + "})"
    if isinstance(block, Table):
        return _table(block)
    return (
        f"#figure(image(bytes({_quoted(svg(block, SANS))}), format: {_quoted('svg')}, width: 100%, "
        f"alt: {_quoted(description(block))}), alt: {_quoted(description(block))}, numbering: none, "
        f"caption: text(size: {paper.TABLE_PT}pt, {_quoted(block.title)}))"
    )


def _run(run: Run) -> str:
    if run.kind in _FILLS:
        return f"highlight(fill: rgb({_quoted(_FILLS[run.kind])}), {_quoted(run.text)})"
    return _quoted(run.text)


def _table(table: Table) -> str:
    shares = table.widths or (1,) * len(table.head)
    columns = ", ".join(f"{share}fr" for share in shares)
    sides = ", ".join("right" if place in table.numeric else "left" for place in range(len(table.head)))
    head = ", ".join(f"[#align(center, {_quoted(one)})]" for one in table.head)
    cells = ", ".join(f"[#{_run(run)}]" for row in table.rows for run in row)
    title = (
        f"#align(center, text(size: {paper.TABLE_PT}pt, {_quoted(table.title)}))\n\n" if table.title else ""
    )
    return (
        f"{title}#table(columns: ({columns}), align: ({sides}), stroke: 0.5pt, inset: 5pt, "
        f"table.header({head}), {cells})"
    )
