"""From events and matters to columns.

In: objects of `core.events` with the numbers of their files and matters. Out: Arrow tables in the columns of
`schema`. Nothing is sorted or written here. A value of None is not kept: it says the same as no value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import repeat
from operator import attrgetter
from typing import Any

import numpy as np
import pyarrow as pa

from fajing.core.collecting import without_collecting
from fajing.core.errors import FajingError
from fajing.core.events import Acting, Event, Matter, Value
from fajing.core.moments import Moment, Precision
from fajing.ledger.segments.schema import (
    EVENT_COLUMNS,
    MATTER_COLUMNS,
    VALUE_KINDS,
    WORDS,
    is_value,
    type_of,
)

_PARTS = attrgetter(
    "procedure", "step", "at.instant", "at.precision", "seq", "until", "recorded_at", "officers", "unit",
    "objects", "values", "id", "source",
)  # fmt: skip
_PART_COUNT = 13
_AT_ONCE = 8_192  # so many events stay in the processor's cache while they are taken apart
_DAY, _MINUTE = Precision.DAY, Precision.MINUTE


def event_table(events: Sequence[Event], files: Sequence[int], matters: Sequence[int]) -> pa.Table:
    """The events as a table, one row each, in the order given.

    Args:
        events: The events.
        files: For each the number of its file.
        matters: For each the number of its matter.

    Raises:
        FajingError: A number is too large for 64 bits, or a text cannot be written as UTF-8.
    """
    try:
        with without_collecting():
            return _event_table(events, files, matters)
    except (pa.ArrowException, UnicodeEncodeError, OverflowError) as error:
        raise _unfit(error) from error


def _event_table(events: Sequence[Event], files: Sequence[int], matters: Sequence[int]) -> pa.Table:
    if not events:
        return pa.table({name: pa.array([], kind) for name, kind in EVENT_COLUMNS.items()})
    parts: list[list[Any]] = [[] for _ in range(_PART_COUNT)]
    for start in range(0, len(events), _AT_ONCE):
        for part, cells in zip(
            parts, zip(*map(_PARTS, events[start : start + _AT_ONCE]), strict=True), strict=True
        ):
            part += cells
    procedures, steps, at, precision, seq, until, recorded, officers, unit, objects, values, ids, source = (
        parts
    )
    columns: dict[str, Any] = {
        "file": pa.array(files, pa.int32()),
        "matter": pa.array(matters, pa.int32()),
        "step": _steps(procedures, steps),
        "at": pa.array(at, pa.int64()),
        "precision": pa.array(
            [0 if one is _DAY else 1 if one is _MINUTE else 2 for one in precision], pa.int8()
        ),
        "seq": pa.array(seq, pa.int64()),
    }
    columns["until"], columns["until_precision"] = _moments(until)
    columns["recorded"], columns["recorded_precision"] = _moments(recorded)
    columns["unit"] = _words(unit)
    columns |= _officers(officers)
    columns |= _objects(objects)
    columns["id"] = pa.array(ids, pa.string())
    columns["source"] = pa.array(source, pa.string())
    columns |= _shared_value_columns(values)
    return pa.table(columns)


def matter_table(
    matters: Sequence[Matter], files: Sequence[int], links: Mapping[str, Sequence[str]]
) -> pa.Table:
    """The matters as a table, one row each, in the order given.

    Args:
        matters: The matters.
        files: For each the number of its file.
        links: By id of a matter, the other matters under which it ever hung.

    Raises:
        FajingError: As for `event_table`.
    """
    try:
        columns = {
            "id": pa.array([one.id for one in matters], pa.string()),
            "procedure": _words([one.procedure for one in matters]),
            "parent": pa.array([one.parent for one in matters], pa.string()),
            "unit": _words([one.unit for one in matters]),
            "source": pa.array([one.source for one in matters], pa.string()),
            "links": pa.array(
                [links.get(one.id) or None for one in matters] if links else [None] * len(matters),
                MATTER_COLUMNS["links"],
            ),
            "file": pa.array(files, pa.int32()),
        }
        columns |= value_columns([one.values for one in matters])
    except (pa.ArrowException, UnicodeEncodeError, OverflowError) as error:
        raise _unfit(error) from error
    return pa.table(columns)


def value_columns(values: Sequence[Mapping[str, Value]]) -> dict[str, Any]:
    """The values as columns `kind.name`, only those that occur, in the order of their names."""
    found: dict[str, tuple[list[int], list[Any]]] = {}
    places: dict[tuple[str, type], str] = {}
    for row, one in enumerate(values):
        if one:
            for name, value in one.items():
                if value is None:
                    continue
                key = (name, value.__class__)
                column = places.get(key)
                if column is None:
                    column = places[key] = f"{_kind(name, value)}.{name}"
                    found.setdefault(column, ([], []))
                rows, held = found[column]
                rows.append(row)
                held.append(value)
    columns: dict[str, Any] = {}
    for column in sorted(found):
        rows, held = found[column]
        kind, _, name = column.partition(".")
        if kind == "moment":
            columns[column] = _spread(pa.array([one.instant for one in held], pa.int64()), rows, len(values))
            numbers = pa.array([_number(one.precision) for one in held], pa.int8())
            columns[f"precision.{name}"] = _spread(numbers, rows, len(values))
            continue
        if kind == "decimal":
            array = pa.array([str(one) for one in held], pa.string())
        elif kind == "text":
            array = _words(held)
        else:
            array = pa.array(held, VALUE_KINDS[kind])
        columns[column] = _spread(array, rows, len(values))
    return dict(sorted(columns.items()))


def _shared_value_columns(values: Sequence[Mapping[str, Value]]) -> dict[str, Any]:
    """The same; mappings that many events share are looked at once."""
    names = list(map(id, values))
    by_name = dict(zip(names, values, strict=True))
    if len(by_name) * 2 > len(values):
        return value_columns(values)
    codes = pa.array(names, pa.uint64()).dictionary_encode()
    held = value_columns([by_name[name] for name in codes.dictionary.to_pylist()])
    return {name: array.take(codes.indices) for name, array in held.items()}


def fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table with all columns of a schema, in its order; those that it lacks are all null."""
    columns = [
        table.column(item.name) if item.name in table.column_names else pa.nulls(table.num_rows, item.type)
        for item in schema
    ]
    return pa.table(columns, schema=schema)


def checked(table: pa.Table, fixed: Mapping[str, pa.DataType]) -> pa.Table:
    """A table that was not made here, if its columns are as they must be.

    Raises:
        FajingError: A column is missing, unknown, or of another type.
    """
    for name in fixed:
        if name not in table.column_names:
            raise FajingError(f"缺少一列 (a column is missing): {name}")
    for item in table.schema:
        if item.name not in fixed and not is_value(item.name):
            raise FajingError(f"没有这样的列 (no such column): {item.name}")
        if item.type != type_of(item.name, fixed):
            raise FajingError(
                f"列的类型不对 (wrong type of column): {item.name} {item.type}",
                remedy=str(type_of(item.name, fixed)),
            )
    return table


def values_of(table: pa.Table) -> list[str]:
    """The columns of a table that hold values."""
    return [name for name in table.column_names if is_value(name)]


# ---------------------------------------------------------------- pieces
def _number(precision: Precision) -> int:
    return 0 if precision is _DAY else 1 if precision is _MINUTE else 2


def _words(texts: Sequence[str | None]) -> Any:
    """Texts of which many are the same."""
    return pa.array(texts, pa.string()).dictionary_encode()


def _steps(procedures: Sequence[str], steps: Sequence[str]) -> Any:
    first, second = _words(procedures), _words(steps)
    width = len(second.dictionary)
    codes = np.asarray(first.indices).astype(np.int64) * width + np.asarray(second.indices)
    pairs, codes = np.unique(codes, return_inverse=True)
    names, ends = first.dictionary.to_pylist(), second.dictionary.to_pylist()
    words = [f"{names[pair // width]}.{ends[pair % width]}" for pair in pairs.tolist()]
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(words, pa.string()))


def _moments(moments: Sequence[Moment | None]) -> tuple[Any, Any]:
    if not any(moments):
        return pa.nulls(len(moments), pa.int64()), pa.nulls(len(moments), pa.int8())
    return (
        pa.array([None if one is None else one.instant for one in moments], pa.int64()),
        pa.array([None if one is None else _number(one.precision) for one in moments], pa.int8()),
    )


def _officers(acting: Sequence[tuple[Acting, ...]]) -> dict[str, Any]:
    longest = max(map(len, acting))
    first = [one[0] if one else None for one in acting] if longest else []
    second = [one[1] if len(one) > 1 else None for one in acting] if longest > 1 else []
    columns: dict[str, Any] = {}
    for number, people in ((1, first), (2, second)):
        if people:
            columns[f"officer_{number}"] = _words([one.id if one else None for one in people])
            columns[f"role_{number}"] = _words([one.role if one else None for one in people])
        else:
            columns[f"officer_{number}"] = columns[f"role_{number}"] = pa.nulls(len(acting), WORDS)
    more = (
        [[{"id": man.id, "role": man.role} for man in one[2:]] or None for one in acting]
        if longest > 2
        else list(repeat(None, len(acting)))
    )
    columns["officers_more"] = pa.array(more, EVENT_COLUMNS["officers_more"])
    return columns


def _objects(objects: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    kind = EVENT_COLUMNS["objects_more"]
    longest = max(map(len, objects))
    if not longest:
        return {"object_1": pa.nulls(len(objects), WORDS), "objects_more": pa.nulls(len(objects), kind)}
    more = (
        pa.array([list(one[1:]) or None for one in objects], kind)
        if longest > 1
        else pa.nulls(len(objects), kind)
    )
    return {"object_1": _words([one[0] if one else None for one in objects]), "objects_more": more}


def _kind(name: str, value: Value) -> str:
    for kind, types in (
        ("text", str), ("bool", bool), ("int", int), ("decimal", Decimal), ("moment", Moment),
    ):  # fmt: skip
        if isinstance(value, types):
            return kind
    raise FajingError(
        f"不能保存这种值 (a value of this kind cannot be kept): {type(value).__name__}",
        where=name,
        remedy="text, integer, boolean, Decimal, Moment",
    )


def _spread(array: Any, rows: list[int], length: int) -> Any:
    """The values at their rows, null elsewhere."""
    if len(rows) == length:
        return array
    places = np.full(length, -1, np.int32)
    places[rows] = np.arange(len(rows), dtype=np.int32)
    return array.take(pa.array(places, mask=places < 0))


def _unfit(error: Exception) -> FajingError:
    return FajingError(
        "这个值写不进数据 (a value cannot be written)",
        why=f"整数限64位，文本须是完整的 Unicode / 64-bit numbers, whole Unicode only: {error}"[:300],
    )
