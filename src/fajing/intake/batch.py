"""What the tables of one map brought, as columns: the rows that stand and their events.

In: rows that were read one by one, or whole columns of them (column_events.py, column_matters.py). Out: `Batch`, of
which column_assembly.py makes the tables of a log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from fajing.intake.assemble import LATEST
from fajing.intake.coded import Coded, Flags, Ints, together
from fajing.intake.row import Row


@dataclass(slots=True)
class Batch:
    """Rows that stand, in the order first seen, and their events, row by row.

    Attributes:
        matter: By row, id of its matter.
        procedure: By row, kind of that matter.
        source: By row, where it stands.
        parent: By row, id of the matter it hangs under.
        unit: By row, unit in charge.
        values: By name, values of the matter.
        rank: By row, its earliest instant: of rows that differ about a matter the earliest counts.
        content: Tells all that a row brings as text; it decides between rows of equal rank.
        event_row: By event, its row.
        place: By event, id of its matter.
        kind: By event, procedure and step.
        at: By event, when it happened.
        seq: By event, its number among events of the same time.
        until: By event, when it ended.
        recorded: By event, when it was written down.
        officers: By event, who acted.
        event_unit: By event, who did it.
        objects: By event, the labels of what it was about.
        event_values: By name, values of events.
        event_source: By event, where it stands.
        key: By event, what names it beside matter and step; none where its time does.
        again: By event, whether it is left out where its matter has the same already.
    """

    matter: Coded
    procedure: Coded
    source: pa.Array
    parent: Coded | None
    unit: Coded | None
    values: dict[str, Coded]
    rank: Ints
    content: Callable[[int], str]
    event_row: Ints
    place: Coded
    kind: Coded
    at: Coded
    seq: Ints
    until: Coded | None
    recorded: Coded | None
    officers: Coded | None
    event_unit: Coded | None
    objects: Coded | None
    event_source: pa.Array
    event_values: Mapping[str, Coded] = field(default_factory=dict)
    key: Coded | None = None
    again: Flags | None = None


def batch_of(rows: Sequence[Row]) -> Batch:
    """Rows that were read one by one, with those joined to them."""
    pairs = [(number, row, row) for number, row in enumerate(rows)]
    if any(row.joined for row in rows):
        pairs = [(n, row, one) for n, row, _ in pairs for one in (row, *(row.joined or ()))]
    events = [event for _, _, one in pairs for event in one.events]
    return Batch(
        matter=Coded.of(row.matter for row in rows),
        procedure=Coded.of(row.procedure for row in rows),
        source=pa.array([row.source for row in rows], pa.string()),
        parent=_some(Coded.of(row.parent or None for row in rows)),
        unit=_some(Coded.of(row.unit or None for row in rows)),
        values=_values([row.values for row in rows]),
        rank=np.array(
            [min((event.at.instant for event in row.events), default=LATEST) for row in rows], np.int64
        ),
        content=lambda number: rows[number].content,
        event_row=np.array([number for number, _, one in pairs for _ in one.events], np.int64),
        place=Coded.of(event.matter for event in events),
        kind=Coded.of((event.procedure, event.step) for event in events),
        at=Coded.of(event.at for event in events),
        seq=np.array([event.seq for event in events], np.int64),
        until=_some(Coded.of(event.until for event in events)),
        recorded=_some(Coded.of(event.recorded_at for event in events)),
        officers=_some(Coded.of(event.officers or None for event in events)),
        event_unit=_some(Coded.of(event.unit for event in events)),
        objects=_some(Coded.of(event.objects or None for event in events)),
        event_source=pa.array([event.source for event in events], pa.string()),
        event_values=_values([event.values for event in events]),
        key=_some(Coded.of(text for _, row, one in pairs for text in _keys(row, one))),
        again=np.array([one is row and row.is_wide for _, row, one in pairs for _ in one.events], bool),
    )


def key_text(parts: Sequence[str], matter: str) -> str:
    """What a source key says beside the matter."""
    return "/".join(part for part in parts if part != matter)


def _keys(row: Row, one: Row) -> list[str | None]:
    """For each event of a row what names it."""
    if one.key is None or one.secret_key:
        return [None] * len(one.events)
    return [key_text(one.key, one.matter)] * len(one.events)


def _values(maps: Sequence[object]) -> dict[str, Coded]:
    names = dict.fromkeys(name for one in maps for name in one)  # type: ignore[attr-defined]
    return {name: Coded.of(one.get(name) for one in maps) for name in names}  # type: ignore[attr-defined]


def _some(column: Coded) -> Coded | None:
    """The column, unless no row has a value."""
    return column if column.values else None


def one_below_the_other(batches: Sequence[Batch]) -> Batch:
    """All batches as one."""
    if len(batches) == 1:
        return batches[0]
    rows = [len(one.matter) for one in batches]
    events = [len(one.place) for one in batches]
    first = np.concatenate(([0], np.cumsum(rows)))

    def content(row: int) -> str:
        place = int(np.searchsorted(first, row, side="right")) - 1
        return batches[place].content(row - int(first[place]))

    return Batch(
        matter=together([one.matter for one in batches]),
        procedure=together([one.procedure for one in batches]),
        source=pa.concat_arrays([one.source for one in batches]),
        parent=maybe([one.parent for one in batches], rows),
        unit=maybe([one.unit for one in batches], rows),
        values=named([one.values for one in batches], rows),
        rank=np.concatenate([one.rank for one in batches]),
        content=content,
        event_row=np.concatenate([one.event_row + start for one, start in zip(batches, first, strict=False)]),
        place=together([one.place for one in batches]),
        kind=together([one.kind for one in batches]),
        at=together([one.at for one in batches]),
        seq=np.concatenate([one.seq for one in batches]),
        until=maybe([one.until for one in batches], events),
        recorded=maybe([one.recorded for one in batches], events),
        officers=maybe([one.officers for one in batches], events),
        event_unit=maybe([one.event_unit for one in batches], events),
        objects=maybe([one.objects for one in batches], events),
        event_source=pa.concat_arrays([one.event_source for one in batches]),
        event_values=Named([one.event_values for one in batches], events),
        key=maybe([one.key for one in batches], events),
        again=np.concatenate(
            [
                np.zeros(count, bool) if one.again is None else one.again
                for one, count in zip(batches, events, strict=True)
            ]
        ),
    )


class Named(Mapping[str, Coded]):
    """Columns by name, one below the other: each is made when it is asked for, since there may be hundreds.

    Args:
        maps: The columns of each part.
        counts: How many rows each part has.
    """

    def __init__(self, maps: Sequence[Mapping[str, Coded]], counts: Sequence[int]) -> None:
        self._maps, self._counts = maps, counts
        self._names = list(dict.fromkeys(name for one in maps for name in one))

    def __getitem__(self, name: str) -> Coded:
        found = maybe([one.get(name) for one in self._maps], self._counts)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Chosen(Mapping[str, Coded]):
    """Some rows of columns by name, each taken when it is asked for."""

    def __init__(self, columns: Mapping[str, Coded], rows: Ints) -> None:
        self._columns, self._rows = columns, rows

    def __getitem__(self, name: str) -> Coded:
        return self._columns[name].take(self._rows)

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def maybe(columns: Sequence[Coded | None], counts: Sequence[int]) -> Coded | None:
    """Columns one below the other, each so long; None where all of them are none."""
    if all(one is None for one in columns):
        return None
    return together([one or nothing(count) for one, count in zip(columns, counts, strict=True)])


def named(maps: Sequence[Mapping[str, Coded]], counts: Sequence[int]) -> dict[str, Coded]:
    """The same by name."""
    return dict(Named(maps, counts))


def nothing(count: int) -> Coded:
    """A column without values."""
    return Coded(np.full(count, -1, np.int32), [])
