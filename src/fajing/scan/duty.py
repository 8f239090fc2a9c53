"""One judged duty (应办): what `reference` gives out and everything else reads.

Comes in: nothing. Goes out: plain values with their working. It never renders; that is `explain`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fajing.core.events import Event, Matter
from fajing.core.moments import Moment
from fajing.core.periods import Due, Lateness
from fajing.lawbook.model import Norm, Version


class Outcome(StrEnum):
    """How a duty stands."""

    MET = "met"
    LATE = "late"
    MISSED = "missed"
    SLOW = "slow"
    OPEN = "open"
    EXCUSED = "excused"
    UNDECIDABLE = "undecidable"

    @property
    def is_broken(self) -> bool:
        """Late or missed."""
        return self in _BROKEN


_BROKEN = frozenset((Outcome.LATE, Outcome.MISSED))
GRAVEST_FIRST = (
    Outcome.MISSED,
    Outcome.LATE,
    Outcome.UNDECIDABLE,
    Outcome.SLOW,
    Outcome.OPEN,
    Outcome.EXCUSED,
    Outcome.MET,
)


class Reason(StrEnum):
    """Why; a closed list (docs/lawbook_format.md, Outcomes and reasons)."""

    ABSENT = "absent"
    TOO_LATE = "too_late"
    ONLY_AFTER = "only_after"
    TOO_EARLY = "too_early"
    TOO_MANY = "too_many"
    TOO_FEW = "too_few"
    FORBIDDEN = "forbidden"
    TOO_FEW_OFFICERS = "too_few_officers"
    WRONG_ROLE = "wrong_role"
    SAME_PERSON = "same_person"
    OTHER_PERSON = "other_person"
    ABSENT_PART = "absent_part"
    OUT_OF_RANGE = "out_of_range"
    UNCOVERED = "uncovered"
    OVERLAPS = "overlaps"
    ABSENT_FACT = "absent_fact"


@dataclass(slots=True)
class Verdict:
    """What a form of duty says, before it is put into a `Duty`.

    Attributes:
        outcome: How the duty stands.
        reason: Why, where it is late, missed, slow or undecidable.
        due: The due moment, where there is one.
        done: The event that fulfilled it, or that came too late.
        lateness: By how much: days for whole-day periods, seconds for hours; also how much too early.
        missing: Facts without which it cannot be judged, or parts that are absent.
        facts: The events it was judged by, beside trigger and done.
        paused_since: Where an open pause stopped the clock.
        excused_by: The excusing step's event, or the text of the condition.
        trace: Working: (operation, plain values) in order.
    """

    outcome: Outcome
    reason: Reason | None = None
    due: Due | None = None
    done: Event | None = None
    lateness: Lateness | None = None
    missing: tuple[str, ...] = ()
    facts: tuple[Event, ...] = ()
    paused_since: Moment | None = None
    excused_by: Event | str | None = None
    trace: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@dataclass(slots=True)
class Duty:
    """One instance of a norm in one file.

    Attributes:
        norm: The norm.
        version: The version it was judged by; None where no version could be chosen.
        file: Id of the root matter.
        matter: Matter of the trigger.
        trigger: The event that raised it; for `on: {expired: ...}` a made-up event at that due moment.
        object: The object it is tied to, if any.
        period: Number of the period of a periodic duty, from 1.
        unit: Unit in charge at the moment that counts.
        verdict: The judgment.
    """

    norm: Norm
    version: Version | None
    file: str
    matter: Matter
    trigger: Event
    verdict: Verdict
    object: str | None = None
    period: int | None = None
    unit: str | None = None

    @property
    def key(self) -> str:
        """Norm, matter and trigger (and object, period): the same for any order of rows and any as-of."""
        parts = [self.norm.id, self.matter.id, self.trigger.id]
        if self.object is not None:
            parts.append(self.object)
        if self.period is not None:
            parts.append(str(self.period))
        return "|".join(parts)

    @property
    def outcome(self) -> Outcome:
        """The verdict's outcome."""
        return self.verdict.outcome

    @property
    def is_provisional(self) -> bool:
        """Whether the due moment looked beyond the published calendars."""
        due = self.verdict.due
        return due is not None and due.provisional

    @property
    def is_finding(self) -> bool:
        """A broken duty that is put to a unit: not a party's, not one on a provisional due moment."""
        return self.verdict.outcome in _BROKEN and self.norm.is_finding and not self.is_provisional
