"""The objects of an OCEL 2.0 log: their types, their relations, and their attributes at a moment. Not a format.

In: objects as the file gives them. Out: for an event, the objects of a type it is related to or that stand near, and
what their attributes were when it happened.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from datetime import datetime

from fajing.core.errors import FajingError
from fajing.core.moments import Precision, Zone
from fajing.intake.cells import DOUBLED, CellError, Doubled
from fajing.intake.dates import Clock
from fajing.intake.readers._ocel_items import Thing, damaged, value_text

HOPS = 3  # relations followed from an object to others
MOST_NEAR = 10_000  # objects looked at from one; an object that everything hangs on is near nothing
_REMEMBERED = 50_000
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{3}|\.\d{6})?(?:Z|[+-]\d\d:\d\d)?")
Near = tuple[int, tuple[str, ...]]  # how many relations away, and which objects


class Objects:
    """All objects of a log.

    Attributes:
        types: Names of the types, each with the names of its attributes.
        type_of: Type of each object.
        unreadable_times: Values left out, because the moment from which they hold cannot be read.
    """

    def __init__(self, file: str) -> None:
        self.types: dict[str, dict[str, None]] = {}
        self.type_of: dict[str, str] = {}
        self.unreadable_times = 0
        self._file = file
        self._histories: dict[tuple[str, str], list[tuple[str, str | None]]] = {}
        self._links: dict[str, set[str]] = {}
        self._near: dict[str, dict[str, Near]] = {}

    @property
    def has_relations(self) -> bool:
        """Whether any object is related to another."""
        return bool(self._links)

    def add(self, thing: Thing) -> None:
        """Take an object.

        Raises:
            FajingError: There is one of that id already.
        """
        if thing.id in self.type_of:
            number = len(self.type_of) + 1
            raise damaged(
                self._file, f"第 {number} 个对象的 id 已有 / the id of object no. {number} is taken"
            )
        names = self.types.setdefault(thing.type, {})
        self.type_of[thing.id] = thing.type
        for name, time, value in thing.attributes:
            names[name] = None
            if time is None or _seconds(time, Zone.of("UTC")) is None:
                self.unreadable_times += 1
            else:
                self._histories.setdefault((thing.id, name), []).append((time, value))
        for other, _ in thing.links:
            if other != thing.id:
                self._links.setdefault(thing.id, set()).add(other)
                self._links.setdefault(other, set()).add(thing.id)

    def close(self, kinds: Mapping[tuple[str, str, str], str]) -> None:
        """All objects are there: write their values in one way, by the types of their attributes."""
        for (owner, name), history in self._histories.items():
            kind = kinds.get(("object", self.type_of[owner], name), "string")
            self._histories[owner, name] = [(time, value_text(value, kind)) for time, value in history]

    def near(self, ids: list[str], wanted: str) -> tuple[str, ...]:
        """The objects of a type fewest relations away from some objects; none beyond `HOPS`."""
        found = [near for one in ids if (near := self._around(one).get(wanted))]
        nearest = min((hops for hops, _ in found), default=0)
        return tuple(dict.fromkeys(one for hops, others in found if hops == nearest for one in others))

    def _around(self, start: str) -> dict[str, Near]:
        """For each type, the objects of it that are nearest to an object."""
        known = self._near.get(start)
        if known is not None:
            return known
        found: dict[str, Near] = {}
        seen = {start}
        edge = {start}
        for hops in range(1, HOPS + 1):
            edge = {other for one in edge for other in self._links.get(one, ())} - seen
            seen |= edge
            if len(seen) > MOST_NEAR:
                break
            by_type: dict[str, list[str]] = {}
            for one in sorted(edge):
                if one in self.type_of:
                    by_type.setdefault(self.type_of[one], []).append(one)
            for name, others in by_type.items():
                found.setdefault(name, (hops, tuple(others)))
        if len(self._near) >= _REMEMBERED:
            self._near.clear()
        self._near[start] = found
        return found

    def histories(self, zone: Zone) -> Histories:
        """The attributes over time, with moments that name no offset understood in a zone."""
        return Histories(self._histories, zone)


class Histories:
    """What the attributes of objects were at a moment."""

    def __init__(self, histories: Mapping[tuple[str, str], list[tuple[str, str | None]]], zone: Zone) -> None:
        self._histories = histories
        self._zone = zone
        self._sorted: dict[tuple[str, str], tuple[list[int], list[str | Doubled | None]]] = {}

    def moment(self, text: str | None) -> int | None:
        """The second a text stands for, or None where it stands for none."""
        return None if text is None else _seconds(text, self._zone)

    def value(self, owner: str, name: str, moment: int | None) -> str | Doubled | None:
        """What an attribute was: the last value that holds from then or earlier."""
        if moment is None or (owner, name) not in self._histories:
            return None
        key = (owner, name)
        if key not in self._sorted:
            if len(self._sorted) >= _REMEMBERED:
                self._sorted.clear()
            self._sorted[key] = self._in_order(key)
        times, values = self._sorted[key]
        place = bisect_right(times, moment)
        return values[place - 1] if place else None

    def _in_order(self, key: tuple[str, str]) -> tuple[list[int], list[str | Doubled | None]]:
        history = sorted(
            ((_seconds(time, self._zone) or 0, time, value) for time, value in self._histories[key]),
            key=lambda one: one[:2],
        )
        times: list[int] = []
        values: list[str | Doubled | None] = []
        last = ""
        for second, time, value in history:
            if times and time == last and value != values[-1]:
                values[-1] = DOUBLED  # two values from the same moment on
                continue
            times.append(second)
            values.append(value)
            last = time
        return times, values


def _seconds(text: str, zone: Zone) -> int | None:
    if _ISO.fullmatch(text):  # nearly every one, and ten times quicker than all the ways people write a time
        try:
            return zone.moment(datetime.fromisoformat(text), Precision.SECOND).instant
        except (ValueError, FajingError):
            return None
    try:
        return Clock(zone, zone, Precision.SECOND).read(text).instant
    except CellError:
        return None
