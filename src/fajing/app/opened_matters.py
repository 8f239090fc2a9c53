"""Matters that the office itself opens: which there are of a procedure, and what a segment of them is said to carry.

In: a data folder, bodies of recorded steps. Out: ids, and what could have been brought. A step's body that opens a
matter says so by `opens`: values of the matter, and which steps of its procedure the office records (all where it names
none; an empty list where a system exports such matters, whose maps then say what could have been brought).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any

import pyarrow.compute as pc

from fajing.app.office_book import Book
from fajing.app.office_files import Begun
from fajing.app.office_record import event_of_body, read_values
from fajing.core.events import Carried, Event
from fajing.core.moments import Zone
from fajing.lawbook.model import Lawbook, Procedure
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.reader import Segment

_ALWAYS = frozenset({"officers", "unit", "recorded_at"})


def ids_of(folder: DataFolder, procedure: str) -> set[str]:
    """Ids of the matters of a procedure, in every segment that stands."""
    found: set[str] = set()
    for segment in folder.standing():
        steps = segment.manifest.origin.carried.steps
        if steps is None or any(one.startswith(f"{procedure}.") for one in steps):
            found |= _in_segment(_Key(segment), procedure)
    return found


def unsealed_of(book: Book, zone: Zone, procedures: Collection[str]) -> list[Event]:
    """Steps of some procedures that were recorded and that no segment holds yet; the latest of each id."""
    bodies = (stored.body for stored in book.unsealed())
    own = (event_of_body(body, zone) for body in bodies if body["procedure"] in procedures)
    return list({event.id: event for event in own}.values())


class _Key:
    """A segment by its place and what stands in it: segments never change."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self._same = (type(segment).__name__, str(segment.path), segment.manifest.events)

    def __hash__(self) -> int:
        return hash(self._same)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._same == other._same


@lru_cache(maxsize=4096)
def _in_segment(key: _Key, procedure: str) -> frozenset[str]:
    found: set[str] = set()
    for group in range(key.segment.group_count):
        table = key.segment.matters(group, ["id", "procedure"])
        kept = table.filter(pc.equal(pc.cast(table.column("procedure"), "string"), procedure))
        found.update(kept.column("id").to_pylist())
    return frozenset(found)


def opening(carried: Carried, procedure: Procedure, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a step's body says that begins a matter by hand.

    Of a kind that a system exports the maps alone say what could have been brought: one matter begun by hand must not
    turn what the export never brings into something left undone.
    """
    is_exported = carried.steps is not None and any(
        one.startswith(f"{procedure.id}.") for one in carried.steps
    )
    return {"values": dict(values), "steps": []} if is_exported else {"values": dict(values)}


def begun_by(bodies: Iterable[Mapping[str, Any]], lawbook: Lawbook) -> Begun:
    """The matters that some bodies begin."""
    own = [body for body in bodies if "opens" in body]
    if not own:
        return Begun()
    values = {str(body["matter"]): read_values(body["opens"].get("values", {}), lawbook.zone) for body in own}
    parents = {str(body["matter"]): str(one) for body in own if (one := body["opens"].get("parent"))}
    return Begun(values, carried_by_opening(own, lawbook), parents)


def carried_by_opening(bodies: Iterable[Mapping[str, Any]], lawbook: Lawbook) -> Carried:
    """What the office could have brought of the matters that it opened: all that it says it records of them."""
    fields: dict[str, frozenset[str]] = {}
    of_matters: set[str] = set()
    for body in bodies:
        opens = body.get("opens")
        procedure = lawbook.procedures.get(str(body["procedure"]))
        if opens is None or procedure is None or opens.get("steps") == []:
            continue
        for name in opens.get("steps", procedure.steps):
            if name in procedure.steps:
                fields[f"{procedure.id}.{name}"] = _ALWAYS | frozenset(procedure.steps[name].fields)
        of_matters |= {"unit", *opens.get("values", {}), *(["parent"] if opens.get("parent") else [])}
    return Carried(frozenset(fields), fields, frozenset(of_matters))
