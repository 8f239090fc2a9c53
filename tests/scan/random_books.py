"""Random rulebooks and logs by seed: every form and every way of counting, ties, days, objects, officers, gaps.

`pair(seed)` gives a lawbook and a log of a few small files. The same seed gives the same pair on every machine. Some
steps serve one purpose only, so that a test may add one and know what it means: `extended` only extends, `halted` and
`resumed` only pause, `obstacle` and `obstacle_removed` only excuse, `remark` is named by no norm.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

from tests.scan.bench_book import lawbook, norm_of
from tests.scan.random_logs import STEPS, random_log

from fajing.core.events import Log
from fajing.core.moments import Zone
from fajing.lawbook.model import Lawbook, Norm, Register, RegisterEntry

Raw = dict[str, Any]

RESERVED = "extended extension_annulled halted resumed obstacle obstacle_removed moved".split()
REVIEW = "asked passed refused finished".split()
ZONES = ("Asia/Shanghai", "Europe/Rome", "UTC")
CONDITIONS = (
    "event.origin == 'a'",
    "event.amount > 5",
    "event.amount + event.term <= 9",
    "matter.many",
    "matter.kind in ['x', 'y']",
    "count(filed) > 0",
    "standing(passed)",
    "standing(approved)",
    "present(event.origin)",
    "officer_count >= 2",
    "hour(at) < 12",
    "is_holiday(at)",
    "last(opened).term > 3",
    "first(opened).at + days(3) > at",
    "at - last(filed).at > hours(30)",
    "days_between(first(opened).at, at) > 2",
    "at >= 2026-01-01",
    "file.review.urgent",
    "in_register(rooms, event.room)",
    "event.step == 'opened' and event.until > at",
)
TARGET_CONDITIONS = (
    "target.amount > 5",
    "target.origin != 'a'",
    "present(target.room)",
    "target.at > event.at",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A rulebook and a log.

    Attributes:
        seed: Of the pair.
        raws: The norms as mappings such as YAML gives.
        book: The lawbook with these norms, all in force.
        log: The log.
        rollover: The lawbook's own rollover.
    """

    seed: int
    raws: list[Raw]
    book: Lawbook
    log: Log
    rollover: str

    def norm_like(self, raw: Raw) -> Norm:
        """A norm of this rulebook, changed."""
        return norm_of(raw, self.rollover, [one["id"] for one in self.raws])


def pair(seed: int) -> Pair:
    """The pair of a seed."""
    rng = Random(seed)
    rollover = rng.choice(("none", "next_working_day"))
    raws = rulebook(rng)
    norms = [norm_of(raw, rollover, [other["id"] for other in raws]) for raw in raws]
    zone = rng.choice(ZONES)
    registers = {
        "officers": _officers(),
        "rooms": Register("rooms", {"R1": (RegisterEntry("R1", None, None, {}),)}),
    }
    book = replace(lawbook(*norms, zone=zone, rollover=rollover), registers=registers)
    return Pair(seed, raws, book, random_log(rng, Zone.of(zone), steps_named(raws)), rollover)


def _officers() -> Register:
    entries = {
        "A": RegisterEntry("A", None, None, {"kind": "police", "is_police": True, "role": "handler"}),
        "B": RegisterEntry("B", None, date(2026, 2, 14), {"kind": "police", "is_police": True}),
        "X": RegisterEntry("X", None, None, {"kind": "auxiliary", "is_police": False, "role": "leader"}),
    }
    return Register("officers", {key: (entry,) for key, entry in entries.items()})


# ---------------------------------------------------------------- rulebooks


def rulebook(rng: Random) -> list[Raw]:
    """Three to five norms; one may count from another's due moment or begin when its time ran out."""
    first = _norm(rng, 0, _do(rng))
    found = [first, *(_norm(rng, number, rng.choice(FORMS)(rng)) for number in range(1, rng.randint(2, 4)))]
    if rng.random() < 0.5:
        duty = _do(rng)
        if rng.random() < 0.5:
            duty["on"] = {"expired": first["id"]}
        else:
            duty.pop("within", None)
            duty.pop("extend", None)
            duty.pop("pause", None)
            shift = {rng.choice(("minus", "plus")): _length(rng)} if rng.random() < 0.8 else {}
            duty["by"] = {"due_of": first["id"], **shift}
        found.append(_norm(rng, len(found), duty))
    return found


def _norm(rng: Random, number: int, duty: Raw) -> Raw:
    cites = [{"source": "s", "article": "1"}]
    versions = [{"from": "2020-01-01", "cites": cites, "duty": duty}]
    raw: Raw = {
        "id": f"r{number}.{next(key for key in FORM_KEYS if key in duty)}",
        "title": "t",
        "procedure": "case",
        "severity": "minor",
        "status": "in_force",
        "versions": versions,
    }
    if rng.random() < 0.25:
        later = {
            **duty,
            **({"within": _within(rng)} if "within" in duty and "preceded_by" not in duty else {}),
        }
        versions.append({"from": "2026-01-01", "cites": cites, "duty": later})
        dating = rng.random()
        if dating < 0.3:
            raw["anchor"] = rng.choice(STEPS)
        elif dating < 0.7:
            raw["dated_by"] = rng.choice(
                ["opened", "event.deadline", {"step": "filed", "where": _target_where(rng)}]
            )
    for place in (raw, versions[-1], duty):
        if rng.random() < 0.08:
            place["rollover"] = rng.choice(("none", "next_working_day"))
    if rng.random() < 0.2:
        raw["starts"] = {"hours": rng.choice(("moment", "next_hour", "next_day"))}
        raw["starts"]["days"] = rng.choice(("moment", "next_day"))
    return raw


def _where(rng: Random) -> str:
    one = rng.choice(CONDITIONS)
    chance = rng.random()
    if chance < 0.15:
        return f"not ({one})"
    if chance < 0.4:
        return f"({one}) {rng.choice(('and', 'or'))} ({rng.choice(CONDITIONS)})"
    return one


def _target_where(rng: Random) -> str:
    return rng.choice(TARGET_CONDITIONS)


def _target(rng: Random) -> Any:
    step = f"review.{rng.choice(REVIEW)}" if rng.random() < 0.15 else rng.choice(STEPS)
    return {"step": step, "where": _target_where(rng)} if rng.random() < 0.15 else step


def _targets(rng: Random, most: int = 2) -> list[Any]:
    return [_target(rng) for _ in range(rng.randint(1, most))]


def _length(rng: Random, units: str = "hours days days working_days weeks months minutes") -> Raw:
    unit = rng.choice(units.split())
    most = {"hours": 72, "minutes": 300, "days": 9, "working_days": 6, "weeks": 2, "months": 1, "years": 1}[
        unit
    ]
    return {unit: rng.randint(0, most)}


def _period(rng: Random) -> Raw:
    chance = rng.random()
    if chance < 0.06:
        return {"benchmark": "prompt.notice"}
    period: Raw = {"days": "event.term"} if chance < 0.14 else _length(rng)
    if rng.random() < 0.15:
        period["from"] = rng.choice(
            ["opened", "filed", "event.deadline", {"step": "noticed", "where": _target_where(rng)}]
        )
    return period


def _within(rng: Random) -> Any:
    chance = rng.random()
    if chance < 0.2:
        tiers = [{**_period(rng), "where": _where(rng)} for _ in range(rng.randint(1, 2))]
        return [*tiers, _period(rng) if rng.random() < 0.9 else {**_period(rng), "where": _where(rng)}]
    if chance < 0.35:
        return {rng.choice(("earlier_of", "later_of")): [_period(rng), _period(rng)]}
    return _period(rng)


def _base(rng: Random) -> Raw:
    duty: Raw = {"on": rng.sample(STEPS, rng.randint(1, 2))}
    if rng.random() < 0.25:
        duty["where"] = _where(rng)
    if rng.random() < 0.15:
        duty["unless"] = _where(rng)
    chance = rng.random()
    if chance < 0.3:
        duty["per"] = "object"
    elif chance < 0.4:
        duty["per"] = "matter"
    elif chance < 0.47:
        duty["for_each"] = "victim"
    return duty


def _moved(rng: Random, duty: Raw) -> Raw:
    """With extensions and pauses. A chain mixes `to` and `by` only where the number of times is free."""
    if rng.random() < 0.4:
        kind = rng.choice(("to", "by", "mixed"))
        rules = []
        for _ in range(rng.randint(1, 2)):
            word = rng.choice(("to", "by")) if kind == "mixed" else kind
            rule: Raw = {"on": "extended", word: _length(rng)}
            if kind != "mixed" and rng.random() < 0.4:
                rule["times"] = rng.randint(1, 2)
            if rng.random() < 0.2:
                rule["role"] = "leader"
            if rng.random() < 0.2:
                rule["where"] = "target.ground == 'x'"
            rules.append(rule)
        duty["extend"] = rules
    if rng.random() < 0.3:
        duty["pause"] = [{"from": "halted", "to": "resumed"}]
    return duty


def _do(rng: Random) -> Raw:
    duty = {**_base(rng), "do": _targets(rng)}
    if rng.random() < 0.25:
        duty["do"] = {"all": _targets(rng, 3), "in_order": rng.random() < 0.5}
    if rng.random() < 0.2:
        duty["before"] = _targets(rng)
    if rng.random() < 0.8:
        duty["within"] = _within(rng)
        _moved(rng, duty)
    elif rng.random() < 0.3:
        duty["by"] = rng.choice(("event.deadline", "matter.term_end"))
    if rng.random() < 0.3:
        excuse: Raw = {"on": "obstacle"}
        if rng.random() < 0.6:
            excuse["until"] = "obstacle_removed"
            if rng.random() < 0.6:
                excuse["then"] = {"within": _period(rng)}
        if rng.random() < 0.2:
            excuse["where"] = "target.ground == 'x'"
        duty["excuse"] = [excuse]
    return duty


def _preceded_by(rng: Random) -> Raw:
    duty = {**_base(rng), "preceded_by": _targets(rng)}
    if rng.random() < 0.3:
        duty["preceded_by"] = {"all": _targets(rng, 3), "in_order": rng.random() < 0.5}
    if rng.random() < 0.5:
        duty["within"] = {key: value for key, value in _period(rng).items() if key != "from"}
    if rng.random() < 0.3:
        duty["at_least"] = _length(rng)
    return duty


def _after_window(rng: Random) -> Raw:
    return _moved(rng, {**_base(rng), "after_window": rng.choice(STEPS), "within": _within(rng)})


def _avoid(rng: Random) -> Raw:
    duty = {**_base(rng), "avoid": _targets(rng)}
    if rng.random() < 0.5:
        duty["within"] = _within(rng)
        _moved(rng, duty)
    if rng.random() < 0.3:
        duty["until"] = _targets(rng)
    return duty


def _count(rng: Random) -> Raw:
    form = rng.choice(("at_most", "at_least"))
    duty: Raw = {**_base(rng), form: rng.choice((0, 1, 2, 2, "matter.limit"))}
    chance = rng.random()
    if chance < 0.3:
        duty["count"] = _targets(rng)
    elif chance < 0.45:
        duty.update({form: rng.randint(0, 12), "sum": "seized.amount"})
    elif chance < 0.6:
        duty.update({form: _length(rng, "hours days weeks minutes"), "length": "questioned"})
    if rng.random() < 0.3:
        duty["looking"] = rng.choice(("ahead", "back"))
    if rng.random() < 0.4:
        duty["within"] = _period(rng)
        duty["within"].pop("from", None)
    if rng.random() < 0.3:
        duty["per"] = [rng.choice(("day", "month", "year")), *([duty["per"]] if "per" in duty else [])]
    return duty


def _every(rng: Random) -> Raw:
    duty = {**_base(rng), "every": _length(rng, "days working_days weeks months"), "do": _targets(rng)}
    [(unit, count)] = duty["every"].items()
    duty["every"] = {unit: max(count, 2)}
    if rng.random() < 0.3:
        duty["until"] = _targets(rng)
    if rng.random() < 0.3:
        duty["excuse"] = [{"on": "obstacle", **({"until": "obstacle_removed"} if rng.random() < 0.5 else {})}]
    if unit in ("weeks", "months") and rng.random() < 0.4:
        duty["aligned"] = "calendar"
    return duty


def _of_people(rng: Random) -> Raw:
    duty = _base(rng)
    match rng.randrange(5):
        case 0:
            duty["officers"] = {
                "count": rng.choice((">= 2", "== 1", "<= 1", "> 1", "!= 1")),
                "where": "is_police",
            }
        case 1:
            duty["role"] = rng.choice(("leader", ["leader", "handler"]))
        case 2:
            duty["by_other_than"] = rng.choice(("any_handler", "passed", ["passed", "questioned"]))
        case 3:
            duty["by_same_as"] = rng.choice(STEPS)
        case _:
            duty["with"] = rng.choice((["amount", "origin"], {"any": ["room", "origin"]}, "amount"))
    return duty


def _of_intervals(rng: Random) -> Raw:
    duty = {**_base(rng), "on": ["questioned"]}
    if rng.random() < 0.5:
        duty["covered_by"] = "recorded"
        if rng.random() < 0.5:
            duty["tolerance"] = {"minutes": 30}
        return duty
    duty["apart"] = rng.choice(("officer", "room", "device"))
    if rng.random() < 0.3:
        duty["where"] = "event.room != target.room"
    return duty


FORMS: tuple[Callable[[Random], Raw], ...] = (
    _do,
    _do,
    _preceded_by,
    _preceded_by,
    _after_window,
    lambda rng: {**_base(rng), "accompanied_by": _targets(rng), "all": rng.random() < 0.4},
    _avoid,
    _count,
    _count,
    _every,
    _of_people,
    _of_intervals,
    lambda rng: {**_base(rng), "value": _where(rng)},
)
FORM_KEYS = (
    "every do preceded_by after_window accompanied_by avoid at_most at_least officers role by_other_than by_same_as "
    "with value covered_by apart"
).split()


def steps_named(raws: list[Raw]) -> list[str]:
    """Steps that a rulebook names, qualified, sorted."""
    text = str([raw["versions"] for raw in raws])
    named = [f"case.{step}" for step in (*STEPS, *RESERVED) if f"'{step}'" in text or f"({step})" in text]
    return [*named, *(f"review.{step}" for step in REVIEW if f"'review.{step}'" in text)]
