"""Looks up what an annex says of a record: its matter, its unit, its moment. Never a party, never a value of a field.

In: figures of a data folder, opened. Out: columns of text for ids of events, matters, duties and findings. All is
looked up once and kept, because the same record stands behind many figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fajing.app.figures import FolderFigures
from fajing.indicators.kept import Details
from fajing.indicators.tables import NEVER, Table

_EPOCH = date(1970, 1, 1).toordinal()
_MINUTE_SHOWN = 16  # 2026-03-02 09:00
_DAY_SHOWN = 10


@dataclass(frozen=True, slots=True)
class _Known:
    """Details of all records of one kind, and where each id stands."""

    places: dict[str, int]
    columns: tuple[pa.Array, pa.Array, pa.Array]

    def of(self, ids: Sequence[str]) -> Details:
        rows = pa.array([self.places.get(one, -1) for one in ids], pa.int64())
        rows = pc.if_else(pc.less(rows, 0), None, rows)
        matter, unit, moment = (pc.fill_null(one.take(rows), "") for one in self.columns)
        return matter, unit, moment


class RecordsBehind:
    """Details of the records of a data folder as known at one instant.

    Args:
        folder: The folder, opened for its figures.
        instant: Up to when duties and findings are told.
    """

    def __init__(self, folder: FolderFigures, instant: int) -> None:
        self._folder, self._instant = folder, instant

    def __call__(self, kind: str, ids: Sequence[str]) -> Details:
        """Matter, unit and moment of each id."""
        known = {
            "events": lambda: self._events,
            "matters": lambda: self._matters,
            "duties": lambda: self._duties,
            "findings": lambda: self._findings,
        }.get(kind)
        if known is None:
            empty = pa.repeat("", len(ids))
            return pa.array(ids, pa.string()), empty, empty
        return known().of(ids)

    @cached_property
    def _events(self) -> _Known:
        record = self._folder.record
        rows = np.arange(record.size)
        matters = record.matter_ids(np.arange(len(self._units_of_matters)))
        own = record.values("unit").take(rows)
        unit = self._units_of_matters.take(pa.array(record.matter))
        for part in own.parts:
            words = pa.array([*part.words, None], pa.string())
            unit = pc.coalesce(words.take(pa.array(np.where(part.known, part.data, len(part.words)))), unit)
        local = record.local(record.at).astype("datetime64[s]")
        length = np.where(record.only_days(rows), _DAY_SHOWN, _MINUTE_SHOWN)
        shown = np.char.replace(np.datetime_as_string(local, unit="m"), "T", " ")
        moment = pa.array(np.where(length == _DAY_SHOWN, np.datetime_as_string(local, unit="D"), shown))
        ids = record.event_ids(rows)
        return _Known(
            _places(ids), (pa.array(matters, pa.string()).take(pa.array(record.matter)), unit, moment)
        )

    @cached_property
    def _units_of_matters(self) -> pa.Array:
        codes, words = self._folder.record.unit_of_matter
        return pa.array([*words, None], pa.string()).take(pa.array(np.where(codes < 0, len(words), codes)))

    @cached_property
    def _matters(self) -> _Known:
        ids = self._folder.record.matter_ids(np.arange(len(self._units_of_matters)))
        names = pa.array(ids, pa.string())
        return _Known(_places(ids), (names, self._units_of_matters, pa.repeat("", len(ids))))

    @cached_property
    def _duties(self) -> _Known:
        table = self._folder.duties(self._instant)
        return _of_table(table, table.days[""] if table is not None else None)

    @cached_property
    def _findings(self) -> _Known:
        table = self._folder.findings(self._instant)
        return _of_table(table, table.days["raised"] if table is not None else None)


def _places(ids: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(ids)}


def _of_table(table: Table | None, days: NDArray[np.int64] | None) -> _Known:
    if table is None or days is None:
        empty = pa.array([], pa.string())
        return _Known({}, (empty, empty, empty))
    ids = table.ids(np.arange(table.size))
    unit = pa.array([*table.unit_words, None], pa.string()).take(
        pa.array(np.where(table.units < 0, len(table.unit_words), table.units))
    )
    shown = np.datetime_as_string((np.maximum(days, _EPOCH) - _EPOCH).astype("datetime64[D]"))
    moment = pa.array(np.where(days == NEVER, "", shown))
    if table.matters is not None:
        return _Known(_places(ids), (pa.array(table.matters, pa.string()), unit, moment))
    split = pc.split_pattern(pa.array(ids, pa.string()), "|")
    matter = pc.if_else(pc.greater(pc.list_value_length(split), 1), pc.list_element(_padded(split), 1), "")
    return _Known(_places(ids), (matter, unit, moment))


def _padded(split: pa.Array) -> pa.Array:
    """Lists of at least two texts, so that the second may be asked of each."""
    if pc.min(pc.list_value_length(split)).as_py() in (None, 0, 1):
        return pa.array(
            [[*one, ""][:2] if one else ["", ""] for one in split.to_pylist()], pa.list_(pa.string())
        )
    return split


def keep_keys(folder: FolderFigures) -> None:
    """Has the keys of duties put together once, and not anew for each figure that is opened."""
    made = folder.duties
    kept: dict[int, Table | None] = {}

    def duties(instant: int) -> Table | None:
        if instant not in kept:
            table = made(instant)
            kept[instant] = None if table is None else replace(table, ids=_Keys(table))
        return kept[instant]

    folder.duties = duties


class _Keys:
    """Keys of the duties of a table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def __call__(self, rows: NDArray[np.int64]) -> list[str]:
        found: list[str] = self._all[rows].tolist()
        return found

    @cached_property
    def _all(self) -> NDArray[np.object_]:
        return np.array(self._table.ids(np.arange(self._table.size)), object)
