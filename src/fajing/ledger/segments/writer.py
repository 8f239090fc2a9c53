"""Writes a segment: files one after the other, row groups cut at their boundaries, sealed all at once.

In: files (case files) as objects or as columns. Out: a folder of the data folder that holds a whole segment
or is not there. A crash at any point leaves at most a folder with a hidden name, removed by the next writer.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fajing.core.canonical import pretty_bytes
from fajing.core.errors import FajingError
from fajing.core.events import Event, Matter
from fajing.ledger.segments import schema
from fajing.ledger.segments.columns import checked, event_table, matter_table
from fajing.ledger.segments.hashing import RowHasher
from fajing.ledger.segments.merkle import Tree
from fajing.ledger.segments.once import refuse_twice
from fajing.ledger.segments.parts import Aside, GrowingTable, sync_file, sync_folder
from fajing.ledger.segments.rows import leaf_hashes, with_ids
from fajing.ledger.segments.schema import Group, Manifest, Origin

_MATTERS_AT_ONCE = 1_000_000
NO_LINKS: Mapping[str, Sequence[str]] = {}


class SegmentWriter:
    """Writes one segment of a data folder; `with` removes what was written when it is not sealed.

    Args:
        segments: The folder of segments.
        zone: Name of the zone in which moments were read.
        origin: Where the events come from.
        target: Number of events in a row group; a file is never cut.

    Example:
        with SegmentWriter(folder.segments_path, "Asia/Shanghai", origin) as writer:
            for root, matters in files:
                writer.add(root, matters)
            writer.seal()
    """

    def __init__(self, segments: Path, zone: str, origin: Origin, *, target: int = schema.TARGET) -> None:
        self.zone = zone
        self.origin = origin
        self.target = target
        self._segments = segments
        self._number = next_number(segments)
        self._part = _begin(segments, self._number)
        self._events = GrowingTable(self._part / schema.EVENTS, schema.EVENT_COLUMNS, _EVENT_CODING)
        self._matters = GrowingTable(self._part / schema.MATTERS, schema.MATTER_COLUMNS)
        self._files = GrowingTable(self._part / schema.FILES, schema.FILE_COLUMNS)
        self._checks = (self._part / schema.CHECKS).open("wb")
        self._hasher = RowHasher(self._checks)
        self._aside = Aside()
        self._row, self._matters_tree = 0, Tree()
        self._groups: list[Group] = []
        self._first_at: int | None = None
        self._last_at: int | None = None
        self._waiting: list[tuple[str, Sequence[Matter], int]] = []
        self._waiting_events = self._waiting_matters = 0
        self._links: dict[str, Sequence[str]] = {}

    def add(
        self, root: str, matters: Sequence[Matter], links: Mapping[str, Sequence[str]] = NO_LINKS
    ) -> None:
        """Take a file.

        Args:
            root: Id of the root matter, which need not be among them.
            matters: The matters of the file; none may stand in two files of a segment.
            links: By id of a matter, the other matters under which it hung at some time.

        Raises:
            FajingError: A value cannot be written, or an id stands twice in the file.
        """
        count = sum(len(matter.events) for matter in matters)
        if self._waiting and (
            self._waiting_events + count > self.target or self._waiting_matters >= _MATTERS_AT_ONCE
        ):
            self._flush()
        self._waiting.append((root, matters, count))
        self._waiting_events += count
        self._waiting_matters += len(matters)
        if links:
            self._links.update({matter.id: links[matter.id] for matter in matters if matter.id in links})

    def add_columns(self, files: Sequence[str], matters: pa.Table, events: pa.Table) -> None:
        """Take many files as columns.

        Args:
            files: Ids of their roots.
            matters: Their matters in the columns of `matters.parquet`, in the order of files; `file` counts
                from 0 here.
            events: Their events in the columns of `events.parquet`, in any order; `file` and `matter` count from
                0 here.

        Raises:
            FajingError: A column is wrong, or an id stands twice in a file.
        """
        self._flush()
        checked(matters, schema.MATTER_COLUMNS)
        self._hasher.expect(events.num_rows)
        events = in_order(checked(events, schema.EVENT_COLUMNS))
        of_event, of_matter = (np.asarray(table.column("file")) for table in (events, matters))
        ids = pa.array(files, pa.string())
        for first, last in _cuts(np.bincount(of_event, minlength=len(files)), self.target):
            low, high = np.searchsorted(of_matter, (first, last))
            start, end = np.searchsorted(of_event, (first, last))
            some = _shifted(events.slice(start, end - start), "file", -first)
            self._write(
                ids.slice(first, last - first),
                _shifted(matters.slice(low, high - low), "file", -first),
                _shifted(some, "matter", -int(low)),
            )

    def seal(self) -> Path:
        """Write what is left, make all of it lasting, and put it into its place at once.

        Returns:
            The folder of the segment.

        Raises:
            FajingError: Another segment took the number meanwhile, or the disk refuses.
        """
        self._flush()
        self._aside.do(self._close_tables)
        tree = self._hasher.finish()
        self._aside.wait()
        self._checks.close()
        manifest = Manifest(
            number=self._number,
            zone=self.zone,
            events=tree.size,
            matters=self._matters_tree.size,
            files=sum(group.files for group in self._groups),
            first_at=self._first_at,
            last_at=self._last_at,
            columns=tuple(self._events.names),
            root=tree.root().hex(),
            matters_root=self._matters_tree.root().hex(),
            origin=self.origin,
            row_groups=tuple(self._groups),
        )
        (self._part / schema.MANIFEST).write_bytes(pretty_bytes(manifest.as_json()))
        for path in sorted(self._part.iterdir()):
            sync_file(path)
        sync_folder(self._part)
        target = self._segments / f"{self._number:06d}"
        try:
            if target.exists():
                raise FileExistsError(target)
            self._part.rename(target)
        except OSError as error:
            raise FajingError(
                f"这一段没有封存 (the segment was not sealed): {target}",
                why=f"{error.strerror or '序号已被别的导入用了 / another import took the number'}",
                remedy="再导入一次 / import again",
            ) from error
        sync_folder(self._segments)
        return target

    def __enter__(self) -> SegmentWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._aside.close()
        for table in (self._events, self._matters, self._files):
            table.abandon()
        self._hasher.close()
        self._checks.close()
        shutil.rmtree(self._part, ignore_errors=True)

    # ------------------------------------------------------------ inside
    def _flush(self) -> None:
        """Write the files that wait as one row group."""
        if not self._waiting:
            return
        self._hasher.expect(self._waiting_events)
        waiting, self._waiting, links = self._waiting, [], self._links
        self._waiting_events = self._waiting_matters = 0
        self._links = {}
        events: list[Event] = []
        matters: list[Matter] = []
        of_file: list[int] = []
        of_matter: list[int] = []
        files: list[int] = []
        for number, (_, own, count) in enumerate(waiting):
            of_file += [number] * count
            for matter in own:
                of_matter += [len(matters)] * len(matter.events)
                events += matter.events
                matters.append(matter)
                files.append(number)
        self._write(
            pa.array([root for root, _, _ in waiting], pa.string()),
            matter_table(matters, files, links),
            in_order(event_table(events, of_file, of_matter)),
        )

    def _write(self, files: Any, matters: pa.Table, events: pa.Table) -> None:
        """Write one row group; numbers of files and matters count from 0, events stand in order."""
        last = self._groups[-1] if self._groups else Group(0, 0, 0, 0, 0)
        group = Group(
            events.num_rows,
            last.first_file + last.files,
            len(files),
            last.first_matter + last.matters,
            matters.num_rows,
        )
        number, first = len(self._groups), self._row
        self._aside.do(lambda: self._put_down(files, matters, events, group, number, first))
        self._groups.append(group)
        self._row += events.num_rows
        self._hasher.take(with_ids(events, files, 0, matters.column("id"), 0))
        for hashes in leaf_hashes(with_ids(matters, files, 0)):
            self._matters_tree.add(hashes)
        refuse_twice(events, files)
        if events.num_rows:
            span = pc.min_max(events.column("at"))
            low, high = span["min"].as_py(), span["max"].as_py()
            self._first_at = low if self._first_at is None else min(low, self._first_at)
            self._last_at = high if self._last_at is None else max(high, self._last_at)

    def _put_down(
        self, files: Any, matters: pa.Table, events: pa.Table, group: Group, number: int, first: int
    ) -> None:
        """Write the tables of a row group of which the first row has a number."""
        counts = np.bincount(np.asarray(events.column("file")), minlength=len(files))
        self._files.write(
            pa.table(
                {
                    "id": files,
                    "first_row": pa.array(first + np.cumsum(counts) - counts, pa.int64()),
                    "rows": pa.array(counts, pa.int32()),
                    "row_group": pa.array(np.full(len(files), number), pa.int32()),
                }
            )
        )
        self._matters.write(_shifted(matters, "file", group.first_file))
        events = _shifted(events, "file", group.first_file)
        self._events.write(_shifted(events, "matter", group.first_matter))

    def _close_tables(self) -> None:
        for table in (self._events, self._matters, self._files):
            table.close()


_EVENT_CODING = {"file": "DELTA_BINARY_PACKED", "matter": "DELTA_BINARY_PACKED"}


def next_number(segments: Path) -> int:
    """The number after the last segment."""
    return max((int(path.name) for path in segments.glob("[0-9]*") if path.name.isdecimal()), default=0) + 1


def write_segment(
    segments: Path,
    zone: str,
    origin: Origin,
    files: Iterable[tuple[str, Sequence[Matter]]],
    *,
    target: int = schema.TARGET,
) -> Path:
    """Write and seal a segment of these files; return its folder."""
    with SegmentWriter(segments, zone, origin, target=target) as writer:
        for root, matters in files:
            writer.add(root, matters)
        return writer.seal()


def in_order(events: pa.Table) -> pa.Table:
    """The rows by file, time, `seq`, id; as they are where they stand so already."""
    file, at, seq = (np.asarray(events.column(name)) for name in ("file", "at", "seq"))
    if not _ascend(file, at, seq):
        order = np.lexsort((seq, at, file))
        events = events.take(pa.array(order))
        file, at, seq = file[order], at[order], seq[order]
    tied = (file[1:] == file[:-1]) & (at[1:] == at[:-1]) & (seq[1:] == seq[:-1])
    if not tied.any():
        return events
    starts = np.flatnonzero(np.concatenate(([True], ~tied)))
    order = np.arange(len(file))
    ids = events.column("id")
    for start, end in zip(starts, [*starts[1:], len(file)], strict=True):
        if end - start > 1:
            names = ids.slice(start, end - start).to_pylist()
            order[start:end] = start + np.array(sorted(range(len(names)), key=names.__getitem__))
    return events.take(pa.array(order))


def _ascend(*keys: Any) -> bool:
    """Whether rows stand in the order of some keys, the first before the others."""
    so_far = np.zeros(max(len(keys[0]) - 1, 0), bool)  # rows before which an earlier key has decided
    for key in keys:
        if bool((~so_far & (key[1:] < key[:-1])).any()):
            return False
        so_far |= key[1:] > key[:-1]
    return True


def _cuts(counts: Any, target: int) -> Iterator[tuple[int, int]]:
    """Files from and up to, for row groups of about `target` events."""
    first = held = 0
    for number, count in enumerate(counts.tolist()):
        if number > first and (held + count > target or number - first >= _MATTERS_AT_ONCE):
            yield first, number
            first, held = number, 0
        held += count
    if len(counts):
        yield first, len(counts)


def _shifted(table: pa.Table, name: str, by: int) -> pa.Table:
    if not by:
        return table
    numbers = pc.add(table.column(name), pa.scalar(by, table.schema.field(name).type))
    return table.set_column(table.column_names.index(name), name, numbers)


def remove_abandoned(segments: Path) -> None:
    """Remove the hidden folders of writers that are gone."""
    for left in segments.glob(".[0-9]*-[0-9]*"):
        if not _is_alive(int(left.name.rpartition("-")[2])):
            shutil.rmtree(left, ignore_errors=True)


def _begin(segments: Path, number: int) -> Path:
    """A hidden folder to write in; those of writers that are gone are removed."""
    remove_abandoned(segments)
    path = segments / f".{number:06d}-{os.getpid()}"
    try:
        path.mkdir()
    except OSError as error:
        raise FajingError(
            f"写不进数据文件夹 (cannot write into the data folder): {segments}",
            why=error.strerror or str(error),
        ) from error
    return path


def _is_alive(process: int) -> bool:
    if process == os.getpid() or os.name == "nt":  # there is no harmless question to a process on Windows
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
