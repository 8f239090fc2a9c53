"""Values of three-valued conditions: what an event carries, comparisons, reckoning; what is absent is noted."""

from __future__ import annotations

from fajing.scan.automaton.days import DAY, day_of, start_of_day
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.machinery import compiled, ints_at, words_at
from fajing.scan.automaton.ties import step_info

BIG = 2**31


@compiled
def note(W, fact):
    """Notes a missing fact, once."""
    n = W[H_MISSING_N]
    for k in range(n):
        if W[W_MISSING + k] == fact:
            return
    if n == MISSING_MOST:
        W[H_PUNT] = 1
        return
    W[W_MISSING + n] = fact
    W[H_MISSING_N] = n + 1


@compiled
def is_lacking(W, fact):
    """Notes a fact that a condition found absent; its value is unknown."""
    W[H_ABSENT] += 1
    note(W, fact)
    return K_UNKNOWN, 0, 0


@compiled
def _place_of(E, row, field):
    """Which of a row's values is a field's; -1 where it has none."""
    fields = ints_at(E[row + E_FIELDS])
    for k in range(E[row + E_VALUES_N] - 1, -1, -1):
        if fields[k] == field:
            return k
    return -1


@compiled
def field_of(E, P, row, field):
    """A field's value: kind and two words; unknown where absent or empty."""
    place = _place_of(E, row, field)
    if place < 0:
        return K_UNKNOWN, 0, 0
    values = words_at(E[row + E_VALUES])
    packed = values[2 * place]
    kind, a = packed & 255, values[2 * place + 1]
    if kind == K_TIME or kind == K_DAY:
        return kind, a, day_of(P, a)
    if kind == K_TEXT and a == P[P_EMPTY_TEXT]:
        return K_UNKNOWN, 0, 0
    return kind, a, packed >> K_BITS


@compiled
def attribute_of(E, P, row, field, unit_field):
    """A field's value, or what every event has: its time, end, recording, step, unit."""
    if field >= 0:
        return field_of(E, P, row, field)
    if field == A_AT:
        return (K_DAY if E[row + E_FLAGS] & IS_DAY else K_TIME), E[row + E_AT], E[row + E_DAY]
    if field == A_UNTIL or field == A_RECORDED:
        at = E[row + (E_UNTIL if field == A_UNTIL else E_RECORDED)]
        if at == NULL:
            return K_UNKNOWN, 0, 0
        flag = UNTIL_IS_DAY if field == A_UNTIL else RECORDED_IS_DAY
        return (K_DAY if E[row + E_FLAGS] & flag else K_TIME), at, day_of(P, at)
    if field == A_STEP:
        return K_TEXT, step_info(P, E[row + E_STEP], S_NAME), 0
    if unit_field >= 0 and _place_of(E, row, unit_field) >= 0:
        return field_of(E, P, row, unit_field)
    unit = E[row + E_UNIT]
    if unit == NULL or unit == P[P_EMPTY_TEXT]:
        return K_UNKNOWN, 0, 0
    return K_TEXT, unit, 0


@compiled
def is_number(kind):
    """Whether a value can be reckoned with."""
    return kind == K_NUMBER


@compiled
def truth(kind, a):
    """Unknown (-1), false (0) or true (1)."""
    if kind == K_UNKNOWN:
        return -1
    if kind == K_BOOL or kind == K_NUMBER:
        return 1 if a != 0 else 0
    return 1


@compiled
def ordered(word, first, second):
    """One of the six comparisons."""
    if word == EQ:
        return 1 if first == second else 0
    if word == NE:
        return 1 if first != second else 0
    if word == LT:
        return 1 if first < second else 0
    if word == LE:
        return 1 if first <= second else 0
    if word == GT:
        return 1 if first > second else 0
    return 1 if first >= second else 0


@compiled
def compare(W, word, ka, a, a2, kb, b, b2, fact):
    """A comparison; a number written as text, and texts by their order, are left to the reference."""
    a_moment, b_moment = ka == K_TIME or ka == K_DAY, kb == K_TIME or kb == K_DAY
    if a_moment and b_moment:
        if ka == K_DAY or kb == K_DAY:
            return K_BOOL, ordered(word, a2, b2)
        return K_BOOL, ordered(word, a, b)
    if ka == K_SPAN and kb == K_SPAN:
        return K_BOOL, ordered(word, a * DAY + a2, b * DAY + b2)
    if ka == K_NUMBER and kb == K_NUMBER:
        if a2 == 1 and b2 == 1:
            return K_BOOL, ordered(word, a, b)
        if abs(a) >= BIG or abs(b) >= BIG or a2 >= BIG or b2 >= BIG:
            W[H_PUNT] = 1
        return K_BOOL, ordered(word, a * b2, b * a2)
    if ka == K_BOOL and kb == K_BOOL:
        return K_BOOL, ordered(word, a, b)
    if ka == K_TEXT and kb == K_TEXT:
        if word != EQ and word != NE:
            W[H_PUNT] = 1
        return K_BOOL, ordered(word, a, b)
    if (ka == K_TEXT and kb == K_NUMBER) or (ka == K_NUMBER and kb == K_TEXT):
        W[H_PUNT] = 1
        return K_BOOL, 0
    if word == EQ or word == NE:
        return K_BOOL, 1 if word == NE else 0
    is_lacking(W, fact)
    return K_UNKNOWN, 0


@compiled
def arithmetic(P, W, word, ka, a, a2, kb, b, b2, fact, fact_divisor):
    """Sums and differences of numbers, moments and spans; products and quotients of numbers."""
    a_moment, b_moment = ka == K_TIME or ka == K_DAY, kb == K_TIME or kb == K_DAY
    if word == ADD or word == SUBTRACT:
        sign = 1 if word == ADD else -1
        if a_moment and kb == K_SPAN:
            if ka == K_DAY:
                day = a2 + sign * b + (sign * b2) // DAY
                return K_DAY, start_of_day(P, W, day), day
            instant = start_of_day(P, W, a2 + sign * b) + a - start_of_day(P, W, a2) + sign * b2
            return K_TIME, instant, day_of(P, instant)
        if a_moment and b_moment and word == SUBTRACT:
            if ka == K_DAY or kb == K_DAY:
                return K_SPAN, a2 - b2, 0
            return K_SPAN, 0, a - b
        if ka == K_SPAN and kb == K_SPAN:
            return K_SPAN, a + sign * b, a2 + sign * b2
    if ka == K_TEXT or kb == K_TEXT:
        W[H_PUNT] = 1
        return K_UNKNOWN, 0, 0
    if ka != K_NUMBER or kb != K_NUMBER:
        return is_lacking(W, fact)
    if word == DIVIDE and b == 0:
        return is_lacking(W, fact_divisor)
    if abs(a) >= BIG or abs(b) >= BIG or a2 >= BIG or b2 >= BIG:
        W[H_PUNT] = 1
        return K_UNKNOWN, 0, 0
    if word == ADD:
        return K_NUMBER, a * b2 + b * a2, a2 * b2
    if word == SUBTRACT:
        return K_NUMBER, a * b2 - b * a2, a2 * b2
    if word == MULTIPLY:
        return K_NUMBER, a * b, a2 * b2
    return K_NUMBER, (a * b2 if b > 0 else -a * b2), a2 * abs(b)
