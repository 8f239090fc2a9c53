"""Judges a log that was read into tables by the automaton: no object for each event or duty.

In: a `TableLog` and a lawbook. Out: counts, the table of duties that are not met, and the findings that a report shows,
with their working: those alone are judged again by the reference. It is what `check` of files does with large logs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fajing.app.duties_file import sorted_duties, write_sorted
from fajing.app.duty_table import PARTS, DutyTables, Missing
from fajing.app.grouping import roots_as_linked
from fajing.app.overlapping import Overlapping
from fajing.app.report.collect import MOST_PROVISIONAL, Collector
from fajing.app.shown import judge_again, looks_across
from fajing.app.tally import Judged, Tally
from fajing.core.events import Event
from fajing.core.moments import Moment
from fajing.intake.table_log import TableLog
from fajing.lawbook.model import Lawbook, Norm
from fajing.ledger.segments.decode import File, Moments
from fajing.ledger.segments.merge import RowGroup, regrouped
from fajing.scan.automaton.found import Found
from fajing.scan.automaton.pieces import MERGED, MergedSource, Piece, Pieces
from fajing.scan.automaton.segments import Judge, judge_pieces
from fajing.scan.duty import Duty, Outcome

Progress = Callable[[str, int], None]
PIECE = 150_000
"""About so many events are judged at once by one thread."""


@dataclass(slots=True)
class CheckedTables:
    """What was found.

    Attributes:
        tally: Counts by norm.
        judged: What was judged, in numbers.
        found: The findings for the report.
        duties: All duties that are not met, in no order.
    """

    tally: Tally
    judged: Judged
    found: Collector
    duties: pa.Table
    _in_order: Future[pa.Table]

    @property
    def count(self) -> int:
        """Duties that are not met."""
        return int(self.duties.num_rows)

    def write_duties(self, path: Path) -> None:
        """Writes duties.parquet."""
        write_sorted(iter([self._in_order.result()]), path)


def check_tables(
    log: TableLog,
    lawbook: Lawbook,
    norms: list[Norm],
    as_of: Moment,
    found: Collector,
    progress: Progress | None,
) -> CheckedTables:
    """Judges a log.

    Args:
        log: The log.
        lawbook: The law.
        norms: Norms to judge.
        as_of: The moment up to which the record is read.
        found: Takes what the report shows.
        progress: Told how far it is.

    """
    judge = Judge(lawbook, norms, log.carried, as_of)
    group = regrouped(log.matters.drop_columns(["file"]), log.events, roots_as_linked(lawbook, as_of))
    sources = list(_pieces(group, Moments(log.zone)))
    taker = _Taker(DutyTables(judge.plan, lawbook), progress)
    judge_pieces(Pieces.given(sources), judge, sink=taker)
    tally = Tally(norms)
    for rule, counts in zip(judge.plan.rules, judge.totals.counts, strict=False):
        tally.add_counts(rule.norm.id, counts)
    tally.add_missing(+taker.missing)
    duties = pa.concat_tables(taker.tables) if taker.tables else PARTS.empty_table()
    with ThreadPoolExecutor(1) as pool:  # Arrow sorts while the few that are shown are judged again
        in_order = pool.submit(sorted_duties, duties)
        shown, total, held = _shown(duties, lawbook, found.most)
        found.fill(_with_working(shown, sources, lawbook, log, as_of), total, held)
    judged = Judged(
        group.files.num_rows,
        log.matters.num_rows,
        log.event_count(),
        log.rejected,
        log.matters_with_tied_times(),
    )
    return CheckedTables(tally, judged, found, duties, in_order)


class _Taker:
    """Takes what is found in pieces."""

    def __init__(self, tables: DutyTables, progress: Progress | None) -> None:
        self._tables, self._progress = tables, progress
        self.tables: list[pa.Table] = []
        self.missing: Missing = Counter()
        self._count = 0

    def __call__(self, found: Found) -> None:
        table, missing = self._tables.of(found)
        self.missing.update(missing)
        self.tables.append(table)
        self._count += table.num_rows
        if self._progress is not None:
            self._progress("judge", self._count)


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


def _shown(duties: pa.Table, lawbook: Lawbook, most_findings: int) -> tuple[pa.Table, int, int]:
    """The latest findings (file, norm, key), how many there are, and how many duties rest on no settled calendar."""
    body = pa.array([norm.id for norm in lawbook.norms.values() if norm.is_finding], pa.string())
    broken = pa.array([one.value for one in Outcome if one.is_broken], pa.string())
    held = pc.and_(
        duties.column("provisional"),
        pc.and_(
            pc.is_in(duties.column("outcome").cast(pa.string()), broken),
            pc.is_in(duties.column("norm").cast(pa.string()), body),
        ),
    )
    columns = duties.select(["file", "norm", "key", "_instant"])
    tables, counts = [], []
    for wanted, most in ((duties.column("is_finding"), most_findings), (held, MOST_PROVISIONAL)):
        some = columns.filter(wanted)
        counts.append(some.num_rows)
        if some.num_rows > most:
            some = some.take(
                pc.sort_indices(some, [("_instant", "descending"), ("key", "descending")])[:most]
            )
        tables.append(some)
    return pa.concat_tables(tables), counts[0], counts[1]


def _with_working(
    shown: pa.Table, sources: list[MergedSource], lawbook: Lawbook, log: TableLog, as_of: Moment
) -> Iterator[Duty]:
    """The duties of some rows again by the reference, with their working."""
    keys = set(shown.column("key").to_pylist())
    wanted: dict[str, set[str]] = {}
    for file_id, norm_id in zip(
        shown.column("file").to_pylist(), shown.column("norm").to_pylist(), strict=True
    ):
        wanted.setdefault(file_id, set()).add(norm_id)
    others = _others(wanted, sources, lawbook)
    for duty in judge_again(_files(sources, wanted), wanted, lawbook, log.carried, as_of, others):
        if duty.key in keys:
            keys.remove(duty.key)
            yield duty


def _files(sources: Sequence[MergedSource], wanted: Collection[str]) -> Iterator[File]:
    """Some files as objects."""
    names = pa.array(list(wanted), pa.string())
    for source in sources:
        there = pc.is_in(source.group.files.column("id"), names)
        numbers = set(np.flatnonzero(np.asarray(there)).tolist())
        if numbers:
            yield from source.read(numbers)


def _others(
    wanted: Mapping[str, Set[str]], sources: Sequence[MergedSource], lawbook: Lawbook
) -> dict[str, list[Event]]:
    """For findings across files, the events of other files that may overlap theirs."""
    across = {norm_id for norm_id in set().union(*wanted.values()) if looks_across(lawbook.norms[norm_id])}
    if not across:
        return {}
    some = [file_id for file_id, own in wanted.items() if own & across]
    near = Overlapping([lawbook.norms[one] for one in sorted(across)], _files(sources, some))

    def files() -> Iterator[File]:
        for source in sources:
            numbers = set(near.files_near(source.present, source.events).tolist())
            if numbers:
                yield from source.read(numbers)

    return near.among(files() if near.any else ())
