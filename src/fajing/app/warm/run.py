"""Judges a data folder in full, or only what can have changed since the last check.

In: segments, a lawbook, a moment, perhaps the state of the last check. Out: the new state; it equals that of a full
check in everything but the order of parts. What was counted of a file is taken back by judging it again as it stood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from fajing.app.grouping import roots_as_linked
from fajing.app.warm.crossing import Crossing, judge_files, settle
from fajing.app.warm.duties import PartWriter, Standing, write_replaced
from fajing.app.warm.keeper import Keeper
from fajing.app.warm.names import Names
from fajing.app.warm.open_files import OpenFiles
from fajing.app.warm.reading import Reader, unit_by_name, unit_by_node
from fajing.app.warm.recorder import Law, Recorder, counts_of
from fajing.app.warm.state import State
from fajing.app.warm.units import Units
from fajing.core.moments import Moment
from fajing.ledger.segments import merge
from fajing.ledger.segments.reader import Segment
from fajing.scan.automaton.segments import Totals, judge_folder

Progress = Callable[[str, int], None]
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
    keeper = Keeper(folder, f"intervals-{number:06d}.npy")
    judge = law.judge("all", as_of, keeper)
    unit_of = unit_by_name(state.units, names, len(segments))
    latest = law.lawbook.zone.latest(as_of)
    recorder = Recorder(law.tables(judge), law.across(), parts, unit_of, keeper, latest)
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
    state.rows, state.next_part = parts[0].rows + parts[1].rows, number + 1
    state.replaced, state.across_replaced, state.intervals = {}, {}, keeper.kept()
    state.counts, state.missing = counts_of(totals), recorder.missing
    instants, units = recorder.waiting()
    state.wait(np.zeros(len(state.waiting), bool), instants, units)
    sizes = recorder.merged + _standing_alone(standing)
    state.sizes = (int(sizes[0]), int(sizes[1]), int(sizes[2]))
    law.make_ready(as_of)
    for place in range(len(segments)):
        names.of(place)
    state.opened = OpenFiles(folder)
    in_motion = state.units.nodes_of(np.union1d(state.waiting, recorder.recent()))
    for place in range(len(segments)):
        state.opened.keep(segments, place, in_motion, f"open-{number:06d}")
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
        in_full: Why norms across files were judged again in full, in Chinese and English; empty where they were not.
        by_reference: Files that the reference judged, by norm.
    """

    files: int
    in_full: tuple[str, str]
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
        return Changed(0, ("", ""), Counter())
    number = state.next_part
    part = PartWriter(folder / f"part-{number:06d}.parquet", number)
    old, new = law.judge("within", then), law.judge("within", as_of)
    gone = Recorder(law.tables(old))
    come = Recorder(law.tables(new), (), (part, None), unit_by_node(units))
    reader = Reader(law.lawbook, segments, units, before, then, as_of, state.opened or OpenFiles(folder))
    crossing = Crossing(law, names, units, state, folder, reader, wanted)
    replaced: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        for pair in reader.pairs(wanted):
            crossing.read(pair)
            list(pool.map(judge_files, (old, new), (gone, come), pair))
            replaced += pair[0].file_ids if pair[0] is not None else []
            told("files", int(come.merged[0]))
    for judge in (old, new):
        judge.finish()
    settle(state, (old, gone), (new, come))
    sizes = np.array(state.sizes) - gone.merged + come.merged
    state.sizes = (int(sizes[0]), int(sizes[1]), int(sizes[2]))
    kept = ~np.isin(units.unit_of(state.waiting), wanted)
    state.waiting = units.unit_of(state.waiting)
    state.wait(kept, *come.waiting())
    state.units = units
    if replaced:
        name = f"replaced-{number:06d}.parquet"
        write_replaced(folder / name, replaced)
        state.replaced[name] = number
    if part.close():
        state.parts.append(part.path.name)
    state.rows += part.rows
    state.next_part = number + 1
    by_reference, in_full = crossing.judged(number)
    if state.opened is not None:
        for place in range(before, len(segments)):
            in_motion = units.nodes_of(state.waiting)
            state.opened.keep(segments, place, in_motion, f"open-{number:06d}")
    by_reference += Counter(new.totals.by_reference)
    parts = max(len(state.parts), len(state.across))
    if parts > 1 and (parts > 60 or state.rows > 2 * state.unmet() + _SPARE_ROWS):
        _compact(state, folder)
    return Changed(int(come.merged[0]), in_full, by_reference)


def _compact(state: State, folder: Path) -> None:
    """Writes one part of the rows that stand, in place of many."""
    number = state.next_part
    rows = 0
    names = []
    for kind, parts, replaced in (
        ("part", state.parts, state.replaced),
        ("across", state.across, state.across_replaced),
    ):
        part = PartWriter(folder / f"{kind}-{number:06d}.parquet", number)
        if parts:
            for table in Standing(folder, parts, (), replaced).batches():
                part.add(table)
        part.close()
        rows += part.rows
        names.append([part.path.name] if part.rows else [])
    state.parts, state.across = names[0] or [_no_rows(folder, number)], names[1]
    state.replaced, state.across_replaced, state.rows, state.next_part = {}, {}, rows, number + 1


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
        across_replaced=dict(state.across_replaced),
        intervals=state.intervals.more() if state.intervals is not None else None,
        opened=state.opened.more() if state.opened is not None else None,
    )
