"""`value`: a condition that must hold at the trigger: a limit, a benchmark range."""

from __future__ import annotations

from fajing.scan.context import Context
from fajing.scan.duty import Outcome, Reason, Verdict
from fajing.scan.forms._verdicts import missed, undecidable


def judge(context: Context) -> Verdict:
    """Judges the duty at its trigger."""
    condition = context.spec.value
    assert condition is not None
    missing: list[str] = []
    answer = context.ask(condition, missing=missing)
    if answer is None:
        return undecidable(missing)
    return Verdict(Outcome.MET) if answer else missed(Reason.OUT_OF_RANGE)
