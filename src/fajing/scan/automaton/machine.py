"""Room for the automaton to work in, and one call that judges columns.

In: a plan and columns. Out: rows of duties as numbers, counts, and what only the reference can judge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fajing.core.moments import Moment, Zone
from fajing.scan.automaton import layout as at
from fajing.scan.automaton import places as kept_at
from fajing.scan.automaton.kernel import Columns, addresses, as_laid, run
from fajing.scan.automaton.rooms import Carver, Rooms
from fajing.scan.plan import Plan

Ints = NDArray[np.int64]
MADE_UP = 64
"""Triggers that may be made up in one file beyond the number of its rows."""
_FIRST_GUESS = 0.25
"""Rows of output an event, before anything is known."""
_BLOCK_FILES, _BLOCK_WORDS = 256, 2**15
"""A block of files: at most so many, and none is added beyond so many words."""
_PUNTS_FULL = 2


@dataclass(slots=True)
class Judged:
    """What the automaton found in some files.

    Attributes:
        rows: Duties that are not met, one a row (`layout.O_...`).
        left: Pairs of file and norm that only the reference can judge.
        pending: By file, the first instant at which time alone may change a duty.
    """

    rows: Ints
    left: Ints
    pending: Ints


class Machine:
    """Judges columns by one plan; one machine for each thread.

    Args:
        plan: The plan.
        zone: Civil time.
        as_of: The moment up to which the record is read.
        with_met: Whether duties that are met get a row too.
        outputs: Memory for rows of output, which several machines may share.

    Attributes:
        counts: By rule, outcome, reason + 1 and whether the due moment is provisional; grows with every call.
        carver: Memory for the columns it judges.
    """

    def __init__(
        self, plan: Plan, zone: Zone, as_of: Moment, *, with_met: bool = False, outputs: Rooms | None = None
    ) -> None:
        self.plan = plan
        self.as_of = as_of
        self.with_met = with_met
        self.latest = zone.latest(as_of)
        # Rules lie side by side: what most duties come to is then counted in the same few lines of memory.
        self.counts = np.zeros((7, 17, 2, max(1, len(plan.rules))), dtype=np.int64).transpose(3, 0, 1, 2)
        self._sizes = (-1, -1, -1)
        self._outputs = outputs or Rooms()
        self.carver = Carver(Rooms())
        self._rows_per_event = _FIRST_GUESS

    def judge(
        self, columns: Columns, skip: NDArray[np.int8] | None = None, apart: NDArray[np.uint8] | None = None
    ) -> Judged:
        """Judges all files of some columns.

        Args:
            columns: The files.
            skip: Files judged elsewhere.
            apart: What is known of the rows across files, by group (`Across.codes_of`); without it `apart` is left.
        """
        files = len(columns.starts) - 1
        self._make_room(columns)
        norms = max(1, len(self.plan.norms))
        state = np.zeros(kept_at.Z_WORDS, dtype=np.int64)
        punts = np.zeros((norms * 4 + 1024, 2), dtype=np.int64)
        pending = np.full(files, 2**62, dtype=np.int64)
        codes = np.zeros(0, dtype=np.uint8) if apart is None else np.ascontiguousarray(apart)
        masked = np.zeros(norms, dtype=np.int64)
        skipped = np.zeros(files, dtype=np.int64) if skip is None else skip.astype(np.int64)
        output = self._room_for_rows(int(self._rows_per_event * len(columns.step)) + 4096)
        left: list[Ints] = []
        state[kept_at.Z_NORM] = -1
        laid = as_laid(columns)  # once: rows in the machine's memory keep addresses of values
        self._memory[[at.H_SLOTS_N, at.H_TOP, at.H_POOL]] = 0
        while True:
            self._memory[at.H_OUT_MOST] = len(output)
            memory = (self.plan.words, self._memory, self._file, self._pool, output, self.counts)
            places, kept = addresses(laid, *memory, state, punts, pending, masked, skipped, codes)
            run(places)
            del kept
            if not state[kept_at.Z_STATUS]:
                break
            if state[kept_at.Z_STATUS] == _PUNTS_FULL:
                left.append(punts[: state[kept_at.Z_PUNTS]].copy())
                state[kept_at.Z_PUNTS] = 0
            else:
                larger = self._room_for_rows(2 * len(output))
                larger[: state[kept_at.Z_OUT]] = output[: state[kept_at.Z_OUT]]
                output = larger
        left.append(punts[: state[kept_at.Z_PUNTS]])
        number = int(state[kept_at.Z_OUT])
        self._rows_per_event = max(self._rows_per_event, 1.1 * number / max(1, len(columns.step)))
        return Judged(output[:number], np.concatenate(left), pending)

    def _room_for_rows(self, rows: int) -> Ints:
        return self._outputs.of(rows * at.O_WORDS)[: rows * at.O_WORDS].reshape(rows, at.O_WORDS)

    def _make_room(self, columns: Columns) -> None:
        """Working memory for the largest file of some columns."""
        sizes = np.diff(columns.starts)
        most = int(sizes.max()) if len(sizes) else 0
        officers = 6 * most + 3 * _most_per_file(columns.officer_starts, columns.starts)
        pool = officers + most + _most_per_file(columns.object_starts, columns.starts)
        matters = _matters_span(columns)
        if all(need <= have for need, have in zip((most, pool, matters), self._sizes, strict=True)):
            return
        most, pool, matters = (
            max(need, have) for need, have in zip((most, pool, matters), self._sizes, strict=True)
        )
        self._sizes = (most, pool, matters)
        steps, width = len(self.plan.steps), at.E_WORDS
        self._file = _aligned(_BLOCK_WORDS + (2 * most + matters + MADE_UP) * width)
        self._pool = np.zeros(_BLOCK_WORDS + pool + most + MADE_UP, dtype=np.int64)
        heads = at.W_FREE
        kept = heads + steps * _BLOCK_FILES
        slots = kept + at.K_WORDS * (4 * most + MADE_UP)
        begins = slots + kept_at.FILE_WORDS * _BLOCK_FILES
        entries = begins + steps + 1
        lists = entries + 2 * (_BLOCK_WORDS // width + most + 1)
        end = lists + 64 * most + 4096
        self._memory = np.zeros(end + 256 + most, dtype=np.int64)
        self._memory[heads:kept] = -1
        header = {
            at.H_AS_OF_LATEST: self.latest,
            at.H_AS_OF_DAY: self.as_of.day,
            at.H_ALL: int(self.with_met),
            at.H_HEADS: heads,
            at.H_STEPS: steps,
            at.H_SLOTS: slots,
            at.H_SLOTS_MOST: _BLOCK_FILES,
            at.H_BEGINS: begins,
            at.H_ENTRIES: entries,
            at.H_BLOCK_E: _BLOCK_WORDS,
            at.H_BLOCK_Q: _BLOCK_WORDS,
            at.H_Q_END: len(self._pool),
            at.H_KEPT: kept,
            at.H_KEPT_END: slots,
            at.H_LISTS: lists,
            at.H_LIST_END: end,
        }
        for place, value in header.items():
            self._memory[place] = value


def _aligned(words: int) -> Ints:
    """Noughts that begin where a line of the processor's nearest memory does."""
    line = 64 // 8
    found: Ints = np.zeros(words + line - 1, dtype=np.int64)
    first = -(found.ctypes.data // 8) % line
    return found[first : first + words]


def _most_per_file(starts: Ints, files: Ints) -> int:
    """The most officers or objects that one file has."""
    if not len(starts) or len(files) < 2:
        return 0
    return int(np.diff(starts[files]).max())


def _matters_span(columns: Columns) -> int:
    """The most matters between the first and last of a file."""
    begins = columns.starts[:-1][np.diff(columns.starts) > 0]
    if not len(begins):
        return 1
    span = np.maximum.reduceat(columns.matter, begins) - np.minimum.reduceat(columns.matter, begins)
    return int(span.max()) + 1
