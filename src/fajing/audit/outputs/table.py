"""NAME.xlsx: the findings as a table that goes to the author and comes back with replies.

In: an audited file. Out: a workbook of two sheets: what needs a look, and what reconciles. Every cell is text or a
number; none is ever a formula, whatever the report says. Its date is fixed, so that the same audit gives the same file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from fajing.audit.files import AuditedFile
from fajing.audit.finding import Finding, Grade
from fajing.audit.kinds import name_of
from fajing.audit.outputs.marks import distinct_places
from fajing.audit.outputs.places import Signposts
from fajing.audit.outputs.words import CAVEAT, GRADE_SIGNS, grade_word, pick, said

_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  XlsxWriter wants it without a zone
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_767
_LONGEST_QUOTE = 300
_ASKING: tuple[Grade, ...] = ("error", "warning", "unchecked")
_COLOURS: dict[Grade, str] = {
    "error": "#B3261E", "warning": "#855000", "unchecked": "#56606E", "consistent": "#1D6A43",
}  # fmt: skip
_COLUMNS = (
    ("序号", "No.", 6), ("结果", "Result", 13), ("类别", "Kind", 14), ("原文", "Quote", 40), ("位置", "Place", 15),
    ("算式", "Arithmetic", 27), ("说明", "What", 34), ("怎么办", "What to do", 30), ("答复", "Reply", 28),
    ("答复人", "Author", 11),
)  # fmt: skip
_HEAD_ROW = 3
_WIDE, _LINE = 1.9, 18  # width of a Chinese character in columns' units; height of a line


def write_table(path: Path, audited: AuditedFile, language: str) -> None:
    """Write the workbook."""
    settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), settings) as book:
        title = pick(language, f"报告核对：{audited.path.name}", f"Report audit: {audited.path.name}")
        book.set_properties({"title": title, "created": _CREATED, "comments": "fajing audit"})
        sheet = _Sheet(book, audited, language)
        sheet.write(pick(language, "请答复", "To answer"), title, audited.numbered(*_ASKING), to_answer=True)
        sheet.write(
            pick(language, "一致", "Reconciles"), title, audited.numbered("consistent"), to_answer=False
        )


class _Sheet:
    """Writes sheets of one workbook."""

    def __init__(self, book: Any, audited: AuditedFile, language: str) -> None:
        self._book, self._audited, self._language = book, audited, language
        self._signposts = Signposts(audited.report)
        base = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top", "text_wrap": True}
        cell = {**base, "border": 1, "border_color": "#DFE3E8"}
        self._text = book.add_format(cell)
        self._quoted = book.add_format({**cell, "quote_prefix": True})
        self._number = book.add_format({**cell, "align": "center", "text_wrap": False})
        self._reply = book.add_format({**cell, "bg_color": "#FFFDF5", "locked": False})
        self._head = book.add_format(
            {**cell, "bold": True, "bg_color": "#F8F9FA", "font_color": "#455160", "valign": "vcenter", "bottom": 2,
             "bottom_color": "#1B4F80"}
        )  # fmt: skip
        self._title = book.add_format({**base, "bold": True, "font_size": 14, "text_wrap": False})
        self._note = book.add_format({**base, "font_color": "#455160", "text_wrap": False})
        self._grades = {
            grade: book.add_format({**cell, "bold": True, "font_color": colour})
            for grade, colour in _COLOURS.items()
        }

    def write(self, name: str, title: str, rows: Sequence[tuple[int, Finding]], *, to_answer: bool) -> None:
        """One sheet."""
        columns = _COLUMNS if to_answer else _COLUMNS[:7]
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_row(0, 26)
        sheet.write_string(0, 0, _clean(title), self._title)
        sheet.write_string(1, 0, self._pick(*CAVEAT), self._note)
        for column, (zh, en, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(_HEAD_ROW, column, self._pick(zh, en), self._head)
        sheet.set_row(_HEAD_ROW, 24)
        for row, (number, finding) in enumerate(rows, _HEAD_ROW + 1):
            self._row(sheet, row, number, finding, to_answer=to_answer)
        last = _HEAD_ROW + max(1, len(rows))
        if not rows:
            sheet.write_string(_HEAD_ROW + 1, 0, self._pick("没有。", "None."), self._note)
        sheet.autofilter(_HEAD_ROW, 0, last, len(columns) - 1)
        sheet.freeze_panes(_HEAD_ROW + 1, 3)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD_ROW)
        sheet.set_footer("&C&P / &N")

    def _row(self, sheet: Any, row: int, number: int, finding: Finding, *, to_answer: bool) -> None:
        words = said(finding, self._language)
        quotes = " … ".join(_short(place.quote) for place in distinct_places(finding))
        start = finding.places[0].start if finding.places else 0
        cells = [
            name_of(finding.kind, self._language), quotes, self._signposts.at(start, self._language),
            finding.arithmetic, words.what, words.advice,
        ]  # fmt: skip
        sheet.write_number(row, 0, number, self._number)
        word = f"{GRADE_SIGNS[finding.grade]} {grade_word(finding.grade, self._language)}"
        sheet.write_string(row, 1, word, self._grades[finding.grade])
        lines = 1
        for column, text in enumerate(cells if to_answer else cells[:5], 2):
            text = _clean(text)
            is_risky = text.startswith(_FORMULA_SIGNS)
            sheet.write_string(row, column, text, self._quoted if is_risky else self._text)
            lines = max(lines, _lines(text, _COLUMNS[column][2]))
        if to_answer:
            for column in (8, 9):
                sheet.write_blank(row, column, None, self._reply)
        sheet.set_row(row, min(400, _LINE * lines + 6))

    def _pick(self, zh: str, en: str) -> str:
        return pick(self._language, zh, en)


def _short(quote: str) -> str:
    quote = " ".join(quote.split())
    return quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1] + "…"


def _clean(text: str) -> str:
    """Text that a cell can hold."""
    kept = "".join(sign for sign in text if sign >= " " or sign in "\n\t")
    return kept if len(kept) <= _LONGEST_CELL else kept[: _LONGEST_CELL - 1] + "…"


def _lines(text: str, width: int) -> int:
    """About how many lines a text takes in a column."""
    length = sum(_WIDE if sign > "\u2e7f" else 1.0 for sign in text)
    return int(length / (width - 1)) + 1 + text.count("\n")
