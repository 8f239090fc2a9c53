"""One duty: its form, what excuses it, and both ways where a filter or exception is unknown."""

from __future__ import annotations

from fajing.scan.automaton.days import is_late
from fajing.scan.automaton.due import deadline
from fajing.scan.automaton.forms_across import judge_apart
from fajing.scan.automaton.forms_after import judge_accompanied_by, judge_avoid
from fajing.scan.automaton.forms_amounts import judge_amount, judge_covered_by
from fajing.scan.automaton.forms_before import judge_after_window, judge_preceded_by
from fajing.scan.automaton.forms_do import judge_do
from fajing.scan.automaton.forms_every import judge_every
from fajing.scan.automaton.forms_people import (
    judge_by_other_than,
    judge_by_same_as,
    judge_officers,
    judge_role,
    judge_value,
    judge_with,
)
from fajing.scan.automaton.frames import due_in, frame
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.look import ANY, FOLLOWING, events_of, first_following, push
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.ties import earlier, end_of_matter
from fajing.scan.automaton.values import note
from fajing.scan.automaton.verdicts import give, lacks
from fajing.scan.automaton.words import decide


@compiled
def _form(E, Q, P, W, r):
    """The form's own verdict."""
    form = P[W[H_RECORD] + V_FORM]
    if form == DO:
        judge_do(E, Q, P, W, r, -1, 0)
    elif form == PRECEDED_BY:
        judge_preceded_by(E, Q, P, W, r)
    elif form == AVOID:
        judge_avoid(E, Q, P, W, r)
    elif form == AFTER_WINDOW:
        judge_after_window(E, Q, P, W, r)
    elif form == ACCOMPANIED_BY:
        judge_accompanied_by(E, Q, P, W, r)
    elif form == AT_MOST or form == AT_LEAST:
        judge_amount(E, Q, P, W, r)
    elif form == OFFICERS:
        judge_officers(E, Q, P, W, r)
    elif form == ROLE:
        judge_role(E, Q, P, W, r)
    elif form == BY_OTHER_THAN:
        judge_by_other_than(E, Q, P, W, r)
    elif form == BY_SAME_AS:
        judge_by_same_as(E, Q, P, W, r)
    elif form == WITH:
        judge_with(E, Q, P, W, r)
    elif form == VALUE:
        judge_value(E, Q, P, W, r)
    elif form == COVERED_BY:
        judge_covered_by(E, Q, P, W, r)
    elif form == EVERY:
        judge_every(E, Q, P, W, r)
    elif form == APART:
        judge_apart(E, P, W, r)
    else:
        W[H_PUNT] = 1
        give(W, r, MET, NO_REASON)


@compiled
def _rank(outcome):
    """The gravest outcome is 0."""
    if outcome == MISSED:
        return 0
    if outcome == LATE:
        return 1
    if outcome == UNDECIDABLE:
        return 2
    if outcome == SLOW:
        return 3
    if outcome == OPEN:
        return 4
    return 5 if outcome == EXCUSED else 6


@compiled
def _copy(W, to, r):
    for k in range(R_WORDS):
        W[to + k] = W[r + k]


@compiled
def _in_time(E, Q, P, W, row, r):
    """Whether an excusing step stands before the duty was due, or whatever else closed it."""
    record, d = W[H_RECORD], frame(8)
    periodic = P[record + V_FORM] == EVERY
    deadline(E, Q, P, W, 0, -1, 8)
    has_due = W[r + R_HAS_DUE] if periodic else W[d + D_HAS_DUE]
    if has_due:
        due = due_in(W, d)
        if periodic:
            due = W[r + R_EARLIEST], W[r + R_LATEST], W[r + R_DAY], W[r + R_WHOLE], W[r + R_PROVISIONAL]
        late = is_late(P, W, E[row + E_AT], E[row + E_DAY], E[row + E_FLAGS] & IS_DAY, due)
        if late < 0:
            note(W, P[P_FACT_TIME_OF_DAY])
            late = 1 - W[H_ASSUME]
        if late:
            return False
    closing = first_following(E, Q, P, W, P[record + V_BEFORE]) if P[record + V_BEFORE] else -1
    if closing < 0 and not W[d + D_HAS] and not periodic:
        closing = end_of_matter(E, W, W[H_TRIGGER])
    return closing < 0 or row == closing or earlier(E, row, closing)


@compiled
def _needs_no_revival(E, P, W, r, revival):
    """Whether it was done while excused, or, of a periodic duty, the period was over before the revival."""
    if P[W[H_RECORD] + V_FORM] == DO:
        return W[r + R_DONE] >= 0 and earlier(E, W[r + R_DONE], revival)
    return W[r + R_HAS_DUE] and W[r + R_DAY] < E[revival + E_DAY]


@compiled
def _excuses(E, Q, P, W, r, candidate, best):
    """The best of what the excusing steps make of a duty; where they come out alike the first of them is told."""
    record, trigger = W[H_RECORD], W[H_TRIGGER]
    excuses, found = P[record + V_EXCUSE], False
    for k in range(P[excuses]):
        at = excuses + 1 + 3 * k
        start = events_of(E, Q, P, W, P[at], True, ANY)
        end = W[H_LIST_TOP]
        for i in range(start, end):
            row = W[i]
            if not (earlier(E, trigger, row) or E[row + E_AT] == E[trigger + E_AT]):
                continue
            if not _in_time(E, Q, P, W, row, r):
                continue
            later = events_of(E, Q, P, W, P[at + 1], True, FOLLOWING)
            revival = -1
            for j in range(later, W[H_LIST_TOP]):
                if earlier(E, row, W[j]):
                    revival = W[j]
                    break
            if revival < 0 or _needs_no_revival(E, P, W, r, revival):
                _copy(W, candidate, r)
                W[candidate + R_OUTCOME], W[candidate + R_REASON], W[candidate + R_EXCUSED] = (
                    EXCUSED,
                    NO_REASON,
                    row,
                )
            elif P[record + V_FORM] == DO:
                judge_do(E, Q, P, W, candidate, revival, P[at + 2])
            else:
                continue
            if not found or _rank(W[candidate + R_OUTCOME]) > _rank(W[best + R_OUTCOME]):
                _copy(W, best, candidate)
            found = True
    if found and _rank(W[r + R_OUTCOME]) <= _rank(W[best + R_OUTCOME]):
        _copy(W, r, best)


@compiled
def _with_exceptions(E, Q, P, W, r):
    """The form's own verdict, then what excuses: a duty that is met needs no excuse."""
    record = W[H_RECORD]
    _form(E, Q, P, W, r)
    if W[r + R_OUTCOME] == MET:
        return
    if P[record + V_UNLESS] and decide(E, Q, P, W, P[record + V_UNLESS], W[H_TRIGGER], NULL, True):
        W[r + R_OUTCOME], W[r + R_REASON], W[r + R_EXCUSED] = EXCUSED, NO_REASON, -2
        return
    if P[record + V_EXCUSE]:
        _excuses(E, Q, P, W, r, W_VERDICTS + 2 * R_WORDS, W_VERDICTS + 4 * R_WORDS)


@compiled
def is_unmet(outcome):
    """Whether a duty is not fulfilled."""
    return outcome == LATE or outcome == MISSED or outcome == SLOW


@compiled
def judge_duty(E, Q, P, W):
    """Judges one duty into verdict frame 0; what an exception or filter leaves unknown is judged both ways."""
    r, other = W_VERDICTS, W_VERDICTS + 5 * R_WORDS
    base = W[H_LIST_TOP]
    W[H_ASSUME], W[H_MISSING_N] = 0, 0
    _with_exceptions(E, Q, P, W, r)
    n = W[H_MISSING_N]
    if n == 0:
        W[H_LIST_TOP] = base
        return
    W[H_LIST_TOP] = base
    for k in range(n):
        push(W, W[W_MISSING + k])
    W[H_ASSUME], W[H_MISSING_N] = 1, 0
    _with_exceptions(E, Q, P, W, other)
    W[H_ASSUME], W[H_MISSING_N], W[H_LIST_TOP] = 0, 0, base
    first, second = W[r + R_OUTCOME], W[other + R_OUTCOME]
    if is_unmet(first) and is_unmet(second):
        # Not met either way, which waiting must not undo: the milder of the two is certain.
        if _rank(second) > _rank(first):
            _copy(W, r, other)
    elif first != second:
        has, low, high = W[r + R_HAS_DUE], W[r + R_EARLIEST], W[r + R_LATEST]
        day, whole, provisional = W[r + R_DAY], W[r + R_WHOLE], W[r + R_PROVISIONAL]
        give(W, r, UNDECIDABLE, ABSENT_FACT)
        for k in range(n):
            lacks(W, r, W[base + k])
        W[r + R_HAS_DUE], W[r + R_EARLIEST], W[r + R_LATEST] = has, low, high
        W[r + R_DAY], W[r + R_WHOLE], W[r + R_PROVISIONAL] = day, whole, provisional
