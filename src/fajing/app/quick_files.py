"""Copies of sealed segments cut so small that one file (案卷) is read at once; for pages that open one.

In: a segment. Out: the same files, matters and events, from a copy under `DIR/cache/files/`. A row group of a segment
holds half a million events, which is right for a scan and too much for a page. A copy can be made anew at any time.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from fajing.ledger.segments.reader import Segment

COPIES = Path("cache") / "files"
"""Where a data folder has its copies."""
Three = tuple[pa.Table, pa.Table, pa.Table]
_EVENTS_AT_ONCE = 1_000
_MOST_PIECES = 64
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


class QuickSegment(Segment):
    """A segment whose few files are read from its copy, where there is one.

    Args:
        path: The segment's folder.
        cache: Where copies lie.
    """

    def __init__(self, path: Path, cache: Path) -> None:
        super().__init__(path)
        self._copy = place_of(self, cache)
        self._index: Any = None
        self._blobs: Any = None
        self._piece = lru_cache(maxsize=32)(self._read_piece)

    def group_tables(self, group: int, wanted: Any = None, fields: Collection[str] | None = None) -> Three:
        """As `Segment.group_tables`; from the copy, with all its fields, if only a few files are wanted."""
        if wanted is None or not self._is_copied():
            return super().group_tables(group, wanted, fields)
        place = self.manifest.row_groups[group]
        files = wanted[(wanted >= place.first_file) & (wanted < place.first_file + place.files)]
        pieces = np.unique(np.searchsorted(self._index[:, 0], files, side="right") - 1)
        if not len(files) or len(pieces) > _MOST_PIECES:
            return super().group_tables(group, wanted, fields)
        found = [_of_files(self._piece(int(piece)), files) for piece in pieces]
        one, two, three = (
            pa.concat_tables(some, promote_options="default") for some in zip(*found, strict=True)
        )
        return one, two, three

    def _is_copied(self) -> bool:
        if self._index is None and (self._copy / "index.npy").exists():
            self._blobs = pa.memory_map(str(self._copy / "files.arrows"))
            self._index = np.load(self._copy / "index.npy")
        return self._index is not None

    def _read_piece(self, number: int) -> Three:
        tables = []
        for start, size in self._index[number, 1:].reshape(3, 2).tolist():
            tables.append(pa.ipc.open_stream(self._blobs.read_at(size, start)).read_all())
        return tables[0], tables[1], tables[2]


def place_of(segment: Segment, cache: Path) -> Path:
    """Where the copy of a segment lies; another segment of the same number has another place."""
    return cache / f"{segment.number:06}-{segment.manifest.root[:16]}"


def copy_segments(
    segments: Sequence[Segment], cache: Path, progress: Callable[[str, int], None] | None = None
) -> int:
    """Makes the copies that are not there yet, and removes those of segments that are gone; number made."""
    cache.mkdir(parents=True, exist_ok=True)
    wanted = {place_of(segment, cache) for segment in segments}
    made = 0
    for old in sorted(set(cache.iterdir()) - wanted):
        shutil.rmtree(old, ignore_errors=True)
    for segment in segments:
        if not place_of(segment, cache).exists():
            _copy(segment, place_of(segment, cache))
            made += 1
        if progress is not None:
            progress("copies", segment.number)
    return made


def _copy(segment: Segment, place: Path) -> None:
    """Writes a copy beside its place and renames it, so that half a copy is never read."""
    work = Path(tempfile.mkdtemp(dir=place.parent, prefix=".making-"))
    try:
        index: list[list[int]] = []
        with (work / "files.arrows").open("wb") as out:
            for group in range(segment.group_count):
                for first, tables in _pieces(segment, group):
                    row = [first]
                    for table in tables:
                        start = out.tell()
                        _write(table, out)
                        row += [start, out.tell() - start]
                    index.append(row)
        np.save(work / "index.npy", np.array(index, np.int64).reshape(-1, 7))
        os.replace(work, place)  # noqa: PTH105 - a folder that another process made meanwhile is no error
    except OSError:
        if not place.exists():
            raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _pieces(segment: Segment, group: int) -> Iterator[tuple[int, Three]]:
    """Pieces of a row group, cut between files, with the number of their first file."""
    files, matters, events = segment.group_tables(group)
    numbers = np.asarray(files.column("file"))
    of_event = np.asarray(events.column("file"))
    ends = np.searchsorted(of_event, numbers, side="right")
    begun = 0
    for place in range(len(numbers)):
        before = ends[begun - 1] if begun else 0
        if ends[place] - before >= _EVENTS_AT_ONCE or place == len(numbers) - 1:
            yield int(numbers[begun]), _of_files((files, matters, events), numbers[begun : place + 1])
            begun = place + 1


def _of_files(tables: Three, files: Any) -> Three:
    """The rows of some files, which ascend in every table; neighbours are cut out together."""
    found = []
    for table in tables:
        numbers = np.asarray(table.column("file"))
        lows = np.searchsorted(numbers, files, side="left").tolist()
        highs = np.searchsorted(numbers, files, side="right").tolist()
        spans: list[list[int]] = []
        for low, high in zip(lows, highs, strict=True):
            if spans and spans[-1][1] == low:
                spans[-1][1] = high
            elif low < high:
                spans.append([low, high])
        found.append(
            pa.concat_tables([table.slice(low, high - low) for low, high in spans])
            if spans
            else table.slice(0, 0)
        )
    return found[0], found[1], found[2]


def _write(table: pa.Table, out: Any) -> None:
    """One table: fields without a value are left out, words are written with a dictionary of their own."""
    kept = {}
    for name in table.column_names:
        column = table.column(name)
        if "." in name and column.null_count == len(column):
            continue
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type).dictionary_encode()
        kept[name] = column.combine_chunks()
    whole = pa.table(kept)
    with pa.ipc.new_stream(out, whole.schema, options=_OPTIONS) as stream:
        stream.write_table(whole)
