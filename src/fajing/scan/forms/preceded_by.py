"""`preceded_by`: a target (or each) stands earlier; `within` and `at_least` bound the distance back."""

from __future__ import annotations

from fajing.core.events import Event
from fajing.core.periods import Due, Lateness, Length, Unit
from fajing.lawbook.duty_spec import Target
from fajing.scan.context import Context
from fajing.scan.due import Deadline, length_of
from fajing.scan.duty import Outcome, Reason, Verdict
from fajing.scan.file_view import is_earlier, order
from fajing.scan.forms._verdicts import absent, missed, undecidable
from fajing.scan.shift import add_civil


def judge(context: Context) -> Verdict:
    """Judges the duty at its trigger; nothing later can mend it."""
    spec = context.spec
    each = [(target, context.preceding([target])) for target in spec.targets.steps]
    if spec.targets.all:
        return _all(context, each)
    found = sorted((event for _, events in each for event in events), key=order)
    if not found:
        return _nothing(context, spec.targets.steps)
    return _distance(context, found[-1])


def _nothing(context: Context, targets: tuple[Target, ...]) -> Verdict:
    later = context.following(targets)
    if later:
        return missed(Reason.ONLY_AFTER, done=later[0])
    return absent(context, targets, missed(Reason.ABSENT, missing=[target.step for target in targets]))


def _all(context: Context, each: list[tuple[Target, list[Event]]]) -> Verdict:
    lacking = tuple(target for target, events in each if not events)
    if len(lacking) == len(each):
        return _nothing(context, lacking)
    standing = [event for _, events in each for event in events]
    if lacking:
        verdict = missed(Reason.ABSENT_PART, missing=[target.step for target in lacking], facts=standing)
        return absent(context, lacking, verdict)
    chosen = [events[-1] for _, events in each]
    if context.spec.targets.in_order:
        following: Event | None = None
        for _, events in reversed(each):
            fitting = [event for event in events if following is None or is_earlier(event, following)]
            if not fitting:
                return missed(Reason.ONLY_AFTER, facts=standing)
            following = fitting[-1]
    verdicts = [_distance(context, event) for event in chosen]
    broken = [verdict for verdict in verdicts if verdict.outcome is not Outcome.MET]
    result = broken[0] if broken else verdicts[-1]
    result.facts = tuple(chosen)
    return result


def _distance(context: Context, before: Event) -> Verdict:
    """How far the latest such step lies back."""
    period = context.spec.within.tiers[0] if context.spec.within is not None else None
    looked_up = Deadline()
    length = length_of(context, period, looked_up) if period is not None else None
    if period is not None and length is None:
        return undecidable(looked_up.missing or [str(period.count)], [before])
    facts = (before,)
    trigger, counter = context.trigger, context.counter
    provisional = any(
        counter.backward_is_provisional(before.at, trigger.at, bound)
        for bound in (length, context.spec.at_least)
        if bound is not None
    )
    if length is not None:
        due = _latest_moment(context, before, length, provisional)
        near = counter.within_backward(before.at, trigger.at, length)
        trace = [("backward", {"from_day": before.at.day, "to_day": trigger.at.day, "most": str(length)})]
        if near is None:
            return undecidable(["time of day"], facts)
        if not near:
            lateness = counter.lateness(trigger.at, due)
            return Verdict(
                Outcome.SLOW if period is not None and period.benchmark is not None else Outcome.LATE,
                Reason.TOO_LATE,
                due=due,
                done=trigger,
                lateness=lateness,
                facts=facts,
                trace=trace,
            )
    if (least := context.spec.at_least) is not None:
        far = counter.at_least_backward(before.at, trigger.at, least)
        if far is None:
            return undecidable(["time of day"], facts)
        if not far:
            trace = [("backward", {"from_day": before.at.day, "to_day": trigger.at.day, "least": str(least)})]
            due = _latest_moment(context, before, least, provisional)
            short = _short_by(context, before, due, least)
            lateness = (
                Lateness(days=short)
                if due.whole_day
                else Lateness(seconds=due.earliest - context.lawbook.zone.latest(trigger.at))
            )
            return Verdict(
                Outcome.MISSED,
                Reason.TOO_EARLY,
                due=due,
                done=trigger,
                lateness=lateness,
                facts=facts,
                trace=trace,
            )
    return Verdict(Outcome.MET, done=before, facts=facts)


def _latest_moment(context: Context, before: Event, length: Length, provisional: bool) -> Due:
    """The last moment that still lies within the length; no rollover backward."""
    zone = context.lawbook.zone
    if length.unit.is_clock:
        earliest = before.at.earliest + length.seconds
        latest = zone.latest(before.at) + length.seconds
        return Due(earliest, latest, zone.civil(latest).toordinal(), False, provisional)
    if length.unit is Unit.WORKING_DAYS:
        day = context.lawbook.calendar.add_working_days(before.at.day, length.count)
    else:
        day = add_civil(before.at.day, length)
    end = zone.end_of_day(day)
    return Due(end, end, day, True, provisional)


def _short_by(context: Context, before: Event, due: Due, least: Length) -> int:
    """Days, or working days, that were lacking."""
    if least.unit is Unit.WORKING_DAYS:
        return least.count - context.lawbook.calendar.count_working_days(
            before.at.day, context.trigger.at.day
        )
    return due.day - context.trigger.at.day
