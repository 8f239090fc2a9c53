"""What .xlsx and .xls have in common: both are opened by python-calamine. Not a format of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import python_calamine

from fajing.core.errors import FajingError
from fajing.intake.cells import Cell
from fajing.intake.readers.base import Numbered, Sheet, unreadable

MOST_SHEETS = 256
LARGEST_SHEET = 40_000_000  # cells of the rectangle around all filled ones: it is held whole


def open_workbook(path: Path, *, is_1904: bool = False) -> list[Sheet]:
    """The sheets of a workbook.

    Raises:
        FajingError: It is damaged, locked, or has too many sheets.
    """
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        names = list(book.sheet_names)
    except BaseException as error:
        raise _refused(path, error) from error
    if len(names) > MOST_SHEETS:
        raise unreadable(path, f"{len(names)} sheets")
    return [_sheet(path, book, name, is_1904=is_1904) for name in names]


def _sheet(path: Path, book: python_calamine.CalamineWorkbook, name: str, *, is_1904: bool) -> Sheet:
    loaded: list[python_calamine.CalamineSheet] = []

    def rows() -> Iterator[Numbered]:
        if not loaded:
            loaded.append(_load(path, book, name))
        sheet = loaded[0]
        if sheet.start is None:
            return
        # iter_rows gives rows from the first of the sheet, empty ones as well, so numbers are what a person sees
        for number, cells in enumerate(sheet.to_python(skip_empty_area=False), 1):
            yield number, [_cell(cell) for cell in cells]

    return Sheet(name, rows, is_1904)


def _load(path: Path, book: python_calamine.CalamineWorkbook, name: str) -> python_calamine.CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except BaseException as error:
        raise _refused(path, error, name) from error


def _cell(cell: object) -> Cell:
    """A cell as intake knows it: an empty text is no content."""
    if cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime) and cell.microsecond:
        # 9:30 is no exact part of a day, so that a spreadsheet's times are a few microseconds off
        from datetime import timedelta

        return (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
    return cell  # type: ignore[return-value]


def _refused(path: Path, error: BaseException, sheet: str = "") -> FajingError:
    """The error for what the library raises, its own panics included; an interruption is passed on."""
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
        raise error
    where = f"{sheet}: " if sheet else ""
    return unreadable(path, f"{where}{type(error).__name__}: {str(error)[:200]}")
