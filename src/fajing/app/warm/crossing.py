"""Norms that look across files, in a check of what changed: judged where an interval changed, or else in full.

In: the files that were judged again. Out: the state of the last check, its counts, rows, and intervals brought up to
date for the norms that look across files and those that rest on them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from fajing.app.grouping import roots_as_linked
from fajing.app.warm.across import Affected, Again
from fajing.app.warm.duties import PartWriter, write_replaced
from fajing.app.warm.intervals import TooMany
from fajing.app.warm.keeper import Keeper
from fajing.app.warm.names import Ints, Names
from fajing.app.warm.reading import Pair, Reader, unit_by_name, unit_by_node
from fajing.app.warm.recorder import Law, Recorder, counts_of
from fajing.app.warm.state import Counts, State
from fajing.app.warm.units import Units
from fajing.ledger.segments import merge
from fajing.scan.automaton.pieces import MergedSource
from fajing.scan.automaton.segments import Judge, judge_folder

_MOST_HELD = 250_000
_TOO_MANY = (
    "牵涉的案卷太多，跨案卷的规则全部重判",
    "norms across files judged in full: too many files are concerned",
)
_NOT_KEPT = (
    "上次没有留下跨案卷的时段，跨案卷的规则全部重判",
    "norms across files judged in full: no intervals were kept",
)


class Crossing:
    """The norms across files in one check.

    Args:
        law: The law.
        names: Names of all segments.
        units: The units there are now.
        state: Of the last check; brought up to date.
        folder: Where parts are kept.
        reader: Reads units.
        wanted: Units that are judged again by themselves.
    """

    def __init__(
        self,
        law: Law,
        names: Names,
        units: Units,
        state: State,
        folder: Path,
        reader: Reader,
        wanted: Ints,
    ) -> None:
        self.law, self.names, self.units, self.state, self.folder = law, names, units, state, folder
        self.reader, self.wanted = reader, wanted
        self.norms = law.across()
        self.in_full = ("", "")
        if state.intervals is None:
            self.in_full = _NOT_KEPT
        elif len(wanted) > _MOST_HELD:
            self.in_full = _TOO_MANY
        self._pairs: list[Pair] = []

    def read(self, pair: Pair) -> None:
        """Takes files that were judged again."""
        if self.norms and not self.in_full[0]:
            self._pairs.append(pair)

    def judged(self, number: int) -> tuple[Counter[str], tuple[str, str]]:
        """Brings the state up to date.

        Args:
            number: Of the new part.

        Returns:
            Files that the reference judged, by norm, and why all was judged, if it was.
        """
        if not self.norms:
            return Counter(), ("", "")
        if not self.in_full[0]:
            try:
                return self._changed(number), ("", "")
            except TooMany:
                self.in_full = _TOO_MANY
        self._pairs.clear()
        return self._all(number), self.in_full

    def _changed(self, number: int) -> Counter[str]:
        state, law, reader = self.state, self.law, self.reader
        assert state.intervals is not None
        affected = Affected(
            lambda: (law.judge("across", reader.then), law.judge("across", reader.as_of)),
            law.lawbook.zone,
            self.units,
            reader.pairs,
            state.intervals,
            state.sizes[0],
        )
        again = affected.again(self.wanted, self._pairs)
        self._take(again, number)
        intervals = state.intervals
        if again.words.shape[1] or len(self.wanted):
            intervals.add(f"intervals-{number:06d}.npy", again.words, self.wanted)
        if intervals.is_long():
            intervals.joined(f"intervals-{number:06d}-all.npy", self.units)
        return Counter(again.now[0].totals.by_reference)

    def _take(self, again: Again, number: int) -> None:
        """Takes back what was counted of the files, and counts them as they are now."""
        state, law = self.state, self.law
        (old, was_found), (new, is_found) = again.before, again.now
        part = PartWriter(self.folder / f"across-{number:06d}.parquet", number)
        gone = Recorder(law.tables(old), self.norms)
        come = Recorder(law.tables(new), self.norms, (None, part), unit_by_node(self.units))
        for recorder, found in ((gone, was_found), (come, is_found)):
            for one in found:
                recorder(one)
        settle(state, (old, gone), (new, come), self.norms)
        state.wait(np.ones(len(state.waiting), bool), *come.waiting())
        if again.replaced:
            name = f"replaced-across-{number:06d}.parquet"
            write_replaced(self.folder / name, again.replaced)
            state.across_replaced[name] = number
        if part.close():
            state.across.append(part.path.name)
        state.rows += part.rows

    def _all(self, number: int) -> Counter[str]:
        """Judges them again in full: any event may overlap one of any file."""
        state, law, as_of = self.state, self.law, self.reader.as_of
        standing = merge.Standing(self.reader.segments, roots_as_linked(law.lawbook, as_of))
        components: dict[int, list[int]] = {}
        for one, unit in zip(self.units.nodes.tolist(), self.units.units.tolist(), strict=True):
            components.setdefault(unit, []).append(one)
        standing.components = [components[unit] for unit in sorted(components)]
        keeper = Keeper(self.folder, f"intervals-{number:06d}.npy")
        judge = law.judge("across", as_of, keeper)
        part = PartWriter(self.folder / f"across-{number:06d}.parquet", number)
        unit_of = unit_by_name(self.units, self.names, len(self.reader.segments))
        recorder = Recorder(law.tables(judge), self.norms, (None, part), unit_of, keeper)
        totals = judge_folder(
            standing,
            law.lawbook,
            norms=judge.norms,
            as_of=as_of,
            threads=law.threads,
            sink=recorder,
            judge=judge,
        )
        for rule in [rule for rule in state.counts if rule[0] in self.norms]:
            del state.counts[rule]
        _add(state.counts, {rule: one for rule, one in counts_of(totals).items() if rule[0] in self.norms}, 1)
        for key in [key for key in state.missing if key[0] in self.norms]:
            del state.missing[key]
        state.missing.update({key: one for key, one in recorder.missing.items() if key[0] in self.norms})
        state.wait(np.ones(len(state.waiting), bool), *recorder.waiting())
        state.across, state.across_replaced = [part.path.name] if part.close() else [], {}
        state.rows += part.rows
        state.intervals = keeper.kept()
        return Counter(totals.by_reference)


def judge_files(judge: Judge, recorder: Recorder, source: MergedSource | None) -> None:
    """Judges some files by norms within files."""
    if source is not None:
        recorder(judge.piece(source))


def settle(
    state: State,
    before: tuple[Judge, Recorder],
    now: tuple[Judge, Recorder],
    norms: Iterable[str] | None = None,
) -> None:
    """Takes back what was counted of files, and counts them as they are now.

    Args:
        state: Brought up to date.
        before: What judged them as they stood, and what it told.
        now: The same as they stand.
        norms: Only these.
    """
    only = None if norms is None else set(norms)
    for sign, (judge, recorder) in ((-1, before), (1, now)):
        counts = counts_of(judge.totals)
        _add(
            state.counts, {rule: one for rule, one in counts.items() if only is None or rule[0] in only}, sign
        )
        for key, number in recorder.missing.items():
            if only is None or key[0] in only:
                state.missing[key] += sign * number


def _add(counts: Counts, more: Mapping[tuple[str, str], Any], sign: int) -> None:
    for rule, numbers in more.items():
        counts[rule] = counts[rule] + sign * numbers if rule in counts else sign * numbers
