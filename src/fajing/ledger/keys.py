"""Which key signs the ledger's checkpoints, and since when: made, rotated, lost, each an entry.

In: a ledger. Out: its keys in order. A key is rotated by a holder of the old one, who signs the ledger as it stands
with it for the last time; a lost key is replaced without that, and the entry says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fajing.core.errors import FajingError
from fajing.ledger.checkpoint import Checkpoint, make_checkpoint, read_checkpoint, read_key
from fajing.ledger.entry import Entry, Receipt
from fajing.ledger.key_files import write_secret
from fajing.ledger.ledger import FIRST, Ledger
from fajing.ledger.note import PrivateKey, PublicKey

ROTATED, LOST = "key.rotated", "key.lost"


@dataclass(frozen=True, slots=True)
class KeySince:
    """A key and the entry that names it.

    Attributes:
        key: The public key.
        index: Number of the entry.
        how: `ledger`, `key.rotated` or `key.lost`.
    """

    key: PublicKey
    index: int
    how: str


def known_keys(ledger: Ledger) -> list[KeySince]:
    """The keys of a ledger, the oldest first."""
    first = ledger.entry(0)
    found = [KeySince(PublicKey.read(first.body["key"]), 0, FIRST)]
    for one in ledger.entries(kind="key."):
        if one.kind in {ROTATED, LOST}:
            found.append(KeySince(PublicKey.read(one.body["key"]), one.index, one.kind))
    return found


def sign(ledger: Ledger, key: PrivateKey) -> Checkpoint:
    """A checkpoint of the ledger as it stands.

    Raises:
        FajingError: The ledger knows another key.
    """
    current = known_keys(ledger)[-1].key
    if key.public != current:
        raise FajingError(
            "这不是账本现用的密钥 (this is not the key the ledger uses)",
            why=f"现用 / in use: {current.id.hex()}；给的 / given: {key.public.id.hex()}",
            remedy="用现用的密钥，或先登记更换 / use that key, or enter the change first",
        )
    size = ledger.size()
    return make_checkpoint(ledger.about.origin, size, ledger.root(size), ledger.about.hash, key)


def check_signed(ledger: Ledger, note: str, trusted: Sequence[PublicKey] = ()) -> Checkpoint:
    """Read a checkpoint of this ledger and hold the ledger against it.

    Args:
        ledger: The ledger.
        note: The signed text.
        trusted: Keys known from elsewhere; by default those the ledger itself names, which whoever rewrote the ledger
            could have changed too.

    Raises:
        FajingError: It is not of this ledger, its signature does not hold, or the ledger is not its continuation.
    """
    found = read_checkpoint(note, list(trusted) or [one.key for one in known_keys(ledger)])
    if (found.origin, found.hash) != (ledger.about.origin, ledger.about.hash):
        raise FajingError("检查点属于另一个账本 (the checkpoint is of another ledger)", where=found.origin)
    size = ledger.size()
    if found.size > size:
        raise FajingError(
            f"账本比检查点短：{size} < {found.size} (the ledger is shorter than the checkpoint)",
            why="检查点之后有账目被拿走，或这是旧的备份 / entries were taken away, or this is an old backup",
        )
    if ledger.root(found.size) != found.root:
        raise FajingError(
            f"账本与检查点不符，前{found.size}条被改过 (the ledger differs from the checkpoint)",
            remedy="fajing ledger fsck",
        )
    return found


def rotate(ledger: Ledger, old: Path, new: Path, *, actor: str = "system") -> Receipt:
    """Change the key, by whoever holds the old one.

    Args:
        ledger: The ledger.
        old: File of the key in use.
        new: File to make.
        actor: Token of who does it.

    Raises:
        FajingError: The old key is not the one in use, or the new file is there already.
    """
    last = sign(ledger, read_key(old))
    return _enter(ledger, new, ROTATED, actor, {"checkpoint": last.note})


def replace_lost(ledger: Ledger, new: Path, *, actor: str = "system") -> Receipt:
    """Enter that the key is lost, and make another.

    Raises:
        FajingError: The new file is there already.
    """
    return _enter(ledger, new, LOST, actor, {})


def _enter(ledger: Ledger, new: Path, kind: str, actor: str, body: dict[str, str]) -> Receipt:
    key = PrivateKey.make(ledger.about.origin)
    write_secret(new, (key.line() + "\n").encode())
    old = known_keys(ledger)[-1].key
    [receipt] = ledger.append([Entry(kind, {**body, "old": str(old), "key": str(key.public)}, actor)])
    return receipt
