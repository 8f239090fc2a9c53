"""Counting for `at_most` and `at_least`: number of events, sum of a value, or total length of intervals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from fajing.core.events import Event
from fajing.core.periods import Length, Unit
from fajing.lawbook.duty_spec import Amount, Target
from fajing.scan.context import Context
from fajing.scan.due import Deadline, deadline, length_of
from fajing.scan.evaluate import UNKNOWN, attribute, evaluate
from fajing.scan.file_view import is_earlier, order


def amount_of(context: Context) -> Amount:
    """The duty's amount."""
    assert context.spec.amount is not None
    return context.spec.amount


def targets_of(context: Context) -> tuple[Target, ...]:
    """The steps counted: the amount's own, else the trigger steps."""
    amount = amount_of(context)
    return amount.targets or tuple(Target(step) for step in context.spec.on)


def bound_of(context: Context) -> Decimal | None:
    """The bound as a number, a length as its seconds; None where a value is absent."""
    bound = amount_of(context).bound
    if isinstance(bound, Length):
        if bound.unit.is_clock:
            return Decimal(bound.seconds)
        days = {Unit.DAYS: 1, Unit.WEEKS: 7}.get(
            bound.unit
        )  # other units are no fixed length to compare with
        return None if days is None else Decimal(bound.count * days * 86_400)
    if isinstance(bound, int):
        return Decimal(bound)
    value: Any = evaluate(bound, context.scope())
    return Decimal(value) if value is not UNKNOWN and isinstance(value, int | Decimal) else None


def looking_back(context: Context) -> tuple[list[Event], bool, Deadline | None]:
    """Events counted up to and including the trigger; the window is closed unless its length is unknown."""
    trigger, within = context.trigger, context.spec.within
    targets = targets_of(context)
    own = not amount_of(context).targets or trigger.qualified_step in {target.step for target in targets}
    events = [
        event
        for event in context.matching(targets)
        if is_earlier(event, trigger) and order(event) < order(trigger)
    ]
    if within is not None:
        # One length, as in `preceded_by`; of tiers the first that holds at the trigger.
        looked_up = Deadline(missing=("within",))
        tier = next((tier for tier in within.tiers if context.decide(tier.where)), None)
        length = length_of(context, tier, looked_up) if tier is not None else None
        if length is None:
            return [], False, looked_up
        near = context.counter.within_backward
        events = [event for event in events if _counts(context, near(event.at, trigger.at, length))]
    if own and any(
        t.step == trigger.qualified_step and context.decide(t.where, target=trigger) for t in targets
    ):
        events.append(trigger)
    return [event for event in events if _same_span(context, event)], True, None


def _counts(context: Context, answer: bool | None) -> bool:
    """Whether an event lies in the window; where the time of day decides and is not known, both are tried."""
    if answer is None:
        context.missing.append("time of day")
        return context.assume
    return answer


def looking_ahead(context: Context) -> tuple[list[Event], bool, Deadline | None]:
    """Events counted from the trigger on, whether the window has closed, and its end."""
    found, counter = deadline(context), context.counter
    events = [event for event in context.following(targets_of(context)) if _same_span(context, event)]
    over = not _in_span(context, context.as_of.day, context.trigger.at.day)
    if found is not None:
        if found.due is None:
            return events, over, found
        inside = [(event, counter.is_late(event.at, found.due)) for event in events]
        events = [event for event, late in inside if _counts(context, None if late is None else not late)]
        return events, over or counter.has_expired(context.as_of, found.due), found
    if amount_of(context).span is not None:
        return events, over, None
    end = context.end_of_matter()
    if end is not None:
        events = [event for event in events if event is end or is_earlier(event, end)]
    return events, end is not None, None


def _same_span(context: Context, event: Event) -> bool:
    return _in_span(context, event.at.day, context.trigger.at.day)


def _in_span(context: Context, a_day: int, b_day: int) -> bool:
    a, b = date.fromordinal(a_day), date.fromordinal(b_day)
    match amount_of(context).span:
        case "day":
            return a == b
        case "month":
            return (a.year, a.month) == (b.year, b.month)
        case "year":
            return a.year == b.year
    return True


def measure(context: Context, events: list[Event]) -> tuple[Decimal, tuple[str, ...]]:
    """What the events certainly add up to, and the facts lacking for all of it."""
    amount = amount_of(context)
    if amount.kind == "count":
        return Decimal(len(events)), ()
    total, missing = Decimal(0), []
    for event in events:
        if amount.kind == "length":
            if event.until is None:
                missing.append(f"{event.qualified_step}.until")
            elif event.at.is_day or event.until.is_day:
                if isinstance(amount.bound, Length) and amount.bound.unit.is_clock:
                    total += max(0, event.until.earliest - context.lawbook.zone.latest(event.at))
                    missing.append("time of day")
                else:
                    total += (event.until.day - event.at.day) * 86_400
            else:
                total += event.until.instant - event.at.instant
            continue
        value = attribute(event, amount.value or "")
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            total += value
        else:
            missing.append(f"{event.qualified_step}.{amount.value}")
    return total, tuple(missing)
