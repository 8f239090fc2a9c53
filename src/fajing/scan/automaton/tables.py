"""Columns for the automaton from Arrow tables of a segment: a row group, or files put together from several segments."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fajing.scan.automaton import layout as at
from fajing.scan.automaton.kernel import Columns
from fajing.scan.plan import Plan
from fajing.scan.plan.memory import text_code
from fajing.scan.plan.words import number_words

Ints = NDArray[np.int64]
_KINDS = {
    "text": at.K_TEXT,
    "int": at.K_NUMBER,
    "bool": at.K_BOOL,
    "decimal": at.K_NUMBER,
    "moment": at.K_TIME,
}
_NONE: Ints = np.zeros(0, dtype=np.int64)
_NO_BYTES = np.zeros(0, dtype=np.int8)
_MATTER_COLUMNS = ("procedure", "unit")


def event_columns(plan: Plan, present: list[str]) -> list[str]:
    """The columns of `events.parquet` that a plan reads, of those that are there."""
    wanted = ["file", "matter", "step", "at", "precision", "seq", *plan.columns]
    fields = {f"{kind}.{name}" for kind in (*_KINDS, "precision") for name in plan.fields}
    return [name for name in present if name in wanted or name in fields]


def matter_columns(plan: Plan, present: list[str]) -> list[str]:
    """The columns of `matters.parquet` that a plan reads, of those that are there."""
    fields = {f"{kind}.{name}" for kind in (*_KINDS, "precision") for name in plan.fields}
    return [name for name in present if name in _MATTER_COLUMNS or name in fields]


def columns_of_tables(
    events: pa.Table, matters: pa.Table, first_file: int, files: int, first_matter: int, plan: Plan
) -> Columns:
    """Puts the tables of a row group into columns.

    Args:
        events: Rows sorted by file and order, with the columns named by `event_columns`.
        matters: Their matters.
        first_file: Number of the first file.
        files: Number of files.
        first_matter: Number of the first matter.
        plan: Says which fields are read.
    """
    of_file = _plain(events, "file")
    starts = np.searchsorted(of_file, np.arange(first_file, first_file + files + 1, dtype=of_file.dtype))
    values, value_columns = _values(events, plan)
    matter_values, matter_value_columns = _values(matters, plan)
    steps = _coded(events, "step", lambda name: plan.steps.get(name, plan.other_step))
    precisions = _bytes(events, "precision")
    procedures = _coded(matters, "procedure", lambda name: plan.procedures.get(name, len(plan.procedures)))
    matter = _plain(events, "matter")
    officers = "officer_1" in events.column_names
    more_starts, more = _more_officers(events)
    object_starts, objects = _more_objects(events)
    return Columns(
        starts=starts.astype(np.int64),
        step=steps.astype(np.int32),
        at=_ints(events, "at"),
        precision=precisions,
        seq=_ints(events, "seq"),
        until=_ints(events, "until") if "until" in events.column_names else _NONE,
        until_precision=_bytes(events, "until_precision") if "until" in events.column_names else _NO_BYTES,
        recorded=_ints(events, "recorded") if "recorded" in events.column_names else _NONE,
        recorded_precision=_bytes(events, "recorded_precision")
        if "recorded" in events.column_names
        else _NO_BYTES,
        unit=_texts(events, "unit"),
        matter=(matter - np.int32(first_matter)).astype(np.int32) if first_matter else matter,
        officer_1=_texts(events, "officer_1") if officers else _NONE,
        role_1=_texts(events, "role_1") if officers else _NONE,
        officer_2=_texts(events, "officer_2") if officers else _NONE,
        role_2=_texts(events, "role_2") if officers else _NONE,
        officer_starts=more_starts,
        officers=more,
        object_1=_texts(events, "object_1"),
        object_starts=object_starts,
        objects=objects,
        values=values,
        columns=value_columns,
        matter_procedure=procedures,
        matter_unit=_texts(matters, "unit"),
        matter_values=matter_values,
        matter_columns=matter_value_columns,
    )


def _array(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name)
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _plain(table: pa.Table, name: str) -> NDArray[np.int32]:
    return np.asarray(_array(table, name)) if table.num_rows else np.zeros(0, dtype=np.int32)


def _ints(table: pa.Table, name: str) -> Ints:
    array = _array(table, name) if table.num_rows else pa.array([], pa.int64())
    if array.null_count:
        array = pc.fill_null(array.cast(pa.int64()), at.NULL)
    return np.asarray(array.cast(pa.int64()) if array.type != pa.int64() else array)


def _bytes(table: pa.Table, name: str) -> NDArray[np.int8]:
    array = _array(table, name) if table.num_rows else pa.array([], pa.int8())
    return np.asarray(pc.fill_null(array, 0) if array.null_count else array)


def _coded(table: pa.Table, name: str, code: Callable[[str], int], null: int = at.NULL) -> Ints:
    """A dictionary column as numbers."""
    if not table.num_rows:
        return _NONE
    array = _array(table, name)
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    codes = np.array([*(code(text) for text in array.dictionary.to_pylist()), null], dtype=np.int64)
    indices = array.indices
    if indices.null_count:
        indices = pc.fill_null(indices, len(codes) - 1)
    return codes[np.asarray(indices)]


def _texts(table: pa.Table, name: str) -> Ints:
    if name not in table.column_names:
        return _NONE
    return _coded(table, name, text_code)


@lru_cache(maxsize=65_536)
def _decimal(text: str) -> tuple[int, int]:
    return number_words(Decimal(text))


def _values(table: pa.Table, plan: Plan) -> tuple[Ints, Ints]:
    """Value columns, and of each its field, kind and the row with divisors or precisions."""
    rows: list[Ints] = []
    layout: list[list[int]] = []
    for name in table.column_names:
        kind, dot, field_name = name.partition(".")
        field = plan.fields.get(field_name)
        if not dot or field is None or kind not in _KINDS or not table.num_rows:
            continue
        aux = -1
        if kind == "text":
            row = _texts(table, name)
        elif kind == "decimal":
            row = _coded(table, name, lambda text: _decimal(text)[0])
            aux = len(rows) + 1
        else:
            row = _ints(table, name)
            aux = len(rows) + 1 if kind == "moment" else -1
        layout.append([field, _KINDS[kind], aux])
        rows.append(row)
        if kind == "decimal":
            rows.append(_coded(table, name, lambda text: _decimal(text)[1], 1))
        elif kind == "moment":
            rows.append(_bytes(table, f"precision.{field_name}").astype(np.int64))
        if aux >= 0:
            layout.append([-1, 0, -1])
    values = np.empty((len(rows), table.num_rows), dtype=np.int64)
    for number, row in enumerate(rows):
        values[number] = row
    return values, np.array(layout, dtype=np.int64).reshape(len(layout), 3)


def _lists(table: pa.Table, name: str) -> pa.Array | None:
    """A column of lists; None where no row has one."""
    if name not in table.column_names or not table.num_rows:
        return None
    array = _array(table, name)
    return None if array.null_count == len(array) else array


def _list_starts(array: pa.Array) -> Ints:
    lengths = np.asarray(pc.fill_null(pc.list_value_length(array), 0)).astype(np.int64)
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])


def _codes(array: pa.Array) -> Ints:
    return np.array(
        [at.NULL if text is None else text_code(text) for text in array.to_pylist()], dtype=np.int64
    )


def _more_officers(events: pa.Table) -> tuple[Ints, Ints]:
    array = _lists(events, "officers_more")
    if array is None:
        return _NONE, _NONE
    flat = array.flatten()
    pairs = np.empty(2 * len(flat), dtype=np.int64)
    pairs[0::2], pairs[1::2] = _codes(flat.field("id")), _codes(flat.field("role"))
    return _list_starts(array), pairs


def _more_objects(events: pa.Table) -> tuple[Ints, Ints]:
    array = _lists(events, "objects_more")
    if array is None:
        return _NONE, _NONE
    return _list_starts(array), _codes(array.flatten())
