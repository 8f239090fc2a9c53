"""What pages count over whole tables, kept by each process until those tables change.

In: how to count. Out: what was counted, exactly as counting now would give it: what is kept is known by a mark of the
tables, which changes with every change of theirs, by what the viewer may see, and by the day; where it also depends on
the hour, it says until when it holds.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

from fajing.web.clock import instant, zone
from fajing.web.people.models import User
from fajing.web.records.models import Position
from fajing.web.records.positions import forget, place

FINDINGS, DUTIES = "findings", "duties"
"""Tables, by the name of the position whose text is their mark: findings; and what the last check found."""
MOST = 400
"""Things kept by a process; those asked for longest ago go."""
Value = TypeVar("Value")
_FOREVER = 1 << 62


class _Shelf:
    """Things by key, the one asked for last at the end."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._things: OrderedDict[Hashable, tuple[int, object]] = OrderedDict()

    def get(self, key: Hashable, present: int) -> tuple[int, object] | None:
        with self._lock:
            found = self._things.get(key)
            if found is None or found[0] <= present:
                return None
            self._things.move_to_end(key)
            return found

    def put(self, key: Hashable, until: int, thing: object) -> None:
        with self._lock:
            self._things[key] = (until, thing)
            self._things.move_to_end(key)
            while len(self._things) > MOST:
                self._things.popitem(last=False)


_SHELF = _Shelf()


def kept(
    user: User,
    what: str,
    count: Callable[[], Value],
    *more: Hashable,
    of: tuple[str, ...] = (FINDINGS, DUTIES),
    until: Callable[[Value], int | None] | None = None,
) -> Value:
    """Something counted over the tables within a user's reach.

    Args:
        user: Who is shown it; another reach has its own.
        what: What it is.
        count: Counts it.
        more: What else it depends on: a filter, the language where words are in it, the user's number.
        of: The tables it is counted over.
        until: The moment at which it changes by itself, if that is before the day is over.
    """
    marks, present = marks_of(of), instant()
    today = zone().civil(present).toordinal()
    key = (what, marks, today, user.sees_all, user.reach(), more)
    found = _SHELF.get(key, present)
    if found is None:
        value = count()
        ends = until(value) if until is not None else None
        _SHELF.put(key, _FOREVER if ends is None else ends, value)
        return value
    return cast("Value", found[1])


def marks_of(tables: tuple[str, ...]) -> tuple[str, ...]:
    """What some tables are known by; a mark was never that of other contents."""
    return tuple(place(one).text for one in tables)


def changed(*tables: str) -> None:
    """Gives tables a new mark; called in the transaction that changes them."""
    for one in tables:
        Position.objects.update_or_create(name=one, defaults={"text": secrets.token_hex(12)})
    forget()
