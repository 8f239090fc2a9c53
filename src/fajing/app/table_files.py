"""The files of a log that was read into tables: pieces for the automaton, and single files as objects.

In: a `TableLog`. Out: pieces of about as many events, and of some files their matters, for the reference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Set

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fajing.app.grouping import roots_as_linked
from fajing.app.overlapping import Overlapping
from fajing.app.shown import judge_again, looks_across
from fajing.core.events import Event
from fajing.core.moments import Moment
from fajing.intake.table_log import TableLog
from fajing.lawbook.model import Lawbook
from fajing.ledger.segments.decode import File, Moments
from fajing.ledger.segments.merge import RowGroup, regrouped
from fajing.scan.automaton.pieces import MERGED, MergedSource, Piece
from fajing.scan.duty import Duty

PIECE = 150_000
"""About so many events are judged at once by one thread."""


class TableFiles:
    """A log's matters put together into files.

    Args:
        log: The log.
        lawbook: The law.
        as_of: The moment up to which the record is read.

    Attributes:
        group: All rows, file by file.
        sources: The same in pieces.
    """

    def __init__(self, log: TableLog, lawbook: Lawbook, as_of: Moment) -> None:
        self.log, self.lawbook, self.as_of = log, lawbook, as_of
        self.group = regrouped(
            log.matters.drop_columns(["file"]), log.events, roots_as_linked(lawbook, as_of)
        )
        self.sources = list(_pieces(self.group, Moments(log.zone)))

    def read(self, file_ids: Collection[str]) -> Iterator[File]:
        """Some files as objects."""
        names = pa.array(list(file_ids), pa.string())
        for source in self.sources:
            there = pc.is_in(source.group.files.column("id"), names)
            numbers = set(np.flatnonzero(np.asarray(there)).tolist())
            if numbers:
                yield from source.read(numbers)

    def file_of(self, matter: str) -> str | None:
        """The file in which a matter stands; None where there is no such matter."""
        row = pc.index(self.group.matters.column("id"), pa.scalar(matter)).as_py()
        if row < 0:
            return None
        number = self.group.matters.column("file")[row].as_py()
        return str(self.group.files.column("id")[number].as_py())

    def again(self, wanted: Mapping[str, Set[str]], lawbook: Lawbook | None = None) -> Iterator[Duty]:
        """Duties of some norms of some files by the reference, with their working.

        Args:
            wanted: By file, the norms. Those of norms that they rest on come along.
            lawbook: Another law with the same procedures; by default the log's.
        """
        book = lawbook or self.lawbook
        others = self._others(wanted, book)
        yield from judge_again(self.read(wanted), wanted, book, self.log.carried, self.as_of, others)

    def _others(self, wanted: Mapping[str, Set[str]], lawbook: Lawbook) -> dict[str, list[Event]]:
        """For norms across files, the events of other files that may overlap those of theirs."""
        norms = (lawbook.norms[norm_id] for norm_id in sorted(set().union(*wanted.values())))
        across = {norm.id: norm for norm in norms if looks_across(norm)}
        if not across:
            return {}
        some = [file_id for file_id, own in wanted.items() if own & across.keys()]
        near = Overlapping(list(across.values()), self.read(some))

        def files() -> Iterator[File]:
            for source in self.sources:
                numbers = set(near.files_near(source.present, source.events).tolist())
                if numbers:
                    yield from source.read(numbers)

        return near.among(files() if near.any else ())


def _pieces(group: RowGroup, moments: Moments) -> Iterator[MergedSource]:
    """The files in pieces of about as many events, each counting from 0."""
    of_event, of_matter = (np.asarray(table.column("file")) for table in (group.events, group.matters))
    count = group.files.num_rows
    before = np.searchsorted(of_event, np.arange(count + 1))
    first, number = 0, 0
    while first < count:
        last = max(first + 1, int(np.searchsorted(before, before[first] + PIECE, side="right")) - 1)
        start, end = int(before[first]), int(before[last])
        low, high = np.searchsorted(of_matter, (first, last)).tolist()
        part = RowGroup(
            _from(group.files.slice(first, last - first), file=first),
            _from(group.matters.slice(low, high - low), file=first, matter=low),
            _from(group.events.slice(start, end - start), file=first, matter=low),
        )
        piece = Piece(MERGED, number, 0, last - first, 0, end - start, np.zeros(last - first, np.int8))
        yield MergedSource(part, piece, moments)
        first, number = last, number + 1


def _from(table: pa.Table, **first: int) -> pa.Table:
    """The table with its numbers counted from 0."""
    for name, by in first.items():
        if by:
            numbers = pc.subtract(table.column(name), pa.scalar(by, table.schema.field(name).type))
            table = table.set_column(table.column_names.index(name), name, numbers)
    return table
