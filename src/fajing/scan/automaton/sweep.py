"""Which intervals of the same key overlap: one sweep over intervals sorted by key and beginning.

In: flat arrays. Out: which overlap another, or the pairs that meet. `forms.apart.overlap` is the meaning: two known
intervals meet where each begins before the other ends. An interval of which an end is not known to the minute meets
another where it begins on one of that one's days. Intervals may be empty, or end before they begin.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from fajing.scan.automaton import cache

cache.set_up()
Ints = NDArray[np.int64]


@njit(nogil=True, cache=True)
def _run_end(keys: Any, i: int) -> int:
    """Where the run of a key ends."""
    key, n = keys[i], len(keys)
    while i < n and keys[i] == key:
        i += 1
    return i


@njit(nogil=True, cache=True)
def _first_at_least(numbers: Any, low: int, high: int, least: int) -> int:
    """The first place in a sorted stretch with a number that is not less."""
    while low < high:
        middle = (low + high) >> 1
        if numbers[middle] < least:
            low = middle + 1
        else:
            high = middle
    return low


@njit(nogil=True, cache=True)
def overlapping(keys: Any, begins: Any, ends: Any) -> Any:
    """Whether each interval overlaps another of its key; sorted by key and beginning."""
    n = len(keys)
    found = np.zeros(n, np.uint8)
    most, next_most, holder = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    start = 0
    while start < n:
        stop = _run_end(keys, start)
        # Of the intervals up to each place: the latest end, whose it is, and the latest of the others.
        first, second, who = -(2**62), -(2**62), -1
        for i in range(start, stop):
            if who < 0 or ends[i] > first:
                first, second, who = ends[i], first, i
            elif ends[i] > second:
                second = ends[i]
            most[i], next_most[i], holder[i] = first, second, who
        for i in range(start, stop):
            before = _first_at_least(begins, start, stop, ends[i]) - 1  # the last that begins before it ends
            if before >= start:
                latest = next_most[before] if holder[before] == i else most[before]
                found[i] = latest > begins[i]
        start = stop
    return found


@njit(nogil=True, cache=True)
def touching_days(keys: Any, first_days: Any, last_days: Any, other_keys: Any, other_days: Any) -> Any:
    """Whether on one of its days an uncertain interval of its key begins; equal keys stand together, others sorted."""
    found = np.zeros(len(keys), np.uint8)
    n, low, high = len(other_keys), 0, 0
    for i in range(len(keys)):
        if i == 0 or keys[i] != keys[i - 1]:
            low = high = _first_at_least(other_keys, 0, n, keys[i])
            if low < n and other_keys[low] == keys[i]:
                high = _run_end(other_keys, low)
        at = _first_at_least(other_days, low, high, first_days[i])
        found[i] = at < high and other_days[at] <= last_days[i]
    return found


@njit(nogil=True, cache=True)
def meetings(keys: Any, begins: Any, ends: Any, wanted: Any, pairs: Any) -> int:
    """Pairs of a wanted interval and another that it overlaps; sorted by key and beginning.

    Args:
        keys: Of the intervals.
        begins: When they begin.
        ends: When they end.
        wanted: Which are wanted.
        pairs: Filled with places as far as there is room.

    Returns:
        How many pairs there are.
    """
    n, number, start = len(keys), 0, 0
    most = np.empty(n, np.int64)
    while start < n:
        stop = _run_end(keys, start)
        for i in range(start, stop):
            most[i] = ends[i] if i == start else max(ends[i], most[i - 1])
        for i in range(start, stop):
            if wanted[i]:
                other = _first_at_least(begins, start, stop, ends[i]) - 1
                while other >= start and most[other] > begins[i]:
                    if other != i and ends[other] > begins[i]:
                        if number < len(pairs):
                            pairs[number, 0], pairs[number, 1] = i, other
                        number += 1
                    other -= 1
        start = stop
    return number
