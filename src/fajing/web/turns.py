"""One at a time: whoever seals a segment or judges them all waits for whoever is doing so, in whatever process.

In: the office's folder. Out: a lock that the system takes back when the process that holds it ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

NAME = "turn.lock"
"""Held by whoever imports or checks, in the office's folder."""


@contextmanager
def turn() -> Iterator[None]:
    """Waits until nobody else imports or checks, and keeps others waiting meanwhile."""
    handle = waited_for(settings.OFFICE.folder / NAME)
    try:
        yield
    finally:
        os.close(handle)


def waited_for(path: Path) -> int:
    """The lock of a file, when whoever has it has let it go."""
    handle = _open(path)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def taken(path: Path) -> int | None:
    """The lock of a file, to be held as long as the handle is open, here or in a child; None where another has it."""
    handle = _open(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock of a file."""
    if not path.exists():
        return False
    handle = taken(path)
    if handle is None:
        return True
    with suppress(OSError):
        os.close(handle)
    return False


def _open(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
