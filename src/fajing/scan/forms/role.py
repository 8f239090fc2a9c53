"""`role`: an officer of the trigger acted in one of the roles the law asks for."""

from __future__ import annotations

from fajing.scan.context import Context
from fajing.scan.due import role_of
from fajing.scan.duty import Outcome, Reason, Verdict
from fajing.scan.forms._verdicts import missed, undecidable


def judge(context: Context) -> Verdict:
    """Judges the duty at its trigger."""
    trigger = context.trigger
    if not trigger.officers:
        return undecidable(["officers"])
    roles = [role_of(context, trigger, officer.id, officer.role) for officer in trigger.officers]
    if any(role in context.spec.roles for role in roles if role is not None):
        return Verdict(Outcome.MET)
    if None in roles:
        return undecidable(["officer.role"])
    return missed(Reason.WRONG_ROLE)
