"""Recording a step: the form that a procedure gives, the event it makes, and what that would start or breach.

In: what a person typed into the fields of a step. Out: an event, or what is wrong with the fields; duties that would
be newly broken, newly open, or put right. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from fajing.app.office_files import OfficeFiles, Opened
from fajing.core.errors import FajingError
from fajing.core.events import Acting, Event, Matter, Value
from fajing.core.moments import Moment, Precision, Zone, parse_moment
from fajing.core.money import parse_fen
from fajing.findings.text import personal_value
from fajing.lawbook.model import Field, Lawbook, Step
from fajing.scan.duty import Duty, Outcome


@dataclass(slots=True)
class Typed:
    """What a person typed.

    Attributes:
        at: `2026-03-02 09:20`, or a date.
        officers: Numbers and roles: [("043318", "handler")].
        object: Object inside the file, if any.
        values: Text by field.
        corrects: Id of the event it corrects; empty for a new one.
    """

    at: str
    officers: list[tuple[str, str]]
    object: str = ""
    values: dict[str, str] = field(default_factory=dict)
    corrects: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one field of the form."""

    field: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a step would do.

    Attributes:
        breached: Duties it would break, or show to be broken.
        started: Duties it would start, with their due moments.
        settled: Duties that were open or broken and would be met or no longer there.
        undecidable: Duties that could not be judged for want of a fact.
    """

    breached: Sequence[Duty] = ()
    started: Sequence[Duty] = ()
    settled: Sequence[Duty] = ()
    undecidable: Sequence[Duty] = ()


def steps_in_order(lawbook: Lawbook, matter: Matter) -> list[Step]:
    """The steps of a matter's procedure, those that follow upon what happened last first."""
    procedure = lawbook.procedures[matter.procedure]
    done = {event.step for event in matter.events}
    known = list(procedure.steps.values())
    places = [place for place, step in enumerate(known) if step.id in done]
    after = max(places, default=-1)
    return sorted(known, key=lambda step: (step.id in done, known.index(step) <= after, known.index(step)))


def event_of(
    typed: Typed, step: Step, matter: Matter, unit: str, recorded: int, zone: Zone
) -> tuple[Event | None, list[Wrong]]:
    """The event that was typed, or what is wrong."""
    wrong: list[Wrong] = []
    at = _moment(typed.at, zone, "at", wrong)
    officers = [Acting(number.strip(), role or None) for number, role in typed.officers if number.strip()]
    if not officers:
        wrong.append(Wrong("officers", "至少写一个警号", "write at least one police number"))
    if any(not (one.id.isascii() and one.id.isalnum()) for one in officers):
        wrong.append(Wrong("officers", "只写警号，不写姓名", "the police number only, no name"))
    values, faults = values_of(typed.values, step.fields, zone)
    wrong += faults
    if typed.object and personal_value(typed.object):
        wrong.append(Wrong("object", "写物品或人员的代号", "write the object's id"))
    if at is None or wrong:
        return None, wrong
    stamp = zone.moment(datetime.fromtimestamp(recorded, UTC), Precision.SECOND)
    told = (matter.id, step.id, typed.object, _iso(at, zone), f"office-{recorded}")
    event_id = typed.corrects or "|".join(one for one in told if one)
    event = Event(
        event_id, matter.id, matter.procedure, step.id, at, recorded_at=stamp, officers=tuple(officers), unit=unit,
        objects=(typed.object,) if typed.object else (), values=values, source="office",
    )  # fmt: skip
    return event, []


def values_of(
    typed: Mapping[str, str], fields: Mapping[str, Field], zone: Zone
) -> tuple[dict[str, Value], list[Wrong]]:
    """The values that were typed into some fields, and what is wrong with them."""
    wrong: list[Wrong] = []
    values: dict[str, Value] = {}
    for name, declared in fields.items():
        text = typed.get(name, "").strip()
        if not text:
            if declared.required:
                wrong.append(Wrong(name, "必填", "required"))
            continue
        if declared.personal:
            wrong.append(Wrong(name, "个人信息不在这里写", "personal values are not written here"))
            continue
        value = _value(text, declared, zone, wrong)
        if value is not None:
            values[name] = value
    return values, wrong


def foresee(
    files: OfficeFiles, matter: str, event: Event, as_of: Moment, pending: Sequence[Event], under: str = ""
) -> Foreseen:
    """What would follow if a step were saved; where it begins a matter under another, that one's file is looked at."""
    before = files.open(under or matter, as_of, pending)
    after = files.open(matter, as_of, [*(one for one in pending if one.id != event.id), event])
    if after is None:
        return Foreseen()
    old = _by_key(before)
    new = _by_key(after)
    changed = [duty for key, duty in new.items() if key not in old or old[key].outcome is not duty.outcome]
    return Foreseen(
        _of(changed, Outcome.LATE, Outcome.MISSED, Outcome.SLOW),
        _of(changed, Outcome.OPEN),
        [
            duty
            for key, duty in old.items()
            if duty.outcome in (Outcome.OPEN, Outcome.LATE, Outcome.MISSED)
            and (key not in new or new[key].outcome in (Outcome.MET, Outcome.EXCUSED))
        ],
        _of(changed, Outcome.UNDECIDABLE),
    )


def _by_key(opened: Opened | None) -> dict[str, Duty]:
    return {duty.key: duty for duty in opened.duties} if opened is not None else {}


def _of(duties: Sequence[Duty], *outcomes: Outcome) -> list[Duty]:
    return [duty for duty in duties if duty.outcome in outcomes]


def _moment(text: str, zone: Zone, name: str, wrong: list[Wrong]) -> Moment | None:
    try:
        return parse_moment(text, zone)
    except FajingError:
        wrong.append(
            Wrong(name, "没有这个时间，写成 2026-03-02 09:20", "no such time; write 2026-03-02 09:20")
        )
        return None


def _value(text: str, declared: Field, zone: Zone, wrong: list[Wrong]) -> Value:
    """A typed value of a field; None (and a line in `wrong`) where it is none."""
    name = declared.id
    if declared.type == "code" and declared.values and text not in declared.values:
        wrong.append(Wrong(name, "不在可选值中", "not one of the values"))
        return None
    if declared.type == "boolean":
        return text in ("yes", "true", "1")
    if declared.type in ("date", "datetime"):
        return _moment(text, zone, name, wrong)
    try:
        if declared.type == "integer":
            return int(text)
        if declared.type == "number":
            return Decimal(text)
        if declared.type == "money":
            return parse_fen(text)
    except (ValueError, InvalidOperation, FajingError):
        wrong.append(Wrong(name, "要写数字", "a number is wanted"))
        return None
    found = personal_value(text)
    if found is not None:
        wrong.append(Wrong(name, f"不能写{found[0]}", f"no {found[1]} here"))
        return None
    return text


# ---------------------------------------------------------------- as the ledger keeps it
def body_of(event: Event, zone: Zone) -> dict[str, Any]:
    """What the ledger keeps of a recorded step."""
    return {
        "id": event.id,
        "matter": event.matter,
        "procedure": event.procedure,
        "step": event.step,
        "at": _iso(event.at, zone),
        "recorded_at": _iso(event.recorded_at, zone) if event.recorded_at else None,
        "officers": [[one.id, one.role] for one in event.officers],
        "unit": event.unit,
        "objects": list(event.objects),
        "values": plain_values(event.values, zone),
    } | ({"seq": event.seq} if event.seq else {})


def event_of_body(body: Mapping[str, Any], zone: Zone) -> Event:
    """The step again."""
    return Event(
        str(body["id"]), str(body["matter"]), str(body["procedure"]), str(body["step"]),
        parse_moment(body["at"], zone),
        int(body.get("seq", 0)),
        recorded_at=parse_moment(body["recorded_at"], zone) if body.get("recorded_at") else None,
        officers=tuple(Acting(number, role) for number, role in body["officers"]),
        unit=body.get("unit"),
        objects=tuple(body.get("objects", ())),
        values=read_values(body.get("values", {}), zone),
        source="office",
    )  # fmt: skip


def plain_values(values: Mapping[str, Value], zone: Zone) -> dict[str, Any]:
    """Values as an entry keeps them."""
    return {name: _plain(value, zone) for name, value in values.items()}


def read_values(values: Mapping[str, Any], zone: Zone) -> dict[str, Value]:
    """The values again."""
    return {name: _read(value, zone) for name, value in values.items()}


def _plain(value: Value, zone: Zone) -> Any:
    if isinstance(value, Moment):
        return {"moment": _iso(value, zone)}
    return {"decimal": str(value)} if isinstance(value, Decimal) else value


def _read(value: Any, zone: Zone) -> Value:
    if isinstance(value, dict):
        return parse_moment(value["moment"], zone) if "moment" in value else Decimal(value["decimal"])
    return value  # type: ignore[no-any-return]


def _iso(moment: Moment, zone: Zone) -> str:
    if moment.is_day:
        return date.fromordinal(moment.day).isoformat()
    seconds = moment.precision is Precision.SECOND
    return zone.civil(moment.instant).isoformat(timespec="seconds" if seconds else "minutes")
