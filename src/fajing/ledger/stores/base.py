"""What every store can do, and nothing more: rows are added at the end, in one locked transaction, and read.

A store knows nothing of trees or entries. It keeps rows in order without gaps, refuses to change them, and makes what
it has acknowledged lasting. Several logs (the ledger, the access journal) are kept apart under their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from fajing.core.errors import FajingError

PAGE = 2_000
"""Rows read at once; between two pages no lock is held."""


class Row(NamedTuple):
    """A row of a log.

    Attributes:
        number: From 0.
        kind: The kind of entry.
        subjects: Under which it can be found.
        leaf: The canonical bytes.
        hashes: The hash of the leaf and of the subtrees it completes, joined.
    """

    number: int
    kind: str
    subjects: tuple[str, ...]
    leaf: bytes
    hashes: bytes


class Appending(Protocol):
    """A transaction in which nobody else can append.

    Attributes:
        size: Number of rows before it.
        last: What is kept with the last of them; empty without any.
        is_moved: Whether the log was moved to another store and takes nothing more.
    """

    size: int
    last: bytes
    is_moved: bool

    def hashes(self, indexes: Iterable[int]) -> dict[int, bytes]:
        """What is kept with some rows."""
        ...

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows; they are numbered from `size`."""
        ...

    def mark_moved(self, to: str) -> None:
        """Take nothing more once this transaction is kept."""
        ...


class Store(Protocol):
    """The rows of one log in one database."""

    @property
    def url(self) -> str:
        """Where it is, without any password."""
        ...

    def create(self, about: Mapping[str, str]) -> None:
        """Make the tables and keep what is said about the log.

        Raises:
            FajingError: There is such a log already, or the database refuses.
        """
        ...

    def about(self) -> dict[str, str]:
        """What was said when the log was made.

        Raises:
            FajingError: There is no such log, or the database refuses.
        """
        ...

    def size(self) -> int:
        """Number of rows."""
        ...

    def appending(self) -> AbstractContextManager[Appending]:
        """A locked transaction: lasting when the block has been left, undone when it raises.

        Raises:
            StoreError: The database refused, is full, or is gone; what was added is not acknowledged.
        """
        ...

    def rows(
        self, start: int = 0, stop: int | None = None, kind: str | None = None, subject: str | None = None
    ) -> Iterator[Row]:
        """Rows in order, page by page; their subjects are left out (the leaf names them).

        Args:
            start: Number of the first.
            stop: Number behind the last; by default the end.
            kind: Only of this kind; with a final dot, of all kinds that begin so.
            subject: Only those that name this token.
        """
        ...

    def last(self, kind: str) -> Row | None:
        """The last row of a kind, or None."""
        ...

    def hashes(self, indexes: Iterable[int]) -> dict[int, bytes]:
        """What is kept with some rows."""
        ...

    def subjects(self, stop: int | None = None) -> Iterator[tuple[int, str]]:
        """All pairs of row and subject up to a row, in order of rows."""
        ...

    def mark_moved(self, to: str) -> None:
        """Take nothing more: the log goes on elsewhere."""
        ...

    def close(self) -> None:
        """Give back connections."""
        ...


def kind_terms(kind: str) -> list[tuple[str, str]]:
    """How a kind, or the beginning of one, is looked up: comparisons and their values.

    Example:
        >>> kind_terms("key."), kind_terms("import")
        ([('kind >=', 'key.'), ('kind <', 'key/')], [('kind =', 'import')])
    """
    if kind.endswith("."):
        return [("kind >=", kind), ("kind <", kind[:-1] + chr(ord(".") + 1))]
    return [("kind =", kind)]


class StoreError(FajingError):
    """The database did not do what it was asked to; nothing was acknowledged."""


class StoreFullError(StoreError):
    """There is no room left."""


class ConnectionLostError(StoreError):
    """The database is gone; whether the last transaction was kept is not known."""


def full(where: str, why: str) -> StoreFullError:
    """The error of a disk without room."""
    return StoreFullError(
        "磁盘满了或写不进，这次没有写入 (the disk is full or fails; nothing was written)",
        where=where,
        why=why,
        remedy="腾出空间后重试；已确认的账目都在 / make room and try again; all that was acknowledged is there",
    )


def lost(where: str, why: str) -> ConnectionLostError:
    """The error of a lost connection."""
    return ConnectionLostError(
        "与数据库的连接断了，这次写入没有得到确认 (the connection was lost; this write was not acknowledged)",
        where=where,
        why=why,
        remedy="恢复后先查账本里有没有，再重试 / once it is back, look whether the entry is there before trying again",
    )


def refused(where: str, why: str) -> StoreError:
    """The error of a database that refuses."""
    return StoreError("数据库拒绝了 (the database refused)", where=where, why=why)


def no_log(where: str) -> FajingError:
    """The error of a store in which there is no log."""
    return FajingError(
        "这里没有账本 (there is no ledger here)",
        where=where,
        remedy="先用 fajing ledger init 建立 / make one with fajing ledger init",
    )


def already_there(where: str) -> FajingError:
    """The error of making a log where one is."""
    return FajingError(
        "这里已经有账本，不会覆盖 (there is a ledger already; it is not replaced)",
        where=where,
        remedy="换一个文件夹或数据库 / use another folder or database",
    )
