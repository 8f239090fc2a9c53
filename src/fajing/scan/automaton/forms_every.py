"""`every`: a periodic duty: one of the targets in each period since the trigger."""

from __future__ import annotations

from fajing.scan.automaton.days import add_days, has_expired, start_of_day, whole_day
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.look import ANY, FOLLOWING, events_of, first_following
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.ties import earlier, end_of_matter, first_of, is_tied, next_of
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
def period_after(P, W, day, times):
    """The last day of a period, counted from the first day."""
    record = W[H_RECORD]
    unit, count = P[record + V_EVERY_UNIT], P[record + V_EVERY]
    if P[record + V_ALIGNED] and (unit == MONTHS or unit == YEARS):
        # From the first days of its last month, so that no month is too short to have the day.
        return _end_of_calendar_period(P, W, add_days(P, W, day - 27, unit, count * times), unit)
    return add_days(P, W, day, unit, count * times)


@compiled
def stop_of(E, Q, P, W):
    """The event that ends a periodic duty; -1 where there is none."""
    until = P[W[H_RECORD] + V_UNTIL]
    barrier = first_following(E, Q, P, W, until) if until else -1
    return barrier if barrier >= 0 else end_of_matter(E, W, W[H_TRIGGER])


@compiled
def window(E, P, W, number, stop):
    """First and last day of a period, from 1; (0, -1) where there is no such period."""
    day = first_day(E, P, W)
    return window_from(E, P, W, period_after(P, W, day, number - 1), period_after(P, W, day, number), stop)


@compiled
def first_day(E, P, W):
    """The day from which periods are counted."""
    record, day = W[H_RECORD], E[W[H_TRIGGER] + E_DAY]
    if P[record + V_ALIGNED]:
        return _end_of_calendar_period(P, W, day, P[record + V_EVERY_UNIT])
    return day


@compiled
def window_from(E, P, W, before, last, stop):
    """First and last day of the period that ends on a day, where the period before it ended on another."""
    limit, first = W[H_AS_OF_DAY], before + 1
    if stop >= 0:
        limit = min(limit, E[stop + E_DAY])
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
    stop, number = stop_of(E, Q, P, W), 0
    while window(E, P, W, number + 1, stop)[1] >= 0 and not W[H_PUNT]:
        number += 1
    return number


@compiled
def _first_listed(E, Q, P, W, targets, first, last):
    """The first of the targets in a period; -1 where there is none."""
    start = events_of(E, Q, P, W, targets, False, FOLLOWING if W[H_PERIOD] == 1 else ANY)
    for i in range(start, W[H_LIST_TOP]):
        if first <= E[W[i] + E_DAY] <= last:
            return W[i]
    return -1


@compiled
def _first_between(E, Q, P, W, targets, first, last):
    """The same of targets without conditions: rows of a file lie in order, so no list is needed."""
    trigger, found = W[H_TRIGGER], -1
    for k in range(P[targets]):
        row = first_of(W, P[targets + 1 + T_WORDS * k + T_STEP])
        while row >= 0 and (found < 0 or row < found):
            fits = first <= E[row + E_DAY] <= last and row != trigger and is_tied(E, Q, P, W, row)
            if fits and (W[H_PERIOD] > 1 or earlier(E, trigger, row)):
                found = row
                break
            row = next_of(E, row)
    return found


@compiled
def judge_every(E, Q, P, W, r):
    """`every`: one of the targets in each period since the trigger."""
    record, number, trigger = W[H_RECORD], W[H_PERIOD], W[H_TRIGGER]
    targets = P[record + V_TARGETS]
    first, last = W[H_FIRST_DAY], W[H_LAST_DAY]
    if not P[record + V_PLAIN] & PLAIN_UNTIL:
        first, last = window(E, P, W, number, stop_of(E, Q, P, W))
    if last < 0:
        # Taken the other way, an unknown condition ends the duty before this period.
        give(W, r, MET, NO_REASON)
        return
    due = whole_day(P, W, last, 0)
    if number == 1 and not P[record + V_ALIGNED]:
        first = E[trigger + E_DAY]
    if P[record + V_PLAIN] & PLAIN_TARGETS:
        done = _first_between(E, Q, P, W, targets, first, last)
    else:
        done = _first_listed(E, Q, P, W, targets, first, last)
    if done >= 0:
        give(W, r, MET, NO_REASON)
        W[r + R_DONE] = done
        set_verdict_due(W, r, due)
        return
    if has_expired(W, due):
        give(W, r, MISSED, ABSENT)
        lacks_steps(P, W, r, targets)
        absent(P, W, r, targets)
    else:
        give(W, r, OPEN, NO_REASON)
    set_verdict_due(W, r, due)
