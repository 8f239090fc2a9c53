"""`officers`: enough distinct officers of the trigger qualify."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from fajing.lawbook.model import Lawbook
from fajing.scan.context import Context
from fajing.scan.due import role_of
from fajing.scan.duty import Outcome, Reason, Verdict
from fajing.scan.forms._verdicts import missed, undecidable

_COMPARE: Mapping[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}


def judge(context: Context) -> Verdict:
    """Judges the duty: an officer of whom too little is known is counted both ways."""
    assert context.spec.officers_count is not None
    word, number = context.spec.officers_count
    if not context.trigger.officers:
        return undecidable(["officers"])
    certain, unknown = 0, 0
    missing: list[str] = []
    for officer_id in dict.fromkeys(officer.id for officer in context.trigger.officers):
        condition = context.spec.officers_where
        answer = (
            True
            if condition is None
            else context.ask(condition, officer=_facts(context, officer_id), missing=missing)
        )
        certain += answer is True
        unknown += answer is None
    answers = {_COMPARE[word](count, number) for count in range(certain, certain + unknown + 1)}
    if answers == {True}:
        return Verdict(Outcome.MET)
    if answers == {False}:
        too_many = word in ("<", "<=") or (word == "==" and certain > number)
        return missed(Reason.TOO_MANY if too_many else Reason.TOO_FEW_OFFICERS)
    return undecidable(missing)


def _facts(context: Context, officer_id: str) -> dict[str, Any]:
    """What the register says of an officer on the day, and the role on the event."""
    facts = register_values(context.lawbook, officer_id, context.trigger.at.day)
    role = next(
        (officer.role for officer in context.trigger.officers if officer.id == officer_id and officer.role),
        None,
    )
    facts["id"] = officer_id
    facts["role"] = role_of(context, context.trigger, officer_id, role)
    return facts


def register_values(lawbook: Lawbook, officer_id: str, day: int) -> dict[str, Any]:
    """An officer's register entry on a civil day; `kind` also answers `is_police`."""
    register = lawbook.registers.get("officers")
    entry = register.entry(officer_id, day) if register else None
    facts: dict[str, Any] = dict(entry.values) if entry else {}
    if "kind" in facts:
        facts.setdefault("is_police", facts["kind"] == "police")
    return facts
