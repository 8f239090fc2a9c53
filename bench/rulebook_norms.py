"""Random norms over the benchmark's casework, form by form: each a duty as YAML would give it.

In: a random generator. Out: candidate duties, from which `generate_rulebook` picks so that every form has its share.
All are such that plain SQL can say them too, so that a peer can be held to the same counts.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

Raw = dict[str, Any]

# trigger, what should follow it, median hours of the gap
FOLLOWS: tuple[tuple[str, list[str], float], ...] = (
    ("case.report_received", ["case.case_accepted", "case.acceptance_refused"], 9),
    ("case.report_received", ["case.scene_inspected", "case.person_questioned"], 30),
    ("case.case_accepted", ["case.case_filed", "case.case_closed"], 60),
    ("case.case_accepted", ["case.person_questioned"], 30),
    ("case.summons_issued", ["case.person_questioned", "case.case_closed"], 24),
    ("case.case_filed", ["case.decision_made", "case.case_closed"], 600),
    ("case.case_filed", ["case.progress_noted", "case.case_closed"], 430),
    ("case.property_seized", ["case.property_returned"], 420),
    ("case.appraisal_commissioned", ["case.appraisal_returned"], 340),
    ("custody.detained", ["custody.family_notified"], 10),
    ("custody.detained", ["custody.released"], 130),
    ("review.review_requested", ["review.review_passed", "review.review_returned"], 50),
    ("case.prior_notice_served", ["case.decision_made", "case.case_closed"], 150),
    ("case.hearing_requested", ["case.hearing_held"], 220),
    ("case.decision_made", ["case.decision_served"], 60),
    ("case.decision_made", ["case.penalty_executed", "case.case_closed"], 260),
    ("case.decision_served", ["case.penalty_executed", "case.case_closed"], 220),
    ("case.penalty_executed", ["case.case_closed"], 120),
    ("case.case_closed", ["case.file_archived"], 400),
)
# trigger, what should stand before it, hours between them
PRECEDES: tuple[tuple[str, list[str], float], ...] = (
    ("case.case_accepted", ["case.report_received"], 9),
    ("case.case_filed", ["case.case_accepted"], 60),
    ("case.person_questioned", ["case.case_accepted"], 40),
    ("case.decision_made", ["case.case_filed", "case.prior_notice_served"], 400),
    ("case.decision_served", ["case.decision_made"], 60),
    ("case.penalty_executed", ["case.decision_made"], 260),
    ("case.penalty_executed", ["case.decision_served"], 200),
    ("case.case_closed", ["case.case_accepted", "case.acceptance_refused"], 900),
    ("case.file_archived", ["case.case_closed"], 400),
    ("case.progress_noted", ["case.case_filed"], 500),
    ("case.property_returned", ["case.property_seized"], 420),
    ("case.hearing_held", ["case.hearing_requested"], 220),
    ("custody.released", ["custody.detained"], 130),
    ("review.review_passed", ["review.review_requested"], 60),
    ("case.questioning_recorded", ["case.summons_issued", "case.case_accepted"], 40),
    ("case.prior_notice_served", ["case.case_filed"], 330),
)
HAS_OBJECT = {
    "case.property_seized", "case.property_returned", "custody.detained", "custody.family_notified",
    "custody.released", "case.person_questioned", "case.questioning_recorded", "case.summons_issued",
}  # fmt: skip
FIELDS = {
    "case.report_received": ['event.origin == "citizen"', "event.urgent", 'event.origin != "transferred"'],
    "case.person_questioned": ['event.place == "station"', 'event.place in ["station", "custody"]'],
    "case.decision_made": ["event.amount > 30000", "event.amount <= 200000", "event.heard"],
    "case.property_seized": ["event.amount > 20000", "event.inventory"],
    "case.penalty_executed": ["event.amount > 40000"],
    "case.prior_notice_served": ["event.term >= 5", 'event.method == "in_person"'],
    "case.decision_served": ['event.method != "post"', "event.receipt"],
    "review.review_requested": ["event.urgent"],
}
TARGET_FIELDS = {
    "case.decision_served": 'target.method != "notice"',
    "case.person_questioned": 'target.place != "custody"',
    "case.decision_made": "target.amount > 5000",
    "case.penalty_executed": "target.amount > 4000",
}
WHOLE = ("days", "days", "working_days", "months", "weeks")


def length(rng: Random, hours: float, factor: float) -> Raw:
    """A period of about `hours` times `factor`, in some unit that fits."""
    wanted = hours * factor
    if wanted < 70 or (wanted < 240 and rng.random() < 0.35):
        return {"hours": max(2, round(wanted))}
    unit = rng.choice(WHOLE)
    days = {"days": 1.0, "working_days": 1.4, "weeks": 7.0, "months": 30.4}[unit]
    if wanted / 24 < 0.8 * days and unit != "working_days":
        unit, days = "days", 1.0
    return {unit: max(1, round(wanted / 24 / days))}


def condition(rng: Random, step: str) -> str:
    """A condition on the trigger whose facts every such event or matter has."""
    found = list(FIELDS.get(step, ()))
    if step.startswith("case."):
        found += ["matter.complex", "not matter.complex", 'matter.kind in ["order", "traffic"]']
        found += ['matter.kind != "border"']
    if step != "case.progress_noted":
        found.append("officer_count >= 2")
    return rng.choice([*found, "hour(at) >= 8", "not is_holiday(at)", f"standing({_stands(rng)})"])


def _stands(rng: Random) -> str:
    return rng.choice(
        ["case.case_filed", "case.scene_inspected", "case.summons_issued", "review.review_passed"]
    )


def _targets(rng: Random, steps: list[str], plain: bool) -> Any:
    found: list[Any] = list(steps)
    if not plain and steps[0] in TARGET_FIELDS and rng.random() < 0.7:
        found[0] = {"step": steps[0], "where": TARGET_FIELDS[steps[0]]}
    return found


def _base(rng: Random, step: str, *targets: str) -> Raw:
    duty: Raw = {"on": step}
    if step in HAS_OBJECT and targets and all(target in HAS_OBJECT for target in targets):
        duty["per"] = "object"
    return duty


def do(rng: Random, plain: bool) -> Raw:
    step, targets, hours = rng.choice(FOLLOWS)
    duty = _base(rng, step, *targets)
    duty["do"] = _targets(rng, targets, plain)
    within = length(rng, hours, rng.choice((2.2, 3.0, 4.0, 6.0)))
    if plain:
        return {**duty, "within": within}
    match rng.randrange(9):
        case 0 | 7 if step.startswith("case.") and "hours" not in within:
            [(unit, count)] = within.items()
            within = [{unit: 2 * count, "where": "matter.complex"}, within]
        case 1 | 8 if hours > 100 and "hours" not in within:
            [(unit, count)] = within.items()
            change = rng.choice(({"to": {unit: 2 * count}}, {"by": {"days": 15}, "times": 1}))
            role = {"role": "unit_leader"} if rng.random() < 0.5 else {}
            duty["extend"] = [{"on": "case.time_extended", **change, **role}]
        case 2 | 3 if hours > 100:
            duty["pause"] = [{"from": "case.appraisal_commissioned", "to": "case.appraisal_returned"}]
        case 4 if step == "case.decision_made":
            return {**duty, "by": "event.pay_by"}
        case 5:
            within = {"benchmark": "prompt.day" if hours < 70 else "prompt.month"}
        case 6 if len(targets) == 1:
            return {**duty, "unless": condition(rng, step)}
    return {**duty, "within": within}


def preceded_by(rng: Random, plain: bool) -> Raw:
    step, targets, hours = rng.choice(PRECEDES)
    duty = {**_base(rng, step, *targets), "preceded_by": _targets(rng, targets, plain)}
    if rng.random() < 0.5:
        duty["within"] = length(rng, hours, rng.choice((3.0, 5.0)))
    elif rng.random() < 0.4:
        duty["at_least"] = length(rng, hours, 0.25)
    return duty


def after_window(rng: Random, plain: bool) -> Raw:
    step, targets, hours = rng.choice(PRECEDES)
    duty = {**_base(rng, step, targets[0]), "after_window": targets[0]}
    duty["within"] = length(rng, hours, rng.choice((0.15, 0.3)))
    if not plain and hours > 100:
        duty["pause"] = [{"from": "case.appraisal_commissioned", "to": "case.appraisal_returned"}]
    return duty


def accompanied_by(rng: Random, plain: bool) -> Raw:
    step, targets, _ = rng.choice([*FOLLOWS, *PRECEDES])
    if step in ("case.case_closed", "case.file_archived"):
        step, targets = "case.case_filed", ["case.decision_made", "case.scene_inspected"]
    return {**_base(rng, step, *targets), "accompanied_by": _targets(rng, targets, plain)}


def avoid(rng: Random, plain: bool) -> Raw:
    chance = rng.random()
    if chance < 0.35:
        target, steps, hours = rng.choice(PRECEDES)
        duty = {**_base(rng, steps[0], target), "avoid": [target]}
        return {**duty, "within": length(rng, hours, rng.choice((0.1, 0.25)))}
    if chance < 0.6:
        steps = [
            "case.person_questioned",
            "case.property_seized",
            "case.scene_inspected",
            "review.review_passed",
        ]
        step = rng.choice(["case.case_closed", "case.decision_made", "case.decision_served"])
        return {"on": step, "avoid": rng.sample(steps, 2), "within": {"days": rng.choice((30, 90))}}
    step, targets, _ = rng.choice(FOLLOWS)
    duty = {**_base(rng, step), "avoid": ["case.summons_issued", "case.victim_identified"]}
    return {**duty, "until": targets[0]} if rng.random() < 0.6 else duty


def at_most(rng: Random, plain: bool) -> Raw:
    step = rng.choice(["case.person_questioned", "case.progress_noted", "case.property_seized"])
    match rng.randrange(5):
        case 0:
            return {"on": step, "at_most": rng.choice((1, 2))}
        case 1:
            return {"on": step, "at_most": 1, "within": {"days": rng.choice((3, 10, 20))}}
        case 2:
            duty = {"on": "case.person_questioned", "at_most": {"hours": rng.choice((3, 4))}}
            return {**duty, "length": "case.person_questioned", "looking": "back", "per": "day"}
        case 3:
            duty = {"on": "case.property_seized", "at_most": rng.choice((150_000, 300_000))}
            return {**duty, "sum": "case.property_seized.amount", "looking": "back"}
        case _:
            on = rng.choice(["case.case_accepted", "case.case_filed", "case.report_received"])
            duty = {"on": on, "at_most": rng.choice((1, 2)), "count": "case.person_questioned"}
            return {**duty, "within": {"days": rng.choice((10, 30))}} if rng.random() < 0.6 else duty


def at_least(rng: Random, plain: bool) -> Raw:
    on = rng.choice(["case.prior_notice_served", "case.case_filed", "case.case_closed", "case.file_archived"])
    match rng.randrange(4):
        case 0:
            counted = ["case.person_questioned", "case.scene_inspected"]
            return {"on": on, "at_least": 1, "count": counted, "looking": "back"}
        case 1:
            duty = {"on": on, "at_least": {"minutes": 20}, "length": "case.person_questioned"}
            return {**duty, "looking": "back", "where": "standing(case.person_questioned)"}
        case 2:
            on = rng.choice(["case.case_filed", "case.case_accepted", "case.report_received"])
            duty = {"on": on, "at_least": 1, "count": ["case.progress_noted", "case.person_questioned"]}
            return {**duty, "within": {"days": rng.choice((45, 60))}}
        case _:
            counted = ["case.person_questioned", "case.scene_inspected", "case.progress_noted"]
            duty = {"on": on, "at_least": 1, "count": counted, "looking": "back"}
            return {**duty, "within": {"days": rng.choice((90, 180))}}


def officers(rng: Random, plain: bool) -> Raw:
    two = ["case.person_questioned", "case.scene_inspected", "case.property_seized", "custody.detained"]
    if rng.random() < 0.6:
        where = {} if rng.random() < 0.3 else {"where": rng.choice(("is_police", 'kind == "police"'))}
        return {"on": rng.choice(two), "officers": {"count": rng.choice((">= 2", ">= 1")), **where}}
    step = rng.choice(
        ["case.case_filed", "case.decision_made", "case.decision_served", "review.review_passed"]
    )
    return {"on": step, "officers": {"count": ">= 1", "where": "is_police"}}


def role(rng: Random, plain: bool) -> Raw:
    leader, reviewer = ["unit_leader"], ["legal_officer", "unit_leader"]
    custodian = ["custody_officer"]
    step, roles = rng.choice([
        ("case.decision_made", leader), ("case.case_closed", leader), ("case.time_extended", leader),
        ("review.review_passed", reviewer), ("review.review_returned", reviewer), ("case.hearing_held", reviewer),
        ("custody.detained", custodian), ("custody.released", custodian), ("custody.family_notified", custodian),
    ])  # fmt: skip
    return {"on": step, "role": roles if len(roles) > 1 else roles[0]}


def by_other_than(rng: Random, plain: bool) -> Raw:
    step = rng.choice(["review.review_passed", "case.decision_made", "case.hearing_held", "case.case_closed"])
    other: Any = rng.choice(
        ["any_handler", "case.person_questioned", ["case.case_filed", "case.person_questioned"]]
    )
    return {"on": step, "by_other_than": other}


def by_same_as(rng: Random, plain: bool) -> Raw:
    step, other = rng.choice([
        ("case.case_filed", "case.case_accepted"), ("case.person_questioned", "case.case_accepted"),
        ("case.decision_served", "case.case_accepted"), ("case.penalty_executed", "case.case_accepted"),
        ("case.property_returned", "case.property_seized"), ("review.review_requested", "case.case_accepted"),
        ("case.progress_noted", "case.case_accepted"),
    ])  # fmt: skip
    return {"on": step, "by_same_as": other}


def with_(rng: Random, plain: bool) -> Raw:
    step, parts = rng.choice([
        ("case.property_seized", ["inventory"]), ("case.scene_inspected", ["inventory"]),
        ("case.property_returned", ["receipt"]), ("case.decision_served", ["receipt", "method"]),
        ("case.decision_made", ["basis", "heard"]), ("case.decision_made", ["basis"]),
        ("case.person_questioned", {"any": ["room", "place"]}), ("case.person_questioned", ["room"]),
        ("case.prior_notice_served", ["term", "method"]), ("case.report_received", ["origin"]),
    ])  # fmt: skip
    duty: Raw = {"on": step, "with": parts}
    return {**duty, "where": 'event.place == "station"'} if parts == ["room"] else duty


def value(rng: Random, plain: bool) -> Raw:
    step, holds = rng.choice([
        ("case.decision_made", "event.amount <= 250000"), ("case.decision_made", "event.amount >= 5000"),
        ("case.decision_made", "standing(case.case_filed) or event.amount <= 50000"),
        ("case.person_questioned", "hour(at) >= 2"), ("case.summons_issued", "hour(at) >= 3"),
        ("case.penalty_executed", "event.amount <= 300000"), ("case.prior_notice_served", "event.term < 30"),
        ("case.case_filed", "count(case.person_questioned) >= 1 or not matter.complex"),
        ("case.case_closed", "count(case.person_questioned) <= 2"), ("case.time_extended", "event.term <= 10"),
        ("review.review_passed", "standing(review.review_requested)"),
        ("case.decision_served", 'event.method in ["in_person", "post"]'),
        ("case.property_seized", "event.amount <= 400000 and officer_count >= 1"),
    ])  # fmt: skip
    return {"on": step, "value": holds}


def covered_by(rng: Random, plain: bool) -> Raw:
    duty = {"on": "case.person_questioned", "covered_by": "case.questioning_recorded"}
    return {**duty, "tolerance": {"seconds": rng.choice((60, 120, 300))}}


def apart(rng: Random, plain: bool) -> Raw:
    return rng.choice([
        {"on": "case.person_questioned", "apart": "officer"},
        {"on": ["case.person_questioned", "case.scene_inspected"], "apart": "officer"},
        {"on": "case.person_questioned", "apart": "device"},
        {"on": "case.questioning_recorded", "apart": "device"},
        {"on": "case.person_questioned", "apart": "room", "where": "present(event.room)"},
    ])  # fmt: skip


def every(rng: Random, plain: bool) -> Raw:
    on = rng.choice(
        ["case.case_filed", "case.case_accepted", "case.appraisal_commissioned", "case.report_received"]
    )
    period = rng.choice(({"months": 1}, {"days": 30}, {"weeks": 5}, {"months": 2}, {"working_days": 22}))
    until = rng.choice(
        (["case.decision_made", "case.case_closed"], ["case.case_closed"], ["case.decision_served"])
    )
    done = ["case.progress_noted", "case.person_questioned", "case.time_extended", "review.review_requested"]
    return {"on": on, "every": period, "do": done, "until": [*until, "case.file_archived"]}


FORMS: dict[str, Callable[[Random, bool], Raw]] = {
    "do": do, "preceded_by": preceded_by, "after_window": after_window, "accompanied_by": accompanied_by,
    "avoid": avoid, "at_most": at_most, "at_least": at_least, "officers": officers, "role": role,
    "by_other_than": by_other_than, "by_same_as": by_same_as, "with": with_, "value": value,
    "covered_by": covered_by, "apart": apart, "every": every,
}  # fmt: skip
