"""Hashes the rows of a segment, on other processor cores where there are many: hashing takes half of sealing.

In: canonical rows in blocks, in order. Out: the tree over them and the check bytes, the same whoever hashed. A
helper is another interpreter that runs this file: it is handed rows through a pipe and hands back hashes. Where
none can be started, or one fails, the rows are hashed here.
"""

from __future__ import annotations

import contextlib
import os
import struct
import subprocess
import sys
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import local
from typing import IO, Any

from fajing.ledger.segments.merkle import SIZE, Tree
from fajing.ledger.segments.rows import CHUNK, checks_of, hashes_of, parts_of

_LEVEL = CHUNK.bit_length() - 1  # of the node over a whole block
_HEAD = struct.Struct("<QQ")  # number of rows, number of bytes
_WORTH_A_HELPER = 100_000  # rows; below that, starting one takes longer than it saves
_WAITING = 4  # blocks that may wait for each helper

Hashed = tuple[bytes, bytes]
"""Check bytes of the rows of a block, and their hashes; of a whole block only the node over it."""


def hashed(data: bytes | memoryview, places: list[int]) -> Hashed:
    """Hash a block.

    Args:
        data: The rows, one behind the other.
        places: Where each begins, and where the last ends.
    """
    hashes = hashes_of(data, places)
    checks = checks_of(hashes)
    if len(places) - 1 == CHUNK:
        tree = Tree()
        tree.add(hashes)
        hashes = tree.root()
    return checks, hashes


class RowHasher:
    """Takes rows in order, in blocks that end at multiples of `CHUNK`; writes check bytes and builds the tree.

    Args:
        checks: Where check bytes are written.
        helpers: How many helpers may be started; by default one for each further core.
    """

    def __init__(self, checks: IO[bytes], helpers: int | None = None) -> None:
        self.tree = Tree()
        self._checks = checks
        self._count = cores() - 1 if helpers is None else helpers
        self._pool: ThreadPoolExecutor | None = None
        self._helpers = _Helpers()
        self._waiting: deque[Hashed | Future[Hashed]] = deque()

    def expect(self, rows: int) -> None:
        """Say that many rows will come; helpers are started where that is worth it."""
        if self._pool is None and self._count > 0 and rows >= _WORTH_A_HELPER:
            self._pool = ThreadPoolExecutor(self._count)

    def take(self, rows: Any) -> None:
        """Take a block of rows."""
        if self._pool is None or len(self._waiting) >= _WAITING * self._count:
            self._waiting.append(hashed(*_block(rows)))
        else:
            self._waiting.append(self._pool.submit(self._helpers.hash, rows))
        while self._waiting and (
            len(self._waiting) > 2 * _WAITING * self._count or _is_done(self._waiting[0])
        ):
            self._settle()

    def finish(self) -> Tree:
        """Wait for every hash; give the tree."""
        while self._waiting:
            self._settle()
        self.close()
        return self.tree

    def close(self) -> None:
        """Send the helpers home."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool, self._count = None, 0
        self._helpers.close()

    def _settle(self) -> None:
        first = self._waiting.popleft()
        checks, hashes = first.result() if isinstance(first, Future) else first
        self._checks.write(checks)
        is_whole = len(checks) > len(hashes)
        self.tree.add(hashes, _LEVEL if is_whole else 0)


class _Helpers:
    """One helper for each thread that asks."""

    def __init__(self) -> None:
        self._own = local()
        self._all: list[subprocess.Popen[bytes]] = []

    def hash(self, rows: Any) -> Hashed:
        """Hash a block of rows by the helper of this thread."""
        data, places = _block(rows)
        helper = getattr(self._own, "helper", None)
        try:
            if helper is None:
                helper = self._own.helper = self._start()
            return _ask(helper, data, rows)
        except (OSError, ValueError, EOFError):
            return hashed(data, places)

    def _start(self) -> subprocess.Popen[bytes]:
        above = str(Path(__file__).resolve().parents[3])
        paths = [above, *filter(None, [os.environ.get("PYTHONPATH")])]
        helper = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        self._all.append(helper)
        return helper

    def close(self) -> None:
        """End all helpers."""
        for helper in self._all:
            for pipe in (helper.stdin, helper.stdout):
                with contextlib.suppress(OSError):
                    assert pipe is not None
                    pipe.close()
            helper.wait()
        self._all.clear()


def cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def main() -> None:
    """Be a helper: hash blocks from the one pipe into the other until it ends."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(_HEAD.size):
        rows, size = _HEAD.unpack(head)
        places = struct.unpack(f"<{rows + 1}i", source.read(4 * (rows + 1)))
        checks, hashes = hashed(source.read(size), list(places))
        target.write(checks + hashes)
        target.flush()


def _ask(helper: subprocess.Popen[bytes], data: memoryview | bytes, rows: Any) -> Hashed:
    assert helper.stdin is not None
    assert helper.stdout is not None
    count = len(rows)
    helper.stdin.write(_HEAD.pack(count, len(data)))
    helper.stdin.write(parts_of(rows)[0].astype("<i4").tobytes())
    helper.stdin.write(data)
    helper.stdin.flush()
    checks = helper.stdout.read(4 * count)
    hashes = helper.stdout.read(SIZE if count == CHUNK else SIZE * count)
    if len(checks) < 4 * count or not hashes or len(hashes) % SIZE:
        raise EOFError
    return checks, hashes


def _block(rows: Any) -> tuple[bytes | memoryview, list[int]]:
    places, data = parts_of(rows)
    return data, places.tolist()


def _is_done(one: Hashed | Future[Hashed]) -> bool:
    return one.done() if isinstance(one, Future) else True


if __name__ == "__main__":
    main()
