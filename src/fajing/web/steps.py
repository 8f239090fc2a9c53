"""Steps entered in the office: by a person in a form, or by the office itself, as a paper is served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from fajing.app.office_book import IMPORT, STEP
from fajing.app.office_record import Typed, body_of, event_of
from fajing.core.errors import UsageError
from fajing.core.events import Event, Matter
from fajing.findings.people import Role
from fajing.ledger.receipts import segment_token
from fajing.web import judged
from fajing.web.acting import alone
from fajing.web.clock import instant, zone
from fajing.web.law import lawbook
from fajing.web.people.models import User
from fajing.web.records import follower

_ROLES = {
    Role.UNIT_LEADER: "unit_leader",
    Role.LEGAL_OFFICER: "legal_officer",
    Role.SUPERVISOR: "legal_officer",
}


def record(
    matter_id: str,
    procedure_id: str,
    step_id: str,
    user: User,
    *,
    unit: str,
    objects: Sequence[str] = (),
    values: Mapping[str, str] | None = None,
    subjects: Sequence[str] = (),
) -> Event | None:
    """Records a step as of now; None where the lawbook has no such step.

    A second one of the same step and objects stands in the place of the first, as a correction does.

    Args:
        matter_id: The matter; made where there is none.
        procedure_id: Its procedure.
        step_id: The step.
        user: Who acts.
        unit: The unit the matter is of.
        objects: Objects of the step.
        values: Text by field; fields that the step has not are left out.
        subjects: Under what else the entry is to be found.

    Raises:
        UsageError: A value is none.
    """
    procedure = lawbook().procedures.get(procedure_id)
    step = procedure.steps.get(step_id) if procedure is not None else None
    if step is None:
        return None
    now = instant()
    matter = Matter(matter_id, procedure_id, unit=unit)
    known = {name: value for name, value in (values or {}).items() if name in step.fields}
    role = _ROLES.get(user.kind, "")
    typed = Typed(f"{zone().civil(now):%Y-%m-%d %H:%M}", [(user.number, role)], "", known)
    event, wrong = event_of(typed, step, matter, unit, now, zone())
    if event is None:
        raise UsageError(f"环节写不进 (the step cannot be recorded): {wrong[0].zh}", where=wrong[0].field)
    event = replace(event, id="|".join((matter_id, step_id, *objects)), objects=tuple(objects))
    body = body_of(event, zone())
    follower.book().write(STEP, body, user.number, now, (f"matter:{matter_id}", *subjects))
    return event


def entry_of(event: Event) -> int | None:
    """The entry in which an event stands as it is now: its own, where it was recorded here, else its import's."""
    book = follower.book()
    own = [one for one in book.of_matter(event.matter) if one.kind == STEP and one.body["id"] == event.id]
    if own:
        return own[-1].index
    parts = judged.office_files().parts({event.matter})
    held = max((number for number, ids in parts.items() if event.id in ids), default=None)
    if held is None:
        return None
    token = segment_token(held)
    return next((one.index for one in book.ledger.entries(kind=IMPORT, subject=token)), None)


def corrections(matter: str) -> dict[str, list[dict[str, Any]]]:
    """By event of a matter what was corrected: what it said before, in which entry, and the entry that says it now."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in follower.book().of_matter(matter):
        old = one.body.get("corrects") if one.kind == STEP else None
        if old:
            stands = old.get("entry")
            is_own = stands is not None and follower.book().ledger.entry(stands).kind == STEP
            told = {"at": old["at"], "old": stands, "is_own": is_own, "new": one.index}
            found.setdefault(str(old["event"]), []).append(told)
    return found


@alone()
def enter_step(user: User, event: Event, old: Event | None = None) -> int:
    """Enters a step that a person recorded; number of the entry. A correction names what it corrects."""
    body = body_of(event, zone())
    if old is not None:
        body["corrects"] = {"event": old.id, "at": body_of(old, zone())["at"]}
        stands = entry_of(old)
        if stands is not None:
            body["corrects"]["entry"] = stands
    entry = follower.book().write(STEP, body, user.number, instant(), (f"matter:{event.matter}",))
    follower.follow()
    return entry
