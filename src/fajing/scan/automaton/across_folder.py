"""What the events of a data folder say to `apart`: all pieces are read once before any is judged.

In: what stands in a folder. Out: `Across`, swept. Only the trigger steps of norms with `apart` are looked at, and of
them time, officers, room and device.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fajing.core.moments import Moment
from fajing.ledger.segments.decode import Moments
from fajing.ledger.segments.merge import Standing
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.across import Across
from fajing.scan.automaton.pieces import Source, pieces_of
from fajing.scan.automaton.tables import _array, _bytes, _coded, _ints, _more_officers, _texts
from fajing.scan.plan.across import Group
from fajing.scan.plan.memory import text_code

Ints = NDArray[np.int64]
_TIMES = ("at", "precision", "until", "until_precision")
_OFFICERS = ("officer_1", "officer_2", "officers_more")
_KINDS = ("text", "int", "bool", "decimal", "moment")


def key_of(source: Source) -> tuple[int, int]:
    """Tells a piece of a folder from the others."""
    return source.piece.segment, source.piece.group


def across_folder(standing: Standing, groups: Sequence[Group], as_of: Moment, threads: int = 2) -> Across:
    """Holds the events of some groups against each other; whoever asks closes what comes out.

    Args:
        standing: What stands.
        groups: What is held against each other.
        as_of: The moment up to which the record is read.
        threads: How many pieces are read at once.
    """
    about = sum(segment.manifest.events for segment in standing.segments)
    across = Across(groups, standing.segments[0].zone, as_of, about)
    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for source in pieces_of(standing):
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
    return np.flatnonzero(_coded(table, "step", lambda name: int(name in group.steps), 0))


def _columns(groups: Sequence[Group], present: Sequence[str]) -> list[str]:
    wanted = {"file", "step", *_TIMES}
    for group in groups:
        if group.kind == "officer":
            wanted |= set(_OFFICERS)
        else:
            wanted |= {f"{kind}.{group.kind}" for kind in _KINDS} | {f"precision.{group.kind}"}
    return [name for name in present if name in wanted]


def _add(across: Across, source: Source) -> None:
    """Puts in the events of a piece."""
    steps = source.events(["step"])
    found = [(number, group, rows_of(steps, group)) for number, group in enumerate(across.groups)]
    found = [one for one in found if len(one[2])]
    if not found:
        return
    table = source.events(_columns(across.groups, source.present))
    files = np.asarray(_array(table, "file")) - source.piece.first_file
    begins = _ints(table, "at")
    there = (begins <= across.latest) & (source.piece.skip[files] == 0)
    ends = _ints(table, "until") if "until" in table.column_names else np.full(len(begins), at.NULL)
    whole = _bytes(table, "precision") == 0
    uncertain = (ends == at.NULL) | whole
    if "until" in table.column_names:
        uncertain |= _bytes(table, "until_precision") == 0
    for number, group, rows in found:
        of, keys = _keys(source, table, group.kind, rows)
        codes = np.where(uncertain[rows], at.APART_NO_END, at.APART_MET).astype(np.uint8)
        keyed = np.zeros(len(rows), dtype=bool)
        keyed[of] = True
        codes[~keyed] = at.APART_NO_KEY
        kept = there[rows[of]]
        of, keys = of[kept], keys[kept]
        own = rows[of]
        words = np.stack([keys, begins[own], ends[own], uncertain[own].astype(np.int64)], axis=1)
        across.add(key_of(source), number, codes, of, words)


def _keys(source: Source, table: pa.Table, kind: str, rows: Ints) -> tuple[Ints, Ints]:
    """Each key of the rows: the place of the row among them, and the key."""
    places = np.arange(len(rows))
    if kind == "officer":
        return _officers(table, rows, places)
    found, keys = [places[:0]], [rows[:0]]
    for value_kind in _KINDS:
        name = f"{value_kind}.{kind}"
        if name not in table.column_names:
            continue
        if value_kind == "text":
            codes = _texts(table, name)[rows]
            there = (codes != at.NULL) & (codes != text_code(""))
            found.append(places[there])
            keys.append(codes[there])
            continue
        cells = _array(table, name).take(pa.array(rows))
        there = np.asarray(pc.is_valid(cells))
        texts = _as_text(source, table, name, cells, rows)
        found.append(places[there])
        keys.append(np.array([text_code(text) for text in texts], dtype=np.int64))
    return np.concatenate(found), np.concatenate(keys)


def _as_text(source: Source, table: pa.Table, name: str, cells: pa.Array, rows: Ints) -> list[str]:
    """What stands in some cells as text, as the reference would write it."""
    values = cells.drop_null().to_pylist()
    if not name.startswith("moment."):
        return [str(value) for value in values]
    there = rows[np.asarray(pc.is_valid(cells))]
    precisions = _bytes(table, name.replace("moment.", "precision."))[there].tolist()
    return [str(one) for one in Moments(source.zone).of(values, precisions)]


def _officers(table: pa.Table, rows: Ints, places: Ints) -> tuple[Ints, Ints]:
    if "officer_1" not in table.column_names:
        return places[:0], rows[:0]
    first, second = _texts(table, "officer_1")[rows], _texts(table, "officer_2")[rows]
    one, two = first != at.NULL, (second != at.NULL) & (second != first)
    found, keys = [places[one], places[two]], [first[one], second[two]]
    starts, more = _more_officers(table)
    if len(starts):
        for place in np.flatnonzero(starts[rows] < starts[rows + 1]).tolist():
            row = rows[place]
            others = set(more[2 * starts[row] : 2 * starts[row + 1] : 2].tolist())
            others -= {int(first[place]), int(second[place])}
            found.append(np.full(len(others), place, dtype=np.int64))
            keys.append(np.array(sorted(others), dtype=np.int64))
    return np.concatenate(found), np.concatenate(keys)
