"""Which sheets of a file a map reads, and where their headings stand.

In: an opened file and a map. Out: the fitting tables, or why none fits.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from fajing.core.errors import FajingError
from fajing.intake.columns import Column
from fajing.intake.headings import LOOKED_AT, Header, Line, find_header, lines_of
from fajing.intake.map import Join, Map, Sheets
from fajing.intake.readers.base import Numbered, Sheet, open_file
from fajing.intake.rows_base import Rows, Table
from fajing.intake.rows_events import EventRows
from fajing.intake.rows_matters import MatterRows
from fajing.lawbook.model import Lawbook

RowReader = MatterRows | EventRows


@dataclass(slots=True)
class Opened:
    """A file with its sheets, whose first rows are read once.

    Attributes:
        path: The file.
        sheets: Its sheets.
    """

    path: Path
    sheets: list[Sheet]
    _heads: dict[tuple[int, int], list[Numbered]] = field(default_factory=dict)
    _lines: dict[tuple[int, int], list[Line]] = field(default_factory=dict)

    @classmethod
    def at(cls, path: Path, delimiter: str | None = None) -> Opened:
        """Open a file.

        Raises:
            FajingError: It cannot be read.
        """
        return cls(path, open_file(path, delimiter))

    def head(self, sheet: Sheet, count: int) -> list[Numbered]:
        """The first rows of a sheet."""
        key = (self.sheets.index(sheet), count)
        if key not in self._heads:
            self._heads[key] = list(islice(sheet.rows(), count))
        return self._heads[key]

    def lines(self, sheet: Sheet, count: int) -> list[Line]:
        """The same rows, as lines among which the headings are sought."""
        key = (self.sheets.index(sheet), count)
        if key not in self._lines:
            self._lines[key] = list(lines_of(self.head(sheet, count)))
        return self._lines[key]


@dataclass(slots=True)
class Fit:
    """How well a map fits a file.

    Attributes:
        score: Number of headings recognised.
        found: Sheets that fit, with their headings.
        lacking: For each sheet tried in vain, what it lacks.
        unread: Names of sheets that are not read.
    """

    score: int = 0
    found: list[tuple[Sheet, Header]] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def fit(of_map: Map, opened: Opened) -> Fit:
    """See which sheets of a file a map can read."""
    result = Fit()
    named = of_map.sheets or (Sheets("*", of_map.header_row),)
    for sheet in opened.sheets:
        wanted = next((one for one in named if is_named(sheet, one.pattern)), None)
        joined = bool(sheet.name) and any(join.sheet and is_named(sheet, join.sheet) for join in of_map.joins)
        if wanted is None or (joined and not of_map.sheets):
            if not joined:
                result.unread.append(sheet.name)
            continue
        header = header_of(opened, sheet, of_map.columns, wanted.header_row or of_map.header_row)
        lacking = _lacking(of_map, header)
        if header is None or lacking:
            name = f"{sheet.name}: " if sheet.name else ""
            result.lacking.append(name + ("、".join(lacking) or "没有认得的表头 (no known heading)"))
            result.unread.append(sheet.name)
            continue
        result.found.append((sheet, header))
        result.score = max(result.score, len({c.heading for c in of_map.columns if header.find(c.headings)}))
    return result


def is_named(sheet: Sheet, pattern: str) -> bool:
    """Whether a pattern names a sheet; the one table of a file without sheets answers to any."""
    return not sheet.name or fnmatch.fnmatchcase(sheet.name, pattern)


def header_of(
    opened: Opened, sheet: Sheet, columns: Iterable[Column], row: int | None, more: Iterable[str] = ()
) -> Header | None:
    """The headings of a sheet, sought by those of the columns and some more."""
    lines = opened.lines(sheet, max(LOOKED_AT, row or 0))
    return find_header(lines, [*(name for column in columns for name in column.headings), *more], row)


def _lacking(of_map: Map, header: Header | None) -> list[str]:
    """Required headings that a sheet does not have."""
    if header is None:
        return [column.heading for column in of_map.columns if column.is_required]
    there = {column.heading for column in of_map.columns if header.find(column.headings)}
    needed = [c.heading for c in of_map.columns if c.is_required] + list(of_map.source_key)
    found = [heading for heading in dict.fromkeys(needed) if heading not in there]
    steps = [column.heading for column in of_map.columns if column.role == "step"]
    fields = [column.heading for column in of_map.columns if column.role == "field"]
    if of_map.shape == "matters" and not there.intersection(steps or fields):
        found.append(" | ".join((steps or fields)[:4]))  # a table of numbers alone says nothing
    return found


def row_reader(
    of_map: Map, sheet: Sheet, header: Header, lawbook: Lawbook, join: Join | None = None, label: str = ""
) -> RowReader:
    """The reader of a table's rows.

    Raises:
        FajingError: A heading stands in two columns, or one the map does not know is refused.
    """
    table = Table(
        of_map=of_map,
        columns=join.columns if join else of_map.columns,
        header=header,
        lawbook=lawbook,
        sheet=sheet.name,
        skip=join.skip if join else of_map.skip,
        key=() if join else _key(of_map, sheet),
        label=label,
        is_1904=sheet.is_1904,
    )
    shape = join.shape if join else of_map.shape
    rows = MatterRows(table) if shape == "matters" else EventRows(table)
    if of_map.refuses_other_columns:
        _refuse_others(rows, header, join)
    return rows


def _key(of_map: Map, sheet: Sheet) -> tuple[str, ...]:
    """The source key; of a record that may stand in several matters, the matter belongs to it."""
    if not of_map.source_key or not sheet.followers:
        return of_map.source_key
    matter = [column.heading for column in of_map.columns if column.role == "matter"]
    return tuple(dict.fromkeys([*of_map.source_key, *matter]))


def _refuse_others(rows: Rows, header: Header, join: Join | None) -> None:
    """Refuse headings that the map does not know, for a map that says so."""
    known = rows.found_headings() | {
        index for name in (join.key if join else ()) for index in header.find((name,))
    }
    others = [name for index, name in enumerate(header.names) if name and index not in known]
    if others:
        raise FajingError(
            f"对照表不认识这些表头 (headings the map does not know): {'、'.join(others)}",
            why="对照表写了 other_columns: refuse。/ The map says `other_columns: refuse`.",
            remedy="在对照表里加上这些列（不用的写 ignore: true） / add them to the map, with `ignore: true` if unused",
        )


def chosen(opened: Opened, maps: Sequence[Map]) -> tuple[Map, Fit]:
    """The one map that fits a file.

    Raises:
        FajingError: None fits, or several do.
    """
    fits = [(of_map, fit(of_map, opened)) for of_map in maps]
    fitting = [pair for pair in fits if pair[1].found]
    if len(fitting) == 1:
        return fitting[0]
    where = opened.path.name
    if len(fitting) > 1:
        fitting.sort(key=lambda pair: (-pair[1].score, pair[0].id))
        listed = "、".join(f"{of_map.id}（{found.score} 列/columns）" for of_map, found in fitting)
        raise FajingError(
            "不止一份对照表合适 (several maps fit)",
            where=where,
            why=listed,
            remedy=f"--map {fitting[0][0].id}",
        )
    why = "；".join(
        f"{of_map.id}: {' / '.join(found.lacking) or '没有这个工作表 (no such sheet)'}"
        for of_map, found in fits
    )
    raise FajingError(
        "表头与对照表对不上，缺少表头 (headings are missing; no map fits)"
        if maps
        else "规则库里没有对照表 (the lawbook has no map)",
        where=where,
        why=why,
        remedy="fajing map suggest FILE --law BOOK；或在对照表里补同义词 / or add synonyms to the map",
    )
