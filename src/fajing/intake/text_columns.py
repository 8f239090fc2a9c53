"""A table as whole columns of cells, in which each cell is held once."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from fajing.intake.cells import Cell, Doubled, Several, is_blank
from fajing.intake.coded import BLANK, Cells, Coded, Flags, Ints, flagged
from fajing.intake.files import below
from fajing.intake.headings import Header
from fajing.intake.readers.base import Sheet

_EMPTY = f"^[{BLANK}]*$"


@dataclass(slots=True)
class TextColumns:
    """The rows below the headings.

    Attributes:
        numbers: By row its number as a person counts, ascending.
        columns: For each heading its cells: a dictionary of texts without nulls, in which an empty cell is an empty
            text, or cells of any kind.
        over: Rows with more cells than headings, by number; they are not among the others.
        ragged: By number, the cells of rows with fewer or more cells than headings, as they stand in the file.
    """

    numbers: Ints
    columns: Sequence[Cells]
    over: list[tuple[int, list[Cell]]] = field(default_factory=list)
    ragged: dict[int, list[Cell]] = field(default_factory=dict)

    def cells(self, row: int) -> list[Cell]:
        """The cells of one row."""
        found = self.ragged.get(int(self.numbers[row])) if self.ragged else None
        return found or [_cell(column, row) for column in self.columns]

    def blank(self) -> Flags:
        """Which rows hold nothing."""
        found = np.ones(len(self.numbers), bool)
        for column in self.columns:
            if not found.any():
                break
            found &= flagged(column, _is_empty, _EMPTY)
        return found

    def take(self, rows: Flags) -> TextColumns:
        """Some of the rows."""
        return TextColumns(
            self.numbers[rows], [_some(column, rows) for column in self.columns], self.over, self.ragged
        )


def _cell(column: Cells, row: int) -> Cell:
    if isinstance(column, Coded):
        code = int(column.codes[row])
        return None if code < 0 else column.values[code]
    text: str = column[row].as_py()
    return text


def _some(column: Cells, rows: Flags) -> Cells:
    if isinstance(column, Coded):
        return column.take(rows)
    return pa.DictionaryArray.from_arrays(column.indices.filter(pa.array(rows)), column.dictionary)


def _is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def columns_of_rows(sheet: Sheet, header: Header) -> TextColumns | None:
    """The columns of a table that can only be read row by row; None where a cell holds several values."""
    width = len(header.names)
    known: list[dict[tuple[type, Cell], int]] = [{} for _ in range(width)]
    codes = [array("i") for _ in range(width)]
    numbers: list[int] = []
    over: list[tuple[int, list[Cell]]] = []
    for number, cells in below(sheet, header):
        if len(cells) > width and any(not is_blank(cell) for cell in cells[width:]):
            over.append((number, list(cells)))
            continue
        numbers.append(number)
        for own, found, cell in zip(codes, known, cells, strict=False):
            own.append(-1 if cell is None else found.setdefault((cell.__class__, cell), len(found)))
        for own in codes[len(cells) :]:
            own.append(-1)
    if any(kind in (Several, Doubled) for found in known for kind, _ in found):
        return None
    columns = [
        Coded(np.array(own, np.int32), [cell for _, cell in found])
        for own, found in zip(codes, known, strict=True)
    ]
    return TextColumns(np.array(numbers, np.int64), columns, over)
