"""`accompanied_by`: one of the targets (or each) stands anywhere in the file, before or after the trigger."""

from __future__ import annotations

from fajing.core.events import Event
from fajing.lawbook.duty_spec import Target
from fajing.scan.context import Context
from fajing.scan.duty import Outcome, Reason, Verdict
from fajing.scan.file_view import is_earlier
from fajing.scan.forms._verdicts import absent, missed


def judge(context: Context) -> Verdict:
    """Judges the duty: while the matter has not ended the step may still come, so it is open, not broken."""
    targets = context.spec.targets
    end = context.end_of_matter()
    each = [(target, _found(context, target, end)) for target in targets.steps]
    lacking = [target for target, events in each if not events]
    facts = tuple(events[0] for _, events in each if events)
    if not lacking or (facts and not targets.all):
        return Verdict(Outcome.MET, done=facts[-1], facts=facts)
    if end is None:
        return Verdict(Outcome.OPEN, facts=facts)
    steps = [target.step for target in lacking]
    reason = Reason.ABSENT_PART if facts else Reason.ABSENT
    return absent(context, tuple(lacking), missed(reason, missing=steps, facts=(*facts, end)))


def _found(context: Context, target: Target, end: Event | None) -> list[Event]:
    """Events of the target that stand: at the end of the matter, or as far as is known."""
    return [
        event
        for event in context.matching([target])
        if (end is None or event is end or is_earlier(event, end)) and context.view.stands(event, end)
    ]
