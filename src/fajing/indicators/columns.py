"""Arrow columns as numbers: codes of words that grow from table to table, fields of matters, where a clock changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from fajing.core.moments import Zone
from fajing.indicators.values import Bools, Column, Ints, Part, ascending
from fajing.scan.plan.tables import clock_changes

DAY = 86_400
EPOCH = 719_163
"""Ordinal of 1 January 1970."""
KINDS = ("text", "int", "bool", "decimal", "moment")

NO_ROWS: Ints = np.zeros(0, np.int64)
_MARGIN = 400
_FEW = 20
"""Less than one row in so many are looked up one by one; of more, all rows are told their places first."""


@cache
def clock_of(zone: Zone) -> Clock:
    """The clock of a zone; where it changes is looked up once."""
    return Clock(zone)


class Clock:
    """Civil time of many instants at once.

    Args:
        zone: Whose.
    """

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self._first, self._last = 0, -1

    def local(self, instants: Ints) -> Ints:
        """Instants in seconds of civil time."""
        if not len(instants):
            return instants
        low, high = int(instants.min()), int(instants.max())
        first, last = low // DAY + EPOCH, high // DAY + EPOCH
        if self._last < self._first or first < self._first or last > self._last:
            self._first = max(1, min(first, self._first if self._last >= self._first else first) - _MARGIN)
            self._last = min(3_652_000, max(last, self._last) + _MARGIN)
            shifts, offsets = clock_changes(self.zone, self._first, self._last)
            self._shifts, self._offsets = np.array(shifts, np.int64), np.array(offsets, np.int64)
        one, other = np.searchsorted(self._shifts, (low, high), side="right") - 1
        if one == other:
            return np.asarray(instants + self._offsets[one])
        return np.asarray(instants + self._offsets[np.searchsorted(self._shifts, instants, side="right") - 1])

    def days(self, instants: Ints) -> Ints:
        """Ordinals of the civil days of instants."""
        return self.local(instants) // DAY + EPOCH


def joined(arrays: Sequence[Any], kind: Any = np.int64) -> Any:
    """Arrays one behind the other."""
    if len(arrays) == 1:
        return arrays[0]
    return np.concatenate(arrays) if arrays else np.zeros(0, kind)


def valid(chunk: pa.ChunkedArray) -> Bools:
    """Which cells are there."""
    return np.ones(len(chunk), bool) if not chunk.null_count else np.asarray(chunk.is_valid())


def codes_of(column: pa.ChunkedArray | None, words: dict[str, int], size: int = 0) -> Ints:
    """Codes of texts by a dictionary that grows; -1 for null."""
    if column is None:
        return np.full(size, -1, np.int32)
    found = []
    for chunk in column.chunks:
        one = chunk if pa.types.is_dictionary(chunk.type) else chunk.dictionary_encode()
        table = [words.setdefault(word, len(words)) for word in one.dictionary.to_pylist()]
        codes = np.array([*table, -1], np.int32)
        indices = one.indices.fill_null(len(table)) if one.null_count else one.indices
        found.append(codes[np.asarray(indices)])
    return joined(found) if found else np.zeros(0, np.int32)


def not_empty(codes: Ints, words: Mapping[str, int]) -> Bools:
    """Which codes stand for a text: none does for null, nor the one of the empty text."""
    empty = words.get("")
    return (codes >= 0) if empty is None else (codes >= 0) & (codes != empty)


@dataclass(slots=True)
class Stored:
    """The values of one kind that a column of events has: only the rows that have one.

    Attributes:
        size: Rows of the record.
        rows: Those that have a value, ascending; None where all have.
        part: Their values, one for each of those rows.
    """

    size: int
    rows: Ints | None
    part: Part
    _inverse: Any = None

    def take(self, wanted: Ints, there: Bools | None) -> Part:
        """The values of some rows of the record."""
        if self.rows is None:
            return self.part.take(wanted, there)
        if self._inverse is None and len(wanted) * _FEW < self.size:
            places = np.minimum(np.searchsorted(self.rows, wanted), len(self.rows) - 1)
            known = self.rows[places] == wanted
        else:
            if self._inverse is None:
                self._inverse = np.full(self.size, -1, np.int32)
                self._inverse[self.rows] = np.arange(len(self.rows), dtype=np.int32)
            places = self._inverse[wanted]
            known = places >= 0
            places = np.maximum(places, 0)
        return self.part.take(places, known if there is None else known & there)


@dataclass(frozen=True, slots=True)
class Values:
    """A field of all events."""

    parts: tuple[Stored, ...]

    def take(self, wanted: Ints, there: Bools | None = None) -> Column:
        """The values of some rows."""
        return Column(len(wanted), tuple(one.take(wanted, there) for one in self.parts))

    def known_rows(self, size: int) -> Ints:
        """Rows that have a value, ascending."""
        found = [np.arange(size) if one.rows is None else one.rows for one in self.parts]
        if len(found) == 1:
            return found[0]
        return ascending(np.concatenate(found)) if found else NO_ROWS

    def words(self) -> set[str]:
        """Texts that occur."""
        return {word for one in self.parts if one.part.kind == "text" for word in one.part.words}


def compact(cells: Sequence[Any], sizes: Sequence[int]) -> tuple[Ints, list[Any]]:
    """Rows of a column that have a cell, and those cells, chunk after chunk."""
    rows, kept, start = [], [], 0
    for one, size in zip(cells, sizes, strict=True):
        if one is not None and one.null_count < size:
            for chunk in one.chunks:
                if not chunk.null_count:
                    rows.append(np.arange(start, start + len(chunk)))
                    kept.append(chunk)
                elif chunk.null_count < len(chunk):
                    there = _places_of(chunk)
                    rows.append(there + start)
                    kept.append(
                        chunk.take(pa.Array.from_buffers(pa.int64(), len(there), [None, pa.py_buffer(there)]))
                    )
                start += len(chunk)
        else:
            start += size
    return (np.concatenate(rows) if rows else NO_ROWS), kept


def _places_of(chunk: pa.Array) -> Ints:
    """Where a column has cells, read from its bits."""
    first = chunk.offset
    bits = np.frombuffer(chunk.buffers()[0], np.uint8)[first // 8 : (first + len(chunk) + 7) // 8]
    there = np.unpackbits(bits, bitorder="little")[first % 8 : first % 8 + len(chunk)]
    return np.flatnonzero(there.view(bool))


def matter_parts(
    tables: Sequence[pa.Table],
    sizes: Sequence[int],
    name: str,
    moments: Callable[[Ints, Ints, Bools], Part],
) -> Iterable[Part]:
    """Values of matters, by kind, one table after the other."""
    for kind in KINDS:
        column = f"{kind}.{name}"
        cells = [table.column(column) if column in table.column_names else None for table in tables]
        known = known_cells(cells, sizes)
        if not known.any():
            continue
        if kind == "text":
            words: dict[str, int] = {}
            codes = joined([codes_of(one, words, size) for one, size in zip(cells, sizes, strict=True)])
            yield Part("text", np.maximum(codes, 0), known & not_empty(codes, words), list(words))
        elif kind == "bool":
            yield Part("bool", whole_numbers(cells, sizes).astype(bool), known)
        elif kind == "decimal":
            yield Part("number", decimals(cells, known), known)
        elif kind == "int":
            yield Part("number", whole_numbers(cells, sizes), known)
        else:
            precise = [
                table.column(f"precision.{name}") if column in table.column_names else None
                for table in tables
            ]
            yield moments(whole_numbers(cells, sizes), whole_numbers(precise, sizes), known)


def known_cells(cells: Sequence[Any], sizes: Sequence[int]) -> Bools:
    """Which cells of a column are there, one chunk after the other; None stands for a column that is not."""
    found = [
        np.zeros(size, bool) if one is None or one.null_count == size else valid(one)
        for one, size in zip(cells, sizes, strict=True)
    ]
    return np.asarray(joined(found, bool))


def whole_numbers(cells: Sequence[Any], sizes: Sequence[int], fill: int = 0) -> Ints:
    """The cells of a column as whole numbers."""
    found = []
    for one, size in zip(cells, sizes, strict=True):
        if one is None or one.null_count == size:
            found.append(np.full(size, fill, np.int64))
        else:
            filled = one
            if one.null_count:
                filled = one.fill_null(False if pa.types.is_boolean(one.type) else fill)
            found.append(np.asarray(filled).astype(np.int64, copy=False))
    return np.asarray(joined(found))


def decimals(cells: Sequence[Any], known: Bools) -> Any:
    """The cells of a column of numbers written as text."""
    data = np.full(len(known), Decimal(0), object)
    texts = [text for one in cells if one is not None for text in one.drop_null().to_pylist()]
    data[np.flatnonzero(known)] = [Decimal(text) for text in texts]
    return data
