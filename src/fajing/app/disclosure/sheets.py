"""Writes a list for a spreadsheet, and apart from it what was held back and what each column is.

In: a profile and its listing. Out: two workbooks, or three text tables. What may leave the house stands in a file of
its own, so that what is held back does not go along. No cell is taken for a formula, no date of today stands anywhere,
and the same records give the same bytes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

from fajing.app.disclosure.profile import Profile
from fajing.app.disclosure.rows import Listing

Table = Sequence[Sequence[str]]
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - xlsxwriter wants civil time; fixed, so that the bytes are
_WIDTH = 18
HELD_HEAD = ("编号 number", "决定日期 decided on", "决定机关 organ", "原因", "reason")
ABOUT_HEAD = ("序号 no.", "代码 code", "名称 heading", "代码是否推定 code by analogy", "说明 note")
_PERSONAL = "个人信息，留空 / personal, left empty"
_BLANK = "记录中没有 / not in the records"
_ANALOGY = "推定，未核 / by analogy, unverified"


def write_workbooks(profile: Profile, listing: Listing, folder: Path) -> list[Path]:
    """The list, and a workbook for the house with what was held back and the columns."""
    paths = [folder / f"{profile.id}.xlsx", folder / f"{profile.id}_internal.xlsx"]
    (name, rows), *others = _tables(profile, listing)
    _write_workbook(profile, {name: rows}, paths[0])
    _write_workbook(profile, dict(others), paths[1])
    return paths


def _write_workbook(profile: Profile, tables: dict[str, Table], path: Path) -> None:
    settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), settings) as book:
        book.set_properties({"title": profile.title.zh, "created": _CREATED})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"})
        quoted = book.add_format({"quote_prefix": True})
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, text in enumerate(row):
                    risky = quoted if text.startswith(_FORMULA_SIGNS) else None
                    sheet.write_string(number, column, text, risky if number else head)
            sheet.set_column(0, len(rows[0]) - 1, _WIDTH)
            sheet.freeze_panes(1, 0)


def write_texts(profile: Profile, listing: Listing, folder: Path) -> list[Path]:
    """The list, what was held back, and the columns, as text that a spreadsheet opens."""
    written = []
    for suffix, (_, rows) in zip(
        ("", "_internal_held", "_internal_columns"), _tables(profile, listing), strict=True
    ):
        path = folder / f"{profile.id}{suffix}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows([_safe(cell) for cell in row] for row in rows)
        written.append(path)
    return written


def _tables(profile: Profile, listing: Listing) -> Iterator[tuple[str, Table]]:
    yield "清单", [[column.heading for column in profile.columns], *listing.rows]
    held = [(one.matter, one.day.isoformat(), one.unit, one.why.zh, one.why.en) for one in listing.held]
    yield "暂不公开", [HELD_HEAD, *held]
    about = [
        (
            str(number),
            column.code,
            column.heading,
            _ANALOGY if column.is_by_analogy else "",
            _PERSONAL if column.is_personal else "" if column.source else _BLANK,
        )
        for number, column in enumerate(profile.columns, 1)
    ]
    yield "字段说明", [ABOUT_HEAD, *about]


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell
