"""Columns of values as the Arrow columns of a log's tables, as `ledger.segments.columns` makes them of objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from fajing.core.events import Acting
from fajing.core.moments import Moment
from fajing.intake.batch import Batch
from fajing.intake.coded import Coded, Ints
from fajing.ledger.segments.schema import EVENT_COLUMNS, PRECISIONS, VALUE_KINDS, WORDS

_KINDS = {str: "text", bool: "bool", int: "int", Decimal: "decimal", Moment: "moment"}
_PRECISION = {precision: number for number, precision in enumerate(PRECISIONS)}


class CannotHold(Exception):
    """A value that no column can hold: the log is read row by row instead."""


def event_columns(batch: Batch, matter: Ints, objects: Coded | None) -> pa.Table:
    """The events in the columns of `events.parquet`; their ids are empty still.

    Args:
        batch: The events.
        matter: By event the number of its matter.
        objects: The objects under the ids of their file.

    Raises:
        CannotHold: A value cannot be written.
    """
    count = len(matter)
    columns: dict[str, Any] = {
        "file": pa.array(np.zeros(count, np.int32)),
        "matter": pa.array(matter.astype(np.int32)),
        "step": batch.kind.changed(".".join).words(),
        "at": pa.array(batch.at.numbers(_instant)),
        "precision": pa.array(batch.at.numbers(_exactness).astype(np.int8)),
        "seq": pa.array(batch.seq),
    }
    for name, precision, moments in (
        ("until", "until_precision", batch.until),
        ("recorded", "recorded_precision", batch.recorded),
    ):
        columns[name], columns[precision] = _moments(moments, count)
    columns["unit"] = _words(batch.event_unit, count)
    columns |= _officers(batch.officers, count)
    columns["object_1"] = _words(_part(objects, lambda some: some[0]), count)
    columns["objects_more"] = _lists(
        _part(objects, lambda some: some[1:] or None), "objects_more", count, list
    )
    columns["id"] = pa.repeat("", count)
    columns["source"] = batch.event_source
    return pa.table(columns | value_columns(batch.event_values))


def value_columns(values: Mapping[str, Coded]) -> dict[str, Any]:
    """Values as columns `kind.name`, only those that occur, in the order of their names.

    Raises:
        CannotHold: A value cannot be written.
    """
    columns: dict[str, Any] = {}
    try:
        for name, coded in values.items():
            column = coded.used()
            kinds = np.array([*(list(_KINDS).index(one.__class__) for one in column.values), -1])
            for number, kind in enumerate(_KINDS.values()):
                if (kinds[:-1] == number).any():
                    own = column.only(kinds[column.codes] == number).used()
                    columns |= _of_kind(kind, name, own)
    except (pa.ArrowException, UnicodeEncodeError, OverflowError, ValueError) as error:
        raise CannotHold(str(error)) from error
    return dict(sorted(columns.items()))


def _of_kind(kind: str, name: str, own: Coded) -> dict[str, Any]:
    """One column of values of one kind; of moments two."""
    if kind == "text":
        return {f"text.{name}": own.words()}
    if kind == "moment":
        at, precision = _moments(own, len(own))
        return {f"moment.{name}": at, f"precision.{name}": precision}
    held = list(map(str, own.values)) if kind == "decimal" else own.values
    return {f"{kind}.{name}": _spread(pa.array(held, VALUE_KINDS[kind]), own)}


def _spread(values: pa.Array, column: Coded) -> pa.Array:
    """By row its value, given the values of a column."""
    return values.take(pa.array(column.codes, mask=column.codes < 0))


def _instant(moment: Moment) -> int:
    return moment.instant


def _exactness(moment: Moment) -> int:
    return _PRECISION[moment.precision]


def _moments(column: Coded | None, count: int) -> tuple[pa.Array, pa.Array]:
    if column is None or not column.values:
        return pa.nulls(count, pa.int64()), pa.nulls(count, pa.int8())
    mask = ~column.there()
    exactness = column.numbers(_exactness).astype(np.int8)
    return pa.array(column.numbers(_instant), mask=mask), pa.array(exactness, mask=mask)


def _words(column: Coded | None, count: int) -> pa.Array:
    return pa.nulls(count, WORDS) if column is None else column.words()


def _part(column: Coded | None, of: Callable[[Any], Any]) -> Coded | None:
    return None if column is None else column.changed(of)


def _officers(column: Coded | None, count: int) -> dict[str, pa.Array]:
    columns = {}
    for place in (0, 1):
        at_place = _part(column, partial(_at, place=place))
        columns[f"officer_{place + 1}"] = _words(_part(at_place, lambda one: one.id), count)
        columns[f"role_{place + 1}"] = _words(_part(at_place, lambda one: one.role), count)
    more = _part(column, lambda some: tuple((one.id, one.role) for one in some[2:]) or None)
    columns["officers_more"] = _lists(more, "officers_more", count, _people)
    return columns


def _at(some: Sequence[Acting], place: int) -> Acting | None:
    return some[place] if len(some) > place else None


def _people(some: Sequence[tuple[str, str | None]]) -> list[dict[str, str | None]]:
    return [{"id": officer, "role": role} for officer, role in some]


def _lists(column: Coded | None, name: str, count: int, of: Callable[[Any], Any]) -> pa.Array:
    """Lists of what stands beyond the first columns."""
    kind = EVENT_COLUMNS[name]
    if column is None or not column.values:
        return pa.nulls(count, kind)
    return _spread(pa.array(list(map(of, column.values)), kind), column)
