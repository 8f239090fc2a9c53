"""A log in memory as a piece of a record: examples and tests count it as a data folder is counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa

from fajing.core.events import Log, Matter
from fajing.indicators.record import Record
from fajing.lawbook.model import Lawbook
from fajing.ledger.segments.columns import event_table, matter_table
from fajing.ledger.segments.writer import in_order
from fajing.scan.files import group_into_files


class LogSource:
    """The files of a log.

    Args:
        log: The log.
        lawbook: Says which steps link matters.
    """

    first_file = first_matter = 0

    def __init__(self, log: Log, lawbook: Lawbook) -> None:
        latest = max((event.at for event in log.events()), key=lambda at: at.instant, default=None)
        files = list(group_into_files(log, lawbook, latest)) if latest is not None else []
        self._ids = [root for root, _ in files]
        matters: list[Matter] = [matter for _, own in files for matter in own]
        of_matter = [number for number, (_, own) in enumerate(files) for _ in own]
        events = [
            (event, file, number)
            for number, (matter, file) in enumerate(zip(matters, of_matter, strict=True))
            for event in matter.events
        ]
        self.skip = np.zeros(len(files), bool)
        self._events = in_order(
            event_table([one[0] for one in events], [one[1] for one in events], [one[2] for one in events])
        )
        self._matters = matter_table(matters, of_matter, {})
        self.matter_count = len(matters)
        self.of_matters: Sequence[str] = self._matters.column_names

    def with_values(self, names: Iterable[str]) -> list[str]:
        """Of some columns of events those that have values here."""
        there = set(self._events.column_names)
        return [name for name in names if name in there]

    def events(self, names: Sequence[str]) -> pa.Table:
        """Columns of its events."""
        return self._events.select(list(names))

    def matters(self, names: Sequence[str]) -> pa.Table:
        """Columns of its matters."""
        return self._matters.select(list(names))

    def file_ids(self) -> list[str]:
        """Ids of its files."""
        return self._ids


def record_of(log: Log, lawbook: Lawbook) -> Record:
    """A log in columns."""
    return Record([LogSource(log, lawbook)], log.zone, log.carried)
