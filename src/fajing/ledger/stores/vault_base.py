"""What a store of the vault can do: sealed values and wrapped keys, put, read, destroyed.

Nothing here is readable without the master key, which is not in the database. Unlike a log, this store forgets:
destroying a file's key is what it is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol


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

    def put_key(self, file: str, wrapped: bytes) -> bytes:
        """Keep a file's wrapped key; where there is one already, that one is given back and stays."""
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
