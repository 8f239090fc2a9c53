"""For the working of findings across files: the events of other files that may overlap theirs.

In: the files of findings under norms with `apart`. Out: by norm the events of its trigger steps that share an officer,
room or device with one of them and lie near in time. Only columns are read, then the few files that are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fajing.app.warm.names import Ints
from fajing.app.warm.units import Units
from fajing.core.events import Event
from fajing.lawbook.duty_spec import Form
from fajing.lawbook.model import Norm
from fajing.ledger.segments.components import node
from fajing.ledger.segments.decode import File
from fajing.ledger.segments.reader import Segment
from fajing.scan.file_view import order
from fajing.scan.forms.apart import keys_of

_COLUMNS = ("file", "step", "at", "until")
_DAY = 86_400


def others_for(
    norms: Sequence[Norm],
    shown: Iterable[File],
    segments: Sequence[Segment],
    files_of: Callable[[Ints], Iterator[File]],
    units: Units,
    places: Collection[int] | None = None,
) -> dict[str, list[Event]]:
    """The events that may overlap.

    Args:
        norms: Norms with `apart`.
        shown: Files with findings.
        segments: All segments.
        files_of: Reads the files of some units.
        units: The units.
        places: Places of the segments that are looked into; by default all.
    """
    about = {norm.id: _about(norm) for norm in norms}
    steps = {step for own, _ in about.values() for step in own}
    kinds = {kind for _, own in about.values() for kind in own}
    events = [event for _, matters in shown for matter in matters for event in matter.events]
    events = [event for event in events if event.qualified_step in steps]
    if not events:
        return {norm.id: [] for norm in norms}
    keys = {kind: {key for event in events for key in keys_of(event, kind)} for kind in kinds}
    first = min(event.at.instant for event in events) - _DAY
    last = max(max(event.at.instant, event.until.instant if event.until else 0) for event in events) + _DAY
    nodes = [np.zeros(0, np.int64)]
    for number, segment in enumerate(segments):
        if places is not None and number not in places:
            continue
        for group in range(segment.group_count):
            nodes.append(_near(segment, group, steps, keys, first, last) | node(number, 0))
    wanted = np.unique(units.unit_of(np.unique(np.concatenate(nodes))))
    found: dict[str, list[Event]] = {norm.id: [] for norm in norms}
    for _, matters in files_of(wanted):
        for matter in matters:
            for event in matter.events:
                for norm_id, (own, of_kinds) in about.items():
                    if event.qualified_step in own and any(
                        not keys[kind].isdisjoint(keys_of(event, kind)) for kind in of_kinds
                    ):
                        found[norm_id].append(event)
    for own_events in found.values():
        own_events.sort(key=order)
    return found


def _about(norm: Norm) -> tuple[set[str], set[str]]:
    duties = [version.duty for version in norm.versions if version.duty.form is Form.APART]
    return {step for duty in duties for step in duty.on}, {duty.apart or "" for duty in duties}


def _near(
    segment: Segment, group: int, steps: set[str], keys: dict[str, set[str]], first: int, last: int
) -> Ints:
    """Files of a row group with an event of these steps, near in time, that has one of the keys or may have."""
    present = set(segment.manifest.columns)
    names = [name for name in _COLUMNS if name in present]
    if "officer" in keys:
        names += ["officer_1", "officer_2", "officers_more"]
    fields = [name for name in sorted(present) for kind in keys if name.partition(".")[2] == kind]
    table = segment.events(group, [*names, *fields])
    if not table.num_rows:
        return np.zeros(0, np.int64)
    until = pc.coalesce(table.column("until"), table.column("at"))
    near = pc.and_(pc.less_equal(table.column("at"), last), pc.greater_equal(until, first))
    table = table.filter(pc.and_(near, _is_in(table.column("step"), steps)))
    hits = np.zeros(table.num_rows, bool)
    if "officer" in keys:
        hits |= np.asarray(pc.is_valid(table.column("officers_more")))
        for name in ("officer_1", "officer_2"):
            hits |= np.asarray(_is_in(table.column(name), keys["officer"]))
    for name in fields:
        kind, _, field = name.partition(".")
        column = table.column(name)
        hits |= np.asarray(_is_in(column, keys[field]) if kind == "text" else pc.is_valid(column))
    return np.unique(np.asarray(table.column("file"))[hits]).astype(np.int64)


def _is_in(column: pa.ChunkedArray, words: set[str]) -> pa.ChunkedArray:
    return pc.is_in(column.cast(pa.string()), pa.array(sorted(words), pa.string()))
