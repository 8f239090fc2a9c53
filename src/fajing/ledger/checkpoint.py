"""Checkpoints: what is said of the whole ledger at one size, signed, to be held by someone else.

In: a ledger and the key. Out: a signed note in the form of C2SP tlog-checkpoint: origin, size, root in base64, then
the hash algorithm and the time as further lines. Whoever holds one can later prove that nothing up to it was changed.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fajing.core.clock import now
from fajing.core.errors import FajingError
from fajing.ledger.hashes import SIZE, algorithm
from fajing.ledger.key_files import read_secret
from fajing.ledger.note import PrivateKey, PublicKey, open_note

KEY_VARIABLE = "FAJING_CHECKPOINT_KEY"
KEY_FILE = Path("keys") / "checkpoint.key"
_HASH, _TIME = "hash ", "time "


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is said of a ledger at one size.

    Attributes:
        origin: Which ledger.
        size: Number of entries.
        root: Root of the tree over them.
        hash: Name of the hash algorithm.
        at: When it was made.
        note: The signed text; empty before it is signed.
    """

    origin: str
    size: int
    root: bytes
    hash: str
    at: datetime
    note: str = ""

    def text(self) -> str:
        """The text to be signed."""
        at = self.at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\n{_HASH}{self.hash}\n{_TIME}{at}Z\n"

    def signed(self, key: PrivateKey) -> Checkpoint:
        """The same, signed."""
        return Checkpoint(self.origin, self.size, self.root, self.hash, self.at, key.sign(self.text()))


def make_checkpoint(origin: str, size: int, root: bytes, hash_name: str, key: PrivateKey) -> Checkpoint:
    """A signed checkpoint of now."""
    return Checkpoint(origin, size, root, hash_name, now().replace(microsecond=0)).signed(key)


def read_checkpoint(note: str, keys: Sequence[PublicKey]) -> Checkpoint:
    """Read a signed checkpoint.

    Args:
        note: The signed text.
        keys: Keys of which one must have signed it.

    Raises:
        FajingError: It is none, or the signature does not hold.
    """
    text, _ = open_note(note, list(keys))
    try:
        origin, size, root, *more = text.splitlines()
        said = dict(line.split(" ", 1) for line in more if " " in line)
        found = Checkpoint(
            origin,
            int(size),
            base64.b64decode(root, validate=True),
            algorithm(said["hash"]).name,
            datetime.fromisoformat(said["time"]),
            note,
        )
        if len(found.root) != SIZE or str(found.size) != size or found.size < 0:
            raise ValueError(size)
    except (KeyError, ValueError, binascii.Error) as error:
        raise FajingError("检查点读不懂 (cannot read the checkpoint)", why=type(error).__name__) from error
    return found


def key_path(data_dir: Path, given: Path | None = None, environment: Mapping[str, str] | None = None) -> Path:
    """Where the key is: what was given, else `$FAJING_CHECKPOINT_KEY`, else `keys/checkpoint.key` in the data folder.

    In a bureau it is held by the audit administrator, on a medium of its own.
    """
    if given is not None:
        return given
    named = (os.environ if environment is None else environment).get(KEY_VARIABLE)
    return Path(named) if named else data_dir / KEY_FILE


def read_key(path: Path) -> PrivateKey:
    """The key in a file.

    Raises:
        FajingError: There is none, others may read it, or it is damaged.
    """
    return PrivateKey.read(read_secret(path).decode("utf-8", "replace"))
