"""When officers, rooms and devices were taken: the intervals of norms that look across files, kept between checks.

In: the intervals of a full check, then those of the units that were judged again. Out: which units have an interval
that may meet another. Files under `warm/` are sorted by key and beginning and mapped into memory, so that a check after
one more day reads a few pages of them; a later file replaces the units it names in all before it. What is written there
are digests of keys, times, and numbers of files.
"""

from __future__ import annotations

import os
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fajing.app.warm.units import Units

Ints = NDArray[np.int64]
KEY, BEGIN, END, OWNER = 0, 1, 2, 3
"""Rows of a level. The owner is a node, times two; the lowest bit says that an end is not known to the minute."""
WORDS = 4
_KEY_BITS = 63
_NEAR = 2 * 86_400
"""More than any civil day: as far as an interval whose end is not known may reach."""
_LEVELS = 24
_CHUNK = 1_000_000
_MOST_LOOKED_AT = 40_000_000


class TooMany(ValueError):
    """More intervals would have to be looked at than a judgement of everything costs."""


@dataclass(slots=True)
class Level:
    """A file of intervals.

    Attributes:
        name: Of the file.
        sum: Of its bytes.
        rows: How many intervals there are.
        longest: Seconds of the longest whose ends are known.
        replaced: Units whose intervals in earlier levels no longer count.
    """

    name: str
    sum: int
    rows: int
    longest: int
    replaced: Ints = field(default_factory=lambda: np.zeros(0, np.int64))


def reach(words: Ints) -> tuple[Ints, Ints]:
    """From when to when intervals may meet others: their ends, or a good day before and after a day."""
    doubtful = (words[OWNER] & 1) != 0
    low = np.where(doubtful, words[BEGIN] - _NEAR, words[BEGIN])
    return low, np.where(doubtful, words[BEGIN] + _NEAR, words[END])


class Intervals:
    """All intervals, level upon level.

    Args:
        folder: Where the files lie.
        levels: What is known of each.
        bits: How many of the lowest bits of a key come first in the order.
    """

    def __init__(self, folder: Path, levels: list[Level], bits: int) -> None:
        self.folder, self.levels, self.bits = folder, levels, bits
        self._open: dict[str, Any] = {}

    def more(self) -> Intervals:
        """The same levels, of which others may be added without changing these; files that are open stay open."""
        found = Intervals(self.folder, [replace(one) for one in self.levels], self.bits)
        found._open = self._open
        return found

    def in_order(self, keys: Ints) -> Ints:
        """Keys as they are sorted here."""
        low = keys & ((1 << self.bits) - 1)
        return low << (_KEY_BITS - self.bits) | keys >> self.bits

    def keys_of(self, ordered: Ints) -> Ints:
        """The keys themselves."""
        high = ordered >> (_KEY_BITS - self.bits)
        return (ordered << self.bits & (2**63 - 1)) | high

    def near(self, asked: Ints, units: Units, without: Ints) -> Ints:
        """Intervals that may meet some of their key; some may come that do not.

        Args:
            asked: Intervals, their keys in order (`WORDS` rows).
            units: The units there are now.
            without: Units whose intervals are left out, ascending.

        Raises:
            TooMany: It would be dearer than to judge everything.
            ValueError: A file is damaged.
        """
        found = [np.zeros((WORDS, 0), np.int64)]
        dead = without
        for level in reversed(self.levels):
            words = self._words(level)
            hits = _hits(words, asked, max(level.longest, _NEAR))
            rows = np.ascontiguousarray(words[:, hits])
            own = units.unit_of(rows[OWNER] >> 1)
            found.append(rows[:, ~np.isin(own, dead)])
            dead = np.union1d(dead, units.unit_of(level.replaced))
        return np.concatenate(found, axis=1)

    def add(self, name: str, words: Ints, replaced: Ints) -> None:
        """One more level.

        Args:
            name: Of the file.
            words: Intervals, keys in order.
            replaced: Units, all of whose intervals these are.
        """
        words = words[:, np.lexsort((words[BEGIN], words[KEY]))]
        writer = Writer(self.folder / name, words.shape[1])
        writer.add(words)
        self.levels.append(writer.level(replaced))

    def is_long(self) -> bool:
        """Whether it is time to make one level of all."""
        later = sum(one.rows for one in self.levels[1:])
        return len(self.levels) > _LEVELS or later > self.levels[0].rows // 2 + _CHUNK

    def joined(self, name: str, units: Units) -> None:
        """Makes one level of all."""
        tables = [self._words(level) for level in self.levels]
        owners = [units.unit_of(table[OWNER] >> 1) for table in tables]
        dead = np.zeros(0, np.int64)
        kept: list[NDArray[np.bool_]] = []
        for level, own in zip(reversed(self.levels), reversed(owners), strict=True):
            kept.insert(0, ~np.isin(own, dead))
            dead = np.union1d(dead, units.unit_of(level.replaced))
        del owners
        writer = Writer(self.folder / name, sum(int(one.sum()) for one in kept))
        starts = [0] * len(tables)
        while any(start < table.shape[1] for start, table in zip(starts, tables, strict=True)):
            ends = _next_ends(tables, starts)
            parts = [
                table[:, start:end][:, own[start:end]]
                for table, own, start, end in zip(tables, kept, starts, ends, strict=True)
            ]
            some = np.concatenate(parts, axis=1)
            writer.add(some[:, np.lexsort((some[BEGIN], some[KEY]))])
            starts = ends
        self.levels = [writer.level()]

    def _words(self, level: Level) -> Any:
        """The intervals of a level, mapped into memory."""
        words = self._open.get(level.name)
        if words is None:
            path = self.folder / level.name
            if sum_of(path) != level.sum:
                raise ValueError(f"{level.name}: {level.sum}")
            words = np.load(path, mmap_mode="r")
            if words.dtype != np.int64 or words.shape != (WORDS, level.rows):
                raise ValueError(level.name)
            self._open[level.name] = words
        return words


def _next_ends(tables: list[Any], starts: list[int]) -> list[int]:
    """Where the next stretch ends in each level: some intervals, and all of the keys among them."""
    lasts = [
        int(table[KEY, min(start + _CHUNK, table.shape[1]) - 1])
        for table, start in zip(tables, starts, strict=True)
        if start < table.shape[1]
    ]
    return [int(np.searchsorted(table[KEY], min(lasts), side="right")) for table in tables]


def _hits(words: Any, asked: Ints, back: int) -> Ints:
    """Places of the intervals that may meet one that is asked for."""
    keys, begins = words[KEY], words[BEGIN]
    asked = asked[:, np.lexsort((asked[BEGIN], asked[KEY]))]
    low, high = reach(asked)
    new = np.ones(len(low), bool)
    new[1:] = (asked[KEY, 1:] != asked[KEY, :-1]) | (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    asked, low, high = asked[:, new], low[new], high[new]
    first = np.searchsorted(keys, asked[KEY], side="left")
    end = np.searchsorted(keys, asked[KEY], side="right")
    first, end = _bisected(begins, first, end, low - back), _bisected(begins, first, end, high + _NEAR)
    counts = np.maximum(end - first, 0)
    if int(counts.sum()) > _MOST_LOOKED_AT:
        raise TooMany(f"{int(counts.sum())}")
    of = np.repeat(np.arange(len(counts)), counts)
    places = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
    found_low, found_high = reach(words[:, places])
    return np.unique(places[(found_low < high[of]) & (low[of] < found_high)])


def _bisected(begins: Any, low: Ints, high: Ints, least: Ints) -> Ints:
    """In each stretch the first place whose beginning is not less."""
    low, high = low.copy(), high.copy()
    while (open_yet := np.flatnonzero(low < high)).size:
        middle = (low[open_yet] + high[open_yet]) >> 1
        less = np.asarray(begins[middle]) < least[open_yet]
        low[open_yet[less]] = middle[less] + 1
        high[open_yet[~less]] = middle[~less]
    return low


class Writer:
    """Writes a level, stretch after stretch.

    Args:
        path: The file.
        rows: How many intervals there will be.
    """

    def __init__(self, path: Path, rows: int) -> None:
        self.path, self.rows, self.longest, self._at = path, rows, 0, 0
        self._part = path.with_name(f".{path.name}-{os.getpid()}")
        self._words: Any = (
            np.lib.format.open_memmap(self._part, mode="w+", dtype=np.int64, shape=(WORDS, rows))
            if rows
            else np.zeros((WORDS, 0), np.int64)
        )

    def add(self, words: Ints) -> None:
        """Takes intervals, sorted, none of a key before that of earlier ones."""
        number = words.shape[1]
        self._words[:, self._at : self._at + number] = words
        self._at += number
        known = (words[OWNER] & 1) == 0
        self.longest = max(self.longest, int((words[END] - words[BEGIN])[known].max(initial=0)))

    def owners(self, of: Any) -> None:
        """Puts owners in place of what stood there."""
        for start in range(0, self.rows, _CHUNK):
            some = self._words[OWNER, start : start + _CHUNK]
            some[:] = of(some >> 1) << 1 | some & 1

    def level(self, replaced: Ints | None = None) -> Level:
        """Ends the file."""
        if self.rows:
            self._words.flush()
        else:
            with self._part.open("wb") as out:
                np.save(out, self._words)
        del self._words
        self._part.replace(self.path)
        none = np.zeros(0, np.int64)
        return Level(
            self.path.name, sum_of(self.path), self.rows, self.longest, none if replaced is None else replaced
        )


def sum_of(path: Path) -> int:
    """A sum of a file's bytes."""
    found = 0
    with path.open("rb") as file:
        while block := file.read(1 << 22):
            found = zlib.crc32(block, found)
    return found
