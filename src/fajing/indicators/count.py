"""Counts one term: which rows are meant, how many they are, month by month, and which they are when somebody asks.

In: what is counted, what is known, a period and perhaps a unit. Out: `Found` lines. Every number of a figure comes
from here, and so do the ids behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, overload

import numpy as np

from fajing.indicators.ask import EventRows, ask
from fajing.indicators.figure import Number, Rows
from fajing.indicators.known import Known
from fajing.indicators.period import Period
from fajing.indicators.tables import NEVER, Table, TableRows
from fajing.indicators.values import Bools, Ints, Truth, among, ascending
from fajing.lawbook.conditions import Expression
from fajing.lawbook.indicator_spec import OPEN, Counted

Loaded = tuple[tuple[str, ...], tuple[Number, ...] | None]


class Lazy(Sequence[Any]):
    """Ids or weights that are read when they are looked at; how many there are is known before."""

    def __init__(self, size: int, load: Callable[[], Sequence[Any]]) -> None:
        self._size, self._load = size, load
        self._found: Sequence[Any] | None = None

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if self._found is None:
            self._found = self._load()
        return self._found[place]

    def __iter__(self) -> Iterator[Any]:
        return iter(self[:])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


def lazy_rows(kind: str, size: int, load: Callable[[], Loaded], weighed: bool) -> Rows:
    """Rows whose ids and weights are loaded together, once."""
    kept: list[Loaded] = []

    def loaded() -> Loaded:
        if not kept:
            kept.append(load())
        return kept[0]

    weights = Lazy(size, lambda: loaded()[1] or ()) if weighed else None
    return Rows(kind, Lazy(size, lambda: loaded()[0]), weights)


@dataclass(frozen=True, slots=True)
class Found:
    """What one term counts: one line for each unit of counting.

    Attributes:
        each: What counts one.
        rows: By line its row: an event, or a row of a table; ascending.
        days: By line the day it is dated by.
        objects: By line the object; None where objects are not told apart.
        unknown: Rows of which the condition could not be told.
        known: What is known; None for tables.
        table: The table; None for events.
    """

    each: str
    rows: Ints
    days: Ints
    objects: Ints | None
    unknown: int
    known: Known | None
    table: Table | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def only(self, kept: Any) -> Found:
        """Some of the lines."""
        objects = None if self.objects is None else self.objects[kept]
        return replace(self, rows=self.rows[kept], days=self.days[kept], objects=objects)

    def asked(self, where: Expression, home: str) -> Truth:
        """A further condition, asked of every line."""
        if self.table is not None:
            answer = ask(where, TableRows(self.table))
            return Truth(answer.yes[self.rows], answer.known[self.rows])
        assert self.known is not None
        return asked_by_step(self.known, home, self.rows, self.objects, where)

    # ------------------------------------------------------------ what is behind it
    def opened(self) -> Rows:
        """The records behind it."""
        if self.table is not None:
            table, rows = self.table, self.rows
            return lazy_rows(table.kind, len(rows), lambda: (tuple(sorted(table.ids(rows))), None), False)
        assert self.known is not None
        record = self.known.record
        ids: Callable[[Ints], list[str]] = record.event_ids
        numbers, kind = self.rows, "events"
        if self.each == "matter":
            numbers, ids, kind = record.matter[self.rows], record.matter_ids, "matters"
        elif self.each in ("file", "object_in_file"):
            numbers, ids, kind = record.file[self.rows], record.file_ids, "matters"
        if self.objects is None:
            return lazy_rows(kind, len(numbers), lambda: _by_id(ids(numbers), None), False)
        some, count = np.unique(numbers, return_counts=True)
        return lazy_rows(kind, len(some), lambda: _by_id(ids(some), count.tolist()), True)


def _by_id(ids: Sequence[str], weights: Sequence[Number] | None) -> Loaded:
    """Ids ascending, with their weights."""
    order = sorted(range(len(ids)), key=ids.__getitem__)
    return (
        tuple(ids[place] for place in order),
        None if weights is None else tuple(weights[place] for place in order),
    )


def weighed_rows(known: Known, rows: Ints, weights: Callable[[], Sequence[Number]]) -> Rows:
    """Events with what each brings to a sum."""
    return lazy_rows("events", len(rows), lambda: _by_id(known.record.event_ids(rows), weights()), True)


# ---------------------------------------------------------------- finding the rows
def find(counted: Counted, known: Known, table: Table | None, period: Period) -> Found:
    """The lines that a term counts in a period."""
    if counted.kind in ("duties", "findings"):
        assert table is not None
        return _in_table(counted, table, period)
    if counted.kind == "matters":
        return _matters(counted, known, period)
    pieces = [_of_step(counted, known, step, period) for step in counted.of]
    rows = np.concatenate([piece[0] for piece in pieces])
    objects = None if pieces[0][1] is None else np.concatenate([piece[1] for piece in pieces])
    unknown = sum(piece[2] for piece in pieces)
    if len(pieces) > 1:
        order = np.argsort(rows, kind="stable")
        rows, objects = rows[order], None if objects is None else objects[order]
    return distinct(Found(counted.each, rows, known.record.day[rows], objects, unknown, known))


def _of_step(counted: Counted, known: Known, step: str, period: Period) -> tuple[Ints, Ints | None, int]:
    """Rows of one step (and their objects) that are meant, and of how many that could not be told."""
    record = known.record
    rows = _of_period(known, step, period, stands=counted.until is not None)
    objects = None
    if counted.each in ("object", "object_in_file"):
        rows, objects = record.objects_of(rows)
    unknown = 0
    if counted.where is not None and len(rows):
        asked = EventRows(known, counted.home, step.partition(".")[0], rows, objects)
        answer = ask(counted.where, asked)
        unknown = int((~answer.known).sum())
        rows, objects = rows[answer.yes], None if objects is None else objects[answer.yes]
    if counted.until:
        kept = ~_is_over(counted.until, known, rows, objects, period)
        rows, objects = rows[kept], None if objects is None else objects[kept]
    return rows, objects, unknown


def _of_period(known: Known, step: str, period: Period, *, stands: bool) -> Ints:
    """Rows of a step in a period (or up to its end), of the units that are meant; looked up once."""
    key = (step, period, stands)
    found = known.of_period.get(key)
    if found is None:
        rows = known.rows_of(step)
        days = known.record.day[rows]
        rows = rows[days <= period.last] if stands else rows[(days >= period.first) & (days <= period.last)]
        found = known.of_period[key] = in_units(known, rows, period)
    return found


def _is_over(until: Sequence[str], known: Known, rows: Ints, objects: Ints | None, period: Period) -> Bools:
    """Which rows were ended, by the last day, by a later step of their matter that is about the same object or none."""
    record, over = known.record, np.zeros(len(rows), bool)
    for step in until:
        ends = known.rows_of(step)
        ends = ends[record.day[ends] <= period.last]
        if not len(ends):
            continue
        if objects is None:
            over |= _last(record.matter[ends], ends, record.matter[rows]) > rows
            continue
        many, named = record.objects_of(ends)
        keys = known.key(record.matter[many], named)
        for one in (objects, np.full(len(rows), -1)):
            over |= _last(keys, many, known.key(record.matter[rows], one)) > rows
    return over


def _last(keys: Ints, rows: Ints, wanted: Ints) -> Ints:
    """The last row of each wanted key, -1 for none."""
    order = np.lexsort((rows, keys))
    keys, rows = keys[order], rows[order]
    places = np.searchsorted(keys, wanted, side="right") - 1
    there = (places >= 0) & (keys[np.maximum(places, 0)] == wanted)
    return np.where(there, rows[np.maximum(places, 0)], -1)


def _matters(counted: Counted, known: Known, period: Period) -> Found:
    """Matters of some procedures, dated by their first event."""
    record = known.record
    found, unknown = [], 0
    for procedure in counted.of:
        rows = record.rows_of_procedure(procedure)
        rows = rows[record.is_known(rows, known.instant)]
        _, first = np.unique(record.matter[rows], return_index=True)
        rows = np.sort(rows[first])
        days = record.day[rows]
        rows = in_units(known, rows[(days >= period.first) & (days <= period.last)], period)
        if counted.where is not None and len(rows):
            answer = ask(counted.where, EventRows(known, counted.home, procedure, rows))
            unknown += int((~answer.known).sum())
            rows = rows[answer.yes]
        found.append(rows)
    rows = np.sort(np.concatenate(found))
    return distinct(
        Found("file" if counted.each == "file" else "matter", rows, record.day[rows], None, unknown, known)
    )


def _in_table(counted: Counted, table: Table, period: Period) -> Found:
    """Rows of a table, each counted once."""
    if counted.kind == "duties":
        days = table.dated_by("")
        rows = np.flatnonzero((days >= period.first) & (days <= period.last))
    elif OPEN in counted.of:
        rows, days = _open(table, period.last), np.full(table.size, period.last, np.int64)
    else:
        found = np.full(table.size, 2**62, np.int64)
        for act in counted.of:
            one = table.dated_by(act)
            found = np.where((one != NEVER) & (one < found), one, found)
        days = found
        rows = np.flatnonzero((days >= period.first) & (days <= period.last))
    if period.units is not None:
        rows = rows[among(table.units[rows], _codes(table.unit_words, period.units))]
        rows = _not_sealed(table, rows, period.sealed)
    unknown = 0
    if counted.where is not None and len(rows):
        answer = ask(counted.where, TableRows(table))
        unknown = int((~answer.known[rows]).sum())
        rows = rows[answer.yes[rows]]
    return Found("event", rows, days[rows], None, unknown, None, table)


def _open(table: Table, day: int) -> Ints:
    """Findings open at the end of a day."""
    assert table.spells is not None
    rows, first, closed = table.spells
    return ascending(rows[(first <= day) & (closed > day)])


def distinct(found: Found) -> Found:
    """Each matter, file or object of a file once, with its first row."""
    if found.known is None or found.each in ("event", "object"):
        return found
    record = found.known.record
    if found.each == "matter":
        keys = record.matter[found.rows]
    elif found.each == "file" or found.objects is None:
        keys = record.file[found.rows]
    else:
        keys = found.known.key(record.file[found.rows], found.objects)
    _, first = np.unique(keys, return_index=True)
    return found.only(np.sort(first))


def asked_by_step(known: Known, home: str, rows: Ints, objects: Ints | None, where: Expression) -> Truth:
    """A condition asked of rows of several procedures."""
    record = known.record
    if not len(rows):
        return Truth(np.zeros(0, bool), np.zeros(0, bool))
    procedures = record.procedures_of(rows)
    if procedures.min() == procedures.max():
        procedure = record.procedure_words[int(procedures[0])]
        return ask(where, EventRows(known, home, procedure, rows, objects))
    yes, told = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    for code in ascending(procedures).tolist():
        own = np.flatnonzero(procedures == code)
        part = None if objects is None else objects[own]
        answer = ask(where, EventRows(known, home, record.procedure_words[code], rows[own], part))
        yes[own], told[own] = answer.yes, answer.known
    return Truth(yes, told)


def _not_sealed(table: Table, rows: Ints, sealed: frozenset[str]) -> Ints:
    """Rows of a table that are of no sealed norm."""
    for part in table.columns["norm"].parts if sealed and "norm" in table.columns else ():
        if part.kind == "text":
            of_one = among(part.data, _codes(part.words, sealed)) & part.known
            rows = rows[~of_one[rows]]
    return rows


# ---------------------------------------------------------------- units
def in_units(known: Known, rows: Ints, period: Period) -> Ints:
    """Of some events those whose matter was in a unit's charge when they happened."""
    return (
        rows
        if period.units is None or not len(rows)
        else rows[are_in(period.units, known, rows, period.sealed)]
    )


def are_in(units: frozenset[str], known: Known, rows: Ints, sealed: frozenset[str] = frozenset()) -> Bools:
    """Which of some events are of matters that were in the charge of some units when they happened.

    Those of sealed procedures are in no unit's charge.
    """
    record = known.record
    codes, words = record.unit_of_matter
    own = codes[record.matter[rows]]
    wanted = among(own, _codes(words, units))
    moved = known.moved(record.matter[rows])
    for place in np.flatnonzero(moved).tolist():
        named = known.unit_at(int(rows[place]))
        if named is not None:
            wanted[place] = named in units
            own[place] = 0
    if (own < 0).any():  # the matter does not say: the unit that acted
        acting = record.values("unit").take(rows)
        for part in acting.parts:
            if part.kind == "text":
                meant = among(part.data, _codes(part.words, units))
                wanted |= (own < 0) & part.known & meant
    if sealed:
        wanted &= ~among(record.procedures_of(rows), _codes(record.procedure_words, sealed))
    return wanted


def _codes(words: Sequence[str], wanted: frozenset[str]) -> Ints:
    return np.array([code for code, word in enumerate(words) if word in wanted], np.int64)


# ---------------------------------------------------------------- numbers
def median_of(seconds: Ints) -> Decimal:
    """The median of some lengths of time, in hours with one decimal, halves up."""
    ordered = np.sort(seconds)
    middle = len(ordered) // 2
    twice = int(ordered[middle]) * 2 if len(ordered) % 2 else int(ordered[middle - 1]) + int(ordered[middle])
    return hours_of(twice, 2)


def hours_of(seconds: int, parts: int = 1) -> Decimal:
    """Seconds in hours with one decimal."""
    from decimal import ROUND_HALF_UP

    return (Decimal(seconds) / (3600 * parts)).quantize(Decimal("0.1"), ROUND_HALF_UP)
