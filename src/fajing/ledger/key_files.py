"""Files that hold a secret: the key that signs checkpoints, the vault's master key. They lie outside the database.

In: a path. Out: its bytes, or a new file that only its owner may read. A secret is never printed, logged or put into an
error.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from fajing.core.errors import FajingError, UsageError
from fajing.ledger.segments.parts import sync_folder


def write_secret(path: Path, data: bytes) -> None:
    """Write a new file that only its owner may read.

    Raises:
        UsageError: There is one already, or it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        sync_folder(path.parent)
    except FileExistsError as error:
        raise UsageError(
            f"密钥文件已在，不会覆盖 (the key file is there; it is not replaced): {path}",
            remedy="换一个文件名 / choose another name",
        ) from error
    except OSError as error:
        raise UsageError(
            f"密钥文件写不进 (cannot write the key file): {path}", why=error.strerror or str(error)
        ) from error


def read_secret(path: Path) -> bytes:
    """Read a key file.

    Raises:
        FajingError: There is none, or others may read it.
    """
    try:
        mode = path.stat().st_mode
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"密钥文件打不开 (cannot open the key file): {path}",
            why=error.strerror or str(error),
            remedy="由保管人插上或指明 / ask whoever holds it, or say where it is",
        ) from error
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise FajingError(
            f"密钥文件别人也能读 (others may read the key file): {path}", remedy=f"chmod 600 {path}"
        )
    return data
