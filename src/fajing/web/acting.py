"""One act at a time: who does what depends on how things stand waits for who is doing so, in whatever process.

Around "look, check the rule, take the number, write the entry, take it in": so of two who do the same at once the
second sees what the first did, and is refused with the rule's own words. Reading never comes through here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local
from time import sleep

from django.conf import settings

from fajing.core.errors import UsageError
from fajing.web import turns
from fajing.web.records import follower

PATIENCE = 2_000
"""How often it is asked for before who waits is told to come again; the nightly job asks as long as it takes."""
_PAUSE = 0.01
_mine = local()


@contextmanager
def alone(patience: int | None = PATIENCE) -> Iterator[None]:
    """Keeps every other act waiting; within it the tables say what the ledger says. One inside another is one.

    It stands around a transaction of the database, never inside one: who has the lock may be waiting for that.

    Args:
        patience: How often the lock is asked for; None for as long as it takes.

    Raises:
        UsageError: Others had it all the while; nothing was done.
    """
    if getattr(_mine, "is_held", False):
        yield
        return
    handle = _lock(patience)
    try:
        _mine.is_held = True
        follower.follow()
        yield
    finally:
        _mine.is_held = False
        os.close(handle)


def _lock(patience: int | None) -> int:
    asked = 0
    while (handle := turns.taken(settings.OFFICE.folder / "acts.lock")) is None:
        asked += 1
        if patience is not None and asked > patience:
            raise UsageError(
                "别人正在办理，这一步没有做 (others are at work; nothing was done)",
                remedy="过一会儿再试 / try again in a while",
            )
        sleep(_PAUSE)
    return handle
