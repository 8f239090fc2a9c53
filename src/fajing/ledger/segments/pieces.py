"""The pieces that canonical rows are joined from, one for each column, and the joining of few rows by Arrow.

In: a table with ids. Out: for each column that says anything its cells as JSON; for columns of words the JSON of each
word, once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fajing.ledger.segments.schema import WORDS

_AT_ONCE = 16_384  # cells of lists, and texts with quotes, that stand in memory as objects of Python
_LEAST = -(2**7)
_FEW = {
    pa.bool_(): pa.array(["false", "true"]),
    pa.int8(): pa.array([str(n) for n in range(_LEAST, -_LEAST)]),
}
"""All texts of types with few values."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a column adds to rows; it begins with a comma. Null adds nothing.

    Attributes:
        texts: An array of texts, one for each row; with codes one for each word, the empty text for nothing.
        codes: For each row the number of its word; None where each row has its own text.
        before: Written before each text.
        after: Written behind it.
    """

    texts: Any
    codes: Any = None
    before: str = ""
    after: str = ""


def pieces_of(table: pa.Table) -> list[Piece]:
    """The pieces of a table, in the order in which rows say them."""
    table = table.unify_dictionaries().combine_chunks()
    columns = [(name, one_array(table.column(name))) for name in sorted(table.column_names)]
    return [_piece(name, column) for name, column in columns if column.null_count < len(column)]


def joined(pieces: list[Piece], start: int, end: int, *, prefix: str = "") -> Any:
    """Some rows as an array of texts.

    Args:
        pieces: Of the columns.
        start: The first row.
        end: Where to end.
        prefix: Written before each row.
    """
    parts: list[Any] = [_constant(prefix + "{")]
    for piece in pieces:
        if piece.codes is not None:
            parts.append(piece.texts.take(piece.codes.slice(start, end - start)))
            continue
        cells = [_constant(piece.before), piece.texts.slice(start, end - start), _constant(piece.after)]
        parts += cells if piece.texts.null_count == 0 else [_joined(*cells)]
    if len(parts) == 1:
        return pa.array([prefix + "{}"] * (end - start), pa.string())
    rows = _joined(*parts, _constant("}"), null_handling="skip")
    return pc.replace_substring(rows, "{,", "{", max_replacements=1)


def one_array(column: Any) -> Any:
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


def parts_of(column: Any) -> tuple[np.ndarray[Any, np.dtype[np.int32]], bytes | memoryview]:
    """Offsets, beginning with 0, and bytes of an array of texts."""
    _, offsets, data = column.buffers()
    if len(column) == 0 or data is None:
        return np.zeros(len(column) + 1, np.int32), b""
    places = np.frombuffer(offsets, np.int32, len(column) + 1, column.offset * 4)
    return places - places[0], memoryview(data)[places[0] : places[-1]]


# ---------------------------------------------------------------- pieces
def _piece(name: str, column: Any) -> Piece:
    before = f",{_json(name)}:"
    if column.type == WORDS:
        words, quote = _texts(column.dictionary)
        words = _joined(_constant(before + quote), words, _constant(quote))
        return Piece(words.fill_null("") if words.null_count else words, column.indices)
    if column.type in _FEW:
        return Piece(_joined(_constant(before), _FEW[column.type]), _codes(column))
    texts, quote = _texts(column)
    return Piece(texts, None, before + quote, quote)


def _codes(column: Any) -> Any:
    """Numbers of the words in `_FEW`."""
    least = _LEAST if column.type == pa.int8() else 0
    return pc.subtract(column.cast(pa.int32()), pa.scalar(least, pa.int32()))


def _texts(column: Any) -> tuple[Any, str]:
    """The JSON of each cell, and what stands around it; null for null."""
    kind = column.type
    if pa.types.is_string(kind) and not _needs_escape(column):
        return column, '"'
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return column.cast(pa.string()), ""
    if column.null_count == len(column):
        return pa.nulls(len(column), pa.string()), ""
    slices = [column.slice(start, _AT_ONCE) for start in range(0, len(column), _AT_ONCE)]
    return pa.concat_arrays([pa.array(list(map(_cell, one.to_pylist())), pa.string()) for one in slices]), ""


def _cell(value: Any) -> str | None:
    """A text or a list as JSON; people in lists are written without the roles they have not."""
    if isinstance(value, list):
        value = [
            {name: part for name, part in one.items() if part is not None} if isinstance(one, dict) else one
            for one in value
        ]
    return None if value is None else _json(value)


def _needs_escape(column: Any) -> bool:
    """Whether JSON writes any of these texts otherwise than letter by letter."""
    data = np.frombuffer(parts_of(column)[1], np.uint8)
    return bool(((data < 0x20) | (data == 0x22) | (data == 0x5C)).any())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@cache
def _constant(text: str) -> Any:
    """A text for Arrow; making one takes long."""
    return pa.scalar(text, pa.string())


def _joined(*parts: Any, null_handling: str = "emit_null") -> Any:
    return pc.binary_join_element_wise(*parts, _constant(""), null_handling=null_handling)
