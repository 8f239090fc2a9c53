"""Writes drawn files as one sealed segment: events, matters and files in Parquet, and what segment.json says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from bench.casework import (
    CODES,
    DEVICES_PER_UNIT,
    KINDS,
    OBJECTS,
    OFFICERS_PER_UNIT,
    PROCEDURES,
    ROLES,
    ROOMS_PER_UNIT,
    SLOTS,
    STEPS,
    UNITS,
    ZONE,
)

if TYPE_CHECKING:
    from bench.generate_log import Array, Drawn, Files

UNIT_NAMES = [f"u{number:02d}" for number in range(UNITS)]
OFFICER_NAMES = [f"o{number:04d}" for number in range(UNITS * OFFICERS_PER_UNIT)]
WORDS: dict[str, list[str]] = {
    **{f"text.{name}": list(codes) for name, codes in CODES.items()},
    "text.room": [f"r{number:04d}" for number in range(UNITS * ROOMS_PER_UNIT)],
    "text.device": [f"d{number:04d}" for number in range(UNITS * DEVICES_PER_UNIT)],
}
_PROCEDURE = np.array([PROCEDURES.index(slot.step.partition(".")[0]) for slot in SLOTS])
_LABELS = pa.array([f"{slot.step.partition('.')[2]}:{number}" for number, slot in enumerate(SLOTS)])
_MATTER_ENDS = pa.array(["", ".R", ".D"])
GROUP_ROWS = 500_000
_OFFICERS = pa.list_(pa.struct([("id", pa.string()), ("role", pa.string())]))


class SegmentFiles:
    """One segment while it is written, chunk after chunk.

    Args:
        folder: The segment's own folder.
        number: Of the segment.
        seed: Said in segment.json.
    """

    def __init__(self, folder: Path, number: int, seed: int) -> None:
        self.folder, self.number, self.seed = folder, number, seed
        self.events = self.matters = self.files = self.groups = 0
        self.first_at: int | None = None
        self.last_at: int | None = None
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._waiting: dict[str, list[pa.Table]] = {"events": [], "matters": [], "files": []}
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, files: Files, drawn: Drawn) -> None:
        """Adds the events of the next files; files without any are left out."""
        if not len(drawn.file):
            return
        rows = np.bincount(drawn.file, minlength=len(files.unit))
        present = np.nonzero(rows)[0]
        ordinal = np.cumsum(rows > 0) - 1 + self.files
        matter, matters = self._matters(files, drawn, present, ordinal)
        waiting = sum(table.num_rows for table in self._waiting["events"])
        self._waiting["events"].append(self._events(files, drawn, ordinal[drawn.file], matter))
        self._waiting["matters"].append(matters)
        first_row = self.events + np.cumsum(rows[present]) - rows[present]
        names = _file_names(present + files.first)
        group = np.full(len(present), self.groups, np.int32)
        columns = [names, pa.array(first_row), pa.array(rows[present].astype(np.int32)), pa.array(group)]
        self._waiting["files"].append(pa.table(columns, ["id", "first_row", "rows", "row_group"]))
        low, high = int(drawn.at.min()), int(drawn.at.max())
        self.first_at = low if self.first_at is None else min(low, self.first_at)
        self.last_at = high if self.last_at is None else max(high, self.last_at)
        self.events += len(drawn.file)
        self.files += len(present)
        self.matters += matters.num_rows
        if waiting + len(drawn.file) >= GROUP_ROWS * 0.9:
            self._write()

    def _matters(self, files: Files, drawn: Drawn, present: Array, ordinal: Array) -> tuple[Array, pa.Table]:
        """The matter of each event, and the matters: of each file the case, then what hangs under it."""
        stands = np.zeros((len(files.unit), 3), bool)
        stands[drawn.file, _PROCEDURE[drawn.slot]] = True
        stands[present, 0] = True  # the root stands, even where only what hangs under it has an event
        number = np.cumsum(stands.ravel()).reshape(stands.shape) - 1 + self.matters
        file, procedure = np.nonzero(stands)
        roots = _file_names(file + files.first)
        ids = pc.binary_join_element_wise(roots, _MATTER_ENDS.take(pa.array(procedure)), "")
        below = procedure > 0
        track = _words(np.where(files.complex[file], 1, 0), procedure == 1, ["ordinary", "panel"])
        table = pa.table({
            "id": ids,
            "procedure": _words(procedure, None, list(PROCEDURES)),
            "parent": pc.if_else(pa.array(below), roots, pa.scalar(None, pa.string())),
            "unit": _words(files.unit[file], None, UNIT_NAMES),
            "source": pa.array(["generated"] * len(file)),
            "file": pa.array(ordinal[file].astype(np.int32)),
            "text.kind": _words(files.kind[file], ~below, list(KINDS)),
            "text.track": track,
            "bool.complex": pa.array(files.complex[file], mask=below),
        })  # fmt: skip
        return number[drawn.file, _PROCEDURE[drawn.slot]], table

    def _events(self, files: Files, drawn: Drawn, ordinal: Array, matter: Array) -> pa.Table:
        """The events table of some files."""
        count = len(drawn.file)
        slot = pa.array(drawn.slot)
        things = np.array([one.thing for one in SLOTS])[drawn.slot]
        roots = _file_names(drawn.file + files.first)
        ends = _MATTER_ENDS.take(pa.array(_PROCEDURE[drawn.slot]))
        ids = pc.binary_join_element_wise(
            pc.binary_join_element_wise(roots, ends, ""), _LABELS.take(slot), ":"
        )
        source = pc.binary_join_element_wise("generated", pc.cast(pa.array(drawn.seq), pa.string()), ":")
        steps = np.array([STEPS.index(one.step) for one in SLOTS])[drawn.slot]
        lasting = drawn.until < 0
        nothing = pa.nulls(count, pa.int64())
        columns: dict[str, Any] = {
            "file": pa.array(ordinal.astype(np.int32)),
            "matter": pa.array(matter.astype(np.int32)),
            "step": _words(steps, None, list(STEPS)),
            "at": pa.array(drawn.at),
            "precision": pa.array(drawn.precision),
            "seq": pa.array(drawn.seq),
            "until": pa.array(drawn.until, mask=lasting),
            "recorded": nothing,
            "until_precision": pa.array(drawn.until_precision.astype(np.int8), mask=lasting),
            "recorded_precision": pa.nulls(count, pa.int8()),
            "unit": _words(files.unit[drawn.file], None, UNIT_NAMES),
            "officer_1": _words(drawn.officer_1, drawn.officer_1 >= 0, OFFICER_NAMES),
            "role_1": _words(drawn.role_1, drawn.role_1 >= 0, list(ROLES)),
            "officer_2": _words(drawn.officer_2, drawn.officer_2 >= 0, OFFICER_NAMES),
            "role_2": _words(drawn.role_2, drawn.role_2 >= 0, list(ROLES)),
            "object_1": _words(things, things >= 0, list(OBJECTS)),
            "officers_more": pa.nulls(count, _OFFICERS),
            "objects_more": pa.nulls(count, pa.list_(pa.string())),
            "id": ids,
            "source": source,
        }
        for name, (data, stands) in drawn.values.items():
            columns[name] = (
                _words(data, stands, WORDS[name]) if name in WORDS else pa.array(data, mask=~stands)
            )
            if name.startswith("moment."):
                precision = pa.array(np.zeros(count, np.int8), mask=~stands)
                columns[name.replace("moment", "precision", 1)] = precision
        return pa.table(columns)

    def _write(self) -> None:
        for name, tables in self._waiting.items():
            table = pa.concat_tables(tables).combine_chunks() if tables else None
            self._waiting[name] = []
            if table is None or not table.num_rows:
                continue
            if name not in self._writers:
                path = self.folder / f"{name}.parquet"
                self._writers[name] = pq.ParquetWriter(
                    path, table.schema, compression="zstd", compression_level=1
                )
            self._writers[name].write_table(table, row_group_size=table.num_rows)
        self.groups += 1

    def close(self) -> None:
        """Writes what waits, and segment.json."""
        if self._waiting["events"]:
            self._write()
        for writer in self._writers.values():
            writer.close()
        schema = (
            pq.read_schema(self.folder / "events.parquet") if "events" in self._writers else pa.schema([])
        )
        about = {
            "schema": 1, "number": self.number, "zone": ZONE, "events": self.events, "matters": self.matters,
            "files": self.files, "first_at": self.first_at, "last_at": self.last_at, "columns": schema.names,
            "root": None, "algorithm": "sha256", "carried": {"steps": None, "fields": None, "matter_fields": None},
            "lawbook": {"id": "bench", "hash": None}, "map": [],
            "source": [{"name": f"bench.generate_log seed {self.seed}", "sha256": None, "rows": self.events}],
            "row_groups": self.groups,
        }  # fmt: skip
        (self.folder / "segment.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n")
        head = self.folder.parent.parent / "fajing.json"
        head.write_text(json.dumps({"schema": 1, "zone": ZONE, "made by": "bench.generate_log"}) + "\n")


def _words(codes: Array, stands: Array | None, words: list[str]) -> pa.DictionaryArray:
    """Codes as a dictionary column; null where they do not stand."""
    mask = None if stands is None else ~np.asarray(stands)
    index = pa.array(np.asarray(codes).astype(np.int32), mask=mask)
    return pa.DictionaryArray.from_arrays(index, pa.array(words))


def _file_names(ordinals: Array) -> pa.Array:
    """Ids of root matters, `A` and eight digits."""
    text = pc.cast(pa.array(ordinals.astype(np.int64)), pa.string())
    return pc.binary_join_element_wise("A", pc.utf8_lpad(text, 8, "0"), "")
