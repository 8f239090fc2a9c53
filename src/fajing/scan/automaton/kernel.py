"""The loop over files: columns in, rows of duties and counts out. Compiled once; the law is data to it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from fajing.scan.automaton.block import empty, fill, judge_block
from fajing.scan.automaton.layout import *
from fajing.scan.automaton.machinery import words_at
from fajing.scan.automaton.places import *


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
        value_starts: Where a row's values begin, and behind the last their number; empty where there are none.
        value_fields: Of each value its field, int32.
        values: Of each value two words: its kind, with the divisor of a number behind `K_BITS`, and the number, text or
            instant.
        matter_procedure: Numbers of procedures.
        matter_unit: Texts or NULL.
        matter_value_starts: As for events.
        matter_value_fields: As for events.
        matter_values: As for events.
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
    value_starts: Any
    value_fields: Any
    values: Any
    matter_procedure: Any
    matter_unit: Any
    matter_value_starts: Any
    matter_value_fields: Any
    matter_values: Any


_TYPES = dict.fromkeys(("step", "matter", "value_fields", "matter_value_fields"), np.int32)


def as_laid(columns: Columns) -> Columns:
    """Columns as the machine reads them; what is so already is not copied."""
    kinds = {
        name: np.int8 if name.endswith("precision") else _TYPES.get(name, np.int64)
        for name in columns._fields
    }
    return Columns(
        *(np.ascontiguousarray(array, kinds[name]) for name, array in zip(kinds, columns, strict=True))
    )


def addresses(columns: Columns, *memory: NDArray[Any]) -> tuple[NDArray[np.int64], list[NDArray[Any]]]:
    """Where columns and working memory lie: address and length of each, and the arrays that must be kept meanwhile.

    Args:
        columns: The files, as laid.
        memory: In the order of `M_...`.
    """
    kept: list[NDArray[Any]] = [*columns, *memory]
    words = [word for array in kept for word in (array.ctypes.data, array.size)]
    return np.array(words, dtype=np.int64), kept


@njit(nogil=True, cache=True, error_model="numpy")
def run(places):
    """Judges files from `Z[Z_FILE]` on, block by block, until all are done or there is no more room for what is found.

    Args:
        places: What `addresses` gives.
    """
    L = words_at(places.ctypes.data)
    W, Z = words_at(L[M_MEMORY]), words_at(L[M_STATE])
    W[H_RULES] = L[M_COUNTS + 1] // (7 * 17 * 2)
    W[H_APART] = L[M_APART] if L[M_APART + 1] else 0
    W[H_APART_ROWS] = L[L_AT + 1]
    Z[Z_STATUS] = 0
    while Z[Z_FILE] < L[L_STARTS + 1] - 1 or W[H_SLOTS_N]:
        if Z[Z_NORM] < 0 and not fill(L):
            return
        if not judge_block(L):
            return
        empty(L)
