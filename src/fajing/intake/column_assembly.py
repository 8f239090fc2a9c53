"""From columns of rows to the tables of a log: what assemble.py does with one row after another.

In: the batches of all maps, in the order in which their first files were given. Out: a `TableLog` with the same
matters, events, ids and order. Where two rows tie about what a matter says, and where the ids of events run in numbers,
the few concerned are looked at one by one, by the functions of assemble.py itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fajing.core.events import Log, Matter
from fajing.core.moments import Zone
from fajing.intake.assemble import ids_of, root_of, sort_text, time_text
from fajing.intake.batch import Batch, Chosen, nothing, one_below_the_other
from fajing.intake.coded import Coded, Flags, Ints, combined, distinct, numbered, overlaid, together
from fajing.intake.column_values import event_columns, value_columns
from fajing.intake.row import value_text
from fajing.intake.table_log import TableLog
from fajing.ledger.segments.decode import Moments, read_events
from fajing.ledger.segments.schema import MATTER_COLUMNS


def assemble_columns(batches: Sequence[Batch], zone: Zone) -> TableLog:
    """Puts the batches together.

    Args:
        batches: The rows that stand, map by map; at least one.
        zone: Civil time of the lawbook.

    Raises:
        CannotHold: A value that no column can hold.
    """
    batch = one_below_the_other(batches)
    matters = _Matters(batch)
    batch, places = _in_order(batch, matters)
    objects = None if batch.objects is None else _minted(batch.objects, places, matters)
    events = event_columns(batch, places, objects)
    ids = _ids(batch, places, matters.ids, events, zone)
    return TableLog(zone, matters.table(), events.set_column(events.column_names.index("id"), "id", ids))


class _Matters:
    """The matters of a batch, in the order first seen.

    Attributes:
        ids: Their ids.
        of_row: By row the number of its matter.
        of_event: By event the number of its matter.
    """

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        count = len(batch.matter)
        both = batch.matter if batch.place is batch.matter else together([batch.matter, batch.place])
        rows, events = (
            both.codes[:count],
            both.codes[-len(batch.place) :] if len(batch.place) else both.codes[:0],
        )
        self._apart = np.flatnonzero(
            events != rows[batch.event_row]
        )  # events of a matter under that of their row
        order = np.argsort(
            np.concatenate((2 * np.arange(count), 2 * batch.event_row[self._apart] + 1)), kind="stable"
        )
        seen = np.concatenate((rows, events[self._apart]))[order].astype(np.int64)
        names, numbers = distinct(seen)
        first = np.empty(len(names), np.int64)
        first[numbers[::-1]] = order[::-1]  # of equal numbers the last assignment stays
        self.ids = [both.values[code] for code in names.tolist()]
        number_of = np.zeros(len(both.values), np.int64)
        number_of[names] = np.arange(len(names))
        self.of_row, self.of_event = number_of[rows], number_of[events]
        kinds = together([batch.procedure, batch.kind.take(self._apart).changed(lambda one: one[0])])
        self.procedure = kinds.take(first)
        first_row = np.concatenate((np.arange(count), batch.event_row[self._apart]))[first]
        self.source = batch.source.take(pa.array(first_row))
        self.parent = self._parents()

    def _parents(self) -> Coded:
        """The matter under which each hangs: as its rows say, else that of the row that told of it first."""
        batch = self.batch
        told = self._earliest(batch.parent)
        if not len(self._apart):
            return told
        of_apart = self.of_event[self._apart]
        names, numbers = distinct(of_apart)
        first = np.empty(len(names), np.int64)
        first[numbers[::-1]] = np.arange(len(of_apart))[::-1]
        under = np.full(len(self.ids), -1, np.int32)
        rows = batch.event_row[self._apart[first]]
        under[names] = batch.matter.codes[rows]
        return overlaid(Coded(under, batch.matter.values), told)

    def _earliest(self, column: Coded | None) -> Coded:
        """By matter what its earliest row says; of several the one with the least content, then the first."""
        found = nothing(len(self.ids))
        if column is None or not column.there().any():
            return found
        rows = np.flatnonzero(column.there())
        rows = rows[np.lexsort((self.batch.rank[rows], self.of_row[rows]))]
        matter, rank, code = self.of_row[rows], self.batch.rank[rows], column.codes[rows]
        starts = np.flatnonzero(np.concatenate(([True], matter[1:] != matter[:-1])))
        codes = found.codes
        codes[matter[starts]] = code[starts]
        tied = np.concatenate(([False], (matter[1:] == matter[:-1]) & (rank[1:] == rank[:-1])))
        differs = np.concatenate(([False], code[1:] != code[:-1])) & tied
        ends = np.append(starts[1:], len(rows))
        for group in np.unique(np.searchsorted(starts, np.flatnonzero(differs), side="right") - 1).tolist():
            start, end = int(starts[group]), int(ends[group])
            first = [place for place in range(start, end) if rank[place] == rank[start]]
            best = min(first, key=lambda place: self.batch.content(int(rows[place])))
            codes[matter[start]] = code[best]
        return Coded(codes, column.values)

    def table(self) -> pa.Table:
        """The matters in the columns of `matters.parquet`."""
        count = len(self.ids)
        columns = {
            "id": pa.array(self.ids, pa.string()),
            "procedure": self.procedure.words(),
            "parent": self.parent.texts(),
            "unit": self._earliest(self.batch.unit).words(),
            "source": self.source,
            "links": pa.nulls(count, MATTER_COLUMNS["links"]),
            "file": pa.array(np.zeros(count, np.int32)),
        }
        values = {name: self._earliest(one) for name, one in self.batch.values.items()}
        return pa.table(columns | value_columns(values))

    def roots(self, numbers: Sequence[int]) -> list[str]:
        """The root of the file of some matters, as far as the log knows it."""
        if not self.parent.there().any():
            return [self.ids[number] for number in numbers]
        parents = self.parent.list()
        log = Log(Zone.of("UTC"))
        log.matters = {one: Matter(one, "", parent) for one, parent in zip(self.ids, parents, strict=True)}
        return [root_of(log, self.ids[number]) for number in numbers]


def _in_order(batch: Batch, matters: _Matters) -> tuple[Batch, Ints]:
    """The events matter by matter, without those that a matter has already; and by event its matter."""
    order = np.argsort(matters.of_event, kind="stable")
    if batch.again is not None and batch.again.any():
        order = order[~_told_again(batch)[order]]
    if np.array_equal(order, np.arange(len(batch.place))):
        return batch, matters.of_event
    taken = {
        name: column.take(order)
        for name in ("place", "kind", "at", "until", "recorded", "officers", "event_unit", "objects", "key")
        if (column := getattr(batch, name)) is not None
    }
    rows = pa.array(order)
    return (
        replace(
            batch,
            **taken,
            event_row=batch.event_row[order],
            seq=batch.seq[order],
            event_source=batch.event_source.take(rows),
            event_values=Chosen(batch.event_values, order),
            again=None,
        ),
        matters.of_event[order],
    )


def _told_again(batch: Batch) -> Flags:
    """Which events another row of a wide table has told already, word for word."""
    found = np.zeros(len(batch.place), bool)
    assert batch.again is not None
    _, groups = distinct(numbered([batch.place, batch.kind]))
    counts, again = np.bincount(groups), np.bincount(groups, batch.again)
    rows = np.flatnonzero(
        (counts[groups] > 1) & (again[groups] > 0)
    )  # few: most steps happen once in a matter
    if not len(rows):
        return found
    others = [batch.until, batch.recorded, batch.officers, batch.event_unit, batch.objects]
    told = [one.take(rows) for one in (batch.place, batch.kind, batch.at, *others) if one is not None]
    for column in Chosen(batch.event_values, rows).values():
        if column.there().any():
            told.append(column.used().changed(value_text))
    _, numbers = distinct(numbered(told))
    first = np.empty(numbers.max() + 1, np.int64)
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    found[rows] = batch.again[rows] & (first[numbers] != np.arange(len(numbers)))
    return found


def _minted(objects: Coded, places: Ints, matters: _Matters) -> Coded:
    """The objects of events under ids that mean something only in their file."""
    rows = np.flatnonzero(objects.there())
    numbers, back = distinct(places[rows])
    roots = Coded.of(matters.roots(numbers.tolist()))
    of_row = Coded(roots.codes[back], roots.values)
    labels: dict[str, set[str]] = {root: set() for root in roots.values}
    some = objects.take(rows)
    combined([of_row, some], lambda root, told: labels[root].update(told) if root and told else None)
    minted = {root: ids_of(found) for root, found in labels.items()}

    def ids(root: str | None, told: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if root is None or told is None:
            return None
        return tuple(dict.fromkeys(minted[root][label] for label in told))

    found = combined([of_row, some], ids)
    codes = np.full(len(objects), -1, np.int32)
    codes[rows] = found.codes
    return Coded(codes, found.values)


def _ids(batch: Batch, places: Ints, names: list[str], events: pa.Table, zone: Zone) -> pa.Array:
    """The ids of events: by step and source key, else by step and time; equal ones numbered by content."""
    times = batch.at.changed(lambda at: time_text(at, zone))
    rest = times if batch.key is None else overlaid(times, batch.key)
    step = batch.kind.changed(lambda one: one[1])
    tails = pa.array([text or None for text in rest.values], pa.string()).take(pa.array(rest.codes))
    base = pc.binary_join_element_wise(batch.place.texts(), step.texts(), tails, "/", null_handling="skip")
    _, groups = distinct(numbered([Coded(places.astype(np.int32), names), step, rest]))
    rows = np.flatnonzero(np.bincount(groups)[groups] > 1)
    if not len(rows):
        return base
    numbers = np.zeros(len(places), np.int64)
    numbers[rows] = _numbers(events.take(pa.array(rows)), groups[rows], names, zone)
    tails = pa.array(["", "", *(f"#{number}" for number in range(2, int(numbers.max()) + 1))])
    return pc.binary_join_element_wise(base, tails.take(pa.array(numbers)), "")


def _numbers(events: pa.Table, groups: Ints, names: list[str], zone: Zone) -> Ints:
    """The number of each event in its group, from 1."""
    numbers, back = distinct(np.asarray(events.column("matter")))
    made = [Matter(names[number], "") for number in numbers.tolist()]
    told = read_events(events, made, back.tolist(), Moments(zone))
    keys = [
        (group, event.at.instant, sort_text(event), event.seq)
        for group, event in zip(groups.tolist(), told, strict=True)
    ]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    found = np.zeros(len(keys), np.int64)
    number, before = 0, -1
    for place in order:
        number = number + 1 if keys[place][0] == before else 1
        before = keys[place][0]
        found[place] = number
    return found
