"""Every duty of a folder, those that were met too, as columns: what indicators of duties count.

In: what stands in a folder, a lawbook, an instant. Out: a `Table` whose ids are the duties' keys. The compiled pass
judges; what it hands to the reference is taken down from there. Keys are put together only for rows that are opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from fajing.app.duty_table import DutyTables
from fajing.app.grouping import roots_as_linked
from fajing.app.tally import norms_in_force
from fajing.core.moments import Moment, Precision
from fajing.indicators.columns import joined
from fajing.indicators.tables import Table, group_of
from fajing.indicators.values import Column, Ints, Part
from fajing.lawbook.model import Lawbook, Norm
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.merge import Standing
from fajing.ledger.segments.reader import Segment
from fajing.scan.automaton import layout as at
from fajing.scan.automaton.cache import is_cold, keep_in
from fajing.scan.automaton.found import Found
from fajing.scan.automaton.log import OUTCOMES, REASONS
from fajing.scan.automaton.machine import Machine
from fajing.scan.automaton.pieces import Source
from fajing.scan.automaton.segments import Judge, judge_folder
from fajing.scan.duty import Duty, Outcome
from fajing.scan.plan.memory import text_code

_KEPT = (
    at.O_NORM,
    at.O_TRIGGER,
    at.O_OBJECT,
    at.O_PERIOD,
    at.O_MATTER,
    at.O_FILE,
    at.O_OF_OBJECT,
    at.O_OF_PERIOD,
)
_EPOCH = 719_163  # ordinal of 1 January 1970
Progress = Callable[[str, int], None]


class _Judge(Judge):
    """A judge that gives rows to duties that are met, and keeps those of the reference."""

    met: list[Duty]

    def _machine(self) -> Machine:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            assert self.as_of is not None
            made = Machine(self.plan, self.lawbook.zone, self.as_of, with_met=True)
            self._machines.append(made)
            return made

    def _by_reference(self, *arguments: Any, **more: Any) -> Iterator[Duty]:
        for duty in super()._by_reference(*arguments, **more):
            if duty.outcome is Outcome.MET:
                self.met.append(duty)
            yield duty


@dataclass(slots=True)
class _Piece:
    """What is kept of the rows of one piece."""

    source: Source
    cells: NDArray[np.int64]
    first: int


@dataclass(slots=True)
class _Duties:
    """Duties as they come in."""

    judge: _Judge
    tables: DutyTables
    norms: dict[str, int]
    pieces: list[_Piece] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    columns: dict[str, list[Ints]] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    size: int = 0

    def take(self, found: Found) -> None:
        """Takes what was found in a piece."""
        rows = found.rows[: len(found.rows) - len(found.duties)]
        if len(rows):
            self.pieces.append(_Piece(found.source, rows[:, _KEPT].copy(), self.size))
            self._add(self._of_rows(found, rows))
        for duty in found.duties:
            self.add(duty)

    def add(self, duty: Duty) -> None:
        """Takes one duty that the reference judged; it has its key."""
        self.told.append(duty.key)
        reason = -1 if duty.verdict.reason is None else REASONS.index(duty.verdict.reason)
        one = {
            "norm": self.norms[duty.norm.id],
            "outcome": OUTCOMES.index(duty.outcome),
            "reason": reason,
            "day": duty.trigger.at.day,
            "provisional": int(duty.is_provisional),
            "unit": self.units.setdefault(duty.unit, len(self.units)) if duty.unit else -1,
            "told": len(self.told) - 1,
        }
        self._add({name: np.array([value], np.int64) for name, value in one.items()})

    def _add(self, columns: dict[str, Ints]) -> None:
        for name, cells in columns.items():
            self.columns.setdefault(name, []).append(cells)
        self.size += len(columns["norm"])

    def _of_rows(self, found: Found, rows: NDArray[np.int64]) -> dict[str, Ints]:
        plan = self.judge.plan
        numbers = np.array([self.norms[norm.id] for norm in plan.norms], np.int64)
        expired = np.array([norm.versions[0].duty.expired is not None for norm in plan.norms])[
            rows[:, at.O_NORM]
        ]
        instants = np.asarray(found.events.column("at"))[rows[:, at.O_TRIGGER]]
        days, _ = self.tables.clock.civil(np.where(expired, rows[:, at.O_TRIGGER_AT], instants))
        return {
            "norm": numbers[rows[:, at.O_NORM]],
            "outcome": rows[:, at.O_OUTCOME].copy(),
            "reason": rows[:, at.O_REASON].copy(),
            "day": days + _EPOCH,
            "provisional": ((rows[:, at.O_HAS_DUE] != 0) & (rows[:, at.O_PROVISIONAL] != 0)).astype(np.int64),
            "unit": self._units(found, rows[:, at.O_UNIT]),
            "told": np.full(len(rows), -1, np.int64),
        }

    def _units(self, found: Found, codes: Ints) -> Ints:
        some, back = np.unique(codes, return_inverse=True)
        words: dict[int, str] = {}
        for column in self.tables.text_columns(found.events, found.matters):
            for word in pc.unique(column).to_pylist():
                if word is not None:
                    words[text_code(word)] = word
        table = [
            -1 if code == at.NULL else self.units.setdefault(words[code], len(self.units))
            for code in some.tolist()
        ]
        return np.asarray(np.array(table, np.int64)[back])

    # ------------------------------------------------------------ what is made of them
    def table(self, norms: list[Norm]) -> Table:
        """All of them as columns."""
        cells = {name: joined(parts) for name, parts in self.columns.items()} or {
            name: np.zeros(0, np.int64)
            for name in ("norm", "outcome", "reason", "day", "provisional", "unit", "told")
        }
        broken = np.array([one.is_broken for one in OUTCOMES])[cells["outcome"]]
        own = np.array([norm.is_finding for norm in norms] or [False])[cells["norm"]]
        provisional = cells["provisional"] != 0
        told = cells["told"]
        return Table(
            "duties",
            self.size,
            {"": cells["day"]},
            {
                **{
                    name: _of_norms(cells["norm"], [say(norm) for norm in norms])
                    for name, say in _SAYS.items()
                },
                "outcome": _coded(cells["outcome"], [one.value for one in OUTCOMES]),
                "reason": _coded(cells["reason"], [one.value for one in REASONS]),
                "is_finding": _flags(broken & own & ~provisional),
                "is_provisional": _flags(provisional),
                "has_benchmark": _flags(
                    np.array([_has_benchmark(norm) for norm in norms] or [False])[cells["norm"]]
                ),
            },
            cells["unit"],
            list(self.units),
            lambda rows: self.keys(rows, told),
        )

    def keys(self, rows: Ints, told: Ints) -> list[str]:
        """The keys of some duties."""
        found = np.empty(len(rows), object)
        by_reference = told[rows] >= 0
        found[by_reference] = [self.told[number] for number in told[rows[by_reference]].tolist()]
        for piece in self.pieces:
            own = np.flatnonzero(
                ~by_reference & (rows >= piece.first) & (rows < piece.first + len(piece.cells))
            )
            if len(own):
                found[own] = self._keys_of(piece, rows[own] - piece.first)
        return list(found)

    def _keys_of(self, piece: _Piece, places: Ints) -> list[str]:
        """Keys of some rows of a piece: its columns are read again."""
        rows = np.zeros((len(places), at.O_WORDS), np.int64)
        rows[:, _KEPT] = piece.cells[places]
        rows[:, at.O_REASON] = rows[:, at.O_DONE] = rows[:, at.O_PAUSED] = rows[:, at.O_EXCUSED] = -1
        rows[:, at.O_VERSION] = -1
        rows[:, at.O_UNIT] = at.NULL
        _, events, matters = piece.source.columns(self.judge.plan)
        pending = np.zeros(piece.source.piece.files, np.int64)
        table, _ = self.tables.of(Found(piece.source, rows, pending, events, matters, []))
        keys: list[str] = table.column("key").to_pylist()
        return keys


_SAYS: dict[str, Callable[[Norm], str]] = {
    "norm": lambda norm: norm.id,
    "label": lambda norm: norm.label or "",
    "group": lambda norm: group_of(norm.label or ""),
    "severity": lambda norm: norm.severity.value,
    "bearer": lambda norm: norm.bearer.value,
    "procedure": lambda norm: norm.procedure,
}


def _of_norms(norms: Ints, cells: list[str]) -> Column:
    """A text of each row's norm."""
    words = {word: code for code, word in enumerate(dict.fromkeys([*cells, ""]))}
    codes = np.array([words[cell] for cell in cells] or [0], np.int64)[norms]
    return Column(len(norms), (Part("text", codes, codes != words[""], list(words)),))


def _coded(codes: Ints, words: list[str]) -> Column:
    return Column(len(codes), (Part("text", np.maximum(codes, 0), codes >= 0, words),))


def _flags(cells: NDArray[np.bool_]) -> Column:
    return Column(len(cells), (Part("bool", cells, np.ones(len(cells), bool)),))


def _has_benchmark(norm: Norm) -> bool:
    """Whether a term of a norm is the body's own standard: past it a duty is slow, not late."""
    return any("benchmark" in str(one) for one in _withins(norm.raw))


def _withins(raw: Any) -> Iterator[Any]:
    if isinstance(raw, dict):
        for key, value in raw.items():
            if key == "within":
                yield value
            elif key != "examples":
                yield from _withins(value)
    elif isinstance(raw, list | tuple):
        for value in raw:
            yield from _withins(value)


def all_duties(
    folder: DataFolder, segments: Sequence[Segment], lawbook: Lawbook, instant: int, told: Progress
) -> Table:
    """Every duty of a folder as it stood at an instant.

    Args:
        folder: The folder; compiled code is kept there.
        segments: Those of its segments that are read.
        lawbook: The law.
        instant: The last instant that is read.
        told: Told how far it is.
    """
    keep_in(folder.path / "cache" / "numba")
    if is_cold():
        told("compile", 0)
    zone = lawbook.zone
    moment = Moment(instant, zone.civil(instant).toordinal(), Precision.SECOND)
    standing = Standing(segments, roots_as_linked(lawbook, moment))
    norms = norms_in_force(lawbook)
    judge = _Judge(lawbook, norms, standing.carried(), moment)
    judge.met = []
    duties = _Duties(judge, DutyTables(judge.plan, lawbook), {norm.id: n for n, norm in enumerate(norms)})
    judge_folder(
        standing,
        lawbook,
        as_of=moment,
        judge=judge,
        sink=duties.take,
        progress=lambda count: told("events", count),
    )
    for duty in sorted(judge.met, key=lambda one: one.key):
        duties.add(duty)
    return duties.table(norms)
