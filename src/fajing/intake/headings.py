"""Headings: what makes two of them the same, and in which row of a sheet they stand.

In: the first rows of a table. Out: the number of the row of headings, and for each column the names it
answers to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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


@dataclass(frozen=True, slots=True)
class Line:
    """A row that may be the row of headings.

    Attributes:
        number: Its number, as a person counts.
        cells: Its cells.
        keys: For each cell, the forms it answers to as a heading.
        answers: All of them.
    """

    number: int
    cells: Sequence[Cell]
    keys: tuple[frozenset[str], ...]
    answers: frozenset[str]


def lines_of(rows: Iterable[tuple[int, Sequence[Cell]]]) -> Iterator[Line]:
    """The first rows of a table as lines that may be headings: the same for every map."""
    above: Sequence[Cell] = ()
    for number, cells in rows:
        keys = _keys(cells, above)
        yield Line(number, cells, keys, frozenset().union(*keys))
        above = cells


def find_header(lines: Iterable[Line], wanted: Iterable[str], row: int | None = None) -> Header | None:
    """Look for the row of headings: the first in which the most of them are recognised.

    Args:
        lines: The first rows of the table.
        wanted: Every heading and synonym of the map.
        row: The row the map names, if it does.

    Returns:
        The header; None where no row holds a wanted heading, or the named row is not there.
    """
    keys = {heading_key(name) for name in wanted}
    best: Line | None = None
    most = 0
    for line in lines:
        if (row is None and line.number > LOOKED_AT) or (row is not None and line.number > row):
            break
        score = len(line.answers & keys) if row is None else int(line.number == row)
        if score > most:
            best, most = line, score
    if best is None:
        return None
    return Header(best.number, tuple(_shown(cell) for cell in best.cells), best.keys)


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
