"""One file (案卷) of a data folder, as it stands with what was recorded in the office since, judged on the spot.

In: a matter's id. Out: its file, and every duty in it with its working, by the reference. The compiled pass is not
needed for it, so that the processes that answer pages do without.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from fajing.app.grouping import roots_as_linked
from fajing.app.quick_files import COPIES, QuickSegment
from fajing.app.report_deadline import drafts_of
from fajing.app.tally import norms_in_force
from fajing.app.warm.names import Names, name_hashes
from fajing.app.warm.state import load
from fajing.app.warm.units import Units
from fajing.core.events import Carried, Event, Log, Matter, Value
from fajing.core.moments import Moment
from fajing.lawbook.model import Lawbook, Norm
from fajing.ledger.segments import merge
from fajing.ledger.segments.components import components
from fajing.ledger.segments.decode import File, Moments, read_files
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.reader import Segment
from fajing.ledger.segments.withdrawn import NAME, read_withdrawn, without_rows
from fajing.scan.duty import Duty
from fajing.scan.file_view import FileView
from fajing.scan.files import group_into_files
from fajing.scan.reference import book_of, judge_file


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was opened.

    Attributes:
        id: Id of its root.
        matters: Its matters with their events.
        duties: Every duty, met ones too, in the order of norm and trigger.
    """

    id: str
    matters: Sequence[Matter]
    duties: Sequence[Duty]

    def matter(self, matter_id: str) -> Matter | None:
        """One of its matters."""
        return next((one for one in self.matters if one.id == matter_id), None)

    def duty(self, key: str) -> Duty | None:
        """The duty of a key."""
        return next((one for one in self.duties if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Begun:
    """Matters begun in the office that no segment holds yet.

    Attributes:
        values: Their own values, by matter.
        carried: What the office says it records of them.
        parents: What each hangs under, as far as it does.
    """

    values: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    carried: Carried | None = None
    parents: Mapping[str, str] = field(default_factory=dict)

    def around(self, matter: str) -> set[str]:
        """A matter with those begun under it, and all it hangs under, as far as they were begun now."""
        found, waiting = set[str](), [matter]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += [child for child, parent in self.parents.items() if parent == one]
                waiting += [self.parents[one]] if one in self.parents else []
        return found


class OfficeFiles:
    """The files of a data folder.

    Args:
        data: The data folder.
        lawbook: The law.
        begun: Says which matters were begun since the last check.
    """

    def __init__(self, data: Path, lawbook: Lawbook, begun: Callable[[], Begun] = Begun) -> None:
        self._begun = begun
        self.data, self.lawbook = data, lawbook
        self.folder = DataFolder.make(data, lawbook.zone)
        self._segments: list[Segment] = []
        self._names = Names(data / "warm" / "names", [])
        self._units: Units | None = None
        self._book: Any = None
        self._carried = Carried()
        self._stamp: tuple[int, ...] = ()

    @property
    def carried(self) -> Carried:
        """What the maps could have brought; everything where nothing was ever imported."""
        return self._carried_with(self._begun())

    def with_begun(self, begun: Begun) -> OfficeFiles:
        """The same files, as if other matters had been begun."""
        found = copy.copy(self)
        found._begun = lambda: begun
        return found

    def _carried_with(self, begun: Begun) -> Carried:
        self._refresh()
        if begun.carried is None or not self._segments:
            return self._carried
        return merge.carried_by_all([self._carried, begun.carried])

    def read(self, matter: str, as_of: Moment, recorded: Sequence[Event] = ()) -> File | None:
        """The file of a matter; None where there is none.

        Args:
            matter: Id of one of its matters.
            as_of: As linked at this moment.
            recorded: Steps recorded since; one with the id of an older event stands in its place.
        """
        log = self.log_of([matter], as_of, recorded)
        for root, own in group_into_files(log, self.lawbook, as_of):
            if any(one.id == matter for one in own):
                return root, own
        return None

    def log_of(self, matters: Sequence[str], as_of: Moment, recorded: Sequence[Event] = ()) -> Log:
        """The files of some matters as one log.

        Args:
            matters: Ids of matters; ones that are not there are left out.
            as_of: As linked at this moment.
            recorded: Steps recorded since; one with the id of an older event stands in its place.
        """
        self._refresh()
        begun = self._begun()
        named = {*matters, *(event.matter for event in recorded)}
        wanted = sorted(named.union(*(begun.around(one) for one in named)))
        _, found = self._names.find(np.unique(name_hashes(pa.array(wanted))), len(self._segments))
        nodes = np.unique(np.asarray(found, np.int64))
        if self._units is not None and len(nodes):
            nodes = self._units.nodes_of(np.unique(self._units.unit_of(nodes)))
        rows = merge.standing_rows(self._segments, nodes.tolist())
        group = merge.regrouped(*rows, roots_as_linked(self.lawbook, as_of))
        moments = Moments(self.lawbook.zone)
        files = list(read_files(group.files, group.matters, group.events, moments)) if len(nodes) else []
        log = Log(self.lawbook.zone, carried=self._carried_with(begun))
        log.matters = {one.id: one for _, own in files for one in own}
        for event in recorded:
            _put(log.matters, event, begun)
        return log

    def parts(self, matters: Collection[str]) -> dict[int, dict[str, str]]:
        """By number of a segment what it holds of some matters: ids of events with their steps, `procedure.step`."""
        self._refresh()
        _, found = self._names.find(np.unique(name_hashes(pa.array(sorted(matters)))), len(self._segments))
        own, rows = merge.all_rows(self._segments, np.unique(np.asarray(found, np.int64)).tolist())
        ids = own.column("id").to_pylist()
        kinds = own.column("procedure").to_pylist()
        parts: dict[int, dict[str, str]] = {}
        names = ("segment", "matter", "id", "step")
        for place, matter, event, step in zip(*(rows.column(one).to_pylist() for one in names), strict=True):
            if ids[matter] in matters:
                qualified = step if "." in step else f"{kinds[matter]}.{step}"
                parts.setdefault(self._segments[place].number, {})[event] = qualified
        return parts

    def open(
        self,
        matter: str,
        as_of: Moment,
        recorded: Sequence[Event] = (),
        norms: Sequence[Norm] | None = None,
    ) -> Opened | None:
        """The file of a matter with its duties."""
        found = self.read(matter, as_of, recorded)
        if found is None:
            return None
        root, matters = found
        if norms is None:
            self._book = self._book or book_of(
                self.lawbook, [*norms_in_force(self.lawbook), *drafts_of(self.lawbook)]
            )
        book = self._book if norms is None else book_of(self.lawbook, norms)
        view = FileView(root, matters, self.lawbook, as_of, self.carried)
        return Opened(root, matters, list(judge_file(view, book)))

    def _refresh(self) -> None:
        """Looks whether segments or the state of the last check have changed."""
        state = self.data / "warm" / "state.json"
        paths = self.folder.segments_path
        count = sum(1 for _ in paths.iterdir()) if paths.is_dir() else 0
        gone_list = self.data / NAME
        changed = [one.stat().st_mtime_ns if one.exists() else 0 for one in (state, gone_list)]
        stamp = (count, *changed)
        if stamp == self._stamp:
            return
        gone = read_withdrawn(self.data)
        self._segments = [
            without_rows(one) if one.number in gone else QuickSegment(one.path, self.data / COPIES)
            for one in self.folder.segments()
        ]
        self._names = Names(self.data / "warm" / "names", self._segments)
        self._units = _units(self.data / "warm", self._segments)
        self._carried = merge.carried_of(self._segments) if self._segments else Carried()
        self._stamp = stamp


def _units(warm: Path, segments: Sequence[Segment]) -> Units | None:
    """Which files belong together, by the last check; by looking, where it did not know all segments."""
    try:
        state = load(warm)
    except ValueError:
        state = None
    if state is not None and len(state.segments) == len(segments):
        return state.units
    return Units.of(components(list(segments))) if segments else None


def _put(matters: dict[str, Matter], event: Event, begun: Begun) -> None:
    """Adds a recorded step; in place of the event with its id, if there is one."""
    matter = matters.get(event.matter)
    if matter is None:
        matter = matters[event.matter] = Matter(
            event.matter, event.procedure, begun.parents.get(event.matter), event.unit,
            begun.values.get(event.matter, {}),
        )  # fmt: skip
    events = [one for one in matter.events if one.id != event.id]
    matters[event.matter] = replace_events(matter, [*events, event])


def replace_events(matter: Matter, events: Sequence[Event]) -> Matter:
    """The matter with other events, in their order of time."""
    return replace(matter, events=sorted(events, key=lambda one: (one.at.instant, one.seq, one.id)))
