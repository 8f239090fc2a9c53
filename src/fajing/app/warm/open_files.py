"""Files in motion: the rows of those that wait for a moment or had an event lately, kept where they are read at once.

In: segments, and which files. Out: their rows as `ledger.segments.merge.all_rows` gives them. A row group of a segment
has to be read as a whole, and nearly every one holds a file that waits; here they stand together, in blocks of Arrow
batches. Any file may be missing here: it is read from its segment then.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from fajing.app.warm.intervals import sum_of
from fajing.app.warm.names import Ints
from fajing.ledger.segments import merge
from fajing.ledger.segments.components import node
from fajing.ledger.segments.reader import Segment

RECENT = 90 * 86_400
"""How long a file counts as in motion after its last event."""
_BLOCK = 500_000
_BATCH = 8_192
_SMALL = 1_000_000
_NODE, _EVENT, _EVENTS, _MATTER, _MATTERS = range(5)
_WORDS = 5


@dataclass(frozen=True, slots=True)
class Block:
    """Some files of a segment.

    Attributes:
        segment: Place of the segment.
        names: Files with the index, the matters and the events.
        sums: Of their bytes.
        first: First node.
        last: Last node.
    """

    segment: int
    names: tuple[str, str, str]
    sums: tuple[int, int, int]
    first: int
    last: int

    def as_json(self) -> list[Any]:
        """As it stands in `state.json`."""
        return [self.segment, list(self.names), list(self.sums), self.first, self.last]

    @classmethod
    def of(cls, raw: Sequence[Any]) -> Block:
        """From what stands in `state.json`."""
        segment, names, sums, first, last = raw
        return cls(segment, tuple(names), tuple(sums), first, last)


class OpenFiles:
    """The files in motion.

    Args:
        folder: Where the blocks lie.
        blocks: What is known of each.
    """

    def __init__(self, folder: Path, blocks: Sequence[Block] = ()) -> None:
        self.folder, self.blocks = folder, list(blocks)
        self._open: dict[str, Any] = {}

    def more(self) -> OpenFiles:
        """The same blocks, to which others may be added without changing these."""
        found = OpenFiles(self.folder, self.blocks)
        found._open = self._open
        return found

    def files(self) -> list[str]:
        """Names of all files."""
        return [name for block in self.blocks for name in block.names]

    def rows(self, segments: Sequence[Segment], nodes: Ints) -> tuple[pa.Table, pa.Table]:
        """The matters and events of some files, as `merge.all_rows` gives them.

        Args:
            segments: All segments.
            nodes: The files, ascending.

        Raises:
            ValueError: A block is damaged.
        """
        left = np.ones(len(nodes), bool)
        by_segment: dict[int, list[tuple[pa.Table, pa.Table]]] = {}
        for block in self.blocks:
            low, high = np.searchsorted(nodes, (block.first, block.last + 1))
            if low == high:
                continue
            index = self._index(block)
            places = np.searchsorted(index[_NODE], nodes[low:high])
            places = np.minimum(places, index.shape[1] - 1)
            here = index[_NODE][places] == nodes[low:high]
            if here.any():
                left[low:high] &= ~here
                by_segment.setdefault(block.segment, []).append(self._of(block, index[:, places[here]]))
        rest = nodes[left]
        for segment in np.unique(rest >> 32).tolist():
            own = rest[rest >> 32 == segment]
            by_segment.setdefault(segment, []).append(merge.all_rows(segments, own.tolist()))
        tables = [one for segment in sorted(by_segment) for one in by_segment[segment]]
        if len(tables) < 2:
            return tables[0] if tables else merge.all_rows(segments, [])
        matters, events, count = [], [], 0
        for of_matters, of_events in tables:
            matters.append(of_matters)
            places = np.asarray(of_events.column("matter")).astype(np.int64) + count
            number = of_events.column_names.index("matter")
            events.append(of_events.set_column(number, "matter", pa.array(places)))
            count += of_matters.num_rows
        return _together(matters), _together(events)

    # ------------------------------------------------------------ keeping
    def keep(self, segments: Sequence[Segment], number: int, nodes: Ints, name: str) -> None:
        """Keeps files of a segment.

        Args:
            segments: All segments.
            number: Place of the segment.
            nodes: Its files that are in motion, ascending; of a small segment all are kept.
            name: With which the names of new files begin.
        """
        segment = segments[number]
        wanted = nodes[nodes >> 32 == number] & (2**32 - 1)
        small = segment.manifest.events <= _SMALL
        held: list[tuple[pa.Table, pa.Table]] = []
        for group, where in enumerate(segment.manifest.row_groups):
            own = wanted[(wanted >= where.first_file) & (wanted < where.first_file + where.files)]
            if small:
                own = np.arange(where.first_file, where.first_file + where.files)
            if len(own):
                _, matters, events = segment.group_tables(group, own)
                held.append((matters, events))
            if held and sum(events.num_rows for _, events in held) >= _BLOCK:
                self._write(number, held, f"{name}-{number:04d}-{len(self.blocks):04d}")
                held = []
        if held:
            self._write(number, held, f"{name}-{number:04d}-{len(self.blocks):04d}")

    def _write(self, segment: int, held: list[tuple[pa.Table, pa.Table]], name: str) -> None:
        """Writes a block; events get the place of their matter among the matters of the block."""
        matters = _together([one for one, _ in held])
        events = _together([one for _, one in held])
        of_matters, of_events = (np.asarray(one.column("file")).astype(np.int64) for one in (matters, events))
        places = np.searchsorted(
            np.asarray(matters.column("matter")).astype(np.int64),
            np.asarray(events.column("matter")).astype(np.int64),
        )
        files = np.unique(of_matters)
        index = np.empty((_WORDS, len(files)), np.int64)
        index[_NODE] = files | node(segment, 0)
        for rows, first, count in ((of_events, _EVENT, _EVENTS), (of_matters, _MATTER, _MATTERS)):
            index[first] = np.searchsorted(rows, files, side="left")
            index[count] = np.searchsorted(rows, files, side="right") - index[first]
        matters = matters.drop_columns(["matter", "file"])
        matters = matters.append_column("node", pa.array(of_matters | node(segment, 0)))
        events = events.drop_columns(["file"])
        events = events.set_column(events.column_names.index("matter"), "matter", pa.array(places))
        names = (f"{name}.npy", f"{name}-matters.arrow", f"{name}-events.arrow")
        part = self.folder / f".{names[0]}-{os.getpid()}"
        with part.open("wb") as out:
            np.save(out, index)
        part.replace(self.folder / names[0])
        for file_name, table in zip(names[1:], (matters, events), strict=True):
            table = table.append_column("segment", pa.array(np.full(table.num_rows, segment, np.int32)))
            part = self.folder / f".{file_name}-{os.getpid()}"
            options = pa.ipc.IpcWriteOptions(compression="lz4")
            with (
                pa.OSFile(str(part), "wb") as out,
                pa.ipc.new_file(out, table.schema, options=options) as writer,
            ):
                writer.write_table(table, max_chunksize=_BATCH)
            part.replace(self.folder / file_name)
        sums = tuple(sum_of(self.folder / one) for one in names)
        block = Block(
            segment, names, (sums[0], sums[1], sums[2]), int(index[_NODE, 0]), int(index[_NODE, -1])
        )
        self.blocks.append(block)

    # ------------------------------------------------------------ reading
    def _index(self, block: Block) -> Any:
        found = self._open.get(block.names[0])
        if found is None:
            found = np.load(self._sound(block, 0))
            self._open[block.names[0]] = found
        return found

    def _of(self, block: Block, index: Ints) -> tuple[pa.Table, pa.Table]:
        """Matters and events of some files of a block."""
        matters = self._taken(block, 1, index[_MATTER], index[_MATTERS])
        events = self._taken(block, 2, index[_EVENT], index[_EVENTS])
        # Matters are fewer now: each goes down by how many were left out before its file.
        starts = np.cumsum(index[_MATTERS]) - index[_MATTERS]
        moved = np.repeat(starts - index[_MATTER], index[_EVENTS])
        places = np.asarray(events.column("matter")).astype(np.int64) + moved
        return matters, events.set_column(events.column_names.index("matter"), "matter", pa.array(places))

    def _taken(self, block: Block, which: int, firsts: Ints, counts: Ints) -> pa.Table:
        """Some rows; only the batches that hold them are unpacked."""
        reader = self._reader(block, which)
        rows = np.repeat(firsts - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
        of_batch = rows // _BATCH
        tables = []
        for batch in np.unique(of_batch).tolist():
            low, high = np.searchsorted(of_batch, (batch, batch + 1))
            own = pa.array(rows[low:high] - batch * _BATCH)
            tables.append(pa.Table.from_batches([reader.get_batch(batch).take(own)]))
        if not tables:
            return reader.schema.empty_table()
        return pa.concat_tables(tables).combine_chunks()

    def _reader(self, block: Block, which: int) -> Any:
        found = self._open.get(block.names[which])
        if found is None:
            path = self._sound(block, which)
            found = self._open[block.names[which]] = pa.ipc.open_file(pa.memory_map(str(path), "r"))
        return found

    def _sound(self, block: Block, which: int) -> Path:
        path = self.folder / block.names[which]
        if sum_of(path) != block.sums[which]:
            raise ValueError(f"{path.name}: {block.sums[which]}")
        return path


def _together(tables: list[pa.Table]) -> pa.Table:
    """Tables one below the other, with one dictionary for each column of words."""
    if len(tables) == 1:
        return tables[0].combine_chunks()
    return pa.concat_tables(tables, promote_options="default").unify_dictionaries().combine_chunks()


def recent_files(files: Ints, instants: Ints, latest: int) -> Ints:
    """Of files with ascending rows those with an event not long before a moment.

    Args:
        files: Of each event its file, ascending.
        instants: Of each event when it was.
        latest: The moment.
    """
    return np.unique(files[(instants >= latest - RECENT) & (instants <= latest)])


def trimmed(table: pa.Table) -> pa.Table:
    """The table with dictionaries of only the words that stand in it."""
    columns: list[pa.Array] = []
    for column in _chunks(table):
        if pa.types.is_dictionary(column.type) and len(column.dictionary) > 64:
            indices = (
                np.asarray(column.indices.fill_null(0)) if column.null_count else np.asarray(column.indices)
            )
            used = np.zeros(len(column.dictionary), bool)
            used[indices] = True
            if used.mean() < 0.5:
                words = np.flatnonzero(used)
                new = np.cumsum(used) - 1
                mask = np.asarray(column.is_null()) if column.null_count else None
                codes = pa.array(new[indices].astype(np.int32), mask=mask)
                column = pa.DictionaryArray.from_arrays(codes, column.dictionary.take(pa.array(words)))
        columns.append(column)
    return pa.Table.from_arrays(columns, names=table.column_names)


def _chunks(table: pa.Table) -> Iterator[pa.Array]:
    for column in table.combine_chunks().columns:
        yield column.chunk(0) if column.num_chunks else pa.array([], column.type)
