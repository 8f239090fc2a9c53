"""Rows of shape `events` as whole columns: what rows_events.py says of a row, said of all rows at once.

In: an `EventRows` and the columns of its table. Out: the rows that stand as a `Batch`, and which rows are left to be
read one by one, because something about them is wrong. Every text goes once through the very parsers of the rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fajing.intake.batch import Batch, key_text, nothing
from fajing.intake.cells import BLANK_WORDS, Cell, CellError, Remembered, is_blank, read_text
from fajing.intake.coded import (
    BAD,
    BLANK,
    Coded,
    Flags,
    Ints,
    as_cells,
    combined,
    flagged,
    overlaid,
    parsed,
    together,
)
from fajing.intake.row import RowRefused
from fajing.intake.rows_base import Part, Rows, is_skipped, is_total
from fajing.intake.rows_events import EventRows
from fajing.intake.text_columns import TextColumns

_MAY_BE_TOTAL = f"[计lLmM:：][{BLANK}]*$"


@dataclass(slots=True)
class Taken:
    """What became of the rows of a table.

    Attributes:
        batch: The rows that stand.
        stands: Which rows they are.
        odd: Rows that have to be read one by one to say what is wrong with them.
        keys: By row that stands what tells it from others; None where nothing does.
        loose: How many values stood beside an empty date, by heading, with the first row where one did.
    """

    batch: Batch
    stands: Ints
    odd: Ints
    keys: Coded | None
    loose: dict[str, tuple[int, int]] = field(default_factory=dict)


class Columns:
    """The columns of a table, each parsed when it is asked for; notes rows with a cell that cannot be read."""

    def __init__(self, rows: Rows, cells: TextColumns) -> None:
        self.rows, self.cells = rows, cells
        self.count = len(cells.numbers)
        self.bad = np.zeros(self.count, bool)
        self._known: dict[int, tuple[Coded, Flags]] = {}

    def of(self, part: Part | None, where: Flags | None = None) -> Coded | None:
        """A part of the rows; None where the sheet does not have it or every cell is blank.

        Args:
            part: The part.
            where: The rows of which it is read; by default all.
        """
        if part is None:
            return None
        known = self._known.get(id(part))
        if known is None:
            known = self._known[id(part)] = self._read(part.index, part.read)
        found, bad = known
        self.bad |= bad if where is None else bad & where
        return found if found.values else None

    def _read(self, index: int, parse: Remembered) -> tuple[Coded, Flags]:
        """A column by a parser, and the rows that it cannot read."""
        found = parsed(self.cells.columns[index], parse)
        bad = found.codes == BAD
        found.codes[bad] = -1
        return found, bad

    def needed(self, part: Part | None) -> Coded:
        """A part, with no value anywhere if the sheet does not have it."""
        return self.of(part) or nothing(self.count)

    def ignored(self) -> Flags:
        """Totals, repeated headings, and what the map skips."""
        found = np.zeros(self.count, bool)
        for index, words in self.rows.skips:
            found |= flagged(self.cells.columns[index], partial(is_skipped, words=words))
        first = self.rows.matter
        if first is not None:
            heading = first.heading

            found |= flagged(
                self.cells.columns[first.index],
                lambda cell: isinstance(cell, str) and is_total(cell, heading),
                f"{_MAY_BE_TOTAL}|^{re.escape(heading)}$",
            )
        return found

    def keys(self) -> Coded | None:
        """The source keys, as tuples; None where the map has none. A row whose key is empty is bad."""
        if not self.rows.keys:
            return None
        parts = [self._read(index, Remembered(_key_part, BLANK_WORDS)) for index in self.rows.keys]
        found = combined([part for part, _ in parts], lambda *texts: texts if any(texts) else None)
        for _, bad in parts:
            self.bad |= bad
        self.bad |= ~found.there()
        return found

    def values(
        self, parts: Sequence[tuple[Part, Flags | None]], where: Flags | None = None
    ) -> dict[str, Coded]:
        """Values by name; where several columns bring one, the last counts.

        Args:
            parts: The columns, each with the rows at which it counts.
            where: The rows of which they are read; by default all.
        """
        found: dict[str, Coded] = {}
        for part, rows in parts:
            column = self.of(part, where)
            if column is None:
                continue
            if rows is not None:
                column = column.only(rows)
            name = part.column.name
            found[name] = overlaid(found[name], column) if name in found else column
        return found

    def several(self, parts: Sequence[Part], where: Flags | None = None) -> Coded | None:
        """Officers or objects of several columns, each once."""
        columns = [column for part in parts if (column := self.of(part, where)) is not None]
        if len(columns) < 2:
            return columns[0] if columns else None
        return combined(columns, _all_of)

    def places(self, stands: Ints) -> tuple[pa.Array, pa.Array]:
        """Where each row stands, as its matter and as its events tell it."""
        numbers = pc.cast(pa.array(self.cells.numbers[stands]), pa.string())
        places = pc.binary_join_element_wise(self.rows.prefix, numbers, "")
        label = self.rows.label
        return places, pc.binary_join_element_wise(label, places, "") if label else places

    def wrong(self, matter: Coded, parent: Coded | None) -> Flags:
        """Rows without a matter, or that hang under themselves, or with a cell that cannot be read."""
        found = self.bad | ~matter.there()
        return found if parent is None else found | equal(matter, parent)


def _key_part(cell: Cell) -> str:
    return "" if is_blank(cell) else read_text(cell, exact=True) or ""


def _all_of(*items: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    return tuple(dict.fromkeys(one for some in items if some for one in some)) or None


def key_bases(keys: Coded | None, matter: Coded, rows: Rows) -> Coded | None:
    """What a source key says beside the matter; None where it names nothing, or must not be shown."""
    if keys is None or rows.secret_key:
        return None
    return combined([keys, matter], key_text)


Placed = tuple[str, str, str | None]
"""Procedure and step of an event, and the name of its own matter under that of the row."""
PASSED: Placed = ("", "", None)
"""The map leaves out rows of this step."""


def read_events(rows: EventRows, cells: TextColumns) -> Taken:
    """Reads a table of events.

    Args:
        rows: The reader of its rows.
        cells: The rows, none of them blank.
    """
    columns = Columns(rows, cells)
    matter, at = columns.needed(rows.matter), columns.needed(rows.at)
    place = _places(rows, columns)
    parts = {
        "parent": columns.of(rows.parent),
        "until": columns.of(rows.until),
        "recorded": columns.of(rows.recorded),
        "unit": columns.of(rows.unit),
        "seq": columns.of(rows.seq),
        "officers": columns.several(rows.officers),
        "objects": columns.several(rows.objects),
    }
    own = columns.values([(part, _of_steps(part, place)) for part in rows.own])
    of_matter = columns.values([(part, None) for part in rows.of_matter])
    keys = columns.keys()
    ignored = columns.ignored()
    passed = place.there() & (place.numbers(lambda one: one == PASSED) == 1)
    ignored |= passed & ~columns.bad
    odd = columns.wrong(matter, parts["parent"]) | ~at.there() | ~place.there()
    if parts["until"] is not None:
        odd |= ends_early_in(at, parts["until"])
    stands = np.flatnonzero(~odd & ~ignored)
    taken = {name: None if one is None else one.take(stands) for name, one in parts.items()}
    matter, at, place = matter.take(stands), at.take(stands), place.take(stands)
    keys = None if keys is None else keys.take(stands)
    under = place.changed(lambda one: one[2])
    is_own = ~under.there()
    unit, seq = taken["unit"], taken["seq"]
    places, sources = columns.places(stands)
    numbers = cells.numbers[stands]
    batch = Batch(
        matter=matter,
        procedure=rows_procedure(rows, columns).take(stands),
        source=places,
        parent=taken["parent"],
        unit=None if unit is None else unit.only(is_own),
        values={name: one.take(stands) for name, one in of_matter.items()},
        rank=at.numbers(lambda one: one.instant),
        content=lambda row: rows.read(int(numbers[row]), cells.cells(int(stands[row]))).content,
        event_row=np.arange(len(stands), dtype=np.int64),
        place=matter if is_own.all() else place_of(matter, under),
        kind=place.changed(lambda one: one[:2]),
        at=at,
        seq=numbers * 1000 if seq is None else np.where(seq.there(), seq.numbers(int), numbers * 1000),
        until=taken["until"],
        recorded=taken["recorded"],
        officers=taken["officers"],
        event_unit=unit,
        objects=taken["objects"],
        event_source=sources,
        event_values={name: one.take(stands) for name, one in own.items()},
        key=key_bases(keys, matter, rows),
    )
    return Taken(batch, stands, np.flatnonzero(odd & ~ignored), keys)


def rows_procedure(rows: Rows, columns: Columns) -> Coded:
    """Kind of each row's matter; none where it is unknown."""
    part = rows.one("procedure")
    if part is None:
        kind = rows.kind_of(None)
        return Coded.same(kind.id, columns.count) if kind is not None else nothing(columns.count)
    named = columns.of(part) or nothing(columns.count)
    other = rows.kind_of(None)
    found = named.changed(lambda name: None if (kind := rows.kind_of(name)) is None else kind.id)
    if other is None:
        return found
    return overlaid(Coded.same(other.id, columns.count).only(~named.there()), found)


def _places(rows: EventRows, columns: Columns) -> Coded:
    """Where each event belongs; `PASSED` where the map leaves its row out, none where something is wrong."""
    steps = as_cells(columns.cells.columns[rows.step.index])
    named = rows_procedure(rows, columns)

    def place(procedure: str | None, cell: Cell) -> Placed | None:
        if procedure is None:
            return None
        try:
            found = rows.step_parsers[procedure].parse(cell)
            return PASSED if found is None else rows.placed(str(found), procedure)
        except (CellError, RowRefused):
            return None

    return combined([named, steps], place)


def _of_steps(part: Part, place: Coded) -> Flags | None:
    """At which rows a field counts; None for all."""
    of = part.column.of
    if not of or "*" in of:
        return None
    flags = place.numbers(lambda one: one[1] in of or f"{one[0]}.{one[1]}" in of)
    found: Flags = flags == 1
    return found


def place_of(matter: Coded, under: Coded) -> Coded:
    """The matter of each event: its row's, or one of its own under it."""
    return combined([matter, under], lambda own, name: own if name is None else f"{own}/{name}")


def equal(one: Coded, other: Coded) -> Flags:
    """Which rows have the same value in both."""
    both = together([one, other]).codes
    found: Flags = (both[: len(one)] == both[len(one) :]) & one.there()
    return found


def ends_early_in(at: Coded, until: Coded) -> Flags:
    """Which rows end before they begin; see `rows_base.is_before`."""
    by_day = (at.numbers(lambda one: one.is_day) | until.numbers(lambda one: one.is_day)) == 1
    days = until.numbers(lambda one: one.day) < at.numbers(lambda one: one.day)
    instants = until.numbers(lambda one: one.instant) < at.numbers(lambda one: one.instant)
    found: Flags = at.there() & until.there() & np.where(by_day, days, instants)
    return found
