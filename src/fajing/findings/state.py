"""The state of a finding, folded from its acts. It is never stored as truth: whoever wants it folds again.

In: the acts of one finding in the order of the ledger. Out: a `Finding`. An act that the state does not allow is
refused before it is written (`rules.py`); one that stands in the ledger all the same is counted as strange, not lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from fajing.findings.acts import Act, Kind


class State(StrEnum):
    """Where a finding is on its way."""

    NEW = "new"
    WAITING = "waiting"
    RECTIFIED = "rectified"
    CONTESTED = "contested"
    CLOSED = "closed"


class How(StrEnum):
    """How a finding was closed."""

    VERIFIED = "verified"
    UPHELD = "upheld"
    GONE = "gone"


NEXT: Mapping[State, Mapping[Kind, State]] = {
    State.NEW: {
        Kind.RESTATED: State.NEW,
        Kind.PUSHED: State.WAITING,
        Kind.CLOSED: State.CLOSED,
    },
    State.WAITING: {
        Kind.RESTATED: State.WAITING,
        Kind.ACKNOWLEDGED: State.WAITING,
        Kind.RECTIFIED: State.RECTIFIED,
        Kind.CONTESTED: State.CONTESTED,
        Kind.HANDED_OVER: State.WAITING,
        Kind.REMINDED: State.WAITING,
        Kind.ESCALATED: State.WAITING,
        Kind.CLOSED: State.CLOSED,
    },
    State.RECTIFIED: {
        Kind.RESTATED: State.RECTIFIED,
        Kind.VERIFIED: State.CLOSED,
        Kind.RETURNED: State.WAITING,
        Kind.ESCALATED: State.RECTIFIED,
        Kind.CLOSED: State.CLOSED,
    },
    State.CONTESTED: {
        Kind.RESTATED: State.CONTESTED,
        Kind.UPHELD: State.CLOSED,
        Kind.DISMISSED: State.WAITING,
        Kind.ESCALATED: State.CONTESTED,
        Kind.CLOSED: State.CLOSED,
    },
    State.CLOSED: {Kind.REOPENED: State.WAITING},
}
"""From which state which act leads to which."""

_HOW = {Kind.VERIFIED: How.VERIFIED, Kind.UPHELD: How.UPHELD, Kind.CLOSED: How.GONE}


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as its acts make it.

    Attributes:
        number: `2026-0311`.
        key: Key of the duty: norm, matter, trigger; `by_hand` ones have their number.
        facts: What was stated when it was raised or last restated: norm, matter, file, unit, due, done, outcome ...
        state: Where it is.
        how: How it was closed.
        raised_at: When.
        pushed_at: When it was last put to the unit.
        reply_due: Until when the unit is to answer, in seconds; None before it is pushed.
        replied_at: When the last answer was given.
        closed_at: When.
        assigned: Police number that is to answer; empty where the unit as a whole is.
        level: Role it has gone up to by its age; empty while it is the unit's own.
        level_at: When it did.
        times_reopened: How often.
        reminded: How often.
        acts: All acts in order.
        strange: Acts that the state did not allow.
    """

    number: str
    key: str
    facts: Mapping[str, Any]
    state: State = State.NEW
    how: How | None = None
    raised_at: int = 0
    pushed_at: int | None = None
    reply_due: int | None = None
    replied_at: int | None = None
    closed_at: int | None = None
    assigned: str = ""
    level: str = ""
    level_at: int | None = None
    times_reopened: int = 0
    reminded: int = 0
    acts: tuple[Act, ...] = ()
    strange: tuple[Act, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it still needs something."""
        return self.state is not State.CLOSED

    @property
    def unit(self) -> str:
        """The unit it is put to."""
        return str(self.facts.get("unit") or "")

    @property
    def label(self) -> str:
        """The label of its norm; empty without one."""
        return str(self.facts.get("label") or "")

    def people(self, *kinds: Kind) -> frozenset[str]:
        """Who did acts of some kinds (of all, if none are named)."""
        return frozenset(act.by for act in self.acts if not kinds or act.kind in kinds)

    def last(self, *kinds: Kind) -> Act | None:
        """The last act of some kinds."""
        return next((act for act in reversed(self.acts) if act.kind in kinds), None)

    def after(self, act: Act) -> Finding:
        """The finding after one more act."""
        if act.kind is Kind.RAISED:
            return replace(self, strange=(*self.strange, act), acts=(*self.acts, act))
        following = NEXT[self.state].get(act.kind)
        if following is None:
            return replace(self, strange=(*self.strange, act), acts=(*self.acts, act))
        changed = replace(self, state=following, acts=(*self.acts, act))
        return _with(changed, act)


def _with(found: Finding, act: Act) -> Finding:
    """What an act changes beside the state."""
    changes: dict[str, Any] = {}
    if act.kind is Kind.RESTATED:
        changes = {"facts": {**found.facts, **act.values}}
    elif act.kind in (Kind.PUSHED, Kind.DISMISSED, Kind.RETURNED, Kind.REOPENED):
        due = act.values.get("reply_due")
        changes = {"reply_due": int(due) if due is not None else found.reply_due}
        if act.kind in (Kind.PUSHED, Kind.REOPENED):
            changes |= {"pushed_at": act.at, "level": "", "level_at": None}
        if act.kind is Kind.REOPENED:
            changes |= {"how": None, "closed_at": None, "times_reopened": found.times_reopened + 1}
            changes["facts"] = {**found.facts, **act.values.get("facts", {})}
    elif act.kind in (Kind.RECTIFIED, Kind.CONTESTED):
        changes = {"replied_at": act.at}
    elif act.kind in _HOW:
        changes = {"closed_at": act.at, "how": _HOW[act.kind]}
    elif act.kind is Kind.HANDED_OVER:
        changes = {"assigned": str(act.values.get("to", ""))}
    elif act.kind is Kind.ESCALATED:
        changes = {"level": str(act.values.get("to", "")), "level_at": act.at}
    elif act.kind is Kind.REMINDED:
        changes = {"reminded": found.reminded + 1}
    return replace(found, **changes) if changes else found


def begin(act: Act) -> Finding:
    """The finding that an act of raising begins."""
    facts = dict(act.values)
    return Finding(
        act.finding,
        str(facts.get("key") or act.finding),
        facts,
        raised_at=act.at,
        assigned=str(facts.get("assigned", "")),
        acts=(act,),
    )


def fold(acts: Iterable[Act]) -> dict[str, Finding]:
    """All findings of some acts, by number; acts on a finding that was never raised are left out."""
    found: dict[str, Finding] = {}
    for act in acts:
        known = found.get(act.finding)
        if known is not None:
            found[act.finding] = known.after(act)
        elif act.kind is Kind.RAISED:
            found[act.finding] = begin(act)
    return found
