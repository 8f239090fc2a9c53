"""Joined tables: rows of a second table that belong to rows of the first, by key."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from dataclasses import dataclass, field

from fajing.core.errors import FajingError
from fajing.intake.cells import CellError, is_blank, read_text
from fajing.intake.headings import Header
from fajing.intake.map import Join, Map
from fajing.intake.readers.base import Sheet
from fajing.intake.row import Problem, Row, RowRefused
from fajing.intake.rows_base import Cells
from fajing.intake.tables import Opened, RowReader, header_of, row_reader
from fajing.lawbook.model import Lawbook


@dataclass(slots=True)
class JoinTable:
    """One sheet of a joined table.

    Attributes:
        join: What the map says of it.
        opened: The file it stands in.
        sheet: The sheet.
        header: Its headings.
        rows: The reader of its rows.
        key: Where its key stands.
    """

    join: Join
    opened: Opened
    sheet: Sheet
    header: Header
    rows: RowReader
    key: list[int]

    def read(
        self, number: int, cells: Cells, owners: dict[tuple[str, ...], Row], refused: set[tuple[str, ...]]
    ) -> Row | None:
        """Read one row and hang it on the row it belongs to.

        Returns:
            The row; None where it belongs to none and the map ignores that.

        Raises:
            RowRefused, RowIgnored: As for any row; also where it belongs to no row that was read.
        """
        cells = self.rows.fit(cells)
        self.rows.check_ignored(cells, None)
        key = key_at(cells, self.key)
        owner = owners.get(key)
        if owner is None:
            if self.join.ignores_unmatched and key not in refused:
                return None
            raise RowRefused([Problem(self.header.names[self.key[0]], _no_owner(key in refused))])
        row = self.rows.read(number, cells, owner)
        row.file = self.opened.path.name
        if owner.joined is None:
            owner.joined = []
        owner.joined.append(row)
        return row


@dataclass(slots=True)
class Owners:
    """The rows of the first table, by what joined tables name them by."""

    join: Join
    key: Callable[[Cells], tuple[str, ...]]
    rows: dict[tuple[str, ...], Row] = field(default_factory=dict)
    refused: set[tuple[str, ...]] = field(default_factory=set)


def key_at(cells: Cells, places: list[int]) -> tuple[str, ...]:
    """The key in a row, as text.

    Raises:
        RowRefused: It is empty or cannot be read.
    """
    try:
        parts = tuple("" if is_blank(cells[i]) else read_text(cells[i], exact=True) or "" for i in places)
    except CellError as error:
        raise RowRefused([Problem("", error)]) from None
    if not any(parts):
        empty = CellError("关联编号为空", "the key is empty", "填写编号", "write the number of the matter")
        raise RowRefused([Problem("", empty)])
    return parts


def find_join_tables(
    of_map: Map, own: Opened, others: list[Opened], lawbook: Lawbook, label: str
) -> list[JoinTable]:
    """The joined tables of a map, in its own file or in the other files given.

    Raises:
        FajingError: A joined sheet has not the headings of its key.
    """
    tables = []
    for join in of_map.joins:
        places = [
            (own, sheet)
            for sheet in own.sheets
            if join.sheet and sheet.name and fnmatch.fnmatchcase(sheet.name, join.sheet)
        ]
        places += [(other, sheet) for other in others if is_file_of(join, other) for sheet in other.sheets]
        for opened, sheet in places:
            names = _key_names(of_map, join)
            header = header_of(
                opened, sheet, join.columns, join.header_row, [one for key in names for one in key]
            )
            key = [index for one in names for index in (header.find(one) if header else [])]
            if header is None or len(key) != len(names):
                raise FajingError(
                    f"关联表缺少表头 (a joined table lacks its key): {'、'.join(join.key)}",
                    where=f"{opened.path.name} {sheet.name}".strip(),
                    remedy="检查表头或 join 的 key / check the headings, or `key` of the join",
                )
            rows = row_reader(of_map, sheet, header, lawbook, join, opened.path.name if label else "")
            tables.append(JoinTable(join, opened, sheet.within(of_map.zone), header, rows, key))
    return tables


def _key_names(of_map: Map, join: Join) -> list[tuple[str, ...]]:
    """Each heading of the key, with the names the same column has in the first table."""
    synonyms = {name: column.headings for column in of_map.columns for name in column.headings}
    return [(key, *synonyms.get(to, ())) for key, to in zip(join.key, join.to, strict=True)]


def is_file_of(join: Join, opened: Opened) -> bool:
    """Whether a file is the one a join names; a sheet exported as a file of its own counts too."""
    pattern = join.file
    if pattern is None and not any(sheet.name for sheet in opened.sheets):
        pattern = join.sheet
    name = opened.path.name
    return pattern is not None and any(
        fnmatch.fnmatchcase(one, pattern) for one in (name, name.partition(".")[0])
    )


def _no_owner(was_refused: bool) -> CellError:
    if was_refused:
        return CellError(
            "主表对应的行已退回",
            "the row it belongs to was refused",
            "先改正主表的那一行",
            "correct that row first",
        )
    return CellError(
        "主表里没有对应的案事件",
        "no row of the first table has this key",
        "核对编号，或在 join 里写 unmatched: ignore",
        "check the number, or write `unmatched: ignore`",
    )
