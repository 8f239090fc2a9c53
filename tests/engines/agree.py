"""Holds the automaton against the reference: every duty, every word of its verdict that does not explain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from fajing.core.events import Event, Log
from fajing.core.moments import Moment
from fajing.lawbook.model import Lawbook, Norm
from fajing.scan.automaton.log import judge_log as judge_by_automaton
from fajing.scan.duty import Duty
from fajing.scan.reference import judge_log


def told(duty: Duty) -> tuple[Any, ...]:
    """Everything of a duty but its working; missing facts as a set."""
    verdict = duty.verdict
    excused = verdict.excused_by
    return (
        duty.key,
        duty.version.start.isoformat() if duty.version else "",
        duty.file,
        duty.trigger.at.instant,
        verdict.outcome.value,
        verdict.reason.value if verdict.reason else "",
        verdict.due,
        verdict.done.id if verdict.done else "",
        verdict.lateness,
        tuple(sorted(set(verdict.missing))),
        verdict.paused_since,
        excused.id if isinstance(excused, Event) else excused,
        duty.unit,
        duty.period,
    )


def differences(
    log: Log, lawbook: Lawbook, norms: Iterable[Norm] | None = None, as_of: Moment | None = None
) -> tuple[list[tuple[Any, ...]], int]:
    """Duties on which the two engines differ, and how many there are in all."""
    chosen = list(norms) if norms is not None else None
    wanted = Counter(told(duty) for duty in judge_log(log, lawbook, norms=chosen, as_of=as_of))
    found = Counter(told(duty) for duty in judge_by_automaton(log, lawbook, norms=chosen, as_of=as_of))
    return [*(wanted - found).elements(), *(found - wanted).elements()], wanted.total()
