"""The record in columns: every event that stands, by step, read once for all indicators.

In: pieces of a data folder, as tables. Out: rows of a step, values of fields by row, ids of rows when somebody opens a
figure. A row's number says its order: within a file rows ascend by time, number and id. Nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from fajing.core.events import Carried
from fajing.core.moments import Zone
from fajing.indicators.columns import (
    KINDS,
    NO_ROWS,
    Stored,
    Values,
    clock_of,
    codes_of,
    compact,
    joined,
    matter_parts,
    not_empty,
    whole_numbers,
)
from fajing.indicators.objects import Objects
from fajing.indicators.values import Bools, Column, Ints, Part, among

BASE = ("file", "matter", "step", "at", "precision")
_OBJECTS = ("object_1", "objects_more")
_OF_EVENTS = {
    "at": ("at", "precision"),
    "until": ("until", "until_precision"),
    "recorded_at": ("recorded", "recorded_precision"),
}
NO_STEP = -1


class Source(Protocol):
    """Some files of a data folder, as tables."""

    first_file: int
    first_matter: int
    matter_count: int
    skip: Bools
    """By file, whether it is read elsewhere."""

    of_matters: Sequence[str]
    """Columns of its matters."""

    def with_values(self, names: Iterable[str]) -> list[str]:
        """Of some columns of events those that are there and have values."""

    def events(self, names: Sequence[str]) -> pa.Table:
        """Columns of its events."""

    def matters(self, names: Sequence[str]) -> pa.Table:
        """Columns of its matters."""

    def file_ids(self) -> list[str]:
        """Ids of its files."""


class Record:
    """Events in columns.

    Args:
        sources: The pieces.
        zone: Civil time.
        carried: What the maps could have brought.
        fields: Names of fields of events that will be asked for; others are read when they are.
    """

    def __init__(
        self, sources: Iterable[Source], zone: Zone, carried: Carried, fields: Iterable[str] = ()
    ) -> None:
        self.sources, self.zone, self.carried = list(sources), zone, carried
        self._columns: dict[str, list[Any]] = {}
        self._values: dict[str, Values] = {}
        self._of_matters: dict[str, Column] = {}
        self._matter_tables: list[Any] = [None] * len(self.sources)
        self._keep: list[Any] = []
        self._clock = clock_of(zone)
        self._fields = frozenset(fields)
        self._read(self._fields)

    # ------------------------------------------------------------ reading
    def _read(self, fields: frozenset[str]) -> None:
        files: list[Any] = []
        matters: list[Any] = []
        steps: list[Any] = []
        words: dict[str, int] = {}
        self._file_starts, self._matter_starts = [0], [0]
        for source in self.sources:
            names = [*BASE, *self._columns_of(source, fields)]
            table = source.events(names)
            own = np.asarray(table.column("file")) - np.int32(source.first_file)
            kept = None
            if source.skip.any():
                kept = np.flatnonzero(~source.skip[own])
                table, own = table.take(pa.array(kept)), own[kept]
            self._keep.append(kept)
            matter = np.asarray(table.column("matter")) - np.int32(source.first_matter)
            files.append(own + np.int32(self._file_starts[-1]))
            matters.append(matter + np.int32(self._matter_starts[-1]))
            steps.append(codes_of(table.column("step"), words))
            self._file_starts.append(self._file_starts[-1] + len(source.skip))
            self._matter_starts.append(self._matter_starts[-1] + source.matter_count)
            for name in (*BASE[3:], "recorded", *names[len(BASE) :]):
                self._columns.setdefault(name, [None] * len(self._keep))
            for name, chunks in self._columns.items():
                chunks += [None] * (len(self._keep) - len(chunks))
                if name in table.column_names:
                    chunks[-1] = table.column(name)
        self.sizes = [len(one) for one in files]
        self.size = sum(self.sizes)
        self.file = joined(files)
        self.matter = joined(matters)
        self.at = self._ints("at")
        self._known_at = self._latest_known()
        self.day = self._clock.days(self.at)
        self.step_words = list(words)
        self._partition(joined(steps))

    def _columns_of(self, source: Source, fields: frozenset[str]) -> list[str]:
        names = ["recorded", *(f"{kind}.{name}" for name in sorted(fields) for kind in KINDS)]
        names += [f"precision.{name}" for name in sorted(fields)]
        names += [column for name in fields for column in _OF_EVENTS.get(name, ())]
        if "object" in fields:
            names += _OBJECTS
        if "unit" in fields:
            names.append("unit")
        return [name for name in source.with_values(dict.fromkeys(names)) if name not in BASE]

    def _partition(self, codes: Ints) -> None:
        """Rows by step, each step's rows ascending."""
        self._step = codes
        narrow = codes.astype(np.int16) if len(self.step_words) < 2**15 else codes
        order = np.argsort(narrow, kind="stable")
        ends = np.searchsorted(narrow[order], np.arange(len(self.step_words) + 1))
        self._by_step = {
            word: order[ends[code] : ends[code + 1]] for code, word in enumerate(self.step_words)
        }

    def _latest_known(self) -> Ints:
        """By row the instant from which it is known: when it happened, or when it was written down if that is later."""
        found = self.at
        if any(chunk is not None and chunk.null_count < len(chunk) for chunk in self._columns["recorded"]):
            found = np.maximum(found, self._ints("recorded", fill=-(2**62)))
        return found

    def columns_read(self) -> list[str]:
        """Columns of events that were read of any piece."""
        read = [name for name, chunks in self._columns.items() if any(one is not None for one in chunks)]
        return [*BASE[:3], *read]

    # ------------------------------------------------------------ rows
    def rows_of(self, step: str) -> Ints:
        """Rows of a step, ascending."""
        return self._by_step.get(step, NO_ROWS)

    def rows_of_procedure(self, procedure: str) -> Ints:
        """Rows of all steps of a procedure, ascending."""
        own = [rows for step, rows in self._by_step.items() if step.startswith(f"{procedure}.")]
        return np.sort(np.concatenate(own)) if own else NO_ROWS

    @cached_property
    def steps(self) -> frozenset[str]:
        """Steps that occur."""
        return frozenset(self.step_words)

    @cached_property
    def procedure_words(self) -> list[str]:
        """Procedures that occur."""
        return list(dict.fromkeys(word.partition(".")[0] for word in self.step_words))

    def procedures_of(self, rows: Ints) -> Ints:
        """Codes of the procedures of rows."""
        return np.asarray(self._procedure_of_step[self._step[rows]])

    @cached_property
    def _procedure_of_step(self) -> Ints:
        codes = {word: code for code, word in enumerate(self.procedure_words)}
        return np.array([codes[word.partition(".")[0]] for word in self.step_words], np.int64)

    @cached_property
    def procedures(self) -> frozenset[str]:
        """Procedures that occur."""
        return frozenset(self.procedure_words)

    def is_step(self, rows: Ints, step: str) -> Bools:
        """Which rows are of a step."""
        code = self.step_words.index(step) if step in self.steps else NO_STEP
        return np.asarray(self._step[rows] == code)

    def only_days(self, rows: Ints) -> Bools:
        """Of which rows only the day is known."""
        return np.asarray(self._by_day[rows])

    @cached_property
    def _by_day(self) -> Bools:
        return np.asarray(joined([np.asarray(one) == 0 for one in self._cells("precision")], bool))

    def is_known(self, rows: Ints, instant: int) -> Bools:
        """Which rows were known at an instant."""
        return self._known_at[rows] <= instant

    @cached_property
    def latest_known(self) -> int:
        """The instant from which all of it is known."""
        return int(self._known_at.max())

    @cached_property
    def first_day(self) -> int | None:
        """Ordinal of the earliest day of the record."""
        return int(self.day.min()) if self.size else None

    # ------------------------------------------------------------ time
    def local(self, instants: Ints) -> Ints:
        """Instants in seconds of civil time."""
        return self._clock.local(instants)

    def moments(self, instants: Ints, precisions: Ints, known: Bools) -> Part:
        """Moments of instants and precisions."""
        return Part("moment", instants, known, (), self._clock.days(instants), precisions == 0)

    # ------------------------------------------------------------ values
    def values(self, name: str) -> Values:
        """A field of all events, or `at`, `until`, `recorded_at`, `step`, `unit`."""
        found = self._values.get(name)
        if found is None:
            found = self._values[name] = Values(tuple(self._parts(name)))
        return found

    def _parts(self, name: str) -> Iterable[Stored]:
        every = np.ones(self.size, bool)
        if name == "at":
            days, by_day = self.day, self._by_day
            yield Stored(self.size, None, Part("moment", self.at, every, (), days, by_day))
        elif name in _OF_EVENTS:
            yield from self._of_column(_OF_EVENTS[name][0], "moment", _OF_EVENTS[name][1])
        elif name == "step":
            words = [word.partition(".")[2] for word in self.step_words]
            yield Stored(self.size, None, Part("text", self._step, every, words))
        else:
            own = [
                one for kind in KINDS for one in self._of_column(f"{kind}.{name}", kind, f"precision.{name}")
            ]
            yield from own
            if name == "unit":
                taken = [one.rows for one in own if one.rows is not None]
                yield from self._of_column("unit", "text", without=np.concatenate(taken) if taken else None)

    def _of_column(
        self, column: str, kind: str, precision: str = "", without: Ints | None = None
    ) -> Iterable[Stored]:
        rows, cells = compact(self._cells(column), self.sizes)
        if not len(rows):
            return
        every = np.ones(len(rows), bool)
        if kind == "text":
            words: dict[str, int] = {}
            codes = joined([codes_of(pa.chunked_array([one]), words) for one in cells])
            kept = not_empty(codes, words)
            if without is not None:
                kept &= ~among(rows, without)
            rows, codes = rows[kept], codes[kept]
            part = Part("text", codes, np.ones(len(rows), bool), list(words) or [""])
        elif kind == "moment":
            _, precisions = compact(self._cells(precision), self.sizes)
            part = self.moments(_numbers(cells), _numbers(precisions), every)
        elif kind == "bool":
            part = Part("bool", _numbers(cells).astype(bool), every)
        elif kind == "int":
            part = Part("number", _numbers(cells), every)
        else:
            texts = [Decimal(text) for one in cells for text in one.to_pylist()]
            part = Part("number", np.array([*texts, None], object)[:-1], every)
        if len(rows):
            yield Stored(self.size, rows, part)

    def _chunks(self, column: str) -> Iterable[tuple[Any, int]]:
        self._also(column)
        return zip(self._columns[column], self.sizes, strict=True)

    def _also(self, column: str) -> None:
        """Reads a column that was not asked for at first."""
        if column in self._columns:
            return
        chunks = []
        for source, kept in zip(self.sources, self._keep, strict=True):
            chunk = source.events([column]).column(column) if source.with_values([column]) else None
            chunks.append(chunk if chunk is None or kept is None else chunk.take(pa.array(kept)))
        self._columns[column] = chunks

    def _cells(self, column: str) -> list[Any]:
        self._also(column)
        return self._columns[column]

    def _ints(self, column: str, fill: int = 0) -> Ints:
        return whole_numbers(self._cells(column), self.sizes, fill)

    def of_matters(self, name: str) -> Column:
        """A field of all matters themselves."""
        found = self._of_matters.get(name)
        if found is None:
            tables = [self._matters(place, name) for place in range(len(self.sources))]
            sizes = [source.matter_count for source in self.sources]
            found = self._of_matters[name] = Column(
                self._matter_starts[-1], tuple(matter_parts(tables, sizes, name, self.moments))
            )
        return found

    def _matters(self, place: int, name: str) -> pa.Table:
        """Matters of a piece with all columns of a field; fields that were asked for at first are read together."""
        table = self._matter_tables[place]
        if table is None or name not in self._fields:
            fields = self._fields | {name}
            own = [one for one in self.sources[place].of_matters if one.partition(".")[2] in fields]
            table = self._matter_tables[place] = self.sources[place].matters(own)
        return table

    @cached_property
    def unit_of_matter(self) -> tuple[Ints, list[str]]:
        """The unit of each matter as it began: codes, -1 where it is not known, and names."""
        words: dict[str, int] = {}
        codes = joined([codes_of(source.matters(["unit"]).column("unit"), words) for source in self.sources])
        return codes, list(words)

    # ------------------------------------------------------------ objects
    @cached_property
    def _objects(self) -> Objects:
        return Objects(self._cells("object_1"), self._cells("objects_more"), self.sizes)

    @property
    def objects(self) -> int:
        """How many different objects there are."""
        return self._objects.number

    def objects_of(self, rows: Ints) -> tuple[Ints, Ints]:
        """Rows once for each of their objects, with the object; once with `NO_OBJECT` where there is none."""
        return self._objects.of(rows)

    # ------------------------------------------------------------ ids
    def event_ids(self, rows: Ints) -> list[str]:
        """Ids of events."""
        return self._taken(rows, np.cumsum([0, *self.sizes]), self._event_ids)

    def matter_ids(self, matters: Ints) -> list[str]:
        """Ids of matters, by their numbers."""
        return self._taken(
            matters,
            np.array(self._matter_starts),
            lambda place: self.sources[place].matters(["id"]).column("id"),
        )

    def file_ids(self, files: Ints) -> list[str]:
        """Ids of files, by their numbers."""
        return self._taken(
            files,
            np.array(self._file_starts),
            lambda place: pa.array(self.sources[place].file_ids(), pa.string()),
        )

    def _event_ids(self, place: int) -> Any:
        ids, kept = self.sources[place].events(["id"]).column("id"), self._keep[place]
        return ids if kept is None else ids.take(pa.array(kept))

    def _taken(self, numbers: Ints, starts: Ints, column: Any) -> list[str]:
        found = np.empty(len(numbers), object)
        for place in range(len(self.sources)):
            own = np.flatnonzero((numbers >= starts[place]) & (numbers < starts[place + 1]))
            if len(own):
                found[own] = column(place).take(pa.array(numbers[own] - starts[place])).to_pylist()
        return list(found)


def _numbers(cells: Sequence[Any]) -> Ints:
    """Arrow arrays without nulls as whole numbers."""
    return np.asarray(joined([np.asarray(one).astype(np.int64, copy=False) for one in cells]))
