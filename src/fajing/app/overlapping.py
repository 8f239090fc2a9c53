"""For the working of findings across files: the events of other files that may overlap theirs.

In: the files of findings under norms with `apart`. Out: by norm the events of its trigger steps that share an officer,
room or device with one of them and lie near in time. Only columns are read, then the few files that are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fajing.core.events import Event, Matter
from fajing.lawbook.duty_spec import Form
from fajing.lawbook.model import Norm
from fajing.scan.file_view import order
from fajing.scan.forms.apart import keys_of

_COLUMNS = ("file", "step", "at", "until")
_DAY = 86_400
Files = Iterable[tuple[str, Sequence[Matter]]]


class Overlapping:
    """What may overlap the events of some findings.

    Args:
        norms: Norms with `apart`.
        shown: Files with findings.
    """

    def __init__(self, norms: Sequence[Norm], shown: Files) -> None:
        self._about = {norm.id: _about(norm) for norm in norms}
        self._steps = {step for own, _ in self._about.values() for step in own}
        events = [event for _, matters in shown for matter in matters for event in matter.events]
        events = [event for event in events if event.qualified_step in self._steps]
        kinds = {kind for _, own in self._about.values() for kind in own}
        self._keys = {kind: {key for event in events for key in keys_of(event, kind)} for kind in kinds}
        self._first = min((event.at.instant for event in events), default=0) - _DAY
        ends = (max(event.at.instant, event.until.instant if event.until else 0) for event in events)
        self._last = max(ends, default=0) + _DAY
        self.any = bool(events)

    def files_near(
        self, present: Collection[str], read: Callable[[list[str]], pa.Table]
    ) -> NDArray[np.int64]:
        """Numbers of files with an event of these steps, near in time, that has one of the keys or may have.

        Args:
            present: Columns of the events there are.
            read: Reads some of them.
        """
        names = [name for name in _COLUMNS if name in present]
        if "officer" in self._keys:
            names += [one for one in ("officer_1", "officer_2", "officers_more") if one in present]
        fields = [name for name in sorted(present) for kind in self._keys if name.partition(".")[2] == kind]
        table = read([*names, *fields])
        if not table.num_rows:
            return np.zeros(0, np.int64)
        at = table.column("at")
        until = pc.coalesce(table.column("until"), at) if "until" in names else at
        near = pc.and_(pc.less_equal(at, self._last), pc.greater_equal(until, self._first))
        table = table.filter(pc.and_(near, _is_in(table.column("step"), self._steps)))
        hits = np.zeros(table.num_rows, bool)
        if "officers_more" in names:
            hits |= np.asarray(pc.is_valid(table.column("officers_more")))
        for name in ("officer_1", "officer_2"):
            if name in names:
                hits |= np.asarray(_is_in(table.column(name), self._keys["officer"]))
        for name in fields:
            kind, _, field = name.partition(".")
            column = table.column(name)
            hits |= np.asarray(_is_in(column, self._keys[field]) if kind == "text" else pc.is_valid(column))
        return np.unique(np.asarray(table.column("file"))[hits]).astype(np.int64)

    def among(self, files: Files) -> dict[str, list[Event]]:
        """By norm the events of some files that share a key, in order."""
        found: dict[str, list[Event]] = {norm_id: [] for norm_id in self._about}
        for _, matters in files:
            for matter in matters:
                for event in matter.events:
                    for norm_id, (own, of_kinds) in self._about.items():
                        if event.qualified_step in own and any(
                            not self._keys[kind].isdisjoint(keys_of(event, kind)) for kind in of_kinds
                        ):
                            found[norm_id].append(event)
        for own_events in found.values():
            own_events.sort(key=order)
        return found


def _about(norm: Norm) -> tuple[set[str], set[str]]:
    duties = [version.duty for version in norm.versions if version.duty.form is Form.APART]
    return {step for duty in duties for step in duty.on}, {duty.apart or "" for duty in duties}


def _is_in(column: pa.ChunkedArray, words: set[str]) -> pa.ChunkedArray:
    return pc.is_in(column.cast(pa.string()), pa.array(sorted(words), pa.string()))
