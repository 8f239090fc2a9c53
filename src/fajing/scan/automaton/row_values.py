"""What each row carries, row by row: only values that are there.

A record has hundreds of fields, and a step a handful of them. In: columns of a table, most of them almost empty. Out: the
values in the order of rows, each with its field.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from fajing.scan.automaton import cache
from fajing.scan.automaton.rooms import Carver

cache.set_up()
Ints = NDArray[np.int64]
_NO_BITS = np.zeros(0, dtype=np.uint8)
_NO_BITS.flags.writeable = False


@dataclass(slots=True)
class ValueColumn:
    """A column of values.

    Attributes:
        array: The column; only what of it is null is looked at.
        field: Number of the field.
        heads: Kind, with a number's divisor behind `K_BITS`: one for all, or of each value that is there.
        cells: Of each row a number, or only of each value that is there.
        codes: What the numbers stand for; empty where they are the words themselves.
    """

    array: pa.Array
    field: int
    heads: int | Ints
    cells: NDArray[Any]
    codes: Ints

    @property
    def number(self) -> int:
        """How many values are there."""
        return int(len(self.array) - self.array.null_count)


@njit(nogil=True, cache=True)
def _count(bits: Any, first: int, rows: int, found: Any) -> None:
    """Adds one to the place behind each row that carries a value."""
    place, end = first, first + rows
    while place < end:
        if place & 7 == 0 and bits[place >> 3] == 0:
            place += 8
            continue
        if (bits[place >> 3] >> (place & 7)) & 1:
            found[place - first + 1] += 1
        place += 1


@njit(nogil=True, cache=True)
def _put(
    bits: Any,
    first: int,
    field: int,
    heads: Any,
    cells: Any,
    codes: Any,
    places: Any,
    fields: Any,
    found: Any,
) -> None:
    """Puts the values of a column where the next of their row stands."""
    rows = len(places)
    place, end, number, every = first, first + rows, 0, len(cells) == rows
    while place < end:
        if len(bits) and place & 7 == 0 and bits[place >> 3] == 0:
            place += 8
            continue
        if len(bits) == 0 or (bits[place >> 3] >> (place & 7)) & 1:
            at = places[place - first]
            places[place - first] = at + 1
            word = np.int64(cells[place - first if every else number])
            fields[at], found[2 * at] = field, heads[number if len(heads) > 1 else 0]
            found[2 * at + 1] = codes[word] if len(codes) else word
            number += 1
        place += 1


def _bits(array: pa.Array) -> NDArray[np.uint8]:
    """Which rows carry a value; nothing where all do."""
    valid = array.buffers()[0]
    return _NO_BITS if valid is None or not array.null_count else np.frombuffer(valid, np.uint8)


def carried_by_row(
    columns: Sequence[ValueColumn], rows: int, carver: Carver | None
) -> tuple[Ints, NDArray[np.int32], Ints]:
    """Columns put together by row.

    Args:
        columns: The columns, each of so many rows; of one row they come in this order.
        rows: Number of rows.
        carver: Gives memory.

    Returns:
        Where the values of each row begin, and behind the last their number, empty where there are none; their fields;
        two words a value, its head and its word.
    """
    if not columns:
        return np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int64)
    starts = np.zeros(rows + 1, dtype=np.int64)
    number = 0
    for one in columns:
        if len(bits := _bits(one.array)):
            _count(bits, one.array.offset, rows, starts)
        else:
            starts[1:] += 1
        number += one.number
    np.cumsum(starts, out=starts)
    places = starts[:-1].copy()
    fields = np.empty(number, np.int32) if carver is None else carver.cut(number, np.int32)
    found = np.empty(2 * number, np.int64) if carver is None else carver.cut(2 * number)
    for one in columns:
        heads = np.atleast_1d(np.asarray(one.heads, dtype=np.int64))
        bits, first = _bits(one.array), one.array.offset
        cells = one.cells.view()
        cells.flags.writeable = False  # all of one kind for the compiled loops
        _put(bits, first, one.field, heads, cells, one.codes, places, fields, found)
    return starts, fields, found


def numbers_there(array: pa.Array) -> Ints:
    """The numbers of a column that are there; yes and no as 1 and 0."""
    there = array.drop_null()
    if pa.types.is_boolean(there.type):
        there = there.cast(pa.uint8())
    return np.asarray(there).astype(np.int64)


def number_cells(array: pa.Array) -> NDArray[Any]:
    """The numbers of a column as they lie; where one is null, whatever lies there."""
    if not pa.types.is_int64(array.type):
        return numbers_there(array)
    return np.frombuffer(array.buffers()[1], np.int64, len(array), 8 * array.offset)


def word_cells(array: pa.Array, code: Callable[[str], int]) -> tuple[NDArray[np.int32], Ints]:
    """The words of a column as numbers, as they lie, and what each of the numbers stands for.

    Args:
        array: Words, as a dictionary or plain.
        code: Gives the code of a word.
    """
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    indices = array.indices if array.indices.type == pa.int32() else array.indices.cast(pa.int32())
    codes = np.array([code(word) for word in array.dictionary.to_pylist()], dtype=np.int64)
    return np.frombuffer(indices.buffers()[1], np.int32, len(indices), 4 * indices.offset), codes
