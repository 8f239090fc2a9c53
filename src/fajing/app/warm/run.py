"""Judges a data folder in full, or only what can have changed since the last check.

In: segments, a lawbook, a moment, perhaps the state of the last check. Out: the new state; it equals that of a full
check in everything but the order of parts. What was counted of a file is taken back by judging it again as it stood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from fajing.app.duty_table import DutyTables
from fajing.app.grouping import roots_as_linked
from fajing.app.warm.duties import PartWriter, Standing, write_replaced
from fajing.app.warm.names import Ints, Names, name_hashes
from fajing.app.warm.recorder import Law, Recorder, counts_of
from fajing.app.warm.state import Counts, State
from fajing.app.warm.units import Units
from fajing.core.moments import Moment
from fajing.ledger.segments import merge
from fajing.ledger.segments.components import node
from fajing.ledger.segments.decode import Moments
from fajing.ledger.segments.reader import Segment
from fajing.scan.automaton.pieces import MERGED, MergedSource, Piece, Source
from fajing.scan.automaton.segments import Judge, Totals, judge_folder

Progress = Callable[[str, int], None]
_AT_ONCE = 50_000  # nodes that are put together anew at once
_SPARE_ROWS = 1_000_000


# ---------------------------------------------------------------- all of it
def check_all(
    law: Law,
    segments: Sequence[Segment],
    names: Names,
    as_of: Moment,
    state: State,
    folder: Path,
    told: Progress,
) -> Totals:
    """Judges everything; `state` is filled."""
    standing = merge.Standing(segments, roots_as_linked(law.lawbook, as_of))
    state.units = Units.of(standing.components)
    number = state.next_part
    parts = (
        PartWriter(folder / f"part-{number:06d}.parquet", number),
        PartWriter(folder / f"across-{number:06d}.parquet", number),
    )
    judge = law.judge("all", as_of)

    def unit_of(source: Source) -> Ints:
        if not isinstance(source, MergedSource):
            first = node(source.piece.segment, source.piece.first_file)
            return first + np.arange(source.piece.files, dtype=np.int64)
        matters = source.group.matters
        _, firsts = np.unique(np.asarray(matters.column("file")), return_index=True)
        ids = matters.column("id").combine_chunks().take(pa.array(firsts))
        places, nodes = names.find(name_hashes(ids), len(segments))
        units = np.zeros(len(firsts), np.int64)
        units[places[::-1]] = nodes[::-1]
        return state.units.unit_of(units)

    across = law.across()
    recorder = Recorder(DutyTables(judge.plan, law.lawbook), across, parts, unit_of)
    totals = _judge_all(law, folder)(
        standing,
        law.lawbook,
        norms=law.norms,
        as_of=as_of,
        threads=law.threads,
        sink=recorder,
        progress=lambda events: told("events", events),
        judge=judge,
    )
    state.parts, state.across = ([part.path.name] if part.close() else [] for part in parts)
    if not state.parts:
        state.parts = [_no_rows(folder, number)]
    state.rows, state.next_part, state.replaced = parts[0].rows, number + 1, {}
    state.counts, state.missing = counts_of(totals), recorder.missing
    instants, units = recorder.waiting()
    state.wait(np.zeros(len(state.waiting), bool), instants, units)
    sizes = recorder.merged + _standing_alone(standing)
    state.sizes = (int(sizes[0]), int(sizes[1]), int(sizes[2]))
    return totals


def _judge_all(law: Law, folder: Path) -> Callable[..., Totals]:
    """What judges everything: this process, or Spark."""
    if law.master is None:
        return judge_folder
    from fajing.scan.spark.driver import judge_folder_on_spark

    return partial(judge_folder_on_spark, master=law.master, scratch=folder)


def _no_rows(folder: Path, number: int) -> str:
    from fajing.app.warm.duties import write_empty

    name = f"part-{number:06d}.parquet"
    write_empty(folder / name)
    return name


def _standing_alone(standing: merge.Standing) -> Any:
    """Files, matters and events of the files that stand as they were written."""
    found = np.zeros(3, np.int64)
    for number, segment in enumerate(standing.segments):
        about = segment.manifest
        found += (about.files, about.matters, about.events)
        parted = standing.parted(number)
        for group, where in enumerate(about.row_groups):
            own = parted[(parted >= where.first_file) & (parted < where.first_file + where.files)]
            if len(own):
                rows = np.asarray(segment.files(group, ["rows"]).column("rows"))[own - where.first_file]
                of_files = np.asarray(segment.matters(group, ["file"]).column("file"))
                found -= (len(own), int(np.isin(of_files, own).sum()), int(rows.sum()))
    return found


# ---------------------------------------------------------------- what can have changed
@dataclass(frozen=True, slots=True)
class Changed:
    """What was judged again.

    Attributes:
        files: Number of files, as they stand now.
        across: Whether norms across files were judged again in full.
        by_reference: Files that the reference judged, by norm.
    """

    files: int
    across: bool
    by_reference: Counter[str]


def check_changed(
    law: Law,
    segments: Sequence[Segment],
    names: Names,
    as_of: Moment,
    state: State,
    folder: Path,
    told: Progress,
) -> Changed:
    """Judges touched files and those whose time has passed; `state` is brought up to date.

    Args:
        law: The same law as before.
        segments: Those that were judged, and new ones behind them.
        names: Names of all segments.
        as_of: Not earlier than that of the state.
        state: Of the last check.
        folder: Where parts are kept.
        told: Told how many files are through.
    """
    before, then, latest = len(state.segments), state.as_of, law.lawbook.zone.latest(as_of)
    units, touched = state.units.grown(names, before)
    due = units.unit_of(state.due(latest))
    wanted = np.unique(np.concatenate((touched, due)))
    if not len(wanted) and len(segments) == before and latest == state.latest:
        return Changed(0, False, Counter())
    number = state.next_part
    part = PartWriter(folder / f"part-{number:06d}.parquet", number)
    old, new = law.judge("within", then), law.judge("within", as_of)
    gone = Recorder(DutyTables(old.plan, law.lawbook))
    come = Recorder(DutyTables(new.plan, law.lawbook), (), (part, None), _unit_of(units))
    replaced: list[str] = []
    for batch in _batches(units, wanted):
        rows = merge.all_rows(segments, batch.tolist())
        for judge, recorder, moment, tables in (
            (old, gone, then, merge.rows_before(*rows, before)),
            (new, come, as_of, rows),
        ):
            if not tables[0].num_rows:
                continue
            linked = roots_as_linked(law.lawbook, moment)
            group = merge.regrouped(*merge.counting_rows(*tables), linked)
            if judge is old:
                replaced += group.files.column("id").to_pylist()
            source = _merged(group, segments[0].zone, len(recorder.seen))
            judge_folder(
                merge.Standing((), linked),
                law.lawbook,
                as_of=moment,
                threads=1,
                sink=recorder,
                pieces=[source],
                judge=judge,
            )
        told("files", int(come.merged[0]))
    _settle(state, old, new, gone, come)
    kept = ~np.isin(units.unit_of(state.waiting), wanted)
    instants, waiting = come.waiting()
    state.waiting = units.unit_of(state.waiting)
    state.wait(kept, instants, waiting)
    state.units = units
    if replaced:
        name = f"replaced-{number:06d}.parquet"
        write_replaced(folder / name, replaced)
        state.replaced[name] = number
    if part.close():
        state.parts.append(part.path.name)
    state.rows += part.rows
    state.next_part = number + 1
    across = law.across()
    by_reference = Counter(new.totals.by_reference)
    if across:
        by_reference += _across_again(law, segments, units, as_of, state, folder, number)
    if len(state.parts) > 1 and (len(state.parts) > 60 or state.rows > 2 * state.unmet() + _SPARE_ROWS):
        _compact(state, folder)
    return Changed(int(come.merged[0]), bool(across), by_reference)


def _batches(units: Units, wanted: Ints) -> Iterator[Ints]:
    """Nodes of some units, some thousands at once; a unit is never parted."""
    lone = wanted[~np.isin(wanted, units.units)]
    for start in range(0, len(lone), _AT_ONCE):
        yield lone[start : start + _AT_ONCE]
    bound = wanted[np.isin(wanted, units.units)]
    own = np.isin(units.units, bound)
    nodes, of = units.nodes[own], units.units[own]
    order = np.argsort(of, kind="stable")
    nodes, of = nodes[order], of[order]
    start = 0
    while start < len(nodes):
        end = min(start + _AT_ONCE, len(nodes))
        if end < len(nodes):
            end = max(int(np.searchsorted(of, of[end], side="left")), start)
            end = end if end > start else int(np.searchsorted(of, of[start], side="right"))
        yield np.sort(nodes[start:end])
        start = end


def _merged(group: merge.RowGroup, zone: Any, number: int) -> MergedSource:
    files = group.files.num_rows
    piece = Piece(MERGED, number, 0, files, 0, group.events.num_rows, np.zeros(files, np.int8))
    return MergedSource(group, piece, Moments(zone))


def _unit_of(units: Units) -> Callable[[Source], Ints]:
    def unit_of(source: Source) -> Ints:
        assert isinstance(source, MergedSource)
        matters = source.group.matters
        _, firsts = np.unique(np.asarray(matters.column("file")), return_index=True)
        return units.unit_of(np.asarray(matters.column("node"))[firsts])

    return unit_of


def _settle(state: State, old: Judge, new: Judge, gone: Recorder, come: Recorder) -> None:
    """Takes back what was counted of the files, and counts them as they are now."""
    _add(state.counts, counts_of(old.totals), -1)
    _add(state.counts, counts_of(new.totals), 1)
    for key, number in gone.missing.items():
        state.missing[key] -= number
    state.missing.update(come.missing)
    sizes = np.array(state.sizes) - gone.merged + come.merged
    state.sizes = (int(sizes[0]), int(sizes[1]), int(sizes[2]))


def _add(counts: Counts, more: Mapping[tuple[str, str], Any], sign: int) -> None:
    for rule, numbers in more.items():
        counts[rule] = counts[rule] + sign * numbers if rule in counts else sign * numbers


def _across_again(
    law: Law,
    segments: Sequence[Segment],
    units: Units,
    as_of: Moment,
    state: State,
    folder: Path,
    number: int,
) -> Counter[str]:
    """Judges the norms across files again in full: any event may overlap one of any file."""
    across = law.across()
    standing = merge.Standing(segments, roots_as_linked(law.lawbook, as_of))
    components: dict[int, list[int]] = {}
    for one, unit in zip(units.nodes.tolist(), units.units.tolist(), strict=True):
        components.setdefault(unit, []).append(one)
    standing.components = [components[unit] for unit in sorted(components)]
    judge = law.judge("across", as_of)
    part = PartWriter(folder / f"across-{number:06d}.parquet", number)
    recorder = Recorder(DutyTables(judge.plan, law.lawbook), across, (None, part))
    totals = judge_folder(
        standing,
        law.lawbook,
        norms=judge.norms,
        as_of=as_of,
        threads=law.threads,
        sink=recorder,
        judge=judge,
    )
    for rule in [rule for rule in state.counts if rule[0] in across]:
        del state.counts[rule]
    _add(state.counts, {rule: one for rule, one in counts_of(totals).items() if rule[0] in across}, 1)
    for key in [key for key in state.missing if key[0] in across]:
        del state.missing[key]
    state.missing.update({key: one for key, one in recorder.missing.items() if key[0] in across})
    state.across = [part.path.name] if part.close() else []
    return Counter(totals.by_reference)


def _compact(state: State, folder: Path) -> None:
    """Writes one part of the rows that stand, in place of many."""
    number = state.next_part
    part = PartWriter(folder / f"part-{number:06d}.parquet", number)
    for table in Standing(folder, state.parts, (), state.replaced).batches():
        part.add(table)
    part.close()
    state.parts = [part.path.name] if part.rows else [_no_rows(folder, number)]
    state.replaced, state.rows, state.next_part = {}, part.rows, number + 1


def copy_of(state: State) -> State:
    """A state that can be changed while the other stays as it was."""
    return replace(
        state,
        segments=list(state.segments),
        counts={rule: counts.copy() for rule, counts in state.counts.items()},
        missing=Counter(state.missing),
        parts=list(state.parts),
        across=list(state.across),
        replaced=dict(state.replaced),
    )
