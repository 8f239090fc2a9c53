"""Connections kept for the next use: one user at a time, none shared with a forked process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

_KEPT = 8


class Pool(Generic[T]):
    """Connections that are opened when needed.

    Args:
        connect: Opens one.
        close: Closes one.
    """

    def __init__(self, connect: Callable[[], T], close: Callable[[T], None]) -> None:
        self._connect = connect
        self._close = close
        self._lock = Lock()
        self._idle: list[T] = []
        self._process = os.getpid()

    @contextmanager
    def use(self) -> Iterator[T]:
        """A connection for one piece of work; it is thrown away when the work raises."""
        one = self._take()
        try:
            yield one
        except BaseException:
            self._close(one)
            raise
        with self._lock:
            if self._process == os.getpid() and len(self._idle) < _KEPT:
                self._idle.append(one)
                return
        self._close(one)

    def close(self) -> None:
        """Close those that wait."""
        with self._lock:
            idle, self._idle = self._idle, []
        for one in idle:
            self._close(one)

    def _take(self) -> T:
        with self._lock:
            if self._process != os.getpid():  # those of the parent process are not ours to use
                self._process, self._idle = os.getpid(), []
            if self._idle:
                return self._idle.pop()
        return self._connect()
