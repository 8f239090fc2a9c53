"""`every`: a periodic duty: one of the targets in each period since the trigger."""

from __future__ import annotations

from fajing.scan.automaton.days import add_days, has_expired, start_of_day, whole_day
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.look import ANY, FOLLOWING, events_of, first_following
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.ties import end_of_matter
from fajing.scan.automaton.verdicts import absent, give, lacks_steps, set_verdict_due


@compiled
def _end_of_calendar_period(P, W, day, unit):
    """The last civil day of the calendar month, year or week in which a day lies."""
    if unit == WEEKS:
        return day + 7 - ((day + 6) % 7 + 1)
    if unit != MONTHS and unit != YEARS:
        return day
    i = day - P[P_DAY0]
    if i < 0 or i >= P[P_DAYS]:
        W[H_PUNT] = 1
        return day
    civil = P[P[P_CIVIL] + i]
    month = ((civil >> 9) - P[P_YEAR0]) * 12 + (12 if unit == YEARS else (civil >> 5) & 15)
    if month >= P[P_MONTHS]:
        W[H_PUNT] = 1
        return day
    return P[P[P_FIRSTS] + month] - 1


@compiled
def _after(P, W, day, times):
    record = W[H_RECORD]
    unit, count = P[record + V_EVERY_UNIT], P[record + V_EVERY]
    if P[record + V_ALIGNED] and (unit == MONTHS or unit == YEARS):
        # From the first days of its last month, so that no month is too short to have the day.
        return _end_of_calendar_period(P, W, add_days(P, W, day - 27, unit, count * times), unit)
    return add_days(P, W, day, unit, count * times)


@compiled
def _stop(E, Q, P, W):
    """The event that ends a periodic duty; -1 where there is none."""
    until = P[W[H_RECORD] + V_UNTIL]
    barrier = first_following(E, Q, P, W, until) if until else -1
    return barrier if barrier >= 0 else end_of_matter(E, W, W[H_TRIGGER])


@compiled
def window(E, P, W, number, stop):
    """First and last day of a period, from 1; (0, -1) where there is no such period."""
    record, day = W[H_RECORD], E[W[H_TRIGGER] + E_DAY]
    limit = W[H_AS_OF_DAY]
    if stop >= 0:
        limit = min(limit, E[stop + E_DAY])
    if P[record + V_ALIGNED]:
        day = _end_of_calendar_period(P, W, day, P[record + V_EVERY_UNIT])
    first, last = _after(P, W, day, number - 1) + 1, _after(P, W, day, number)
    if last < first:
        return 0, -1
    if first > limit:
        if stop < 0 or first <= E[stop + E_DAY]:
            W[H_PENDING] = min(W[H_PENDING], start_of_day(P, W, first))
        return 0, -1
    if stop >= 0 and last >= E[stop + E_DAY]:
        # A period cut short by the end of the matter, be it on its last day, owes nothing.
        return 0, -1
    return first, last


@compiled
def windows(E, Q, P, W):
    """How many periods have begun by as_of."""
    stop, number = _stop(E, Q, P, W), 0
    while window(E, P, W, number + 1, stop)[1] >= 0 and not W[H_PUNT]:
        number += 1
    return number


@compiled
def judge_every(E, Q, P, W, r):
    """`every`: one of the targets in each period since the trigger."""
    record, number, trigger = W[H_RECORD], W[H_PERIOD], W[H_TRIGGER]
    targets = P[record + V_TARGETS]
    first, last = window(E, P, W, number, _stop(E, Q, P, W))
    if last < 0:
        # Taken the other way, an unknown condition ends the duty before this period.
        give(W, r, MET, NO_REASON)
        return
    due = whole_day(P, W, last, 0)
    if number == 1 and not P[record + V_ALIGNED]:
        first = E[trigger + E_DAY]
    start = events_of(E, Q, P, W, targets, False, FOLLOWING if number == 1 else ANY)
    for i in range(start, W[H_LIST_TOP]):
        if first <= E[W[i] + E_DAY] <= last:
            give(W, r, MET, NO_REASON)
            W[r + R_DONE] = W[i]
            set_verdict_due(W, r, due)
            return
    if has_expired(W, due):
        give(W, r, MISSED, ABSENT)
        lacks_steps(P, W, r, targets)
        absent(P, W, r, targets)
    else:
        give(W, r, OPEN, NO_REASON)
    set_verdict_due(W, r, due)
