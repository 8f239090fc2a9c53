"""What both shapes of a table have in common: bound columns, keys, ignored rows, and what is said of a bad row.

In: a map's columns and the headings found in a sheet. Out: `Part` values, and methods for the two row readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fajing.core.errors import FajingError
from fajing.core.events import NO_VALUES, Value
from fajing.core.moments import Moment, Zone
from fajing.intake.cells import (
    DOUBLED,
    Cell,
    CellError,
    Doubled,
    Remembered,
    is_blank,
    plain,
    read_text,
    single,
)
from fajing.intake.columns import Column
from fajing.intake.headings import Header, heading_key
from fajing.intake.map import Map
from fajing.intake.parsers import make_parser
from fajing.intake.row import Problem, Row, RowIgnored, RowRefused, value_text
from fajing.lawbook.model import Lawbook, Procedure

TOTALS = frozenset({"合计", "总计", "小计", "共计", "total", "sum"})
_LAST_OF_TOTALS = frozenset("计lLmM:：")  # how they end, so that few cells are looked at closely
Cells = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Part:
    """A column of the map found in the sheet.

    Attributes:
        index: Where it stands in the row, from 0.
        column: What the map says of it.
        read: Its parser.
        heading: As the sheet writes it.
    """

    index: int
    column: Column
    read: Remembered
    heading: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a row reader needs to know of its table.

    Attributes:
        of_map: The map.
        columns: The columns: the map's own, or those of a joined table.
        header: The headings found.
        lawbook: For procedures and zone.
        sheet: Name of the sheet, or empty.
        skip: Rows left out.
        key: Headings of the source key.
        label: What is set before a place to tell files apart; empty where there is one file.
        is_1904: Whether bare numbers count days from 1904.
    """

    of_map: Map
    columns: tuple[Column, ...]
    header: Header
    lawbook: Lawbook
    sheet: str
    skip: Mapping[str, frozenset[str]]
    key: tuple[str, ...]
    label: str = ""
    is_1904: bool = False


class Rows:
    """Reads the rows of one table; see its two kinds.

    Attributes:
        parts: Columns of the map that were found and are read, by role.
        missing: Headings the sheet does not have.
        loose: How many values stood beside an empty date and were left out, by heading.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.home: Zone = table.lawbook.zone
        self.parts: dict[str, list[Part]] = {}
        self.missing: list[str] = []
        self.loose: dict[str, int] = {}
        self._shared: dict[tuple[tuple[str, Value], ...], tuple[Mapping[str, Value], str]] = {
            (): (NO_VALUES, "")
        }
        for column in table.columns:
            self._bind(column)
        self._kinds = {
            plain(name).casefold(): one.id
            for one in table.of_map.procedures
            for name in (one.title.en, one.title.zh, one.id)
        }
        self.width = len(table.header.names)
        self.checked = [part for parts in self.parts.values() for part in parts]
        self.keys = [self._place(heading) for heading in table.key]
        self.secret_key = any(c.is_personal for c in table.columns if c.heading in table.key)
        self.skips = [(self._place(heading), words) for heading, words in table.skip.items()]
        self.procedures: Mapping[str, Procedure] = table.lawbook.procedures
        self.prefix = f"{table.sheet}:" if table.sheet else "row "
        self.label = f"{table.label} " if table.label else ""
        self.matter = self.one("matter")

    def read(self, number: int, cells: Cells, owner: Row | None = None) -> Row:
        """Read one row.

        Args:
            number: The row's number as a person sees it.
            cells: Its cells.
            owner: The row it is joined to, whose matter it shares.

        Raises:
            RowRefused: It becomes a reject.
            RowIgnored: It is left out.
        """
        cells = self.fit(cells)
        self.check_ignored(cells, self.matter)
        try:
            return self._read(number, cells, owner)
        except CellError as error:
            raise self.problems(cells, self._also_wrong(cells), error) from None

    def _read(self, number: int, cells: Cells, owner: Row | None) -> Row:
        """The row itself; each shape has its own way."""
        raise NotImplementedError

    def _also_wrong(self, cells: Cells) -> Sequence[Problem]:
        """What else is wrong with a row that holds a bad cell."""
        del cells
        return ()

    def _bind(self, column: Column) -> None:
        found = self.table.header.find(column.headings)
        if not found:
            self.missing.append(column.heading)
            return
        if len(found) > 1:
            columns = "、".join(column_letters(index) for index in found)
            raise FajingError(
                f"一个表头出现在多列 (heading in several columns): {column.heading}, {columns}",
                why="不知道该读哪一列。/ It cannot be told which one is meant.",
                remedy="上一行有分组标题时写“分组/表头”，否则改一个表头 / "
                "write `group/heading` where a title stands above it, or rename one of them",
            )
        if column.role in ("ignore", "key") or (column.is_personal and column.role != "object"):
            return  # personal content is never even parsed
        index = found[0]
        read = make_parser(column, self.table.of_map, self.home, is_1904=self.table.is_1904)
        heading = self.table.header.names[index]
        self.parts.setdefault(column.role, []).append(Part(index, column, read, heading))

    def _place(self, heading: str) -> int:
        """Index of a heading that the map names outside its columns' own roles."""
        key = heading_key(heading)
        column = next((c for c in self.table.columns if key in map(heading_key, c.headings)), None)
        found = self.table.header.find(column.headings if column else (heading,))
        if not found:
            raise FajingError(
                f"缺少表头 (heading not found): {heading}",
                remedy="检查表头，或在对照表里加同义词 / check the headings or add a synonym",
            )
        return found[0]

    def one(self, role: str) -> Part | None:
        """The only column of a role, if the sheet has it."""
        parts = self.parts.get(role)
        return parts[0] if parts else None

    def found_headings(self) -> set[int]:
        """Indices of all columns the map knows, read or not."""
        names = [column.headings for column in self.table.columns]
        names += [(one,) for c in self.table.columns for one in (c.until, c.at_column) if one]
        return {index for headings in names for index in self.table.header.find(headings)}

    # ------------------------------------------------------------------ one row
    def fit(self, cells: Cells) -> Cells:
        """The row with as many cells as there are headings.

        Raises:
            RowRefused: Cells stand beyond the last heading, so that columns may be shifted.
        """
        if len(cells) == self.width:
            return cells
        if len(cells) < self.width:
            return [*cells, *([None] * (self.width - len(cells)))]
        if any(not is_blank(cell) for cell in cells[self.width :]):
            error = CellError(
                "单元格比表头多，可能错列",
                "more cells than headings; columns may be shifted",
                "检查该行的分隔符和引号",
                "look at the delimiters and quotes of this row",
            )
            raise RowRefused([Problem("", error)])
        return cells

    def check_ignored(self, cells: Cells, first: Part | None) -> None:
        """Raise `RowIgnored` for a total, a repeated heading, or what the map says to skip."""
        for index, words in self.skips:
            if isinstance(cells[index], Doubled):
                raise self.problems(cells, [_unclear(self.table.header.names[index])])
            if is_skipped(cells[index], words):
                raise RowIgnored
        if first is not None:
            cell = cells[first.index]
            if isinstance(cell, str) and is_total(cell, first.heading):
                raise RowIgnored

    def problems(
        self, cells: Cells, more: Iterable[Problem] = (), error: CellError | None = None
    ) -> RowRefused:
        """Every bad cell of a row, and what else is wrong with it; at least the error that was met."""
        found = list(more)
        named = {problem.column for problem in found}
        for part in self.checked:
            if part.heading in named:
                continue
            try:
                part.read[cells[part.index]]
            except CellError as bad:
                found.append(Problem(part.heading, bad, cells[part.index]))
        if not found and error is not None:
            found.append(Problem("", error))
        return RowRefused(found)

    def key_of(self, cells: Cells) -> tuple[str, ...] | None:
        """The contents of the source key; None where the map has none."""
        if not self.keys:
            return None
        parts = tuple(self._key_part(cells, index) for index in self.keys)
        if not any(parts):
            error = CellError(
                "来源编号为空", "the source key is empty", "填写编号", "write the number of the record"
            )
            raise RowRefused([Problem(self.table.header.names[self.keys[0]], error)])
        return parts

    def _key_part(self, cells: Cells, index: int) -> str:
        cell = cells[index]
        try:
            return "" if is_blank(cell) else read_text(cell, exact=True) or ""
        except CellError as error:
            raise self.problems(cells, [Problem(self.table.header.names[index], error, cell)]) from None

    def share(self, pairs: tuple[tuple[str, Value], ...]) -> tuple[Mapping[str, Value], str]:
        """One dict for all rows with the same values, and its text."""
        found = self._shared.get(pairs)
        if found is None:
            text = "\x1e".join(f"{name}={value_text(value)}" for name, value in pairs)
            found = (dict(pairs), text)
            if len(self._shared) < 200_000:
                self._shared[pairs] = found
        return found

    def kind_of(self, name: object) -> Procedure | None:
        """The kind of matter that a cell names; without a name the map's own."""
        known = self._kinds.get(plain(str(name)).casefold()) if name else self.table.of_map.procedure
        return self.procedures.get(known) if known else None

    def procedure_of(self, cells: Cells) -> Procedure:
        """Kind of the row's matter."""
        part = self.one("procedure")
        found = self.kind_of(part.read[cells[part.index]] if part else None)
        if found is None:
            heading = part.heading if part else ""
            error = CellError(
                "案事件种类为空或不认识",
                "the kind of matter is missing or unknown",
                "填写种类，或在对照表的 words 里加上",
                "write the kind, or add it to `words` of the map",
            )
            raise RowRefused([Problem(heading, error, cells[part.index] if part else None)])
        return found


def is_skipped(cell: Cell, words: frozenset[str]) -> bool:
    """Whether a cell holds one of the words by which the map leaves a row out."""
    return plain(read_text(cell) or "").casefold() in words


def is_total(cell: str, heading: str) -> bool:
    """Whether the cell of the matter says that the row adds up others, or repeats its heading."""
    if cell == heading:
        return True
    if cell.rstrip()[-1:] not in _LAST_OF_TOTALS:
        return False
    return "".join(plain(cell).casefold().split()).rstrip(":") in TOTALS


def is_before(end: Moment, start: Moment) -> bool:
    """Whether an end stands before its start; by the day where one of them is known only to the day."""
    if end.is_day or start.is_day:
        return end.day < start.day
    return end.instant < start.instant


def ends_early(heading: str, cell: Cell) -> Problem:
    """The problem of an end before its start."""
    error = CellError("结束早于开始", "it ends before it begins", "核对起止时间", "check both times")
    return Problem(heading, error, cell)


def empty(heading: str) -> Problem:
    """The problem of a cell that must not be empty."""
    error = CellError(f"{heading}为空", f"{heading} is empty", f"填写{heading}", f"fill in {heading}")
    return Problem(heading, error)


def _unclear(heading: str) -> Problem:
    """The problem of a column that says whether the row counts, and says two things."""
    try:
        single(DOUBLED)
    except CellError as error:
        return Problem(heading, error)
    raise AssertionError(heading)


def column_letters(index: int) -> str:
    """The letters a spreadsheet shows over a column.

    Example:
        >>> column_letters(0), column_letters(27)
        ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
