"""Which files of which segments name a matter: sorted hashes of names beside the file, one index a segment.

In: segments and a folder. Out: nodes (`segments.components.node`) by hash. Two names of one hash only mean that files
are put together anew which need not be; nothing is judged by a hash.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fajing.ledger.segments.components import node
from fajing.ledger.segments.reader import Segment

Hashes = NDArray[np.uint64]
Ints = NDArray[np.int64]
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def name_hashes(names: pa.Array) -> Hashes:
    """64 bits for each name: the same for the same bytes, whatever stands beside it.

    Example:
        >>> one, other, again = name_hashes(pa.array(["行〔2026〕1", "", "行〔2026〕1"])).tolist()
        >>> one == again, one == other
        (True, False)
    """
    if not len(names):
        return np.zeros(0, np.uint64)
    names = names.cast(pa.large_string())
    ends = np.frombuffer(names.buffers()[1], np.int64)[names.offset : names.offset + len(names) + 1]
    data = names.buffers()[2]
    bytes_of = (
        np.frombuffer(data, np.uint8)[ends[0] : ends[-1]] if data is not None else np.zeros(0, np.uint8)
    )
    starts = ends[:-1] - ends[0]
    lengths = np.diff(ends)
    powers = np.cumprod(np.full(int(lengths.max()) + 1, _FACTOR))
    places = np.arange(len(bytes_of)) - np.repeat(starts, lengths)
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum((bytes_of + np.uint64(1)) * powers[places])))
    found = sums[starts + lengths] - sums[starts] + lengths.astype(np.uint64)
    for shift, factor in zip((30, 27), _MIX, strict=True):
        found = (found ^ found >> np.uint64(shift)) * factor
    mixed: Hashes = found ^ found >> np.uint64(31)
    return mixed


class Names:
    """The names of some segments.

    Args:
        folder: Where the indexes lie.
        segments: The segments, in order.
    """

    def __init__(self, folder: Path, segments: Sequence[Segment]) -> None:
        self.folder, self.segments = folder, segments
        self._tables: list[Any] = [None] * len(segments)

    def with_segments(self, segments: Sequence[Segment]) -> Names:
        """The names of these and more segments."""
        found = Names(self.folder, segments)
        found._tables[: len(self._tables)] = self._tables
        return found

    def of(self, number: int) -> tuple[Hashes, Ints]:
        """Ascending hashes of a segment's names, and the node of each."""
        if self._tables[number] is None:
            self._tables[number] = self._load(number)
        table = self._tables[number]
        return table[0].view(np.uint64), table[1]

    def find(self, hashes: Hashes, upto: int) -> tuple[Ints, Ints]:
        """Where names stand in the first segments.

        Args:
            hashes: What is looked for.
            upto: Number of segments to look in.

        Returns:
            For each hit the place in `hashes`, and the node.
        """
        places, nodes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for number in range(upto):
            known, of_known = self.of(number)
            low = np.searchsorted(known, hashes, side="left")
            counts = np.searchsorted(known, hashes, side="right") - low
            hits = np.repeat(np.arange(len(hashes)), counts)
            inside = np.arange(len(hits)) - np.repeat(np.cumsum(counts) - counts, counts)
            places.append(hits)
            nodes.append(np.asarray(of_known[np.repeat(low, counts) + inside]))
        return np.concatenate(places), np.concatenate(nodes)

    def _load(self, number: int) -> Any:
        segment = self.segments[number]
        path = self.folder / f"{segment.number:06d}-{segment.manifest.root[:16] or 'unsealed'}.npy"
        try:
            table = np.load(path, mmap_mode="r")
            if table.dtype == np.int64 and table.ndim == 2 and len(table) == 2:
                return table
        except (OSError, ValueError, EOFError):
            pass
        table = _made(segment, number)
        self.folder.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}-{os.getpid()}")
        with part.open("wb") as out:
            np.save(out, table)
        part.replace(path)
        return table


def linked_nodes(segment: Segment, number: int) -> Ints:
    """Files of a segment with a matter that ever hung elsewhere: by the links of a moment they may fall apart."""
    found = [np.zeros(0, np.int64)]
    for group in range(segment.group_count):
        table = segment.matters(group, ["links", "file"])
        files = np.asarray(table.column("file"))[np.asarray(pc.is_valid(table.column("links")))]
        found.append(np.unique(files).astype(np.int64) | node(number, 0))
    return np.concatenate(found)


def _made(segment: Segment, number: int) -> Ints:
    """The index of a segment."""
    hashes, nodes = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
    for group, where in enumerate(segment.manifest.row_groups):
        matters = segment.matters(group, ["id", "file", "links"]).combine_chunks()
        files = np.asarray(matters.column("file")).astype(np.int64)
        roots = segment.files(group, ["id"]).combine_chunks()
        pairs = [
            (matters.column("id").chunks, files),
            (roots.column("id").chunks, np.arange(where.first_file, where.first_file + where.files)),
        ]
        linked = matters.filter(pc.is_valid(matters.column("links"))).combine_chunks()
        if linked.num_rows:
            chunk = linked.column("links").chunk(0)
            of_link = np.asarray(linked.column("file"))[np.asarray(pc.list_parent_indices(chunk))]
            pairs.append(([pc.list_flatten(chunk)], of_link.astype(np.int64)))
        for chunks, of_name in pairs:
            if chunks and len(of_name):
                hashes.append(np.concatenate([name_hashes(chunk) for chunk in chunks]))
                nodes.append(of_name | node(number, 0))
    all_hashes, all_nodes = np.concatenate(hashes), np.concatenate(nodes)
    order = np.lexsort((all_nodes, all_hashes))
    all_hashes, all_nodes = all_hashes[order], all_nodes[order]
    new = np.ones(len(order), bool)
    new[1:] = (all_hashes[1:] != all_hashes[:-1]) | (all_nodes[1:] != all_nodes[:-1])
    return np.stack((all_hashes[new].view(np.int64), all_nodes[new]))
