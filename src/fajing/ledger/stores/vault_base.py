"""What a store of the vault can do: sealed values and wrapped keys, put, read, destroyed.

Nothing here is readable without the master key, which is not in the database. Unlike a log, this store forgets:
destroying a file's key is what it is for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from fajing.core.errors import FajingError

Rewrap = Callable[[str, bytes], bytes]
"""From a file and its wrapped key the same key, wrapped anew."""


class Sealed(NamedTuple):
    """A value as it is kept.

    Attributes:
        token: Its name outside; drawn by lot.
        file: The file it belongs to.
        kind: What it is, such as `name` or `phone`.
        box: The encrypted value.
        mark: By which the same value is found again inside its file, and only there.
    """

    token: str
    file: str
    kind: str
    box: bytes
    mark: bytes


class VaultStore(Protocol):
    """The tables of a vault."""

    def prepare(self) -> None:
        """Make the tables where there are none."""
        ...

    def put_key(self, file: str, wrapped: bytes, master: str | None = None) -> bytes:
        """Keep a file's wrapped key; where there is one already, that one is given back and stays.

        Args:
            file: Id of the file.
            wrapped: Its key.
            master: Check value of the master key that wrapped it; None where a wrapped key is copied.

        Raises:
            FajingError: Another master key is in use by now.
        """
        ...

    def master(self) -> str | None:
        """Check value of the master key in use; None as long as it was never changed."""
        ...

    def rewrap(self, change: Rewrap, master: str) -> int:
        """Wrap every key anew and name the master key, all at once or not at all; how many keys that were."""
        ...

    def key(self, file: str) -> bytes | None:
        """The wrapped key of a file."""
        ...

    def files(self) -> list[str]:
        """Files that have a key."""
        ...

    def put(self, values: Sequence[Sealed]) -> None:
        """Keep values, all or none."""
        ...

    def values(self, tokens: Iterable[str]) -> list[Sealed]:
        """Values by their tokens; those that are not there are left out."""
        ...

    def of_file(self, file: str) -> list[Sealed]:
        """The values of a file."""
        ...

    def everything(self) -> Iterator[Sealed]:
        """All values, for a backup."""
        ...

    def wrapped_keys(self) -> Iterator[tuple[str, bytes]]:
        """All wrapped keys, for a backup."""
        ...

    def destroy(self, file: str) -> None:
        """Destroy a file's key and its values."""
        ...

    def close(self) -> None:
        """Give back connections."""
        ...


def another_master() -> FajingError:
    """What a store says to a process that still has the old master key."""
    return FajingError(
        "主密钥已经更换 (the vault's master key was changed)",
        remedy="用新的主密钥重新打开 / open the vault again with the new one",
    )
