"""Workbooks of what a page shows: one sheet for each table, with its day, its filter, its titles and its rows.

In: tables, as titles and rows of text and numbers. Out: a workbook. No cell is ever a formula or a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from fajing.web import shown
from fajing.web.records import follower
from fajing.web.words import pick

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_NAME, _WIDEST, _NARROWEST, _LOOKED_AT = 31, 60, 10, 200
_LONGEST_CELL = 32_767


@dataclass(slots=True)
class Sheet:
    """A table.

    Attributes:
        name: What it is.
        head: Titles of its columns.
        rows: What stands in them.
    """

    name: str
    head: list[str]
    rows: list[list[Any]] = field(default_factory=list)


def workbook(sheets: Iterable[Sheet], notes: Sequence[str] = ()) -> bytes:
    """A workbook; above each table stands as of when, and what else is to be said of all of them.

    Args:
        sheets: Tables; without one the workbook says that there is nothing.
        notes: Said behind the day: the filter, what was left off.
    """
    out = BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, settings)
    bold = book.add_format({"bold": True, "bg_color": "#F3F4F6", "bottom": 1})
    above = [pick("截至", "as of"), shown.plain_moment(follower.position("checked")), *notes]
    used: set[str] = set()
    for one in list(sheets) or [Sheet(pick("没有内容", "nothing"), [])]:
        page = book.add_worksheet(_free(one.name, used))
        page.write_row(0, 0, above)
        page.write_row(1, 0, one.head, bold)
        for number, row in enumerate(one.rows, 2):
            page.write_row(
                number, 0, [cell[:_LONGEST_CELL] if isinstance(cell, str) else cell for cell in row]
            )
        for column in range(max(map(len, [one.head, *one.rows[:_LOOKED_AT]]), default=0)):
            page.set_column(column, column, _width(one, column))
        page.freeze_panes(2, 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(1)
    book.close()
    return out.getvalue()


def answer(name: str, content: bytes) -> HttpResponse:
    """A workbook to be kept under a name."""
    made = HttpResponse(content, content_type=KIND)
    made["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return made


def _width(sheet: Sheet, column: int) -> int:
    cells = [row[column] for row in [sheet.head, *sheet.rows[:_LOOKED_AT]] if column < len(row)]
    widest = max((sum(1 + (sign > "\u2e7f") for sign in str(cell)) for cell in cells), default=0)
    return max(_NARROWEST, min(_WIDEST, widest + 2))


def _free(name: str, used: set[str]) -> str:
    """A name that a sheet may bear and that no other has."""
    plain = "".join(" " if sign in "[]:*?/\\" else sign for sign in name).strip(" '") or "1"
    found, number = plain[:_LONGEST_NAME], 2
    while found.lower() in used:
        tail = f" {number}"
        found, number = plain[: _LONGEST_NAME - len(tail)] + tail, number + 1
    used.add(found.lower())
    return found
