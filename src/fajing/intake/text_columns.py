"""A table as whole columns of text, in which each text is held once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from fajing.intake.cells import Cell
from fajing.intake.coded import BLANK, Flags, Ints, flagged

_EMPTY = f"^[{BLANK}]*$"


@dataclass(slots=True)
class TextColumns:
    """The rows below the headings.

    Attributes:
        numbers: By row its number as a person counts, ascending.
        columns: For each heading its cells as a dictionary of texts without nulls; an empty cell is an empty text.
        over: Rows with more cells than headings, by number; they are not among the others.
        ragged: By number, the cells of rows with fewer or more cells than headings, as they stand in the file.
    """

    numbers: Ints
    columns: list[pa.DictionaryArray]
    over: list[tuple[int, list[Cell]]] = field(default_factory=list)
    ragged: dict[int, list[Cell]] = field(default_factory=dict)

    def cells(self, row: int) -> list[Cell]:
        """The cells of one row."""
        found = self.ragged.get(int(self.numbers[row])) if self.ragged else None
        return found or [column[row].as_py() for column in self.columns]

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
        kept = pa.array(rows)
        return TextColumns(
            self.numbers[rows],
            [
                pa.DictionaryArray.from_arrays(column.indices.filter(kept), column.dictionary)
                for column in self.columns
            ],
            self.over,
            self.ragged,
        )


def _is_empty(text: str) -> bool:
    return not text or text.isspace()
