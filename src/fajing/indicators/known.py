"""What is known of a record at a cut-off, and what was asked of it before: events of a step by matter or file.

In: a record and an instant. Out: rows that are known, groups of them, the unit in charge. It evaluates no condition.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from fajing.indicators.objects import NO_OBJECT
from fajing.indicators.record import Record
from fajing.indicators.values import Bools, Column, Ints, among

if TYPE_CHECKING:
    from fajing.indicators.period import Period
    from fajing.indicators.ranges import Answers, Ranges


@dataclass(slots=True)
class Known:
    """What is known of a record at a cut-off, and what was asked of it before.

    Attributes:
        record: The record.
        instant: The last instant of the cut-off.
        cancelled_by: By step those that cancel it.
        ranges: Ranges of discretion.
        of_period: Rows of a step in a period, as they were looked up.
        of_ranges: By step of decisions (and home of conditions) what ranges of discretion say of each.
        unit_fields: By step that puts a matter into another unit's charge, the field that names it.
    """

    record: Record
    instant: int
    cancelled_by: dict[str, tuple[str, ...]]
    ranges: Ranges | None = None
    unit_fields: dict[str, str] = field(default_factory=dict)
    of_period: dict[tuple[str, Period, bool], Ints] = field(default_factory=dict)
    of_ranges: dict[tuple[str, str], Answers] = field(default_factory=dict)
    _moves: dict[int, list[tuple[int, int, str]]] | None = None
    _rows: dict[str, Ints] = field(default_factory=dict)
    _standing: dict[str, Ints] = field(default_factory=dict)
    _groups: dict[tuple[str, str, bool, str], tuple[Ints, Ints, Ints, Ints]] = field(default_factory=dict)
    _latest: dict[tuple[str, str], tuple[Ints, Ints]] = field(default_factory=dict)

    def rows_of(self, step: str) -> Ints:
        """Rows of a step that are known, ascending."""
        found = self._rows.get(step)
        if found is None:
            rows = self.record.rows_of(step)
            known = self.record.is_known(rows, self.instant)
            found = self._rows[step] = rows if known.all() else rows[known]
        return found

    def standing(self, step: str) -> Ints:
        """Those of them that no later event of the file has cancelled."""
        found = self._standing.get(step)
        if found is None:
            found = self.rows_of(step)
            cancellers = self.cancelled_by.get(step, ())
            if cancellers and any(len(self.rows_of(one)) for one in cancellers):
                found = found[[not self._is_cancelled(int(row), cancellers) for row in found]]
            self._standing[step] = found
        return found

    def _is_cancelled(self, row: int, cancellers: tuple[str, ...]) -> bool:
        record = self.record
        own = self._named(row)
        for step in cancellers:
            rows = self.rows_of(step)
            for other in rows[(record.file[rows] == record.file[row]) & (rows > row)].tolist():
                theirs = self._named(other)
                if not own or not theirs or own & theirs:
                    return True
        return False

    def _named(self, row: int) -> set[int]:
        _, codes = self.record.objects_of(np.array([row]))
        return {code for code in codes.tolist() if code != NO_OBJECT}

    def moved(self, matters: Ints) -> Bools:
        """Which matters were ever put into another unit's charge."""
        return among(matters, np.fromiter(self._moved(), np.int64))

    def unit_at(self, row: int) -> str | None:
        """The unit into whose charge a matter had been put by the time of an event; None where it had not been."""
        record, at = self.record, int(self.record.at[row])
        unit = None
        for instant, _, name in self._moved().get(int(record.matter[row]), ()):
            if instant <= at:
                unit = name
        return unit

    def _moved(self) -> dict[int, list[tuple[int, int, str]]]:
        """By matter when it was put into which unit's charge, in order."""
        if self._moves is None:
            self._moves = {}
            for step, name in self.unit_fields.items():
                rows = self.rows_of(step)
                for part in self.record.values(name).take(rows).parts if len(rows) else ():
                    for place in np.flatnonzero(part.known).tolist() if part.kind == "text" else ():
                        row = int(rows[place])
                        found = (int(self.record.at[row]), row, part.words[int(part.data[place])])
                        self._moves.setdefault(int(self.record.matter[row]), []).append(found)
            for moves in self._moves.values():
                moves.sort()
        return self._moves

    def groups(self, step: str, of: str, by_object: bool, which: str) -> tuple[Ints, Ints, Ints, Ints]:
        """The events of a step by matter or file: keys ascending, their number, their first and last row.

        Args:
            step: The step.
            of: `matter` or `file`.
            by_object: Whether each object of a matter has a key of its own.
            which: `standing` or `known`.
        """
        found = self._groups.get((step, of, by_object, which))
        if found is None:
            rows = self.standing(step) if which == "standing" else self.rows_of(step)
            keys = getattr(self.record, of)[rows]
            if by_object:
                rows, objects = self.record.objects_of(rows)
                keys = self.key(getattr(self.record, of)[rows], objects)
            order = np.argsort(keys, kind="stable")
            keys, rows = keys[order], rows[order]
            some, first, number = np.unique(keys, return_index=True, return_counts=True)
            last = first + number - 1
            none = np.zeros(0, np.int64)
            found = (some, number, rows[first], rows[last]) if len(rows) else (none, none, none, none)
            self._groups[step, of, by_object, which] = found
        return found

    def key(self, groups: Ints, objects: Ints) -> Ints:
        """One number for a group and an object of it."""
        return groups.astype(np.int64) * (self.record.objects + 1) + objects + 1

    def latest_of_matter(self, name: str, matters: Ints) -> Column:
        """By matter its own value of a field, else that of its latest event that has one."""
        own = self.record.of_matters(name).take(matters)
        if own.known.all():
            return own
        values = self.record.values(name)
        found = self._latest.get(("matter", name))
        if found is None:
            rows = values.known_rows(self.record.size)
            rows = rows[self.record.is_known(rows, self.instant)]
            of = self.record.matter[rows]
            order = np.argsort(of, kind="stable")
            of, rows = of[order], rows[order]
            ends = np.append(np.flatnonzero(np.diff(of)), len(of) - 1) if len(of) else of
            found = self._latest["matter", name] = (of[ends], rows[ends])
        keys, rows = found
        places, there = look_up(keys, matters)
        if not len(rows):
            return own
        return own.else_(values.take(rows[places], there))


def look_up(keys: Ints, wanted: Ints) -> tuple[Ints, Bools]:
    """Where wanted keys stand among ascending ones, and whether they do."""
    if not len(keys):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), bool)
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return places, keys[places] == wanted
