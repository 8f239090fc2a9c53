"""Puts matters together into files (案卷): a root and all under it, as linked at `as_of`.

A step may relink: 并案 and 分案 change the parent, 移送管辖 the unit. In: a log. Out: groups of matters,
and the unit in charge of a matter at a moment.
"""

from __future__ import annotations

from collections.abc import Iterator

from fajing.core.events import Event, Log, Matter
from fajing.core.moments import Moment
from fajing.lawbook.model import Lawbook
from fajing.scan.file_view import FileView, is_known, order


def group_into_files(log: Log, lawbook: Lawbook, as_of: Moment) -> Iterator[tuple[str, list[Matter]]]:
    """Files in the order in which their first matter was read.

    Args:
        log: All matters.
        lawbook: Says which steps relink.
        as_of: Relinks after it have not happened.

    Yields:
        Id of the root (which may lie outside the log) and the matters of the file. Matters whose links form a
        circle make up one file.
    """
    parents = {matter.id: matter.parent for matter in log.matters.values() if matter.parent}
    relinks = sorted(_relinks(log, lawbook, as_of, "parent"), key=lambda found: order(found[1]))
    parents.update({matter_id: parent for matter_id, _, parent in relinks})
    if not parents:
        for matter in log.matters.values():
            yield matter.id, [matter]
        return
    files: dict[str, list[Matter]] = {}
    for matter in log.matters.values():
        files.setdefault(_root(matter.id, parents), []).append(matter)
    yield from files.items()


def _root(matter_id: str, parents: dict[str, str]) -> str:
    seen = [matter_id]
    while (parent := parents.get(seen[-1])) is not None:
        if parent in seen:
            return min(seen[seen.index(parent) :])
        seen.append(parent)
    return seen[-1]


def _relinks(log: Log, lawbook: Lawbook, as_of: Moment, what: str) -> Iterator[tuple[str, Event, str]]:
    steps = {
        (procedure.id, step.id): step.relinks[what]
        for procedure in lawbook.procedures.values()
        for step in procedure.steps.values()
        if what in step.relinks
    }
    if not steps:
        return
    for event in log.events():
        field = steps.get((event.procedure, event.step))
        if field is not None and event.values.get(field) and is_known(event, as_of, log.zone):
            yield event.matter, event, str(event.values[field])


def unit_in_charge(view: FileView, matter: Matter, instant: int) -> str | None:
    """The unit in charge of a matter at an instant: who had it at first, then wherever it was transferred."""
    unit = matter.unit
    for at, to in view.transfers_of(matter.id):
        if at <= instant:
            unit = to
    return unit
