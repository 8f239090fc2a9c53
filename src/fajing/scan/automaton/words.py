"""Conditions in three values: a small stack machine over the words that `plan.expressions` writes.

A value on the stack has a kind and two words. A fact found absent is noted in `W_MISSING`.
"""

from __future__ import annotations

from fajing.scan.automaton.days import DAY, is_working_day, offset_at, start_of_day, year_of
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.machinery import compiled
from fajing.scan.automaton.ties import carries, first_of, knows, next_of, serves, stands
from fajing.scan.automaton.values import arithmetic, attribute_of, compare, field_of, is_lacking, truth


@compiled
def of_matters(E, P, W, field, procedure, known_until):
    """`matter.x` (procedure -1) and `file.PROCEDURE.x`: a matter's own value, else that of the latest known event.

    Of several matters the one last heard of counts first, before it the trigger's own.
    """
    own = E[W[H_TRIGGER] + E_MATTER]
    if procedure < 0 or E[own + E_PROCEDURE] == procedure:
        kind, a, b = field_of(E, P, own, field)
        if kind != K_UNKNOWN:
            return kind, a, b
    for row in range(W[H_EVENTS] - E_WORDS, -1, -E_WORDS):
        matter = E[row + E_MATTER]
        fits = matter == own if procedure < 0 else E[matter + E_PROCEDURE] == procedure
        if fits and knows(E, W, row, known_until):
            kind, a, b = field_of(E, P, matter, field)
            if kind != K_UNKNOWN:
                return kind, a, b
    for row in range(W[H_EVENTS] - E_WORDS, -1, -E_WORDS):
        matter = E[row + E_MATTER]
        fits = matter == own if procedure < 0 else E[matter + E_PROCEDURE] == procedure
        if fits and knows(E, W, row, known_until):
            kind, a, b = field_of(E, P, row, field)
            if kind != K_UNKNOWN:
                return kind, a, b
    return K_UNKNOWN, 0, 0


@compiled
def of_steps(E, Q, P, W, at, known_until, exceptions):
    """`standing`, `count`, `first`, `last` of a step: words function, step, attribute, unit field, three facts."""
    function, step = P[at + 1], P[at + 2]
    number, found, standing = 0, -1, 0
    row = first_of(W, step)
    while row >= 0:
        if knows(E, W, row, known_until) and serves(E, Q, P, W, row):
            number += 1
            if function == FN_LAST or found < 0:
                found = row
            if function == FN_STANDING:
                horizon = W[H_TRIGGER] if known_until == NULL else -1
                standing = 1 if stands(E, Q, P, W, row, horizon, known_until) else 0
                if standing:
                    break
        row = next_of(E, row)
    if number == 0 and not carries(P, W, step):
        if exceptions:
            return K_UNKNOWN, 0, 0
        return is_lacking(W, P[at + 5])
    if function == FN_COUNT:
        return K_NUMBER, number, 1
    if function == FN_STANDING:
        return K_BOOL, standing, 0
    if found < 0:
        return is_lacking(W, P[at + 6])
    kind, a, b = attribute_of(E, P, found, P[at + 3], P[at + 4])
    return is_lacking(W, P[at + 7]) if kind == K_UNKNOWN else (kind, a, b)


@compiled
def officer_number(E, Q, W):
    """How many different officers the trigger has."""
    start, number = E[W[H_TRIGGER] + E_OFFICERS], 0
    for k in range(E[W[H_TRIGGER] + E_OFFICERS_N]):
        new = 1
        for j in range(k):
            if Q[start + 2 * j] == Q[start + 2 * k]:
                new = 0
        number += new
    return number


@compiled
def officer_fact(P, W, column):
    """What the register says of the officer in question; -1 is the id, -2 the role."""
    if column == -1:
        return K_TEXT, W[H_OFFICER], 0
    if column == -2:
        if W[H_OFFICER_ROLE] == NULL or W[H_OFFICER_ROLE] == P[P_EMPTY_TEXT]:
            return K_UNKNOWN, 0, 0
        return K_TEXT, W[H_OFFICER_ROLE], 0
    if W[H_OFFICER_ENTRY] < 0:
        return K_UNKNOWN, 0, 0
    packed = P[W[H_OFFICER_ENTRY] + 2 + 2 * column]
    a = P[W[H_OFFICER_ENTRY] + 3 + 2 * column]
    if packed & 255 == K_TEXT and a == P[P_EMPTY_TEXT]:
        return K_UNKNOWN, 0, 0
    return packed & 255, a, packed >> K_BITS


@compiled
def in_register(P, at, key, day):
    """Whether a register has an entry for a key on a day: [n, (key, first day, last day) ...]."""
    for k in range(P[at]):
        entry = at + 1 + 3 * k
        if P[entry] == key and P[entry + 1] <= day <= P[entry + 2]:
            return 1
    return 0


@compiled
def of_moment(P, W, op, kind, a, b, fact):
    """`date`, `hour` and `is_holiday` of a moment."""
    if op == X_DATE:
        return K_DAY, start_of_day(P, W, b), b
    if op == X_HOUR:
        if kind == K_DAY:
            return is_lacking(W, fact)
        return K_NUMBER, (a + offset_at(P, a)) % DAY // 3600, 1
    if not P[P[P_PUBLISHED] + year_of(P, W, b) - P[P_YEAR0]]:
        return is_lacking(W, fact)
    return K_BOOL, 0 if is_working_day(P, W, b) else 1, 0


@compiled
def tested(E, P, W, at, target):
    """An attribute of the trigger or target against a literal: kind and truth."""
    kind, a, b = attribute_of(E, P, target if P[at + 1] else W[H_TRIGGER], P[at + 2], P[at + 3])
    if kind == K_UNKNOWN:
        is_lacking(W, P[at + 4])
        return K_UNKNOWN, 0
    return compare(W, P[at + 5], kind, a, b, P[at + 6], P[at + 7], P[at + 8], P[at + 9])


@compiled
def among(E, P, W, at, target):
    """Whether an attribute of the trigger or target is one of some literals: kind and truth."""
    kind, a, b = attribute_of(E, P, target if P[at + 1] else W[H_TRIGGER], P[at + 2], P[at + 3])
    if kind == K_UNKNOWN:
        is_lacking(W, P[at + 4])
        return K_UNKNOWN, 0
    answer, item = 0, at + AMONG_WORDS
    for _ in range(P[at + 5]):
        _, same = compare(W, EQ, kind, a, b, P[item], P[item + 1], P[item + 2], 0)
        answer |= same
        item += 3
    return K_BOOL, answer


@compiled
def evaluate(E, Q, P, W, at, target, known_until, exceptions):
    """Evaluates an expression.

    Args:
        at: Where its words stand.
        target: Row of the step being filtered; the trigger where it is none.
        known_until: Only what was recorded by this instant is known; NULL = as at the trigger.
        exceptions: A step that no map carries makes the answer unknown, but is no missing fact.

    Returns:
        Kind and two words.
    """
    trigger, top = W[H_TRIGGER], W[H_STACK]
    base = top
    # What lies on top of the stack is used sooner than memory has it.
    last, last_a, last_b = K_UNKNOWN, 0, 0
    while True:
        op = P[at]
        kind, a, b = K_UNKNOWN, 0, 0
        size = 1
        if op == X_END:
            W[H_STACK] = base
            return last, last_a, last_b
        if top - W_STACK > 3 * (STACK_MOST - 4):
            W[H_PUNT] = 1
            W[H_STACK] = base
            return K_UNKNOWN, 0, 0
        if op == X_LITERAL:
            kind, a, b, size = P[at + 1], P[at + 2], P[at + 3], 4
        elif op == X_EVENT or op == X_TARGET:
            row = trigger if op == X_EVENT else target
            kind, a, b = attribute_of(E, P, row, P[at + 1], P[at + 2])
            if kind == K_UNKNOWN:
                is_lacking(W, P[at + 3])
            size = 4
        elif op == X_TEST:
            kind, a = tested(E, P, W, at, target)
            size = TEST_WORDS
        elif op == X_AMONG:
            kind, a = among(E, P, W, at, target)
            size = AMONG_WORDS + 3 * P[at + 5]
        elif op == X_COMPARE:
            top -= 6
            kind, size = K_UNKNOWN, 3
            if W[top] != K_UNKNOWN and last != K_UNKNOWN:
                kind, a = compare(
                    W, P[at + 1], W[top], W[top + 1], W[top + 2], last, last_a, last_b, P[at + 2]
                )
        elif op == X_AND or op == X_OR:
            known = truth(last, last_a)
            last, last_a, last_b = (K_UNKNOWN if known < 0 else K_BOOL), max(known, 0), 0
            W[top - 3], W[top - 2], W[top - 1] = last, last_a, last_b
            at = P[at + 1] if known == (0 if op == X_AND else 1) else at + 2
            continue
        elif op == X_AND_END or op == X_OR_END:
            top -= 6
            decisive = 0 if op == X_AND_END else 1
            second = truth(last, last_a)
            kind, a = K_BOOL, decisive
            if second != decisive:
                a = 1 - decisive
                if W[top] == K_UNKNOWN or second < 0:
                    kind, a = K_UNKNOWN, 0
        elif op == X_NOT:
            top -= 3
            known = truth(last, last_a)
            if known >= 0:
                kind, a = K_BOOL, 1 - known
        elif op == X_STEPS:
            W[H_STACK] = top
            kind, a, b = of_steps(E, Q, P, W, at, known_until, exceptions)
            size = 8
        elif op == X_MATTER:
            kind, a, b = of_matters(E, P, W, P[at + 1], -1, known_until)
            if kind == K_UNKNOWN:
                is_lacking(W, P[at + 2])
            size = 3
        elif op == X_FILE:
            kind, a, b = of_matters(E, P, W, P[at + 1], P[at + 2], known_until)
            if kind == K_UNKNOWN:
                is_lacking(W, P[at + 3])
            size = 4
        elif op == X_OFFICER_COUNT:
            kind, a, b = K_NUMBER, officer_number(E, Q, W), 1
            if a == 0:
                kind, a, b = is_lacking(W, P[at + 1])
            size = 2
        elif op == X_OFFICER_FACT:
            kind, a, b = officer_fact(P, W, P[at + 1])
            if kind == K_UNKNOWN:
                is_lacking(W, P[at + 2])
            size = 3
        elif op == X_IN:
            n = P[at + 1]
            top -= 3 * (n + 1)
            size, answer, unknown = 3, 0, 0
            for k in range(1, n + 1):
                if W[top + 3 * k] == K_UNKNOWN or W[top] == K_UNKNOWN:
                    unknown = 1
                else:
                    _, same = compare(
                        W,
                        EQ,
                        W[top],
                        W[top + 1],
                        W[top + 2],
                        W[top + 3 * k],
                        W[top + 3 * k + 1],
                        W[top + 3 * k + 2],
                        0,
                    )
                    answer |= same
            if W[top] == K_UNKNOWN:
                kind = K_UNKNOWN
            elif answer:
                kind, a = K_BOOL, 1
            elif not unknown:
                kind = K_BOOL
        elif op == X_ARITHMETIC:
            top -= 6
            size = 4
            if W[top] != K_UNKNOWN and W[top + 3] != K_UNKNOWN:
                kind, a, b = arithmetic(
                    P,
                    W,
                    P[at + 1],
                    W[top],
                    W[top + 1],
                    W[top + 2],
                    last,
                    last_a,
                    last_b,
                    P[at + 2],
                    P[at + 3],
                )
        elif op == X_PRESENT:
            # What is absent here is no missing fact: the count of facts so far waits on the stack.
            kind, a, b = K_NUMBER, W[H_MISSING_N], W[H_ABSENT]
        elif op == X_PRESENT_END:
            top -= 6
            W[H_MISSING_N], W[H_ABSENT] = W[top + 1], W[top + 2]
            kind, a = K_BOOL, 0 if last == K_UNKNOWN else 1
        elif op == X_NEGATIVE:
            top -= 3
            size = 2
            if W[top] == K_NUMBER:
                kind, a, b = K_NUMBER, -W[top + 1], W[top + 2]
            elif W[top] == K_TEXT:
                W[H_PUNT] = 1
            elif W[top] != K_UNKNOWN:
                is_lacking(W, P[at + 1])
        elif op == X_REGISTER:
            top -= 3
            size = 2
            if W[top] == K_TEXT:
                kind, a = K_BOOL, in_register(P, P[at + 1], W[top + 1], E[trigger + E_DAY])
            elif W[top] != K_UNKNOWN:
                W[H_PUNT] = 1
        elif op == X_DAYS or op == X_HOURS:
            top -= 3
            size = 2
            if W[top] == K_NUMBER:
                if op == X_DAYS:
                    whole = abs(W[top + 1]) // W[top + 2]
                    kind, a, b = K_SPAN, (whole if W[top + 1] >= 0 else -whole), 0
                else:
                    whole = abs(W[top + 1]) * 3600 // W[top + 2]
                    kind, a, b = K_SPAN, 0, (whole if W[top + 1] >= 0 else -whole)
            elif W[top] == K_TEXT:
                W[H_PUNT] = 1
            elif W[top] != K_UNKNOWN:
                is_lacking(W, P[at + 1])
        elif op == X_DAYS_BETWEEN:
            top -= 6
            size = 2
            if W[top] != K_UNKNOWN and W[top + 3] != K_UNKNOWN:
                moments = (W[top] == K_TIME or W[top] == K_DAY) and (
                    W[top + 3] == K_TIME or W[top + 3] == K_DAY
                )
                if moments:
                    kind, a, b = K_NUMBER, W[top + 5] - W[top + 2], 1
                else:
                    is_lacking(W, P[at + 1])
        elif op == X_DATE or op == X_HOUR or op == X_HOLIDAY:
            top -= 3
            size = 3
            if W[top] == K_TIME or W[top] == K_DAY:
                kind, a, b = of_moment(P, W, op, W[top], W[top + 1], W[top + 2], P[at + 2])
            elif W[top] != K_UNKNOWN:
                is_lacking(W, P[at + 1])
        elif op == X_ABSENT:
            is_lacking(W, P[at + 1])
            size = 2
        W[top], W[top + 1], W[top + 2] = kind, a, b
        last, last_a, last_b = kind, a, b
        top += 3
        at += size


@compiled
def ask(E, Q, P, W, at, target, known_until, exceptions):
    """A condition's answer: 1, 0, or -1 where a fact is absent."""
    op = P[at]
    if op == X_TEST and P[at + TEST_WORDS] == X_END:
        kind, a = tested(E, P, W, at, target)
        return truth(kind, a)
    kind, a, _ = evaluate(E, Q, P, W, at, target, known_until, exceptions)
    return truth(kind, a)


@compiled
def decide(E, Q, P, W, at, target, known_until, exceptions):
    """A filter's or exception's answer; where unknown it is taken as `assume` says.

    An exception that is unknown only for steps that no map carries is not shown, and so does not hold.
    """
    if at == 0:
        return 1
    before = W[H_ABSENT]
    answer = ask(E, Q, P, W, at, target, known_until, exceptions)
    if answer >= 0:
        return answer
    return 0 if W[H_ABSENT] == before else W[H_ASSUME]
