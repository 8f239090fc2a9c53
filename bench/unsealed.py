"""Writes a segment without its hashes, for the largest log: sealing it takes longer than drawing it.

In: the columns that `SegmentWriter.add_columns` takes, already in order. Out: the same tables and manifest, roots empty
and no checks: it is read and judged like any other, and `fajing data verify` says that it is not sealed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fajing.core.canonical import pretty_bytes
from fajing.ledger.segments import schema
from fajing.ledger.segments.parts import GrowingTable
from fajing.ledger.segments.schema import Group, Manifest, Origin
from fajing.ledger.segments.writer import next_number


class UnsealedWriter:
    """One segment, one row group for each call; stands in for `SegmentWriter` where no root is wanted."""

    def __init__(self, segments: Path, zone: str, origin: Origin) -> None:
        segments.mkdir(parents=True, exist_ok=True)
        self.zone, self.origin, self.number = zone, origin, next_number(segments)
        self.folder = segments / f"{self.number:06d}"
        self.folder.mkdir()
        coding = {"file": "DELTA_BINARY_PACKED", "matter": "DELTA_BINARY_PACKED"}
        self._tables = [
            GrowingTable(self.folder / schema.EVENTS, schema.EVENT_COLUMNS, coding),
            GrowingTable(self.folder / schema.MATTERS, schema.MATTER_COLUMNS),
            GrowingTable(self.folder / schema.FILES, schema.FILE_COLUMNS),
        ]
        self._groups: list[Group] = []
        self._spans: list[tuple[int, int]] = []

    def add_columns(self, files: pa.Array, matters: pa.Table, events: pa.Table) -> None:
        """Writes one row group; numbers of files and matters count from 0."""
        last = self._groups[-1] if self._groups else Group(0, 0, 0, 0, 0)
        group = Group(
            events.num_rows,
            last.first_file + last.files,
            len(files),
            last.first_matter + last.matters,
            matters.num_rows,
        )
        rows = np.bincount(np.asarray(events.column("file")), minlength=len(files))
        first = sum(one.rows for one in self._groups) + np.cumsum(rows) - rows
        place = np.full(len(files), len(self._groups), np.int32)
        of_files = [files, pa.array(first, pa.int64()), pa.array(rows, pa.int32()), pa.array(place)]
        events = _shifted(_shifted(events, "file", group.first_file), "matter", group.first_matter)
        tables = (
            events,
            _shifted(matters, "file", group.first_file),
            pa.table(of_files, list(schema.FILE_COLUMNS)),
        )
        for target, table in zip(self._tables, tables, strict=True):
            target.write(table)
        span = pc.min_max(events.column("at"))
        self._spans.append((span["min"].as_py(), span["max"].as_py()))
        self._groups.append(group)

    def seal(self) -> Path:
        """Closes the tables and writes the manifest, with empty roots."""
        for table in self._tables:
            table.close()
        manifest = Manifest(
            number=self.number,
            zone=self.zone,
            events=sum(group.rows for group in self._groups),
            matters=sum(group.matters for group in self._groups),
            files=sum(group.files for group in self._groups),
            first_at=min((low for low, _ in self._spans), default=None),
            last_at=max((high for _, high in self._spans), default=None),
            columns=tuple(self._tables[0].names),
            root="",
            matters_root="",
            origin=self.origin,
            row_groups=tuple(self._groups),
        )
        (self.folder / schema.MANIFEST).write_bytes(pretty_bytes(manifest.as_json()))
        return self.folder


def _shifted(table: pa.Table, name: str, by: int) -> pa.Table:
    column: Any = pc.add(table.column(name), pa.scalar(by, pa.int32()))
    return table.set_column(table.column_names.index(name), name, column)
