"""Puts files into the machine's memory: rows of events and of matters, and the index of steps."""

from __future__ import annotations

from fajing.scan.automaton.days import day_of
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.machinery import bytes_at, compiled, ints_at, words_at
from fajing.scan.automaton.places import *


@compiled
def _values(E, row, values, n, columns, columns_n, i, fields):
    """Puts the values of a row of columns into a row of E, with their divisors or precisions."""
    for f in range(fields):
        E[row + E_FIELDS + 2 * f] = 0
    for c in range(columns_n):
        field = columns[3 * c]
        if field < 0:
            continue
        value = values[c * n + i]
        if value == NULL:
            continue
        kind, aux = columns[3 * c + 1], columns[3 * c + 2]
        if kind == K_NUMBER:
            kind |= (values[aux * n + i] if aux >= 0 else 1) << K_BITS
        elif kind == K_TIME and values[aux * n + i] == 0:
            kind = K_DAY
        E[row + E_FIELDS + 2 * field] = kind
        E[row + E_FIELDS + 2 * field + 1] = value


@compiled
def _load_matters(L, E, W, P, low, matters, begin):
    """Puts the matters of a file into E."""
    width, fields = W[H_WIDTH], P[P_FIELDS_N]
    procedures, units = words_at(L[L_MATTER_PROCEDURE]), words_at(L[L_MATTER_UNIT])
    values, columns = words_at(L[L_MATTER_VALUES]), words_at(L[L_MATTER_COLUMNS])
    n = L[L_MATTER_PROCEDURE + 1]
    for k in range(matters):
        row = begin + k * width
        E[row + E_STEP], E[row + E_MATTER], E[row + E_ROW], E[row + E_FIRST_END] = -1, row, low + k, -1
        E[row + E_PROCEDURE], E[row + E_MOVED] = procedures[low + k], 0
        E[row + E_UNIT] = units[low + k] if L[L_MATTER_UNIT + 1] else NULL
        _values(E, row, values, n, columns, L[L_MATTER_COLUMNS + 1] // 3, low + k, fields)


@compiled
def _load_people(L, E, Q, row, i, pool):
    """Puts the officers and objects of an event into Q."""
    E[row + E_OFFICERS_N], E[row + E_OBJECTS_N] = 0, 0
    if L[L_OFFICER_1 + 1] and words_at(L[L_OFFICER_1])[i] != NULL:
        E[row + E_OFFICERS] = pool
        Q[pool], Q[pool + 1] = words_at(L[L_OFFICER_1])[i], words_at(L[L_ROLE_1])[i]
        pool += 2
        if words_at(L[L_OFFICER_2])[i] != NULL:
            Q[pool], Q[pool + 1] = words_at(L[L_OFFICER_2])[i], words_at(L[L_ROLE_2])[i]
            pool += 2
        if L[L_OFFICER_STARTS + 1]:
            starts = words_at(L[L_OFFICER_STARTS])
            for j in range(2 * starts[i], 2 * starts[i + 1]):
                Q[pool] = words_at(L[L_OFFICERS])[j]
                pool += 1
        number = (pool - E[row + E_OFFICERS]) >> 1
        for k in range(number):
            Q[pool + k] = NOT_LOOKED_UP
        E[row + E_OFFICERS_N] = number
        pool += number
    if L[L_OBJECT_1 + 1] and words_at(L[L_OBJECT_1])[i] != NULL:
        E[row + E_OBJECTS] = pool
        Q[pool] = words_at(L[L_OBJECT_1])[i]
        pool += 1
        if L[L_OBJECT_STARTS + 1]:
            starts = words_at(L[L_OBJECT_STARTS])
            for j in range(starts[i], starts[i + 1]):
                Q[pool] = words_at(L[L_OBJECTS])[j]
                pool += 1
        E[row + E_OBJECTS_N] = pool - E[row + E_OBJECTS]
    return pool


@compiled
def load(L, P, W, E, Q, first, last):
    """Puts a file into E and Q and indexes it: rows known at as_of, then its matters."""
    fields, width = P[P_FIELDS_N], W[H_WIDTH]
    matter, at, step_of = ints_at(L[L_MATTER]), words_at(L[L_AT]), ints_at(L[L_STEP])
    n, low, high = last - first, matter[first], matter[first]
    for i in range(first, last):
        if at[i] > W[H_AS_OF_LATEST]:
            if at[i] < W[H_PENDING]:
                W[H_PENDING] = at[i]
            n = i - first
            break
        low, high = min(low, matter[i]), max(high, matter[i])
    matters, end, pool, heads = high - low + 1, n * width, W[H_POOL], W[H_FIRST]
    _load_matters(L, E, W, P, low, matters, end)
    values, columns = words_at(L[L_VALUES]), words_at(L[L_COLUMNS])
    for k in range(n - 1, -1, -1):
        i, row = first + k, k * width
        step = step_of[i]
        E[row + E_STEP], E[row + E_AT], E[row + E_SEQ], E[row + E_ROW] = step, at[i], words_at(L[L_SEQ])[i], i
        E[row + E_DAY] = day_of(P, at[i])
        E[row + E_MATTER] = end + (matter[i] - low) * width
        flags = IS_DAY if bytes_at(L[L_PRECISION])[i] == 0 else 0
        E[row + E_UNTIL], E[row + E_RECORDED], E[row + E_UNIT] = NULL, NULL, NULL
        if L[L_UNTIL + 1] and words_at(L[L_UNTIL])[i] != NULL:
            E[row + E_UNTIL] = words_at(L[L_UNTIL])[i]
            flags |= UNTIL_IS_DAY if bytes_at(L[L_UNTIL_PRECISION])[i] == 0 else 0
        if L[L_RECORDED + 1] and words_at(L[L_RECORDED])[i] != NULL:
            E[row + E_RECORDED] = words_at(L[L_RECORDED])[i]
            flags |= RECORDED_IS_DAY if bytes_at(L[L_RECORDED_PRECISION])[i] == 0 else 0
        E[row + E_FLAGS] = flags
        if L[L_UNIT + 1]:
            E[row + E_UNIT] = words_at(L[L_UNIT])[i]
        pool = _load_people(L, E, Q, row, i, pool)
        _values(E, row, values, L[L_AT + 1], columns, L[L_COLUMNS + 1] // 3, i, fields)
        E[row + E_NEXT] = W[heads + step]
        W[heads + step] = row
    for row in range(0, end, width):
        info = P[P_STEP_INFO] + E[row + E_STEP] * P[P_STEP_WORDS]
        if P[info + S_ENDS] and E[E[row + E_MATTER] + E_FIRST_END] < 0:
            E[E[row + E_MATTER] + E_FIRST_END] = row
        if P[info + S_RELINKS_UNIT] >= 0:
            E[E[row + E_MATTER] + E_MOVED] = 1
    W[H_EVENTS], W[H_ROWS], W[H_POOL] = end, end + matters * width, pool
