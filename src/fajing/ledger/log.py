"""A log: rows in a store under a tree of hashes. The ledger is one, and so is the access journal.

In: leaves with their kind and subjects. Out: receipts, rows, roots, proofs. It never changes a row. Many threads may
append at once: those that wait while another is writing go into the next transaction together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Condition
from typing import NamedTuple

from fajing.core.errors import FajingError
from fajing.ledger.entry import Receipt
from fajing.ledger.hashes import Algorithm, algorithm
from fajing.ledger.stores.base import Row, Store
from fajing.ledger.tree import Frontier, consistency_path, inclusion_path, root_at

_TOGETHER = 5_000
"""Leaves that are taken into one transaction from several waiting threads."""


class Leaf(NamedTuple):
    """What is to be added.

    Attributes:
        kind: Its kind, for looking up.
        subjects: Tokens under which it can be found again.
        data: The canonical bytes.
    """

    kind: str
    subjects: tuple[str, ...]
    data: bytes


@dataclass(slots=True)
class _Waiting:
    leaves: Sequence[Leaf]
    receipts: list[Receipt] = field(default_factory=list)
    error: BaseException | None = None
    is_done: bool = False


class Log:
    """Rows under a tree of hashes.

    Args:
        store: Where they are.
        hash_name: How they are hashed.
    """

    def __init__(self, store: Store, hash_name: str) -> None:
        self.store = store
        self.algorithm: Algorithm = algorithm(hash_name)
        self._turn = Condition()
        self._queue: deque[_Waiting] = deque()
        self._is_writing = False
        self._edge: Frontier | None = None  # as it was after the last row written here
        self._last = b""

    def append(self, leaves: Sequence[Leaf]) -> list[Receipt]:
        """Add leaves, all or none; they stand one behind the other.

        Returns:
            Their receipts, once they are lastingly kept.

        Raises:
            StoreError: The store refused, is full or gone; nothing is acknowledged.
            FajingError: The log was moved to another store.
        """
        if not leaves:
            return []
        mine = _Waiting(leaves)
        with self._turn:
            self._queue.append(mine)
        while True:
            with self._turn:
                while self._is_writing and not mine.is_done:
                    self._turn.wait()
                if mine.is_done:
                    break
                self._is_writing = True
                batch = self._take()  # others may stand before this one: then it is not among them yet
            try:
                self._write(batch)
            finally:
                with self._turn:
                    for one in batch:
                        one.is_done = True
                    self._is_writing = False
                    self._turn.notify_all()
        if mine.error is not None:
            raise mine.error
        return mine.receipts

    def size(self) -> int:
        """Number of rows."""
        return self.store.size()

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` rows; of all by default.

        Raises:
            IndexError: There are not so many.
        """
        wanted = self.store.size() if size is None else self._checked(size)
        return root_at(self.algorithm, wanted, self.store.hashes)

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The path of a row to the root of the first `size` rows.

        Raises:
            IndexError: There is no such row, or there are not so many.
        """
        wanted = self.store.size() if size is None else self._checked(size)
        return inclusion_path(self.algorithm, index, wanted, self.store.hashes)

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """The proof that the first `old` rows are the beginning of the first `new`.

        Raises:
            IndexError: There are not so many.
        """
        wanted = self.store.size() if new is None else self._checked(new)
        return consistency_path(self.algorithm, old, wanted, self.store.hashes)

    def rows(
        self, start: int = 0, stop: int | None = None, kind: str | None = None, subject: str | None = None
    ) -> Iterator[Row]:
        """Rows in order."""
        return self.store.rows(start, stop, kind, subject)

    def close(self) -> None:
        """Give back connections."""
        self.store.close()

    # ------------------------------------------------------------ inside
    def _checked(self, size: int) -> int:
        if not 0 <= size <= self.store.size():
            raise IndexError(size)
        return size

    def _take(self) -> list[_Waiting]:
        """Those that are to be written next: the first, and as many behind it as go together."""
        batch = [self._queue.popleft()]
        count = len(batch[0].leaves)
        while self._queue and count + len(self._queue[0].leaves) <= _TOGETHER:
            count += len(self._queue[0].leaves)
            batch.append(self._queue.popleft())
        return batch

    def _write(self, batch: list[_Waiting]) -> None:
        try:
            with self.store.appending() as appending:
                if appending.is_moved:
                    raise FajingError(
                        "账本已迁到别处，这里不再收 (the ledger was moved; nothing is taken here any more)",
                        where=self.store.url,
                        remedy="重新打开数据文件夹 / open the data folder again",
                    )
                edge = self._edge
                if edge is None or edge.size != appending.size or self._last != appending.last:
                    edge = Frontier.read(self.algorithm, appending.size, appending.hashes)
                edge = edge.copy()
                rows, hashes = self._rows(edge, (leaf for one in batch for leaf in one.leaves))
                appending.add(rows)
        except BaseException as error:  # noqa: BLE001 - every thread that waits for this transaction is told
            self._edge = None
            for one in batch:
                one.error = error
            return
        self._edge, self._last = edge, rows[-1].hashes
        size, root = edge.size, edge.root()
        receipts = iter(
            [Receipt(row.number, leaf, size, root) for row, leaf in zip(rows, hashes, strict=True)]
        )
        for one in batch:
            one.receipts = [next(receipts) for _ in one.leaves]

    def _rows(self, edge: Frontier, leaves: Iterable[Leaf]) -> tuple[list[Row], list[bytes]]:
        rows, hashes = [], []
        hash_leaf, add = self.algorithm.leaf, edge.add
        for number, leaf in enumerate(leaves, edge.size):
            hashes.append(found := hash_leaf(leaf.data))
            rows.append(Row(number, leaf.kind, leaf.subjects, leaf.data, add(found)))
        return rows, hashes
