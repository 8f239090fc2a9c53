"""`apart`: no two intervals of the same officer, room or device overlap, across files.

The only form that looks across files, and only by these three keys: never by a party or a personal field.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from fajing.core.events import Event
from fajing.scan.context import Context
from fajing.scan.duty import Outcome, Reason, Verdict
from fajing.scan.forms._verdicts import missed, undecidable

KEYS = ("officer", "room", "device")
"""The closed list."""


def keys_of(event: Event, kind: str) -> tuple[str, ...]:
    """The officers, room or device of an event; empty where the record does not say."""
    if kind not in KEYS:
        raise ValueError(kind)
    if kind == "officer":
        return tuple(dict.fromkeys(officer.id for officer in event.officers))
    value = event.values.get(kind)
    return (str(value),) if value not in (None, "") else ()


class Sharing(list[Event]):
    """Events of all files, in order, found by an officer, room or device of theirs as well."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        super().__init__(events)
        self._places: dict[str, dict[str, list[int]]] = {}

    def with_any(self, kind: str, keys: Set[str]) -> list[Event]:
        """The events that share one of these keys, in order."""
        if kind not in self._places:
            found = self._places[kind] = {}
            for place, event in enumerate(self):
                for key in keys_of(event, kind):
                    found.setdefault(key, []).append(place)
        places = self._places[kind]
        return [self[place] for place in sorted({place for key in keys for place in places.get(key, ())})]


def overlap(a: Event, b: Event) -> bool:
    """Whether two events with an end share some time; touching ends do not."""
    if a.until is None or b.until is None:
        return False
    return a.at.instant < b.until.instant and b.at.instant < a.until.instant


def judge(context: Context) -> Verdict:
    """Judges the duty against `context.others`: the trigger events of all files."""
    trigger, kind = context.trigger, context.spec.apart or ""
    if not keys_of(trigger, kind):
        return undecidable([kind])
    if trigger.until is None or trigger.at.is_day or trigger.until.is_day:
        return undecidable(["until"])
    own = set(keys_of(trigger, kind))
    doubtful: list[Event] = []
    others = context.others if isinstance(context.others, Sharing) else Sharing(context.others)
    for other in others.with_any(kind, own):
        if other is trigger:
            continue
        known = other.until is not None and not other.at.is_day and not other.until.is_day
        meet = overlap(trigger, other) if known else trigger.at.day <= other.at.day <= trigger.until.day
        if not meet or not context.decide(context.spec.apart_where, target=other):
            continue
        if known:
            return missed(Reason.OVERLAPS, facts=[other])
        doubtful.append(other)
    if doubtful:
        return undecidable(["until"], doubtful)
    return Verdict(Outcome.MET)
