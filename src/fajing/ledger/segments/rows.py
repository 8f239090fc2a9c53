"""The canonical bytes of rows, made column by column, and the hashes of rows as leaves of a tree.

In: a table and the ids that its numbers stand for. Out: for each row the canonical JSON
(`core.canonical.canonical_bytes`) of its columns by name, nulls left out, `file` and `matter` as ids. So the
hash of a row rests on what it says, not on how the file is coded.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa

from fajing.ledger.segments.native import functions as native
from fajing.ledger.segments.native.joiner import Joiner
from fajing.ledger.segments.pieces import Piece, joined, one_array, parts_of, pieces_of

CHUNK = 16_384  # rows made into bytes at once; a power of two
CHECK_BYTES = 4


def with_ids(
    table: pa.Table, files: Any, first_file: int, matters: Any = None, first_matter: int = 0
) -> pa.Table:
    """The table with its numbers of files and matters replaced by ids.

    Args:
        table: Rows of events or matters.
        files: Ids of files, in order.
        first_file: Number of the first of them.
        matters: Ids of matters, in order; None where the rows are matters.
        first_matter: Number of the first of them.
    """
    for name, ids, first in (("file", files, first_file), ("matter", matters, first_matter)):
        if ids is not None:
            numbers = np.asarray(table.column(name)) - np.int32(first)
            if len(numbers) and not 0 <= numbers.min() <= numbers.max() < len(ids):
                raise IndexError(name)
            words = pa.DictionaryArray.from_arrays(pa.array(numbers), one_array(ids))
            table = table.set_column(table.column_names.index(name), name, words)
    return table


class Rows:
    """The rows of a table, taken apart into the pieces that their canonical bytes are joined from.

    Many rows are joined and hashed by machine code (`native`), few by Arrow and hashlib; the bytes are the same.

    Args:
        table: With ids (`with_ids`).

    Attributes:
        count: How many rows there are.
    """

    def __init__(self, table: pa.Table) -> None:
        self.count = table.num_rows
        self._pieces: list[Piece] = pieces_of(table)
        functions = native.load() if self.count >= native.WORTH_IT else native.loaded()
        self._joiner = None if functions is None else Joiner(functions, self._pieces, self.count)

    def texts(self, start: int, end: int) -> Any:
        """The canonical JSON of some rows, as an array of texts."""
        found = None if self._joiner is None else self._joiner.texts(start, end)
        return joined(self._pieces, start, end) if found is None else found

    def leaf_hashes(self, start: int, end: int) -> bytes:
        """The hashes of some rows as leaves, one behind the other."""
        if self._joiner is not None:
            return self._joiner.leaf_hashes(start, end)
        places, data = parts_of(joined(self._pieces, start, end, prefix="\x00"))
        return hashes_of(data, places.tolist())


def canonical_rows(table: pa.Table) -> Iterator[Any]:
    """The canonical JSON of every row, in arrays of up to `CHUNK` texts.

    Args:
        table: With ids (`with_ids`).
    """
    rows = Rows(table)
    for start in range(0, rows.count, CHUNK):
        yield rows.texts(start, min(start + CHUNK, rows.count))


def leaf_hashes(table: pa.Table) -> Iterator[bytes]:
    """The leaf hashes of all rows, joined, in blocks of up to `CHUNK` rows."""
    rows = Rows(table)
    for start in range(0, rows.count, CHUNK):
        yield rows.leaf_hashes(start, min(start + CHUNK, rows.count))


def hashes_of(data: bytes | memoryview, places: list[int]) -> bytes:
    """The SHA-256 of each piece of some data, joined.

    Args:
        data: All pieces, one behind the other.
        places: Where each begins, and where the last ends.
    """
    data = bytes(data)  # slices of bytes are made faster than those of a view
    return b"".join([sha256(data[a:b]).digest() for a, b in itertools.pairwise(places)])


def checks_of(hashes: bytes) -> bytes:
    """The first bytes of each hash: enough to find a row that differs."""
    return np.frombuffer(hashes, np.uint8).reshape(-1, sha256().digest_size)[:, :CHECK_BYTES].tobytes()
