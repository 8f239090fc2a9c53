"""A lawbook that was read without an error is kept as it was read, and taken up again while nothing has changed.

In: the folders of a lawbook. Out: what `load` would read from them, from one file in the user's folder for caches.
It is named by a hash of all that the reading depends on: names and bytes of every file of the folders, where they
lie, the program's own sources that read, and the version of Python. Whatever is odd about a kept file, the law is
read afresh (docs/adr/0021-a-lawbook-kept-as-read.md).
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import fajing
from fajing.core.collecting import without_collecting
from fajing.core.moments import Zone
from fajing.core.user_folders import caches
from fajing.lawbook.model import Lawbook
from fajing.lawbook.problems import Problem

Read = tuple[Lawbook, list[Problem]]
"""The lawbook with the norms of every region, and the warnings."""

WORTH_KEEPING = 256 * 1024
"""Bytes of files from which reading takes longer than what is saved is worth."""
MOST = 6
"""Lawbooks that are kept; of more the one unused for longest goes."""
_PACKAGE = Path(fajing.__file__).parent
_READERS = ("core", "lawbook")
_MODULES = ("fajing.core.", "fajing.lawbook.")
_OTHERS = {
    ("datetime", "date"),
    ("pathlib", "PosixPath"),
    ("pathlib", "WindowsPath"),
    ("pathlib._local", "PosixPath"),
    ("pathlib._local", "WindowsPath"),
}


def state_of(folders: tuple[Path, ...]) -> str | None:
    """A hash of all that the reading of these folders depends on.

    Returns:
        None where they are too small to be kept, or cannot be read to the end.
    """
    total = hashlib.sha256(f"{_program()}\n{sys.version}\n".encode())
    size = 0
    try:
        for folder in folders:
            total.update(f"{folder}\0{folder.resolve()}\n".encode())
            for name, path in _below(folder, ""):
                content = _bytes_of(path) if path is not None else None
                size += len(content or b"")
                found = "folder" if content is None else hashlib.sha256(content).hexdigest()
                total.update(f"{name}\0{found}\n".encode())
    except (OSError, UnicodeError):
        return None
    return total.hexdigest() if size >= WORTH_KEEPING else None


def take(state: str) -> Read | None:
    """What was kept for a state; None where nothing was, or nothing that can be trusted."""
    try:
        path = _folder() / f"{state}.lawbook"
        with path.open("rb") as file:
            if not _is_own(os.fstat(file.fileno())):
                return None
            digest, content = file.read(32), file.read()
        if hashlib.sha256(content).digest() != digest:
            return None
        found = _loaded(content)
        os.utime(path)
    except Exception:  # noqa: BLE001  whatever is wrong with it: the law itself is at hand
        return None
    return found


def keep(state: str, read: Read) -> None:
    """Keep what was read; where that cannot be, nothing happens."""
    with suppress(OSError, RuntimeError, pickle.PicklingError, RecursionError):
        folder = _folder()
        content = io.BytesIO()
        _Writer(content, protocol=5).dump(read)
        handle, name = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(content.getbuffer()).digest())
                file.write(content.getbuffer())
            Path(name).replace(folder / f"{state}.lawbook")
        finally:
            Path(name).unlink(missing_ok=True)
        kept = sorted(folder.glob("*.lawbook"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in kept[MOST:]:
            path.unlink(missing_ok=True)


def _below(folder: str | Path, prefix: str) -> Iterator[tuple[str, str | None]]:
    """Names of all files and folders below a folder, in order; a folder without a path. What is hidden is no law."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        name = prefix + entry.name
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        if entry.is_dir():
            yield name, None
            if not entry.is_symlink():
                yield from _below(entry.path, f"{name}/")
        elif entry.is_file():
            yield name, entry.path


def _bytes_of(path: str) -> bytes:
    with io.FileIO(path) as file:
        return file.readall()


@cache
def _program() -> str:
    """A hash of the sources that say what a lawbook is and how it is read."""
    digest = hashlib.sha256(fajing.__version__.encode())
    for room in _READERS:
        for name, path in _below(_PACKAGE / room, ""):
            if path is not None:
                digest.update(f"{room}/{name}\0{hashlib.sha256(_bytes_of(path)).hexdigest()}\n".encode())
    return digest.hexdigest()


def _folder() -> Path:
    """The folder of kept lawbooks, made if need be; it must be the user's own.

    Raises:
        OSError: It is not, or cannot be made.
    """
    folder = caches() / "lawbooks"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_own(folder.stat()):
        raise PermissionError(f"others may write here: {folder}")
    return folder


def _is_own(status: os.stat_result) -> bool:
    """Whether nobody but the user could have written it. On Windows the user's own profile says so."""
    return os.name == "nt" or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)


class _Writer(pickle.Pickler):
    """Writes the classes of the law, each by the values it is made of."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, Zone):
            return _zone, (value.name,)
        if hasattr(type(value), "__slots__") and is_dataclass(value) and not isinstance(value, type):
            return type(value), tuple(getattr(value, field.name) for field in fields(value))
        return NotImplemented


class _Reader(pickle.Unpickler):
    """Knows the classes of the law and nothing else: what it reads can be wrong, but it can do nothing."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _OTHERS and not (module.startswith(_MODULES) and name.isidentifier()):
            raise pickle.UnpicklingError(f"{module}.{name}")
        found = super().find_class(module, name)
        if found is not _zone and not (isinstance(found, type) and found.__module__ == module):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found


def _zone(name: str) -> Zone:
    """The one zone of a name."""
    return Zone.of(name)


def _loaded(content: bytes) -> Read | None:
    """The content as it was written; collecting garbage meanwhile would only go over it again and again."""
    with without_collecting():
        lawbook, problems = _Reader(io.BytesIO(content)).load()
    return (lawbook, problems) if isinstance(lawbook, Lawbook) and isinstance(problems, list) else None


__all__ = ["MOST", "WORTH_KEEPING", "keep", "state_of", "take"]
