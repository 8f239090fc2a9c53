"""The law as typed values: what `load` builds and `scan` reads.

The meaning of each key stands in docs/lawbook_format.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from fajing.core.calendar import Calendar
from fajing.core.moments import Zone
from fajing.core.periods import Counting, Length, Unit
from fajing.lawbook.conditions import Expression


@dataclass(frozen=True, slots=True)
class Text:
    """A title or message in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in `zh` or `en`."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the lawbook: file and line, for messages."""

    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Status(StrEnum):
    """Whether a norm is judged."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    NEEDS_DECISION = "needs_decision"
    REPEALED = "repealed"


class Severity(StrEnum):
    """How heavy a breach is, lightest first."""

    NOTICE = "notice"
    MINOR = "minor"
    SERIOUS = "serious"
    GRAVE = "grave"


class Bearer(StrEnum):
    """Who owes the duty. What a party or another body owes is counted, never a finding."""

    BODY = "body"
    OFFICER_ROLE = "officer_role"
    OTHER_BODY = "other_body"
    PARTY = "party"


@dataclass(frozen=True, slots=True)
class Source:
    """An instrument that norms cite."""

    id: str
    title: Text
    read: str  # full | part | reported
    in_force_from: date
    in_force_until: date | None = None
    number: str | None = None
    issuer: Text | None = None
    replaces: tuple[str, ...] = ()
    region: str | None = None
    text: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """One cited passage."""

    source: str
    article: str
    paragraph: int | None = None
    item: int | None = None
    quality: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A declared value of a step or matter."""

    id: str
    type: str  # text code number integer money date datetime boolean
    title: Text
    required: bool = False
    personal: bool = False
    values: tuple[str, ...] = ()
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A kind of act in a procedure (环节)."""

    id: str
    title: Text
    roles: tuple[str, ...] = ()
    fields: Mapping[str, Field] = field(default_factory=dict)
    documents: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    ends: bool = False
    suspends: bool = False
    cancels: tuple[str, ...] = ()  # qualified steps
    done_at: str | None = None
    relinks: Mapping[str, str] = field(default_factory=dict)  # {"parent"|"unit": field}


@dataclass(frozen=True, slots=True)
class Procedure:
    """A kind of matter."""

    id: str
    title: Text
    subject: str
    group: str
    parents: tuple[str, ...] = ()
    fields: Mapping[str, Field] = field(default_factory=dict)
    steps: Mapping[str, Step] = field(default_factory=dict)
    rosters: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(
        default_factory=dict
    )  # name -> (add, remove)
    example: tuple[str, ...] = ()
    place: Place | None = None


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


@dataclass(frozen=True, slots=True)
class Version:
    """A norm as it stood from one day to another (both included)."""

    start: date
    end: date | None
    cites: tuple[Citation, ...]
    duty: DutySpec
    dated_by: Target | Expression | None = None


@dataclass(frozen=True, slots=True)
class Norm:
    """A legal duty as data (监督规则)."""

    id: str
    title: Text
    procedure: str
    bearer: Bearer
    severity: Severity
    status: Status
    versions: tuple[Version, ...]  # oldest first
    label: str | None = None
    region: str | None = None
    anchor: str | None = None  # qualified step
    message: Text | None = None
    remedy: Text | None = None
    remedy_within: Length | None = None
    why: Text | None = None
    yields_to: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    examples: tuple[Mapping[str, Any], ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict)
    place: Place | None = None

    @property
    def is_finding(self) -> bool:
        """Whether a breach is put to a unit: what a party or another body owes is only counted."""
        return self.bearer in (Bearer.BODY, Bearer.OFFICER_ROLE)


@dataclass(frozen=True, slots=True)
class Label:
    """A recurring-fault label (顽疾标签)."""

    id: str
    title: Text
    group: Text


@dataclass(frozen=True, slots=True)
class BenchmarkVersion:
    """A benchmark from a day on."""

    start: date
    within: Period
    cites: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A dated standard that is not law."""

    id: str
    title: Text
    versions: tuple[BenchmarkVersion, ...]


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One line of a dated register."""

    key: str
    start: date | None
    end: date | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Register:
    """A dated list: officers, units, approved rooms, items."""

    id: str
    entries: Mapping[str, tuple[RegisterEntry, ...]]

    def entry(self, key: str, day: int) -> RegisterEntry | None:
        """The entry of `key` as it stood on the civil date with ordinal `day`."""
        for candidate in self.entries.get(key, ()):
            if (candidate.start is None or candidate.start.toordinal() <= day) and (
                candidate.end is None or day <= candidate.end.toordinal()
            ):
                return candidate
        return None


@dataclass(frozen=True, slots=True)
class Lawbook:
    """One jurisdiction's law, with any overlays laid on.

    Attributes:
        id: As given, overlays joined with `+`.
        hash: SHA-256 over all files, hex.
        folders: The base folder, then overlays.
        maps: Parsed map files by id; `intake` reads them.
    """

    id: str
    title: Text
    hash: str
    zone: Zone
    counting: Counting
    calendar: Calendar
    folders: tuple[Path, ...]
    sources: Mapping[str, Source]
    procedures: Mapping[str, Procedure]
    norms: Mapping[str, Norm]
    labels: Mapping[str, Label]
    benchmarks: Mapping[str, Benchmark]
    registers: Mapping[str, Register]
    maps: Mapping[str, Mapping[str, Any]]
    handler_roles: tuple[str, ...] = ("handler",)

    def step(self, qualified: str) -> Step:
        """The step named `procedure.step`."""
        procedure, _, step = qualified.partition(".")
        return self.procedures[procedure].steps[step]

    def norm(self, norm_id: str) -> Norm | None:
        """A norm by its id, or by an id it used to have."""
        if norm_id in self.norms:
            return self.norms[norm_id]
        return next((norm for norm in self.norms.values() if norm_id in norm.was), None)
