"""The loops over rows of a piece, and over intervals, that norms across files need; compiled.

In: columns as `cells` gives them. Out: intervals (`across.KEY` and so on), codes, places; arrays are filled as far as said.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from fajing.scan.automaton import cache
from fajing.scan.automaton import layout as at

cache.set_up()
NULL, NO_KEY, NO_END, MET = at.NULL, at.APART_NO_KEY, at.APART_NO_END, at.APART_MET


@njit(nogil=True, cache=True)
def chosen(cells: Any, flags: Any, found: Any) -> int:
    """Rows whose cell has a flag.

    Args:
        cells: Of each row a number.
        flags: Of each number 1 or 0.
        found: Filled with the rows; one longer than `cells`.

    Returns:
        How many there are.
    """
    number = 0
    for i in range(len(cells)):
        found[number] = i
        number += flags[cells[i]]
    return number


@njit(nogil=True, cache=True)
def put_codes(cells: Any, flags: Any, codes: Any, found: Any) -> None:
    """Puts codes into the rows whose cell has a flag, one after the other."""
    number = 0
    for i in range(len(cells)):
        if flags[cells[i]]:
            found[i] = codes[number]
            number += 1


@njit(nogil=True, cache=True)
def keys_in(rows: Any, first: Any, second: Any, empty: int, of: Any, keys: Any) -> int:
    """Keys of some rows from two columns; of equal ones only the first.

    Args:
        rows: The rows.
        first: A column of texts.
        second: Another; may be empty.
        empty: A text that is no key.
        of: Filled with the place of each key's row among the rows.
        keys: Filled with the keys; twice as long as `rows`.

    Returns:
        How many there are.
    """
    number = 0
    for place in range(len(rows)):
        row = rows[place]
        if first[row] != NULL and first[row] != empty:
            of[number], keys[number] = place, first[row]
            number += 1
        if len(second) and second[row] != NULL and second[row] != first[row]:
            of[number], keys[number] = place, second[row]
            number += 1
    return number


@njit(nogil=True, cache=True)
def intervals_in(
    rows: Any, of: Any, keys: Any, times: Any, ends: Any, precisions: Any, end_precisions: Any,
    files: Any, first_file: int, skip: Any, latest: int, codes: Any, own: Any, found: Any,
) -> int:  # fmt: skip
    """Intervals of some rows that are known by then.

    Args:
        rows: The rows.
        of: Of each key the place of its row among them.
        keys: The keys.
        times: When the rows begin.
        ends: When they end, or NULL; empty where nothing lasts.
        precisions: Of the beginnings.
        end_precisions: Of the ends.
        files: Numbers of files.
        first_file: Number of the first.
        skip: By file, whether it is not looked at.
        latest: The last instant that is known.
        codes: Filled: of each row what can be said of it by itself.
        own: Filled: of each interval the place of its row.
        found: Filled: the intervals.

    Returns:
        How many intervals there are.
    """
    for place in range(len(rows)):
        codes[place] = NO_KEY
    number = 0
    for k in range(len(keys)):
        place = of[k]
        row = rows[place]
        end = ends[row] if len(ends) else NULL
        uncertain = end == NULL or precisions[row] == 0 or end_precisions[row] == 0
        codes[place] = NO_END if uncertain else MET
        if times[row] <= latest and not skip[files[row] - first_file]:
            own[number] = place
            found[number, 0], found[number, 1] = keys[k], times[row]
            found[number, 2], found[number, 3] = end, uncertain
            number += 1
    return number


@njit(nogil=True, cache=True)
def parted(intervals: Any, of: Any, base: int, mixed: int, parts: int, found: Any, cuts: Any) -> None:
    """Intervals by part of their key, with the numbers of their events.

    Args:
        intervals: Key, beginning, end of each, and whether an end is not known.
        of: Of each its event.
        base: Number of the first event.
        mixed: Mixed into the keys, so that groups do not meet.
        parts: Number of parts, a power of two.
        found: Filled with the intervals.
        cuts: Where each part begins, and behind the last the number of intervals; comes with noughts.
    """
    for i in range(len(intervals)):
        cuts[((intervals[i, 0] ^ mixed) & (parts - 1)) + 1] += 1
    for part in range(parts):
        cuts[part + 1] += cuts[part]
    ends = cuts[:parts].copy()
    for i in range(len(intervals)):
        key = intervals[i, 0] ^ mixed
        place = ends[key & (parts - 1)]
        ends[key & (parts - 1)] = place + 1
        found[place, 0], found[place, 1], found[place, 2] = key, intervals[i, 1], intervals[i, 2]
        found[place, 3] = (of[i] + base) << 1 | intervals[i, 3]


@njit(nogil=True, cache=True)
def _split(rows: Any, table: Any, packed: Any, doubtful: Any, beginnings: Any) -> Any:
    """Numbers the keys of known intervals in the order met, and sets the others apart.

    Args:
        rows: Intervals.
        table: Numbers of keys, from 1, and keys; all nought; a power of two, more than twice as many as intervals.
        packed: Filled with the number of each known interval's key.
        doubtful: Filled with the places of the others.
        beginnings: The least and greatest beginning of a known interval.

    Returns:
        Number of keys, of known intervals.
    """
    mask, keys, known, rest = len(table) - 1, 0, 0, 0
    for i in range(len(rows)):
        if rows[i, 3] & 1:
            doubtful[rest] = i
            rest += 1
            continue
        key = rows[i, 0]
        slot = (key >> 12 ^ key >> 33) & mask
        while table[slot, 0] and table[slot, 1] != key:
            slot = (slot + 1) & mask
        if not table[slot, 0]:
            keys += 1
            table[slot, 0], table[slot, 1] = keys, key
        packed[i] = table[slot, 0]
        beginnings[0], beginnings[1] = min(beginnings[0], rows[i, 1]), max(beginnings[1], rows[i, 1])
        known += 1
    return keys, known


@njit(nogil=True, cache=True)
def _pack(rows: Any, least: int, time_bits: int, place_bits: int, packed: Any) -> None:
    """Makes of the key's number, the beginning and the place one number; known intervals move to the front."""
    known = 0
    for i in range(len(rows)):
        if not rows[i, 3] & 1:
            packed[known] = (packed[i] << time_bits | (rows[i, 1] - least)) << place_bits | i
            known += 1


@njit(nogil=True, cache=True)
def _in_order(rows: Any, packed: Any, place_bits: int, found: Any) -> None:
    """Puts the intervals in the order of the packed numbers, word by word."""
    mask = (1 << place_bits) - 1
    for k in range(len(packed)):
        i = packed[k] & mask
        found[0, k], found[1, k], found[2, k], found[3, k] = rows[i, 0], rows[i, 1], rows[i, 2], rows[i, 3]


def in_order(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Intervals that are known, by key and beginning, word by word; and the others as they are."""
    n = len(rows)
    table = np.zeros((1 << (2 * n + 1).bit_length(), 2), dtype=np.int64)
    packed, doubtful = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    beginnings = np.array([2**62, -(2**62)], dtype=np.int64)
    keys, known = _split(rows, table, packed, doubtful, beginnings)
    rest = rows[doubtful[: n - known]]
    least, most = beginnings.tolist()
    time_bits, place_bits = max(0, most - least).bit_length(), n.bit_length()
    if keys.bit_length() + time_bits + place_bits > 63:
        some = rows[(rows[:, 3] & 1) == 0]
        return np.ascontiguousarray(some[np.lexsort((some[:, 1], some[:, 0]))].T), rest
    _pack(rows, least, time_bits, place_bits, packed)
    sorted_numbers = np.sort(packed[:known])
    found = np.empty((4, known), dtype=np.int64)
    _in_order(rows, sorted_numbers, place_bits, found)
    return found, rest
