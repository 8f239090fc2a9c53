"""Duties across files that only the reference can judge: those whose condition compares an event with another file's.

In: which duties were put off, and the swept intervals. Out: what was found, piece by piece. Of the other files only the
events that overlap are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fajing.core.events import Event, Matter
from fajing.lawbook.duty_spec import Form
from fajing.lawbook.model import Norm
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.across import Across
from fajing.scan.automaton.across_folder import key_of, rows_of
from fajing.scan.automaton.found import Found, FoundUnread
from fajing.scan.automaton.pieces import Pieces, Source
from fajing.scan.automaton.row_places import Places
from fajing.scan.duty import Outcome
from fajing.scan.file_view import order
from fajing.scan.plan.across import Group, group_of

if TYPE_CHECKING:
    from fajing.scan.automaton.segments import Judge

Ints = NDArray[np.int64]
PieceKey = tuple[int, int]
_MET_ANOTHER = np.array(
    [at.APART_OVERLAPS, at.APART_UNCERTAIN, at.APART_SURELY_OVERLAPS, at.APART_SURELY_UNCERTAIN], np.uint8
)
"""Those of which a condition was looked at too: a norm is left in a file with all its triggers."""
_AT_ONCE = 100_000
"""Pairs whose other events are in memory at once, about."""


@dataclass(slots=True)
class Deferred:
    """Duties of a norm in a file.

    Attributes:
        piece: Where the file stands.
        file: Its number in the piece.
        norm: Id of the norm.
        triggers: Numbers of its triggers that meet another event.
        others: Numbers of the events that they meet.
    """

    piece: PieceKey
    file: int
    norm: str
    triggers: Ints
    others: Ints


def crossing_of(norms: Sequence[Norm], groups: Sequence[Group]) -> dict[str, set[int]]:
    """Norms that look across files, and the numbers of their groups."""
    found = {}
    for norm in norms:
        own = {group_of(norm, version) for version in norm.versions if version.duty.form is Form.APART}
        numbers = {groups.index(group) for group in own if group in groups}
        if numbers:
            found[norm.id] = numbers
    return found


def defer(
    source: Source, across: Across, crossing: dict[str, set[int]], by_file: dict[int, set[str]]
) -> list[Deferred]:
    """Takes out of what is left to the reference in a piece what needs other files at hand.

    Args:
        source: The piece.
        across: What is known across files.
        crossing: Norms that look across files, and their groups.
        by_file: Norms that are left, by file; grows shorter.
    """
    if not any(norms & crossing.keys() for norms in by_file.values()):
        return []
    key, table = key_of(source), source.events(["file", "step"])
    of_file = np.asarray(table.column("file")) - source.piece.first_file
    places = {}
    for group in set().union(*crossing.values()):
        base, number = across.place(key, group)
        if number:
            places[group] = base, of_file[rows_of(table, across.groups[group])]
    found = []
    for file, norms in list(by_file.items()):
        for norm in sorted(norms & crossing.keys()):
            triggers: list[int] = []
            for group in crossing[norm] & places.keys():
                base, files = places[group]
                low, high = np.searchsorted(files, (file, file + 1))
                codes = across.codes[base + low : base + high]
                met = np.isin(codes, _MET_ANOTHER)
                triggers += (base + low + np.flatnonzero(met)).tolist()
            if triggers:
                norms.remove(norm)
                numbers = np.array(sorted(triggers), dtype=np.int64)
                found.append(Deferred(key, file, norm, numbers, numbers[:0]))
        if not norms:
            del by_file[file]
    return found


def judge_deferred(judge: Judge, pieces: Pieces, deferred: Sequence[Deferred]) -> Iterator[Found]:
    """Judges what was put off.

    Args:
        judge: By which.
        pieces: All there are.
        deferred: The duties; in order of their pieces.
    """
    across = judge.across
    if across is None or not deferred:
        return
    pairs = across.others(np.unique(np.concatenate([one.triggers for one in deferred])))
    batch: list[Deferred] = []
    held = 0
    for one in sorted(deferred, key=lambda one: (one.piece, one.file)):
        others = [pairs[slice(*np.searchsorted(pairs[:, 0], (n, n + 1))), 1] for n in one.triggers.tolist()]
        batch.append(replace(one, others=np.unique(np.concatenate(others))))
        held += len(batch[-1].others)
        if held > _AT_ONCE:
            yield from _judge(judge, pieces, batch)
            batch, held = [], 0
    if batch:
        yield from _judge(judge, pieces, batch)


def _judge(judge: Judge, pieces: Pieces, batch: list[Deferred]) -> Iterator[Found]:
    fields = judge.fields_of({one.norm for one in batch})
    events = _events(judge, pieces, np.unique(np.concatenate([one.others for one in batch])), fields)
    by_piece: dict[PieceKey, dict[int, list[Deferred]]] = {}
    for one in batch:
        by_piece.setdefault(one.piece, {}).setdefault(one.file, []).append(one)
    for source in _sources(pieces, set(by_piece)):
        by_file = by_piece[key_of(source)]
        places = Places(source, by_file)
        rows, duties = [], []
        for file_id, matters in source.read(set(by_file), fields):
            number = places.files[file_id]
            wanted = {one.norm for one in by_file[number]}
            norms = [norm for norm in judge.norms if norm.id in wanted]
            others = {
                one.norm: _as_here([events[n] for n in one.others.tolist()], matters)
                for one in by_file[number]
            }
            for duty in judge._by_reference(file_id, matters, norms, others):
                row = judge._row(duty, number, places)
                if duty.outcome is not Outcome.MET:
                    rows.append(row)
                    duties.append(duty)
            judge.totals.by_reference.update(norm.id for norm in norms)
        if rows:
            pending = np.full(source.piece.files, 2**62, dtype=np.int64)
            yield FoundUnread(source, np.array(rows), pending, duties, judge.plan)


def _as_here(others: list[Event], matters: Sequence[Matter]) -> list[Event]:
    """Other events in order; those of the file itself as the very objects that are judged."""
    own = {(event.matter, event.id): event for matter in matters for event in matter.events}
    return sorted((own.get((event.matter, event.id), event) for event in others), key=order)


def _sources(pieces: Pieces, keys: set[PieceKey]) -> Iterator[Source]:
    """Some pieces; files that are put together from several segments are only put together if they are wanted."""
    left = set(keys)
    there = iter(pieces)
    while left:
        source = next(there)
        if key_of(source) in left:
            left.remove(key_of(source))
            yield source


def _events(judge: Judge, pieces: Pieces, numbers: Ints, fields: frozenset[str]) -> dict[int, Event]:
    """Some events as objects, by number."""
    across = judge.across
    assert across is not None
    wanted: dict[PieceKey, list[tuple[int, Ints]]] = {}
    for piece, group, own in across.pieces_with(numbers):
        wanted.setdefault(piece, []).append((group, own))  # type: ignore[arg-type]
    found: dict[int, Event] = {}
    for source in _sources(pieces, set(wanted)):
        table = source.events(["file", "step", "id"])
        ids: list[str] = table.column("id").to_pylist()
        of_file = np.asarray(table.column("file")) - source.piece.first_file
        by_place: dict[tuple[int, str], list[int]] = {}
        for group, own in wanted[key_of(source)]:
            base, _ = across.place(key_of(source), group)
            rows = rows_of(table, across.groups[group])[own - base]
            for number, row in zip(own.tolist(), rows.tolist(), strict=True):
                by_place.setdefault((int(of_file[row]), ids[row]), []).append(number)
        ids_of_files = {file_id: number for number, file_id in enumerate(source.file_ids)}
        for file_id, matters in source.read({file for file, _ in by_place}, fields):
            for matter in matters:
                for event in matter.events:
                    for number in by_place.get((ids_of_files[file_id], event.id), ()):
                        found[number] = event
    return found
