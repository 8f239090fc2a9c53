"""`every`: a periodic duty: one of the targets in each period since the trigger."""

from __future__ import annotations

from datetime import date

from fajing.core.events import Event
from fajing.core.periods import Due, Length, Unit
from fajing.scan.context import Context
from fajing.scan.duty import Outcome, Reason, Verdict
from fajing.scan.forms._verdicts import absent, missed
from fajing.scan.shift import add_civil


def windows(context: Context) -> list[tuple[int, int]]:
    """Civil days (first, last) of the periods that have begun by `as_of`, until the matter or the duty ends.

    The n-th period runs from the day after n-1 lengths to the end of n lengths after the trigger's day, so
    that a month
    keeps its day number; `aligned: calendar` takes whole calendar months or years after the trigger.
    """
    length, start = context.spec.every, context.trigger.at.day
    assert length is not None
    limit = context.as_of.day
    if (stop := _stop(context)) is not None:
        limit = min(limit, stop.at.day)
    if context.spec.aligned:
        start = _end_of_calendar_period(start, length)
    found: list[tuple[int, int]] = []
    while True:
        number = len(found)
        first = _after(context, start, length, number) + 1
        last = _after(context, start, length, number + 1)
        if first > limit or last < first:
            return found
        if stop is not None and last >= stop.at.day:
            # A period cut short by the end of the matter, be it on its last day, owes nothing.
            return found
        found.append((first, last))


def _stop(context: Context) -> Event | None:
    barrier = next(iter(context.following(context.spec.until)), None) if context.spec.until else None
    return barrier or context.end_of_matter()


def _after(context: Context, day: int, length: Length, times: int) -> int:
    if length.unit is Unit.WORKING_DAYS:
        return context.lawbook.calendar.add_working_days(day, length.count * times)
    if context.spec.aligned and length.unit in (Unit.MONTHS, Unit.YEARS):
        # From the first days of its last month, so that no month is too short to have the day.
        return _end_of_calendar_period(add_civil(day - 27, Length(length.unit, length.count * times)), length)
    return add_civil(day, Length(length.unit, length.count * times))


def _end_of_calendar_period(day: int, length: Length) -> int:
    """The last civil day of the calendar month or year (or week) in which a day lies."""
    civil = date.fromordinal(day)
    if length.unit is Unit.YEARS:
        return date(civil.year, 12, 31).toordinal()
    if length.unit is Unit.WEEKS:
        return day + 7 - civil.isoweekday()
    if length.unit is not Unit.MONTHS:
        return day
    first_of_next = date(civil.year + civil.month // 12, civil.month % 12 + 1, 1)
    return first_of_next.toordinal() - 1


def judge(context: Context) -> Verdict:
    """Judges one period, `context.period`."""
    assert context.period is not None
    periods = windows(context)
    if context.period > len(periods):
        # Taken the other way, an unknown condition ends the duty before this period.
        return Verdict(Outcome.MET)
    first, last = periods[context.period - 1]
    targets = context.spec.targets.steps
    zone = context.lawbook.zone
    due = Due(zone.end_of_day(last), zone.end_of_day(last), last, True, False)
    trace = [("period", {"number": context.period, "from_day": first, "to_day": last})]
    if context.period == 1 and not context.spec.aligned:
        # Leaving out the first day settles when the period ends; what is done on that day, after the trigger, is done.
        first = context.trigger.at.day
    events = context.following(targets) if context.period == 1 else context.matching(targets)
    done = next((event for event in events if first <= event.at.day <= last), None)
    if done is not None:
        return Verdict(Outcome.MET, done=done, due=due, trace=trace)
    if context.counter.has_expired(context.as_of, due):
        verdict = absent(context, targets, missed(Reason.ABSENT, missing=[target.step for target in targets]))
    else:
        verdict = Verdict(Outcome.OPEN)
    verdict.due, verdict.trace = due, trace
    return verdict
