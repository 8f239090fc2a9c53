"""The events of a folder's other files that may overlap those of findings across files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial

import numpy as np

from fajing.app.overlapping import Overlapping
from fajing.app.warm.names import Ints
from fajing.app.warm.units import Units
from fajing.core.events import Event
from fajing.lawbook.model import Norm
from fajing.ledger.segments.components import node
from fajing.ledger.segments.decode import File
from fajing.ledger.segments.reader import Segment


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
    wanted = Overlapping(norms, shown)
    if not wanted.any:
        return wanted.among(())
    nodes = [np.zeros(0, np.int64)]
    for number, segment in enumerate(segments):
        if places is None or number in places:
            for group in range(segment.group_count):
                files = wanted.files_near(segment.manifest.columns, partial(segment.events, group))
                nodes.append(files | node(number, 0))
    return wanted.among(files_of(np.unique(units.unit_of(np.unique(np.concatenate(nodes))))))
