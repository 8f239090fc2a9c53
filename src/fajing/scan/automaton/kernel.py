"""The loop over files: columns in, rows of duties and counts out. Compiled once; the law is data to it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from fajing.scan.automaton.days import day_of
from fajing.scan.automaton.judge import DONE, judge_file
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.machinery import bytes_at, compiled, ints_at, words_at


class Columns(NamedTuple):
    """Some files, column by column; every array is contiguous int64 unless said otherwise.

    Attributes:
        starts: Row at which each file begins, and behind the last the number of rows.
        step: Codes of steps, int32.
        at: Instants.
        precision: int8: 0 day, 1 minute, 2 second.
        seq: Ties.
        until: Instants or NULL; empty where nothing lasts.
        until_precision: int8.
        recorded: Instants or NULL; empty where nothing says.
        recorded_precision: int8.
        unit: Texts or NULL; empty where nothing says.
        matter: Number of the row's matter, int32.
        officer_1: Texts or NULL; empty where there are no officers.
        role_1: Texts or NULL.
        officer_2: Texts or NULL; as long as `officer_1`.
        role_2: Texts or NULL.
        officer_starts: Where a row's further officers begin, and behind the last their number; empty where none has more
            than two.
        officers: Pairs of id and role.
        object_1: Texts or NULL; empty where there are no objects.
        object_starts: Where a row's further objects begin; empty where none has more than one.
        objects: Texts.
        values: One row a column of values: numbers, texts, instants; NULL where absent.
        columns: One row a column of values: field, kind, and the row of `values` with divisors or precisions, or -1.
        matter_procedure: Numbers of procedures.
        matter_unit: Texts or NULL.
        matter_values: As for events.
        matter_columns: As for events.
    """

    starts: Any
    step: Any
    at: Any
    precision: Any
    seq: Any
    until: Any
    until_precision: Any
    recorded: Any
    recorded_precision: Any
    unit: Any
    matter: Any
    officer_1: Any
    role_1: Any
    officer_2: Any
    role_2: Any
    officer_starts: Any
    officers: Any
    object_1: Any
    object_starts: Any
    objects: Any
    values: Any
    columns: Any
    matter_procedure: Any
    matter_unit: Any
    matter_values: Any
    matter_columns: Any


# A column as the machine sees it: its address and its length, in this order.
(
    L_STARTS, L_STEP, L_AT, L_PRECISION, L_SEQ, L_UNTIL, L_UNTIL_PRECISION, L_RECORDED, L_RECORDED_PRECISION, L_UNIT,
    L_MATTER, L_OFFICER_1, L_ROLE_1, L_OFFICER_2, L_ROLE_2, L_OFFICER_STARTS, L_OFFICERS, L_OBJECT_1, L_OBJECT_STARTS,
    L_OBJECTS, L_VALUES, L_COLUMNS, L_MATTER_PROCEDURE, L_MATTER_UNIT, L_MATTER_VALUES, L_MATTER_COLUMNS,
) = range(0, 52, 2)  # fmt: skip
(
    M_PLAN, M_MEMORY, M_FILE, M_POOL, M_OUTPUT, M_COUNTS, M_STATE, M_PUNTS, M_PENDING, M_MASKED, M_SKIP, M_APART,
) = range(52, 76, 2)  # fmt: skip
L_WORDS = 76
_TYPES = {"step": np.int32, "matter": np.int32, "precision": np.int8}


def addresses(columns: Columns, *memory: NDArray[Any]) -> tuple[NDArray[np.int64], list[NDArray[Any]]]:
    """Where columns and working memory lie: address and length of each, and the arrays that must be kept meanwhile.

    Args:
        columns: The files.
        memory: In the order of `M_...`.
    """
    kept: list[NDArray[Any]] = []
    for name, array in zip(columns._fields, columns, strict=True):
        wanted = np.int8 if name.endswith("precision") else _TYPES.get(name, np.int64)
        kept.append(np.ascontiguousarray(array, dtype=wanted))
    kept += memory
    words = [word for array in kept for word in (array.ctypes.data, array.size)]
    return np.array(words, dtype=np.int64), kept


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
def _load(L, P, W, E, Q, first, last):
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
    matters, end, pool, heads = high - low + 1, n * width, 0, W[H_FIRST]
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


@compiled
def _clear(W, E):
    """Takes a file out of the index of steps."""
    for row in range(0, W[H_EVENTS], W[H_WIDTH]):
        W[W[H_FIRST] + E[row + E_STEP]] = -1


@compiled
def _one_file(E, Q, P, W, O, C, Z, masked):
    """Judges a file; norms at which only the reference can go on are masked, and the rest judged again.

    Returns:
        Whether there was room for its rows of output; if not, nothing of it is counted.
    """
    out, pool = Z[Z_OUT], W[H_POOL]
    while True:
        stopped_at = judge_file(E, Q, P, W, O, C, Z, masked, 1)
        full = Z[Z_OUT] > W[H_OUT_MOST]
        if stopped_at == DONE and not full:
            return True
        W[H_POOL], Z[Z_OUT] = pool, out
        judge_file(E, Q, P, W, O, C, Z, masked, -1)
        W[H_POOL], Z[Z_OUT] = pool, out
        if full:
            return False
        masked[stopped_at] = 1
        for k in range(P[P_NORMS_N]):
            # What rests on duties of a norm that is left to the reference is left to it too.
            norm = P[P[P_NORMS] + k]
            if P[norm + N_RESTS]:
                masked[P[norm + N_INDEX]] = 1


@njit(nogil=True, cache=True, error_model="numpy")
def run(places):
    """Judges files from `Z[Z_FILE]` on, until all are done or the output is full.

    Args:
        places: What `addresses` gives.
    """
    L = words_at(places.ctypes.data)
    P, W, E, Q = words_at(L[M_PLAN]), words_at(L[M_MEMORY]), words_at(L[M_FILE]), words_at(L[M_POOL])
    O, C, Z, punts = words_at(L[M_OUTPUT]), words_at(L[M_COUNTS]), words_at(L[M_STATE]), words_at(L[M_PUNTS])
    pending, masked, skip = words_at(L[M_PENDING]), words_at(L[M_MASKED]), words_at(L[M_SKIP])
    starts, files, norms = words_at(L[L_STARTS]), L[L_STARTS + 1] - 1, L[M_MASKED + 1]
    W[H_RULES] = L[M_COUNTS + 1] // (7 * 17 * 2)
    W[H_APART] = L[M_APART] if L[M_APART + 1] else 0
    W[H_APART_ROWS] = L[L_AT + 1]
    while Z[Z_FILE] < files:
        number = Z[Z_FILE]
        first, last = starts[number], starts[number + 1]
        if skip[number] or first == last:
            Z[Z_FILE] = number + 1
            continue
        if 2 * (Z[Z_PUNTS] + norms) > L[M_PUNTS + 1]:
            Z[Z_STATUS] = 1
            return
        W[H_PENDING], W[H_FILE] = 2**62, number
        _load(L, P, W, E, Q, first, last)
        done = _one_file(E, Q, P, W, O, C, Z, masked)
        _clear(W, E)
        for k in range(norms):
            if masked[k]:
                if done:
                    punts[2 * Z[Z_PUNTS]], punts[2 * Z[Z_PUNTS] + 1] = number, k
                    Z[Z_PUNTS] += 1
                masked[k] = 0
        if not done:
            Z[Z_STATUS] = 1
            return
        pending[number] = W[H_PENDING]
        Z[Z_FILE] = number + 1
    Z[Z_STATUS] = 0
