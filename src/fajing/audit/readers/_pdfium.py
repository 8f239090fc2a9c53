"""The lines of a PDF's pages with their places, as PDFium reads them.

In: a file. Out: for each page its lines in reading order; a wide gap inside a line becomes the mark between cells.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from fajing.audit.readers._lines import Line
from fajing.audit.readers.base import CELL, LARGEST_TEXT, Progress, damaged, locked, too_large

_PASSWORD = 4  # FPDF_ERR_PASSWORD
_MOST_PAGES = 5000
_CELL_GAP = 1.0  # characters of space that part two cells of a table
_WORD_GAP = 0.15
_ENDS = frozenset("\r\n")
_DROPPED = frozenset({0x00, 0xAD})  # 0xAD is a hyphen that is not seen
_HYPHENS = frozenset({0x02, 0xFFFE})  # as PDFium marks a hyphen at the end of a line


def pages_of(path: Path, progress: Progress | None) -> tuple[list[list[Line]], list[int]]:
    """The lines of every page, and the numbers of pages that are only an image.

    Raises:
        FajingError: The file is damaged, locked or beyond the limits.
    """
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise (locked(path) if error.err_code == _PASSWORD else damaged(path, str(error))) from error
    try:
        count = len(document)
        if count > _MOST_PAGES:
            raise too_large(path, f"{count:,}页 / {count:,} pages")
        pages, images, total = [], [], 0
        for number in range(count):
            lines, has_image = _page(path, document, number)
            pages.append(lines)
            if has_image:
                images.append(number + 1)
            total += sum(len(line.text) for line in lines)
            if total > LARGEST_TEXT:
                raise too_large(path, f"{total:,}字 / {total:,} characters")
            if progress is not None:
                progress("pages", number + 1)
    finally:
        document.close()
    return pages, images


def _page(path: Path, document: pdfium.PdfDocument, number: int) -> tuple[list[Line], bool]:
    """The lines of one page, and whether it is only an image."""
    try:
        page = document[number]
    except pdfium.PdfiumError as error:
        raise damaged(path, f"第{number + 1}页 / page {number + 1}: {error}") from error
    try:
        height = page.get_height() or 1.0
        text = page.get_textpage()
        try:
            lines = list(_lines(text, height))
        finally:
            text.close()
        has_image = not lines and any(True for _ in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    except pdfium.PdfiumError as error:
        raise damaged(path, f"第{number + 1}页 / page {number + 1}: {error}") from error
    finally:
        page.close()
    return lines, has_image


def _lines(text: pdfium.PdfTextPage, height: float) -> Iterator[Line]:
    """The lines of a page in reading order."""
    page, row = _Characters(text), []
    for index, sign in page.signs():
        if sign not in _ENDS:
            row.append((index, sign))
        elif row:
            if line := _line(page, row, height):
                yield line
            row = []
    if row and (line := _line(page, row, height)):
        yield line


Box = tuple[float, float, float, float]  # left, right, bottom, top
_SAMPLES = 6  # characters of a line whose boxes tell its size
_NOWHERE = (0.0, 0.0, 0.0, 0.0)


class _Characters:
    """The characters of a page, and on demand their boxes, for which PDFium must be asked one by one."""

    def __init__(self, text: pdfium.PdfTextPage) -> None:
        self._text = text
        self._rectangle = raw.FS_RECTF()
        self._pointer = ctypes.byref(self._rectangle)

    def signs(self) -> Iterator[tuple[int, str]]:
        """Each character with its index; halves of a rare character are put together."""
        half = 0
        for index in range(raw.FPDFText_CountChars(self._text)):
            code = raw.FPDFText_GetUnicode(self._text, index)
            if 0xD800 <= code < 0xDC00:
                half = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((half - 0xD800) << 10) + (code - 0xDC00) if half else 0xFFFD
            half = 0
            if code not in _DROPPED:
                yield index, "-" if code in _HYPHENS else chr(code)

    def box(self, index: int) -> Box:
        """The room a character takes, the same height for all of one font."""
        if not raw.FPDFText_GetLooseCharBox(self._text, index, self._pointer):
            return _NOWHERE
        box = self._rectangle
        return box.left, box.right, box.bottom, box.top


def _line(page: _Characters, row: list[tuple[int, str]], height: float) -> Line | None:
    """One line; a wide gap becomes the mark between two cells, a blank beside a Chinese character nothing."""
    inked = [place for place, (_, sign) in enumerate(row) if not sign.isspace()]
    if not inked:
        return None
    looked_at = sorted({inked[len(inked) * step // _SAMPLES] for step in range(_SAMPLES)} | {inked[-1]})
    boxes = [page.box(row[place][0]) for place in looked_at]
    chinese = [box for place, box in zip(looked_at, boxes, strict=True) if _wide(row[place][1])]
    size = max(top - bottom for _, _, bottom, top in chinese or boxes) or 1.0
    parts: list[str] = []
    before = inked[0]
    for place in inked:
        sign = row[place][1]
        if place - before > 1:
            gap = page.box(row[place][0])[0] - page.box(row[before][0])[1]
            if gap > _CELL_GAP * size:
                parts.append(CELL)
            elif not (_wide(sign) or _wide(row[before][1])) and (
                gap > _WORD_GAP * size or sign.isalpha() or row[before][1].isalpha()
            ):
                parts.append(" ")
        parts.append(sign)
        before = place
    top = sorted(box[3] for box in boxes)[len(boxes) // 2]
    left, right = min(box[0] for box in boxes), max(box[1] for box in boxes)
    return Line("".join(parts), left, right, 1 - top / height, size)


def _wide(sign: str) -> bool:
    """Whether a character is Chinese, so that no blank stands beside it."""
    return ord(sign) >= 0x2E80
