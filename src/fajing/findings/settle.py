"""Daily clear, weekly settle, monthly circular: what of the findings is said in each.

In: findings, folded or as a table holds them, and a span of time. Out: counts by unit, norm and state. Nothing is
ranked; units stand in the order in which they are given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Protocol

from fajing.core.moments import Zone
from fajing.findings.acts import Kind
from fajing.findings.state import Finding, How, State


@dataclass(slots=True)
class UnitSum:
    """A unit over a span.

    Attributes:
        raised: New findings.
        pushed: Put to the unit.
        verified: Closed by verification.
        upheld: Closed because an objection was right.
        gone: Closed because a correction removed the breach.
        open: Open at the end, whenever they began.
        overdue: Of those, unanswered past their term.
        labels: New findings by label.
    """

    raised: int = 0
    pushed: int = 0
    verified: int = 0
    upheld: int = 0
    gone: int = 0
    open: int = 0
    overdue: int = 0
    labels: Counter[str] = field(default_factory=Counter)

    @property
    def closed(self) -> int:
        """Closed in whatever way."""
        return self.verified + self.upheld + self.gone


@dataclass(frozen=True, slots=True)
class Day:
    """One civil day."""

    ordinal: int
    raised: int
    verified: int
    open: int


class Standing(Protocol):
    """What is asked of a finding: of `Finding`, or of a row that holds the same under the same names."""

    @property
    def unit(self) -> str:
        """The unit it is put to."""

    @property
    def label(self) -> str:
        """The label of its norm; empty without one."""

    @property
    def state(self) -> str:
        """Where it is now."""

    @property
    def how(self) -> str | None:
        """How it was closed."""

    @property
    def raised_at(self) -> int:
        """When it was raised."""

    @property
    def pushed_at(self) -> int | None:
        """When it was last put to the unit."""

    @property
    def reply_due(self) -> int | None:
        """Until when the unit is to answer."""

    @property
    def replied_at(self) -> int | None:
        """When the last answer was given."""

    @property
    def closed_at(self) -> int | None:
        """When it was closed."""


def by_unit(findings: Iterable[Standing], begin: int, end: int, units: Sequence[str]) -> dict[str, UnitSum]:
    """Sums of a span [begin, end) for each unit, in the order given; others follow."""
    found = {unit: UnitSum() for unit in units}
    for finding in findings:
        own = found.setdefault(finding.unit, UnitSum())
        if begin <= finding.raised_at < end:
            own.raised += 1
            own.labels[finding.label] += 1
        own.pushed += finding.pushed_at is not None and begin <= finding.pushed_at < end
        if finding.closed_at is not None and begin <= finding.closed_at < end:
            own.verified += finding.how == How.VERIFIED
            own.upheld += finding.how == How.UPHELD
            own.gone += finding.how == How.GONE
        if is_open_at(finding, end):
            own.open += 1
            own.overdue += is_overdue(finding, end)
    return found


def total(sums: Iterable[UnitSum]) -> UnitSum:
    """The sum of all units."""
    found = UnitSum()
    for one in sums:
        for each in fields(UnitSum):
            setattr(found, each.name, getattr(found, each.name) + getattr(one, each.name))
    return found


def is_open_at(finding: Standing, moment: int) -> bool:
    """Whether it had been raised by then and was not closed; one reopened since counts as open ever since."""
    return finding.raised_at < moment and (finding.closed_at is None or finding.closed_at >= moment)


def is_overdue(finding: Standing, moment: int) -> bool:
    """Whether at a moment at which it was open the unit's answer was past its term.

    One that waits now has not been answered, whatever was said before it was sent back.
    """
    if finding.reply_due is None or finding.reply_due > moment:
        return False
    return finding.state == State.WAITING or (finding.replied_at is not None and finding.replied_at >= moment)


def days(findings: Sequence[Finding], last: int, count: int, zone: Zone) -> list[Day]:
    """The last days up to a civil day, with what was new, verified, and open at the end of each.

    Args:
        findings: All findings.
        last: Ordinal of the last day.
        count: How many days.
        zone: Civil time.
    """
    raised: Counter[int] = Counter(zone.civil(one.raised_at).toordinal() for one in findings)
    verified: Counter[int] = Counter()
    closed: Counter[int] = Counter()
    for one in findings:
        if one.closed_at is not None:
            day = zone.civil(one.closed_at).toordinal()
            closed[day] += 1
            verified[day] += one.how is How.VERIFIED
    rows, first = [], last - count + 1
    standing = sum(number for day, number in raised.items() if day < first)
    standing -= sum(number for day, number in closed.items() if day < first)
    for day in range(first, last + 1):
        standing += raised[day] - closed[day]
        rows.append(Day(day, raised[day], verified[day], standing))
    return rows


@dataclass(frozen=True, slots=True)
class Precision:
    """How often objections to a norm were right."""

    norm: str
    pushed: int
    upheld: int

    @property
    def share(self) -> float:
        """The share of pushed findings that stood."""
        return 1 - self.upheld / self.pushed


def precision(findings: Iterable[Finding]) -> list[Precision]:
    """Of each norm that was ever objected to with success, most often first."""
    pushed: Counter[str] = Counter()
    upheld: Counter[str] = Counter()
    for one in findings:
        norm = str(one.facts.get("norm", ""))
        pushed[norm] += any(act.kind is Kind.PUSHED for act in one.acts)
        upheld[norm] += one.how is How.UPHELD
    found = [Precision(norm, pushed[norm], count) for norm, count in upheld.items() if count and pushed[norm]]
    return sorted(found, key=lambda one: (-one.upheld, one.norm))
