"""Some words of rows of output, word by word: each row is looked at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from fajing.scan.automaton import cache

cache.set_up()
Ints = NDArray[np.int64]


@njit(nogil=True, cache=True)
def _words(rows: Any, places: Any, found: Any) -> None:
    for i in range(len(rows)):
        for k in range(len(places)):
            found[k, i] = rows[i, places[k]]


def words_of(rows: Ints, places: Ints) -> Ints:
    """Some words of rows, each as a column.

    Args:
        rows: Rows of output (`layout.O_...`).
        places: Which words.

    Returns:
        One row a word.
    """
    found: Ints = np.empty((len(places), len(rows)), dtype=np.int64)
    _words(rows, places, found)
    return found
