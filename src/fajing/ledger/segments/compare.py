"""What an import brings that is not there yet.

In: the events and matters of an import, and what stands of the same files. Out: which rows are new, which
correct a row that stands, which say the same; and what a matter says now. Where a record stands in its file
(`source`) and its number there (`seq`) are no content: an export that grew by a row above says nothing new by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from fajing.core.events import Matter
from fajing.ledger.segments.rows import leaf_hashes

_NO_CONTENT = ("file", "seq", "source", "segment")
NEVER = int(np.iinfo(np.int64).max)
"""Later than every event."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of each row of an import, and of what stood.

    Attributes:
        new: Rows of the import with an id that no row of the same matter had.
        corrected: Rows with the id of a row that says otherwise.
        same: Rows that say what stands.
        match: For each row that is not new the row that stood.
        superseded: Rows that stood and that the import tells of again.
    """

    new: Any
    corrected: Any
    same: Any
    match: Any
    superseded: Any


def compare_events(own: pa.Table, own_ids: Any, stood: pa.Table, stood_ids: Any) -> Compared:
    """Compare the rows of an import with those that stand.

    Args:
        own: Events of the import; `matter` is the row of `own_ids`; an id stands once in a matter.
        own_ids: Ids of its matters.
        stood: Events that stand in the same files; `matter` is the row of `stood_ids`.
        stood_ids: Ids of their matters.
    """
    count = own.num_rows
    if not stood.num_rows or not count:
        no = np.zeros(count, bool)
        return Compared(~no, no, no, np.zeros(count, np.int64), np.zeros(stood.num_rows, bool))
    matters = [_take(ids, table) for ids, table in ((own_ids, own), (stood_ids, stood))]
    keys = _codes(*matters) << 32 | _codes(own.column("id"), stood.column("id"))
    contents, stood_contents = _contents(own, matters[0]), _contents(stood, matters[1])
    own_keys, stood_keys = keys[:count], keys[count:]
    order = np.argsort(stood_keys, kind="stable")
    match = order[np.minimum(np.searchsorted(stood_keys[order], own_keys), len(order) - 1)]
    known = stood_keys[match] == own_keys
    same = known & (contents == stood_contents[match]).all(axis=1)
    superseded = np.zeros(stood.num_rows, bool)
    superseded[match[known]] = True
    return Compared(~known, known & ~same, same, match, superseded)


def reordered_rows(own: pa.Table, stood: pa.Table, compared: Compared) -> Any:
    """Rows that say what stands, but whose order among rows of the same time has changed.

    The number of a row in its file (`seq`) changes with every row above it. It is written anew only where the
    order of events of one time in one file would otherwise not be the one that the import tells.

    Args:
        own: Events of the import, with the numbers of their files as `file`.
        stood: The events that stand.
        compared: What `compare_events` gave for them.
    """
    numbers = np.asarray(own.column("seq"))
    if not compared.same.any():
        return np.zeros(own.num_rows, bool)
    standing = np.where(compared.same, np.asarray(stood.column("seq"))[compared.match], numbers)
    moved = compared.same & (standing != numbers)
    return moved & _order_differs(own, numbers, standing) if moved.any() else moved


def earliest_of(matters: int, events: pa.Table, rows: Any = None) -> Any:
    """By matter the earliest instant of its events; `NEVER` where it has none.

    Args:
        matters: How many matters there are.
        events: Their events.
        rows: Which of the events count.
    """
    found = np.full(matters, NEVER)
    of, at = np.asarray(events.column("matter")), np.asarray(events.column("at"))
    if rows is not None:
        of, at = of[rows], at[rows]
    np.minimum.at(found, of, at)
    return found


def matter_now(stood: Matter, own: Matter, *, counts: bool) -> Matter:
    """What a matter says when an import tells of it again; events stay out.

    Args:
        stood: What stood.
        own: What the import says.
        counts: Whether the import's word counts before what stood; else it only fills gaps.
    """
    first, second = (own, stood) if counts else (stood, own)
    return replace(
        first,
        parent=first.parent or second.parent,
        unit=first.unit or second.unit,
        values={**second.values, **first.values},
        source=stood.source,
        events=[],
    )


def says_the_same(one: Matter, other: Matter) -> bool:
    """Whether two matters say the same, whatever their events and their place."""
    return (
        (one.procedure, one.parent, one.unit) == (other.procedure, other.parent, other.unit)
        and _typed(one.values) == _typed(other.values)
    )  # fmt: skip


# ---------------------------------------------------------------- pieces
def _typed(values: Mapping[str, Any]) -> dict[str, tuple[type, str]]:
    return {name: (type(value), repr(value)) for name, value in values.items() if value is not None}


def _take(ids: Any, table: pa.Table) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(np.asarray(table.column("matter")).astype(np.int32)), ids)


def _codes(*columns: Any) -> Any:
    """For every cell of the columns, one after the other, a number that is the same for the same text."""
    chunks = [
        chunk.dictionary_decode() if pa.types.is_dictionary(chunk.type) else chunk
        for column in columns
        for chunk in (column.chunks if isinstance(column, pa.ChunkedArray) else [column])
    ]
    return np.asarray(pa.concat_arrays(chunks).dictionary_encode().indices).astype(np.int64)


def _contents(table: pa.Table, matters: Any) -> Any:
    """What each row says, as the four numbers of its hash."""
    table = table.drop_columns([name for name in _NO_CONTENT if name in table.column_names])
    table = table.set_column(table.column_names.index("matter"), "matter", matters)
    return np.frombuffer(b"".join(leaf_hashes(table)), np.uint64).reshape(-1, 4)


def _order_differs(own: pa.Table, numbers: Any, standing: Any) -> Any:
    """Rows that share their time with others of their file, where another of them would come before or with it."""
    file, at = np.asarray(own.column("file")), np.asarray(own.column("at"))
    order = np.lexsort((at, file))
    tied = (file[order][1:] == file[order][:-1]) & (at[order][1:] == at[order][:-1])
    group = np.empty(len(order), np.int64)
    group[order] = np.concatenate(([0], np.cumsum(~tied)))
    in_tie = np.bincount(group)[group] > 1
    rows = np.flatnonzero(in_tie)
    ranks = [_ranks(group[rows], seq[rows]) for seq in (numbers, standing)]
    return np.isin(group, np.unique(group[rows[ranks[0] != ranks[1]]]))


def _ranks(group: Any, numbers: Any) -> Any:
    """The place of each number in its group; equal numbers have the same place."""
    order = np.lexsort((numbers, group))
    steps = np.diff(numbers[order], prepend=0) != 0
    first = np.diff(group[order], prepend=-1) != 0
    counted = np.cumsum(steps | first)
    starts = np.maximum.accumulate(np.where(first, counted, 0))
    found = np.empty(len(order), np.int64)
    found[order] = counted - starts
    return found
