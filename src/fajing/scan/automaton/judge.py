"""Every trigger of a norm, its version, its duties, what excuses them, and the count of them.

`scan.reference` on integers. It stops at the first duty that only the reference can judge.
"""

from __future__ import annotations

from fajing.scan.automaton.duty import judge_duty
from fajing.scan.automaton.forms_every import first_day, period_after, stop_of, window_from, windows
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.places import Z_OUT
from fajing.scan.automaton.plainly import plainly_met
from fajing.scan.automaton.ties import earlier, first_of, next_of, share_object, step_info
from fajing.scan.automaton.units import unit_in_charge
from fajing.scan.automaton.verdicts import undecidable, undecidable_noted
from fajing.scan.automaton.words import ask, evaluate

DONE = -1
"""Every duty of the file was judged."""


@compiled
def _keep(E, P, W, slot):
    """Keeps a duty for the norms that rest on it."""
    n = W[H_KEPT_N]
    if W[H_KEPT] + K_WORDS * (n + 1) > W[H_KEPT_END]:
        W[H_PUNT] = 1
        return
    kept, r = W[H_KEPT] + K_WORDS * n, W_VERDICTS
    W[kept + K_SLOT], W[kept + K_TRIGGER], W[kept + K_OBJECT] = slot, W[H_TRIGGER], W[H_OBJECT]
    W[kept + K_PERIOD] = W[H_PERIOD] if P[W[H_RECORD] + V_FORM] == EVERY else 0
    W[kept + K_OUTCOME], W[kept + K_HAS_DUE], W[kept + K_PAUSED] = (
        W[r + R_OUTCOME],
        W[r + R_HAS_DUE],
        W[r + R_PAUSED],
    )
    W[kept + K_EARLIEST], W[kept + K_LATEST] = W[r + R_EARLIEST], W[r + R_LATEST]
    W[kept + K_DAY], W[kept + K_WHOLE], W[kept + K_PROVISIONAL] = (
        W[r + R_DAY],
        W[r + R_WHOLE],
        W[r + R_PROVISIONAL],
    )
    W[H_KEPT_N] = n + 1


@compiled
def _tell(E, P, W, O, C, Z, norm, record, period):
    """Counts a duty and, unless it is met, writes its row."""
    r = W_VERDICTS
    if W[H_PUNT]:
        return
    outcome, provisional = W[r + R_OUTCOME], W[r + R_PROVISIONAL] if W[r + R_HAS_DUE] else 0
    rule = P[record + V_RULE] if record else P[norm + N_UNKNOWN_RULE]
    C[((outcome * 17 + W[r + R_REASON] + 1) * 2 + provisional) * W[H_RULES] + rule] += W[H_SIGN]
    if P[norm + N_KEEP] >= 0:
        _keep(E, P, W, P[norm + N_KEEP])
    if outcome == MET and not W[H_ALL]:
        return
    out = Z[Z_OUT] * O_WORDS
    Z[Z_OUT] += 1
    if Z[Z_OUT] > W[H_OUT_MOST]:
        return
    trigger = W[H_TRIGGER]
    instant = W[r + R_LATEST] - W[r + R_WHOLE] if W[r + R_HAS_DUE] else E[trigger + E_AT]
    O[out + O_FILE], O[out + O_NORM] = W[H_FILE], P[norm + N_INDEX]
    O[out + O_VERSION] = P[record + V_VERSION] if record else -1
    O[out + O_TRIGGER], O[out + O_OBJECT], O[out + O_PERIOD] = E[trigger + E_ROW], W[H_OBJECT], period
    O[out + O_OUTCOME], O[out + O_REASON] = outcome, W[r + R_REASON]
    O[out + O_HAS_DUE], O[out + O_PROVISIONAL] = W[r + R_HAS_DUE], provisional
    has_due = W[r + R_HAS_DUE] != 0
    O[out + O_EARLIEST] = W[r + R_EARLIEST] if has_due else 0
    O[out + O_LATEST] = W[r + R_LATEST] if has_due else 0
    O[out + O_DAY] = W[r + R_DAY] if has_due else 0
    O[out + O_WHOLE] = W[r + R_WHOLE] if has_due else 0
    O[out + O_DONE] = E[W[r + R_DONE] + E_ROW] if W[r + R_DONE] >= 0 else -1
    O[out + O_LATE_KIND] = W[r + R_LATE_KIND]
    O[out + O_LATE] = W[r + R_LATE] if W[r + R_LATE_KIND] else 0
    O[out + O_PAUSED] = E[W[r + R_PAUSED] + E_ROW] if W[r + R_PAUSED] >= 0 else -1
    O[out + O_EXCUSED] = E[W[r + R_EXCUSED] + E_ROW] if W[r + R_EXCUSED] >= 0 else W[r + R_EXCUSED]
    O[out + O_UNIT], O[out + O_MATTER] = (
        unit_in_charge(E, P, W, trigger, instant),
        E[E[trigger + E_MATTER] + E_ROW],
    )
    O[out + O_TRIGGER_AT], O[out + O_TRIGGER_DAY] = E[trigger + E_AT], E[trigger + E_DAY]
    O[out + O_OF_OBJECT], O[out + O_OF_PERIOD] = E[trigger + E_OF_OBJECT], E[trigger + E_OF_PERIOD]
    n = W[r + R_MISSING_N]
    if n > O_MISSING_MOST:
        W[H_PUNT] = 1
        n = 0
    O[out + O_MISSING_N] = n
    for k in range(O_MISSING_MOST):
        O[out + O_MISSING + k] = W[r + R_MISSING + k] if k < n else 0


@compiled
def _periods(E, Q, P, W, O, C, Z, norm, record):
    """The duties of one trigger and object, period by period."""
    if not P[record + V_PLAIN] & PLAIN_UNTIL:
        number = windows(E, Q, P, W)
        W[H_MISSING_N], W[H_LIST_TOP] = 0, W[H_LISTS]
        for period in range(1, number + 1):
            W[H_PERIOD] = period
            judge_duty(E, Q, P, W)
            _tell(E, P, W, O, C, Z, norm, record, period)
        return
    stop, start = stop_of(E, Q, P, W), first_day(E, P, W)
    W[H_LIST_TOP] = W[H_LISTS]
    period, before = 0, period_after(P, W, start, 0)
    while not W[H_PUNT]:
        period += 1
        first, last = window_from(E, P, W, before, period_after(P, W, start, period), stop)
        if last < 0:
            return
        W[H_PERIOD], W[H_FIRST_DAY], W[H_LAST_DAY], before = period, first, last, last
        judge_duty(E, Q, P, W)
        _tell(E, P, W, O, C, Z, norm, record, period)


@compiled
def _one(E, Q, P, W, O, C, Z, norm, record, item):
    """The duty, or duties, of one trigger and object."""
    W[H_OBJECT], W[H_ASSUME], W[H_MISSING_N] = item, 0, 0
    W[H_LIST_TOP] = W[H_LISTS]
    where = P[record + V_WHERE]
    if where:
        exists = ask(E, Q, P, W, where, W[H_TRIGGER], NULL, False)
        if exists == 0:
            return
        if exists < 0:
            undecidable_noted(W, W_VERDICTS)
            _tell(E, P, W, O, C, Z, norm, record, 0)
            return
    W[H_MISSING_N] = 0
    told_by_count = P[norm + N_KEEP] < 0 and not W[H_ALL]
    if told_by_count and P[record + V_PLAIN] & PLAIN_MET and plainly_met(E, Q, P, W, record):
        C[MET * 17 * 2 * W[H_RULES] + P[record + V_RULE]] += W[H_SIGN]
        return
    if P[record + V_FORM] == EVERY:
        _periods(E, Q, P, W, O, C, Z, norm, record)
        return
    judge_duty(E, Q, P, W)
    _tell(E, P, W, O, C, Z, norm, record, 0)


@compiled
def _roster(E, Q, P, W, O, C, Z, norm, record):
    """One duty for each entry of a roster as it stood at the trigger."""
    roster, trigger = P[record + V_ROSTER], W[H_TRIGGER]
    add, remove = P[roster], P[roster + 1]
    carried = False
    for k in range(P[add]):
        step = P[add + 1 + k]
        carried = carried or first_of(W, step) >= 0 or step_info(P, step, S_CARRIED) != 0
    if not carried:
        W[H_OBJECT] = NULL
        undecidable(W, W_VERDICTS, P[record + V_FACT_ROSTER])
        _tell(E, P, W, O, C, Z, norm, record, 0)
        return
    # The entries stand below the lists of the duties.
    start = W[H_LISTS]
    n = 0
    for row in range(0, W[H_EVENTS], E_WORDS):
        adds, removes = 0, 0
        for k in range(P[add]):
            adds |= P[add + 1 + k] == E[row + E_STEP]
        for k in range(P[remove]):
            removes |= P[remove + 1 + k] == E[row + E_STEP]
        if not (adds or removes) or not (row == trigger or earlier(E, row, trigger)):
            continue
        for j in range(E[row + E_OBJECTS_N]):
            item, place = Q[E[row + E_OBJECTS] + j], -1
            for i in range(n):
                if W[start + i] == item:
                    place = i
            if adds and place < 0:
                W[start + n] = item
                n += 1
            elif not adds and place >= 0:
                for i in range(place, n - 1):
                    W[start + i] = W[start + i + 1]
                n -= 1
    W[H_LISTS] = start + n
    for i in range(n):
        _one(E, Q, P, W, O, C, Z, norm, record, W[start + i])
        if W[H_PUNT]:
            break
    W[H_LISTS] = start


@compiled
def _duties(E, Q, P, W, O, C, Z, norm, record):
    """The duties that a trigger raises by a version."""
    W[H_RECORD] = record
    trigger = W[H_TRIGGER]
    if P[record + V_ROSTER]:
        _roster(E, Q, P, W, O, C, Z, norm, record)
        return
    n = E[trigger + E_OBJECTS_N]
    if P[record + V_PER] != PER_OBJECT or n == 0:
        _one(E, Q, P, W, O, C, Z, norm, record, NULL)
        return
    start = E[trigger + E_OBJECTS]
    for k in range(n):
        again = False
        for j in range(k):
            again = again or Q[start + j] == Q[start + k]
        if not again:
            _one(E, Q, P, W, O, C, Z, norm, record, Q[start + k])


@compiled
def _dated_day(E, Q, P, W, norm):
    """The civil day by which the version is chosen, where the norm names another than the trigger's; NULL if unknown."""
    trigger = W[H_TRIGGER]
    W[H_FREE_TIE], W[H_OBJECT], W[H_ASSUME], W[H_RECORD] = 1, NULL, 0, P[norm + N_RECORDS]
    found, day = -1, NULL
    if P[norm + N_DATED_VALUE]:
        kind, a, b = evaluate(E, Q, P, W, P[norm + N_DATED_VALUE], trigger, NULL, False)
        if kind == K_TIME or kind == K_DAY:
            day = b
    else:
        target = P[norm + N_DATED_TARGET]
        row, tied = first_of(W, P[target + T_STEP]), -1
        while row >= 0:
            if row == trigger or earlier(E, row, trigger):
                where = P[target + T_WHERE]
                if where == 0 or ask(E, Q, P, W, where, row, NULL, False) == 1:
                    found = row
                    if E[row + E_OBJECTS_N] == 0 or share_object(E, Q, row, trigger):
                        tied = row
            row = next_of(E, row)
        if E[trigger + E_OBJECTS_N] and tied >= 0:
            found = tied
        if found >= 0:
            day = E[found + E_DAY]
    W[H_FREE_TIE], W[H_MISSING_N] = 0, 0
    return day


@compiled
def _has_step(P, record, step):
    steps = P[record + V_STEPS]
    for k in range(P[steps]):
        if P[steps + 1 + k] == step:
            return True
    return False


@compiled
def _may_exist(E, Q, P, W, norm):
    """Whether a duty whose version cannot be told could exist at all: not if every version's `where` says no."""
    trigger = W[H_TRIGGER]
    W[H_OBJECT], W[H_ASSUME] = NULL, 0
    for k in range(P[norm + N_VERSIONS]):
        record = P[norm + N_RECORDS + k]
        if P[norm + N_EXPIRED] < 0 and not _has_step(P, record, E[trigger + E_STEP]):
            continue
        W[H_RECORD] = record
        where = P[record + V_WHERE]
        if where == 0 or ask(E, Q, P, W, where, trigger, NULL, False) != 0:
            W[H_MISSING_N] = 0
            return True
    W[H_MISSING_N] = 0
    return False


@compiled
def judge_trigger(E, Q, P, W, O, C, Z, norm, row):
    """One trigger of a norm."""
    W[H_TRIGGER] = row
    n, day = P[norm + N_VERSIONS], E[row + E_DAY]
    dated = False
    if P[norm + N_ANCHOR] >= 0 and first_of(W, P[norm + N_ANCHOR]) >= 0:
        day = E[first_of(W, P[norm + N_ANCHOR]) + E_DAY]
    elif P[norm + N_DATED_VALUE] or P[norm + N_DATED_TARGET]:
        day, dated = _dated_day(E, Q, P, W, norm), True
    if dated and day == NULL:
        if _may_exist(E, Q, P, W, norm):
            W[H_OBJECT], W[H_RECORD] = NULL, P[norm + N_RECORDS]
            undecidable(W, W_VERDICTS, P[P_FACT_DATED_BY])
            _tell(E, P, W, O, C, Z, norm, 0, 0)
        return
    for k in range(n - 1, -1, -1):
        record = P[norm + N_RECORDS + k]
        if P[record + V_FROM] <= day <= P[record + V_TO]:
            if n == 1 or P[norm + N_EXPIRED] >= 0 or _has_step(P, record, E[row + E_STEP]):
                _duties(E, Q, P, W, O, C, Z, norm, record)
            return
