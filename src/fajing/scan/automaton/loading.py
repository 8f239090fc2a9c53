"""Puts files into the machine's memory: rows of events and of matters, and the index of steps."""

from __future__ import annotations

from fajing.scan.automaton.days import day_of
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.machinery import bytes_at, compiled, ints_at, words_at
from fajing.scan.automaton.places import *


@compiled
def _point_at_values(L, E, row, i, starts, fields, values):
    """Says where the values of a row of columns lie."""
    E[row + E_VALUES_N] = 0
    if L[starts + 1] == 0:
        return
    begins = words_at(L[starts])
    first = begins[i]
    E[row + E_VALUES_N] = begins[i + 1] - first
    E[row + E_FIELDS], E[row + E_VALUES] = L[fields] + 4 * first, L[values] + 16 * first


@compiled
def _load_matters(L, E, W, low, matters, begin):
    """Puts the matters of a file into E."""
    procedures, units = words_at(L[L_MATTER_PROCEDURE]), words_at(L[L_MATTER_UNIT])
    for k in range(matters):
        row = begin + k * E_WORDS
        E[row + E_STEP], E[row + E_MATTER], E[row + E_ROW], E[row + E_FIRST_END] = -1, row, low + k, -1
        E[row + E_PROCEDURE], E[row + E_MOVED] = procedures[low + k], 0
        E[row + E_UNIT] = units[low + k] if L[L_MATTER_UNIT + 1] else NULL
        _point_at_values(L, E, row, low + k, L_MATTER_VALUE_STARTS, L_MATTER_VALUE_FIELDS, L_MATTER_VALUES)


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
    matter, at, step_of = ints_at(L[L_MATTER]), words_at(L[L_AT]), ints_at(L[L_STEP])
    steps, width = P[P_STEP_INFO], P[P_STEP_WORDS]
    n, low, high = 0, matter[first], matter[first]
    for i in range(first, last):
        if at[i] > W[H_AS_OF_LATEST]:
            if at[i] < W[H_PENDING]:
                W[H_PENDING] = at[i]
            last = i
            break
        n += 1 - P[steps + S_IDLE + step_of[i] * width]
        low, high = min(low, matter[i]), max(high, matter[i])
    matters, end, pool, heads = high - low + 1, n * E_WORDS, W[H_POOL], W[H_FIRST]
    _load_matters(L, E, W, low, matters, end)
    row = end
    for i in range(last - 1, first - 1, -1):
        step = step_of[i]
        info = steps + step * width
        if P[info + S_IDLE]:
            continue
        row -= E_WORDS
        E[row + E_STEP], E[row + E_AT], E[row + E_SEQ], E[row + E_ROW] = step, at[i], words_at(L[L_SEQ])[i], i
        E[row + E_DAY] = day_of(P, at[i])
        of_matter = end + (matter[i] - low) * E_WORDS
        E[row + E_MATTER] = of_matter
        if P[info + S_ENDS]:  # the last to be written is the first to stand
            E[of_matter + E_FIRST_END] = row
        if P[info + S_RELINKS_UNIT] >= 0:
            E[of_matter + E_MOVED] = 1
        flags = IS_DAY if bytes_at(L[L_PRECISION])[i] == 0 else 0
        E[row + E_UNTIL], E[row + E_RECORDED], E[row + E_UNIT] = NULL, NULL, NULL
        if L[L_UNTIL + 1] and words_at(L[L_UNTIL])[i] != NULL:
            E[row + E_UNTIL] = words_at(L[L_UNTIL])[i]
            flags |= UNTIL_IS_DAY if bytes_at(L[L_UNTIL_PRECISION])[i] == 0 else 0
        if L[L_RECORDED + 1] and words_at(L[L_RECORDED])[i] != NULL:
            E[row + E_RECORDED] = words_at(L[L_RECORDED])[i]
            flags |= RECORDED_IS_DAY if bytes_at(L[L_RECORDED_PRECISION])[i] == 0 else 0
        E[row + E_FLAGS] = flags
        E[row + E_OF_OBJECT], E[row + E_OF_PERIOD] = NULL, 0
        if L[L_UNIT + 1]:
            E[row + E_UNIT] = words_at(L[L_UNIT])[i]
        pool = _load_people(L, E, Q, row, i, pool)
        _point_at_values(L, E, row, i, L_VALUE_STARTS, L_VALUE_FIELDS, L_VALUES)
        E[row + E_NEXT] = W[heads + step]
        W[heads + step] = row
    W[H_EVENTS], W[H_ROWS], W[H_POOL] = end, end + matters * E_WORDS, pool


@compiled
def unload(W, E):
    """Takes a file out of its index of steps."""
    for row in range(0, W[H_EVENTS], E_WORDS):
        W[W[H_FIRST] + E[row + E_STEP]] = -1
