"""Memory that is used again: what the machine works on is as large for one piece as for the next.

In: how much is needed. Out: arrays. Memory given out is given out again only when nobody looks at any part of it.
"""

from __future__ import annotations

import sys
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Ints = NDArray[np.int64]
_MOST = 8
_UNSEEN = 2
"""References to an array that only the list of rooms, and the call that counts them, hold."""
_LINE = 8  # words


class Rooms:
    """Rooms of whole numbers; any number of threads may ask."""

    def __init__(self) -> None:
        self._rooms: list[Ints] = []
        self._lock = Lock()

    def of(self, words: int) -> Ints:
        """A room of at least so many words, with whatever stands in it."""
        with self._lock:
            return self._of(words)

    def _of(self, words: int) -> Ints:
        for place in range(len(self._rooms)):
            if len(self._rooms[place]) >= words and sys.getrefcount(self._rooms[place]) <= _UNSEEN:
                return self._rooms[place]
        seen = [place for place in range(len(self._rooms)) if sys.getrefcount(self._rooms[place]) > _UNSEEN]
        made: Ints = np.empty(words, dtype=np.int64)
        self._rooms = [*(self._rooms[place] for place in seen[1 - _MOST :]), made]
        return made


class Carver:
    """Cuts arrays out of one room, as large as what was cut the last time.

    Args:
        rooms: Where the room comes from.
    """

    def __init__(self, rooms: Rooms) -> None:
        self._rooms, self._needed, self._used = rooms, 0, 0
        self._room: Ints = np.empty(0, dtype=np.int64)

    def begin(self) -> None:
        """A new piece begins."""
        self._room = np.empty(0, dtype=np.int64)
        self._needed, self._used = max(self._needed, self._used), 0
        self._room = self._rooms.of(self._needed)

    def cut(self, shape: int | tuple[int, ...], kind: DTypeLike = np.int64) -> NDArray[Any]:
        """An array with whatever stands in it."""
        size = int(np.prod(shape))
        words = -(-size * np.dtype(kind).itemsize // (8 * _LINE)) * _LINE
        first, self._used = self._used, self._used + words
        if self._used > len(self._room):
            return np.empty(shape, kind)
        return self._room[first : first + words].view(kind)[:size].reshape(shape)
