"""What happened: events, the matters they belong to, and the log that holds them.

Comes in from `intake` (or from a norm's own examples), goes out to `scan`. Nothing here judges anything,
and no
personal value is ever held: a party appears only as an object id minted inside its file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fajing.core.moments import Moment, Zone

Value = str | int | bool | Decimal | Moment | None
"""A value on an event or matter. Money is an int in fen; numbers with a fraction are Decimal, never float."""

NO_VALUES: Mapping[str, Value] = {}


@dataclass(frozen=True, slots=True)
class Acting:
    """An officer on an event.

    Attributes:
        id: The officer's number in the body's register.
        role: The role in which the officer acted on this event, if the record says.
    """

    id: str
    role: str | None = None


@dataclass(slots=True, eq=False)
class Event:
    """A step that happened (办案记录).

    Attributes:
        id: Unique within the log and the same for any order of rows: matter, step and source key (else time).
        matter: Id of the matter.
        procedure: Kind of matter.
        step: Id of the step in that procedure.
        at: When it happened.
        seq: Breaks ties of equal time where precision is finer than a day.
        until: End, where the act lasts.
        recorded_at: When it was written down, where the record says.
        officers: Who acted; empty means the record does not say.
        unit: The unit that acted.
        objects: Persons, items or documents inside the file, as ids minted there.
        values: Declared fields of the step.
        source: Where the record stands, as `file:line` or `sheet:row`, to show a person.
    """

    id: str
    matter: str
    procedure: str
    step: str
    at: Moment
    seq: int = 0
    until: Moment | None = None
    recorded_at: Moment | None = None
    officers: tuple[Acting, ...] = ()
    unit: str | None = None
    objects: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=lambda: NO_VALUES)
    source: str = ""

    @property
    def qualified_step(self) -> str:
        """`procedure.step`, unique in a lawbook."""
        return f"{self.procedure}.{self.step}"


@dataclass(slots=True, eq=False)
class Matter:
    """One case, call, inspection, dispute or review (案事件) of one procedure.

    Attributes:
        id: As the body numbers it; unique in the log.
        procedure: Kind of matter.
        parent: Id of the matter it hangs under, which need not be in the log.
        unit: Unit in charge when the matter began, as far as the record says.
        values: Values of the matter itself.
        events: Its events, in the order they were read.
        source: Where its record stands.
    """

    id: str
    procedure: str
    parent: str | None = None
    unit: str | None = None
    values: Mapping[str, Value] = field(default_factory=lambda: NO_VALUES)
    events: list[Event] = field(default_factory=list)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """What the maps of a log could have brought, whether or not any row did.

    A duty that hangs on a step or field which no map carries is undecidable, never missed.

    Attributes:
        steps: Qualified steps (`procedure.step`); None where every step is carried (examples, unmapped logs).
        fields: Field names per qualified step, `*` for those carried by every step; None where all are.
        matter_fields: Field names of matters; None where all are.
    """

    steps: frozenset[str] | None = None
    fields: Mapping[str, frozenset[str]] | None = None
    matter_fields: frozenset[str] | None = None

    def carries_step(self, qualified: str) -> bool:
        """Whether rows could have brought this step."""
        return self.steps is None or qualified in self.steps

    def carries_field(self, qualified: str, name: str) -> bool:
        """Whether rows could have brought this field of this step."""
        if self.fields is None:
            return True
        return name in self.fields.get(qualified, frozenset()) or name in self.fields.get("*", frozenset())


@dataclass(slots=True, eq=False)
class Log:
    """All matters read, ready to be judged.

    Attributes:
        zone: Civil time in which its moments were read.
        matters: By id, in the order first seen.
        carried: What the maps could have brought.
        rejected: Number of rows refused.
    """

    zone: Zone
    matters: dict[str, Matter] = field(default_factory=dict)
    carried: Carried = field(default_factory=Carried)
    rejected: int = 0

    def events(self) -> Iterator[Event]:
        """All events, matter by matter."""
        for matter in self.matters.values():
            yield from matter.events

    def event_count(self) -> int:
        """Number of events."""
        return sum(len(matter.events) for matter in self.matters.values())

    def matters_with_tied_times(self) -> int:
        """Number of matters in which two events have the same time, so that their order rests on `seq`."""
        return sum(
            len({event.at.instant for event in matter.events}) < len(matter.events)
            for matter in self.matters.values()
        )
