"""Reads one sealed segment: what it says of itself, its columns by row group, whole files as objects.

In: the folder of a segment. Out: Arrow tables, or files equal to what was written. It never changes anything.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from threading import local
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fajing.core.errors import FajingError
from fajing.core.moments import Zone
from fajing.ledger.segments import schema
from fajing.ledger.segments.decode import File, Moments, read_files
from fajing.ledger.segments.merkle import path_of
from fajing.ledger.segments.rows import canonical_rows, leaf_hashes, with_ids
from fajing.ledger.segments.schema import Manifest


class Segment:
    """A sealed segment. Any number of threads may read it at once.

    Attributes:
        path: Its folder.
        manifest: What its `segment.json` says.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened = local()  # Parquet files must not be read by two threads at once: each has its own
        self.manifest = manifest_in(path)

    def __repr__(self) -> str:
        return f"Segment({self.number})"

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return self.manifest.number

    @property
    def zone(self) -> Zone:
        """Civil time in which its moments were read."""
        return Zone.of(self.manifest.zone)

    @property
    def group_count(self) -> int:
        """Number of row groups, the same in all three tables."""
        return len(self.manifest.row_groups)

    # ------------------------------------------------------------ columns
    def events(self, group: int, columns: Sequence[str] | None = None) -> pa.Table:
        """Rows of a row group of events; numbers of files and matters count from the segment's first."""
        return self._read(schema.EVENTS, group, columns)

    def with_values(self, group: int, columns: Iterable[str]) -> list[str]:
        """Of some columns of events those that have a value anywhere in a row group, as its statistics say."""
        about = self._events.metadata.row_group(group)
        found = []
        for name in columns:
            cells = [about.column(place) for place in self._places.get(name, ())]
            if any(not _is_empty(one) for one in cells):
                found.append(name)
        return found

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """By column of events where its values stand in the file."""
        found: dict[str, list[int]] = {}
        names = self._events.schema
        for place in range(len(names)):
            found.setdefault(_column_of(names.column(place).path), []).append(place)
        return found

    def matters(self, group: int, columns: Sequence[str] | None = None) -> pa.Table:
        """The matters of a row group's files."""
        return self._read(schema.MATTERS, group, columns)

    def files(self, group: int, columns: Sequence[str] | None = None) -> pa.Table:
        """The files of a row group."""
        return self._read(schema.FILES, group, columns)

    def row_groups(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """All events, row group by row group."""
        for group in range(self.group_count):
            yield self.events(group, columns)

    # ------------------------------------------------------------ objects
    def read_files(self, numbers: Collection[int] | None = None) -> Iterator[File]:
        """Files with their matters and events, in the order in which they were written.

        Args:
            numbers: Numbers of the files wanted; all by default.
        """
        moments = Moments(self.zone)
        wanted = None if numbers is None else np.unique(np.fromiter(numbers, np.int64, len(numbers)))
        for group in range(self.group_count):
            files, matters, events = self.group_tables(group, wanted)
            if files.num_rows:
                yield from read_files(files, matters, events, moments)

    def group_tables(
        self, group: int, wanted: Any = None, fields: Collection[str] | None = None
    ) -> tuple[pa.Table, pa.Table, pa.Table]:
        """Files with their number as `file`, matters with theirs as `matter`, events: those of some files.

        Args:
            group: Number of the row group.
            wanted: Ascending numbers of files; all of the group by default.
            fields: Which values of events are read; all by default.
        """
        place = self.manifest.row_groups[group]
        files = np.arange(place.first_file, place.first_file + place.files)
        rows = None
        if wanted is not None:
            files = np.intersect1d(files, wanted, assume_unique=True)
            rows = files - place.first_file
            if not len(files):
                nothing = pa.table({"file": pa.array([], pa.int64())})
                return nothing, nothing, nothing
        matter_numbers = pa.array(np.arange(place.first_matter, place.first_matter + place.matters))
        of_files = self.files(group)
        matters = self.matters(group).append_column("matter", matter_numbers)
        events = self.events(
            group, None if fields is None else schema.with_fields(self.manifest.columns, fields)
        )
        if rows is not None:
            of_files = of_files.take(pa.array(rows))
            matters = _of(matters, files)
            events = _of(events, files)
        return of_files.append_column("file", pa.array(files)), matters, events

    # ------------------------------------------------------------ hashes
    def leaf_hashes(self) -> Iterator[bytes]:
        """Hashes of all events as leaves, in blocks, made anew from what stands there."""
        for group in range(self.group_count):
            yield from leaf_hashes(self.events_with_ids(group))

    def matter_hashes(self) -> Iterator[bytes]:
        """Hashes of all rows of matters as leaves, in blocks."""
        for group, place in enumerate(self.manifest.row_groups):
            yield from leaf_hashes(
                with_ids(self.matters(group), self.files(group).column("id"), place.first_file)
            )

    def events_with_ids(self, group: int) -> pa.Table:
        """Rows of events with the ids of their files and matters in place of the numbers."""
        place = self.manifest.row_groups[group]
        return with_ids(
            self.events(group),
            self.files(group, ["id"]).column("id"),
            place.first_file,
            self.matters(group, ["id"]).column("id"),
            place.first_matter,
        )

    def proof(self, row: int) -> tuple[bytes, list[bytes]]:
        """The canonical bytes of an event and its path to the root.

        Args:
            row: Number of the row, from 0.

        Raises:
            IndexError: There is no such row.
        """
        path = path_of(row, self.manifest.events, self.leaf_hashes())
        first = 0
        for group, place in enumerate(self.manifest.row_groups):
            if row < first + place.rows:
                [text] = next(canonical_rows(self.events_with_ids(group).slice(row - first, 1))).to_pylist()
                return text.encode(), path
            first += place.rows
        raise IndexError(row)

    # ------------------------------------------------------------ inside
    @property
    def _events(self) -> Any:
        return self._open(schema.EVENTS)

    @property
    def _matters(self) -> Any:
        return self._open(schema.MATTERS)

    def _open(self, name: str) -> Any:
        """A file, opened once in each thread."""
        opened = self._opened.__dict__
        if name not in opened:
            path = self.path / name
            try:
                opened[name] = pq.ParquetFile(path, page_checksum_verification=True)
            except (OSError, pa.ArrowException) as error:
                raise _unreadable(path, str(error)) from error
        return opened[name]

    def _read(self, name: str, group: int, columns: Sequence[str] | None) -> pa.Table:
        file = self._open(name)
        try:
            return file.read_row_group(group, columns=None if columns is None else list(columns))
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(self.path / name, f"行组 {group} / row group {group}: {error}") from error


def manifest_in(path: Path) -> Manifest:
    """What the `segment.json` of a segment's folder says.

    Raises:
        FajingError: It cannot be read, or is damaged.
    """
    where = path / schema.MANIFEST
    try:
        about = where.stat()
    except OSError as error:
        raise _no_manifest(where, error) from error
    return _manifest(where, about.st_ino, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=512)
def _manifest(where: Path, *_about: int) -> Manifest:
    """Segments never change and are opened for every page: each is read once, until its file is another."""
    try:
        data = json.loads(where.read_bytes())
    except OSError as error:
        raise _no_manifest(where, error) from error
    except ValueError as error:
        raise FajingError(
            "段的说明文件坏了 (the description of a segment is damaged)", where=str(where), why=str(error)
        ) from error
    if not isinstance(data, dict):
        raise FajingError("段的说明文件坏了 (the description of a segment is damaged)", where=str(where))
    return Manifest.from_json(data, str(where))


def _no_manifest(where: Path, error: OSError) -> FajingError:
    return FajingError(
        f"段的说明文件打不开 (cannot read the description of a segment): {error.strerror}", where=str(where)
    )


def _column_of(path: str) -> str:
    """The column that a path in a file belongs to; names of columns have a dot of their own."""
    return path.partition(".list.")[0]


def _is_empty(cells: Any) -> bool:
    """Whether statistics say that all of some cells are null; without them nobody knows."""
    said = cells.statistics
    return bool(said is not None and said.has_null_count and said.null_count == cells.num_values)


def _of(table: pa.Table, files: Any) -> pa.Table:
    """The rows of some files; the files ascend, and so do the rows."""
    numbers = np.asarray(table.column("file"))
    places = np.minimum(np.searchsorted(files, numbers), len(files) - 1)
    return table.filter(pa.array(files[places] == numbers))


def _unreadable(path: Path, why: str) -> FajingError:
    return FajingError(
        f"段的文件坏了或不见了 (a file of a segment is damaged or gone): {path.name}",
        where=str(path),
        why=why[:300],
        remedy="从备份恢复这一段，再运行 fajing data verify / restore the segment from a backup",
    )
