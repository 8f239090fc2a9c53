"""`do`: a target (or each) follows the trigger in time; without a period, before the matter ends."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fajing.core.events import Event
from fajing.core.moments import Moment
from fajing.lawbook.duty_spec import Target, Targets, Within
from fajing.scan.context import Context
from fajing.scan.due import Deadline, deadline
from fajing.scan.duty import Outcome, Reason, Verdict
from fajing.scan.file_view import is_earlier, order
from fajing.scan.forms._verdicts import absent, by_time, missed, timed, undecidable


def judge(context: Context, *, revived_at: Event | None = None, within: Within | None = None) -> Verdict:
    """Judges the duty.

    Args:
        context: The duty.
        revived_at: The step at which an excused duty revived; targets and period count from there.
        within: The period from there, where it is another.
    """
    spec = context.spec
    search = _search(context, spec.targets, revived_at)
    found = deadline(context, within, start=revived_at.at if revived_at else None)
    if spec.before:
        return _before(context, search, found, revived_at)
    if found is None:
        return _undated(context, search, revived_at)
    if found.missing and found.due is None:
        return timed(undecidable(found.missing), found)
    if search.done is not None:
        if found.due is None:
            return timed(Verdict(Outcome.MET, done=search.done), found)
        return _by_time(context, found, search)
    if found.due is None or not context.counter.has_expired(context.as_of, found.due):
        return timed(Verdict(Outcome.OPEN), found)
    return timed(_absent(context, search, _not_done(search), found), found)


@dataclass(frozen=True, slots=True)
class _Search:
    """What was found of the targets.

    Attributes:
        done: The event that completes the duty; None where it is not complete.
        present: Every event of a target after the trigger.
        lacking: Steps still lacking, where each is owed.
        out_of_order: All are there, but not in the order asked for.
    """

    done: Event | None
    present: tuple[Event, ...]
    lacking: tuple[str, ...] = ()
    out_of_order: bool = False


def _search(context: Context, targets: Targets, after: Event | None, until: Event | None = None) -> _Search:
    def usable(target: Target) -> list[Event]:
        events = context.following([target])
        if after is not None:
            events = [event for event in events if is_earlier(after, event)]
        if until is not None:
            events = [event for event in events if event is until or is_earlier(event, until)]
        return events

    each = [usable(target) for target in targets.steps]
    present = (
        tuple(each[0])
        if len(each) == 1
        else tuple(sorted({id(event): event for events in each for event in events}.values(), key=order))
    )
    if not targets.all:
        return _Search(_first_done(context, present), present)
    lacking = tuple(target.step for target, events in zip(targets.steps, each, strict=True) if not events)
    if lacking:
        return _Search(None, present, lacking)
    if not targets.in_order:
        firsts = [_first_done(context, tuple(events)) for events in each]
        return _Search(
            max((event for event in firsts if event), key=lambda e: _done_order(context, e)), present
        )
    previous: Event | None = None
    for events in each:
        previous = next((event for event in events if previous is None or is_earlier(previous, event)), None)
        if previous is None:
            return _Search(None, present, out_of_order=True)
    return _Search(previous, present)


def _first_done(context: Context, events: tuple[Event, ...]) -> Event | None:
    """The event that counts as done first; law may count the posting (`done_at`)."""
    if len(events) < 2:
        return events[0] if events else None
    return min(events, key=lambda event: _done_order(context, event), default=None)


def _done_order(context: Context, event: Event) -> tuple[int, tuple[int, int, str]]:
    return _as_done(context, event).at.instant, order(event)


def _by_time(context: Context, found: Deadline, search: _Search) -> Verdict:
    """Met or late. Of several that may be done, one certainly in time beats one of which it cannot be told."""
    assert search.done is not None
    assert found.due is not None
    done = search.done
    if not context.spec.targets.all:
        in_time = (
            event
            for event in search.present
            if context.counter.is_late(_as_done(context, event).at, found.due) is False
        )
        done = next(in_time, done)
    return by_time(context, found, done, done_at=_as_done(context, done))


def _as_done(context: Context, event: Event) -> Event:
    step = context.lawbook.step(event.qualified_step)
    moment = event.values.get(step.done_at) if step.done_at else None
    return replace(event, at=moment) if isinstance(moment, Moment) else event


def _not_done(search: _Search) -> Verdict:
    if search.out_of_order:
        return missed(Reason.ONLY_AFTER, facts=search.present)
    if search.present and search.lacking:
        return missed(Reason.ABSENT_PART, missing=search.lacking, facts=search.present)
    return missed(Reason.ABSENT, missing=search.lacking)


def _absent(context: Context, search: _Search, verdict: Verdict, found: Deadline | None = None) -> Verdict:
    """A verdict that rests on absence: where each step is owed, one that surely did not come in time is enough."""
    targets, due = context.spec.targets, found.due if found is not None else None
    in_time = {
        event.qualified_step
        for event in search.present
        if due is None or context.counter.is_late(_as_done(context, event).at, due) is not True
    }
    late_or_lacking = [target for target in targets.steps if target.step not in in_time]
    if targets.all and any(context.view.carries(target.step) for target in late_or_lacking):
        return verdict
    return absent(context, targets, verdict)


def _undated(context: Context, search: _Search, after: Event | None) -> Verdict:
    """Without a period: before the matter ends."""
    end = context.end_of_matter()
    if end is None:
        return Verdict(Outcome.MET, done=search.done) if search.done else Verdict(Outcome.OPEN)
    in_time = _search(context, context.spec.targets, after, end)
    if in_time.done is not None:
        return Verdict(Outcome.MET, done=in_time.done)
    return _absent(context, in_time, _closed(in_time, end, search))


def _closed(in_time: _Search, end: Event, search: _Search | None = None) -> Verdict:
    """Not done when the matter ended; what came after the end is told, though it no longer counts."""
    verdict = _not_done(in_time)
    if verdict.reason is Reason.ABSENT and search is not None and search.done is not None:
        verdict.reason, verdict.done = Reason.ONLY_AFTER, search.done
    verdict.facts = (*verdict.facts, end)
    return verdict


def _before(context: Context, search: _Search, found: Deadline | None, after: Event | None) -> Verdict:
    """With `before:`, and a period if there is one."""
    barrier = next(iter(context.following(context.spec.before)), None)
    end = context.end_of_matter() if found is None else None
    if end is not None and (barrier is None or order(end) < order(barrier)):
        return _undated(context, search, after)
    if barrier is None:
        if found is not None and found.due is not None and search.done is not None:
            return _by_time(context, found, search)
        if found is not None and found.due is None and found.missing:
            return timed(undecidable(found.missing), found)
        if search.done is not None:
            return Verdict(Outcome.MET, done=search.done)
        if (
            found is not None
            and found.due is not None
            and context.counter.has_expired(context.as_of, found.due)
        ):
            return timed(_absent(context, search, _not_done(search), found), found)
        return timed(Verdict(Outcome.OPEN), found) if found else Verdict(Outcome.OPEN)
    in_time = _search(context, context.spec.targets, after, barrier)
    if in_time.done is not None and in_time.done is not barrier:
        if found is not None and found.due is not None:
            return _by_time(context, found, in_time)
        if found is not None and found.missing:
            return timed(undecidable(found.missing), found)
        return Verdict(Outcome.MET, done=in_time.done, facts=(barrier,))
    if in_time.present and in_time.lacking:
        verdict = missed(Reason.ABSENT_PART, missing=in_time.lacking, facts=(*in_time.present, barrier))
    elif search.present:
        verdict = missed(Reason.ONLY_AFTER, facts=(barrier,), done=search.present[0])
    else:
        verdict = missed(Reason.ABSENT, facts=(barrier,))
    return verdict if verdict.reason is Reason.ONLY_AFTER else _absent(context, in_time, verdict, found)
