"""`covered_by`: the trigger's interval lies in the union of another step's intervals of the same object."""

from __future__ import annotations

from fajing.core.events import Event
from fajing.scan.context import Context
from fajing.scan.duty import Outcome, Reason, Verdict
from fajing.scan.forms._verdicts import absent, missed, undecidable


def judge(context: Context) -> Verdict:
    """Judges the duty once the trigger's interval is over; gaps stand in the working."""
    trigger, spec = context.trigger, context.spec
    if trigger.until is None or trigger.at.is_day or trigger.until.is_day:
        return undecidable(["until"])
    found = [
        event
        for event in context.matching(spec.targets.steps)
        if _same_object(trigger, event) and event.at.instant < trigger.until.instant
    ]
    intervals = [
        (event.at.instant, event.until.instant)
        for event in found
        if event.until is not None and not event.at.is_day and not event.until.is_day
    ]
    gaps = uncovered(trigger.at.instant, trigger.until.instant, sorted(intervals), spec.tolerance)
    trace = [("gap", {"from_instant": start, "to_instant": end}) for start, end in gaps]
    if not gaps:
        return Verdict(Outcome.MET, facts=tuple(found))
    if context.lawbook.zone.latest(context.as_of) < trigger.until.instant:
        return Verdict(Outcome.OPEN, facts=tuple(found))
    if len(intervals) < len(found):
        return undecidable(["until"], found)
    verdict = missed(Reason.UNCOVERED, facts=found)
    verdict.trace = trace
    return verdict if found else absent(context, spec.targets, verdict)


def _same_object(trigger: Event, event: Event) -> bool:
    return bool(set(trigger.objects) & set(event.objects)) if trigger.objects or event.objects else True


def uncovered(
    start: int, end: int, intervals: list[tuple[int, int]], tolerance: int
) -> list[tuple[int, int]]:
    """The parts of [start, end] longer than the tolerance that no interval covers.

    Args:
        start: Seconds since the epoch.
        end: Likewise, not before `start`.
        intervals: Sorted by their start.
        tolerance: Seconds; clocks of recorders differ.

    Returns:
        Gaps in order.
    """
    gaps, reached = [], start
    for begin, finish in intervals:
        if begin >= end:
            break
        if begin - reached > tolerance:
            gaps.append((reached, begin))
        reached = max(reached, finish)
    if end - reached > tolerance:
        gaps.append((reached, end))
    return gaps
