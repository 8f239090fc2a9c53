"""Reads some units of a folder as they stood at the last check and as they stand now, some thousands at once.

In: all segments, the units, two moments. Out: pairs of pieces that a judge can take. The rows are read once for both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from fajing.app.grouping import roots_as_linked
from fajing.app.warm.names import Ints, Names, name_hashes
from fajing.app.warm.open_files import OpenFiles, trimmed
from fajing.app.warm.units import Units
from fajing.core.moments import Moment
from fajing.lawbook.model import Lawbook
from fajing.ledger.segments import merge
from fajing.ledger.segments.components import node
from fajing.ledger.segments.decode import Moments
from fajing.ledger.segments.reader import Segment
from fajing.scan.automaton.pieces import MERGED, MergedSource, Piece, Source, district_codes

Pair = tuple[MergedSource | None, MergedSource | None]
"""Some files as they stood at the last check and as they stand now; None where there are none."""
AT_ONCE = 50_000  # nodes that are put together anew at once


@dataclass(slots=True)
class Reader:
    """Reads units.

    Attributes:
        lawbook: Says how files are linked.
        segments: All segments.
        units: The units there are now.
        before: Number of segments at the last check.
        then: Its moment.
        as_of: The moment of this one.
        opened: Files that are read at once.
    """

    lawbook: Lawbook
    segments: Sequence[Segment]
    units: Units
    before: int
    then: Moment
    as_of: Moment
    opened: OpenFiles

    def pairs(self, wanted: Ints) -> Iterator[Pair]:
        """Some units, ascending."""
        with ThreadPoolExecutor(2) as pool:
            for number, batch in enumerate(_batches(self.units, wanted)):
                matters, events = self.opened.rows(self.segments, batch)
                rows = trimmed(matters), trimmed(events)
                earlier = pool.submit(self._earlier, rows, number)
                now = self._source(rows, self.as_of, number)
                yield earlier.result(), now

    def _earlier(self, rows: tuple[pa.Table, pa.Table], number: int) -> MergedSource | None:
        return self._source(merge.rows_before(*rows, self.before), self.then, number)

    def _source(self, rows: tuple[pa.Table, pa.Table], moment: Moment, number: int) -> MergedSource | None:
        if not rows[0].num_rows:
            return None
        group = merge.regrouped(*merge.counting_rows(*rows), roots_as_linked(self.lawbook, moment))
        files = group.files.num_rows
        piece = Piece(MERGED, number, 0, files, 0, group.events.num_rows, np.zeros(files, np.int8))
        return MergedSource(group, piece, Moments(self.segments[0].zone), district_codes(self.segments))


def _batches(units: Units, wanted: Ints) -> Iterator[Ints]:
    """Nodes of some units, some thousands at once; a unit is never parted."""
    lone = wanted[~np.isin(wanted, units.units)]
    for start in range(0, len(lone), AT_ONCE):
        yield lone[start : start + AT_ONCE]
    bound = wanted[np.isin(wanted, units.units)]
    own = np.isin(units.units, bound)
    nodes, of = units.nodes[own], units.units[own]
    order = np.argsort(of, kind="stable")
    nodes, of = nodes[order], of[order]
    start = 0
    while start < len(nodes):
        end = min(start + AT_ONCE, len(nodes))
        if end < len(nodes):
            end = max(int(np.searchsorted(of, of[end], side="left")), start)
            end = end if end > start else int(np.searchsorted(of, of[start], side="right"))
        yield np.sort(nodes[start:end])
        start = end


def unit_by_node(units: Units) -> Callable[[Source], Ints]:
    """Tells the unit of each file of a piece that was put together from rows that know their node."""

    def unit_of(source: Source) -> Ints:
        assert isinstance(source, MergedSource)
        matters = source.group.matters
        _, firsts = np.unique(np.asarray(matters.column("file")), return_index=True)
        return units.unit_of(np.asarray(matters.column("node"))[firsts])

    return unit_of


def unit_by_name(units: Units, names: Names, segments: int) -> Callable[[Source], Ints]:
    """Tells the unit of each file of any piece; of files put together from several segments by a matter's name."""

    def unit_of(source: Source) -> Ints:
        if not isinstance(source, MergedSource):
            first = node(source.piece.segment, source.piece.first_file)
            return first + np.arange(source.piece.files, dtype=np.int64)
        matters: Any = source.group.matters
        _, firsts = np.unique(np.asarray(matters.column("file")), return_index=True)
        ids = matters.column("id").combine_chunks().take(pa.array(firsts))
        places, nodes = names.find(name_hashes(ids), segments)
        found = np.zeros(len(firsts), np.int64)
        found[places[::-1]] = nodes[::-1]
        return units.unit_of(found)

    return unit_of
