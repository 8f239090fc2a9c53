"""Reads procedures: kinds of matter with their steps, fields and rosters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fajing.lawbook.model import Field, Procedure, Step
from fajing.lawbook.problems import suggest
from fajing.lawbook.read_sources import read_fields
from fajing.lawbook.reading import Reading, as_list, text_of
from fajing.lawbook.yaml_reader import KeyPath

_STANDARD = ("at", "until", "recorded_at", "unit", "step")
"""What every event has; a field of this name would hide it."""


def read_procedure(reading: Reading, group: str, shared: Mapping[str, Mapping[str, Field]]) -> Procedure:
    """One kind of matter.

    Args:
        reading: The document.
        group: Name of the folder under `procedures/`.
        shared: Fields of each file under `shared/`.
    """
    raw = reading.document.data
    home = raw["id"]
    steps = {}
    for step_id, item in raw["steps"].items():
        keys: KeyPath = ("steps", step_id)
        fields = _fields(reading, item, keys, shared)
        for wrong in _STANDARD:
            if wrong in fields:
                what = f"字段不能叫 {wrong}，每条记录本来就有 (every event has it)"
                reading.error((*keys, "fields", wrong), what, f"{step_id}_{wrong}")
        steps[step_id] = Step(
            id=step_id,
            title=text_of(item["title"]),
            roles=tuple(as_list(item.get("roles"))),
            fields=fields,
            documents=tuple(item.get("documents", ())),
            requires=_steps(item.get("requires"), home),
            ends=item.get("ends", False),
            suspends=item.get("suspends", False),
            cancels=_steps(item.get("cancels"), home),
            done_at=item.get("done_at"),
            relinks=dict(item.get("relinks", {})),
        )
    return Procedure(
        id=home,
        title=text_of(raw["title"]),
        subject=raw["subject"],
        group=group,
        parents=tuple(raw.get("parents", ())),
        fields=_fields(reading, raw, (), shared),
        steps=steps,
        rosters={
            name: (_steps(item.get("add"), home), _steps(item.get("remove"), home))
            for name, item in raw.get("rosters", {}).items()
        },
        example=tuple(raw.get("example", ())),
        place=reading.place(("id",)),
        seen_by=raw.get("seen_by", ""),
    )


def check_procedure(reading: Reading) -> None:
    """What a procedure says of other procedures and of its own steps; to be called when all are known."""
    raw = reading.document.data
    home: str = raw["id"]
    procedure = reading.known.procedures[home]
    for number, parent in enumerate(raw.get("parents", ())):
        reading.procedure(parent, ("parents", number))
    for keys, step in _named_steps(raw):
        reading.step(step, home, keys)
    for step_id, item in procedure.steps.items():
        keys = ("steps", step_id)
        if item.done_at is not None:
            _check_field(reading, item, item.done_at, ("date", "datetime"), (*keys, "done_at"))
        for kind, name in item.relinks.items():
            _check_field(reading, item, name, ("text", "code"), (*keys, "relinks", kind))


def _check_field(reading: Reading, step: Step, name: str, types: tuple[str, ...], keys: KeyPath) -> None:
    found = step.fields.get(name)
    if found is None:
        reading.error(keys, f"环节 {step.id} 没有字段 {name!r} (unknown field)", suggest(name, step.fields))
    elif found.type not in types:
        reading.error(keys, f"字段 {name} 的类型是 {found.type} (wrong type of field)", " / ".join(types))


def _named_steps(raw: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    for step_id, item in raw["steps"].items():
        for key in ("requires", "cancels"):
            for step in as_list(item.get(key)):
                yield ("steps", step_id, key), step
    for name, item in raw.get("rosters", {}).items():
        for key in ("add", "remove"):
            for step in as_list(item.get(key)):
                yield ("rosters", name, key), step


def _fields(
    reading: Reading, raw: Mapping[str, Any], keys: KeyPath, shared: Mapping[str, Mapping[str, Field]]
) -> dict[str, Field]:
    """Included fields, then a procedure's or step's own, which may say an included one anew."""
    fields: dict[str, Field] = {}
    for number, name in enumerate(raw.get("include", ())):
        found = shared.get(name.removeprefix("shared/"))
        if found is None:
            remedy = suggest(name, [f"shared/{known}" for known in shared])
            reading.error(
                (*keys, "include", number), f"没有 {name!r} (unknown shared group of fields)", remedy
            )
        else:
            fields |= found
    return fields | read_fields(raw.get("fields"), reading.known.codes)


def _steps(raw: Any, home: str) -> tuple[str, ...]:
    """Qualified steps of one named or a list."""
    return tuple(step if "." in step else f"{home}.{step}" for step in as_list(raw))
