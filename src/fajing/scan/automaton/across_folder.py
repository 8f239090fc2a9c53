"""What the events of all pieces say to `apart`: they are read once before any is judged.

In: all pieces, of a folder or of a log. Out: `Across`, swept. Only the trigger steps of norms with `apart` are looked at, and of
them time, officers, room and device.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fajing.core.moments import Moment, Zone
from fajing.ledger.segments.decode import Moments
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.across import WORDS, Across, Codes
from fajing.scan.automaton.across_rows import chosen, intervals_in, keys_in, put_codes
from fajing.scan.automaton.cells import dictionary, numbers, texts, whole
from fajing.scan.automaton.pieces import GroupSource, Pieces, Source
from fajing.scan.automaton.tables import more_officers
from fajing.scan.plan.across import Compared, Group
from fajing.scan.plan.memory import text_code

Ints = NDArray[np.int64]
_TIMES = ("at", "precision", "until", "until_precision")
_OFFICERS = ("officer_1", "officer_2", "officers_more")
_OTHER_KINDS = ("int", "bool", "decimal", "moment")


def key_of(source: Source) -> tuple[int, int]:
    """Tells a piece of a folder from the others."""
    return source.piece.segment, source.piece.group


def across_folder(
    pieces: Pieces,
    groups: Sequence[Group],
    zone: Zone,
    as_of: Moment,
    threads: int = 2,
    compared: Mapping[int, Compared] | None = None,
) -> Across:
    """Holds the events of some groups against each other; whoever asks closes what comes out.

    Args:
        pieces: All there are.
        groups: What is held against each other.
        zone: Civil time.
        as_of: The moment up to which the record is read.
        threads: How many pieces are read at once.
        compared: By group, what is compared of two events that meet.
    """
    across = Across(groups, zone, as_of, pieces.events, compared=compared)
    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for source in pieces:
            waiting.append(pool.submit(_add, across, source))
            if len(waiting) > threads:
                waiting.popleft().result()
        while waiting:
            waiting.popleft().result()
    across.sweep(threads)
    return across


def rows_of(table: pa.Table, group: Group) -> Ints:
    """Rows of the group's steps, ascending."""
    if not table.num_rows:
        return np.zeros(0, dtype=np.int64)
    cells, flags = _steps(table, group)
    found = np.empty(len(cells) + 1, dtype=np.int64)
    return found[: chosen(cells, flags, found)]


def put_codes_of(table: pa.Table, group: Group, codes: Codes, found: Codes) -> None:
    """Puts codes of the group's events into the rows of a table."""
    put_codes(*_steps(table, group), codes, found)


def _steps(table: pa.Table, group: Group) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    """Numbers of steps by row, and of each whether it is one of the group's."""
    words, cells = dictionary(table, "step")
    return cells, np.array([*(int(name in group.steps) for name in words), 0], dtype=np.uint8)


def _columns(groups: Sequence[Group], compared: Collection[Compared], present: Sequence[str]) -> list[str]:
    wanted = {"file", "step", "segment", *_TIMES, *(f"text.{one.field}" for one in compared)}
    for group in groups:
        if group.kind == "officer":
            wanted |= set(_OFFICERS)
        else:
            wanted |= {f"{kind}.{group.kind}" for kind in ("text", *_OTHER_KINDS)} | {
                f"precision.{group.kind}"
            }
    return [name for name in present if name in wanted]


def _add(across: Across, source: Source) -> None:
    """Puts in the events of a piece."""
    table = source.events_there(_columns(across.groups, across.compared.values(), source.present))
    files, times = numbers(table, "file", np.int32), numbers(table, "at")
    ends = numbers(table, "until") if "until" in table.column_names else times[:0]
    precisions = numbers(table, "precision", np.int8, 0)
    end_precisions = numbers(table, "until_precision", np.int8, 0) if len(ends) else precisions
    for column in (files, times, ends, precisions, end_precisions):
        column.flags.writeable = False  # all of one kind for the compiled loops
    columns: dict[str, Ints] = {}
    for number, group in enumerate(across.groups):
        rows = rows_of(table, group)
        if not len(rows):
            continue
        of, keys = _keys(source, table, group.kind, rows, columns)
        keys = _held_apart(source, table, rows[of], keys)
        codes, own = np.empty(len(rows), dtype=np.uint8), np.empty(len(keys), dtype=np.int64)
        words = np.empty((len(keys), WORDS), dtype=np.int64)
        known = intervals_in(
            rows, of, keys, times, ends, precisions, end_precisions,
            files, source.piece.first_file, source.piece.skip, across.latest, codes, own, words,
        )  # fmt: skip
        values = _compared(source, table, across.compared.get(number), rows, columns)
        across.add(key_of(source), number, codes, own[:known], words[:known], values)


def _compared(
    source: Source, table: pa.Table, what: Compared | None, rows: Ints, columns: dict[str, Ints]
) -> Ints | None:
    """What is compared of some rows, as texts; NULL where it is empty, or may be something else than a text."""
    if what is None:
        return None
    if any(f"{kind}.{what.field}" in source.present for kind in _OTHER_KINDS) or not table.num_rows:
        return np.full(len(rows), at.NULL, dtype=np.int64)
    found = _texts(table, f"text.{what.field}", columns)
    found = found[rows] if len(found) else np.full(len(rows), at.NULL, dtype=np.int64)
    found[found == text_code("")] = at.NULL
    return found


def _held_apart(source: Source, table: pa.Table, rows: Ints, keys: Ints) -> Ints:
    """Keys of rows so that those of two districts do not meet: a room of one is not the other's of the same name."""
    if isinstance(source, GroupSource):
        return keys ^ source.district if source.district else keys
    if not len(source.districts):
        return keys
    return keys ^ source.districts[numbers(table, "segment", np.int32)[rows]]


def _texts(table: pa.Table, name: str, columns: dict[str, Ints]) -> Ints:
    """A column of texts; each is looked up once."""
    if name not in columns:
        columns[name] = texts(table, name)
    return columns[name]


def _keys(
    source: Source, table: pa.Table, kind: str, rows: Ints, columns: dict[str, Ints]
) -> tuple[Ints, Ints]:
    """Each key of the rows: the place of the row among them, and the key."""
    of, keys = np.empty((2, 2 * len(rows)), dtype=np.int64)
    if kind == "officer":
        if "officer_1" not in table.column_names:
            return of[:0], keys[:0]
        first, second = (_texts(table, name, columns) for name in ("officer_1", "officer_2"))
        number = keys_in(rows, first, second, at.NULL, of, keys)
        return _more_keys(table, rows, first, second, of[:number], keys[:number])
    number = 0
    if f"text.{kind}" in table.column_names:
        first = _texts(table, f"text.{kind}", columns)
        number = keys_in(rows, first, first[:0], text_code(""), of, keys)
    found_of, found = [of[:number]], [keys[:number]]
    for value_kind in _OTHER_KINDS:
        name = f"{value_kind}.{kind}"
        if name in table.column_names:
            cells = whole(table, name).take(pa.array(rows))
            written = _as_text(source, table, name, cells, rows)
            found_of.append(np.flatnonzero(np.asarray(pc.is_valid(cells))))
            found.append(np.array([text_code(text) for text in written], dtype=np.int64))
    return np.concatenate(found_of), np.concatenate(found)


def _as_text(source: Source, table: pa.Table, name: str, cells: pa.Array, rows: Ints) -> list[str]:
    """What stands in some cells as text, as the reference would write it."""
    values = cells.drop_null().to_pylist()
    if not name.startswith("moment."):
        return [str(value) for value in values]
    there = rows[np.asarray(pc.is_valid(cells))]
    precisions = numbers(table, name.replace("moment.", "precision."), np.int8, 0)[there].tolist()
    return [str(one) for one in Moments(source.zone).of(values, precisions)]


def _more_keys(
    table: pa.Table, rows: Ints, first: Ints, second: Ints, of: Ints, keys: Ints
) -> tuple[Ints, Ints]:
    """The keys of officers after the second, behind those of the first two."""
    starts, more = more_officers(table)
    if not len(starts):
        return of, keys
    found_of, found = [of], [keys]
    for place in np.flatnonzero(starts[rows] < starts[rows + 1]).tolist():
        row = rows[place]
        others = set(more[2 * starts[row] : 2 * starts[row + 1] : 2].tolist())
        others -= {int(first[row]), int(second[row])}
        found_of.append(np.full(len(others), place, dtype=np.int64))
        found.append(np.array(sorted(others), dtype=np.int64))
    return np.concatenate(found_of), np.concatenate(found)
