"""What stands in a data folder: all its segments together, corrections applied, files put together as linked.

In: segments in order, and a way to tell the root of each matter. Out: files, as tables in the shape of a row
group or as objects. The rules stand in docs/segments.md: of two rows of one event or one matter the later
segment's counts; files that name the same matter are taken apart and put together anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import numpy as np
import pyarrow as pa

from fajing.core.events import Carried
from fajing.ledger.segments import schema
from fajing.ledger.segments.components import Nodes, components, node, place
from fajing.ledger.segments.decode import File, Moments, read_files
from fajing.ledger.segments.reader import Segment
from fajing.ledger.segments.writer import in_order

Roots = Callable[[pa.Table, pa.Table], Sequence[str]]
"""Given matters and their events (whose `matter` is the row of the matter): the id of each matter's root."""

_NODES_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Some files in the shape of a row group.

    Attributes:
        files: Their ids and numbers, as `id` and `file`, ascending from 0.
        matters: Their matters in that order, with their numbers as `matter`, ascending from 0.
        events: Their events, sorted; `segment` is the place of the segment that the row comes from.
    """

    files: pa.Table
    matters: pa.Table
    events: pa.Table


class Standing:
    """What stands in some segments.

    Args:
        segments: All segments of a folder, in order.
        roots: Tells the root of each matter.
    """

    def __init__(self, segments: Sequence[Segment], roots: Roots) -> None:
        self.segments = list(segments)
        self._roots = roots

    @cached_property
    def components(self) -> list[Nodes]:
        """Sets of files that have to be put together anew."""
        return components(self.segments)

    @cached_property
    def _parted(self) -> list[Any]:
        by_segment = _by_segment((one for nodes in self.components for one in nodes), len(self.segments))
        return [np.array(files, np.int64) for files in by_segment]

    def parted(self, place_of_segment: int) -> Any:
        """Ascending numbers of the files of a segment that do not stand as they are: `merged` gives them anew."""
        return self._parted[place_of_segment]

    def merged(self) -> Iterator[RowGroup]:
        """The files put together anew, some thousands at once."""
        batch: Nodes = []
        for nodes in self.components:
            batch += nodes
            if len(batch) >= _NODES_AT_ONCE:
                yield regrouped(*standing_rows(self.segments, batch), self._roots)
                batch = []
        if batch:
            yield regrouped(*standing_rows(self.segments, batch), self._roots)

    def read_files(self) -> Iterator[File]:
        """All files as objects: those that stand as they are, then those put together."""
        for number, segment in enumerate(self.segments):
            parted = self.parted(number)
            whole = None
            if len(parted):
                whole = np.setdiff1d(np.arange(segment.manifest.files), parted, assume_unique=True).tolist()
            yield from segment.read_files(whole)
        for group in self.merged():
            yield from read_files(group.files, group.matters, group.events, Moments(self.segments[0].zone))

    def carried(self) -> Carried:
        """What the maps of all imports together could have brought."""
        return carried_of(self.segments)

    def rejected(self) -> int:
        """Number of rows that the imports refused."""
        return sum(one.rejected for segment in self.segments for one in segment.manifest.origin.sources)


def carried_by_all(all_carried: Iterable[Carried]) -> Carried:
    """What any of them could have brought; nothing where there is none."""
    steps: frozenset[str] | None = frozenset()
    fields: dict[str, frozenset[str]] | None = {}
    matter_fields: frozenset[str] | None = frozenset()
    for one in all_carried:
        steps = None if steps is None or one.steps is None else steps | one.steps
        matter_fields = (
            None if matter_fields is None or one.matter_fields is None else matter_fields | one.matter_fields
        )
        if fields is None or one.fields is None:
            fields = None
        else:
            for step, names in one.fields.items():
                fields[step] = fields.get(step, frozenset()) | names
    return Carried(steps, fields, matter_fields)


def districts_of(segments: Sequence[Segment]) -> list[list[int]]:
    """Places of the segments of each district; of a folder into which nothing was gathered, one list of all."""
    found: dict[str, list[int]] = {}
    for number, one in enumerate(segments):
        gathered = one.manifest.gathered
        found.setdefault("" if gathered is None else gathered.district, []).append(number)
    return list(found.values())


def carried_of(segments: Iterable[Segment]) -> Carried:
    """What the maps of all imports together could have brought; of gathered segments, in every district.

    What one district's maps bring says nothing of another's matters: there it is not known, not left undone. An import
    that brings nothing at all, as one that was undone, does not count as a district.
    """
    by_district: dict[str, list[Carried]] = {}
    for one in segments:
        carried, gathered = one.manifest.origin.carried, one.manifest.gathered
        if gathered is None or carried != carried_by_all([]):
            by_district.setdefault(gathered.district if gathered else "", []).append(carried)
    together = [carried_by_all(carried) for carried in by_district.values()]
    return reduce(carried_by_both, together) if together else carried_by_all([])


def carried_by_both(one: Carried, other: Carried) -> Carried:
    """What both could have brought."""
    fields: Mapping[str, frozenset[str]] | None
    if one.fields is None or other.fields is None:
        fields = other.fields if one.fields is None else one.fields
    else:
        fields = {}
        for step in one.fields.keys() | other.fields.keys():
            of_one, of_other = (
                named.get(step, frozenset()) | named.get("*", frozenset())
                for named in (one.fields, other.fields)
            )
            if both := of_one & of_other:
                fields[step] = both
    return Carried(_both(one.steps, other.steps), fields, _both(one.matter_fields, other.matter_fields))


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def standing_rows(segments: Sequence[Segment], nodes: Nodes) -> tuple[pa.Table, pa.Table]:
    """The matters and events of some files, of each only the row that counts.

    Args:
        segments: All segments, in order.
        nodes: The files, all that belong together.

    Returns:
        Matters, one row each, in the order first seen; events, whose `matter` is the row of their matter. Both
        with `segment`, the place of the segment of the row.
    """
    matters, events = counting_rows(*all_rows(segments, nodes))
    return matters.drop_columns(["node"]), events


def all_rows(segments: Sequence[Segment], nodes: Nodes) -> tuple[pa.Table, pa.Table]:
    """The matters, with their `node`, and events of some files as all segments have them, later segments' rows last."""
    matters: list[pa.Table] = []
    events: list[pa.Table] = []
    count = 0
    for number, files in enumerate(_by_segment(nodes, len(segments))):
        wanted = np.array(files, np.int64)
        for group, where in enumerate(segments[number].manifest.row_groups):
            low, high = np.searchsorted(wanted, (where.first_file, where.first_file + where.files))
            if low == high:
                continue
            _, own, rows = segments[number].group_tables(group, wanted[low:high])
            places = (
                np.searchsorted(np.asarray(own.column("matter")), np.asarray(rows.column("matter"))) + count
            )
            of_files = np.asarray(own.column("file")).astype(np.int64) | node(number, 0)
            matters.append(_from(_with(own.drop_columns(["matter", "file"]), "node", of_files), number))
            events.append(_from(_with(rows.drop_columns(["file"]), "matter", places), number))
            count += own.num_rows
    if not matters:
        no_matters, no_events = _nothing()
        return _with(no_matters, "node", pa.array([], pa.int64())), no_events
    return _all(matters), _all(events)


def counting_rows(all_matters: pa.Table, all_events: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Of the rows of `all_rows` those that count: of each matter and of each event the last."""
    if not all_matters.num_rows:
        return all_matters, all_events
    codes = np.asarray(all_matters.column("id").combine_chunks().dictionary_encode().indices)
    last = np.zeros(codes.max(initial=-1) + 1, np.int64)
    last[codes] = np.arange(len(codes))  # of equal codes the last assignment stays
    of_event = codes[np.asarray(all_events.column("matter"))]
    ids = np.asarray(all_events.column("id").combine_chunks().dictionary_encode().indices)
    kept = last_of_each(of_event.astype(np.int64) << 32 | ids)
    return all_matters.take(pa.array(last)), _with(all_events, "matter", of_event).take(pa.array(kept))


def rows_before(matters: pa.Table, events: pa.Table, segment: int) -> tuple[pa.Table, pa.Table]:
    """Of the rows of `all_rows` those of the segments before one."""
    own = np.asarray(matters.column("segment")) < segment
    kept = np.asarray(events.column("segment")) < segment
    places = np.cumsum(own) - 1
    events = events.filter(pa.array(kept))
    return matters.filter(pa.array(own)), _with(events, "matter", places[np.asarray(events.column("matter"))])


def last_of_each(keys: Any) -> Any:
    """Ascending places of the last of each key."""
    _, back = np.unique(keys[::-1], return_index=True)
    return np.sort(len(keys) - 1 - back)


def regrouped(matters: pa.Table, events: pa.Table, roots: Roots) -> RowGroup:
    """Rows put together into files by the roots of their matters.

    Args:
        matters: Matters, one row each.
        events: Events; `matter` is the row of their matter.
        roots: Tells the root of each matter.
    """
    numbers: dict[str, int] = {}
    of_matter = np.array(
        [numbers.setdefault(root, len(numbers)) for root in roots(matters, events)], np.int64
    )
    order = np.argsort(of_matter, kind="stable")
    new = np.empty(len(order), np.int64)
    new[order] = np.arange(len(order))
    matters = _with(matters.take(pa.array(order)), "file", of_matter[order].astype(np.int32))
    rows = np.asarray(events.column("matter"))
    events = _with(events, "file", of_matter[rows].astype(np.int32))
    events = in_order(_with(events, "matter", new[rows].astype(np.int32)))
    files = pa.table({"id": pa.array(list(numbers), pa.string()), "file": np.arange(len(numbers))})
    return RowGroup(files, _with(matters, "matter", np.arange(len(order))), events)


# ---------------------------------------------------------------- pieces
def _by_segment(nodes: Iterable[int], count: int) -> list[list[int]]:
    """Ascending numbers of files by segment."""
    found: list[list[int]] = [[] for _ in range(count)]
    for one in sorted(nodes):
        source, file = place(one)
        if source < count:
            found[source].append(file)
    return found


def _with(table: pa.Table, name: str, cells: Any) -> pa.Table:
    array = cells if isinstance(cells, pa.Array) else pa.array(cells)
    if name not in table.column_names:
        return table.append_column(name, array)
    return table.set_column(table.column_names.index(name), name, array)


def _from(table: pa.Table, segment: int) -> pa.Table:
    return table.append_column("segment", pa.array(np.full(table.num_rows, segment, np.int32)))


def _all(tables: list[pa.Table]) -> pa.Table:
    """The tables one below the other, with one dictionary for each column of words."""
    return pa.concat_tables(tables, promote_options="default").unify_dictionaries().combine_chunks()


def _nothing() -> tuple[pa.Table, pa.Table]:
    number = ("segment", pa.int32())
    matters = [(name, kind) for name, kind in schema.MATTER_COLUMNS.items() if name != "file"]
    events = [(name, kind) for name, kind in schema.EVENT_COLUMNS.items() if name not in ("file", "matter")]
    return (
        pa.schema([*matters, number]).empty_table(),
        pa.schema([("matter", pa.int64()), *events, number]).empty_table(),
    )
