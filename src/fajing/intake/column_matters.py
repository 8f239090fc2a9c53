"""Rows of shape `matters` as whole columns: what rows_matters.py says of a row, said of all rows at once.

In: a `MatterRows` and the columns of its table. Out: as in column_events.py, with the events of each row in the order
of the step columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fajing.intake.assemble import LATEST
from fajing.intake.batch import Batch, Chosen, Named, maybe, nothing
from fajing.intake.coded import Coded, Flags, Ints, combined, overlaid, together
from fajing.intake.column_events import (
    Columns,
    Placed,
    Taken,
    ends_early_in,
    key_bases,
    place_of,
    rows_procedure,
)
from fajing.intake.rows_matters import MatterRows, StepColumn
from fajing.intake.text_columns import TextColumns


@dataclass(slots=True)
class _Step:
    """A step column; all that it holds is as long as the table.

    Attributes:
        index: Where it stands among the headings.
        at: When the step happened, where it did.
        place: Procedure, step, and the name of its own matter under that of the row.
        parts: Its other columns by name.
        values: Its values by name.
    """

    index: int
    at: Coded
    place: Coded
    parts: dict[str, Coded | None]
    values: dict[str, Coded]


def read_matters(rows: MatterRows, cells: TextColumns) -> Taken:
    """Reads a table of matters.

    Args:
        rows: The reader of its rows.
        cells: The rows, none of them blank.
    """
    columns = Columns(rows, cells)
    matter, parent = columns.needed(rows.matter), columns.of(rows.parent)
    procedure, unit = rows_procedure(rows, columns), columns.of(rows.unit)
    values = columns.values([(part, None) for part in rows.fields])
    odd = ~procedure.there()
    steps = [_step(step, columns, procedure, odd) for step in rows.steps]
    if not rows.table.of_map.joins:
        told = np.zeros(columns.count, bool)
        for column in (*(step.at for step in steps), *values.values()):
            told |= column.there()
        odd |= ~told  # no step and no field
    happened = {id(step): made.at.there() for step, made in zip(rows.steps, steps, strict=True)}
    beside = [(part.heading, _beside(columns.of(part), own, happened)) for part, own in rows.hung]
    keys = columns.keys()
    ignored = columns.ignored()
    odd |= columns.wrong(matter, parent)
    stands = np.flatnonzero(~odd & ~ignored)
    loose: dict[str, tuple[int, int]] = {}
    for heading, flags in beside:
        found = np.flatnonzero(flags[stands]) if flags is not None else stands[:0]
        if len(found):
            first, number = loose.get(heading, (int(stands[found[0]]), 0))
            loose[heading] = min(first, int(stands[found[0]])), number + len(found)
    matter = matter.take(stands)
    keys = None if keys is None else keys.take(stands)
    batch = _batch(rows, columns, stands, matter, steps, keys)
    batch.procedure = procedure.take(stands)
    batch.parent = None if parent is None else parent.take(stands)
    batch.unit = None if unit is None else unit.take(stands)
    batch.values = {name: one.take(stands) for name, one in values.items()}
    return Taken(batch, stands, np.flatnonzero(odd & ~ignored), keys or matter, loose)


def _beside(column: Coded | None, steps: list[StepColumn], happened: dict[int, Flags]) -> Flags | None:
    """Where a value stands though none of its steps happened."""
    if column is None:
        return None
    found = column.there()
    for step in steps:
        found = found & ~happened[id(step)]
    return found


def _step(step: StepColumn, columns: Columns, procedure: Coded, odd: Flags) -> _Step:
    """A step column of all rows; rows in which something is wrong with it are marked as odd."""
    if step.at is step.part:
        at = columns.needed(step.at)
    else:
        happens = columns.needed(step.part).numbers(bool) == 1
        at = (columns.of(step.at, happens) or nothing(columns.count)).only(happens)
        odd |= happens & ~at.there()
    there = at.there()
    place = _places(step, columns, procedure)
    odd |= there & ~place.there()
    until = columns.of(step.until, there)
    if until is not None:
        odd |= ends_early_in(at, until)
    values = {
        name: Coded.same(value, columns.count)
        for name, value in step.part.column.constants
        if value is not None
    }
    for name, column in columns.values([(part, None) for part in step.fields], there).items():
        values[name] = overlaid(values[name], column) if name in values else column
    parts = {
        "until": until,
        "recorded": columns.of(step.recorded, there),
        "unit": columns.of(step.unit, there),
        "officers": columns.several(step.officers, there),
        "objects": columns.several(step.objects, there),
    }
    return _Step(step.part.index, at, place, parts, values)


def _places(step: StepColumn, columns: Columns, procedure: Coded) -> Coded:
    """Where the events of a column belong; none where the matter's kind has no such step."""
    name = step.part.column.step or ""
    kind, dot, rest = name.partition(".")
    procedures = columns.rows.procedures

    def place(own: str | None) -> Placed | None:
        if own is None:
            return None
        if dot and kind in procedures:
            return kind, rest, None if kind == own else kind
        return (own, name, None) if name in procedures[own].steps else None

    return combined([procedure], place)


def _batch(
    rows: MatterRows,
    columns: Columns,
    stands: Ints,
    matter: Coded,
    steps: list[_Step],
    keys: Coded | None,
) -> Batch:
    """The rows that stand with their events; what the rows say of their matters is put in later."""
    of_step = [np.flatnonzero(step.at.there()[stands]) for step in steps]
    counts = [len(own) for own in of_step]
    event_row = np.concatenate([np.zeros(0, np.int64), *of_step])
    order = np.argsort(event_row, kind="stable")
    event_row = event_row[order]

    def column(name: str) -> Coded | None:
        own = [step.parts[name] for step in steps]
        taken = [
            None if one is None else one.take(stands[some]) for one, some in zip(own, of_step, strict=True)
        ]
        found = maybe(taken, counts)
        return None if found is None else found.take(order)

    def every(own: list[Coded]) -> Coded:
        taken = [one.take(stands[some]) for one, some in zip(own, of_step, strict=True)]
        return together([*taken, nothing(0)]).take(order)

    at, place = every([step.at for step in steps]), every([step.place for step in steps])
    values = Named(
        [
            {name: one.take(stands[some]) for name, one in step.values.items()}
            for step, some in zip(steps, of_step, strict=True)
        ],
        counts,
    )
    indices = np.repeat(np.array([step.index for step in steps], np.int64), counts)[order]
    numbers = columns.cells.numbers[stands]
    rank = np.full(len(stands), LATEST, np.int64)
    np.minimum.at(rank, event_row, at.numbers(lambda one: one.instant))

    def content(row: int) -> str:
        counted = dict(rows.loose)
        found = rows.read(int(numbers[row]), columns.cells.cells(int(stands[row]))).content
        rows.loose = counted  # it was counted with all rows already
        return found

    of_event, under = matter.take(event_row), place.changed(lambda one: one[2])
    bases = (
        key_bases(keys, matter, rows) if keys is not None or rows.secret_key else Coded.same("", len(stands))
    )
    sources, event_sources = columns.places(stands)
    return Batch(
        matter=matter,
        procedure=matter,
        source=sources,
        parent=None,
        unit=None,
        values={},
        rank=rank,
        content=content,
        event_row=event_row,
        place=place_of(of_event, under) if under.values else of_event,
        kind=place.changed(lambda one: one[:2]),
        at=at,
        seq=numbers[event_row] * 1000 + indices,
        until=column("until"),
        recorded=column("recorded"),
        officers=column("officers"),
        event_unit=column("unit"),
        objects=column("objects"),
        event_source=event_sources.take(pa.array(event_row)),
        event_values=Chosen(values, order),
        key=None if bases is None else bases.take(event_row),
        again=np.ones(len(event_row), bool),
    )
