"""Beginning a matter by the API: the same rules and the same door as the page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Schema
from ninja.errors import HttpError

from fajing.app.begin_matter import Beginning
from fajing.app.office_record import Foreseen, Typed
from fajing.web import beginning
from fajing.web.api.operations import api, user_of

_LONG, _MANY = 2_000, 40


class ActingIn(Schema):
    """Who acted, by number, and in which role."""

    number: str
    role: str = ""


class MatterIn(Schema):
    """A matter to begin.

    Without `step` it begins with the first of its kind, without `number` with the next free one, without `unit` in your
    own; with `parent` it hangs under that matter, where the procedure allows it. `own` are values of the matter itself,
    `values` those of the step. With `check` nothing is written: the answer says what it would break or start.
    """

    kind: str
    at: str
    officers: list[ActingIn]
    step: str = ""
    number: str = ""
    unit: str = ""
    parent: str = ""
    object: str = ""
    own: dict[str, str] = {}
    values: dict[str, str] = {}
    check: bool = False


def _plain(text: str) -> str:
    return text.replace("\x00", "")[:_LONG]


@api.post("/matters", operation_id="begin")
def begin(request: HttpRequest, body: MatterIn) -> dict[str, Any]:
    """Begins a matter of one's unit or one within reach, or says what that would do."""
    user = user_of(request, "begin")
    kind = next((one for one in beginning.kinds() if one.id == body.kind), None)
    if kind is None:
        raise HttpError(422, "no such kind of matter to begin")
    step = kind.steps.get(body.step) if body.step else next(iter(kind.steps.values()))
    if step is None:
        raise HttpError(422, "no such step of this kind of matter")
    unknown = sorted({*body.values} - {*step.fields} | {*body.own} - {*kind.fields})
    if unknown or len(body.officers) > _MANY:
        raise HttpError(
            422, f"not fields of this step: {', '.join(unknown)[:200]}" if unknown else "too many officers"
        )
    units = beginning.units_of(user)
    officers = [(_plain(one.number), one.role if one.role in step.roles else "") for one in body.officers]
    values = {name: _plain(value) for name, value in body.values.items()}
    asked = Beginning(
        kind, step, _plain(body.number).strip() or beginning.proposed(kind),
        _plain(body.unit) or (units[0] if units else ""),
        Typed(_plain(body.at), officers, _plain(body.object).strip(), values),
        {name: _plain(value) for name, value in body.own.items()}, _plain(body.parent).strip(),
    )  # fmt: skip
    found, wrong = beginning.prepared(user, asked)
    if found is None:
        raise HttpError(422, "; ".join(f"{fault.field}: {fault.en}" for fault in wrong))
    told = {"matter": asked.number, "unit": asked.unit, "parent": asked.parent, "step": found.body}
    if body.check:
        return told | {"entry": None, "would": _would(beginning.foreseen(found))}
    entry = beginning.enter(user, found)
    if entry is None:
        raise HttpError(409, "somebody has just taken this number")
    return told | {"entry": entry, "would": None}


def _would(told: Foreseen) -> dict[str, list[str]]:
    return {
        name: [duty.norm.id for duty in getattr(told, name)]
        for name in ("breached", "started", "settled", "undecidable")
    }
