"""Web pages: the text a reader sees. Blocks, headings and rows of tables become lines.

In: HTML in any encoding it names, or UTF-8, or GB18030. Out: its visible text. Scripts, hidden elements and
navigation are left out. Nothing is fetched.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from fajing.audit.readers._decode import decode
from fajing.audit.readers.base import CELL, Progress, ReportText, tidy

SUFFIXES = (".html", ".htm", ".xhtml")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""", re.IGNORECASE)
_UNSEEN = frozenset((
    "script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg", "math",
    "canvas", "audio", "video", "select", "datalist", "textarea", "button", "nav",
))  # fmt: skip
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "menu", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
))  # fmt: skip
_END_ROWS = frozenset(("tr", "thead", "tbody", "tfoot", "table"))
_HEAD_BYTES = 4096
_LONG_CELL = 120  # characters; a row with more in one cell lays out a page, it tabulates nothing
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\u00a0\u200b]+")
_PRETTY_BREAK = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f])[ \t]*\r?\n\s*(?=\S)")


def recognises(head: bytes, name: str) -> bool:
    """By its name, or by how it begins."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    return name.endswith(SUFFIXES) or start.startswith((b"<!doctype html", b"<html"))


def read(path: Path, progress: Progress | None) -> ReportText:
    """The page's visible text."""
    data = path.read_bytes()
    named = _CHARSET.search(data[:_HEAD_BYTES])
    visible = _Visible()
    visible.feed(decode(path, data, named[1].decode("ascii") if named else None))
    visible.close()
    return ReportText(path.name, tidy(visible.text()))


class _Visible(HTMLParser):
    """Gathers text as lines; a row of a table is gathered cell by cell and put down when it ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._line: list[str] = []
        self._rows: list[list[list[str]]] = [[[]]]  # open rows, each with its cells, each with its lines
        self._tables: list[int] = [1]  # how many rows were open where each open table began
        self._hidden: list[str] = []  # the hiding element and its namesakes inside it
        self._pre = 0

    def text(self) -> str:
        """What was gathered."""
        self._end_rows(1)
        return "\n".join(self._rows[0][0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        if self._hidden:
            if tag == self._hidden[0]:
                self._hidden.append(tag)
        elif tag not in _VOID and (tag in _UNSEEN or _hides(attrs)):
            self._hidden.append(tag)
        elif tag == "table":
            self._end_line()
            self._tables.append(len(self._rows))
        elif tag == "tr":
            self._end_rows(self._tables[-1])
            self._rows.append([])
        elif tag in {"td", "th"} and len(self._rows) > 1:
            self._end_line()
            self._rows[-1].append([])
        elif tag in _BLOCKS or tag == "br":
            self._end_line()
            self._pre += tag == "pre"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that ends where it begins hides nothing."""
        if tag in _BLOCKS or tag == "br":
            self.handle_starttag("br", [])

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if self._hidden:
            if tag == self._hidden[0]:
                self._hidden.pop()
            elif tag in {"body", "html"}:
                self._hidden.clear()
        elif tag in _END_ROWS:
            self._end_rows(self._tables[-1])
            if tag == "table" and len(self._tables) > 1:
                self._tables.pop()
        elif tag in _BLOCKS:
            self._end_line()
            self._pre -= tag == "pre" and self._pre > 0

    def handle_data(self, data: str) -> None:
        """Text between marks: blanks count as one, and a line break between Chinese characters as none."""
        if self._hidden:
            return
        if self._pre:
            first, *rest = data.split("\n")
            self._line.append(first)
            for line in rest:
                self._end_line()
                self._line.append(line)
        else:
            self._line.append(_SPACES.sub(" ", _PRETTY_BREAK.sub("", data)))

    def _end_line(self) -> None:
        line = "".join(self._line).strip()
        self._line.clear()
        if line:
            row = self._rows[-1]
            if not row:
                row.append([])
            row[-1].append(_SPACES.sub(" ", line))

    def _end_rows(self, down_to: int) -> None:
        """End rows that are open, where the page has not done so itself."""
        self._end_line()
        while len(self._rows) > down_to:
            self._end_row()

    def _end_row(self) -> None:
        """One line for a row of a table; the lines themselves where the table only lays out the page."""
        row = self._rows.pop()
        into = self._rows[-1]
        if not into:
            into.append([])
        if len(row) == 1 or any(len("".join(cell)) > _LONG_CELL for cell in row):
            into[-1].extend(line for cell in row for line in cell)
        elif any(row):
            into[-1].append(CELL.join(" ".join(cell) for cell in row))


def _hides(attrs: list[tuple[str, str | None]]) -> bool:
    given = dict(attrs)
    return "hidden" in given or _HIDING.search(given.get("style") or "") is not None
