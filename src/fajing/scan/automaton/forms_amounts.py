"""The forms that count or measure: `at_most`, `at_least`, `covered_by`."""

from __future__ import annotations

from fajing.scan.automaton.days import DAY, day_of, has_expired, is_late, start_of_day, within_backward
from fajing.scan.automaton.due import deadline, length_of
from fajing.scan.automaton.frames import clear, due_in, frame, lack
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.look import ANY, FOLLOWING, events_of, push
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.ties import (
    earlier,
    end_of_matter,
    latest,
    precedes,
    share_object,
    step_info,
)
from fajing.scan.automaton.values import BIG, attribute_of, note
from fajing.scan.automaton.verdicts import absent, give, lacks, timed, undecidable, undecidable_deadline
from fajing.scan.automaton.words import decide, evaluate

SPAN_DAY, SPAN_MONTH, SPAN_YEAR = 1, 2, 3


@compiled
def _bound(E, Q, P, W):
    """The bound as a number (numerator and divisor), a length as its seconds; divisor 0 where a value is absent."""
    record = W[H_RECORD]
    kind = P[record + V_BOUND_KIND]
    if kind == 0 or kind == 2 or kind == 3:
        return P[record + V_BOUND], 1
    if kind == 4:
        return 0, 0
    kind, a, b = evaluate(E, Q, P, W, P[record + V_BOUND], W[H_TRIGGER], NULL, False)
    if kind == K_BOOL:
        return a, 1
    return (a, b) if kind == K_NUMBER else (0, 0)


@compiled
def _in_span(P, W, a, b):
    """Whether two days fall into the same day, month or year, as the norm counts."""
    span = P[W[H_RECORD] + V_SPAN]
    if span == 0:
        return True
    if span == SPAN_DAY:
        return a == b
    i, j = a - P[P_DAY0], b - P[P_DAY0]
    if i < 0 or j < 0 or i >= P[P_DAYS] or j >= P[P_DAYS]:
        W[H_PUNT] = 1
        return False
    shift = 5 if span == SPAN_MONTH else 9
    return P[P[P_CIVIL] + i] >> shift == P[P[P_CIVIL] + j] >> shift


@compiled
def _counts(P, W, answer):
    """Whether an event lies in the window; where the time of day decides and is not known, both are tried."""
    if answer < 0:
        note(W, P[P_FACT_TIME_OF_DAY])
        return W[H_ASSUME] != 0
    return answer != 0


@compiled
def _looking_back(E, Q, P, W, d):
    """Events counted up to and including the trigger: the list's start, whether the window is closed."""
    record, trigger = W[H_RECORD], W[H_TRIGGER]
    targets, within = P[record + V_AMOUNT_TARGETS], P[record + V_WITHIN]
    start = events_of(E, Q, P, W, targets, False, ANY)
    end, kept = W[H_LIST_TOP], start
    for i in range(start, end):
        if earlier(E, W[i], trigger) and precedes(E, W[i], trigger):
            W[kept] = W[i]
            kept += 1
    W[H_LIST_TOP] = kept
    W[d + D_HAS] = 0
    if within:
        clear(W, d)
        lack(W, d, P[P_FACT_WITHIN])
        period = -1
        for k in range(P[within + 1]):
            period = within + 2 + B_WORDS * k
            if decide(E, Q, P, W, P[period + B_WHERE], trigger, NULL, False):
                break
            period = -1
        unit, count = -1, 0
        if period >= 0:
            unit, count = length_of(E, Q, P, W, period, d)
        if unit < 0:
            W[H_LIST_TOP] = start
            return start, False
        W[d + D_HAS], end, kept = 0, W[H_LIST_TOP], start
        for i in range(start, end):
            row = W[i]
            near = within_backward(
                P,
                W,
                E[row + E_AT],
                E[row + E_DAY],
                E[row + E_FLAGS] & IS_DAY,
                E[trigger + E_AT],
                E[trigger + E_DAY],
                E[trigger + E_FLAGS] & IS_DAY,
                unit,
                count,
            )
            if _counts(P, W, near):
                W[kept] = row
                kept += 1
        W[H_LIST_TOP] = kept
    if P[record + V_OWN_COUNTS]:
        for k in range(P[targets]):
            at = targets + 1 + T_WORDS * k
            if P[at + T_STEP] == E[trigger + E_STEP] and decide(
                E, Q, P, W, P[at + T_WHERE], trigger, NULL, False
            ):
                push(W, trigger)
                break
    _keep_span(E, P, W, start)
    return start, True


@compiled
def _keep_span(E, P, W, start):
    """Keeps the events of the trigger's day, month or year."""
    if P[W[H_RECORD] + V_SPAN] == 0:
        return
    kept, end = start, W[H_LIST_TOP]
    for i in range(start, end):
        if _in_span(P, W, E[W[i] + E_DAY], E[W[H_TRIGGER] + E_DAY]):
            W[kept] = W[i]
            kept += 1
    W[H_LIST_TOP] = kept


@compiled
def _looking_ahead(E, Q, P, W, d):
    """Events counted from the trigger on: the list's start, whether the window has closed."""
    record, trigger = W[H_RECORD], W[H_TRIGGER]
    deadline(E, Q, P, W, 0, -1, 0)
    start = events_of(E, Q, P, W, P[record + V_AMOUNT_TARGETS], False, FOLLOWING)
    _keep_span(E, P, W, start)
    over = not _in_span(P, W, W[H_AS_OF_DAY], E[trigger + E_DAY])
    if P[record + V_SPAN] and not over:
        W[H_PENDING] = min(W[H_PENDING], start_of_day(P, W, E[trigger + E_DAY] + 1))
    if W[d + D_HAS]:
        if not W[d + D_HAS_DUE]:
            return start, over
        kept, end, due = start, W[H_LIST_TOP], due_in(W, d)
        for i in range(start, end):
            row = W[i]
            late = is_late(P, W, E[row + E_AT], E[row + E_DAY], E[row + E_FLAGS] & IS_DAY, due)
            if _counts(P, W, late if late < 0 else 1 - late):
                W[kept] = row
                kept += 1
        W[H_LIST_TOP] = kept
        return start, has_expired(W, due) or over
    if P[record + V_SPAN]:
        return start, over
    ending = end_of_matter(E, W, trigger)
    if ending >= 0:
        kept, end = start, W[H_LIST_TOP]
        for i in range(start, end):
            if W[i] == ending or earlier(E, W[i], ending):
                W[kept] = W[i]
                kept += 1
        W[H_LIST_TOP] = kept
    return start, ending >= 0


@compiled
def _fact_of(E, P, W, row):
    """The fact that an event lacks its value."""
    record = W[H_RECORD]
    targets = P[record + V_AMOUNT_TARGETS]
    for k in range(P[targets]):
        if P[targets + 1 + T_WORDS * k + T_STEP] == E[row + E_STEP]:
            return P[P[record + V_AMOUNT_FACTS] + k]
    W[H_PUNT] = 1
    return 0


@compiled
def _measure(E, P, W, start):
    """What the events certainly add up to, with its divisor; facts lacking for all of it are noted."""
    record, n = W[H_RECORD], W[H_LIST_TOP] - start
    kind = P[record + V_AMOUNT_KIND]
    if kind == 0:
        return n, 1
    total, divisor = 0, 1
    for i in range(start, start + n):
        row = W[i]
        if kind == 1:
            value, a, b = attribute_of(E, P, row, P[record + V_AMOUNT_FIELD], -1)
            if value != K_NUMBER:
                note(W, _fact_of(E, P, W, row))
            else:
                if b != divisor:
                    if total >= BIG or a >= BIG or b >= BIG or divisor >= BIG or total <= -BIG or a <= -BIG:
                        W[H_PUNT] = 1
                        return 0, 1
                    total, a, divisor = total * b, a * divisor, divisor * b
                total += a
            continue
        until, is_day = E[row + E_UNTIL], E[row + E_FLAGS] & (IS_DAY | UNTIL_IS_DAY)
        if until == NULL:
            note(W, step_info(P, E[row + E_STEP], S_FACT_UNTIL))
        elif is_day:
            if P[record + V_BOUND_KIND] == 2:
                total += max(0, until - latest(E, P, W, row))
                note(W, P[P_FACT_TIME_OF_DAY])
            else:
                total += (day_of(P, until) - E[row + E_DAY]) * DAY
        else:
            total += until - E[row + E_AT]
    return total, divisor


@compiled
def judge_amount(E, Q, P, W, r):
    """`at_most`: broken as soon as the bound is passed. `at_least`: met as soon as it is reached."""
    record, d = W[H_RECORD], frame(0)
    bound, bound_divisor = _bound(E, Q, P, W)
    if bound_divisor == 0:
        undecidable(W, r, P[record + V_FACT_BOUND])
        return
    if P[record + V_BACK]:
        start, closed = _looking_back(E, Q, P, W, d)
    else:
        start, closed = _looking_ahead(E, Q, P, W, d)
    has = W[d + D_HAS] != 0
    if has and not W[d + D_HAS_DUE] and W[d + D_MISSING_N]:
        undecidable_deadline(W, r, d)
        timed(W, r, d)
        return
    noted = W[H_MISSING_N]
    # What the measure lacks is the verdict's own; it is noted behind the duty's facts and taken off again.
    for k in range(noted):
        W[W[H_LIST_TOP] + k] = W[W_MISSING + k]
    W[H_MISSING_N] = 0
    total, divisor = _measure(E, P, W, start)
    if divisor != 1 or bound_divisor != 1:
        if abs(total) >= BIG or abs(bound) >= BIG or divisor >= BIG or bound_divisor >= BIG:
            W[H_PUNT] = 1
        total, bound = total * bound_divisor, bound * divisor
    n = W[H_LIST_TOP] - start
    most = P[record + V_FORM] == AT_MOST
    lacking = W[H_MISSING_N]
    if (total > bound) if most else (total >= bound):
        give(W, r, MISSED if most else MET, TOO_MANY if most else NO_REASON)
        W[r + R_DONE] = W[start + n - 1] if n else -1
        if most and n == 0:
            W[H_PUNT] = 1
    elif lacking:
        give(W, r, UNDECIDABLE, ABSENT_FACT)
        for k in range(lacking):
            lacks(W, r, W[W_MISSING + k])
    elif closed:
        give(W, r, MET if most else MISSED, NO_REASON if most else TOO_FEW)
        absent(P, W, r, P[record + V_AMOUNT_TARGETS])
    else:
        give(W, r, OPEN, NO_REASON)
    for k in range(noted):
        W[W_MISSING + k] = W[W[H_LIST_TOP] + k]
    W[H_MISSING_N] = noted
    if has:
        timed(W, r, d)


@compiled
def _touches(E, Q, row, trigger):
    """Whether a recording is of the trigger's object; without objects on either, of the case."""
    if E[row + E_OBJECTS_N] == 0 and E[trigger + E_OBJECTS_N] == 0:
        return True
    return share_object(E, Q, trigger, row)


@compiled
def judge_covered_by(E, Q, P, W, r):
    """`covered_by`: the trigger's interval lies in the union of another step's intervals of the same object."""
    record, trigger = W[H_RECORD], W[H_TRIGGER]
    until = E[trigger + E_UNTIL]
    if until == NULL or E[trigger + E_FLAGS] & (IS_DAY | UNTIL_IS_DAY):
        undecidable(W, r, P[P_FACT_UNTIL])
        return
    start = events_of(E, Q, P, W, P[record + V_TARGETS], False, ANY)
    tolerance, reached = P[record + V_TOLERANCE], E[trigger + E_AT]
    found, unknown, gaps = 0, 0, 0
    end = W[H_LIST_TOP]
    for i in range(start, end):
        row = W[i]
        if not _touches(E, Q, row, trigger) or E[row + E_AT] >= until:
            continue
        found += 1
        if E[row + E_UNTIL] == NULL or E[row + E_FLAGS] & (IS_DAY | UNTIL_IS_DAY):
            unknown += 1
            continue
        if E[row + E_AT] - reached > tolerance:
            gaps += 1
        reached = max(reached, E[row + E_UNTIL])
    if until - reached > tolerance:
        gaps += 1
    if not gaps:
        give(W, r, MET, NO_REASON)
        return
    if W[H_AS_OF_LATEST] < until:
        W[H_PENDING] = min(W[H_PENDING], until)
        give(W, r, OPEN, NO_REASON)
    elif unknown:
        undecidable(W, r, P[P_FACT_UNTIL])
    else:
        give(W, r, MISSED, UNCOVERED)
        if not found:
            absent(P, W, r, P[record + V_TARGETS])
