"""Verdicts that several forms give in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fajing.core.events import Event
from fajing.lawbook.duty_spec import Target, Targets
from fajing.scan.context import Context
from fajing.scan.due import Deadline
from fajing.scan.duty import Outcome, Reason, Verdict

_UNDECIDABLE, _ABSENT_FACT = Outcome.UNDECIDABLE, Reason.ABSENT_FACT


def undecidable(missing: Iterable[str], facts: Sequence[Event] = ()) -> Verdict:
    """It cannot be judged, for want of these facts."""
    return Verdict(_UNDECIDABLE, _ABSENT_FACT, missing=tuple(dict.fromkeys(missing)), facts=tuple(facts))


def missed(
    reason: Reason, *, missing: Iterable[str] = (), facts: Sequence[Event] = (), done: Event | None = None
) -> Verdict:
    """It was not fulfilled."""
    return Verdict(Outcome.MISSED, reason, missing=tuple(missing), facts=tuple(facts), done=done)


def absent(context: Context, targets: Targets | tuple[Target, ...], verdict: Verdict) -> Verdict:
    """A verdict that rests on a step's absence, unless no map could have brought that step."""
    uncarried = context.uncarried(targets)
    return undecidable(uncarried) if uncarried else verdict


def timed(verdict: Verdict, found: Deadline) -> Verdict:
    """Puts what is known of the due moment onto a verdict; past a benchmark is slow, never broken."""
    verdict.due = found.due
    if found.trace:
        verdict.trace = [*found.trace, *verdict.trace]
    verdict.paused_since = found.paused_since
    if found.exceptions:
        verdict.facts = (*verdict.facts, *(event for event in found.exceptions if event not in verdict.facts))
    if found.benchmark and verdict.outcome.is_broken:
        verdict.outcome = Outcome.SLOW
    return verdict


def by_time(context: Context, found: Deadline, done: Event, *, done_at: Event | None = None) -> Verdict:
    """Met or late, by a due moment that is known.

    Args:
        context: The duty.
        found: Its deadline; `due` is not None.
        done: The event that counts.
        done_at: Same event with the time that counts, where law counts the posting.
    """
    assert found.due is not None
    moment = (done_at or done).at
    late = context.counter.is_late(moment, found.due)
    if late is None:
        return timed(undecidable(["time of day"], [done]), found)
    if late:
        lateness = context.counter.lateness(moment, found.due)
        return timed(Verdict(Outcome.LATE, Reason.TOO_LATE, done=done, lateness=lateness), found)
    return timed(Verdict(Outcome.MET, done=done), found)
