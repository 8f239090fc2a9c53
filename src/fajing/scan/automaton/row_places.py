"""Where the events and matters of some files stand in a piece: what the reference tells of them becomes rows again."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fajing.core.events import Event
from fajing.core.moments import Moment
from fajing.scan.automaton.pieces import Source


class Places:
    """Where some files of a piece, their events and matters stand, by their ids.

    Args:
        source: The piece.
        files: Numbers of the files.
    """

    def __init__(self, source: Source, files: Iterable[int]) -> None:
        chosen = sorted(files)
        self.files = {source.file_ids[number]: number for number in chosen}
        wanted = np.array(chosen, dtype=np.int64) + source.piece.first_file
        events, rows = _of_files(source.events(["file", "id", "at"]), wanted)
        self._events = dict(zip(events.column("id").to_pylist(), rows, strict=True))
        self._instants = dict(zip(reversed(events.column("at").to_pylist()), reversed(rows), strict=True))
        matters, places = _of_files(source.matters(["file", "id"]), wanted)
        self.matters: dict[str, int] = dict(zip(matters.column("id").to_pylist(), places, strict=True))

    def event(self, event: Event) -> int:
        """The row of an event; of one made up, that of the event it came from."""
        found = self._events.get(event.id)
        if found is None:
            inner = event.id.removeprefix("expired(").removesuffix(")").split("|")
            found = next((self._events[part] for part in inner[2:] if part in self._events), -1)
        return found

    def paused(self, since: Moment) -> int:
        """A row with the time at which a pause began."""
        return self._instants.get(since.instant, -1)


def _of_files(table: pa.Table, files: NDArray[np.int64]) -> tuple[pa.Table, list[int]]:
    """The rows of a table that are of some files, and where they stand."""
    rows = np.flatnonzero(np.isin(np.asarray(table.column("file")), files))
    found: list[int] = rows.tolist()
    return table.take(pa.array(rows)), found
