"""Counts of duties by norm, outcome and reason: what summary.json says.

In: duties one by one. Out: plain numbers, the same for any order of the duties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from fajing.core.events import Log
from fajing.core.moments import Moment, Precision, Zone
from fajing.lawbook.model import Lawbook, Norm, Severity, Status
from fajing.scan.duty import Duty, Outcome, Reason
from fajing.scan.files import group_into_files

SCHEMA = 1
_UNDECIDABLE = Outcome.UNDECIDABLE


def iso(moment: Moment | None, zone: Zone) -> str | None:
    """A moment as ISO civil time, as precisely as it is known: `2026-03-02`, `2026-03-02T09:00`."""
    return None if moment is None else _iso(moment.instant, moment.precision, zone.name)


@lru_cache(maxsize=1 << 15)
def _iso(instant: int, precision: Precision, zone_name: str) -> str:
    """Written once for all duties of a moment: an event triggers many."""
    civil = Zone.of(zone_name).civil(instant)
    if precision is Precision.DAY:
        return civil.date().isoformat()
    return civil.isoformat(timespec="minutes" if precision is Precision.MINUTE else "seconds")


def norms_in_force(lawbook: Lawbook) -> list[Norm]:
    """The norms a check judges, by id."""
    return sorted(
        (norm for norm in lawbook.norms.values() if norm.status is Status.IN_FORCE), key=lambda norm: norm.id
    )


def count_files(log: Log, lawbook: Lawbook, as_of: Moment | None) -> int:
    """Number of files (案卷), as linked at `as_of`."""
    return sum(1 for _ in group_into_files(log, lawbook, as_of)) if as_of is not None else len(log.matters)


@dataclass(slots=True)
class NormCount:
    """Duties of one norm."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    missing: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: int = 0
    provisional: Counter[Outcome] = field(default_factory=Counter)

    @property
    def broken(self) -> int:
        """Late and missed."""
        return self.outcomes[Outcome.LATE] + self.outcomes[Outcome.MISSED]

    @property
    def duties(self) -> int:
        """All duties."""
        return sum(self.outcomes.values())

    def as_json(self) -> dict[str, Any]:
        """The norm's part of summary.json."""
        counts: dict[str, Any] = {outcome.value: self.outcomes[outcome] for outcome in Outcome}
        return {**counts, "broken": self.broken, "reasons": dict(self.reasons)}


class Tally:
    """Counts by norm; every norm in force is there, with zeros where it raised no duty.

    Args:
        norms: Norms to be listed whether or not they raise a duty.
    """

    def __init__(self, norms: list[Norm]) -> None:
        self.norms = {norm.id: norm for norm in norms}
        self.counts = {norm.id: NormCount() for norm in norms}

    def add(self, duty: Duty) -> None:
        """Counts one duty."""
        count = self.counts.get(duty.norm.id)
        if count is None:
            self.norms[duty.norm.id] = duty.norm
            count = self.counts[duty.norm.id] = NormCount()
        verdict = duty.verdict
        outcome = verdict.outcome
        count.outcomes[outcome] += 1
        if outcome.is_broken:
            count.findings += duty.is_finding
            if duty.is_provisional and duty.norm.is_finding:
                count.provisional[outcome] += 1
        if verdict.reason is not None:
            count.reasons[str(verdict.reason)] += 1
        if outcome is _UNDECIDABLE:
            step = duty.trigger.qualified_step
            for fact in set(verdict.missing):
                count.missing[fact, step] += 1

    def add_counts(self, norm_id: str, counts: Any) -> None:
        """Counts duties of a norm by outcome, reason + 1 and whether the due moment is provisional."""
        count, is_finding = self.counts[norm_id], self.norms[norm_id].is_finding
        for outcome, by_reason in zip(Outcome, counts.tolist(), strict=True):
            held = sum(provisional for _, provisional in by_reason)
            number = sum(settled for settled, _ in by_reason) + held
            if number:
                count.outcomes[outcome] += number
            if outcome.is_broken and is_finding:
                count.findings += number - held
                if held:
                    count.provisional[outcome] += held
            for reason, pair in zip(Reason, by_reason[1:], strict=True):
                if any(pair):
                    count.reasons[reason.value] += sum(pair)

    def add_missing(self, missing: Mapping[tuple[str, str, str], int]) -> None:
        """Counts facts that were missing, by norm, fact and step."""
        for (norm_id, fact, step), number in missing.items():
            self.counts[norm_id].missing[fact, step] += number

    def total(self, *, of_body: bool | None = None) -> Counter[Outcome]:
        """Outcomes over all norms; with `of_body` only those whose breach is (or is not) a finding."""
        total: Counter[Outcome] = Counter()
        for norm_id, count in self.counts.items():
            if of_body is None or self.norms[norm_id].is_finding is of_body:
                total.update(count.outcomes)
        return total

    def findings_from(self, severity: Severity) -> int:
        """Number of findings of norms at or above a severity."""
        grades = list(Severity)
        return sum(
            count.findings
            for norm_id, count in self.counts.items()
            if grades.index(self.norms[norm_id].severity) >= grades.index(severity)
        )

    def as_json(self) -> dict[str, Any]:
        """The `norms` of summary.json."""
        return {norm_id: count.as_json() for norm_id, count in self.counts.items()}


@dataclass(frozen=True, slots=True)
class Judged:
    """What was judged, in numbers.

    Attributes:
        files: Files (案卷), as linked at the as-of moment.
        matters: Matters.
        events: Events.
        rejected: Rows refused.
        tied: Matters in which two events have the same time; None where it was not counted.
    """

    files: int = 0
    matters: int = 0
    events: int = 0
    rejected: int = 0
    tied: int | None = None


def judged_of(log: Log, lawbook: Lawbook, as_of: Moment | None) -> Judged:
    """The numbers of a log."""
    files = count_files(log, lawbook, as_of)
    return Judged(files, len(log.matters), log.event_count(), log.rejected, log.matters_with_tied_times())


def summary(tally: Tally, lawbook: Lawbook, judged: Judged, as_of: Moment | None) -> dict[str, Any]:
    """The whole of summary.json."""
    return {
        "schema": SCHEMA,
        "lawbook": {"id": lawbook.id, "hash": lawbook.hash},
        "log": {
            "files": judged.files,
            "matters": judged.matters,
            "events": judged.events,
            "rejected": judged.rejected,
        },
        "as_of": iso(as_of, lawbook.zone),
        "norms": tally.as_json(),
    }
