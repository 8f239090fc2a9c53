"""A log as tables: the same matters and events as `core.events.Log`, without an object for each.

In: tables in the columns of segments. Out: the same as objects where somebody asks for them, and what is counted over
whole columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fajing.core.events import Carried, Log, Matter
from fajing.core.moments import Moment, Zone
from fajing.ledger.segments.decode import Moments, read_events, read_matters
from fajing.ledger.segments.schema import PRECISIONS

_DAY = 86_400


@dataclass(slots=True)
class TableLog:
    """All matters read, as tables.

    Attributes:
        zone: Civil time in which its moments were read.
        matters: In the columns of `matters.parquet`, in the order first seen; `file` is 0.
        events: In the columns of `events.parquet`, matter by matter as they were read; `matter` is the row of the
            matter, `file` is 0.
        carried: What the maps could have brought.
        rejected: Number of rows refused.
    """

    zone: Zone
    matters: pa.Table
    events: pa.Table
    carried: Carried = field(default_factory=Carried)
    rejected: int = 0

    def log(self) -> Log:
        """The same as objects."""
        moments = Moments(self.zone)
        matters = read_matters(self.matters, moments)
        places = np.asarray(self.events.column("matter")).tolist()
        if places:
            for event, place in zip(read_events(self.events, matters, places, moments), places, strict=True):
                matters[place].events.append(event)
        return Log(self.zone, {one.id: one for one in matters}, self.carried, self.rejected)

    def first(self) -> Matter | None:
        """The matter first seen, with its events; None for an empty log."""
        if not self.matters.num_rows:
            return None
        moments = Moments(self.zone)
        found = read_matters(self.matters.slice(0, 1), moments)
        events = self.events.filter(pc.equal(self.events.column("matter"), 0))
        found[0].events += read_events(events, found, [0] * events.num_rows, moments)
        return found[0]

    def event_count(self) -> int:
        """Number of events."""
        return int(self.events.num_rows)

    def latest(self) -> Moment | None:
        """The latest time in the log; None for an empty log. See `scan.reference.latest_moment`."""
        if not self.events.num_rows:
            return None
        instants, precisions = (np.asarray(self.events.column(name)) for name in ("at", "precision"))
        near = np.flatnonzero(instants >= instants.max() - 2 * _DAY)
        pairs = np.unique(np.stack([instants[near], precisions[near].astype(np.int64)]), axis=1)
        zone = self.zone
        made = Moments(zone).of(*pairs.tolist())
        return max(made, key=lambda one: (zone.latest(one), one.instant))

    def matters_with_tied_times(self) -> int:
        """Number of matters in which two events have the same time."""
        matter, instant = (np.asarray(self.events.column(name)) for name in ("matter", "at"))
        order = np.lexsort((instant, matter))
        matter, instant = matter[order], instant[order]
        tied = (matter[1:] == matter[:-1]) & (instant[1:] == instant[:-1])
        return len(np.unique(matter[1:][tied]))


_NUMBER = {precision: number for number, precision in enumerate(PRECISIONS)}


def precision_number(moment: Moment) -> int:
    """The number of a moment's precision in a column."""
    return _NUMBER[moment.precision]
