"""What travels between the driver and the workers: which piece to judge, and what was found in it.

In and out: plain values, and bytes that are Arrow streams. Nothing here knows Spark.
"""

from __future__ import annotations

import io
import json
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fajing.core.moments import Zone
from fajing.lawbook.model import Norm, Version
from fajing.ledger.segments.decode import Moments
from fajing.ledger.segments.merge import RowGroup
from fajing.ledger.segments.reader import Segment
from fajing.scan.automaton.across import Across
from fajing.scan.automaton.across_folder import key_of
from fajing.scan.automaton.pieces import GroupSource, MergedSource, Piece, Source
from fajing.scan.duty import Duty
from fajing.scan.plan import Plan

Ints = NDArray[np.int64]
ANSWER = "piece int, part int, about string, counts binary, pending binary, duties binary, rows binary"
"""Columns of what a worker gives: one row for each part of what was found in a piece."""
_ANSWER = pa.schema([
    ("piece", pa.int32()), ("part", pa.int32()), ("about", pa.string()), ("counts", pa.binary()),
    ("pending", pa.binary()), ("duties", pa.binary()), ("rows", pa.binary()),
])  # fmt: skip
_AT_ONCE = 2**16  # rows of output in a part
_TABLES = ("files", "matters", "events")


# ---------------------------------------------------------------- pieces
@dataclass(frozen=True, slots=True)
class Where:
    """Where a worker finds a piece.

    Attributes:
        piece: Which; its `skip` is empty here, so that little travels.
        skipped: Numbers of the files that are judged elsewhere.
        path: Folder of the segment, or of files that were put together.
        zone: Civil time of files that were put together; empty for a row group.
        across: What was found out across files: of each group the number of its first event, and codes.
    """

    piece: Piece
    skipped: Ints
    path: str
    zone: str = ""
    across: tuple[tuple[int, NDArray[np.uint8]], ...] = ()


def where_of(source: Source, scratch: Path, across: Across | None = None) -> Where:
    """Where a worker finds a piece; files that were put together are written down for it.

    Args:
        source: The piece.
        scratch: A folder that every worker can read.
        across: What was found out across files.
    """
    known = _part_of(across, source) if across is not None else ()
    skip = source.piece.skip
    piece, skipped = replace(source.piece, skip=skip[:0]), np.flatnonzero(skip)
    if isinstance(source, GroupSource):
        return Where(piece, skipped, str(source.segment.path.resolve()), across=known)
    folder = scratch / f"merged-{piece.group:06d}"
    folder.mkdir(parents=True)
    for name in _TABLES:
        table: pa.Table = getattr(source.group, name).combine_chunks()
        with pa.ipc.new_file(folder / name, table.schema, options=_packing()) as writer:
            writer.write_table(table)
    return Where(piece, skipped, str(folder.resolve()), source.moments.zone.name, known)


def _part_of(across: Across, source: Source) -> tuple[tuple[int, NDArray[np.uint8]], ...]:
    places = (across.place(key_of(source), group) for group in range(len(across.groups)))
    return tuple((base, across.codes[base : base + number]) for base, number in places)


def source_of(where: Where) -> Source:
    """Reads a piece, at the worker."""
    skip = np.zeros(where.piece.files, dtype=np.int8)
    skip[where.skipped] = 1
    piece = replace(where.piece, skip=skip)
    if not where.zone:
        return GroupSource(_segment(where.path), piece)
    tables = []
    for name in _TABLES:
        with pa.memory_map(str(Path(where.path) / name)) as file, pa.ipc.open_file(file) as reader:
            tables.append(reader.read_all())
    return MergedSource(RowGroup(*tables), piece, Moments(Zone.of(where.zone)))


@lru_cache(maxsize=64)
def _segment(path: str) -> Segment:
    return Segment(Path(path))


# ---------------------------------------------------------------- what was found
@dataclass(slots=True)
class Answer:
    """What a worker found in a piece.

    Attributes:
        rows: As `segments.Found` has them; facts by the worker's own numbers.
        facts: Those facts by number.
        pending: As `segments.Found` has it.
        duties: As `segments.Found` has them.
        counts: Places in `Totals.counts`, and what to add there.
        by_reference: Files that the reference judged, by norm.
        columns: Columns of events that were read.
        law: Tells what the numbers of norms and rules mean.
        put_off: What waits for other files: number of the file, number of the norm, number of the trigger.
    """

    rows: Ints
    facts: Mapping[int, str]
    pending: Ints
    duties: list[Duty]
    counts: Ints
    by_reference: Mapping[str, int]
    columns: tuple[str, ...]
    law: str
    put_off: Ints


def packed(number: int, answer: Answer) -> Iterator[pa.RecordBatch]:
    """An answer as it travels: one row a part."""
    about = {
        "facts": sorted(answer.facts.items()),
        "by_reference": dict(answer.by_reference),
        "columns": answer.columns,
        "law": answer.law,
        "put_off": answer.put_off.tolist(),
    }
    for part, begin in enumerate(range(0, max(1, len(answer.rows)), _AT_ONCE)):
        first = part == 0
        cells = (
            number,
            part,
            json.dumps(about) if first else "",
            pack(answer.counts) if first else b"",
            pack(answer.pending) if first else b"",
            pack_duties(answer.duties) if first and answer.duties else b"",
            pack(answer.rows[begin : begin + _AT_ONCE]),
        )
        arrays = [pa.array([cell], field.type) for cell, field in zip(cells, _ANSWER, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=_ANSWER)


def unpacked(table: pa.Table, norms: Mapping[str, Norm]) -> dict[int, Answer]:
    """Answers by the number of their piece.

    Args:
        table: What the workers gave, in any order.
        norms: The norms by id.
    """
    found: dict[int, Answer] = {}
    parts: dict[int, list[Ints]] = {}
    for row in sorted(table.to_pylist(), key=lambda row: (row["piece"], row["part"])):
        number = row["piece"]
        rows = unpack(row["rows"])
        parts.setdefault(number, []).append(rows)
        if row["part"] == 0:
            about = json.loads(row["about"])
            duties = unpack_duties(row["duties"], norms) if row["duties"] else []
            found[number] = Answer(
                rows, dict(about["facts"]), unpack(row["pending"])[:, 0], duties, unpack(row["counts"]),
                about["by_reference"], tuple(about["columns"]), about["law"],
                np.array(about["put_off"], dtype=np.int64).reshape(-1, 3),
            )  # fmt: skip
    for number, some in parts.items():
        if len(some) > 1:
            found[number].rows = np.concatenate(some)
    return found


def pack(numbers: Ints) -> bytes:
    """Rows of numbers, column by column, compressed."""
    columns = numbers.reshape(len(numbers), -1)
    arrays = [pa.array(np.ascontiguousarray(columns[:, place])) for place in range(columns.shape[1])]
    batch = pa.RecordBatch.from_arrays(arrays, names=[str(place) for place in range(len(arrays))])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema, options=_packing()) as writer:
        writer.write_batch(batch)
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


def unpack(data: bytes) -> Ints:
    """What `pack` packed; always rows and columns."""
    with pa.ipc.open_stream(data) as reader:
        table = reader.read_all()
    found: Ints = np.empty((table.num_rows, table.num_columns), dtype=np.int64)
    for place, column in enumerate(table.columns):
        found[:, place] = np.asarray(column)
    return found


def _packing() -> Any:
    return pa.ipc.IpcWriteOptions(compression="zstd")


class _Pickler(pickle.Pickler):
    """Pickles duties; norms and versions by their names, for the driver has them."""

    def persistent_id(self, thing: object) -> tuple[str, int] | None:
        if isinstance(thing, Norm):
            return thing.id, -1
        if isinstance(thing, Version):
            return self.version_ids.get(id(thing))
        return None

    version_ids: dict[int, tuple[str, int]]


class _Unpickler(pickle.Unpickler):
    norms: Mapping[str, Norm]

    def persistent_load(self, pid: tuple[str, int]) -> Norm | Version:
        norm_id, version = pid
        return self.norms[norm_id] if version < 0 else self.norms[norm_id].versions[version]


def pack_duties(duties: list[Duty]) -> bytes:
    """Duties as the reference told them."""
    sink = io.BytesIO()
    pickler = _Pickler(sink, protocol=5)
    pickler.version_ids = {
        id(version): (duty.norm.id, place)
        for duty in duties
        for place, version in enumerate(duty.norm.versions)
    }
    pickler.dump(duties)
    return sink.getvalue()


def unpack_duties(data: bytes, norms: Mapping[str, Norm]) -> list[Duty]:
    """What `pack_duties` packed; it comes from workers that this driver started, over Spark's own channel."""
    unpickler = _Unpickler(io.BytesIO(data))
    unpickler.norms = norms
    found: list[Duty] = unpickler.load()
    return found


def law_of(plan: Plan) -> str:
    """A word for what the numbers of a plan's norms and rules mean."""
    lines = [norm.id for norm in plan.norms]
    for rule in plan.rules:
        version = rule.version.start.isoformat() if rule.version else "-"
        lines.append(f"{rule.norm.id} {version}")
    return blake2b("\n".join(lines).encode(), digest_size=16).hexdigest()
