"""The canonical bytes of rows, made column by column, and the hashes of rows as leaves of a tree.

In: a table and the ids that its numbers stand for. Out: for each row the canonical JSON
(`core.canonical.canonical_bytes`) of its columns by name, nulls left out, `file` and `matter` as ids. So the
hash of a row rests on what it says, not on how the file is coded.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fajing.ledger.segments.schema import WORDS

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
            words = pa.DictionaryArray.from_arrays(pa.array(numbers), _one(ids))
            table = table.set_column(table.column_names.index(name), name, words)
    return table


def canonical_rows(table: pa.Table, *, prefix: str = "", first: int = 0) -> Iterator[Any]:
    """The canonical JSON of every row, in string arrays that end at multiples of `CHUNK` rows.

    Args:
        table: With ids (`with_ids`).
        prefix: Written before each.
        first: Number of the first row.
    """
    table = table.unify_dictionaries().combine_chunks()
    names = sorted(table.column_names)
    always = [name for name in names if table.column(name).null_count == 0]
    names = [name for name in names if table.column(name).null_count < max(table.num_rows, 1)]
    lead = names[0] if names and names[0] in always else ""  # else every piece has a comma: one too many
    words = {
        name: _word_fragments(_one(table.column(name)), name, name == lead)
        for name in names
        if table.schema.field(name).type == WORDS
    }
    start = 0
    while start < table.num_rows:
        part = table.slice(start, CHUNK - (first + start) % CHUNK)
        start += part.num_rows
        pieces: list[Any] = [_constant(prefix + "{")]
        for name in names:
            column = _one(part.column(name))
            if name in words:
                pieces.append(words[name].take(column.indices))
                continue
            key = _constant(("" if name == lead else ",") + _json(name) + ":")
            texts = _texts(column)
            if name in always:
                pieces += [key, *texts]
            else:
                pieces.append(pc.binary_join_element_wise(key, *texts, _constant("")))
        pieces.append(_constant("}"))
        rows = pc.binary_join_element_wise(*pieces, _constant(""), null_handling="skip")
        yield rows if lead else pc.replace_substring(rows, "{,", "{", max_replacements=1)


def leaf_rows(table: pa.Table, first: int = 0) -> Iterator[Any]:
    """The rows as leaves of a tree, before hashing; in blocks as `canonical_rows` gives them."""
    return canonical_rows(table, prefix="\x00", first=first)


def leaf_hashes(table: pa.Table) -> Iterator[bytes]:
    """The leaf hashes of all rows, joined, in blocks of up to `CHUNK` rows."""
    for rows in leaf_rows(table):
        places, data = parts_of(rows)
        yield hashes_of(data, places.tolist())


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


# ---------------------------------------------------------------- pieces
def _one(column: Any) -> Any:
    """A column as one array."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    if column.num_chunks == 1:
        return column.chunk(0)
    return (
        pa.concat_arrays(column.unify_dictionaries().chunks)
        if column.num_chunks
        else pa.array([], column.type)
    )


@cache
def _constant(text: str) -> Any:
    """A text for Arrow; making one takes long."""
    return pa.scalar(text, pa.string())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _word_fragments(column: Any, name: str, is_first: bool) -> Any:
    """For each word of a dictionary what it adds to a row."""
    key = _constant(("" if is_first else ",") + _json(name) + ":")
    return pc.binary_join_element_wise(key, *_texts(column.dictionary), _constant(""))


def _texts(column: Any) -> list[Any]:
    """What has to be joined to give the JSON of each cell; null for null."""
    kind = column.type
    if pa.types.is_string(kind):
        if not _needs_escape(column):
            return [_constant('"'), column, _constant('"')]
        return [pa.array([None if one is None else _json(one) for one in column.to_pylist()], pa.string())]
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return [column.cast(pa.string())]
    cells = [None] * len(column) if column.null_count == len(column) else column.to_pylist()
    return [pa.array([None if one is None else _json(_without_nulls(one)) for one in cells], pa.string())]


def _without_nulls(value: Any) -> Any:
    """Lists of officers without the roles they have not."""
    return [
        {name: part for name, part in one.items() if part is not None} if isinstance(one, dict) else one
        for one in value
    ]


def _needs_escape(column: Any) -> bool:
    """Whether JSON writes any of these texts otherwise than letter by letter."""
    data = np.frombuffer(parts_of(column)[1], np.uint8)
    return bool(((data < 0x20) | (data == 0x22) | (data == 0x5C)).any())


def parts_of(column: Any) -> tuple[np.ndarray[Any, np.dtype[np.int32]], bytes | memoryview]:
    """Offsets, beginning with 0, and bytes of an array of texts."""
    _, offsets, data = column.buffers()
    if len(column) == 0 or data is None:
        return np.zeros(len(column) + 1, np.int32), b""
    places = np.frombuffer(offsets, np.int32, len(column) + 1, column.offset * 4)
    return places - places[0], memoryview(data)[places[0] : places[-1]]
