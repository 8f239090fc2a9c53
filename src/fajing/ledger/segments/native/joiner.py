"""Joins pieces to rows, and hashes rows as leaves, by machine code.

In: pieces of Arrow. Out: arrays of texts, or hashes. Any number of threads may ask at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import local
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fajing.ledger.segments.native.functions import BLOCK, FIELDS, SLACK, Functions, hashes_of_padded
from fajing.ledger.segments.pieces import Piece

_AT_ONCE = 2_048  # rows whose bytes stay in the processor's cache until they are hashed
_AMPLE = 2**24  # bytes of memory that are taken without counting what is needed
_LARGEST = 2**31 - 1  # of the places in an array of texts
_scratch = local()


class Joiner:
    """Joins the rows of some pieces.

    Args:
        functions: What was compiled.
        pieces: Of the columns.
        count: Number of rows.
    """

    def __init__(self, functions: Functions, pieces: Sequence[Piece], count: int) -> None:
        self._functions = functions
        self._kept: list[Any] = [*pieces]  # what addresses point at
        self._widest = 2  # bytes of a row at most: braces, and each piece at its longest
        self._table = np.zeros((len(pieces), FIELDS), np.int64)
        for row, piece in zip(self._table, pieces, strict=True):
            of_rows = piece.texts if piece.codes is None else piece.codes
            if len(of_rows) != count:
                raise IndexError(piece.before)
            row[:3] = *_valid(of_rows), 0 if piece.codes is None else _codes(piece)
            _, offsets, data = piece.texts.buffers()
            row[3:5] = offsets.address + 4 * piece.texts.offset, 0 if data is None else data.address
            for place, text in ((5, piece.before.encode()), (7, piece.after.encode())):
                written = np.frombuffer(text or b" ", np.uint8)
                row[place : place + 2] = written.ctypes.data, len(text)
                self._kept.append(written)
                self._widest += len(text)
            self._widest += _longest(piece.texts)

    def texts(self, start: int, end: int) -> Any:
        """Some rows as an array of texts; None where they are too long for one."""
        size = self._count(start, end, 0)
        if size > _LARGEST:
            return None
        data = np.empty(size + SLACK, np.uint8)
        starts = self._join(start, end, 0, data).astype(np.int32)
        return pa.StringArray.from_buffers(end - start, pa.py_buffer(starts), pa.py_buffer(data[:size]))

    def leaf_hashes(self, start: int, end: int) -> bytes:
        """The hashes of some rows as leaves, one behind the other."""
        hashes = []
        for first in range(start, end, _AT_ONCE):
            last = min(first + _AT_ONCE, end)
            size = (self._widest + 2 * BLOCK) * (last - first)
            data = _room((size if size < _AMPLE else self._count(first, last, 1)) + SLACK)
            hashes.append(hashes_of_padded(self._functions, data, self._join(first, last, 1, data)))
        return b"".join(hashes)

    def _count(self, start: int, end: int, as_leaves: int) -> int:
        table = self._table
        return int(self._functions.count(table.ctypes.data, len(table), start, end, as_leaves, 0, 0))

    def _join(self, start: int, end: int, as_leaves: int, out: NDArray[np.uint8]) -> NDArray[np.int64]:
        table, starts = self._table, np.empty(end - start + 1, np.int64)
        self._functions.join(
            table.ctypes.data, len(table), start, end, as_leaves, starts.ctypes.data, out.ctypes.data
        )
        return starts


def digests_of(functions: Functions, numbers: NDArray[np.int32], texts: Any) -> NDArray[np.uint64]:
    """Short digests of texts, each with a number; equal ones have equal digests, others nearly never.

    Args:
        functions: What was compiled.
        numbers: One for each text.
        texts: An array of texts.
    """
    found = np.empty(len(numbers), np.uint64)
    if len(texts) != len(numbers):
        raise IndexError(len(texts))
    if not len(texts):
        return found
    _, offsets, data = texts.buffers()
    functions.digest(
        numbers.ctypes.data,
        offsets.address + 4 * texts.offset,
        0 if data is None else data.address,
        len(texts),
        found.ctypes.data,
    )
    return found


def _valid(array: Any) -> tuple[int, int]:
    """Where the bits stand that say which cells are not null, and at which of them to begin; 0 where all are."""
    bits = array.buffers()[0]
    return (0, 0) if bits is None or array.null_count == 0 else (bits.address, array.offset)


def _codes(piece: Piece) -> int:
    """Where the codes stand; each is of a text that is there."""
    if piece.codes.type != pa.int32():
        raise TypeError(piece.codes.type)
    found = pc.min_max(piece.codes)
    if found["min"].is_valid and not 0 <= found["min"].as_py() <= found["max"].as_py() < len(piece.texts):
        raise IndexError(piece.before)
    return int(piece.codes.buffers()[1].address) + 4 * int(piece.codes.offset)


def _longest(texts: Any) -> int:
    """Bytes of the longest of some texts."""
    offsets = np.frombuffer(texts.buffers()[1], np.int32, len(texts) + 1, texts.offset * 4)
    return int(np.diff(offsets).max(initial=0))


def _room(size: int) -> NDArray[np.uint8]:
    """Memory of this thread, used again each time."""
    room: NDArray[np.uint8] | None = getattr(_scratch, "room", None)
    if room is None or len(room) < size:
        room = np.empty(size, np.uint8)
        if size <= 2 * _AMPLE:
            _scratch.room = room
    return room
