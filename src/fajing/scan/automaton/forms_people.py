"""The forms judged by who acted and by what the trigger itself carries."""

from __future__ import annotations

from fajing.scan.automaton.layout import *
from fajing.scan.automaton.look import PRECEDING, any_uncarried, entry_of, events_of, has_text, role_of
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.ties import earlier, share_officer, step_info
from fajing.scan.automaton.values import attribute_of, ordered
from fajing.scan.automaton.verdicts import absent, give, lacks, lacks_steps, undecidable, undecidable_noted
from fajing.scan.automaton.words import ask


@compiled
def _handlers(E, Q, P, row, trigger):
    """How many officers of an event handled the case, and whether one of them acted at the trigger too."""
    start, number, same = E[row + E_OFFICERS], 0, False
    for i in range(E[row + E_OFFICERS_N]):
        role = Q[start + 2 * i + 1]
        if role == NULL:
            handles = step_info(P, E[row + E_STEP], S_HANDLED) != 0
        else:
            handles = has_text(P, P[P_HANDLER_ROLES], role)
        if handles:
            number += 1
            own = E[trigger + E_OFFICERS]
            for j in range(E[trigger + E_OFFICERS_N]):
                same = same or Q[own + 2 * j] == Q[start + 2 * i]
    return number, same


@compiled
def judge_by_other_than(E, Q, P, W, r):
    """`by_other_than`: no officer of the trigger acted at the other step, or as handler."""
    record, trigger = W[H_RECORD], W[H_TRIGGER]
    if E[trigger + E_OFFICERS_N] == 0:
        undecidable(W, r, P[P_FACT_OFFICERS])
        return
    if P[record + V_ANY_HANDLER]:
        for row in range(0, W[H_EVENTS], E_WORDS):
            if row != trigger and E[row + E_OFFICERS_N] and earlier(E, row, trigger):
                _, same = _handlers(E, Q, P, row, trigger)
                if same:
                    give(W, r, MISSED, SAME_PERSON)
                    return
        give(W, r, MET, NO_REASON)
        return
    targets = P[record + V_TARGETS]
    start = events_of(E, Q, P, W, targets, False, PRECEDING)
    unknown = False
    for i in range(start, W[H_LIST_TOP]):
        if share_officer(E, Q, trigger, W[i]):
            give(W, r, MISSED, SAME_PERSON)
            return
        unknown = unknown or E[W[i] + E_OFFICERS_N] == 0
    give(W, r, MET, NO_REASON)
    if start == W[H_LIST_TOP] and any_uncarried(P, W, targets):
        absent(P, W, r, targets)
    elif unknown:
        undecidable(W, r, P[P_FACT_OFFICERS])


@compiled
def judge_by_same_as(E, Q, P, W, r):
    """`by_same_as`: some officer of the trigger acted at the latest earlier step."""
    trigger, targets = W[H_TRIGGER], P[W[H_RECORD] + V_TARGETS]
    start = events_of(E, Q, P, W, targets, False, PRECEDING)
    if W[H_LIST_TOP] == start:
        give(W, r, MISSED, ABSENT)
        lacks_steps(P, W, r, targets)
        absent(P, W, r, targets)
        return
    other = W[W[H_LIST_TOP] - 1]
    if E[trigger + E_OFFICERS_N] == 0 or E[other + E_OFFICERS_N] == 0:
        undecidable(W, r, P[P_FACT_OFFICERS])
    elif share_officer(E, Q, trigger, other):
        give(W, r, MET, NO_REASON)
    else:
        give(W, r, MISSED, OTHER_PERSON)


@compiled
def judge_role(E, Q, P, W, r):
    """`role`: an officer of the trigger acted in one of the roles the law asks for."""
    trigger = W[H_TRIGGER]
    start, n, unknown = E[trigger + E_OFFICERS], E[trigger + E_OFFICERS_N], False
    if n == 0:
        undecidable(W, r, P[P_FACT_OFFICERS])
        return
    for k in range(n):
        role = Q[start + 2 * k + 1]
        if role == NULL:
            role = role_of(P, role, entry_of(E, Q, P, trigger, k))
        if role == NULL:
            unknown = True
        elif has_text(P, P[W[H_RECORD] + V_ROLES], role):
            give(W, r, MET, NO_REASON)
            return
    if unknown:
        undecidable(W, r, P[P_FACT_OFFICER_ROLE])
    else:
        give(W, r, MISSED, WRONG_ROLE)


@compiled
def judge_officers(E, Q, P, W, r):
    """`officers`: enough distinct officers of the trigger qualify; one of whom too little is known counts both ways."""
    record, trigger = W[H_RECORD], W[H_TRIGGER]
    start, n = E[trigger + E_OFFICERS], E[trigger + E_OFFICERS_N]
    if n == 0:
        undecidable(W, r, P[P_FACT_OFFICERS])
        return
    certain, unknown = 0, 0
    for k in range(n):
        officer, role, known = Q[start + 2 * k], NULL, False
        for j in range(n):
            if Q[start + 2 * j] == officer:
                known = known or j < k
                if (role == NULL or role == P[P_EMPTY_TEXT]) and Q[start + 2 * j + 1] != P[P_EMPTY_TEXT]:
                    role = Q[start + 2 * j + 1]
        if known:
            continue
        answer = 1
        if P[record + V_OFFICERS_WHERE]:
            W[H_OFFICER], W[H_OFFICER_ENTRY] = officer, entry_of(E, Q, P, trigger, k)
            W[H_OFFICER_ROLE] = role_of(P, role, W[H_OFFICER_ENTRY])
            answer = ask(E, Q, P, W, P[record + V_OFFICERS_WHERE], trigger, NULL, False)
        certain += answer == 1
        unknown += answer < 0
    word, number = P[record + V_COMPARE], P[record + V_NUMBER]
    yes, no = False, False
    for count in range(certain, certain + unknown + 1):
        if ordered(word, count, number):
            yes = True
        else:
            no = True
    if yes and no:
        undecidable_noted(W, r)
        return
    W[H_MISSING_N] = 0
    if yes:
        give(W, r, MET, NO_REASON)
    else:
        too_many = word == LT or word == LE or (word == EQ and certain > number)
        give(W, r, MISSED, TOO_MANY if too_many else TOO_FEW_OFFICERS)


@compiled
def judge_value(E, Q, P, W, r):
    """`value`: a condition that must hold at the trigger."""
    answer = ask(E, Q, P, W, P[W[H_RECORD] + V_VALUE], W[H_TRIGGER], NULL, False)
    if answer < 0:
        undecidable_noted(W, r)
        return
    W[H_MISSING_N] = 0
    if answer:
        give(W, r, MET, NO_REASON)
    else:
        give(W, r, MISSED, OUT_OF_RANGE)


@compiled
def _is_lacking(E, P, row, field, unit_field):
    """Whether a part is absent, empty or false; nought is a value."""
    kind, a, _ = attribute_of(E, P, row, field, unit_field)
    return kind == K_UNKNOWN or (kind == K_BOOL and a == 0)


@compiled
def judge_with(E, Q, P, W, r):
    """`with`: the trigger carries the fields, documents or recordings."""
    record, trigger = W[H_RECORD], W[H_TRIGGER]
    parts, every, steps = P[record + V_PARTS], P[record + V_PARTS_ALL], P[record + V_STEPS]
    n, number = P[parts], P[steps]
    place = -1
    for k in range(number):
        if P[steps + 1 + k] == E[trigger + E_STEP]:
            place = k
    if place < 0:
        W[H_PUNT] = 1
        return
    words = (
        3 + 2 * number
    )  # field, unit field, the part; then by trigger step whether it is carried, and as a fact
    lacking, uncarried = 0, 0
    for k in range(n):
        part = parts + 1 + words * k
        if _is_lacking(E, P, trigger, P[part], P[part + 1]):
            lacking += 1
            uncarried += 0 if P[part + 3 + 2 * place] else 1
    if not lacking or (not every and lacking < n):
        give(W, r, MET, NO_REASON)
        return
    cannot = (uncarried and not every) or uncarried == lacking
    give(W, r, UNDECIDABLE if cannot else MISSED, ABSENT_FACT if cannot else ABSENT_PART)
    for k in range(n):
        part = parts + 1 + words * k
        if _is_lacking(E, P, trigger, P[part], P[part + 1]):
            carried = P[part + 3 + 2 * place] != 0
            if cannot and not carried:
                lacks(W, r, P[part + 4 + 2 * place])
            elif not cannot and carried:
                lacks(W, r, P[part + 2])
