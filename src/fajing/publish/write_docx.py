"""Writes the .docx: GB/T 9704-2012, with real headings, repeated table heads and nothing about the machine.

In: a document, and pictures of its charts. Out: bytes, the same for the same document. Fonts are named and never
shipped: the body that opens the file has them. How the 22 lines of 28 characters come about stands in `paper`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import docx
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt

from fajing.publish import paper
from fajing.publish.charts import description
from fajing.publish.model import Block, Chart, Document, Heading, Note, Paragraph, Run, RunKind, Table
from fajing.publish.zips import steady

_SHADES = {RunKind.MISSING: "E8EBEF", RunKind.TO_FILL: "FDF2DD"}
_STRIPPED = ("docProps/thumbnail.jpeg",)
_THUMBNAIL = "metadata/thumbnail"
_TWIPS = 20


def docx_bytes(document: Document, pictures: Mapping[str, bytes]) -> bytes:
    """The file.

    Args:
        document: What to write.
        pictures: PNG of each chart by the id of its indicator; a chart without one is written as a table.
    """
    made = docx.Document()
    _properties(made, document)
    _page(made, document)
    _styles(made, document)
    _title(made, document)
    for block in document.blocks:
        _block(made, block, document, pictures)
    for name, part in list(made.part.package.rels.items()):
        if part.reltype.endswith(_THUMBNAIL):
            del made.part.package.rels[name]
    buffer = io.BytesIO()
    made.save(buffer)
    return steady(buffer.getvalue(), _STRIPPED)


def _properties(made: Any, document: Document) -> None:
    at = datetime.fromisoformat(document.date)
    core = made.core_properties
    core.title, core.author, core.last_modified_by = document.title, document.body, document.body
    core.created, core.modified, core.last_printed = at, at, at
    core.comments, core.keywords, core.revision = "", "", 1
    core.language = "zh-CN" if document.language == "zh" else "en"


def _page(made: Any, document: Document) -> None:
    section = made.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(paper.TOP_MM), Mm(paper.BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(paper.LEFT_MM), Mm(paper.RIGHT_MM)
    section.footer_distance = Mm(paper.BOTTOM_MM - paper.FOOT_BELOW_MM) - Pt(paper.FOOT_PT * 1.3)
    grid = section._sectPr.find(qn("w:docGrid"))  # python-docx has no name for the grid
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(int(paper.LINE_PT * _TWIPS)))
    made.settings.odd_and_even_pages_header_footer = True
    _foot(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _foot(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    language = made.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN" if document.language == "zh" else "en-US")


def _foot(footer: Any, side: Any) -> None:
    """`— 1 —`, one character in from the edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(paper.FOOT_PT)
    for kind, text in (("t", "— "), ("begin", ""), ("code", "PAGE"), ("end", ""), ("t", " —")):
        run = paragraph.add_run(text if kind == "t" else "")
        _font(run, paper.FOOT_FONT, paper.FOOT_PT)
        if kind == "code":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = text
            run._r.append(code)
        elif kind != "t":
            char = OxmlElement("w:fldChar")
            char.set(qn("w:fldCharType"), kind)
            run._r.append(char)


def _styles(made: Any, document: Document) -> None:
    _style(made.styles["Normal"], paper.BODY_FONT, paper.BODY_PT)
    for level, font in paper.HEADING_FONTS.items():
        style = made.styles[f"Heading {level}"]
        _style(style, font, paper.BODY_PT)
        style.font.bold, style.font.italic = False, False
        style.font.color.rgb = None
        _first_line(style.element.get_or_add_pPr(), document)
    _style(made.styles["Title"], paper.TITLE_FONT, paper.TITLE_PT)
    title = made.styles["Title"]
    title.font.color.rgb, title.font.bold = None, False
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    borders = title.element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        title.element.pPr.remove(borders)


def _style(style: Any, font: str, size: float) -> None:
    style.font.size = Pt(size)
    style.font.name = paper.LATIN_FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[theme]
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:hAnsi"), paper.LATIN_FONT)
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(paper.LINE_PT)
    shape.widow_control = False


def _first_line(properties: Any, document: Document) -> None:
    """Two characters in; an English text as well, by the width of its own."""
    indent = properties.find(qn("w:ind"))
    if indent is None:
        indent = OxmlElement("w:ind")
        properties.append(indent)
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(int(2 * paper.BODY_PT * _TWIPS)))


def _font(run: Any, font: str, size: float) -> None:
    run.font.size, run.font.name = Pt(size), paper.LATIN_FONT
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)


def _title(made: Any, document: Document) -> None:
    paragraph = made.add_paragraph(style="Title")
    _add(paragraph, Run(document.title), document, paper.TITLE_FONT, paper.TITLE_PT)
    made.add_paragraph()


def _block(made: Any, block: Block, document: Document, pictures: Mapping[str, bytes]) -> None:
    if isinstance(block, Heading):
        level = block.level or 1
        paragraph = made.add_paragraph(style=f"Heading {level}")
        _add(paragraph, Run(block.text), document, paper.HEADING_FONTS[level])
    elif isinstance(block, Paragraph | Note):
        paragraph = made.add_paragraph()
        _first_line(paragraph._p.get_or_add_pPr(), document)
        paragraph.alignment = (
            WD_ALIGN_PARAGRAPH.JUSTIFY if document.language == "zh" else WD_ALIGN_PARAGRAPH.LEFT
        )
        for run in block.runs:
            _add(paragraph, run, document, paper.BODY_FONT)
    elif isinstance(block, Table):
        _table(made, block, document)
    else:
        _chart(made, block, document, pictures)


def _add(paragraph: Any, run: Run, document: Document, font: str, size: float = paper.BODY_PT) -> None:
    added = paragraph.add_run(run.text)
    _font(added, font, size)
    properties = added._r.get_or_add_rPr()
    if document.language == "zh" and size == paper.BODY_PT:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(int(paper.TIGHTER_PT * _TWIPS)))
        properties.append(spacing)
    if run.kind in _SHADES:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADES[run.kind])):
            shade.set(qn(f"w:{name}"), value)
        properties.append(shade)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN" if document.language == "zh" else "en-US")
    properties.append(language)


def _table(made: Any, table: Table, document: Document) -> None:
    if table.title:
        _caption(made, table.title, document)
    made_table = made.add_table(rows=0, cols=len(table.head))
    made_table.style = "Table Grid"
    made_table.alignment = WD_TABLE_ALIGNMENT.CENTER
    made_table.autofit = False
    shares = table.widths or (1,) * len(table.head)
    widths = [Emu(int(Mm(paper.WIDTH_MM) * share / sum(shares))) for share in shares]
    for column, width in zip(made_table.columns, widths, strict=True):
        column.width = width
    rows = [tuple(map(Run, table.head)), *table.rows]
    for place, cells in enumerate(rows):
        row = made_table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            head = OxmlElement("w:tblHeader")
            head.set(qn("w:val"), "true")
            properties.append(head)
        for column, run in enumerate(cells):
            cell = row.cells[column]
            cell.width = widths[column]
            paragraph = cell.paragraphs[0]
            _off_the_grid(paragraph)
            shape = paragraph.paragraph_format
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(paper.TABLE_LINE_PT)
            if place and column in table.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            elif not place:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _add(paragraph, run, document, paper.BODY_FONT if place else "黑体", paper.TABLE_PT)
    made.add_paragraph()


def _off_the_grid(paragraph: Any) -> None:
    """Small print keeps its own distance of lines."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(snap, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _caption(made: Any, text: str, document: Document) -> None:
    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    _add(paragraph, Run(text), document, "黑体", paper.TABLE_PT)


def _chart(made: Any, chart: Chart, document: Document, pictures: Mapping[str, bytes]) -> None:
    _caption(made, chart.title, document)
    picture = pictures.get(chart.figure)
    if picture is None:
        head = tuple(label for label, _value, _height in chart.points)
        row = tuple(Run(value) for _label, value, _height in chart.points)
        _table(made, Table("", head, (row,), frozenset(range(len(head)))), document)
        return
    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    inline = paragraph.add_run().add_picture(io.BytesIO(picture), width=Mm(paper.WIDTH_MM))
    inline._inline.docPr.set("descr", f"{chart.title}：{description(chart)}")
