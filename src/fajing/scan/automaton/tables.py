"""Columns for the automaton from Arrow tables of a segment: a row group, or files put together from several segments."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fajing.scan.automaton import layout as at
from fajing.scan.automaton.cells import coded, numbers, texts, whole
from fajing.scan.automaton.kernel import Columns
from fajing.scan.automaton.rooms import Carver
from fajing.scan.automaton.row_values import (
    ValueColumn,
    carried_by_row,
    number_cells,
    numbers_there,
    word_cells,
)
from fajing.scan.plan import Plan
from fajing.scan.plan.memory import text_code
from fajing.scan.plan.words import number_words

Ints = NDArray[np.int64]
_KINDS = ("text", "int", "bool", "decimal", "moment")
_NONE: Ints = np.zeros(0, dtype=np.int64)
_NO_BYTES = np.zeros(0, dtype=np.int8)
_MATTER_COLUMNS = ("procedure", "unit")


def event_columns(plan: Plan, present: list[str]) -> list[str]:
    """The columns of `events.parquet` that a plan reads, of those that are there."""
    wanted = ["file", "matter", "step", "at", "precision", "seq", *plan.columns]
    fields = {f"{kind}.{name}" for kind in (*_KINDS, "precision") for name in plan.fields}
    return [name for name in present if name in wanted or name in fields]


def may_be_empty(column: str) -> bool:
    """Whether a column need not be read where nothing stands in it: no table is asked for it without a look."""
    return "." in column or column in ("officers_more", "objects_more")


def matter_columns(plan: Plan, present: list[str]) -> list[str]:
    """The columns of `matters.parquet` that a plan reads, of those that are there."""
    fields = {f"{kind}.{name}" for kind in (*_KINDS, "precision") for name in plan.fields}
    return [name for name in present if name in _MATTER_COLUMNS or name in fields]


def columns_of_tables(
    events: pa.Table,
    matters: pa.Table,
    first_file: int,
    files: int,
    first_matter: int,
    plan: Plan,
    carver: Carver | None = None,
) -> Columns:
    """Puts the tables of a row group into columns.

    Args:
        events: Rows sorted by file and order, with the columns named by `event_columns`.
        matters: Their matters.
        first_file: Number of the first file.
        files: Number of files.
        first_matter: Number of the first matter.
        plan: Says which fields are read.
        carver: Gives memory; without it the columns last as long as anyone looks at them.
    """
    of_file = numbers(events, "file", np.int32)
    starts = np.searchsorted(of_file, np.arange(first_file, first_file + files + 1, dtype=of_file.dtype))
    value_starts, value_fields, values = _values(events, plan, carver)
    matter_value_starts, matter_value_fields, matter_values = _values(matters, plan, carver)
    other, nowhere = plan.other_step, len(plan.procedures)
    steps = coded(events, "step", lambda name: plan.steps.get(name, other), other, np.int32, carver)
    procedures = coded(matters, "procedure", lambda name: plan.procedures.get(name, nowhere), carver=carver)
    matter = numbers(events, "matter", np.int32)
    there = {name for name in events.column_names if events.column(name).null_count < events.num_rows}
    officers = "officer_1" in there
    more_starts, more = more_officers(events)
    object_starts, objects = _more_objects(events)
    return Columns(
        starts=starts.astype(np.int64),
        step=steps,
        at=numbers(events, "at"),
        precision=numbers(events, "precision", np.int8, 0),
        seq=numbers(events, "seq"),
        until=numbers(events, "until", carver=carver) if "until" in there else _NONE,
        until_precision=_bytes(events, "until_precision", carver) if "until" in there else _NO_BYTES,
        recorded=numbers(events, "recorded", carver=carver) if "recorded" in there else _NONE,
        recorded_precision=_bytes(events, "recorded_precision", carver) if "recorded" in there else _NO_BYTES,
        unit=texts(events, "unit", carver) if "unit" in there else _NONE,
        matter=matter - np.int32(first_matter) if first_matter else matter,
        officer_1=texts(events, "officer_1", carver) if officers else _NONE,
        role_1=texts(events, "role_1", carver) if officers else _NONE,
        officer_2=texts(events, "officer_2", carver) if officers else _NONE,
        role_2=texts(events, "role_2", carver) if officers else _NONE,
        officer_starts=more_starts,
        officers=more,
        object_1=texts(events, "object_1", carver) if "object_1" in there else _NONE,
        object_starts=object_starts,
        objects=objects,
        value_starts=value_starts,
        value_fields=value_fields,
        values=values,
        matter_procedure=procedures,
        matter_unit=texts(matters, "unit", carver),
        matter_value_starts=matter_value_starts,
        matter_value_fields=matter_value_fields,
        matter_values=matter_values,
    )


def _bytes(table: pa.Table, name: str, carver: Carver | None) -> NDArray[np.int8]:
    return numbers(table, name, np.int8, 0, carver)


@lru_cache(maxsize=65_536)
def _decimal(text: str) -> tuple[int, int]:
    return number_words(Decimal(text))


def _values(table: pa.Table, plan: Plan, carver: Carver | None) -> tuple[Ints, NDArray[np.int32], Ints]:
    """Where the values of each row begin, of each value its field, and its kind and word."""
    found: list[ValueColumn] = []
    for name in table.column_names:
        kind, dot, field_name = name.partition(".")
        field = plan.fields.get(field_name)
        if not dot or field is None or kind not in _KINDS:
            continue
        array = whole(table, name)
        if array.null_count == len(array):
            continue
        heads: int | Ints
        codes = _NONE
        if kind == "text":
            heads = at.K_TEXT
            cells, codes = word_cells(array, text_code)
        elif kind == "decimal":
            cells, codes = word_cells(array, lambda text: _decimal(text)[0])
            divisors = word_cells(array, lambda text: _decimal(text)[1])[1]
            heads = at.K_NUMBER | divisors[cells[np.asarray(array.is_valid())]] << at.K_BITS
        elif kind == "moment":
            exact = numbers_there(whole(table, f"precision.{field_name}").filter(array.is_valid()))
            heads, cells = np.where(exact == 0, at.K_DAY, at.K_TIME), number_cells(array)
        else:
            heads = at.K_BOOL if kind == "bool" else at.K_NUMBER | 1 << at.K_BITS
            cells = number_cells(array)
        found.append(ValueColumn(array, field, heads, cells, codes))
    return carried_by_row(found, table.num_rows, carver)


def _lists(table: pa.Table, name: str) -> pa.Array | None:
    """A column of lists; None where no row has one."""
    if name not in table.column_names or not table.num_rows:
        return None
    array = whole(table, name)
    return None if array.null_count == len(array) else array


def _list_starts(array: pa.Array) -> Ints:
    lengths = np.asarray(pc.fill_null(pc.list_value_length(array), 0)).astype(np.int64)
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])


def _codes(array: pa.Array) -> Ints:
    return np.array(
        [at.NULL if text is None else text_code(text) for text in array.to_pylist()], dtype=np.int64
    )


def more_officers(events: pa.Table) -> tuple[Ints, Ints]:
    """Where a row's officers after the second begin, and pairs of their ids and roles."""
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
