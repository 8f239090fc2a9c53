"""Which file each matter belongs to, told to the ledger in its own terms: tables in, ids of roots out.

The meaning is `scan.files.group_into_files`; here only the matters' links and the steps that relink are read.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fajing.core.events import Log, Matter
from fajing.core.moments import Moment, Precision
from fajing.lawbook.model import Lawbook
from fajing.ledger.segments.decode import Moments, read_events
from fajing.ledger.segments.merge import Roots
from fajing.scan.files import group_into_files

_ANY = Moment(0, 0, Precision.SECOND)  # where nothing relinks, every moment will do


def roots_as_linked(lawbook: Lawbook, as_of: Moment | None = None) -> Roots:
    """A function that tells the root of each matter, as linked at a moment.

    Args:
        lawbook: Says which steps relink.
        as_of: Relinks after it have not happened; by default all have.
    """

    def roots(matters: pa.Table, events: pa.Table) -> list[str]:
        links = relinking(events, lawbook)
        if not links.num_rows and matters.column("parent").null_count == matters.num_rows:
            alone: list[str] = matters.column("id").to_pylist()
            return alone
        log = Log(lawbook.zone)
        made = [
            Matter(matter_id, "", parent)
            for matter_id, parent in zip(
                matters.column("id").to_pylist(), matters.column("parent").to_pylist(), strict=True
            )
        ]
        log.matters = {matter.id: matter for matter in made}
        places = np.asarray(links.column("matter")).tolist()
        found = read_events(links, made, places, Moments(lawbook.zone)) if places else []
        for event, place in zip(found, places, strict=True):
            made[place].events.append(event)
        moment = as_of or max((event.at for event in found), key=lambda at: at.instant, default=_ANY)
        root_of = {matter.id: root for root, own in group_into_files(log, lawbook, moment) for matter in own}
        return [root_of[matter.id] for matter in made]

    return roots


def relinking_steps(lawbook: Lawbook) -> Mapping[str, str]:
    """By step that changes a matter's parent, the field that names the new one."""
    return {
        f"{procedure.id}.{step.id}": step.relinks["parent"]
        for procedure in lawbook.procedures.values()
        for step in procedure.steps.values()
        if "parent" in step.relinks
    }


def relinking(events: pa.Table, lawbook: Lawbook) -> pa.Table:
    """The events that change a matter's parent."""
    steps = list(relinking_steps(lawbook))
    if not steps or not events.num_rows:
        return events.slice(0, 0)
    words = events.column("step").cast(pa.string())
    return events.filter(pc.is_in(words, pa.array(steps, pa.string())))
