"""How far followers have read and how tables are marked: a few rows that every page asks for, read once a request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from fajing.web.records.models import Position


class Place(NamedTuple):
    """A position: how far something is, and the mark of a table."""

    value: int = 0
    text: str = ""


_READ: ContextVar[dict[str, Place] | None] = ContextVar("positions read in this request", default=None)
_NOWHERE = Place()


@contextmanager
def read_once() -> Iterator[None]:
    """Within it positions are read once, and again after `forget`."""
    token = _READ.set({})
    try:
        yield
    finally:
        _READ.reset(token)


def place(name: str) -> Place:
    """Where something is; at the beginning where nothing was ever said of it."""
    read = _READ.get()
    if read is None:
        read = {}
    if not read:
        read |= {
            row[0]: Place(row[1], row[2]) for row in Position.objects.values_list("name", "value", "text")
        }
    return read.get(name, _NOWHERE)


def forget() -> None:
    """Called after positions were changed."""
    read = _READ.get()
    if read is not None:
        read.clear()
