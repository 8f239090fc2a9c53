"""Headings: what makes two of them the same, and in which row of a sheet they stand.

In: the first rows of a table. Out: the number of the row of headings, and for each column the names it
answers to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fajing.intake.cells import Cell, plain, read_text

LOOKED_AT = 20  # rows in which headings are sought


@lru_cache(maxsize=16_384)  # many maps look for their headings in the same rows
def heading_key(text: str) -> str:
    """The form in which headings are compared: no blanks, no marks, half-width, small letters.

    Example:
        >>> heading_key(" 罚款金额（元）： ") == heading_key("*罚款金额(元)")
        True
    """
    return "".join(plain(text).casefold().split()).strip("*:")


@dataclass(frozen=True, slots=True)
class Header:
    """The headings of a table.

    Attributes:
        row: Number of their row, as a person counts.
        names: For each column, its heading as written (empty where there is none).
        keys: For each column, the forms it answers to: its heading, and `group/heading` where a title stands
            above.
    """

    row: int
    names: tuple[str, ...]
    keys: tuple[frozenset[str], ...]

    def find(self, headings: Iterable[str]) -> list[int]:
        """Columns that answer to one of the names; by the first name that any column has."""
        for name in headings:
            key = heading_key(name)
            found = [index for index, keys in enumerate(self.keys) if key in keys]
            if found:
                return found
        return []


def find_header(
    rows: Iterable[tuple[int, Sequence[Cell]]], wanted: Iterable[str], row: int | None = None
) -> Header | None:
    """Look for the row of headings: the first in which the most of them are recognised.

    Args:
        rows: The first rows of the table with their numbers.
        wanted: Every heading and synonym of the map.
        row: The row the map names, if it does.

    Returns:
        The header; None where no row holds a wanted heading, or the named row is not there.
    """
    keys = {heading_key(name) for name in wanted}
    best: tuple[int, int, Sequence[Cell], Sequence[Cell]] | None = None
    above: Sequence[Cell] = ()
    for number, cells in rows:
        if row is None and number > LOOKED_AT:
            break
        if row is None or number == row:
            named = _keys(cells, above)
            score = len({key for answers in named for key in answers} & keys)
            if row is not None or score > (best[0] if best else 0):
                best = (score, number, cells, above)
        if row is not None and number >= row:
            break
        above = cells
    if best is None:
        return None
    _, number, cells, above = best
    return Header(number, tuple(_shown(cell) for cell in cells), _keys(cells, above))


def _shown(cell: Cell) -> str:
    return _one_line(cell) if isinstance(cell, str) else " ".join((read_text(cell) or "").split())


@lru_cache(maxsize=16_384)
def _one_line(cell: str) -> str:
    return " ".join((read_text(cell) or "").split())


def _keys(cells: Sequence[Cell], above: Sequence[Cell]) -> tuple[frozenset[str], ...]:
    """The forms each column answers to. A title merged over several columns stands in the first of them."""
    found = []
    title = ""
    for index, cell in enumerate(cells):
        name = heading_key(_shown(cell))
        if index < len(above):
            title = heading_key(_shown(above[index])) or title
        if not name:
            found.append(frozenset[str]())
        else:
            found.append(frozenset({name, f"{title}/{name}"} if title else {name}))
    return tuple(found)
