"""Norms that look across files, judged again only where an interval of an officer, room or device changed.

In: the files that were judged again, as they stood and as they stand; the intervals of all files. Out: what was
found of them and of all that an interval which came, went or was corrected may meet. They are held against what is
kept of the other files; of those only such are read whose events the reference has to see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from fajing.app.warm.intervals import BEGIN, END, KEY, OWNER, Intervals, TooMany
from fajing.app.warm.names import Ints
from fajing.app.warm.reading import Pair
from fajing.app.warm.units import Units
from fajing.core.moments import Zone
from fajing.scan.automaton import across as words_of
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.across import Across
from fajing.scan.automaton.across_folder import _add, key_of, rows_of
from fajing.scan.automaton.found import Found
from fajing.scan.automaton.pieces import MergedSource, Pieces
from fajing.scan.automaton.segments import Judge

_KEPT = ("kept",)
_FEW = 5_000
_SHARE = 4


@dataclass(slots=True)
class Again:
    """What was judged again.

    Attributes:
        units: Ascending.
        before: Judge and what it found of them as they stood.
        now: The same as they stand.
        replaced: Ids of their files as they stood.
        words: Their intervals now, of those that were judged again for other reasons too.
    """

    units: Ints
    before: tuple[Judge, list[Found]]
    now: tuple[Judge, list[Found]]
    replaced: list[str]
    words: Ints


class Affected:
    """Finds out what has to be judged again, and does it.

    Args:
        judges: Gives two fresh judges, for the moment of the last check and for now.
        zone: Civil time.
        units: The units there are now.
        read: Reads some units.
        intervals: Those of all files at the last check.
        files: How many files there are, about.
    """

    def __init__(
        self,
        judges: Callable[[], tuple[Judge, Judge]],
        zone: Zone,
        units: Units,
        read: Callable[[Ints], Iterable[Pair]],
        intervals: Intervals,
        files: int,
    ) -> None:
        self.judges, self.zone, self.units, self.read = judges, zone, units, read
        self.intervals = intervals
        self.most = max(_FEW, files // _SHARE)

    def again(self, wanted: Ints, pairs: Sequence[Pair]) -> Again:
        """Judges what changed and what meets it.

        Args:
            wanted: Units that may have changed by themselves, ascending.
            pairs: Their files.

        Raises:
            TooMany: It would be dearer than to judge everything.
            ValueError: The intervals are damaged.
        """
        sides = [_Side(judge, self.zone, self.units) for judge in self.judges()]
        _add_pairs(sides, pairs)
        before, now = (side.intervals(self.intervals) for side in sides)
        met = self.intervals.near(_changed(before, now), self.units, wanted)
        units = np.unique(self.units.unit_of(met[OWNER][(met[OWNER] & 1) == 0] >> 1))
        self._allow(len(wanted) + len(units))
        pairs = [*pairs, *self.read(units)]
        own = np.union1d(wanted, units)
        seen = units[:0]
        while True:
            found, missed = self._attempt(pairs, list(self.read(seen)) if len(seen) else [], own, seen)
            if not len(missed):
                replaced = [one for old, _ in pairs if old is not None for one in old.file_ids]
                return Again(own, found[0], found[1], replaced, now[:4])
            seen = np.union1d(seen, missed)
            self._allow(len(own) + len(seen))

    def _allow(self, number: int) -> None:
        if number > self.most:
            raise TooMany(f"{number}")

    def _attempt(
        self, pairs: Sequence[Pair], others: Sequence[Pair], own: Ints, seen: Ints
    ) -> tuple[list[tuple[Judge, list[Found]]], Ints]:
        """What is found with some other files at hand, or the units of further files that the reference must see."""
        sides = [_Side(judge, self.zone, self.units) for judge in self.judges()]
        _add_pairs(sides, pairs)
        asked = np.concatenate([side.intervals(self.intervals)[:4] for side in sides], axis=1)
        judged = [len(side.sources) for side in sides]
        _add_pairs(sides, others)
        near = self.intervals.near(asked, self.units, np.union1d(own, seen))
        for side in sides:
            side.keep(near, self.intervals)
        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(_Side.judged, sides, judged))
        units = np.unique(np.concatenate([side.missed(near) for side in sides]))
        if not len(units):
            for side, of_side in zip(sides, found, strict=True):
                of_side += side.rest()
        return [(side.judge, of_side) for side, of_side in zip(sides, found, strict=True)], units


def _add_pairs(sides: Sequence[_Side], pairs: Sequence[Pair]) -> None:
    def add(place: int) -> None:
        for pair in pairs:
            source = pair[place]
            if source is not None:
                sides[place].add(source)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(add, range(len(sides))))


class _Side:
    """Files at one moment: that of the last check, or now.

    Args:
        judge: Judges by the norms across files, at that moment.
        zone: Civil time.
        units: The units there are now.
    """

    def __init__(self, judge: Judge, zone: Zone, units: Units) -> None:
        assert judge.as_of is not None
        self.judge, self.zone, self.units = judge, zone, units
        self.across = Across(judge.plan.across, zone, judge.as_of)
        self.sources: list[MergedSource] = []
        self._first = 0

    def add(self, source: MergedSource) -> None:
        """Takes some files."""
        number = len(self.sources)
        piece = source.piece
        if piece.group != number:
            source = MergedSource(
                source.group, replace(piece, group=number), source.moments, source.districts
            )
        self.sources.append(source)
        _add(self.across, source)

    def intervals(self, order: Intervals) -> Ints:
        """All intervals so far as those that are kept, and of each the segment of its event."""
        groups = self.across.groups
        owners: dict[int, tuple[Ints, Ints]] = {}
        for source in self.sources:
            table = source.events(["step", "matter", "segment"])
            nodes = self.units.unit_of(np.asarray(source.group.matters.column("node")))
            of_matter, segments = (np.asarray(table.column(name)) for name in ("matter", "segment"))
            for number, group in enumerate(groups):
                base, count = self.across.place(key_of(source), number)
                if count:
                    rows = rows_of(table, group)
                    owners[base] = nodes[of_matter[rows]], segments[rows].astype(np.int64)
        own = [owners[base] for base in sorted(owners)]
        none = np.zeros(0, np.int64)
        nodes, segments = (np.concatenate([none, *(one[place] for one in own)]) for place in (0, 1))
        rows = np.concatenate(list(self.across.intervals()))
        events = rows[:, words_of.EVENT] >> 1
        return np.stack(
            [
                order.in_order(rows[:, words_of.KEY]),
                rows[:, words_of.BEGIN],
                rows[:, words_of.END],
                nodes[events] << 1 | rows[:, words_of.EVENT] & 1,
                segments[events],
            ]
        )

    def keep(self, near: Ints, order: Intervals) -> None:
        """Adds the intervals of files that are not at hand, and sweeps."""
        number = near.shape[1]
        # The keys are those of their groups already; that of the first group leaves them as they are.
        words = [order.keys_of(near[KEY]), near[BEGIN], near[END], near[OWNER] & 1]
        if number:
            codes = np.full(number, at.APART_MET, np.uint8)
            self.across.add(_KEPT, 0, codes, np.arange(number), np.stack(words, axis=1))
        self.across.sweep()

    def judged(self, number: int) -> list[Found]:
        """What is found of the first files."""
        self.judge.across = self.across
        return [self.judge.piece(source) for source in self.sources[:number]]

    def missed(self, near: Ints) -> Ints:
        """Units of files that are not at hand, whose events the reference has to see."""
        deferred = self.judge._deferred
        base, number = self.across.place(_KEPT, 0)
        if not deferred or not number:
            return np.zeros(0, np.int64)
        triggers = np.unique(np.concatenate([one.triggers for one in deferred]))
        others = self.across.others(triggers)[:, 1]
        places = others[(others >= base) & (others < base + number)] - base
        return np.unique(self.units.unit_of(near[OWNER][places] >> 1))

    def rest(self) -> list[Found]:
        """What was put off until all was at hand; after that the judge has counted everything."""
        found = list(self.judge.rest(Pieces.given(self.sources)))
        self.judge.finish()
        return found


def _changed(before: Ints, now: Ints) -> Ints:
    """Intervals that came, went or are of a corrected event."""
    rows = np.concatenate((before, now), axis=1)
    rows[OWNER] &= 1  # whose they are makes no difference to others
    signs = np.concatenate((np.full(before.shape[1], -1), np.ones(now.shape[1], np.int64)))
    if not len(signs):
        return rows[:4]
    order = np.lexsort(rows)
    rows, signs = rows[:, order], signs[order]
    first = np.ones(len(signs), bool)
    first[1:] = (rows[:, 1:] != rows[:, :-1]).any(axis=0)
    sums = np.add.reduceat(signs, np.flatnonzero(first))
    return rows[:4, np.flatnonzero(first)[sums != 0]]
