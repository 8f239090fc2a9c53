"""`do`: a target (or each) follows the trigger in time; without a period, before the matter ends."""

from __future__ import annotations

from fajing.scan.automaton.days import has_expired, is_late
from fajing.scan.automaton.due import deadline
from fajing.scan.automaton.frames import due_in, frame
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.look import FOLLOWING, any_uncarried, events_of_one, first_following, sort_list
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.ties import carries, earlier, end_of_matter, precedes, step_info
from fajing.scan.automaton.values import field_of
from fajing.scan.automaton.verdicts import absent, by_time, give, lacks, timed, undecidable_deadline


@compiled
def as_done(E, P, row):
    """When an event counts as done: law may count the posting (`done_at`). Instant, day, whether only the day is known."""
    field = step_info(P, E[row + E_STEP], S_DONE_AT)
    if field >= 0:
        kind, a, b = field_of(E, P, row, field)
        if kind == K_TIME or kind == K_DAY:
            return a, b, 1 if kind == K_DAY else 0
    return E[row + E_AT], E[row + E_DAY], E[row + E_FLAGS] & IS_DAY


@compiled
def _done_before(E, P, a, b):
    """Whether one event counts as done before another."""
    first, second = as_done(E, P, a)[0], as_done(E, P, b)[0]
    return first < second if first != second else precedes(E, a, b)


@compiled
def _usable(E, Q, P, W, target, after, until):
    """Events of one target after the trigger, after `after`, up to and with `until`: where the list starts."""
    start = events_of_one(E, Q, P, W, target, False, FOLLOWING)
    if after >= 0 or until >= 0:
        kept = start
        for i in range(start, W[H_LIST_TOP]):
            row = W[i]
            if (after < 0 or earlier(E, after, row)) and (
                until < 0 or row == until or earlier(E, row, until)
            ):
                W[kept] = row
                kept += 1
        W[H_LIST_TOP] = kept
    return start


@compiled
def search(E, Q, P, W, after, until, number):
    """Looks for the targets; the result lies in search frame `number`."""
    record, f = W[H_RECORD], W_SEARCH + F_WORDS * number
    targets, every = P[record + V_TARGETS], P[record + V_ALL]
    W[f + F_DONE], W[f + F_OUT_OF_ORDER], W[f + F_LACKING_N] = -1, 0, 0
    begin, last, chain, broken, in_order = W[H_LIST_TOP], -1, -1, False, P[record + V_IN_ORDER] != 0
    for k in range(P[targets]):
        target = targets + 1 + T_WORDS * k
        start = _usable(E, Q, P, W, target, after, until)
        end, first, next_in_chain = W[H_LIST_TOP], -1, -1
        as_listed = not in_order and step_info(P, P[target + T_STEP], S_DONE_AT) < 0
        if as_listed and start < end:
            first = W[start]
        for i in range(start, start if as_listed else end):
            row = W[i]
            if first < 0 or _done_before(E, P, row, first):
                first = row
            if next_in_chain < 0 and (chain < 0 or earlier(E, chain, row)):
                next_in_chain = row
        if start == end:
            n = W[f + F_LACKING_N]
            if n == F_MOST:
                W[H_PUNT] = 1
                n -= 1
            W[f + F_LACKING + n] = step_info(P, P[target + T_STEP], S_FACT)
            W[f + F_LACKING_N] = n + 1
        else:
            if not broken:
                chain = next_in_chain
                broken = chain < 0
            if every:
                if last < 0 or _done_before(E, P, last, first):
                    last = first
            elif last < 0 or _done_before(E, P, first, last):
                last = first
    if P[targets] > 1:
        sort_list(E, W, begin)
    W[f + F_START], W[f + F_N] = begin, W[H_LIST_TOP] - begin
    if not every:
        W[f + F_DONE], W[f + F_LACKING_N] = last, 0
    elif W[f + F_LACKING_N] == 0:
        if in_order:
            W[f + F_DONE], W[f + F_OUT_OF_ORDER] = (-1, 1) if broken else (chain, 0)
        else:
            W[f + F_DONE] = last
    return f


@compiled
def _by_time(E, P, W, r, d, f):
    """Met or late. Of several that may be done, one certainly in time beats one of which it cannot be told."""
    done, due = W[f + F_DONE], due_in(W, d)
    if not P[W[H_RECORD] + V_ALL]:
        for i in range(W[f + F_START], W[f + F_START] + W[f + F_N]):
            at, day, is_day = as_done(E, P, W[i])
            if is_late(P, W, at, day, is_day, due) == 0:
                done = W[i]
                break
    at, day, is_day = as_done(E, P, done)
    by_time(P, W, r, d, done, at, day, is_day)


@compiled
def _not_done(W, r, f):
    if W[f + F_OUT_OF_ORDER]:
        give(W, r, MISSED, ONLY_AFTER)
        return
    give(W, r, MISSED, ABSENT_PART if W[f + F_N] and W[f + F_LACKING_N] else ABSENT)
    for k in range(W[f + F_LACKING_N]):
        lacks(W, r, W[f + F_LACKING + k])


@compiled
def _absent(E, P, W, r, f, d):
    """A verdict that rests on absence: where each step is owed, one that surely did not come in time is enough."""
    targets = P[W[H_RECORD] + V_TARGETS]
    if not any_uncarried(P, W, targets):
        return
    if P[W[H_RECORD] + V_ALL]:
        for k in range(P[targets]):
            step, in_time = P[targets + 1 + T_WORDS * k + T_STEP], False
            for i in range(W[f + F_START], W[f + F_START] + W[f + F_N]):
                if E[W[i] + E_STEP] == step:
                    at, day, is_day = as_done(E, P, W[i])
                    if d < 0 or not W[d + D_HAS_DUE] or is_late(P, W, at, day, is_day, due_in(W, d)) != 1:
                        in_time = True
            if not in_time and carries(P, W, step):
                return
    absent(P, W, r, targets)


@compiled
def _undated(E, Q, P, W, r, f, after):
    """Without a period: before the matter ends."""
    end = end_of_matter(E, W, W[H_TRIGGER])
    if end < 0:
        give(W, r, MET if W[f + F_DONE] >= 0 else OPEN, NO_REASON)
        W[r + R_DONE] = W[f + F_DONE]
        return
    in_time = search(E, Q, P, W, after, end, 1)
    if W[in_time + F_DONE] >= 0:
        give(W, r, MET, NO_REASON)
        W[r + R_DONE] = W[in_time + F_DONE]
        return
    _not_done(W, r, in_time)
    if W[r + R_REASON] == ABSENT and W[f + F_DONE] >= 0:
        W[r + R_REASON], W[r + R_DONE] = ONLY_AFTER, W[f + F_DONE]
    _absent(E, P, W, r, in_time, -1)


@compiled
def _before(E, Q, P, W, r, f, d, after):
    """With `before:`, and a period if there is one."""
    barrier = first_following(E, Q, P, W, P[W[H_RECORD] + V_BEFORE])
    has, has_due = W[d + D_HAS] != 0, W[d + D_HAS_DUE] != 0
    end = -1 if has else end_of_matter(E, W, W[H_TRIGGER])
    if end >= 0 and (barrier < 0 or precedes(E, end, barrier)):
        _undated(E, Q, P, W, r, f, after)
        return
    if barrier < 0:
        if has_due and W[f + F_DONE] >= 0:
            _by_time(E, P, W, r, d, f)
        elif has and not has_due and W[d + D_MISSING_N]:
            undecidable_deadline(W, r, d)
            timed(W, r, d)
        elif W[f + F_DONE] >= 0:
            give(W, r, MET, NO_REASON)
            W[r + R_DONE] = W[f + F_DONE]
        elif has_due and has_expired(W, due_in(W, d)):
            _not_done(W, r, f)
            _absent(E, P, W, r, f, d)
            timed(W, r, d)
        else:
            give(W, r, OPEN, NO_REASON)
            if has:
                timed(W, r, d)
        return
    in_time = search(E, Q, P, W, after, barrier, 1)
    if W[in_time + F_DONE] >= 0 and W[in_time + F_DONE] != barrier:
        if has_due:
            _by_time(E, P, W, r, d, in_time)
        elif has and W[d + D_MISSING_N]:
            undecidable_deadline(W, r, d)
            timed(W, r, d)
        else:
            give(W, r, MET, NO_REASON)
            W[r + R_DONE] = W[in_time + F_DONE]
        return
    if W[in_time + F_N] and W[in_time + F_LACKING_N]:
        give(W, r, MISSED, ABSENT_PART)
        for k in range(W[in_time + F_LACKING_N]):
            lacks(W, r, W[in_time + F_LACKING + k])
    elif W[f + F_N]:
        give(W, r, MISSED, ONLY_AFTER)
        W[r + R_DONE] = W[W[f + F_START]]
        return
    else:
        give(W, r, MISSED, ABSENT)
    _absent(E, P, W, r, in_time, d)


@compiled
def judge_do(E, Q, P, W, r, after, within):
    """`do`: a target (or each) follows in time; of a revived duty after the step at which it revived."""
    f = search(E, Q, P, W, after, -1, 0)
    deadline(E, Q, P, W, within, after, 0)
    d = frame(0)
    if P[W[H_RECORD] + V_BEFORE]:
        _before(E, Q, P, W, r, f, d, after)
        return
    if not W[d + D_HAS]:
        _undated(E, Q, P, W, r, f, after)
        return
    if W[d + D_MISSING_N] and not W[d + D_HAS_DUE]:
        undecidable_deadline(W, r, d)
    elif W[f + F_DONE] >= 0:
        if W[d + D_HAS_DUE]:
            _by_time(E, P, W, r, d, f)
            return
        give(W, r, MET, NO_REASON)
        W[r + R_DONE] = W[f + F_DONE]
    elif not W[d + D_HAS_DUE] or not has_expired(W, due_in(W, d)):
        give(W, r, OPEN, NO_REASON)
    else:
        _not_done(W, r, f)
        _absent(E, P, W, r, f, d)
    timed(W, r, d)
