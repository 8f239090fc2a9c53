"""The forms judged at their trigger by what stands before it: `preceded_by`, `after_window`."""

from __future__ import annotations

from fajing.scan.automaton.days import (
    add_days,
    at_least_backward,
    day_of,
    is_late,
    rank_of,
    unpublished,
    whole_day,
    within_backward,
)
from fajing.scan.automaton.due import deadline, length_of
from fajing.scan.automaton.frames import clear, due_in, frame
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.look import PRECEDING, events_of, events_of_one, first_following
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.ties import carries, earlier, latest, step_info
from fajing.scan.automaton.verdicts import (
    absent,
    give,
    lacks,
    lacks_steps,
    late_by,
    set_verdict_due,
    timed,
    undecidable,
    undecidable_deadline,
)


@compiled
def _nothing(E, Q, P, W, r, targets):
    """No target stands earlier: it came only later, or not at all."""
    later = first_following(E, Q, P, W, targets)
    if later >= 0:
        give(W, r, MISSED, ONLY_AFTER)
        W[r + R_DONE] = later
        return
    give(W, r, MISSED, ABSENT)
    lacks_steps(P, W, r, targets)
    absent(P, W, r, targets)


@compiled
def _latest_moment(E, P, W, row, unit, count, provisional):
    """The last moment that still lies within a length of an event; no rollover backward."""
    if unit == MINUTES or unit == HOURS:
        seconds = count * (60 if unit == MINUTES else 3600)
        high = latest(E, P, W, row) + seconds
        return E[row + E_AT] + seconds, high, day_of(P, high), 0, provisional
    return whole_day(P, W, add_days(P, W, E[row + E_DAY], unit, count), provisional)


@compiled
def _provisional(E, P, W, row, unit):
    if unit != WORKING_DAYS:
        return 0
    a, b = E[row + E_DAY], E[W[H_TRIGGER] + E_DAY]
    return unpublished(P, W, min(a, b), max(a, b))


@compiled
def _distance(E, Q, P, W, r, row):
    """How far the latest such step lies back."""
    record, trigger, d = W[H_RECORD], W[H_TRIGGER], frame(0)
    unit, count, period = -1, 0, 0
    if P[record + V_WITHIN]:
        period = P[record + V_WITHIN] + 2
        clear(W, d)
        unit, count = length_of(E, Q, P, W, period, d)
        if unit < 0:
            undecidable_deadline(W, r, d)
            return
    least = P[record + V_AT_LEAST_UNIT]
    provisional = 0
    if unit >= 0:
        provisional |= _provisional(E, P, W, row, unit)
    if least >= 0:
        provisional |= _provisional(E, P, W, row, least)
    at, day, is_day = E[trigger + E_AT], E[trigger + E_DAY], E[trigger + E_FLAGS] & IS_DAY
    a, a_day, a_is_day = E[row + E_AT], E[row + E_DAY], E[row + E_FLAGS] & IS_DAY
    if unit >= 0:
        due = _latest_moment(E, P, W, row, unit, count, provisional)
        near = within_backward(P, W, a, a_day, a_is_day, at, day, is_day, unit, count)
        if near < 0:
            undecidable(W, r, P[P_FACT_TIME_OF_DAY])
            return
        if not near:
            give(W, r, SLOW if P[period + B_BENCHMARK] else LATE, TOO_LATE)
            set_verdict_due(W, r, due)
            W[r + R_DONE] = trigger
            late_by(W, r, at, day, due)
            return
    if least >= 0:
        number = P[record + V_AT_LEAST]
        far = at_least_backward(P, W, a, a_day, a_is_day, at, day, is_day, least, number)
        if far < 0:
            undecidable(W, r, P[P_FACT_TIME_OF_DAY])
            return
        if not far:
            due = _latest_moment(E, P, W, row, least, number, provisional)
            give(W, r, MISSED, TOO_EARLY)
            set_verdict_due(W, r, due)
            W[r + R_DONE] = trigger
            if due[3]:
                short = due[2] - day
                if least == WORKING_DAYS:
                    short = number - (rank_of(P, W, day) - rank_of(P, W, a_day))
                W[r + R_LATE_KIND], W[r + R_LATE] = 1, short
            else:
                W[r + R_LATE_KIND], W[r + R_LATE] = 2, due[0] - latest(E, P, W, trigger)
            return
    give(W, r, MET, NO_REASON)
    W[r + R_DONE] = row


@compiled
def judge_preceded_by(E, Q, P, W, r):
    """`preceded_by`: a target (or each) stands earlier; `within` and `at_least` bound the distance back."""
    record = W[H_RECORD]
    targets = P[record + V_TARGETS]
    if not P[record + V_ALL]:
        start = events_of(E, Q, P, W, targets, False, PRECEDING)
        if W[H_LIST_TOP] == start:
            _nothing(E, Q, P, W, r, targets)
        else:
            _distance(E, Q, P, W, r, W[W[H_LIST_TOP] - 1])
        return
    n, begin = P[targets], W[H_LIST_TOP]
    # Lists one after another; where each ends is kept behind the counts of the search frames.
    ends, lacking = W_SEARCH, 0
    if n > F_WORDS:
        W[H_PUNT] = 1
        return
    for k in range(n):
        start = events_of_one(E, Q, P, W, targets + 1 + T_WORDS * k, False, PRECEDING)
        W[ends + k] = W[H_LIST_TOP]
        lacking += 1 if W[H_LIST_TOP] == start else 0
    if lacking:
        _lacking(E, Q, P, W, r, targets, begin, ends, lacking)
        return
    if P[record + V_IN_ORDER]:
        following = -1
        for k in range(n - 1, -1, -1):
            first = begin if k == 0 else W[ends + k - 1]
            fitting = -1
            for i in range(first, W[ends + k]):
                if following < 0 or earlier(E, W[i], following):
                    fitting = W[i]
            if fitting < 0:
                give(W, r, MISSED, ONLY_AFTER)
                return
            following = fitting
    last = r + R_WORDS
    chosen = False
    for k in range(n):
        _distance(E, Q, P, W, last, W[W[ends + k] - 1])
        if not chosen:
            for j in range(R_WORDS):
                W[r + j] = W[last + j]
            chosen = W[last + R_OUTCOME] != MET


@compiled
def _lacking(E, Q, P, W, r, targets, begin, ends, lacking):
    """Each is owed and some are lacking: they came only later, or not at all."""
    n = P[targets]
    if lacking == n:
        _nothing(E, Q, P, W, r, targets)
        return
    give(W, r, MISSED, ABSENT_PART)
    uncarried = False
    for turn in range(2):
        for k in range(n):
            start = begin if k == 0 else W[ends + k - 1]
            step = P[targets + 1 + T_WORDS * k + T_STEP]
            if W[ends + k] != start:
                continue
            if turn == 0:
                uncarried = uncarried or not carries(P, W, step)
            elif not uncarried or not carries(P, W, step):
                lacks(W, r, step_info(P, step, S_FACT))
        if turn == 0 and uncarried:
            give(W, r, UNDECIDABLE, ABSENT_FACT)


@compiled
def judge_after_window(E, Q, P, W, r):
    """`after_window`: the whole period counted from the latest earlier step has run out before the trigger."""
    record, trigger, d = W[H_RECORD], W[H_TRIGGER], frame(0)
    targets = P[record + V_TARGETS]
    start = events_of(E, Q, P, W, targets, False, PRECEDING)
    if W[H_LIST_TOP] == start:
        _nothing(E, Q, P, W, r, targets)
        return
    opened = W[W[H_LIST_TOP] - 1]
    _deadline_from(E, Q, P, W, opened)
    if W[d + D_HAS] and not W[d + D_HAS_DUE] and W[d + D_PAUSED] >= 0:
        give(W, r, MISSED, TOO_EARLY)
        W[r + R_DONE] = trigger
        timed(W, r, d)
        return
    if not W[d + D_HAS] or not W[d + D_HAS_DUE]:
        if W[d + D_MISSING_N]:
            undecidable_deadline(W, r, d)
        else:
            undecidable(W, r, P[P_FACT_WITHIN])
        return
    due = due_in(W, d)
    at, day, is_day = E[trigger + E_AT], E[trigger + E_DAY], E[trigger + E_FLAGS] & IS_DAY
    over = is_late(P, W, at, day, is_day, due)
    if over < 0:
        undecidable(W, r, P[P_FACT_TIME_OF_DAY])
    elif over:
        give(W, r, MET, NO_REASON)
        W[r + R_DONE] = opened
    else:
        give(W, r, MISSED, TOO_EARLY)
        W[r + R_DONE] = trigger
        if due[3]:
            W[r + R_LATE_KIND], W[r + R_LATE] = 1, due[2] + 1 - day
        else:
            W[r + R_LATE_KIND], W[r + R_LATE] = 2, due[0] - latest(E, P, W, trigger)
    timed(W, r, d)


@compiled
def _deadline_from(E, Q, P, W, row):
    """The duty's own deadline, counted from a row."""
    deadline(E, Q, P, W, 0, row, 0)
