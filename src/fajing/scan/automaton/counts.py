"""A running count: lengths, extensions and pauses taken in the order in which they happened."""

from __future__ import annotations

from fajing.scan.automaton.days import add_length, begin, end_at, is_late, plain_end, rank_of, roll
from fajing.scan.automaton.frames import set_due
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.look import ANY, FOLLOWING, entry_of, events_of, has_text, role_of
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.ties import earlier, precedes, share_object, stands, step_info
from fajing.scan.automaton.values import note


@compiled
def _end(P, W):
    """The due moment of the count as it now is: chained on nominal ends, and only the last end rolls."""
    record, c = W[H_RECORD], W_COUNT
    unit = W[c + C_LENGTHS]
    due = begin(
        P, W, W[c + C_START], W[c + C_START_DAY], W[c + C_START_IS_DAY], unit, P[record + V_STARTS + unit]
    )
    for k in range(W[c + C_LENGTHS_N]):
        due = add_length(P, W, due, W[c + C_LENGTHS + 2 * k], W[c + C_LENGTHS + 2 * k + 1])
    if unit == MINUTES or unit == HOURS:
        if W[c + C_STOPPED]:
            low = due[1] if due[3] else due[0]
            due = end_at(P, low + W[c + C_STOPPED], due[1] + W[c + C_STOPPED], due[4])
    else:
        days = W[c + (C_STOPPED_WORKING if unit == WORKING_DAYS else C_STOPPED_DAYS)]
        if days:
            due = add_length(P, W, due, WORKING_DAYS if unit == WORKING_DAYS else DAYS, days)
    return roll(P, W, due, P[record + V_ROLLS])


@compiled
def _may_extend(E, Q, P, W, row, roles):
    """Whether somebody in the role the law asks for approved the extension."""
    if roles == 0:
        return True
    start, n, unknown = E[row + E_OFFICERS], E[row + E_OFFICERS_N], 0
    for k in range(n):
        role = role_of(P, Q[start + 2 * k + 1], entry_of(E, Q, P, row, k))
        if role == NULL or role == P[P_EMPTY_TEXT]:
            unknown = 1
        elif has_text(P, roles, role):
            return True
    if n and not unknown:
        return False
    note(W, step_info(P, E[row + E_STEP], S_FACT_ROLE))
    return W[H_ASSUME] != 0


@compiled
def _extend(E, Q, P, W, row, rule, number, due):
    """The due moment after an extension, and whether it had an effect. Extensions never shorten."""
    c = W_COUNT
    used = W[c + C_TIMES + number]
    if (P[rule + X_TIMES] >= 0 and used >= P[rule + X_TIMES]) or not _may_extend(
        E, Q, P, W, row, P[rule + X_ROLES]
    ):
        return due, False
    n = W[c + C_LENGTHS_N]
    first_unit, first_count = W[c + C_LENGTHS], W[c + C_LENGTHS + 1]
    if P[rule + X_KIND] == 1:
        W[c + C_LENGTHS_N], W[c + C_LENGTHS], W[c + C_LENGTHS + 1] = 1, P[rule + X_UNIT], P[rule + X_COUNT]
    elif P[rule + X_KIND] == 2:
        if n == C_LENGTHS_MOST:
            W[H_PUNT] = 1
            return due, False
        W[c + C_LENGTHS + 2 * n], W[c + C_LENGTHS + 2 * n + 1] = P[rule + X_UNIT], P[rule + X_COUNT]
        W[c + C_LENGTHS_N] = n + 1
    extended = _end(P, W)
    if extended[1] < due[1]:
        W[c + C_LENGTHS_N], W[c + C_LENGTHS], W[c + C_LENGTHS + 1] = n, first_unit, first_count
        return due, False
    W[c + C_TIMES + number] = used + 1
    return extended, True


@compiled
def _stop(E, P, W, first, finish):
    """Leaves out the time between two events; pauses come in the order in which they begin."""
    c = W_COUNT
    from_day, to_day = max(E[first + E_DAY], W[c + C_UNTIL_DAY]), E[finish + E_DAY]
    start, end = max(E[first + E_AT], W[c + C_UNTIL]), E[finish + E_AT]
    W[c + C_STOPPED] += max(0, end - start)
    W[c + C_STOPPED_DAYS] += max(0, to_day - from_day)
    if to_day > from_day:
        W[c + C_STOPPED_WORKING] += rank_of(P, W, to_day) - rank_of(P, W, from_day)
    W[c + C_UNTIL_DAY], W[c + C_UNTIL] = max(W[c + C_UNTIL_DAY], to_day), max(W[c + C_UNTIL], end)


@compiled
def _finish_of(E, Q, P, W, first, rule):
    """The step that ends a pause: the first after it of the same object; -1 where it is still open."""
    start = events_of(E, Q, P, W, P[rule + 1], True, ANY)
    end = W[H_LIST_TOP]
    W[H_LIST_TOP] = start
    for i in range(start, end):
        row = W[i]
        same = True
        if E[first + E_OBJECTS_N] and E[row + E_OBJECTS_N]:
            same = share_object(E, Q, first, row)
        if same and row != first and earlier(E, first, row) and precedes(E, first, row):
            if P[W[H_RECORD] + V_FORM] == AFTER_WINDOW and not earlier(E, row, W[H_TRIGGER]):
                return -1
            return row
    return -1


@compiled
def _interruptions(E, Q, P, W):
    """Extending and pausing steps in the order in which they happened: a list of row and rule, rule < 0 a pause."""
    record, trigger = W[H_RECORD], W[H_TRIGGER]
    window = P[record + V_FORM] == AFTER_WINDOW
    list_start = W[H_LIST_TOP]
    extend, pause = P[record + V_EXTEND], P[record + V_PAUSE]
    pairs = 0
    for turn in range((P[extend] if extend else 0) + (P[pause] if pause else 0)):
        is_pause = turn >= (P[extend] if extend else 0)
        number = turn - (P[extend] if extend else 0) if is_pause else turn
        top = W[H_LIST_TOP]
        if is_pause:
            start = events_of(E, Q, P, W, P[pause + 1 + 2 * number], True, ANY)
        else:
            rule = extend + 1 + X_WORDS * number
            start = events_of(E, Q, P, W, P[rule + X_ON], True, ANY if window else FOLLOWING)
        n = W[H_LIST_TOP] - start
        kept = 0
        for i in range(n):
            row = W[start + i]
            ok = True
            if not is_pause:
                if window and E[row + E_AT] < W[W_COUNT + C_START]:
                    ok = False
                ok = ok and stands(E, Q, P, W, row, -1, NULL)
            if window and not earlier(E, row, trigger):
                ok = False
            if ok:
                W[start + kept] = row
                kept += 1
        # From rows to pairs, in place from the end.
        if top + 2 * kept >= W[H_LIST_END]:
            W[H_PUNT] = 1
            return list_start, 0
        W[H_LIST_TOP] = top + 2 * kept
        for i in range(kept - 1, -1, -1):
            W[top + 2 * i] = W[start + i]
            W[top + 2 * i + 1] = -1 - number if is_pause else number
        pairs += kept
    for i in range(1, pairs):
        row, rule, j = W[list_start + 2 * i], W[list_start + 2 * i + 1], i
        while j > 0 and precedes(E, row, W[list_start + 2 * (j - 1)]):
            W[list_start + 2 * j] = W[list_start + 2 * (j - 1)]
            W[list_start + 2 * j + 1] = W[list_start + 2 * (j - 1) + 1]
            j -= 1
        W[list_start + 2 * j], W[list_start + 2 * j + 1] = row, rule
    return list_start, pairs


@compiled
def count_up(E, Q, P, W, at, day, is_day, unit, count, d):
    """Counts a period with its extensions and pauses, taken in the order in which they happened."""
    record, c = W[H_RECORD], W_COUNT
    if not P[record + V_EXTEND] and not P[record + V_PAUSE]:
        due = plain_end(P, W, at, day, is_day, unit, count, P[record + V_STARTS + unit], P[record + V_ROLLS])
        set_due(W, d, due)
        return
    W[c + C_LENGTHS_N], W[c + C_LENGTHS], W[c + C_LENGTHS + 1] = 1, unit, count
    W[c + C_STOPPED], W[c + C_STOPPED_DAYS], W[c + C_STOPPED_WORKING] = 0, 0, 0
    W[c + C_UNTIL_DAY], W[c + C_UNTIL] = day, at
    W[c + C_START], W[c + C_START_DAY], W[c + C_START_IS_DAY] = at, day, is_day
    due = _end(P, W)
    for k in range(C_TIMES_MOST):
        W[c + C_TIMES + k] = 0
    top = W[H_LIST_TOP]
    start, pairs = _interruptions(E, Q, P, W)
    for i in range(pairs):
        row, rule = W[start + 2 * i], W[start + 2 * i + 1]
        late = is_late(P, W, E[row + E_AT], E[row + E_DAY], E[row + E_FLAGS] & IS_DAY, due)
        if late < 0:
            note(W, P[P_FACT_TIME_OF_DAY])
            late = 1 - W[H_ASSUME]
        if late:
            continue
        if rule >= 0:
            due, _ = _extend(E, Q, P, W, row, P[record + V_EXTEND] + 1 + X_WORDS * rule, rule, due)
            continue
        finish = _finish_of(E, Q, P, W, row, P[record + V_PAUSE] + 1 + 2 * (-1 - rule))
        if finish < 0:
            W[d + D_PAUSED] = row
            W[H_LIST_TOP] = top
            return
        _stop(E, P, W, row, finish)
        due = _end(P, W)
    W[H_LIST_TOP] = top
    set_due(W, d, due)
