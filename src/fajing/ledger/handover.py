"""Checkpoints kept, and the daily hand-over to another institution, without which nothing is proven.

In: a ledger, the key, a folder that someone else reads. Out: in that folder a signed checkpoint, the proof that it
continues the last one there, the public keys, the erasures, and the program that checks receipts. Each hand-over is an
entry, so that a late one can be seen.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from fajing.core.canonical import pretty_bytes
from fajing.core.clock import now
from fajing.core.errors import FajingError, UsageError
from fajing.ledger.about import ledger_folder
from fajing.ledger.checkpoint import Checkpoint, key_path, read_checkpoint, read_key
from fajing.ledger.entry import Entry
from fajing.ledger.keys import check_signed, known_keys, sign
from fajing.ledger.ledger import Ledger
from fajing.ledger.note import PublicKey
from fajing.ledger.receipts import SCRIPT
from fajing.ledger.segments.parts import sync_file, sync_folder

HANDED_OVER = "checkpoint.handed_over"
ERASURE = "erasure"
LATE = timedelta(hours=26)
"""A day, and two hours of grace: after that the desk shows a red line."""

_SUFFIX = ".checkpoint.txt"
_KEYS, _ERASURES = "keys.txt", "erasures.json"


@dataclass(frozen=True, slots=True)
class Standing:
    """How the hand-over stands.

    Attributes:
        last_at: When the last was; None without any.
        since: The moment from which the wait counts: the last hand-over, else the ledger's beginning.
        waited: How long that was ago.
        is_late: Whether the red line is due.
        not_covered: Number of entries behind the last checkpoint handed over.
    """

    last_at: datetime | None
    since: datetime
    waited: timedelta
    is_late: bool
    not_covered: int


def keep_checkpoint(ledger: Ledger, made: Checkpoint) -> Path:
    """Keep a signed checkpoint beside the ledger, so that receipts can be made without the key."""
    folder = ledger_folder(ledger.data_dir) / "checkpoints"
    return _write(folder / f"{made.size:012d}{_SUFFIX}", made.note.encode())


def kept_checkpoints(ledger: Ledger) -> list[Checkpoint]:
    """The checkpoints kept beside the ledger, the oldest first.

    Raises:
        FajingError: One cannot be read, or its signature does not hold.
    """
    keys = [one.key for one in known_keys(ledger)]
    return read_checkpoints(ledger_folder(ledger.data_dir) / "checkpoints", keys)


def latest_checkpoint(ledger: Ledger) -> Checkpoint | None:
    """The last of the checkpoints kept beside the ledger.

    Raises:
        FajingError: It cannot be read, or its signature does not hold.
    """
    paths = (ledger_folder(ledger.data_dir) / "checkpoints").glob(f"*{_SUFFIX}")
    last = max(paths, default=None)
    found = read_checkpoints(last, [one.key for one in known_keys(ledger)]) if last is not None else []
    return found[-1] if found else None


def read_checkpoints(place: Path, keys: Sequence[PublicKey]) -> list[Checkpoint]:
    """The checkpoints of a folder, or the one of a file, in order of size.

    Raises:
        FajingError: One cannot be read, or its signature does not hold.
    """
    paths = sorted(place.glob(f"*{_SUFFIX}")) if place.is_dir() else [place] if place.exists() else []
    found = []
    for path in paths:
        try:
            found.append(read_checkpoint(path.read_bytes().decode("utf-8", "replace"), keys))
        except OSError as error:
            raise UsageError(f"检查点打不开 (cannot open): {path}", why=error.strerror or "") from error
        except FajingError as error:
            raise FajingError(error.what, where=str(path), why=error.why, remedy=error.remedy) from error
    return sorted(found, key=lambda one: one.size)


def read_keys(path: Path) -> list[PublicKey]:
    """The public keys of a file, one a line.

    Raises:
        FajingError: It cannot be read.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"公钥文件打不开 (cannot open the file of keys): {path}") from error
    return [PublicKey.read(line) for line in lines if line.strip()]


def hand_over(ledger: Ledger, to: Path, key_file: Path | None = None, *, actor: str = "system") -> Checkpoint:
    """Sign the ledger as it stands and put the checkpoint where another institution holds it.

    Args:
        ledger: The ledger.
        to: The folder; what is in it already is checked first and never replaced.
        key_file: The key; by default as `checkpoint.key_path` says.
        actor: Token of who does it.

    Raises:
        FajingError: The ledger does not continue a checkpoint that lies there, the key is missing, or the folder cannot
            be written.
    """
    keys = [one.key for one in known_keys(ledger)]
    trusted = read_keys(to / _KEYS) if (to / _KEYS).exists() else []
    if trusted and trusted[0] != keys[0]:
        raise FajingError("这个文件夹属于另一个账本 (this folder belongs to another ledger)", where=str(to))
    before = read_checkpoints(to, keys)
    for one in before:
        check_signed(ledger, one.note)
    made = sign(ledger, read_key(key_path(ledger.data_dir, key_file)))
    keep_checkpoint(ledger, made)
    name = f"{made.size:012d}"
    if before and before[-1].size < made.size:
        path = ledger.consistency(before[-1].size, made.size)
        proof = {"from": before[-1].size, "to": made.size, "path": [step.hex() for step in path]}
        _write(to / f"{name}.proof.json", pretty_bytes(proof))
    if not (to / f"{name}{_SUFFIX}").exists():
        _write(to / f"{name}{_SUFFIX}", made.note.encode())
    _write(to / _KEYS, "".join(f"{key}\n" for key in keys).encode())
    _write(to / _ERASURES, pretty_bytes(erasures(ledger)))
    try:
        shutil.copyfile(SCRIPT, to / SCRIPT.name)
    except OSError as error:
        raise _cannot_write(to, error) from error
    ledger.append([Entry(HANDED_OVER, {"size": made.size, "root": made.root.hex()}, actor)])
    return made


def standing(ledger: Ledger, at: datetime | None = None, late: timedelta = LATE) -> Standing:
    """How the hand-over stands.

    Args:
        ledger: The ledger.
        at: As of when; by default now.
        late: After how long it is late.
    """
    last = ledger.last(HANDED_OVER)
    last_at = None if last is None else last.entry.at
    since = last_at or ledger.entry(0).entry.at
    waited = (at or now()) - since
    covered = 0 if last is None else int(last.body["size"])
    return Standing(last_at, since, waited, waited > late, ledger.size() - covered)


def overdue(ledger: Ledger, at: datetime | None = None, late: timedelta = LATE) -> bool:
    """Whether the hand-over is late: the red line on the desk."""
    return standing(ledger, at, late).is_late


def erasures(ledger: Ledger) -> list[dict[str, object]]:
    """The erasures entered so far: a restored backup must replay them before it opens."""
    return [{"index": one.index, "file": one.body["file"]} for one in ledger.entries(kind=ERASURE)]


def erased_files(place: Path) -> set[str]:
    """Files that a hand-over folder names as erased.

    Raises:
        FajingError: The list is damaged.
    """
    path = place / _ERASURES
    try:
        return {str(one["file"]) for one in json.loads(path.read_bytes())}
    except FileNotFoundError:
        return set()
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise FajingError("注销清单坏了 (the list of erasures is damaged)", where=str(path)) from error


def _write(path: Path, data: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(data)
        sync_file(part)
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise _cannot_write(path, error) from error
    return path


def _cannot_write(path: Path, error: OSError) -> UsageError:
    return UsageError(f"写不进 (cannot write): {path}", why=error.strerror or type(error).__name__)
