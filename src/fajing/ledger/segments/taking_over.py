"""Segments of other data folders taken over: copied, renumbered, hashed anew in the copy, put into place together.

In: sealed segments and where they come from. Out: the same rows with the same roots under the folder's next numbers, or
nothing. It never changes the folder they come from.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fajing.core.canonical import pretty_bytes
from fajing.core.errors import FajingError
from fajing.ledger.segments import schema
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.parts import sync_file, sync_folder
from fajing.ledger.segments.reader import Segment
from fajing.ledger.segments.schema import Gathered
from fajing.ledger.segments.verify import verify_segment
from fajing.ledger.segments.writer import next_number, remove_abandoned

_TABLES = (schema.EVENTS, schema.MATTERS, schema.FILES, schema.CHECKS)


class Copies:
    """Copies of segments, out of sight until all of them are put into their places; `with` removes what is left.

    Args:
        folder: The folder that takes them over.
    """

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        self.segments: list[Segment] = []
        self._hidden: list[Path] = []
        folder.segments_path.mkdir(exist_ok=True)
        remove_abandoned(folder.segments_path)
        self._next = next_number(folder.segments_path)

    def take(self, segment: Segment, gathered: Gathered) -> Segment:
        """Copy a segment and recompute its roots from the copy.

        Raises:
            FajingError: The rows are not as they were sealed, or cannot be read or written.
        """
        number = self._next + len(self.segments)
        hidden = self.folder.segments_path / f".{number:06d}-{os.getpid()}"
        path = hidden / f"{number:06d}"
        self._hidden.append(hidden)
        manifest = replace(segment.manifest, number=number, gathered=gathered)
        try:
            path.mkdir(parents=True)
            for name in _TABLES:
                if name != schema.CHECKS or (segment.path / name).exists():
                    shutil.copyfile(segment.path / name, path / name)
            (path / schema.MANIFEST).write_bytes(pretty_bytes(manifest.as_json()))
            for one in sorted(path.iterdir()):
                sync_file(one)
            sync_folder(path)
        except OSError as error:
            raise FajingError(
                f"这一段抄不过来 (cannot copy the segment): {gathered.district} {gathered.number:06d}",
                where=str(segment.path),
                why=error.strerror or type(error).__name__,
            ) from error
        copy = Segment(path)
        problems = verify_segment(copy, self.folder.zone)
        if problems:
            raise FajingError(
                f"{gathered.district}的第{gathered.number}段与封存时不符，没有接收 (not as sealed; nothing was taken)",
                where=str(segment.path),
                why="；".join(f"{one.zh} / {one.en}" for one in problems),
                remedy="fajing data verify --data DISTRICT",
            )
        self.segments.append(copy)
        return copy

    def put_in_place(self) -> list[Segment]:
        """Put all of them into their places.

        Raises:
            FajingError: A number was taken meanwhile.
        """
        found = []
        for copy in self.segments:
            target = self.folder.segments_path / copy.path.name
            try:
                if target.exists():
                    raise FileExistsError(target)
                copy.path.rename(target)
            except OSError as error:
                raise FajingError(
                    f"这一段没有放好 (the segment was not put into its place): {target}",
                    why=error.strerror or "序号已被用了 / the number was taken",
                    remedy="再汇集一次 / gather again",
                ) from error
            found.append(Segment(target))
        sync_folder(self.folder.segments_path)
        return found

    def __enter__(self) -> Copies:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for hidden in self._hidden:
            shutil.rmtree(hidden, ignore_errors=True)


def shared_names(by_district: Mapping[str, Sequence[Segment]]) -> dict[str, list[str]]:
    """Names of matters that stand in more than one district, each with the districts, in order.

    By such a name, be it of a matter, of the file's root, or of a matter under which one ever hung, files are put
    together.
    """
    return _shared({district: _names(segments) for district, segments in by_district.items()})


def shared_units(by_district: Mapping[str, Sequence[Segment]]) -> dict[str, list[str]]:
    """Names of units that stand in more than one district, each with the districts."""
    return _shared({district: _units(segments) for district, segments in by_district.items()})


def units_of(segments: Iterable[Segment]) -> set[str]:
    """Names of units that some segments name."""
    return set(_units(segments).to_pylist()) - {None, ""}


def _shared(words: Mapping[str, Any]) -> dict[str, list[str]]:
    if len(words) < 2:
        return {}
    counts = pc.value_counts(pa.chunked_array(list(words.values()), pa.string()))
    twice = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    return {
        name: [district for district, own in words.items() if pc.is_in(pa.scalar(name), own).as_py()]
        for name in sorted(twice.to_pylist())
    }


def _names(segments: Iterable[Segment]) -> Any:
    return _unique(chunk for one in segments for chunk in _names_in(one))


def _names_in(segment: Segment) -> Iterator[Any]:
    for group in range(segment.group_count):
        matters = segment.matters(group, ["id", "links"])
        yield from matters.column("id").chunks
        yield from (pc.list_flatten(chunk) for chunk in matters.column("links").chunks)
        yield from segment.files(group, ["id"]).column("id").chunks


def _units(segments: Iterable[Segment]) -> Any:
    return _unique(
        chunk.cast(pa.string())
        for one in segments
        for group in range(one.group_count)
        for table in (one.events(group, ["unit"]), one.matters(group, ["unit"]))
        for chunk in table.column("unit").chunks
    )


def _unique(chunks: Iterable[Any]) -> Any:
    return pc.drop_null(pc.unique(pa.chunked_array(list(chunks), pa.string())))
