"""`by_same_as`: some officer of the trigger acted at the latest earlier step: continuity."""

from __future__ import annotations

from fajing.scan.context import Context
from fajing.scan.duty import Outcome, Reason, Verdict
from fajing.scan.forms._verdicts import absent, missed, undecidable


def judge(context: Context) -> Verdict:
    """Judges the duty at its trigger."""
    targets = context.spec.targets.steps
    before = context.preceding(targets)
    if not before:
        return absent(context, targets, missed(Reason.ABSENT, missing=[target.step for target in targets]))
    other = before[-1]
    if not context.trigger.officers or not other.officers:
        return undecidable(["officers"], [other])
    if {officer.id for officer in context.trigger.officers} & {officer.id for officer in other.officers}:
        return Verdict(Outcome.MET, facts=(other,))
    return missed(Reason.OTHER_PERSON, facts=[other])
