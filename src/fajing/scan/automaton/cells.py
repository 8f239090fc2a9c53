"""Cells of Arrow arrays as numbers, in one pass over each column.

In: columns of a table. Out: arrays; what is null becomes a number of its own. Arrays come from a carver, if there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import DTypeLike, NDArray

from fajing.scan.automaton import cache
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.rooms import Carver
from fajing.scan.plan.memory import text_code

cache.set_up()
Ints = NDArray[np.int64]
_NO_BITS = np.zeros(0, dtype=np.uint8)
_NO_BITS.flags.writeable = False


@njit(nogil=True, cache=True)
def _spread(cells: Any, bits: Any, first: int, null: int, found: Any) -> None:
    """Copies cells; where a bit is nought, puts the other number."""
    for i in range(len(found)):
        place = first + i
        valid = -np.int64((bits[place >> 3] >> (place & 7)) & 1)  # no branch: nulls come and go
        found[i] = (np.int64(cells[i]) & valid) | (null & ~valid)


@njit(nogil=True, cache=True)
def _look_up(cells: Any, bits: Any, first: int, codes: Any, found: Any) -> None:
    """Puts for each cell its code; where a bit is nought, the last code."""
    if len(bits) == 0:
        for i in range(len(found)):
            found[i] = codes[cells[i]]
        return
    last = len(codes) - 1
    for i in range(len(found)):
        place = first + i
        valid = -np.int64((bits[place >> 3] >> (place & 7)) & 1)  # no branch: nulls come and go
        found[i] = codes[(np.int64(cells[i]) & valid) | (last & ~valid)]


@njit(nogil=True, cache=True)
def _spread_bits(cells: Any, bits: Any, first: int, null: int, found: Any) -> None:
    """The same as `_spread` for cells of one bit each, and nothing need be null."""
    for i in range(len(found)):
        place = first + i
        if len(bits) == 0 or (bits[place >> 3] >> (place & 7)) & 1:
            found[i] = (cells[place >> 3] >> (place & 7)) & 1
        else:
            found[i] = null


def whole(table: pa.Table, name: str) -> pa.Array:
    """A column in one piece."""
    column = table.column(name)
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _seen(buffer: pa.Buffer | None, kind: DTypeLike, first: int = 0, number: int = -1) -> NDArray[Any]:
    """A buffer as an array that is only read."""
    if buffer is None:
        return _NO_BITS
    found = np.frombuffer(buffer, kind, number, first * np.dtype(kind).itemsize)
    found.flags.writeable = False
    return found


def _room(carver: Carver | None, size: int, kind: DTypeLike) -> NDArray[Any]:
    return np.empty(size, kind) if carver is None else carver.cut(size, kind)


def _bits(array: pa.Array, valid: pa.Buffer | None) -> NDArray[np.uint8]:
    return _seen(valid, np.uint8) if array.null_count else _NO_BITS


def numbers(
    table: pa.Table,
    name: str,
    kind: DTypeLike = np.int64,
    null: int = at.NULL,
    carver: Carver | None = None,
    found: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """A column of whole numbers, or of yes and no as 1 and 0.

    Args:
        table: Where it stands.
        name: Its name.
        kind: Of the numbers.
        null: The number of what is null.
        carver: Gives memory.
        found: Filled; without it, numbers may be read from where they stand.
    """
    if not table.num_rows:
        return np.zeros(0, kind)
    array = whole(table, name)
    valid, data = array.buffers()
    if pa.types.is_boolean(array.type):
        found = _room(carver, len(array), kind) if found is None else found
        _spread_bits(_seen(data, np.uint8), _bits(array, valid), array.offset, null, found)
        return found
    cells = _seen(data, array.type.to_pandas_dtype(), array.offset, len(array))
    if array.null_count:
        found = _room(carver, len(array), kind) if found is None else found
        _spread(cells, _seen(valid, np.uint8), array.offset, null, found)
        return found
    if found is None:
        return cells.astype(kind, copy=False)
    found[:] = cells
    return found


def _words(table: pa.Table, name: str) -> tuple[list[str], pa.Array]:
    """The words of a column, and of each row the number of its word, as int32."""
    array = whole(table, name)
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    cells = array.indices if array.indices.type == pa.int32() else array.indices.cast(pa.int32())
    return array.dictionary.to_pylist(), cells


def dictionary(table: pa.Table, name: str) -> tuple[list[str], NDArray[np.uint32]]:
    """The words of a column in which nothing is null, and of each row the number of its word."""
    words, cells = _words(table, name)
    return words, _seen(cells.buffers()[1], np.uint32, cells.offset, len(cells))


def coded(
    table: pa.Table,
    name: str,
    code: Callable[[str], int],
    null: int = at.NULL,
    kind: DTypeLike = np.int64,
    carver: Carver | None = None,
    found: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """A column of words as numbers.

    Args:
        table: Where it stands.
        name: Its name.
        code: Gives the number of a word.
        null: The number of what is null.
        kind: Of the numbers.
        carver: Gives memory.
        found: Filled, if given.
    """
    if not table.num_rows:
        return np.zeros(0, kind)
    words, cells = _words(table, name)
    codes = np.array([*map(code, words), null], dtype=kind)
    valid, data = cells.buffers()
    found = _room(carver, len(cells), kind) if found is None else found
    _look_up(
        _seen(data, np.uint32, cells.offset, len(cells)), _bits(cells, valid), cells.offset, codes, found
    )
    return found


def texts(table: pa.Table, name: str, carver: Carver | None = None) -> Ints:
    """A column of texts as their codes; nothing where there is no such column."""
    if name not in table.column_names:
        return np.zeros(0, np.int64)
    return coded(table, name, text_code, carver=carver)
