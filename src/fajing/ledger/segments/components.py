"""Which files of which segments belong together, because they name the same matters.

In: segments, and perhaps names that are about to be written. Out: sets of nodes; a node is a file of a segment.
Only names that occur at two nodes are looked at one by one, so that a long history costs a pass over its ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fajing.ledger.segments.reader import Segment

BITS = 32
Nodes = list[int]


def node(source: int, file: int) -> int:
    """A file of a source as one number."""
    return source << BITS | file


def place(of_node: int) -> tuple[int, int]:
    """The source and the file of a node."""
    return of_node >> BITS, of_node & (1 << BITS) - 1


def components(segments: Sequence[Segment], own: pa.Table | None = None) -> list[Nodes]:
    """Nodes that belong together, each set ascending, ordered by their first node.

    A file that shares no name is left out, unless one of its matters once hung elsewhere: by the links of an
    earlier moment it may fall apart.

    Args:
        segments: The sources 0, 1, ...; a node of source n is a file of the segment at n.
        own: More names: columns `name` and `node`, of the source after the last segment.
    """
    sizes = [segment.manifest.matters for segment in segments]
    largest = sizes.index(max(sizes)) if sizes else 0
    rows = [
        table
        for number, segment in enumerate(segments)
        if number != largest
        for table in _names(segment, number)
    ]
    if own is not None:
        rows.append(own)
    links = [table for number, segment in enumerate(segments) for table in _links(segment, number)]
    if segments:
        asked = [chunk for table in (*rows, *links) for chunk in table.column("name").chunks]
        if any(len(chunk) for chunk in asked):
            names = pc.unique(pa.chunked_array(asked, pa.string()))
            rows += [
                table.filter(pc.is_in(table.column("name"), names))
                for table in _names(segments[largest], largest)
            ]
    linked = {one for table in links for one in table.column("node").to_pylist()}
    return _joined(pa.concat_tables(rows), linked) if rows else []


def _joined(rows: pa.Table, linked: Iterable[int]) -> list[Nodes]:
    """Sets of nodes that share names, and nodes with links by themselves."""
    codes = np.asarray(rows.column("name").combine_chunks().dictionary_encode().indices)
    nodes = np.asarray(rows.column("node"))
    order = np.lexsort((nodes, codes))
    codes, nodes = codes[order], nodes[order]
    shared = (codes[1:] == codes[:-1]) & (nodes[1:] != nodes[:-1])
    pairs = (nodes[:-1][shared], nodes[1:][shared])
    found, places = np.unique(np.concatenate((*pairs, np.array([*linked], np.int64))), return_inverse=True)
    tops = _tops(len(found), places[: len(pairs[0])], places[len(pairs[0]) : 2 * len(pairs[0])])
    together = np.argsort(tops, kind="stable")
    ends = np.flatnonzero(np.diff(tops[together])) + 1
    ordered = found[together].tolist()
    return [ordered[a:b] for a, b in pairwise([0, *ends.tolist(), len(ordered)]) if a < b]


def _tops(count: int, ones: Any, others: Any) -> Any:
    """For each of `count` numbers the least that pairs of them lead to."""
    tops = np.arange(count)
    while (apart := tops[ones] != tops[others]).any():
        ones, others = ones[apart], others[apart]
        first, second = tops[ones], tops[others]
        np.minimum.at(tops, first, second)
        np.minimum.at(tops, second, first)
        while not np.array_equal(above := tops[tops], tops):
            tops = above
    return tops


def _names(segment: Segment, number: int) -> Iterator[pa.Table]:
    """The names of each file: its root and its matters."""
    for group, where in enumerate(segment.manifest.row_groups):
        matters = segment.matters(group, ["id", "file", "links"]).combine_chunks()
        roots = segment.files(group, ["id"]).combine_chunks().column("id")
        files = np.asarray(matters.column("file"))
        ids = matters.column("id")
        own = np.asarray(pc.equal(roots.take(pa.array(files - where.first_file)), ids))
        lonely = np.ones(where.files, bool)
        lonely[files[own] - where.first_file] = False
        names = [*ids.chunks, *roots.filter(pa.array(lonely)).chunks]
        numbers = np.concatenate((files, np.flatnonzero(lonely) + where.first_file))
        yield pa.table(
            {"name": pa.chunked_array(names, pa.string()), "node": numbers.astype(np.int64) | number << BITS}
        )


def _links(segment: Segment, number: int) -> Iterator[pa.Table]:
    """The matters under which matters of each file ever hung."""
    for group in range(segment.group_count):
        table = segment.matters(group, ["links", "file"]).combine_chunks()
        table = table.filter(pc.is_valid(table.column("links"))).combine_chunks()
        for links, files in zip(table.column("links").chunks, table.column("file").chunks, strict=True):
            of_link = np.asarray(files)[np.asarray(pc.list_parent_indices(links))]
            nodes = of_link.astype(np.int64) | number << BITS
            yield pa.table({"name": pc.list_flatten(links), "node": nodes})
