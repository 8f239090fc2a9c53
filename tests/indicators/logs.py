"""Random logs of the small lawbook: few matters, ties in time, days only, objects, odd kinds of values."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from fajing.core.events import Event, Log, Matter
from fajing.core.moments import Zone, parse_moment
from fajing.lawbook.model import Lawbook

_UNITS = ("U1", "U2", None)


def random_log(seed: int, lawbook: Lawbook) -> Log:
    """A log of some files."""
    rng = Random(seed)
    log = Log(lawbook.zone)
    for number in range(rng.randrange(1, 7)):
        matter = _matter(rng, log, f"C{number}", "case", None)
        if rng.random() < 0.4:
            parent = matter.id if rng.random() < 0.8 else "elsewhere"
            _matter(rng, log, f"R{number}", "review", parent)
        if rng.random() < 0.3:
            _matter(rng, log, f"C{number}b", "case", matter.id)
    return log


def _matter(rng: Random, log: Log, name: str, procedure: str, parent: str | None) -> Matter:
    values: dict[str, Any] = {}
    if procedure == "case" and rng.random() < 0.5:
        values["kind"] = rng.choice(["a", "b", ""])
    if procedure == "case" and rng.random() < 0.4:
        values["weight"] = rng.choice([1, 2, 3, "2", Decimal("2.5")])
    matter = log.matters[name] = Matter(name, procedure, parent, rng.choice(_UNITS), values)
    steps = (
        ["opened", "checked", "undone", "decided", "moved", "ended"]
        if procedure == "case"
        else ["asked", "answered"]
    )
    for number in range(rng.randrange(0, 7)):
        step = rng.choice(steps)
        matter.events.append(_event(rng, log.zone, matter, step, number))
    return matter


def _event(rng: Random, zone: Zone, matter: Matter, step: str, number: int) -> Event:
    at = _time(rng, zone)
    values: dict[str, Any] = {}
    if step == "opened":
        _maybe(rng, values, "origin", ["x", "y"])
        _maybe(rng, values, "due_on", [_day(rng, zone)])
    if step == "decided":
        _maybe(rng, values, "amount", [50, 150, 250, 350, Decimal(220), "300"])
        _maybe(rng, values, "is_good", [True, False, "true"])
        _maybe(rng, values, "kind", ["a", "b"])
        _maybe(rng, values, "score", [1, 2, 3, "2", "odd", Decimal("3.0")])
    if step == "answered":
        _maybe(rng, values, "outcome", ["kept", "changed"])
    if step == "moved":
        _maybe(rng, values, "to_unit", ["U1", "U2"])
    recorded = _time(rng, zone) if rng.random() < 0.15 else None
    objects = tuple(rng.sample(["P1", "P2", "P3"], rng.randrange(0, 4)))
    until = at if rng.random() < 0.1 else None
    return Event(
        id=f"{matter.id}/{step}/{number}",
        matter=matter.id,
        procedure=matter.procedure,
        step=step,
        at=at,
        seq=number,
        until=until,
        recorded_at=recorded,
        unit=rng.choice(_UNITS),
        objects=objects,
        values=values,
    )


def _maybe(rng: Random, values: dict[str, Any], name: str, choices: list[Any]) -> None:
    if rng.random() < 0.75:
        values[name] = rng.choice(choices)


def _time(rng: Random, zone: Zone) -> Any:
    day = _date(rng)
    if rng.random() < 0.3:
        return parse_moment(day, zone)
    return parse_moment(f"{day}T{rng.choice(['00:00', '09:30', '23:59'])}", zone)


def _day(rng: Random, zone: Zone) -> Any:
    return parse_moment(_date(rng), zone)


def _date(rng: Random) -> str:
    year = rng.choice([2025, 2026, 2026, 2026, 2026])
    return f"{year}-{rng.choice([1, 3, 3, 4, 6, 7, 12]):02d}-{rng.choice([1, 2, 3, 4, 5, 28]):02d}"
