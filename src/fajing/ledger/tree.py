"""The ledger's tree of hashes: nodes kept with the leaf that completes them, roots and proofs in O(log n).

Source: RFC 6962 section 2.1 and RFC 9162 section 2.1 (roots 2.1.1, inclusion 2.1.3, consistency 2.1.4). Leaf `i` is
kept with the hashes of all perfect subtrees that it completes: itself, then one for each trailing 1 bit of `i`. The
node of level `l` and number `k` therefore stands with leaf `(k+1)·2^l - 1`, at place `l`; nothing once written is
ever changed, and any root or proof of any earlier size reads O(log n) leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from fajing.ledger.hashes import SIZE, Algorithm
from fajing.ledger.segments.merkle import path_parts

Part = tuple[int, int]
"""Leaves from and up to."""
Kept = Mapping[int, bytes]
"""For some leaves the hashes kept with them, joined."""
Look = Callable[[Iterable[int]], Kept]
"""Gives what is kept with some leaves."""


class Frontier:
    """The right edge of a tree, to which leaves are added.

    Attributes:
        size: Number of leaves.

    Example:
        >>> from fajing.ledger.hashes import algorithm
        >>> edge = Frontier(algorithm("sha256"))
        >>> len(edge.add(b"a" * 32)), len(edge.add(b"b" * 32)), len(edge.add(b"c" * 32))
        (32, 64, 32)
    """

    __slots__ = ("_algorithm", "_nodes", "size")

    def __init__(self, algorithm: Algorithm, size: int = 0, nodes: Iterable[bytes] = ()) -> None:
        self._algorithm = algorithm
        self.size = size
        self._nodes = list(nodes)
        assert len(self._nodes) == size.bit_count()

    @classmethod
    def read(cls, algorithm: Algorithm, size: int, look: Look) -> Frontier:
        """The edge of a tree that is there."""
        parts = perfect_parts(0, size)
        kept = look([end - 1 for _, end in parts]) if parts else {}
        return cls(algorithm, size, (_node(part, kept) for part in parts))

    def copy(self) -> Frontier:
        """The same edge, to be grown apart."""
        return Frontier(self._algorithm, self.size, self._nodes)

    def add(self, leaf: bytes) -> bytes:
        """Add a leaf by its hash; give what is to be kept with it."""
        node, completed, left = leaf, [leaf], self.size
        while left & 1:
            node = self._algorithm.node(self._nodes.pop(), node)
            completed.append(node)
            left >>= 1
        self._nodes.append(node)
        self.size += 1
        return b"".join(completed) if len(completed) > 1 else leaf

    def root(self) -> bytes:
        """The root over all leaves so far."""
        return _folded(self._algorithm, self._nodes)


def perfect_parts(start: int, end: int) -> list[Part]:
    """The perfect subtrees under a part of a tree, from the left.

    Args:
        start: First leaf, aligned as the parts of proofs are.
        end: Leaf behind the last.

    Example:
        >>> perfect_parts(0, 7)
        [(0, 4), (4, 6), (6, 7)]
    """
    parts = []
    while start < end:
        width = 1 << (end - start).bit_length() - 1
        parts.append((start, start + width))
        start += width
    return parts


def consistency_parts(old: int, new: int) -> list[Part]:
    """The parts whose hashes prove that a tree of the old size is the beginning of one of the new (RFC 6962 2.1.2).

    Example:
        >>> consistency_parts(3, 7)
        [(2, 3), (3, 4), (0, 2), (4, 7)]
    """
    if not 0 <= old <= new:
        raise IndexError(old)
    if old in {0, new}:
        return []
    parts: list[Part] = []
    start, end, is_whole = 0, new, True
    while old != end - start:
        middle = 1 << (end - start - 1).bit_length() - 1
        if old <= middle:
            parts.append((start + middle, end))
            end = start + middle
        else:
            parts.append((start, start + middle))
            start, old, is_whole = start + middle, old - middle, False
    if not is_whole:
        parts.append((start, end))
    return parts[::-1]


def root_at(algorithm: Algorithm, size: int, look: Look) -> bytes:
    """The root of the first `size` leaves."""
    return Frontier.read(algorithm, size, look).root()


def inclusion_path(algorithm: Algorithm, index: int, size: int, look: Look) -> list[bytes]:
    """The path of a leaf to the root of the first `size` leaves (RFC 6962 2.1.1), nearest to the leaf first.

    Raises:
        IndexError: There is no such leaf.
    """
    return _hashes(algorithm, path_parts(index, size), look)


def consistency_path(algorithm: Algorithm, old: int, new: int, look: Look) -> list[bytes]:
    """The proof that the first `old` leaves are the beginning of the first `new` (RFC 6962 2.1.2).

    Raises:
        IndexError: `old` is negative or larger than `new`.
    """
    return _hashes(algorithm, consistency_parts(old, new), look)


def root_from_inclusion(
    algorithm: Algorithm, leaf: bytes, index: int, size: int, path: Sequence[bytes]
) -> bytes | None:
    """The root that a leaf's hash and its path lead to (RFC 9162 2.1.3.2).

    Returns:
        None where the path cannot be one of such a tree.
    """
    if not 0 <= index < size:
        return None
    number, last, found = index, size - 1, leaf
    for step in path:
        if last == 0 or len(step) != SIZE:
            return None
        if number & 1 or number == last:
            found = algorithm.node(step, found)
            while not number & 1 and number:
                number >>= 1
                last >>= 1
        else:
            found = algorithm.node(found, step)
        number >>= 1
        last >>= 1
    return found if last == 0 else None


def is_consistent(
    algorithm: Algorithm, old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the path proves that the old tree is the beginning of the new one (RFC 9162 2.1.4.2)."""
    if not 0 <= old <= new or any(len(step) != SIZE for step in path):
        return False
    if old in {0, new}:
        is_same = old_root == (algorithm.empty() if old == 0 else new_root)
        return not path and is_same
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    number, last = old - 1, new - 1
    while number & 1:
        number >>= 1
        last >>= 1
    of_old = of_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            of_old = algorithm.node(step, of_old)
            of_new = algorithm.node(step, of_new)
            while not number & 1 and number:
                number >>= 1
                last >>= 1
        else:
            of_new = algorithm.node(of_new, step)
        number >>= 1
        last >>= 1
    return last == 0 and of_old == old_root and of_new == new_root


def _hashes(algorithm: Algorithm, parts: Sequence[Part], look: Look) -> list[bytes]:
    pieces = [perfect_parts(*part) for part in parts]
    kept = look([end - 1 for piece in pieces for _, end in piece]) if pieces else {}
    return [_folded(algorithm, [_node(part, kept) for part in piece]) for piece in pieces]


def _node(part: Part, kept: Kept) -> bytes:
    start, end = part
    level = (end - start).bit_length() - 1
    return kept[end - 1][level * SIZE : (level + 1) * SIZE]


def _folded(algorithm: Algorithm, nodes: Sequence[bytes]) -> bytes:
    found = b""
    for node in reversed(nodes):
        found = algorithm.node(node, found) if found else node
    return found or algorithm.empty()
