"""Turns drawn files into the columns of a segment and hands them to the writer of segments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
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
from bench.unsealed import UnsealedWriter

from fajing.core.moments import Zone
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.schema import Origin, SourceFile

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
_OFFICERS = pa.list_(pa.struct([("id", pa.string()), ("role", pa.string())]))


class SegmentFiles:
    """One segment while it is written, chunk after chunk, by the project's own writer, which seals it.

    Args:
        data: The data folder.
        seed: Said in segment.json.
        gather: Keep all chunks and write them as one at the end, for a small segment.
        sealed: Compute its hashes.
    """

    def __init__(self, data: Path, seed: int, *, gather: bool = False, sealed: bool = True) -> None:
        self.events = self.matters = self.files = 0
        self._gathered: list[tuple[pa.Array, pa.Table, pa.Table]] | None = [] if gather else None
        source = SourceFile(f"bench.generate_log seed {seed}", "")
        folder, origin = DataFolder.make(data, Zone.of(ZONE)), Origin((source,))
        self._writer = folder.writer(origin) if sealed else UnsealedWriter(folder.segments_path, ZONE, origin)

    def add(self, files: Files, drawn: Drawn) -> None:
        """Adds the events of the next files; files without any are left out."""
        if not len(drawn.file):
            return
        rows = np.bincount(drawn.file, minlength=len(files.unit))
        present = np.nonzero(rows)[0]
        of_files, of_matters = (0, 0) if self._gathered is None else (self.files, self.matters)
        ordinal = np.cumsum(rows > 0) - 1 + of_files
        matter, matters = self._matters(files, drawn, present, ordinal, of_matters)
        events = self._events(files, drawn, ordinal[drawn.file], matter)
        names = _file_names(present + files.first)
        if self._gathered is None:
            self._writer.add_columns(names, matters, events)
        else:
            self._gathered.append((names, matters, events))
        self.events += events.num_rows
        self.files += len(present)
        self.matters += matters.num_rows

    def close(self) -> Path:
        """Writes what was gathered and seals the segment."""
        if self._gathered:
            names, matters, events = zip(*self._gathered, strict=True)
            tables = [
                pa.concat_tables(many).unify_dictionaries().combine_chunks() for many in (matters, events)
            ]
            self._writer.add_columns(pa.concat_arrays(names), *tables)
        return self._writer.seal()

    def _matters(
        self, files: Files, drawn: Drawn, present: Array, ordinal: Array, before: int
    ) -> tuple[Array, pa.Table]:
        """The matter of each event, and the matters: of each file the case, then what hangs under it."""
        stands = np.zeros((len(files.unit), 3), bool)
        stands[drawn.file, _PROCEDURE[drawn.slot]] = True
        stands[present, 0] = True  # the root stands, even where only what hangs under it has an event
        number = np.cumsum(stands.ravel()).reshape(stands.shape) - 1 + before
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
            "links": pa.nulls(len(file), pa.list_(pa.string())),
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


def _words(codes: Array, stands: Array | None, words: list[str]) -> pa.DictionaryArray:
    """Codes as a dictionary column; null where they do not stand."""
    mask = None if stands is None else ~np.asarray(stands)
    index = pa.array(np.asarray(codes).astype(np.int32), mask=mask)
    return pa.DictionaryArray.from_arrays(index, pa.array(words))


def _file_names(ordinals: Array) -> pa.Array:
    """Ids of root matters, `A` and eight digits."""
    text = pc.cast(pa.array(ordinals.astype(np.int64)), pa.string())
    return pc.binary_join_element_wise("A", pc.utf8_lpad(text, 8, "0"), "")
