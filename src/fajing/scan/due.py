"""When a duty is due: tiers, starts, extensions, pauses, rollover, with the working written down.

In: a `Context`. Out: a `Deadline`. The arithmetic itself is `core.periods`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from fajing.core.events import Event
from fajing.core.moments import Moment
from fajing.core.periods import Due, Length, Stopped
from fajing.lawbook.conditions import Expression
from fajing.lawbook.duty_spec import By, Extension, Form, Pause, Period, Target, Within
from fajing.scan.context import Context
from fajing.scan.evaluate import UNKNOWN, evaluate
from fajing.scan.file_view import is_earlier, order
from fajing.scan.shift import shift

Trace = list[tuple[str, dict[str, Any]]]


@dataclass(slots=True)
class Deadline:
    """What is known of a due moment.

    Attributes:
        due: The due moment; None where it has not begun, stands still, or cannot be told.
        start: The moment it is counted from.
        waits_for: What it is counted from has not happened yet.
        paused_since: An open pause stopped the clock then.
        missing: Facts without which it cannot be told.
        benchmark: It rests on a benchmark, so passing it is slow, not late.
        exceptions: Events that extended or paused it.
        trace: The working.
    """

    due: Due | None = None
    start: Moment | None = None
    waits_for: bool = False
    paused_since: Moment | None = None
    missing: tuple[str, ...] = ()
    benchmark: bool = False
    exceptions: tuple[Event, ...] = ()
    trace: Trace = field(default_factory=list)


def deadline(context: Context, within: Within | None = None, start: Moment | None = None) -> Deadline | None:
    """When the duty is due.

    Args:
        context: The duty.
        within: The period; by default the norm's own.
        start: Counted from here instead of the trigger (a revived duty, a window).

    Returns:
        The deadline; None for an undated duty.
    """
    spec = context.spec
    found: list[Deadline] = []
    if within is None and spec.within is None and spec.by is None:
        return None
    if within is not None or spec.within is not None:
        found.append(_of_within(context, within or spec.within or Within(), start))
    if spec.by is not None and within is None:
        found.append(_of_by(context, spec.by))
    if not found:
        return None
    return found[0] if len(found) == 1 else _earliest(found)


def _earliest(options: Sequence[Deadline]) -> Deadline:
    known = [option for option in options if option.due is not None]
    if unknown := next((option for option in options if option.missing), None):
        return unknown
    if not known:
        return options[0]
    return min(known, key=lambda option: option.due.latest if option.due else 0)


def _latest(options: Sequence[Deadline]) -> Deadline:
    for option in options:
        if option.due is None:
            return option
    return max(options, key=lambda option: option.due.latest if option.due else 0)


def _of_within(context: Context, within: Within, start: Moment | None) -> Deadline:
    if within.earlier_of:
        return _earliest([_of_within(context, part, start) for part in within.earlier_of])
    if within.later_of:
        return _latest([_of_within(context, part, start) for part in within.later_of])
    *special, last = within.tiers
    if not special and last.where is None:
        return _of_period(context, last, start)
    if last.where is not None:
        special, current = [*special, last], Deadline(missing=("no tier holds",))
    else:
        current = _of_period(context, last, start)
    # From the last tier up, so that the first whose condition holds wins.
    for tier in reversed(special):
        candidate = _of_period(context, tier, start)
        if _holds(context, tier, candidate, current):
            candidate.trace.append(("tier", {"condition": str(tier.where)}))
            current = candidate
    return current


def _holds(context: Context, tier: Period, candidate: Deadline, current: Deadline) -> bool:
    """Whether a tier's condition holds. Later facts can give more time, never less.

    A longer tier opens if its condition holds at the end of the shorter period, knowing only what was recorded by
    then: eight hours of questioning, twelve, twenty-four. A shorter one must hold at the trigger and still at its end.
    """
    ends = [option.due for option in (candidate, current) if option.due is not None]
    if candidate.due is None and candidate.missing:
        ends = [current.due] if current.due else []
    # The last instant of a whole day: its 24:00 is the next day's 00:00.
    known_until = min((due.latest - due.whole_day for due in ends), default=None)
    longer = candidate.due is None or current.due is None or candidate.due.latest > current.due.latest
    if not longer and not context.decide(tier.where):
        return False
    return context.decide(tier.where, known_until=known_until, exceptions=longer)


def _of_period(context: Context, period: Period, start: Moment | None) -> Deadline:
    result = Deadline(benchmark=period.benchmark is not None)
    begin = start  # what revives is counted from there, whatever the period says of its own start
    if begin is None and period.start is not None:
        begin = _start_of(context, period.start, result)
        if begin is None:
            return result
    begin = begin or context.trigger.at
    length = length_of(context, period, result)
    if length is None:
        return result
    result.start = begin
    return _count(context, begin, length, result)


def _start_of(context: Context, source: Target | Expression, result: Deadline) -> Moment | None:
    """The moment of `from:`; notes in `result` why there is none."""
    if isinstance(source, Target):
        events, trigger = context.matching([source], serving=True), context.trigger
        if trigger.qualified_step == source.step and context.decide(source.where, target=trigger):
            return trigger.at
        before = [event for event in events if is_earlier(event, trigger)]
        if before:
            return before[-1].at
        if events:
            return events[0].at
        if not context.view.carries(source.step):
            result.missing = (source.step,)
        result.waits_for = True
        return None
    value = _evaluate(context, source, result)
    if isinstance(value, Moment):
        return value
    result.missing = result.missing or (str(source),)
    return None


_length = cache(Length)


def length_of(context: Context, period: Period, result: Deadline) -> Length | None:
    """A period's length, which may be a value or a benchmark's of that day; notes in `result` why there is none."""
    if period.benchmark is not None:
        benchmark = context.lawbook.benchmarks[period.benchmark]
        for version in reversed(benchmark.versions):
            if version.start.toordinal() <= context.trigger.at.day:
                return version.within.fixed()
        result.missing = (period.benchmark,)
        return None
    if isinstance(period.count, int):
        return _length(period.unit, period.count)
    value = _evaluate(context, period.count, result)
    if (
        isinstance(value, int | Decimal)
        and not isinstance(value, bool)
        and value == int(value)
        and value >= 0
    ):
        return Length(period.unit, int(value))
    result.missing = result.missing or (str(period.count),)
    return None


def _evaluate(context: Context, expression: Expression, result: Deadline) -> Any:
    missing: list[str] = []
    value = evaluate(expression, context.scope(missing=missing))
    if value is UNKNOWN:
        result.missing = tuple(missing) or (str(expression),)
    return value


def _of_by(context: Context, by: By) -> Deadline:
    result = Deadline(start=context.trigger.at)
    zone = context.lawbook.zone
    if by.value is not None:
        value = _evaluate(context, by.value, result)
        if isinstance(value, Moment):
            end = zone.end_of_day(value.day) if value.is_day else value.instant
            result.due = Due(end, end, value.day, value.is_day, False)
            result.trace.append(
                ("by_value", {"value": str(by.value), "day": value.day, "instant": value.instant})
            )
        else:
            result.missing = result.missing or (str(by.value),)
        return result
    assert by.due_of is not None
    duties = [
        duty
        for duty in context.duties_of(by.due_of)
        if duty.object is None or context.object is None or duty.object == context.object
    ]
    begun = [
        duty
        for duty in duties
        if duty.trigger is context.trigger or is_earlier(duty.trigger, context.trigger)
    ]
    other = (begun or duties)[-1 if begun else 0] if duties else None
    if other is None or other.verdict.due is None:
        result.missing = (f"due_of({by.due_of})",)
        result.paused_since = other.verdict.paused_since if other else None
        return result
    result.due = shift(context, other.verdict.due, by)
    result.trace.append(("due_of", {"norm": by.due_of, "day": result.due.day}))
    return result


def _count(context: Context, start: Moment, length: Length, result: Deadline) -> Deadline:
    """Counts a period with its extensions and pauses, taken in the order in which they happened."""
    if not (context.tracing or context.spec.extend or context.spec.pause):
        counter, counting = context.counter, context.spec.counting
        result.due = counter.roll(counter.nominal_end(start, (length,), counting), counting)
        return result
    count = _Count(context, start, [length])
    due = count.end()
    for event, rule in _interruptions(context, start):
        late = context.counter.is_late(event.at, due)
        if late is None:
            context.missing.append("time of day")
            late = not context.assume
        if late:
            continue
        if isinstance(rule, Extension):
            extended = count.extend(event, rule, due)
            if extended is not None:
                due = extended
                result.exceptions = (*result.exceptions, event)
            continue
        finish = _finish_of(context, event, rule)
        if finish is None:
            result.paused_since = event.at
            result.exceptions = (*result.exceptions, event)
            where = {"step": event.qualified_step, "day": event.at.day, "instant": event.at.instant}
            result.trace = [*count.working, ("paused_open", {**where, "is_day": event.at.is_day})]
            return result
        count.stop(event, finish)
        result.exceptions = (*result.exceptions, event, finish)
        due = count.end()
    result.due = due
    if context.tracing:
        working: Trace = []
        result.due = count.end(working)
        result.trace = [*working[:1], *count.working, *working[1:], *_not_looked_at(context)]
    return result


def _not_looked_at(context: Context) -> Trace:
    """Extensions and pauses that no map of this log carries: taken as not shown, and said."""
    spec = context.spec
    steps = [rule.on for rule in spec.extend] + [target for rule in spec.pause for target in rule.start]
    return [("not_carried", {"step": step}) for step in dict.fromkeys(context.uncarried(steps))]


class _Count:
    """A running count: the lengths so far, and the time left out, each moment once under any number of pauses."""

    def __init__(self, context: Context, start: Moment, lengths: list[Length]) -> None:
        self.context = context
        self.start = start
        self.lengths = lengths
        self.stopped = Stopped()
        self.stopped_until_day, self.stopped_until = start.day, start.instant
        self.times: dict[int, int] = {}
        self.working: Trace = []

    def end(self, trace: Trace | None = None) -> Due:
        """The due moment as it now is: chained on nominal ends, and only the last end rolls."""
        counter, counting = self.context.counter, self.context.spec.counting
        nominal = counter.nominal_end(self.start, self.lengths, counting, self.stopped, trace=trace)
        return counter.roll(nominal, counting, trace=trace)

    def extend(self, event: Event, rule: Extension, due: Due) -> Due | None:
        """The due moment after an extension; None where it has no effect. Extensions never shorten."""
        used = self.times.get(id(rule), 0)
        if (rule.times is not None and used >= rule.times) or not _may_extend(self.context, event, rule):
            return None
        before = self.lengths
        self.lengths = [rule.to] if rule.to is not None else [*before, *([rule.by] if rule.by else [])]
        extended = self.end()
        if extended.latest < due.latest:
            self.lengths = before
            return None
        self.times[id(rule)] = used + 1
        self.working.append(("extended", {"step": event.qualified_step, "day": event.at.day}))
        return extended

    def stop(self, begin: Event, finish: Event) -> None:
        """Leaves out the time between two events; pauses come in the order in which they begin."""
        from_day, to_day = max(begin.at.day, self.stopped_until_day), finish.at.day
        start, end = max(begin.at.instant, self.stopped_until), finish.at.instant
        calendar = self.context.lawbook.calendar
        self.stopped = Stopped(
            seconds=self.stopped.seconds + max(0, end - start),
            days=self.stopped.days + max(0, to_day - from_day),
            working_days=self.stopped.working_days
            + (calendar.count_working_days(from_day, to_day) if to_day > from_day else 0),
        )
        self.stopped_until_day, self.stopped_until = (
            max(self.stopped_until_day, to_day),
            max(self.stopped_until, end),
        )
        days = {"from_day": begin.at.day, "to_day": to_day}
        self.working.append(("paused", {"step": begin.qualified_step, **days}))


def _interruptions(context: Context, start: Moment) -> Iterator[tuple[Event, Extension | Pause]]:
    """Extending and pausing steps of the duty in the order in which they happened."""
    found: list[tuple[Event, Extension | Pause]] = []
    is_window = context.spec.form is Form.AFTER_WINDOW
    for extension in context.spec.extend:
        if is_window:
            events = [
                e for e in context.matching([extension.on], serving=True) if e.at.instant >= start.instant
            ]
        else:
            events = context.following([extension.on], serving=True)
        found.extend((event, extension) for event in events if context.view.stands(event, None))
    for pause in context.spec.pause:
        found.extend((event, pause) for event in context.matching(pause.start, serving=True))
    if is_window:  # it is judged at its trigger: what comes later is of no account
        found = [pair for pair in found if is_earlier(pair[0], context.trigger)]
    return iter(sorted(found, key=lambda pair: order(pair[0])))


def _may_extend(context: Context, event: Event, rule: Extension) -> bool:
    """Whether somebody in the role the law asks for approved the extension."""
    if not rule.role:
        return True
    roles = [role_of(context, event, officer.id, officer.role) for officer in event.officers]
    if any(role in rule.role for role in roles if role):
        return True
    if roles and all(roles):
        return False
    context.missing.append(f"role of {event.qualified_step}")
    return context.assume


def role_of(context: Context, event: Event, officer_id: str, role: str | None) -> str | None:
    """An officer's role on an event: what the event says, else what the register says for that day."""
    if role is not None:
        return role
    register = context.lawbook.registers.get("officers")
    entry = register.entry(officer_id, event.at.day) if register else None
    value = entry.values.get("role") if entry else None
    return str(value) if value is not None else None


def _finish_of(context: Context, begin: Event, rule: Pause) -> Event | None:
    """The step that ends a pause: the first after it of the same object."""
    for event in context.matching(rule.end, serving=True):
        same = set(event.objects) & set(begin.objects) if begin.objects and event.objects else True
        if same and event is not begin and is_earlier(begin, event) and order(event) > order(begin):
            window = context.spec.form is Form.AFTER_WINDOW
            return None if window and not is_earlier(event, context.trigger) else event
    return None
