"""The forms that look ahead from the trigger: `avoid`; and `accompanied_by`, which looks everywhere."""

from __future__ import annotations

from fajing.scan.automaton.days import has_expired, is_late
from fajing.scan.automaton.due import deadline
from fajing.scan.automaton.frames import due_in, frame
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.look import ANY, FOLLOWING, events_of, events_of_one, first_following
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.ties import carries, earlier, end_of_matter, stands, step_info
from fajing.scan.automaton.verdicts import absent, give, lacks, timed, undecidable, undecidable_deadline


@compiled
def judge_avoid(E, Q, P, W, r):
    """`avoid`: none of the targets follows, in the period and up to the `until` step, where there is one."""
    record, d = W[H_RECORD], frame(0)
    deadline(E, Q, P, W, 0, -1, 0)
    has, has_due = W[d + D_HAS] != 0, W[d + D_HAS_DUE] != 0
    if has and not has_due and W[d + D_MISSING_N]:
        undecidable_deadline(W, r, d)
        timed(W, r, d)
        return
    barrier = first_following(E, Q, P, W, P[record + V_UNTIL]) if P[record + V_UNTIL] else -1
    end = end_of_matter(E, W, W[H_TRIGGER]) if not has and not P[record + V_UNTIL] else -1
    closing = barrier if barrier >= 0 else end
    doubtful = -1
    start = events_of(E, Q, P, W, P[record + V_TARGETS], False, FOLLOWING)
    for i in range(start, W[H_LIST_TOP]):
        row = W[i]
        if closing >= 0 and row != closing and not earlier(E, row, closing):
            continue
        if barrier >= 0 and row == barrier:
            continue
        if has_due:
            late = is_late(P, W, E[row + E_AT], E[row + E_DAY], E[row + E_FLAGS] & IS_DAY, due_in(W, d))
            if late < 0 and doubtful < 0:
                doubtful = row
            if late != 0:
                continue
        give(W, r, MISSED, FORBIDDEN)
        W[r + R_DONE] = row
        if has:
            timed(W, r, d)
        return
    if has and doubtful >= 0:
        undecidable(W, r, P[P_FACT_TIME_OF_DAY])
        timed(W, r, d)
        return
    if closing >= 0 or (has_due and has_expired(W, due_in(W, d))):
        give(W, r, MET, NO_REASON)
        absent(P, W, r, P[record + V_TARGETS])
    else:
        give(W, r, OPEN, NO_REASON)
    if has:
        timed(W, r, d)


@compiled
def judge_accompanied_by(E, Q, P, W, r):
    """`accompanied_by`: one of the targets (or each) stands anywhere in the file."""
    record = W[H_RECORD]
    end = end_of_matter(E, W, W[H_TRIGGER])
    targets, found, lacking, done = P[record + V_TARGETS], 0, 0, -1
    give(W, r, MET, NO_REASON)
    for k in range(P[targets]):
        target = targets + 1 + T_WORDS * k
        start = events_of_one(E, Q, P, W, target, False, ANY)
        first = -1
        for i in range(start, W[H_LIST_TOP]):
            row = W[i]
            if (end < 0 or row == end or earlier(E, row, end)) and stands(E, Q, P, W, row, end, NULL):
                first = row
                break
        W[H_LIST_TOP] = start
        if first >= 0:
            found += 1
            done = first
        else:
            lacking += 1
            lacks(W, r, step_info(P, P[target + T_STEP], S_FACT))
    if not lacking or (found and not P[record + V_ALL]):
        give(W, r, MET, NO_REASON)
        W[r + R_DONE] = done
        return
    if end < 0:
        give(W, r, OPEN, NO_REASON)
        return
    uncarried = False
    for k in range(W[r + R_MISSING_N]):
        uncarried = uncarried or _is_uncarried_fact(P, W, targets, W[r + R_MISSING + k])
    if not uncarried:
        W[r + R_OUTCOME], W[r + R_REASON] = MISSED, ABSENT_PART if found else ABSENT
        return
    W[r + R_OUTCOME], W[r + R_REASON] = UNDECIDABLE, ABSENT_FACT
    kept = 0
    for k in range(W[r + R_MISSING_N]):
        if _is_uncarried_fact(P, W, targets, W[r + R_MISSING + k]):
            W[r + R_MISSING + kept] = W[r + R_MISSING + k]
            kept += 1
    W[r + R_MISSING_N] = kept


@compiled
def _is_uncarried_fact(P, W, targets, fact):
    """Whether a fact names a step of the targets that no map could have brought."""
    for k in range(P[targets]):
        step = P[targets + 1 + T_WORDS * k + T_STEP]
        if step_info(P, step, S_FACT) == fact:
            return not carries(P, W, step)
    return False
