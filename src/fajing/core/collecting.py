"""Making very many objects at once, none of them in a circle."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Meanwhile Python does not look for circles among its objects, which can take longer than making them.

    Example:
        >>> with without_collecting():
        ...     gc.isenabled()
        False
        >>> gc.isenabled()
        True
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
