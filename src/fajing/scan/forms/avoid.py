"""`avoid`: none of the targets follows, in the period and up to the `until` step, where there is one."""

from __future__ import annotations

from fajing.core.events import Event
from fajing.scan.context import Context
from fajing.scan.due import deadline
from fajing.scan.duty import Outcome, Reason, Verdict
from fajing.scan.file_view import is_earlier
from fajing.scan.forms._verdicts import absent, missed, timed, undecidable


def judge(context: Context) -> Verdict:
    """Judges the duty: broken as soon as the step stands, met only once the window has closed."""
    spec = context.spec
    found = deadline(context)
    if found is not None and found.due is None and found.missing:
        return timed(undecidable(found.missing), found)
    barrier = next(iter(context.following(spec.until)), None) if spec.until else None
    end = context.end_of_matter() if found is None and not spec.until else None
    closing = barrier or end
    doubtful: Event | None = None
    for event in context.following(spec.targets.steps):
        if closing is not None and event is not closing and not is_earlier(event, closing):
            continue
        if barrier is not None and event is barrier:
            continue
        if found is not None and found.due is not None:
            late = context.counter.is_late(event.at, found.due)
            if late is None:
                doubtful = doubtful or event
            if late is not False:
                continue
        verdict = missed(Reason.FORBIDDEN, done=event)
        return timed(verdict, found) if found else verdict
    if found is not None and doubtful is not None:
        return timed(undecidable(["time of day"], [doubtful]), found)
    closed = closing is not None or (
        found is not None and found.due is not None and context.counter.has_expired(context.as_of, found.due)
    )
    verdict = absent(context, spec.targets, Verdict(Outcome.MET)) if closed else Verdict(Outcome.OPEN)
    return timed(verdict, found) if found else verdict
