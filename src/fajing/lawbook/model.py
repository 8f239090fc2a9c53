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
from fajing.core.periods import Counting, Length
from fajing.lawbook.conditions import Expression
from fajing.lawbook.duty_spec import DutySpec, Period, Target


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
    names: Mapping[str, Text] = field(default_factory=dict)  # of codes, as they are printed


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
    seen_by: str = ""  # "body": only who oversees the whole body sees its matters, no unit does


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

    @property
    def rests_on(self) -> set[str]:
        """Ids of the norms whose duties it asks for: that trigger it by running out, or from whose end it counts."""
        found = {version.duty.expired for version in self.versions}
        found |= {version.duty.by.due_of for version in self.versions if version.duty.by is not None}
        return {one for one in found if one is not None}


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
        roles: What roles are called.
        register_titles: What registers are called, also those that only an overlay has.
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
    indicator_groups: Mapping[str, Text] = field(default_factory=dict)
    roles: Mapping[str, Text] = field(default_factory=dict)
    register_titles: Mapping[str, Text] = field(default_factory=dict)

    def step(self, qualified: str) -> Step:
        """The step named `procedure.step`."""
        procedure, _, step = qualified.partition(".")
        return self.procedures[procedure].steps[step]

    def sealed(self) -> frozenset[str]:
        """Procedures that no unit sees, and the norms of them."""
        kinds = {one.id for one in self.procedures.values() if one.seen_by}
        return frozenset(kinds | {one.id for one in self.norms.values() if one.procedure in kinds})

    def norm(self, norm_id: str) -> Norm | None:
        """A norm by its id, or by an id it used to have."""
        if norm_id in self.norms:
            return self.norms[norm_id]
        return next((norm for norm in self.norms.values() if norm_id in norm.was), None)
