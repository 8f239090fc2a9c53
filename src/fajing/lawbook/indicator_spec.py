"""Indicators as typed values: what is counted, over which base, and what it needs of the records.

The meaning of each key stands in docs/indicators.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from fajing.lawbook.conditions import Expression
from fajing.lawbook.model import Citation, Place, Text

OF_DUTIES = (
    "norm", "label", "group", "outcome", "reason", "severity", "bearer", "procedure", "is_finding", "is_provisional",
    "has_benchmark",
)  # fmt: skip
"""What `duty.x` may name."""
OF_FINDINGS = (
    "norm", "label", "group", "severity", "state", "how", "is_open", "answered_in_time", "verified_by_another",
    "times_reopened", "reminded",
)  # fmt: skip
"""What `finding.x` may name."""
ACTS = ("raised", "pushed", "acknowledged", "rectified", "contested", "upheld", "dismissed", "verified",
        "returned", "closed", "reopened", "reminded")  # fmt: skip
"""Acts on a finding by whose day it may be counted."""
OPEN = "open"
"""In place of an act: findings that are open at the end of the period."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted, as one `count:` says it.

    Attributes:
        kind: `events`, `matters`, `duties` or `findings`.
        home: Procedure of steps named alone in its conditions.
        of: Qualified steps, procedures, or acts on findings; of duties nothing.
        where: Condition, or None.
        each: What counts one: `event`, `object`, `matter`, `file`, `object_in_file`.
        until: Steps that end what is counted, which makes it what stands at the end of the period; None for a flow.
        needs_all: Whether the records must carry every step of `of`, or one of them.
    """

    kind: str
    home: str
    of: tuple[str, ...] = ()
    where: Expression | None = None
    each: str = "event"
    until: tuple[str, ...] | None = None
    needs_all: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole."""

    title: Text
    where: Expression


@dataclass(frozen=True, slots=True)
class Leg:
    """The step at which a stretch of time begins or ends."""

    step: str
    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class Median:
    """The median of the time between two steps of a matter."""

    begin: Leg
    end: Leg
    each: str = "matter"


@dataclass(frozen=True, slots=True)
class PriorValue:
    """A figure of an earlier year that was taken from elsewhere."""

    year: int
    value: int | Decimal
    source: Text
    unit: str | None = None
    comparable: bool = False


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a report says as one figure.

    Attributes:
        form: `count`, `sum`, `share` or `median`.
        counted: What is counted or summed, of a share its part.
        whole: The whole of a share.
        field: What is summed.
        is_money: Whether that is money, kept in fen and told in yuan.
        parts: Parts of the whole; what falls into none is `rest`.
        may_show_small: Whether cells under ten may be printed for outside readers.
    """

    id: str
    title: Text
    group: str
    form: str
    unit: Text
    base: Text
    better: str = "none"
    may_show_small: bool = True
    counted: Counted | None = None
    whole: Counted | None = None
    field: str = ""
    is_money: bool = False
    parts: tuple[Part, ...] = ()
    rest: Text | None = None
    median: Median | None = None
    formula: Text | None = None
    priors: tuple[PriorValue, ...] = ()
    was: tuple[str, ...] = ()
    why: Text | None = None
    examples: tuple[Mapping[str, Any], ...] = ()
    place: Place | None = None

    def terms(self) -> Iterator[Counted]:
        """Everything that is counted for it."""
        yield from (one for one in (self.counted, self.whole) if one is not None)


@dataclass(frozen=True, slots=True)
class RangeVersion:
    """A range from one day to another (both included)."""

    start: date
    end: date | None
    low: int
    high: int
    cites: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """The range that law or a benchmark of discretion (裁量基准) sets for one circumstance.

    Attributes:
        id: Its id; of several in one file that of the file with a number.
        title: What it is about.
        step: Of decisions it is asked of.
        field: The number it bounds.
        where: Of which decisions.
        versions: Its ends by day.
        is_law: Whether a statute sets it, so that nothing lies above it lawfully.
        also_dated: A field whose day must lie in a version too, where it is known: what was done before the law
            changed is not held against the new ends.
    """

    id: str
    title: Text
    step: str
    field: str
    where: Expression | None
    versions: tuple[RangeVersion, ...]
    is_law: bool = False
    also_dated: str | None = None


@dataclass(frozen=True, slots=True)
class IndicatorBook:
    """The indicators of a lawbook, with its ranges of discretion."""

    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)

    def indicator(self, name: str) -> Indicator | None:
        """An indicator by its id, or by an id it used to have."""
        if name in self.indicators:
            return self.indicators[name]
        return next((one for one in self.indicators.values() if name in one.was), None)
