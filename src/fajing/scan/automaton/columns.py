"""Columns for the automaton from matters in memory: small logs, examples, files put together from several segments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fajing.core.events import Event, Matter
from fajing.core.moments import Moment, Precision
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.kernel import Columns
from fajing.scan.file_view import order
from fajing.scan.plan import Plan
from fajing.scan.plan.memory import CannotSay, text_code
from fajing.scan.plan.words import number_words

_PRECISION = {Precision.DAY: 0, Precision.MINUTE: 1, Precision.SECOND: 2}
Ints = NDArray[np.int64]


@dataclass(slots=True)
class Loaded:
    """Files as columns.

    Attributes:
        columns: For the automaton.
        events: Events by row.
        matters: Matters by number.
        files: Ids of files.
        beyond: Files with a value that the columns cannot hold; the reference judges them.
        texts: What the texts' codes stand for, of objects and units.
    """

    columns: Columns
    events: list[Event]
    matters: list[Matter]
    files: list[str]
    beyond: set[int]
    texts: dict[int, str]


def columns_of(files: Iterable[tuple[str, Sequence[Matter]]], plan: Plan) -> Loaded:
    """Puts files into columns.

    Args:
        files: Id and matters of each file.
        plan: Says which fields are read.
    """
    events: list[Event] = []
    matters: list[Matter] = []
    ids: list[str] = []
    starts, places = [0], []
    for file_id, members in files:
        first = {matter.id: len(matters) + number for number, matter in enumerate(members)}
        own = sorted((event for matter in members for event in matter.events), key=order)
        events += own
        places += [first[event.matter] for event in own]
        matters += members
        ids.append(file_id)
        starts.append(len(events))
    maker = _Maker(plan, starts)
    columns = Columns(
        starts=_ints(starts),
        step=np.array(
            [plan.steps.get(event.qualified_step, plan.other_step) for event in events], dtype=np.int32
        ),
        at=_ints([event.at.instant for event in events]),
        precision=_precisions([event.at for event in events]),
        seq=_ints([event.seq for event in events]),
        until=_instants([event.until for event in events]),
        until_precision=_precisions([event.until for event in events]),
        recorded=_instants([event.recorded_at for event in events]),
        recorded_precision=_precisions([event.recorded_at for event in events]),
        unit=maker.texts_of([event.unit for event in events]),
        matter=np.array(places, dtype=np.int32),
        **maker.people(events),
        object_1=maker.texts_of([event.objects[0] if event.objects else None for event in events]),
        object_starts=_starts([len(event.objects[1:]) for event in events]),
        objects=maker.texts_of([item for event in events for item in event.objects[1:]]),
        **maker.values("", [event.values for event in events]),
        matter_procedure=_ints(
            [plan.procedures.get(matter.procedure, len(plan.procedures)) for matter in matters]
        ),
        matter_unit=maker.texts_of([matter.unit for matter in matters]),
        **maker.values("matter_", [matter.values for matter in matters], places),
    )
    return Loaded(columns, events, matters, ids, maker.beyond, maker.texts)


def _ints(items: Sequence[int]) -> Ints:
    return np.array(items, dtype=np.int64)


def _instants(moments: Sequence[Moment | None]) -> Ints:
    return _ints([at.NULL if moment is None else moment.instant for moment in moments])


def _precisions(moments: Sequence[Moment | None]) -> NDArray[np.int8]:
    return np.array(
        [0 if moment is None else _PRECISION[moment.precision] for moment in moments], dtype=np.int8
    )


def _starts(lengths: Sequence[int]) -> Ints:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(_ints(lengths), dtype=np.int64)])


class _Maker:
    """Makes what rows carry, and notes which files are beyond it."""

    def __init__(self, plan: Plan, starts: Sequence[int]) -> None:
        self.plan, self.starts = plan, starts
        self.beyond: set[int] = set()
        self.texts: dict[int, str] = {}

    def texts_of(self, items: Sequence[str | None]) -> Ints:
        """Texts as codes."""
        codes = [at.NULL if item is None else text_code(item) for item in items]
        self.texts.update((code, item) for code, item in zip(codes, items, strict=True) if item is not None)
        return _ints(codes)

    def people(self, events: Sequence[Event]) -> dict[str, Ints]:
        """Columns of officers and their roles."""
        found: dict[str, Ints] = {}
        for place in (0, 1):
            acting = [event.officers[place] if len(event.officers) > place else None for event in events]
            found[f"officer_{place + 1}"] = self.texts_of([one.id if one else None for one in acting])
            found[f"role_{place + 1}"] = self.texts_of([one.role if one else None for one in acting])
        found["officer_starts"] = _starts([len(event.officers[2:]) for event in events])
        more = [text for event in events for one in event.officers[2:] for text in (one.id, one.role)]
        found["officers"] = self.texts_of(more)
        return found

    def values(
        self, prefix: str, rows: Sequence[Mapping[str, object]], matters_of: Sequence[int] | None = None
    ) -> dict[str, NDArray[Any]]:
        """What some rows carry: where the values of each begin, their fields, and of each its head and word."""
        starts, fields, found = [0], list[int](), list[int]()
        for number, row in enumerate(rows):
            for name, value in row.items():
                field = self.plan.fields.get(name)
                if field is None or value is None:
                    continue
                try:
                    found += self._words(value)
                except CannotSay:
                    self._beyond(number, matters_of)
                    continue
                fields.append(field)
            starts.append(len(fields))
        return {
            f"{prefix}value_starts": _ints(starts),
            f"{prefix}value_fields": np.array(fields, dtype=np.int32),
            f"{prefix}values": _ints(found),
        }

    def _words(self, value: object) -> tuple[int, int]:
        """Head and word of a value."""
        if isinstance(value, bool):
            return at.K_BOOL, int(value)
        if isinstance(value, str):
            return at.K_TEXT, text_code(value)
        if isinstance(value, Moment):
            return at.K_DAY if value.precision is Precision.DAY else at.K_TIME, value.instant
        numerator, divisor = number_words(value)  # type: ignore[arg-type]
        return at.K_NUMBER | divisor << at.K_BITS, numerator

    def _beyond(self, number: int, matters_of: Sequence[int] | None) -> None:
        """Notes the file of an event, or of a matter by its first event."""
        row = number if matters_of is None else matters_of.index(number) if number in matters_of else 0
        self.beyond.add(int(np.searchsorted(np.array(self.starts), row, side="right")) - 1)
