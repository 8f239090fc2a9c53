"""One file and its map: read row by row, with what became of each row.

In: paths, a lawbook, perhaps a map's name. Out: rows handed to `Records`, rejects, and the counts of each
file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fajing.core.errors import FajingError
from fajing.intake.cells import CellError, Several, read_text
from fajing.intake.headings import Header
from fajing.intake.joins import JoinTable, Owners, find_join_tables, is_file_of, key_at
from fajing.intake.map import Join, Map, find_map, read_map
from fajing.intake.readers.base import Note, Numbered, Sheet, file_hash
from fajing.intake.records import Outcome, Records
from fajing.intake.rejects import LONGEST_VALUE, Reject
from fajing.intake.row import Row, RowIgnored, RowRefused
from fajing.intake.rows_base import Cells, Rows
from fajing.intake.tables import Fit, Opened, RowReader, chosen, row_reader
from fajing.lawbook.model import Lawbook, Text

EVERY = 5000  # rows between two calls of progress
STANDS_AGAIN = Text(
    "一条记录属于几件案事件，每件各算一行，因此多出的行",
    "rows that stand again because one record belongs to several matters",
)


@dataclass(slots=True)
class FileCount:
    """What became of the rows of one file.

    Attributes:
        path: The file.
        hash: SHA-256 of its bytes.
        map_id: By which map it was read.
        rows: Rows below the headings that are not blank.
        new: Rows that brought something.
        unchanged: Rows known already.
        corrected: Rows that replaced another content.
        rejected: Rows with a cell that cannot be read.
        ignored: Totals, repeated headings, and what the map leaves out.
        missing: Headings of the map that no sheet of the file has.
        unread: Sheets that were not read.
        loose: By heading, values left out because the date beside them is empty.
        notes: What else is odd about the file.
    """

    path: str
    hash: str
    map_id: str
    rows: int = 0
    new: int = 0
    unchanged: int = 0
    corrected: int = 0
    rejected: int = 0
    ignored: int = 0
    missing: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    loose: dict[str, int] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @property
    def name(self) -> str:
        """The file's name, without its folder."""
        return Path(self.path).name

    @property
    def is_complete(self) -> bool:
        """Whether every row is accounted for."""
        return self.rows == self.new + self.unchanged + self.corrected + self.rejected + self.ignored

    def add(self, outcome: Outcome) -> None:
        """Count one row's outcome."""
        if outcome is Outcome.NEW:
            self.new += 1
        elif outcome is Outcome.UNCHANGED:
            self.unchanged += 1
        else:
            self.corrected += 1


class FileReading:
    """One file being read by one map.

    Attributes:
        map: The map.
        path: The file.
    """

    def __init__(
        self, opened: Opened, of_map: Map, found: Fit, joined: list[Opened], lawbook: Lawbook, label: str = ""
    ) -> None:
        self.map = of_map
        self.path = opened.path
        self.lawbook = lawbook
        self._tables = [
            (sheet.within(of_map.zone), header, row_reader(of_map, sheet, header, lawbook, label=label))
            for sheet, header in found.found
        ]
        self._again = 0  # rows that stand again, because what they tell belongs to several matters
        self._joins = find_join_tables(of_map, opened, joined, lawbook, label)
        self._count = FileCount(
            str(opened.path), file_hash(opened.path), of_map.id, unread=tuple(found.unread)
        )
        self._other_counts = {
            join.opened.path: FileCount(str(join.opened.path), file_hash(join.opened.path), of_map.id)
            for join in self._joins
            if join.opened is not opened
        }

    def tables(self) -> Iterator[Rows]:
        """The readers of all its tables."""
        for _, _, rows in self._tables:
            yield rows
        for join in self._joins:
            yield join.rows

    def only_table(self) -> tuple[Sheet, Header, RowReader] | None:
        """Sheet, headings and reader of the file's one table; None where there are several, or joined ones."""
        return self._tables[0] if len(self._tables) == 1 and not self._joins else None

    def take_over(
        self,
        new: int,
        ignored: int,
        refused: list[tuple[int, RowRefused]],
        rejects: list[Reject],
        *,
        with_values: bool,
    ) -> None:
        """Count the rows of the one table, which were read as columns.

        Args:
            new: How many stand.
            ignored: How many the map leaves out.
            refused: The others, by number.
            rejects: Takes what is to be said of them.
            with_values: Whether rejects hold the cells themselves.
        """
        count, self._rejects, self._with_values = self._count, rejects, with_values
        count.rows = new + ignored + len(refused)
        count.new, count.ignored, count.rejected = new, ignored, len(refused)
        for number, one in refused:
            self._refuse(self.path.name, self._tables[0][0], number, one)

    def counts(self) -> list[FileCount]:
        """Counts of the file, then of the files joined to it."""
        first = self._tables[0][2].missing if self._tables else []
        self._count.missing = tuple(
            heading for heading in first if all(heading in rows.missing for _, _, rows in self._tables)
        )
        for rows in self.tables():
            for heading, number in rows.loose.items():
                self._count.loose[heading] = number
        self._count.notes = tuple(note for sheet, _, _ in self._tables for note in sheet.notes)
        if self._again:
            self._count.notes += (Note(STANDS_AGAIN, self._again),)
        return [self._count, *self._other_counts.values()]

    def read_into(
        self,
        records: Records,
        rejects: list[Reject],
        *,
        with_values: bool = False,
        progress: Callable[[str, int], None] | None = None,
    ) -> None:
        """Read every row; hand over what was read and say what was not."""
        records.begin_file()
        self._rejects, self._with_values, self._progress = rejects, with_values, progress
        if self._joins:
            self._read_joined(records)
        else:
            for row in self._rows(records, []):
                self._count.add(records.add(row)[0])
        if self.map.is_full_export:
            records.end_full_export()
        if progress is not None:
            progress(self.path.name, self._count.rows)

    def _rows(self, records: Records, owners: list[Owners]) -> Iterator[Row]:
        """The rows of the first table that can be read."""
        name, count = self.path.name, self._count
        for sheet, header, rows in self._tables:
            for number, cells in self._spread(sheet, header, rows):
                count.rows += 1
                if self._progress is not None and count.rows % EVERY == 0:
                    self._progress(name, count.rows)
                try:
                    row = rows.read(number, cells)
                except RowIgnored:
                    count.ignored += 1
                except RowRefused as refused:
                    count.rejected += 1
                    self._refuse(name, sheet, number, refused)
                    self._remember_refused(rows, cells, records, owners)
                else:
                    row.file = name
                    for owner in owners:
                        owner.rows.setdefault(owner.key(rows.fit(cells)), row)
                    yield row

    def _spread(self, sheet: Sheet, header: Header, rows: RowReader) -> Iterator[Numbered]:
        """The rows below the headings; one that tells of several matters stands once for each of them."""
        at = rows.matter.index if rows.matter else 0
        followers = sheet.followers.get(at, ())
        for number, cells in below(sheet, header):
            matters = cells[at] if at < len(cells) else None
            if not isinstance(matters, Several) or not matters:
                yield number, cells
                continue
            self._again += max(0, len(matters) - 1)
            for place, matter in enumerate(matters):
                own = list(cells)
                own[at] = matter
                for one in followers:
                    values = cells[one]
                    if isinstance(values, Several):
                        own[one] = values[place]
                yield number, own

    def _read_joined(self, records: Records) -> None:
        """Read the first table whole, then hang the rows of the others on it."""
        owners = [Owners(join, self._owner_key(join)) for join in self.map.joins]
        rows = list(self._rows(records, owners))
        by_join = {id(one.join): one for one in owners}
        counted: dict[int, FileCount] = {}
        for table in self._joins:
            count = self._other_counts.get(table.opened.path, self._count)
            self._read_join(table, by_join[id(table.join)], count, counted)
        for row in rows:
            own, *joined = records.add(row)
            self._count.add(own)
            for one, outcome in zip(row.joined or (), joined, strict=True):
                counted[id(one)].add(outcome)

    def _read_join(
        self, table: JoinTable, owners: Owners, count: FileCount, counted: dict[int, FileCount]
    ) -> None:
        for number, cells in below(table.sheet, table.header):
            count.rows += 1
            try:
                row = table.read(number, cells, owners.rows, owners.refused)
            except RowIgnored:
                row = None
            except RowRefused as refused:
                count.rejected += 1
                self._refuse(table.opened.path.name, table.sheet, number, refused)
                continue
            if row is None:
                count.ignored += 1
            else:
                counted[id(row)] = count

    def _owner_key(self, join: Join) -> Callable[[Cells], tuple[str, ...]]:
        """How a row of the first table is named by a join."""
        header = self._tables[0][1]
        columns = {name: column for column in self.map.columns for name in column.headings}
        places = [index for name in join.to for index in header.find(columns[name].headings)[:1]]
        if len(places) != len(join.to):
            raise FajingError(
                f"缺少关联用的表头 (headings of a join are missing): {'、'.join(join.to)}",
                where=self.path.name,
            )
        return lambda cells: key_at(cells, places)

    def _remember_refused(
        self, rows: RowReader, cells: Cells, records: Records, owners: list[Owners]
    ) -> None:
        """Keep a refused row's keys, so that it is not taken for gone."""
        try:
            fitted = rows.fit(cells)
            for owner in owners:
                owner.refused.add(owner.key(fitted))
            key = rows.key_of(fitted)
            if key is None and rows.matter is not None and self.map.shape == "matters":
                key = (str(rows.matter.read[fitted[rows.matter.index]]),)
            records.saw_refused(key)
        except (RowRefused, CellError):
            return

    def _refuse(self, name: str, sheet: Sheet, number: int, refused: RowRefused) -> None:
        for one in refused.problems:
            value = None
            if self._with_values and one.cell is not None:
                value = (read_text(one.cell) or "")[:LONGEST_VALUE]
            reason, remedy = one.error.reason, one.error.remedy
            self._rejects.append(
                Reject(
                    name, sheet.name, number, one.column, reason.zh, reason.en, remedy.zh, remedy.en, value
                )
            )


def open_files(paths: list[Path], lawbook: Lawbook, map_id: str | None) -> list[FileReading]:
    """Open the files and find the map of each. A joined table belongs to the first table given before it.

    Raises:
        FajingError: A file cannot be read, no map fits, or several do.
    """
    if not paths:
        raise FajingError("没有给出文件 (no file given)", remedy="fajing check 数据.xlsx --law cn-police")
    maps = (
        [find_map(lawbook, map_id)] if map_id else [read_map(data, lawbook) for data in lawbook.maps.values()]
    )
    delimiter = maps[0].delimiter if map_id else None
    label = len(paths) > 1
    mains: list[tuple[Opened, Map, Fit, list[Opened]]] = []
    waiting: list[Opened] = []  # joined tables given before their first table
    for path in paths:
        opened = Opened.at(path, delimiter)
        own = [of_map for of_map in maps if not any(is_file_of(join, opened) for join in of_map.joins)]
        if len(own) < len(maps) and not (own and _some_fit(opened, own)):
            (mains[-1][3] if mains else waiting).append(opened)
            continue
        of_map, found = chosen(opened, own)
        if of_map.delimiter and not map_id:
            opened = Opened.at(path, of_map.delimiter)
            of_map, found = chosen(opened, [of_map])
        mains.append((opened, of_map, found, waiting))
        waiting = []
    if not mains:
        raise FajingError(
            "只有关联表，没有主表 (only joined tables were given)",
            remedy="把主表的文件也给出 / give the first table's file too",
        )
    return [
        FileReading(opened, of_map, found, joined, lawbook, opened.path.name if label else "")
        for opened, of_map, found, joined in mains
    ]


def _some_fit(opened: Opened, maps: list[Map]) -> bool:
    try:
        chosen(opened, maps)
    except FajingError:
        return False
    return True


def below(sheet: Sheet, header: Header) -> Iterator[Numbered]:
    """The rows below the headings that are not blank."""
    for number, cells in sheet.rows():
        if number > header.row and not _is_blank_row(cells):
            yield number, cells


def _is_blank_row(cells: Cells) -> bool:
    for cell in cells:
        if cell is None or cell == "":
            continue
        if not isinstance(cell, str) or not cell.isspace():
            return False
    return True
