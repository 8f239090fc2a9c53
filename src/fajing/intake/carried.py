"""What the tables read could have brought: a step whose heading is nowhere is not absent, it is unknown."""

from __future__ import annotations

from collections.abc import Iterable

from fajing.core.events import Carried
from fajing.intake.rows_base import Part, Rows
from fajing.intake.rows_events import EventRows
from fajing.intake.rows_matters import MatterRows

_OF_EVENTS = {
    "officers": "officers",
    "unit": "unit",
    "until": "until",
    "recorded_at": "recorded_at",
    "object": "objects",
}


def carried_by(tables: Iterable[Rows]) -> Carried:
    """The steps, their fields, and the matters' fields that these tables hold.

    Under a step stand its declared fields, and `officers`, `unit`, `until`, `recorded_at`, `objects` where a
    column brings them.
    """
    steps: set[str] = set()
    fields: dict[str, set[str]] = {}
    matters: set[str] = set()
    for table in tables:
        if isinstance(table, MatterRows):
            _of_matters(table, steps, fields, matters)
        elif isinstance(table, EventRows):
            _of_events(table, steps, fields, matters)
    return Carried(
        frozenset(steps), {step: frozenset(names) for step, names in fields.items()}, frozenset(matters)
    )


def _qualified(step: str, table: Rows) -> list[str]:
    """A step as the map writes it, with each procedure it may belong to."""
    procedure, dot, _ = step.partition(".")
    if dot and procedure in table.procedures:
        return [step]
    return [f"{one.id}.{step}" for one in table.table.of_map.procedures if step in one.steps]


def _of_matters(table: MatterRows, steps: set[str], fields: dict[str, set[str]], matters: set[str]) -> None:
    matters.update(part.column.name for part in table.fields)
    if table.unit:
        matters.add("unit")
    for column in table.steps:
        names = {part.column.name for part in column.fields} | {
            name for name, _ in column.part.column.constants
        }
        names |= {
            name
            for name, there in (
                ("officers", column.officers),
                ("unit", column.unit),
                ("until", column.until),
                ("recorded_at", column.recorded),
                ("objects", column.objects),
            )
            if there
        }
        for step in _qualified(column.part.column.step or "", table):
            steps.add(step)
            fields.setdefault(step, set()).update(names)


def _of_events(table: EventRows, steps: set[str], fields: dict[str, set[str]], matters: set[str]) -> None:
    words = table.step.column.words
    if words is None:
        own = {f"{one.id}.{step}" for one in table.table.of_map.procedures for step in one.steps}
    else:
        own = {step for word in words.values() if word is not None for step in _qualified(str(word), table)}
    steps |= own
    matters.update(part.column.name for part in table.of_matter)
    for role, name in _OF_EVENTS.items():
        for part in table.parts.get(role, []):
            _add(part, name, own, table, fields)
    for part in table.own:
        _add(part, part.column.name, own, table, fields)
    if table.unit:
        matters.add("unit")


def _add(part: Part, name: str, own: set[str], table: Rows, fields: dict[str, set[str]]) -> None:
    of = part.column.of
    named = own if not of or "*" in of else {step for one in of for step in _qualified(one, table)}
    for step in named & own:
        fields.setdefault(step, set()).add(name)
