"""Duties that are met beyond doubt, told by a look at the rows of a step, without lists, deadlines in frames or verdicts.

Most duties are met. What these looks do not settle is judged in full; they never say "met" where `judge_duty` would not.
A duty that is met is told only by its count, so nothing but the count is lost by not judging it.
"""

from __future__ import annotations

from fajing.scan.automaton.days import has_expired, is_late, plain_end, within_backward
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.ties import (
    carries,
    earlier,
    end_of_matter,
    first_of,
    is_tied,
    next_of,
    precedes,
    share_officer,
    stands,
    step_info,
)


@compiled
def _due(E, P, W, record, row):
    """The end of the duty's one fixed length, counted from a row."""
    period, unit = P[record + V_WITHIN] + 2, P[P[record + V_WITHIN] + 2 + B_UNIT]
    at, day, is_day = E[row + E_AT], E[row + E_DAY], E[row + E_FLAGS] & IS_DAY
    return plain_end(
        P, W, at, day, is_day, unit, P[period + B_COUNT], P[record + V_STARTS + unit], P[record + V_ROLLS]
    )


@compiled
def _done(E, Q, P, W, record, trigger):
    """`do`: a target follows in time; without a period, before the matter ends."""
    targets, free, dated = P[record + V_TARGETS], P[record + V_PER] == PER_FILE, P[record + V_WITHIN] != 0
    end = -1 if dated else end_of_matter(E, W, trigger)
    for k in range(P[targets]):
        step = P[targets + 1 + T_WORDS * k + T_STEP]
        row = first_of(W, step)
        if row >= 0 and step_info(P, step, S_DONE_AT) >= 0:
            return False
        while row >= 0:
            if row != trigger and earlier(E, trigger, row) and (free or is_tied(E, Q, P, W, row)):
                if not dated:
                    if end < 0 or row == end or earlier(E, row, end):
                        return True
                else:
                    due = _due(E, P, W, record, trigger)
                    if due[4] or W[H_PUNT]:
                        return False
                    if is_late(P, W, E[row + E_AT], E[row + E_DAY], E[row + E_FLAGS] & IS_DAY, due) == 0:
                        return True
                    break
            row = next_of(E, row)
    return False


@compiled
def _latest_before(E, Q, P, W, record, trigger):
    """The latest event of some targets that stands before the trigger; -1 where there is none."""
    targets, free, found = P[record + V_TARGETS], P[record + V_PER] == PER_FILE, -1
    for k in range(P[targets]):
        step = P[targets + 1 + T_WORDS * k + T_STEP]
        cancelled = step_info(P, step, S_CANCELLERS) != 0
        row = first_of(W, step)
        while row >= 0:
            lies = row != trigger and earlier(E, row, trigger) and (found < 0 or not precedes(E, row, found))
            if lies and (free or is_tied(E, Q, P, W, row)):
                found = row if not cancelled or stands(E, Q, P, W, row, trigger, NULL) else found
            row = next_of(E, row)
    return found


@compiled
def _stood_before(E, Q, P, W, record, trigger):
    """`preceded_by`: a target stands earlier, no further back than the norm's one length."""
    row = _latest_before(E, Q, P, W, record, trigger)
    if row < 0 or P[record + V_WITHIN] == 0:
        return row >= 0
    period = P[record + V_WITHIN] + 2
    a, a_day, a_is_day = E[row + E_AT], E[row + E_DAY], E[row + E_FLAGS] & IS_DAY
    at, day, is_day = E[trigger + E_AT], E[trigger + E_DAY], E[trigger + E_FLAGS] & IS_DAY
    unit, count = P[period + B_UNIT], P[period + B_COUNT]
    near = within_backward(P, W, a, a_day, a_is_day, at, day, is_day, unit, count)
    return near == 1 and W[H_PUNT] == 0


@compiled
def _never_came(E, P, W, record, trigger):
    """`avoid`: no target stands in the file at all, and the time in which none may follow is over."""
    targets = P[record + V_TARGETS]
    for k in range(P[targets]):
        step = P[targets + 1 + T_WORDS * k + T_STEP]
        if first_of(W, step) >= 0 or not carries(P, W, step):
            return False
    if P[record + V_WITHIN] == 0:
        return end_of_matter(E, W, trigger) >= 0
    due = _due(E, P, W, record, trigger)
    return due[4] == 0 and has_expired(W, due) and W[H_PUNT] == 0


@compiled
def _stands_somewhere(E, Q, P, W, record, trigger):
    """`accompanied_by`: a target stands in the file, before the matter ends."""
    targets, free, end = P[record + V_TARGETS], P[record + V_PER] == PER_FILE, end_of_matter(E, W, trigger)
    for k in range(P[targets]):
        row = first_of(W, P[targets + 1 + T_WORDS * k + T_STEP])
        while row >= 0:
            if row != trigger and (free or is_tied(E, Q, P, W, row)):
                in_time = end < 0 or row == end or earlier(E, row, end)
                if in_time and stands(E, Q, P, W, row, end, NULL):
                    return True
            row = next_of(E, row)
    return False


@compiled
def _few_in_all(E, P, W, record):
    """`at_most`, counted back from the trigger: the whole file has no more."""
    targets, n = P[record + V_AMOUNT_TARGETS], 0
    for k in range(P[targets]):
        step = P[targets + 1 + T_WORDS * k + T_STEP]
        row = first_of(W, step)
        if not carries(P, W, step):
            return False
        while row >= 0:
            n += 1
            row = next_of(E, row)
    return n <= P[record + V_BOUND]


@compiled
def _others_acted(E, Q, P, W, record, trigger):
    """`by_other_than`: who acted at any earlier target is known, and was nobody of the trigger's."""
    targets = P[record + V_TARGETS]
    if E[trigger + E_OFFICERS_N] == 0:
        return False
    for k in range(P[targets]):
        step = P[targets + 1 + T_WORDS * k + T_STEP]
        row = first_of(W, step)
        if not carries(P, W, step):
            return False
        while row >= 0:
            lies = row != trigger and earlier(E, row, trigger)
            if lies and (E[row + E_OFFICERS_N] == 0 or share_officer(E, Q, trigger, row)):
                return False
            row = next_of(E, row)
    return True


@compiled
def _same_acted(E, Q, P, W, record, trigger):
    """`by_same_as`: an officer of the trigger acted at the latest earlier target."""
    row = _latest_before(E, Q, P, W, record, trigger) if E[trigger + E_OFFICERS_N] else -1
    return row >= 0 and share_officer(E, Q, trigger, row)


@compiled
def plainly_met(E, Q, P, W, record):
    """Whether a duty of a version that such looks can settle (`PLAIN_MET`) is met beyond doubt."""
    form, trigger = P[record + V_FORM], W[H_TRIGGER]
    if form == DO:
        return _done(E, Q, P, W, record, trigger)
    if form == PRECEDED_BY:
        return _stood_before(E, Q, P, W, record, trigger)
    if form == AVOID:
        return _never_came(E, P, W, record, trigger)
    if form == ACCOMPANIED_BY:
        return _stands_somewhere(E, Q, P, W, record, trigger)
    if form == AT_MOST:
        return _few_in_all(E, P, W, record)
    if form == BY_OTHER_THAN:
        return _others_acted(E, Q, P, W, record, trigger)
    return _same_acted(E, Q, P, W, record, trigger)
