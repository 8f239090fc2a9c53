"""The report's text as HTML: title, headings, paragraphs, tables; quantities and findings marked.

In: an audited file. Out: HTML in which every mark carries the numbers of its findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from fajing.audit.files import AuditedFile
from fajing.audit.finding import GRADES, Finding
from fajing.audit.outputs.marks import Piece, pieces
from fajing.audit.outputs.places import FIRST, SECOND
from fajing.audit.outputs.words import grade_word, pick
from fajing.audit.readers.base import CELL

_LONGEST_TITLE = 60
_LONGEST_HEADING = 45
_MOST_NUMBERS = 4
_STOPS = re.compile(r"[。；！？]")


def text_of(audited: AuditedFile, language: str) -> str:
    """The text with its marks."""
    return "".join(_Renderer(audited, language).blocks())


class _Renderer:
    """Writes line after line."""

    def __init__(self, audited: AuditedFile, language: str) -> None:
        self._text = audited.report.text
        self._pages = audited.report.pages
        self._findings: Sequence[Finding] = audited.audit.findings
        self._language = language
        self._cut = pieces(self._text, audited.audit.claims, self._findings)
        self._at_page = 1

    def blocks(self) -> Iterator[str]:
        """The blocks of the text."""
        has_title, in_table = False, False
        for line in self._lines():
            words = self._text[line[0].start : line[-1].end].strip("\n")
            if not words.strip():
                continue
            is_row = CELL in words.strip()
            if is_row != in_table:
                yield "<table><tbody>" if is_row else "</tbody></table>"
                in_table = is_row
            if is_row:
                yield f"<tr>{''.join(self._cells(line))}</tr>"
                continue
            name = _name(words, is_first=not has_title)
            has_title = True
            yield f"{self._page_sign(line[0].start)}<{name}>{self._inline(line).strip()}</{name}>"
        if in_table:
            yield "</tbody></table>"

    def _lines(self) -> Iterator[list[Piece]]:
        line: list[Piece] = []
        for piece in self._cut:
            line.append(piece)
            if self._text[piece.start] == "\n":
                yield line
                line = []
        if line:
            yield line

    def _page_sign(self, start: int) -> str:
        """The number of the page, where a paragraph is the first that begins on it."""
        if len(self._pages) < 2:
            return ""
        page = sum(begin <= start for begin in self._pages)
        if page <= self._at_page:
            return ""
        self._at_page = page
        return f'<span class="page" aria-hidden="true">{pick(self._language, f"第{page}页", f"p. {page}")}</span>'

    def _cells(self, line: list[Piece]) -> Iterator[str]:
        cell: list[Piece] = []
        for piece in line:
            if self._text[piece.start : piece.end] == CELL:
                yield f"<td>{self._inline([*cell, piece])}</td>"
                cell = []
            else:
                cell.append(piece)
        yield f"<td>{self._inline(cell)}</td>"

    def _inline(self, line: Iterable[Piece]) -> str:
        return "".join(self._piece(piece) for piece in line)

    def _piece(self, piece: Piece) -> str:
        words = escape(self._text[piece.start : piece.end].strip("\n\t"), quote=False)
        numbers = self._numbers(piece)
        if not words:
            return numbers
        if piece.is_claim:
            words = f"<i>{words}</i>"
        if piece.grade is None:
            return words + numbers
        marks = " ".join(map(str, piece.findings))
        return f'<span class="k {piece.grade}" data-f="{marks}">{words}{numbers}</span>'

    def _numbers(self, piece: Piece) -> str:
        """The raised numbers behind a place, the gravest first; of many only some, the rest as bare anchors."""
        ordered = sorted(piece.ends, key=lambda end: (GRADES.index(self._findings[end[0] - 1].grade), end))
        shown = sorted(ordered[:_MOST_NUMBERS])
        rest = ordered[_MOST_NUMBERS:]
        more = f'<small class="more">+{len(rest)}</small>' if rest else ""
        hidden = (f'<a id="{anchor(number, nth)}"></a>' for number, nth in rest)
        return "".join([*(self._number(number, nth) for number, nth in shown), *hidden, more])

    def _number(self, number: int, nth: int) -> str:
        """One raised number; it leads to the note. A sign without width keeps it in the line of its place."""
        grade = self._findings[number - 1].grade
        label = f"{number} {grade_word(grade, self._language)}"
        return (
            f'<a class="no {grade}" id="{anchor(number, nth)}" href="#n{number}" data-n="{number}" '
            f'aria-label="{label}">&#8288;{number}</a>'
        )


def anchor(number: int, nth: int) -> str:
    """The id of a place on the page: of a finding's first, second and further places."""
    return f"m{number}" if nth == 1 else f"m{number}-{nth}"


def _name(words: str, *, is_first: bool) -> str:
    """The element of a line: title, headings of two levels, or paragraph."""
    words = words.strip()
    if is_first and len(words) <= _LONGEST_TITLE and not _STOPS.search(words):
        return "h2"
    if len(words) <= _LONGEST_HEADING and not _STOPS.search(words.rstrip("。")):
        if FIRST.match(words):
            return "h3"
        if SECOND.match(words):
            return "h4"
    return "p"
