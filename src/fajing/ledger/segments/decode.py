"""From columns back to events and matters, equal to what was written.

In: the rows of some files with their matters. Out: the files one after the other, as `core.events` has them.
A matter's events stand in the order of the file: time, `seq`, id.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import repeat
from typing import Any

import numpy as np
import pyarrow as pa

from fajing.core.collecting import without_collecting
from fajing.core.events import NO_VALUES, Acting, Event, Matter, Value
from fajing.core.moments import Moment, Zone
from fajing.ledger.segments.schema import PRECISIONS, is_value

File = tuple[str, list[Matter]]


class Moments:
    """Makes moments from instants; equal ones are made once."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self._made: dict[tuple[int, int], Moment] = {}

    def of(self, instants: list[int], precisions: list[int]) -> list[Moment]:
        """The moments."""
        made = self._made
        found = []
        for pair in zip(instants, precisions, strict=True):
            one = made.get(pair)
            if one is None:
                day = self.zone.civil(pair[0]).toordinal()
                one = made[pair] = Moment(pair[0], day, PRECISIONS[pair[1]])
            found.append(one)
        return found


def read_files(files: pa.Table, matters: pa.Table, events: pa.Table, zone: Zone | Moments) -> Iterator[File]:
    """The files of some rows.

    Args:
        files: The files, with their numbers as `file`, ascending.
        matters: Their matters, with their numbers as `matter`, ascending.
        events: Their events.
        zone: Whose civil days are meant.
    """
    moments = zone if isinstance(zone, Moments) else Moments(zone)
    made = read_matters(matters, moments)
    places = np.searchsorted(
        np.asarray(matters.column("matter")), np.asarray(events.column("matter"))
    ).tolist()
    for event, place in zip(read_events(events, made, places, moments), places, strict=True):
        made[place].events.append(event)
    by_file: dict[int, list[Matter]] = {number: [] for number in _cells(files, "file")}
    for matter, number in zip(made, _cells(matters, "file"), strict=True):
        by_file[number].append(matter)
    yield from zip(_cells(files, "id"), by_file.values(), strict=True)


def read_matters(table: pa.Table, moments: Moments) -> list[Matter]:
    """The matters of a table, without events."""
    with without_collecting():
        columns = (_cells(table, name) for name in ("id", "procedure", "parent", "unit"))
        return [
            Matter(matter_id, procedure, parent, unit, values, [], source)
            for matter_id, procedure, parent, unit, values, source in zip(
                *columns, _values(table, moments), _cells(table, "source"), strict=True
            )
        ]


def read_events(table: pa.Table, matters: list[Matter], places: list[int], moments: Moments) -> list[Event]:
    """The events of a table.

    Args:
        table: The rows.
        matters: The matters they belong to.
        places: For each row which of them.
        moments: Makes the moments.
    """
    with without_collecting():
        return _read_events(table, matters, places, moments)


def _read_events(table: pa.Table, matters: list[Matter], places: list[int], moments: Moments) -> list[Event]:
    procedures, steps = _steps(table)
    return [
        Event(event_id, matters[place].id, procedure, step, at, seq, until, recorded, officers, unit, objects,
              values, source)
        for event_id, place, procedure, step, at, seq, until, recorded, officers, unit, objects, values, source
        in zip(
            _cells(table, "id"),
            places,
            procedures,
            steps,
            moments.of(_cells(table, "at"), _cells(table, "precision")),
            _cells(table, "seq"),
            _maybe_moments(table, "until", "until_precision", moments),
            _maybe_moments(table, "recorded", "recorded_precision", moments),
            _officers(table),
            _cells(table, "unit"),
            _objects(table),
            _values(table, moments),
            _cells(table, "source"),
            strict=True,
        )
    ]  # fmt: skip


# ---------------------------------------------------------------- pieces
def _cells(table: pa.Table, name: str) -> list[Any]:
    """The cells of a column as Python values."""
    column = table.column(name)
    if column.null_count == table.num_rows:
        return [None] * table.num_rows
    found: list[Any] = []
    for chunk in column.chunks:
        if pa.types.is_dictionary(chunk.type):
            words = [*chunk.dictionary.to_pylist(), None]
            codes = chunk.indices.fill_null(len(words) - 1)
            found += [words[code] for code in np.asarray(codes).tolist()]
        elif chunk.null_count == 0 and (pa.types.is_integer(chunk.type)):
            found += np.asarray(chunk).tolist()
        else:
            found += chunk.to_pylist()
    return found


def _steps(table: pa.Table) -> tuple[list[str], list[str]]:
    pairs: dict[str, tuple[str, str]] = {}
    procedures, steps = [], []
    for word in _cells(table, "step"):
        pair = pairs.get(word)
        if pair is None:
            procedure, _, step = word.partition(".")
            pair = pairs[word] = (procedure, step)
        procedures.append(pair[0])
        steps.append(pair[1])
    return procedures, steps


def _maybe_moments(table: pa.Table, name: str, precision: str, moments: Moments) -> list[Moment | None]:
    found: list[Moment | None] = [None] * table.num_rows
    for row, one in _there(table, name, precision, moments):
        found[row] = one
    return found


def _there(table: pa.Table, name: str, precision: str, moments: Moments) -> Iterator[tuple[int, Moment]]:
    """The moments of a column that are there, with their rows."""
    column = table.column(name)
    if column.null_count == table.num_rows:
        return
    rows = np.flatnonzero(np.asarray(column.is_valid())).tolist()
    instants = column.drop_null().to_pylist()
    yield from zip(rows, moments.of(instants, table.column(precision).drop_null().to_pylist()), strict=True)


def _officers(table: pa.Table) -> list[tuple[Acting, ...]]:
    made: dict[tuple[Any, ...], tuple[Acting, ...]] = {(None, None, None, None): ()}
    if table.column("officer_1").null_count == table.num_rows:
        return [()] * table.num_rows
    found = []
    for four in zip(
        *(_cells(table, name) for name in ("officer_1", "role_1", "officer_2", "role_2")), strict=True
    ):
        one = made.get(four)
        if one is None:
            second = () if four[2] is None else (Acting(four[2], four[3]),)
            one = made[four] = (Acting(four[0], four[1]), *second)
        found.append(one)
    for row, more in enumerate(_more(table, "officers_more")):
        if more:
            found[row] = (*found[row], *(Acting(one["id"], one["role"]) for one in more))
    return found


def _objects(table: pa.Table) -> list[tuple[str, ...]]:
    first = _cells(table, "object_1")
    return [
        () if one is None else (one, *more) if more else (one,)
        for one, more in zip(first, _more(table, "objects_more"), strict=False)
    ]


def _more(table: pa.Table, name: str) -> list[Any] | repeat[None]:
    column = table.column(name)
    return repeat(None, table.num_rows) if column.null_count == table.num_rows else column.to_pylist()


def _values(table: pa.Table, moments: Moments) -> list[dict[str, Value]] | list[Any]:
    """For each row its values by name."""
    found: list[Any] = [NO_VALUES] * table.num_rows
    for column in table.column_names:
        kind, _, name = column.partition(".")
        if not is_value(column) or kind == "precision" or table.column(column).null_count == table.num_rows:
            continue
        if kind == "moment":
            cells: Iterator[tuple[int, Any]] = _there(table, column, f"precision.{name}", moments)
        elif kind == "decimal":
            cells = (
                (row, Decimal(text)) for row, text in enumerate(_cells(table, column)) if text is not None
            )
        else:
            cells = ((row, cell) for row, cell in enumerate(_cells(table, column)) if cell is not None)
        for row, cell in cells:
            if found[row] is NO_VALUES:
                found[row] = {}
            found[row][name] = cell
    return found
