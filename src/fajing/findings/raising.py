"""What a check means for the findings: which are new, which say otherwise now, which are gone.

In: the broken duties of a check, the findings that stand, the day from which breaches become findings. Out: acts to be
written, in a fixed order. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from fajing.findings.acts import SYSTEM, Act, Kind
from fajing.findings.state import Finding, How

STATED = ("outcome", "reason", "due", "whole_day", "done_at", "late_seconds", "late_days", "unit", "label")
"""What is stated anew when it changes."""

Duty = Mapping[str, Any]
"""A broken duty: a row of duties.parquet, with `officers` of its trigger beside it."""


def plan(
    broken: Iterable[Duty],
    standing: Mapping[str, Finding],
    *,
    at: int,
    year: int,
    start: str = "",
    when: Callable[[Duty], int] | None = None,
    why: Callable[[Finding], Mapping[str, Any]] | None = None,
) -> Iterator[Act]:
    """Acts that bring the findings in line with a check.

    Args:
        broken: Broken duties that are findings.
        standing: The findings there are, by number.
        at: When the check was made.
        year: In which new findings are numbered.
        start: ISO day before which a breach is stock, not a finding.
        when: Tells when a new finding was raised, where that is not `at`.
        why: Tells why one is broken no longer, and by which entry.
    """
    by_key = {finding.key: finding for finding in standing.values()}
    seen: set[str] = set()
    serial = next_serial(standing, year)
    for duty in sorted(broken, key=_order):
        seen.add(duty["key"])
        known = by_key.get(duty["key"])
        if known is None:
            if breached_on(duty) >= start:
                raised = when(duty) if when is not None else at
                yield Act(Kind.RAISED, f"{year}-{serial:04d}", raised, SYSTEM, values=facts_of(duty))
                serial += 1
        elif known.is_open:
            changed = {name: duty.get(name) for name in STATED if duty.get(name) != known.facts.get(name)}
            if changed:
                yield Act(Kind.RESTATED, known.number, at, SYSTEM, values=changed)
        elif known.how is How.GONE:
            yield Act(Kind.REOPENED, known.number, at, SYSTEM, "again", {"facts": facts_of(duty)})
    for finding in standing.values():
        if finding.is_open and finding.key not in seen and not finding.facts.get("by_hand"):
            told = why(finding) if why is not None else {"reason": "gone"}
            yield Act(Kind.CLOSED, finding.number, at, SYSTEM, values=told)


def next_serial(standing: Mapping[str, Finding], year: int) -> int:
    """The next free number of a year."""
    used = [int(number.split("-")[1]) for number in standing if number.startswith(f"{year}-")]
    return max(used, default=0) + 1


def breached_on(duty: Duty) -> str:
    """The ISO day of a breach: when it was due, else when its trigger happened."""
    return str(duty.get("due") or duty.get("trigger_at") or "")[:10]


def facts_of(duty: Duty) -> dict[str, Any]:
    """What is stated when a finding is raised."""
    names = (
        "key", "norm", "version_from", "severity", "file", "matter", "procedure", "object", "period",
        "trigger_step", "trigger_at", "officers", "handler", *STATED,
    )  # fmt: skip
    return {name: duty[name] for name in names if duty.get(name) is not None}


def _order(duty: Duty) -> tuple[str, str]:
    return (breached_on(duty), str(duty["key"]))
