"""Hashes the rows of a segment on all processor cores while other things are done with them.

In: tables with ids, in order. Out: the tree over their rows and the check bytes, the same however they were hashed.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, Any

from fajing.ledger.segments.merkle import Tree
from fajing.ledger.segments.native import functions as native
from fajing.ledger.segments.rows import CHUNK, Rows, checks_of

_LEVEL = CHUNK.bit_length() - 1  # of the node over a whole block

Hashed = tuple[bytes, bytes]
"""Check bytes of the rows of a block, and their hashes; of a whole block only the node over it."""


class RowHasher:
    """Takes rows in order; writes check bytes and builds the tree.

    Args:
        checks: Where check bytes are written.
        threads: How many may hash at once; by default one for each core.
    """

    def __init__(self, checks: IO[bytes], threads: int | None = None) -> None:
        self.tree = Tree()
        self._checks = checks
        self._threads = cores() if threads is None else threads
        self._pool: ThreadPoolExecutor | None = None
        self._waiting: deque[Future[Hashed]] = deque()
        self._row = 0

    def expect(self, rows: int) -> None:
        """Say that many rows will come: what is worth compiling for them is compiled meanwhile."""
        if self._pool is None and rows >= native.WORTH_IT:
            self._pool = ThreadPoolExecutor(self._threads)
            self._pool.submit(native.load)

    def take(self, table: Any) -> None:
        """Take the next rows; they are hashed by and by."""
        rows = Rows(table)
        self.wait()  # no more than the rows of one table wait
        start = 0
        while start < rows.count:
            end = min(rows.count, start + CHUNK - self._row % CHUNK)
            if self._pool is None:
                self._settle(hashed(rows, start, end))
            else:
                self._waiting.append(self._pool.submit(hashed, rows, start, end))
            self._row += end - start
            start = end

    def finish(self) -> Tree:
        """Wait for every hash; give the tree."""
        self.wait()
        self.close()
        return self.tree

    def wait(self) -> None:
        """Wait until all rows taken are hashed."""
        while self._waiting:
            self._settle(self._waiting.popleft().result())

    def close(self) -> None:
        """Send the threads home."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _settle(self, found: Hashed) -> None:
        checks, hashes = found
        self._checks.write(checks)
        is_whole = len(checks) > len(hashes)
        self.tree.add(hashes, _LEVEL if is_whole else 0)


def hashed(rows: Rows, start: int, end: int) -> Hashed:
    """Hash a block of rows."""
    hashes = rows.leaf_hashes(start, end)
    checks = checks_of(hashes)
    if end - start == CHUNK:
        tree = Tree()
        tree.add(hashes)
        hashes = tree.root()
    return checks, hashes


def cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
