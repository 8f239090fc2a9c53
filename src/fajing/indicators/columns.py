"""Arrow columns as numbers: codes of words that grow from table to table, fields of matters, where a clock changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from fajing.core.moments import Zone
from fajing.indicators.values import Bools, Column, Ints, Part
from fajing.scan.plan.tables import clock_changes

KINDS = ("text", "int", "bool", "decimal", "moment")

NO_ROWS: Ints = np.zeros(0, np.int64)
_zones: dict[str, tuple[list[int], list[int]]] = {}


def changes_of(zone: Zone, first: int, last: int) -> tuple[list[int], list[int]]:
    """Where a zone's clock changes; looked up once."""
    found = _zones.get(zone.name)
    if found is None:
        found = _zones[zone.name] = clock_changes(zone, first, last)
    return found


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
        return np.full(size, -1, np.int64)
    found = []
    for chunk in column.chunks:
        one = chunk if pa.types.is_dictionary(chunk.type) else chunk.dictionary_encode()
        table = [words.setdefault(word, len(words)) for word in one.dictionary.to_pylist()]
        codes = np.array([*table, -1], np.int64)
        indices = one.indices.fill_null(len(table)) if one.null_count else one.indices
        found.append(codes[np.asarray(indices)])
    return joined(found) if found else np.zeros(0, np.int64)


def not_empty(codes: Ints, words: Mapping[str, int]) -> Bools:
    """Which codes stand for a text: none does for null, nor the one of the empty text."""
    empty = words.get("")
    return (codes >= 0) if empty is None else (codes >= 0) & (codes != empty)


def any_known(parts: Iterable[Part], size: int) -> Bools:
    """Where any part knows a value."""
    return Column(size, tuple(parts)).known


def matter_parts(
    tables: Sequence[pa.Table], name: str, moments: Callable[[Ints, Ints, Bools], Part]
) -> Iterable[Part]:
    """Values of matters, by kind, one table after the other."""
    for kind in KINDS:
        column = f"{kind}.{name}"
        if not any(column in table.column_names for table in tables):
            continue
        cells: list[Any] = []
        days: list[Any] = []
        for table in tables:
            none = [None] * table.num_rows
            cells += table.column(column).to_pylist() if column in table.column_names else none
            precise = f"precision.{name}"
            if kind == "moment":
                days += table.column(precise).to_pylist() if precise in table.column_names else none
        known = np.array([one not in (None, "") for one in cells], bool)
        if kind == "text":
            words: dict[str, int] = {}
            codes = [words.setdefault(one, len(words)) if one else 0 for one in cells]
            yield Part("text", np.array(codes, np.int64), known, list(words) or [""])
        elif kind == "bool":
            yield Part("bool", np.array([bool(one) for one in cells], bool), known)
        elif kind == "decimal":
            yield Part("number", np.array([Decimal(one or 0) for one in cells], object), known)
        else:
            data = np.array([one or 0 for one in cells], np.int64)
            if kind == "int":
                yield Part("number", data, known)
            else:
                yield moments(data, np.array([one or 0 for one in days], np.int64), known)
