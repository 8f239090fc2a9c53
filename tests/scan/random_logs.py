"""Random logs by seed: a few small files with ties, days, objects, officers, and much that is lacking."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from fajing.core.events import Acting, Carried, Event, Log, Matter
from fajing.core.moments import Moment, Zone

STEPS = (
    "opened accepted filed refused noticed passed failed decided executed questioned recorded seized returned "
    "inspected approved closed victim_added victim_removed"
).split()
BASES = (date(2025, 12, 24), date(2026, 2, 10), date(2026, 3, 24), date(2026, 10, 20))
HOURS = ("00:00", "08:00", "09:30", "12:00", "12:00", "23:59")
ROLES = ("handler", "leader", "reviewer", None)


def random_log(rng: Random, zone: Zone, named: list[str]) -> Log:
    """Two or three files with a few events each, most of the steps that the rulebook names."""
    log = Log(zone)
    base = rng.choice(BASES)
    by_day = rng.choice((0.0, 0.0, 0.2, 0.6))
    number = 0
    for name in "abc"[: rng.randint(1, 3)]:
        main = Matter(name, "case", None, rng.choice(("U1", None)), _matter_values(rng, zone, base))
        child = Matter(f"{name}.r", "review", name, None, {"track": "x"} if rng.random() < 0.5 else {})
        other = Matter(f"{name}.b", "case", name, None, _matter_values(rng, zone, base))
        matters = [main, *([child] if rng.random() < 0.5 else []), *([other] if rng.random() < 0.3 else [])]
        for matter in matters:
            log.matters[matter.id] = matter
        for _ in range(rng.randint(3, 10)):
            steps = [step for step in named if rng.random() < 0.9] if rng.random() < 0.8 else []
            qualified = rng.choice(steps or [f"case.{step}" for step in STEPS])
            procedure, _, step = qualified.partition(".")
            fitting = [matter for matter in matters if matter.procedure == procedure]
            if fitting:
                matter = rng.choice(fitting)
                matter.events.append(random_event(rng, zone, matter, step, base, by_day, number))
                number += 1
    if rng.random() < 0.2:
        kept = frozenset(step for step in [*named, *(f"case.{step}" for step in STEPS)] if rng.random() < 0.7)
        log.carried = Carried(kept | {event.qualified_step for event in log.events()})
    return log


def random_event(
    rng: Random, zone: Zone, matter: Matter, step: str, base: date, by_day: float, number: int
) -> Event:
    """One event; of what it may carry, much is lacking."""
    at = random_moment(rng, zone, base, by_day)
    until = None
    if rng.random() < (0.85 if step in ("questioned", "recorded") else 0.1):
        until = at if at.is_day else replace(at, instant=at.instant + 60 * rng.choice((0, 30, 60, 300)))
        until = replace(until, day=zone.civil(until.instant).toordinal())
    officers = tuple(
        Acting(officer, rng.choice(ROLES)) for officer in rng.sample("ABXZ", rng.choice((0, 1, 1, 2, 2)))
    )
    objects = tuple(rng.sample(("P1", "P2", "P3"), rng.choice((0, 0, 1, 1, 1, 2))))
    values: dict[str, Any] = {
        "origin": rng.choice("ab"),
        "amount": rng.randint(0, 12),
        "term": rng.choice((0, 2, 5, 9)),
        "room": rng.choice(("R1", "R2")),
        "device": "D",
        "ground": rng.choice("xy"),
        "urgent": rng.random() < 0.5,
        "deadline": random_moment(rng, zone, base, 0.5),
    }
    return Event(
        id=f"{matter.id}:{step}:{number}",
        matter=matter.id,
        procedure=matter.procedure,
        step=step,
        at=at,
        seq=number,
        until=until,
        recorded_at=random_moment(rng, zone, base, by_day) if rng.random() < 0.1 else None,
        officers=officers,
        unit=rng.choice(("U1", "U2", None)),
        objects=objects,
        values={name: value for name, value in values.items() if rng.random() < 0.75}
        | ({"to_unit": "U3"} if step == "moved" else {}),
    )


def random_moment(rng: Random, zone: Zone, base: date, by_day: float = 0.0) -> Moment:
    """A moment within some three weeks, often the same as others."""
    day = base + timedelta(days=rng.choice((0, 0, 1, 1, 2, 3, 4, 5, 7, 8, 10, 14, 21)))
    if rng.random() < by_day:
        return zone.moment(day)
    hour, minute = rng.choice(HOURS).split(":")
    return zone.moment(
        datetime(day.year, day.month, day.day, int(hour), int(minute))
    )  # civil time has no zone


def _matter_values(rng: Random, zone: Zone, base: date) -> dict[str, Any]:
    values: dict[str, Any] = {
        "kind": rng.choice("xyz"),
        "many": rng.random() < 0.5,
        "limit": rng.randint(0, 3),
        "term_end": zone.moment(base + timedelta(days=rng.randint(0, 20))),
    }
    return {name: value for name, value in values.items() if rng.random() < 0.6}
