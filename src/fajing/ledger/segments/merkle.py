"""The tree of hashes of RFC 6962 (and 9162): its root, the path of one leaf, and the check of a path.

In: leaves or their hashes, in order. Out: hashes. A tree of any size is built in one pass and keeps one hash
for each level.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

import numpy as np

from fajing.ledger.segments.native import functions as native

SIZE = 32
_NODE = b"\x01"
_MANY = 32


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(_NODE + left + right).digest()


class Tree:
    """A tree to which leaves are added at the right.

    Attributes:
        size: Number of leaves.

    Example:
        >>> tree = Tree()
        >>> tree.root().hex()[:16]
        'e3b0c44298fc1c14'
        >>> tree.add(leaf_hash(b""))
        >>> tree.root().hex()[:16]
        '6e340b9cffb37a98'
    """

    def __init__(self) -> None:
        self.size = 0
        self._waiting: list[bytes] = []  # for each level a node without its right neighbour, or nothing

    def add(self, hashes: bytes, level: int = 0) -> None:
        """Add leaves by their hashes, joined together.

        Args:
            hashes: The hashes.
            level: Of what: 0 of leaves, n of nodes over 2ⁿ leaves each; the size must be a multiple of that.
        """
        assert self.size % (1 << level) == 0
        self.size += len(hashes) // SIZE << level
        self._waiting += [b""] * (level - len(self._waiting))
        while hashes:
            if level == len(self._waiting):
                self._waiting.append(b"")
            nodes = self._waiting[level] + hashes
            paired = len(nodes) // (2 * SIZE) * (2 * SIZE)
            self._waiting[level] = nodes[paired:]
            hashes = _parents(nodes[:paired])
            level += 1

    def root(self) -> bytes:
        """The root over the leaves added so far."""
        found = b""
        for node in self._waiting:
            if node:
                found = node_hash(node, found) if found else node
        return found or sha256(b"").digest()


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over some leaves."""
    tree = Tree()
    tree.add(b"".join(map(leaf_hash, leaves)))
    return tree.root()


def path_parts(index: int, size: int) -> list[tuple[int, int]]:
    """Which leaves, from and up to, stand under each hash of a leaf's path, the nearest to the leaf first.

    Example:
        >>> path_parts(2, 7)
        [(3, 4), (0, 2), (4, 7)]
    """
    if not 0 <= index < size:
        raise IndexError(index)
    parts: list[tuple[int, int]] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if index < middle:
            parts.append((middle, end))
            end = middle
        else:
            parts.append((start, middle))
            start = middle
    return parts[::-1]


def path_of(index: int, size: int, blocks: Iterable[bytes]) -> list[bytes]:
    """The path of a leaf to the root.

    Args:
        index: Number of the leaf, from 0.
        size: Number of all leaves.
        blocks: The hashes of all leaves in order, joined in blocks of any length.
    """
    parts = path_parts(index, size)
    trees = [Tree() for _ in parts]
    place = 0
    for block in blocks:
        end = place + len(block) // SIZE
        for (first, last), tree in zip(parts, trees, strict=True):
            low, high = max(first, place), min(last, end)
            if low < high:
                tree.add(block[(low - place) * SIZE : (high - place) * SIZE])
        place = end
    return [tree.root() for tree in trees]


def root_from_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a leaf's hash and its path lead to; None where the path cannot be one of such a tree."""
    if not 0 <= index < size:
        return None
    number, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if number & 1 or number == last:
            found = node_hash(step, found)
            while not number & 1 and number:
                number >>= 1
                last >>= 1
        else:
            found = node_hash(found, step)
        number >>= 1
        last >>= 1
    return found if last == 0 else None


def _parents(nodes: bytes) -> bytes:
    """The hashes of the nodes above, each over two."""
    count = len(nodes) // (2 * SIZE)
    if count == 0:
        return b""
    width = 2 * SIZE + 1
    functions = native.loaded() if count >= _MANY else None
    data = np.empty((count, width), np.uint8) if functions is None else native.padded(count, width)
    data[:, 0] = _NODE[0]
    data[:, 1:width] = np.frombuffer(nodes, np.uint8).reshape(count, 2 * SIZE)
    if functions is not None:
        return native.hashes_of_equals(functions, data)
    nodes = data.tobytes()
    return b"".join([sha256(nodes[at : at + width]).digest() for at in range(0, count * width, width)])
