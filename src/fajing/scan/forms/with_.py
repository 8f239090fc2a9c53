"""`with`: the trigger carries the fields, documents or recordings: present, not empty, not false."""

from __future__ import annotations

from fajing.scan.context import Context
from fajing.scan.duty import Outcome, Reason, Verdict
from fajing.scan.evaluate import attribute
from fajing.scan.forms._verdicts import missed, undecidable


def judge(context: Context) -> Verdict:
    """Judges the duty at its trigger; a part that no map carries cannot be judged."""
    spec, trigger = context.spec, context.trigger
    lacking = [part for part in spec.parts if _is_lacking(attribute(trigger, part))]
    if not lacking or (not spec.parts_all and len(lacking) < len(spec.parts)):
        return Verdict(Outcome.MET)
    uncarried = [
        part for part in lacking if not context.view.carried.carries_field(trigger.qualified_step, part)
    ]
    if (uncarried and not spec.parts_all) or len(uncarried) == len(lacking):
        return undecidable(f"{trigger.qualified_step}.{part}" for part in uncarried)
    return missed(Reason.ABSENT_PART, missing=[part for part in lacking if part not in uncarried])


def _is_lacking(value: object) -> bool:
    """Whether a part is absent, empty or false; nought is a value."""
    return value is None or value is False or value == ""
