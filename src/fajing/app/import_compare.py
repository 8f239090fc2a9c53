"""What an import brings that its data folder does not hold: events, matters, and the files they belong to.

In: a log that was read, the segments of a folder, the lawbook. Out: a `Brought`, ready to be written. It changes
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from fajing.app.grouping import relinking, relinking_steps, roots_as_linked
from fajing.core.collecting import without_collecting
from fajing.core.events import Event, Log, Matter
from fajing.intake.table_log import TableLog
from fajing.lawbook.model import Lawbook
from fajing.ledger.segments.columns import event_table
from fajing.ledger.segments.compare import (
    NEVER,
    Compared,
    compare_events,
    earliest_of,
    matter_now,
    reordered_rows,
    says_the_same,
)
from fajing.ledger.segments.components import components, node, place
from fajing.ledger.segments.decode import Moments, read_events, read_matters
from fajing.ledger.segments.merge import last_of_each, standing_rows
from fajing.ledger.segments.reader import Segment


@dataclass(slots=True)
class Counts:
    """What an import brought, in events and matters.

    Attributes:
        new: Events that were not there.
        corrected: Events that replace one with the same id.
        unchanged: Events that were there; those whose order alone has changed are among them.
        reordered: Of those, how many are written again for their order.
        repeated: Events left out because a later one of the same import has their id.
        new_matters: Matters that were not there.
        changed_matters: Matters that now say otherwise.
        unchanged_matters: Matters that say the same.
    """

    new: int = 0
    corrected: int = 0
    unchanged: int = 0
    reordered: int = 0
    repeated: int = 0
    new_matters: int = 0
    changed_matters: int = 0
    unchanged_matters: int = 0


@dataclass(slots=True)
class Brought:
    """What is to be written.

    Attributes:
        counts: What was new.
        files: Roots of the files concerned.
        matters: New and changed matters and those of the events, in the order of files.
        of_matter: For each the number of its file.
        events: New, corrected and reordered events; `file` and `matter` count in the two above.
        links: By id of a matter, the other matters under which it ever hung.
        corrected_ids: Ids of the corrected events.
        told: Ids of all matters that the import tells of.
        untold: Ids of events that stand in these matters and of which the import does not tell, with the place
            of the segment of each.
    """

    counts: Counts = field(default_factory=Counts)
    files: list[str] = field(default_factory=list)
    matters: list[Matter] = field(default_factory=list)
    of_matter: list[int] = field(default_factory=list)
    events: Any = None
    links: dict[str, list[str]] = field(default_factory=dict)
    corrected_ids: list[str] = field(default_factory=list)
    told: Any = None
    untold: list[tuple[str, int]] = field(default_factory=list)


@without_collecting()
def what_is_new(log: Log | TableLog, segments: list[Segment], lawbook: Lawbook) -> Brought:
    """Compare a log with what stands."""
    own = _Own(log, lawbook)
    stood = _Stood(segments, own, lawbook)
    compared = compare_events(own.events, own.ids, stood.events, stood.ids)
    now = _Now(own, stood, compared)
    roots = _roots(own, stood, compared, now.matters, lawbook)
    numbers: dict[str, int] = {}
    of_matter = np.array([numbers.setdefault(root, len(numbers)) for root in roots], np.int32)
    rows = np.asarray(own.events.column("matter"))
    events = own.events.set_column(0, "file", pa.array(of_matter[rows]))
    reordered = reordered_rows(events, stood.events, compared)
    writing = compared.new | compared.corrected | reordered
    wanted = np.array(now.changed, bool)
    wanted[rows[writing]] = True
    brought = Brought(links=now.links, told=own.ids)
    _place(brought, events.filter(pa.array(writing)), now.matters, wanted, of_matter, list(numbers))
    corrected = own.events.column("id").filter(pa.array(compared.corrected))
    brought.corrected_ids = corrected.to_pylist()
    brought.untold = _untold(own, stood, compared)
    counts = brought.counts
    counts.new, counts.corrected = int(compared.new.sum()), int(compared.corrected.sum())
    counts.unchanged, counts.reordered = int(compared.same.sum()), int(reordered.sum())
    counts.repeated = own.repeated
    counts.new_matters = sum(matter.id not in stood.places for matter in own.matters)
    counts.changed_matters = sum(now.changed) - counts.new_matters
    counts.unchanged_matters = len(own.matters) - sum(now.changed)
    return brought


class _Own:
    """The import's events as columns, its matters, and the links between them."""

    def __init__(self, log: Log | TableLog, lawbook: Lawbook) -> None:
        if isinstance(log, TableLog):
            self.matters, table = read_matters(log.matters, Moments(lawbook.zone)), log.events
        else:
            self.matters, table = list(log.matters.values()), _table_of(log)
        self.ids = pa.array([matter.id for matter in self.matters], pa.string())
        ids = np.asarray(table.column("id").combine_chunks().dictionary_encode().indices).astype(np.int64)
        kept = last_of_each(np.asarray(table.column("matter")).astype(np.int64) << 32 | ids)
        self.repeated = table.num_rows - len(kept)
        self.events = table.take(pa.array(kept)) if self.repeated else table
        self.links = _targets(relinking(self.events, lawbook), self.matters, lawbook)

    def names(self, source: int) -> pa.Table:
        """The names by which stored files of the same cases are found."""
        names: list[str] = []
        nodes: list[int] = []
        for number, matter in enumerate(self.matters):
            own = [matter.id, *([matter.parent] if matter.parent else []), *self.links.get(matter.id, ())]
            names += own
            nodes += [node(source, number)] * len(own)
        return pa.table({"name": pa.array(names, pa.string()), "node": pa.array(nodes, pa.int64())})


def _table_of(log: Log) -> pa.Table:
    """The events of a log; `matter` counts in the order of its matters."""
    events: list[Event] = []
    of_matter: list[int] = []
    for number, matter in enumerate(log.matters.values()):
        events += matter.events
        of_matter += [number] * len(matter.events)
    return event_table(events, [0] * len(events), of_matter)


class _Stood:
    """What stands of the files that the import tells of."""

    def __init__(self, segments: list[Segment], own: _Own, lawbook: Lawbook) -> None:
        nodes: list[int] = []
        if segments and own.matters:
            for together in components(segments, own.names(len(segments))):
                if place(together[-1])[0] == len(segments):  # nodes ascend: the import's own come last
                    nodes += [one for one in together if place(one)[0] < len(segments)]
        rows, self.events = standing_rows(segments, nodes)
        self.ids = rows.column("id").combine_chunks()
        self.links = rows.column("links").to_pylist()
        self.matters = read_matters(rows, Moments(lawbook.zone))
        self.places = {matter.id: number for number, matter in enumerate(self.matters)}


class _Now:
    """What each matter of the import says now, whether that is new, and under which others it ever hung."""

    def __init__(self, own: _Own, stood: _Stood, compared: Compared) -> None:
        self.matters: list[Matter] = []
        self.changed: list[bool] = []
        self.links: dict[str, list[str]] = {}
        own_first = earliest_of(len(own.matters), own.events).tolist()
        stood_first = earliest_of(len(stood.matters), stood.events, ~compared.superseded).tolist()
        for number, matter in enumerate(own.matters):
            ever = set(own.links.get(matter.id, ()))
            known = stood.places.get(matter.id)
            if known is None:
                self.matters.append(matter)
                self.changed.append(True)
            else:
                old = stood.matters[known]
                counts = own_first[number] == NEVER or own_first[number] <= stood_first[known]
                now = matter_now(old, matter, counts=counts)
                self.matters.append(now)
                self.changed.append(not says_the_same(old, now))
                ever |= {*(stood.links[known] or ())}
                if old.parent and old.parent != now.parent:
                    ever.add(old.parent)
            parent = self.matters[-1].parent
            if ever:
                self.links[matter.id] = sorted({*ever, parent} if parent else ever)


def _roots(own: _Own, stood: _Stood, compared: Compared, now: list[Matter], lawbook: Lawbook) -> list[str]:
    """The root of each matter of the import, with all that is known of its links."""
    told = {matter.id for matter in now}
    others = [matter for matter in stood.matters if matter.id not in told]
    places = {matter.id: number for number, matter in enumerate([*now, *others])}
    matters = pa.table(
        {
            "id": pa.array([matter.id for matter in (*now, *others)], pa.string()),
            "parent": pa.array([matter.parent for matter in (*now, *others)], pa.string()),
        }
    )
    old = relinking(stood.events.filter(pa.array(~compared.superseded)), lawbook)
    of_old = [places[stood.matters[number].id] for number in old.column("matter").to_pylist()]
    old = old.set_column(old.column_names.index("matter"), "matter", pa.array(of_old, pa.int32()))
    new = relinking(own.events, lawbook)
    events = pa.concat_tables([new, old], promote_options="default").unify_dictionaries()
    return list(roots_as_linked(lawbook)(matters, events))[: len(now)]


def _place(
    brought: Brought, events: pa.Table, matters: list[Matter], wanted: Any, of_matter: Any, files: list[str]
) -> None:
    """Number what is to be written: only files and matters concerned, matters in the order of their files."""
    numbers = np.flatnonzero(wanted)
    numbers = numbers[np.argsort(of_matter[numbers], kind="stable")]
    used, file_of = np.unique(of_matter[numbers], return_inverse=True)
    new_matter = np.zeros(len(wanted), np.int32)
    new_matter[numbers] = np.arange(len(numbers))
    new_file = np.zeros(len(files), np.int32)
    new_file[used] = np.arange(len(used))
    brought.files = [files[number] for number in used.tolist()]
    brought.matters = [matters[number] for number in numbers.tolist()]
    brought.of_matter = file_of.tolist()
    for name, new in (("file", new_file), ("matter", new_matter)):
        cells = pa.array(new[np.asarray(events.column(name))], pa.int32())
        events = events.set_column(events.column_names.index(name), name, cells)
    brought.events = events


def _untold(own: _Own, stood: _Stood, compared: Compared) -> list[tuple[str, int]]:
    """Events that stand in matters of the import and of which it does not tell."""
    told = {matter.id for matter in own.matters}
    of_told = np.array([matter.id in told for matter in stood.matters], bool)
    left = np.flatnonzero(~compared.superseded & of_told[np.asarray(stood.events.column("matter"))])
    rows = stood.events.select(["id", "segment"]).take(pa.array(left))
    return list(zip(rows.column("id").to_pylist(), rows.column("segment").to_pylist(), strict=True))


def _targets(events: pa.Table, matters: list[Matter], lawbook: Lawbook) -> dict[str, list[str]]:
    """By id of a matter, the matters under which steps of the import put it."""
    steps = relinking_steps(lawbook)
    places = events.column("matter").to_pylist()
    found: dict[str, list[str]] = {}
    for event in read_events(events, matters, places, Moments(lawbook.zone)) if places else ():
        target = event.values.get(steps[event.qualified_step])
        if target:
            found.setdefault(event.matter, []).append(str(target))
    return found
