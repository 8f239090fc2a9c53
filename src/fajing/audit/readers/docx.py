"""Word documents (.docx): paragraphs, headings, automatic numbers, tables, text boxes, footnotes.

In: the zip's XML. Out: what a reader sees when all changes are accepted: inserted text stands, deleted text does
not. Headers and footers are left out. The parts are read with the standard library; a DTD is refused.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring

from fajing.audit.readers._numbering import Numbering, W
from fajing.audit.readers.base import (
    CELL,
    LARGEST_TEXT,
    MiB,
    Note,
    Progress,
    ReportText,
    damaged,
    locked,
    tidy,
    too_large,
)

SUFFIXES = (".docx", ".docm")
_MAIN = "word/document.xml"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_LARGEST_PART = 64 * MiB
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_GONE = frozenset(f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rt", "annotationRef"))
_BREAKS = frozenset({f"{W}br", f"{W}cr"})
_LOCKED = 0x1


def recognises(head: bytes, name: str) -> bool:
    """A zip by its first bytes, under a name that is a document's; or one that names Word's main part early."""
    return head.startswith(b"PK\x03\x04") and (name.endswith(SUFFIXES) or b"word/" in head)


def read(path: Path, progress: Progress | None) -> ReportText:
    """The document's text."""
    try:
        with zipfile.ZipFile(path) as archive:
            body = _part(path, archive, _main(path, archive))
            if body is None:
                raise damaged(path, "缺少 word/document.xml，不是 Word 文档。/ word/document.xml is missing.")
            numbering = Numbering.of(
                _part(path, archive, "word/numbering.xml"), _part(path, archive, "word/styles.xml")
            )
            extra = [_part(path, archive, f"word/{name}.xml") for name in ("footnotes", "endnotes")]
            pictures = sum(name.startswith("word/media/") for name in archive.namelist())
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, OSError) as error:
        raise damaged(path, str(error)) from error
    walk = _Walk(numbering)
    try:
        lines = list(walk.blocks(body))
        for notes in extra:
            if notes is not None:
                lines.extend(line for line in walk.blocks(notes) if line.strip())
    except RecursionError as error:
        raise damaged(path, "元素嵌套过深。/ Elements are nested too deeply.") from error
    text = tidy("\n".join(lines))
    if len(text) > LARGEST_TEXT:
        raise too_large(path, f"{len(text):,}字 / {len(text):,} characters")
    return ReportText(path.name, text, notes=_notes(pictures))


def _notes(pictures: int) -> tuple[Note, ...]:
    if not pictures:
        return ()
    return (
        Note(
            f"文中有{pictures}张图片，图片里的字没有读。",
            f"The document holds {pictures} pictures; letters in them were not read.",
        ),
    )


def _main(path: Path, archive: zipfile.ZipFile) -> str:
    """The name of the part that holds the document."""
    relations = _part(path, archive, "_rels/.rels")
    for relation in relations.iter(_RELATION) if relations is not None else ():
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", _MAIN).lstrip("/")
    return _MAIN


def _part(path: Path, archive: zipfile.ZipFile, name: str) -> Element | None:
    """The root of one part; None where there is no such part."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.flag_bits & _LOCKED:
        raise locked(path)
    if info.file_size > _LARGEST_PART:
        raise too_large(path, f"{name} {info.file_size / MiB:.0f} MB")
    try:
        with archive.open(info) as file:
            data = file.read(_LARGEST_PART + 1)
    except Exception as error:  # zlib, lzma, CRC: whatever it is, the part cannot be unpacked
        raise damaged(path, f"{name}: {error}") from error
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise damaged(
            path, f"{name}: 含有文档类型声明，Word 不会写这个。/ It holds a DTD, which Word never writes."
        )
    try:
        return fromstring(data.replace(_STRICT, W[1:-1].encode()))  # noqa: S314  expat limits entity expansion, and a DTD was refused above
    except ParseError as error:
        raise damaged(path, f"{name}: {error}") from error


class _Walk:
    """Gives the lines of a document in order."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def blocks(self, parent: Element) -> Iterator[str]:
        """Paragraphs and rows of tables under an element, through whatever wraps them."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag not in _GONE:
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        boxes: list[Element] = []
        number = self._numbering.number(paragraph.find(f"{W}pPr"))
        text = "".join(_inline(paragraph, boxes)).strip()
        yield number + text if text else ""
        for box in boxes:
            yield from self.blocks(box)

    def _table(self, table: Element) -> Iterator[str]:
        for row in _descend(table, f"{W}tr"):
            cells = []
            for cell in _descend(row, f"{W}tc"):
                merged = cell.find(f"{W}tcPr/{W}vMerge")
                goes_on = merged is not None and merged.get(f"{W}val", "continue") == "continue"
                lines = [] if goes_on else [line.strip() for line in self.blocks(cell)]
                cells.append(" ".join(line.replace("\n", " ") for line in lines if line))
            if any(cells):
                yield CELL.join(cells)


def _descend(parent: Element, tag: str) -> Iterator[Element]:
    """Children of a kind, through content controls, inserted rows and the like."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in _GONE and child.tag not in {f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}p"}:
            yield from _descend(child, tag)


def _inline(parent: Element, boxes: list[Element]) -> Iterator[str]:
    """The text inside a paragraph; text boxes are put aside."""
    for child in parent:
        tag = child.tag
        if tag in _GONE or tag == f"{W}pPr" or tag == f"{W}rPr":
            continue
        if tag == f"{W}t":
            yield child.text or ""
        elif tag == f"{W}tab":
            yield CELL
        elif tag in _BREAKS:
            yield "\n" if child.get(f"{W}type", "textWrapping") == "textWrapping" else ""
        elif tag == f"{W}noBreakHyphen":
            yield "-"
        elif tag == f"{W}sym":
            yield " "
        elif tag == f"{W}txbxContent":
            boxes.append(child)
        elif tag == f"{_COMPATIBILITY}AlternateContent":
            choice = child.find(f"{_COMPATIBILITY}Choice")
            yield from _inline(choice if choice is not None else child, boxes)
        else:
            yield from _inline(child, boxes)
