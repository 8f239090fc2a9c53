"""Judges a log that was read into tables by the automaton: no object for each event or duty.

In: the files of a `TableLog`. Out: counts, the table of duties that are not met, and the findings that a report shows,
with their working: those alone are judged again by the reference. It is what `check` of files does with large logs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from fajing.app.duties_file import sorted_duties, write_sorted
from fajing.app.duty_table import PARTS, DutyTables, Missing
from fajing.app.report.collect import MOST_PROVISIONAL, Collector
from fajing.app.table_files import TableFiles
from fajing.app.tally import Judged, Tally
from fajing.lawbook.model import Norm
from fajing.scan.automaton.found import Found
from fajing.scan.automaton.pieces import Pieces
from fajing.scan.automaton.segments import Judge, judge_pieces
from fajing.scan.duty import Duty, Outcome

Progress = Callable[[str, int], None]


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
    files: TableFiles, norms: list[Norm], found: Collector, progress: Progress | None
) -> CheckedTables:
    """Judges a log.

    Args:
        files: The log's files.
        norms: Norms to judge.
        found: Takes what the report shows.
        progress: Told how far it is.
    """
    log, lawbook = files.log, files.lawbook
    judge = Judge(lawbook, norms, log.carried, files.as_of)
    taker = _Taker(DutyTables(judge.plan, lawbook), progress)
    judge_pieces(Pieces.given(files.sources), judge, sink=taker)
    tally = Tally(norms)
    for rule, counts in zip(judge.plan.rules, judge.totals.counts, strict=False):
        tally.add_counts(rule.norm.id, counts)
    tally.add_missing(+taker.missing)
    duties = pa.concat_tables(taker.tables) if taker.tables else PARTS.empty_table()
    with ThreadPoolExecutor(1) as pool:  # Arrow sorts while the few that are shown are judged again
        in_order = pool.submit(sorted_duties, duties)
        shown, total, held = _shown(duties, found)
        found.fill(_with_working(shown, files), total, held)
    judged = Judged(
        files.group.files.num_rows,
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


def _shown(duties: pa.Table, found: Collector) -> tuple[pa.Table, int, int]:
    """The latest findings (file, norm, key), how many there are, and how many duties rest on no settled calendar."""
    if found.only is not None:
        kept = pa.array(sorted(found.only), pa.string())
        duties = duties.filter(pc.is_in(duties.column("norm").cast(pa.string()), kept))
    lawbook = found.lawbook
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
    for wanted, most in ((duties.column("is_finding"), found.most), (held, MOST_PROVISIONAL)):
        some = columns.filter(wanted)
        counts.append(some.num_rows)
        if some.num_rows > most:
            some = some.take(
                pc.sort_indices(some, [("_instant", "descending"), ("key", "descending")])[:most]
            )
        tables.append(some)
    return pa.concat_tables(tables), counts[0], counts[1]


def _with_working(shown: pa.Table, files: TableFiles) -> Iterator[Duty]:
    """The duties of some rows again by the reference, with their working."""
    keys = set(shown.column("key").to_pylist())
    wanted: dict[str, set[str]] = {}
    for file_id, norm_id in zip(
        shown.column("file").to_pylist(), shown.column("norm").to_pylist(), strict=True
    ):
        wanted.setdefault(file_id, set()).add(norm_id)
    for duty in files.again(wanted):
        if duty.key in keys:
            keys.remove(duty.key)
            yield duty
