"""`after_window`: the whole period counted from the latest earlier step has run out before the trigger."""

from __future__ import annotations

from fajing.core.periods import Lateness
from fajing.scan.context import Context
from fajing.scan.due import deadline
from fajing.scan.duty import Outcome, Reason, Verdict
from fajing.scan.forms._verdicts import absent, missed, timed, undecidable


def judge(context: Context) -> Verdict:
    """Judges the duty at its trigger: such a window belongs to the party to its last minute."""
    targets = context.spec.targets.steps
    before = context.preceding(targets)
    if not before:
        later = context.following(targets)
        if later:
            return missed(Reason.ONLY_AFTER, done=later[0])
        return absent(context, targets, missed(Reason.ABSENT, missing=[target.step for target in targets]))
    opened = before[-1]
    found = deadline(context, start=opened.at)
    if found is not None and found.due is None and found.paused_since is not None:
        return timed(missed(Reason.TOO_EARLY, done=context.trigger, facts=[opened]), found)
    if found is None or found.due is None:
        return undecidable((found.missing if found else ()) or ("within",), [opened])
    over = context.counter.is_late(context.trigger.at, found.due)
    if over is None:
        return timed(undecidable(["time of day"], [opened]), found)
    if over:
        return timed(Verdict(Outcome.MET, done=opened, facts=(opened,)), found)
    due, at = found.due, context.trigger.at
    lacking = (
        Lateness(days=due.day + 1 - at.day)
        if due.whole_day
        else Lateness(seconds=due.earliest - context.lawbook.zone.latest(at))
    )
    return timed(
        Verdict(Outcome.MISSED, Reason.TOO_EARLY, done=context.trigger, lateness=lacking, facts=(opened,)),
        found,
    )
