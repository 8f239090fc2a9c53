"""Keeps what a judgement of everything held against each other across files, for the checks that follow.

In: the swept intervals, then piece by piece whose they are. Out: the first level of `Intervals`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from fajing.app.warm.intervals import BEGIN, KEY, Intervals, Writer
from fajing.app.warm.names import Ints
from fajing.scan.automaton import across as at
from fajing.scan.automaton.across import Across
from fajing.scan.automaton.across_folder import key_of, rows_of
from fajing.scan.automaton.pieces import Source


class Keeper:
    """Keeps the intervals of a full check; asked by the judge, then piece by piece.

    Args:
        folder: Where the files lie.
        name: Of the file.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self._writer: Writer | None = None
        self._intervals = Intervals(folder, [], 0)
        self._nodes = np.zeros(0, np.int64)
        self._across: Across | None = None

    def take(self, across: Across) -> None:
        """Takes what was held against each other, swept."""
        bits = across.parts.bit_length() - 1
        self._intervals = Intervals(self.folder, [], bits)
        self._writer = Writer(self.folder / self.name, sum(len(rows) for rows in across.intervals()))
        for rows in across.intervals():
            words = rows.T.copy()
            words[KEY] = self._intervals.in_order(words[at.KEY])
            self._writer.add(words[:, np.lexsort((words[BEGIN], words[KEY]))])
        self._nodes = np.full(len(across.codes), -1, np.int64)
        self._across = across

    def piece(self, source: Source, events: pa.Table, nodes: Ints) -> None:
        """Takes down whose the events of a piece are.

        Args:
            source: The piece.
            events: Its events, with `file` and `step`.
            nodes: By file.
        """
        if self._across is None:
            return
        files = None
        for number, group in enumerate(self._across.groups):
            base, count = self._across.place(key_of(source), number)
            if count:
                if files is None:
                    files = np.asarray(events.column("file")) - source.piece.first_file
                self._nodes[base : base + count] = nodes[files[rows_of(events, group)]]

    def kept(self) -> Intervals | None:
        """The index; None where nothing was held against each other in this process."""
        if self._writer is None:
            return None
        self._writer.owners(lambda events: self._nodes[events])
        self._intervals.levels = [self._writer.level()]
        return self._intervals
