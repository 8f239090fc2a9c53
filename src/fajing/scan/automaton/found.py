"""What was found in a piece: what a sink is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fajing.scan.automaton.pieces import Source
from fajing.scan.duty import Duty
from fajing.scan.plan import Plan


@dataclass(slots=True)
class Found:
    """What was found in a piece.

    Attributes:
        source: The piece.
        rows: Duties that are not met, one a row (`layout.O_...`); files, rows and matters count from the piece's first.
        pending: By file, the first instant at which time alone may change a duty.
        events: The events as far as they were read.
        matters: The matters as far as they were read.
        duties: The last of the rows as the reference told them, where it judged.
    """

    source: Source
    rows: NDArray[np.int64]
    pending: NDArray[np.int64]
    events: pa.Table
    matters: pa.Table
    duties: list[Duty] = field(default_factory=list)


class FoundUnread(Found):
    """The same of a piece of which no tables are at hand; they are read when somebody asks for them.

    Args:
        source: The piece.
        rows: As in `Found`.
        pending: As in `Found`.
        duties: As in `Found`.
        plan: Says which columns are read.
    """

    def __init__(
        self,
        source: Source,
        rows: NDArray[np.int64],
        pending: NDArray[np.int64],
        duties: list[Duty],
        plan: Plan,
    ) -> None:
        self.source, self.rows, self.pending, self.duties, self._plan = source, rows, pending, duties, plan

    @cached_property
    def _tables(self) -> tuple[pa.Table, pa.Table]:
        return self.source.columns(self._plan)[1:]

    @property
    def events(self) -> pa.Table:
        """The events as far as they were read."""
        return self._tables[0]

    @property
    def matters(self) -> pa.Table:
        """The matters as far as they were read."""
        return self._tables[1]
