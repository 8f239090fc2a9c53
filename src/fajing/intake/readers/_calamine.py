"""What .xlsx and .xls have in common: both are opened by python-calamine. Not a format of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import python_calamine

from fajing.core.errors import FajingError
from fajing.intake.cells import Cell
from fajing.intake.readers.base import Numbered, Sheet, unreadable

MOST_SHEETS = 256
LONGEST_MERGED = 10_000  # rows of one merged cell; a longer one is a whole column, which means nothing
LARGEST_SHEET = 40_000_000  # cells of the rectangle around all filled ones: it is held whole


def open_workbook(path: Path, *, is_1904: bool = False) -> list[Sheet]:
    """The sheets of a workbook.

    Raises:
        FajingError: It is damaged, locked, or has too many sheets.
    """
    try:
        with _quiet():
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
        below = _merged_below(sheet)
        above: dict[int, Cell] = {}
        try:
            # every row of the sheet comes, empty ones as well, so numbers are what a person sees
            for number, cells in enumerate(sheet.iter_rows(), 1):
                found = [_cell(cell) for cell in cells]
                for column, is_first in below.get(number, ()):
                    if is_first:
                        above[column] = found[column] if column < len(found) else None
                    elif column < len(found) and found[column] is None:
                        found[column] = above.get(column)
                yield number, found
        except (python_calamine.CalamineError, ValueError, OverflowError) as error:
            raise _refused(path, error, name) from error

    return Sheet(name, rows, is_1904)


def _load(path: Path, book: python_calamine.CalamineWorkbook, name: str) -> python_calamine.CalamineSheet:
    try:
        with _quiet():
            return book.get_sheet_by_name(name)
    except BaseException as error:
        raise _refused(path, error, name) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's own words about a damaged file off the terminal: they look like a traceback."""
    try:
        kept = os.dup(2)
    except OSError:
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  a device, not a path of ours
            os.dup2(nowhere.fileno(), 2)
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _merged_below(sheet: python_calamine.CalamineSheet) -> dict[int, list[tuple[int, bool]]]:
    """For each row, the columns of cells merged downwards, and whether it is their first row.

    A number of a case merged over three rows is the number of all three; a spreadsheet keeps it in the first.
    """
    found: dict[int, list[tuple[int, bool]]] = {}
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        if top < bottom < top + LONGEST_MERGED:
            for row in range(top, bottom + 1):
                found.setdefault(row + 1, []).append((left, row == top))
    return found


def _cell(cell: object) -> Cell:
    """A cell as intake knows it: an empty text is no content."""
    if cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime) and cell.microsecond:
        # 9:30 is no exact part of a day, so that a spreadsheet's times are a few microseconds off
        return (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
    return cell  # type: ignore[return-value]


def _refused(path: Path, error: BaseException, sheet: str = "") -> FajingError:
    """The error for what the library raises, its own panics included; an interruption is passed on."""
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
        raise error
    where = f"{sheet}: " if sheet else ""
    return unreadable(path, f"{where}{type(error).__name__}: {str(error)[:200]}")
