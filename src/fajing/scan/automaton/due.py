"""When a duty is due: tiers, starts, extensions, pauses, rollover; `scan.due` on integers.

A deadline lies in a frame of `W` (`D_...`). Frames are numbered; each caller names the ones it may use.
"""

from __future__ import annotations

from fajing.scan.automaton.counts import count_up
from fajing.scan.automaton.days import add_days, day_of, plain_end, start_of_day, whole_day
from fajing.scan.automaton.frames import clear, copy, frame, lack, set_due
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.look import ANY, events_of_one, push
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.ties import carries, earlier, step_info
from fajing.scan.automaton.words import decide, evaluate


@compiled
def _value(E, Q, P, W, at, d, fact):
    """A value for a deadline; what it lacks is the deadline's own, not the duty's."""
    before, absences = (
        W[H_MISSING_N],
        W[H_ABSENT],
    )  # a fact already noted for the duty is noted for the deadline too
    for k in range(before):
        push(W, W[W_MISSING + k])
    start = W[H_LIST_TOP] - before
    W[H_MISSING_N] = 0
    kind, a, b = evaluate(E, Q, P, W, at, W[H_TRIGGER], NULL, False)
    if kind == K_UNKNOWN:
        W[d + D_MISSING_N] = 0
        for k in range(W[H_MISSING_N]):
            lack(W, d, W[W_MISSING + k])
        if W[H_MISSING_N] == 0:
            lack(W, d, fact)
    for k in range(before):
        W[W_MISSING + k] = W[start + k]
    W[H_MISSING_N], W[H_LIST_TOP], W[H_ABSENT] = before, start, absences
    return kind, a, b


@compiled
def length_of(E, Q, P, W, period, d):
    """A period's length as unit and count; -1 where it cannot be told, and the deadline says why."""
    kind = P[period + B_COUNT_KIND]
    if kind == 0:
        return P[period + B_UNIT], P[period + B_COUNT]
    if kind == 2:
        versions = P[period + B_COUNT]
        for k in range(P[versions] - 1, -1, -1):
            if P[versions + 1 + 3 * k] <= E[W[H_TRIGGER] + E_DAY]:
                return P[versions + 2 + 3 * k], P[versions + 3 + 3 * k]
        W[d + D_MISSING_N] = 0
        lack(W, d, P[period + B_FACT_COUNT])
        return -1, 0
    kind, a, b = _value(E, Q, P, W, P[period + B_COUNT], d, P[period + B_FACT_COUNT])
    if kind == K_TEXT:
        kind = K_UNKNOWN
    if kind == K_NUMBER and a % b == 0 and a >= 0:
        return P[period + B_UNIT], a // b
    if W[d + D_MISSING_N] == 0:
        lack(W, d, P[period + B_FACT_COUNT])
    return -1, 0


@compiled
def _start_of(E, Q, P, W, period, d):
    """The moment of `from:`: whether there is one, instant, day, whether only the day is known."""
    trigger = W[H_TRIGGER]
    if P[period + B_START_KIND] == 1:
        target = P[period + B_START]
        step, where = P[target + T_STEP], P[target + T_WHERE]
        start = events_of_one(E, Q, P, W, target, True, ANY)
        end = W[H_LIST_TOP]
        W[H_LIST_TOP] = start
        found = -1
        if E[trigger + E_STEP] == step and decide(E, Q, P, W, where, trigger, NULL, False):
            found = trigger
        else:
            for i in range(start, end):
                if earlier(E, W[i], trigger):
                    found = W[i]
            if found < 0 and end > start:
                found = W[start]
        if found >= 0:
            return 1, E[found + E_AT], E[found + E_DAY], E[found + E_FLAGS] & IS_DAY
        if not carries(P, W, step):
            W[d + D_MISSING_N] = 0
            lack(W, d, step_info(P, step, S_FACT))
        W[d + D_WAITS] = 1
        return 0, 0, 0, 0
    kind, a, b = _value(E, Q, P, W, P[period + B_START], d, P[period + B_FACT_START])
    if kind == K_TIME or kind == K_DAY:
        return 1, a, b, 1 if kind == K_DAY else 0
    if W[d + D_MISSING_N] == 0:
        lack(W, d, P[period + B_FACT_START])
    return 0, 0, 0, 0


@compiled
def of_period(E, Q, P, W, period, start_row, d):
    """The deadline of one period; `start_row` counts from there, whatever the period says of its own start."""
    clear(W, d)
    W[d + D_BENCHMARK] = 1 if P[period + B_BENCHMARK] else 0
    row = start_row if start_row >= 0 else W[H_TRIGGER]
    at, day, is_day = E[row + E_AT], E[row + E_DAY], E[row + E_FLAGS] & IS_DAY
    if start_row < 0 and P[period + B_START_KIND]:
        found, at, day, is_day = _start_of(E, Q, P, W, period, d)
        if not found:
            return
    unit, count = length_of(E, Q, P, W, period, d)
    if unit >= 0:
        count_up(E, Q, P, W, at, day, is_day, unit, count, d)


@compiled
def _holds(E, Q, P, W, where, candidate, current):
    """Whether a tier's condition holds. Later facts can give more time, never less."""
    known_until, any_end = NULL, False
    lacks = not W[candidate + D_HAS_DUE] and W[candidate + D_MISSING_N] > 0
    if W[candidate + D_HAS_DUE] and not lacks:
        known_until, any_end = W[candidate + D_LATEST] - W[candidate + D_WHOLE], True
    if W[current + D_HAS_DUE]:
        end = W[current + D_LATEST] - W[current + D_WHOLE]
        known_until = min(known_until, end) if any_end else end
    longer = (
        not W[candidate + D_HAS_DUE]
        or not W[current + D_HAS_DUE]
        or W[candidate + D_LATEST] > W[current + D_LATEST]
    )
    if not longer and not decide(E, Q, P, W, where, W[H_TRIGGER], NULL, False):
        return False
    return decide(E, Q, P, W, where, W[H_TRIGGER], known_until, longer) != 0


@compiled
def _of_tiers(E, Q, P, W, within, start_row, number):
    """The deadline of tiers, from the last up, so that the first whose condition holds wins. Uses one frame more."""
    current, candidate = frame(number), frame(number + 1)
    n = P[within + 1]
    last = within + 2 + B_WORDS * (n - 1)
    rest = n - 1
    if P[last + B_WHERE]:
        rest = n
        clear(W, current)
        lack(W, current, P[P_FACT_NO_TIER])
    else:
        of_period(E, Q, P, W, last, start_row, current)
    for k in range(rest - 1, -1, -1):
        period = within + 2 + B_WORDS * k
        of_period(E, Q, P, W, period, start_row, candidate)
        if _holds(E, Q, P, W, P[period + B_WHERE], candidate, current):
            copy(W, current, candidate)


@compiled
def _pick(W, number, n, earliest):
    """Puts the earliest or latest of some deadlines, in the frames from `number` + 1 on, into frame `number`."""
    chosen = -1
    if earliest:
        for k in range(1, n + 1):
            if W[frame(number + k) + D_MISSING_N]:
                copy(W, frame(number), frame(number + k))
                return
    else:
        for k in range(1, n + 1):
            if not W[frame(number + k) + D_HAS_DUE]:
                copy(W, frame(number), frame(number + k))
                return
    for k in range(1, n + 1):
        d = frame(number + k)
        if not W[d + D_HAS_DUE]:
            continue
        if (
            chosen < 0
            or (earliest and W[d + D_LATEST] < W[frame(number + chosen) + D_LATEST])
            or (not earliest and W[d + D_LATEST] > W[frame(number + chosen) + D_LATEST])
        ):
            chosen = k
    copy(W, frame(number), frame(number + max(chosen, 1)))


@compiled
def of_within(E, Q, P, W, within, start_row, number):
    """The deadline of a `within` into a frame; uses the frames after it."""
    if P[within] == TIERS:
        _of_tiers(E, Q, P, W, within, start_row, number)
        return
    n = P[within + 1]
    for k in range(n):
        _of_tiers(E, Q, P, W, P[within + 2 + k], start_row, number + 1 + k)
    _pick(W, number, n, P[within] == EARLIER_OF)


@compiled
def shifted(P, W, due, unit, count, sign):
    """A due moment some length before or after another; a backward difference never rolls."""
    low, high, day, whole, provisional = due
    if unit == MINUTES or unit == HOURS:
        seconds = sign * count * (60 if unit == MINUTES else 3600)
        return low + seconds, high + seconds, day_of(P, high + seconds), 0, provisional
    moved = add_days(P, W, day, unit, sign * count)
    if whole:
        return whole_day(P, W, moved, provisional)
    instant = start_of_day(P, W, moved) + high - start_of_day(P, W, day)
    return instant, instant, moved, 0, provisional


@compiled
def _of_kept(E, P, W, d):
    """The due moment of another norm's duty in this file."""
    record, trigger = W[H_RECORD], W[H_TRIGGER]
    slot, begun, first = P[record + V_DUE_OF], -1, -1
    for k in range(W[H_KEPT_N]):
        kept = W[H_KEPT] + K_WORDS * k
        if W[kept + K_SLOT] != slot:
            continue
        if W[kept + K_OBJECT] != NULL and W[H_OBJECT] != NULL and W[kept + K_OBJECT] != W[H_OBJECT]:
            continue
        if first < 0:
            first = kept
        if W[kept + K_TRIGGER] == trigger or earlier(E, W[kept + K_TRIGGER], trigger):
            begun = kept
    other = begun if begun >= 0 else first
    if other < 0 or not W[other + K_HAS_DUE]:
        lack(W, d, P[record + V_FACT_DUE_OF])
        W[d + D_PAUSED] = W[other + K_PAUSED] if other >= 0 else -1
        return
    due = (
        W[other + K_EARLIEST],
        W[other + K_LATEST],
        W[other + K_DAY],
        W[other + K_WHOLE],
        W[other + K_PROVISIONAL],
    )
    if P[record + V_SHIFT_UNIT] >= 0:
        due = shifted(P, W, due, P[record + V_SHIFT_UNIT], P[record + V_SHIFT], P[record + V_SHIFT_SIGN])
    set_due(W, d, due)


@compiled
def _of_by(E, Q, P, W, d):
    clear(W, d)
    record = W[H_RECORD]
    if not P[record + V_BY_VALUE]:
        _of_kept(E, P, W, d)
        return
    kind, a, b = _value(E, Q, P, W, P[record + V_BY_VALUE], d, P[record + V_FACT_BY])
    if kind == K_DAY:
        set_due(W, d, whole_day(P, W, b, 0))
    elif kind == K_TIME:
        set_due(W, d, (a, a, b, 0, 0))
    elif W[d + D_MISSING_N] == 0:
        lack(W, d, P[record + V_FACT_BY])


@compiled
def _plain(E, P, W, record, row, d):
    """The deadline of a single fixed length from a row."""
    period = P[record + V_WITHIN] + 2
    at, day, is_day = E[row + E_AT], E[row + E_DAY], E[row + E_FLAGS] & IS_DAY
    unit, rolls = P[period + B_UNIT], P[record + V_ROLLS]
    due = plain_end(P, W, at, day, is_day, unit, P[period + B_COUNT], P[record + V_STARTS + unit], rolls)
    clear(W, d)
    set_due(W, d, due)


@compiled
def deadline(E, Q, P, W, within, start_row, number):
    """When the duty is due, into a frame: its own period, or (`within` given) another from `start_row` on.

    Uses the frames after it. Where the duty is undated, `D_HAS` is 0.
    """
    record, d = W[H_RECORD], frame(number)
    if within == 0 and P[record + V_PLAIN] & PLAIN_WITHIN:
        _plain(E, P, W, record, start_row if start_row >= 0 else W[H_TRIGGER], d)
        return
    own = within if within else P[record + V_WITHIN]
    by = within == 0 and (P[record + V_BY_VALUE] or P[record + V_DUE_OF] >= 0)
    if own == 0 and not by:
        W[d + D_HAS] = 0
        W[d + D_HAS_DUE], W[d + D_WAITS], W[d + D_PAUSED], W[d + D_BENCHMARK], W[d + D_MISSING_N] = (
            0,
            0,
            -1,
            0,
            0,
        )
        return
    if own and not by:
        of_within(E, Q, P, W, own, start_row, number)
    elif by and own == 0:
        _of_by(E, Q, P, W, d)
    else:
        of_within(E, Q, P, W, own, start_row, number + 1)
        _of_by(E, Q, P, W, frame(number + 2))
        _pick(W, number, 2, True)
