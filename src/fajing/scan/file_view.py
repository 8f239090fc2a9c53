"""One file (案卷) as it stood at `as_of`: its events in order, what followed what, what stands.

In: the matters of a file and the lawbook. Out: answers about order and standing. It judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set

from fajing.core.events import Carried, Event, Matter
from fajing.core.moments import Moment, Zone, earlier
from fajing.lawbook.model import Lawbook, Step

_NONE: list[Event] = []


def is_earlier(a: Event, b: Event) -> bool:
    """Whether `a` stands earlier than `b`; on a civil day known only to the day, both orders hold."""
    return earlier(a.at, a.seq, b.at, b.seq)


def order(event: Event) -> tuple[int, int, str]:
    """The sort key of events: time, then `seq`; the id only makes sorting total."""
    return (event.at.instant, event.seq, event.id)


class FileView:
    """The events of one file up to `as_of`.

    Attributes:
        id: Id of the root matter.
        matters: Matters of the file by id.
        events: All events, in order.
        as_of: The moment up to which the record is read.
        carried: What the maps of the log could have brought.
    """

    def __init__(
        self, file_id: str, matters: Iterable[Matter], lawbook: Lawbook, as_of: Moment, carried: Carried
    ) -> None:
        self.id = file_id
        self.matters = {matter.id: matter for matter in matters}
        self.lawbook = lawbook
        self.as_of = as_of
        self.carried = carried
        until = lawbook.zone.latest(as_of)
        self.events = sorted(
            (
                event
                for matter in self.matters.values()
                for event in matter.events
                if event.at.instant <= until
            ),
            key=order,
        )
        self._by_step: dict[str, list[Event]] = {}
        for event in self.events:
            self._by_step.setdefault(event.qualified_step, []).append(event)
        declared = {step: found for step in self._by_step if (found := self._declared(step)) is not None}
        self._ending = [step for step, found in declared.items() if found.ends]
        self._moving = {
            step: found.relinks["unit"] for step, found in declared.items() if "unit" in found.relinks
        }
        self._cancelling: dict[str, list[str]] = {}
        for step, found in declared.items():
            for cancelled in found.cancels:
                self._cancelling.setdefault(cancelled, []).append(step)
        self._ends: dict[str, list[Event]] = {}
        self._transfers: dict[str, list[tuple[int, str]]] | None = None

    def _declared(self, qualified: str) -> Step | None:
        """What the lawbook says of a step; None where it does not know it."""
        procedure, _, step = qualified.partition(".")
        known = self.lawbook.procedures.get(procedure)
        return known.steps.get(step) if known is not None else None

    def of_step(self, qualified: str) -> Sequence[Event]:
        """Events of one step anywhere in the file, in order."""
        return self._by_step.get(qualified, _NONE)

    def steps(self) -> Set[str]:
        """Steps that occur."""
        return self._by_step.keys()

    def carries(self, qualified: str) -> bool:
        """Whether this step occurs, or could have been brought by a map."""
        return qualified in self._by_step or self.carried.carries_step(qualified)

    def ends_of(self, matter_id: str) -> list[Event]:
        """Events that end this matter, in order."""
        found = self._ends.get(matter_id)
        if found is None:
            found = [
                event for step in self._ending for event in self._by_step[step] if event.matter == matter_id
            ]
            found.sort(key=order)
            self._ends[matter_id] = found
        return found

    def transfers_of(self, matter_id: str) -> Sequence[tuple[int, str]]:
        """When a matter went to another unit, and to which, in order."""
        if not self._moving:
            return ()
        if self._transfers is None:
            self._transfers = {}
            for event in self.events:
                field = self._moving.get(event.qualified_step)
                if field is not None and event.values.get(field):
                    moved = (event.at.instant, str(event.values[field]))
                    self._transfers.setdefault(event.matter, []).append(moved)
        return self._transfers.get(matter_id, ())

    def stands(
        self, event: Event, horizon: Event | None, knows: Callable[[Event], bool] | None = None
    ) -> bool:
        """Whether a step that happened has not been cancelled by a later one, as known at `horizon` or to `knows`."""
        if not self._cancelling:
            return True
        for canceller in self._cancelling.get(event.qualified_step, ()):
            for other in self.of_step(canceller):
                if other is event or order(other) <= order(event) or (knows is not None and not knows(other)):
                    continue
                if horizon is not None and other is not horizon and not order(other) <= order(horizon):
                    continue
                if event.objects and other.objects and not set(event.objects) & set(other.objects):
                    continue
                return False
        return True


def is_known(event: Event, as_of: Moment, zone: Zone) -> bool:
    """Whether an event had happened by `as_of`; one known only to the day counts from that day on."""
    return event.at.instant <= zone.latest(as_of)
