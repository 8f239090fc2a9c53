"""A version's `duty:` as typed values: targets, periods, exceptions, and the form they make up.

The meaning of each key stands in docs/lawbook_format.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fajing.core.periods import Counting, Length, Unit
from fajing.lawbook.conditions import Expression


@dataclass(frozen=True, slots=True)
class Target:
    """A step sought in the file.

    Attributes:
        step: Qualified, `procedure.step`.
        where: Condition on `target`, or None.
    """

    step: str
    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class Targets:
    """Several steps, of which one (`any`) or each (`all`) is meant."""

    steps: tuple[Target, ...]
    all: bool = False
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """One length of time, and from where it is counted.

    Attributes:
        unit: Unit of the length.
        count: Whole number, or an expression that gives one.
        start: `from:`: a target or an expression giving a date; None = the trigger.
        where: Condition of a tier.
        benchmark: Id of the benchmark it came from; then past it is `slow`, not `late`.
    """

    unit: Unit
    count: int | Expression
    start: Target | Expression | None = None
    where: Expression | None = None
    benchmark: str | None = None

    def fixed(self) -> Length | None:
        """The length, where it is a plain number."""
        return Length(self.unit, self.count) if isinstance(self.count, int) else None


@dataclass(frozen=True, slots=True)
class Within:
    """A period as the norm says it: tiers (one is the plain case), or the earlier or later of several."""

    tiers: tuple[Period, ...] = ()
    earlier_of: tuple[Within, ...] = ()
    later_of: tuple[Within, ...] = ()


@dataclass(frozen=True, slots=True)
class By:
    """A due moment given as a date value, or placed relative to another norm's due moment."""

    value: Expression | None = None
    due_of: str | None = None
    minus: Length | None = None
    plus: Length | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """`extend`: a step that moves the due moment."""

    on: Target
    to: Length | None = None
    by: Length | None = None
    role: tuple[str, ...] = ()
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """`pause`: time between two steps that is left out of the count."""

    start: tuple[Target, ...]
    end: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Excuse:
    """`excuse`: a step that excuses, and the step at which the duty revives."""

    on: tuple[Target, ...]
    until: tuple[Target, ...] = ()
    then: Within | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """What `at_most` and `at_least` count.

    Attributes:
        kind: `count`, `sum` or `length`.
        targets: Steps counted; empty = the trigger steps themselves.
        value: For `sum`, the field summed.
        bound: The number; for `length` a Length.
        back: Whether the look is backward from the trigger.
        span: day, month or year of the trigger (`per: day ...`), or None.
    """

    kind: str
    targets: tuple[Target, ...]
    bound: int | Length | Expression
    back: bool
    value: str | None = None
    span: str | None = None


class Form(StrEnum):
    """Forms of duty; each is one module in scan/forms."""

    DO = "do"
    PRECEDED_BY = "preceded_by"
    AFTER_WINDOW = "after_window"
    ACCOMPANIED_BY = "accompanied_by"
    AVOID = "avoid"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    OFFICERS = "officers"
    ROLE = "role"
    BY_OTHER_THAN = "by_other_than"
    BY_SAME_AS = "by_same_as"
    WITH = "with"
    VALUE = "value"
    COVERED_BY = "covered_by"
    APART = "apart"
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class DutySpec:
    """A version's `duty:` mapping, read.

    Attributes:
        form: Which form.
        on: Qualified trigger steps; empty where `expired` is set.
        expired: Id of the norm whose running out triggers.
        where: Condition for the duty to exist.
        per: `object`, `matter` or None (the whole file).
        for_each: Roster name or None.
        targets: Steps of the form (do, preceded_by, after_window, accompanied_by, avoid, covered_by, every,
            by_other_than, by_same_as); empty `steps` with `any_handler` for that word.
        any_handler: `by_other_than: any_handler`.
        before: `before:` targets of `do`.
        until: `until:` targets of `avoid` and `every`.
        within: The period, forward or (preceded_by, back-looking counts) backward.
        at_least: `at_least:` of `preceded_by`.
        by: Due moment as a value.
        extend: Extensions.
        pause: Pauses.
        unless: Condition that excuses.
        excuse: Steps that excuse.
        counting: Rollover and starts after all overrides.
        amount: at_most, at_least.
        officers_count: ("==" | ">=" | ..., n) of `officers`.
        officers_where: Condition on an officer.
        roles: `role:`.
        parts: Field names of `with`.
        parts_all: Whether all of them are wanted.
        value: `value:` condition.
        tolerance: Seconds, `covered_by`.
        apart: `officer`, `room` or `device`.
        apart_where: Condition on event and target.
        every: Length of a periodic duty.
        aligned: Whether its periods are calendar periods.
    """

    form: Form
    on: tuple[str, ...]
    counting: Counting
    expired: str | None = None
    where: Expression | None = None
    per: str | None = None
    for_each: str | None = None
    targets: Targets = Targets(())
    any_handler: bool = False
    before: tuple[Target, ...] = ()
    until: tuple[Target, ...] = ()
    within: Within | None = None
    at_least: Length | None = None
    by: By | None = None
    extend: tuple[Extension, ...] = ()
    pause: tuple[Pause, ...] = ()
    unless: Expression | None = None
    excuse: tuple[Excuse, ...] = ()
    amount: Amount | None = None
    officers_count: tuple[str, int] | None = None
    officers_where: Expression | None = None
    roles: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    parts_all: bool = True
    value: Expression | None = None
    tolerance: int = 0
    apart: str | None = None
    apart_where: Expression | None = None
    every: Length | None = None
    aligned: bool = False
