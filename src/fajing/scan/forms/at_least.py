"""`at_least`: no fewer than so many events, so large a sum, so long a time."""

from __future__ import annotations

from fajing.scan.context import Context
from fajing.scan.duty import Outcome, Reason, Verdict
from fajing.scan.forms._amounts import amount_of, bound_of, looking_ahead, looking_back, measure, targets_of
from fajing.scan.forms._verdicts import absent, missed, timed, undecidable


def judge(context: Context) -> Verdict:
    """Judges the duty: met as soon as the bound is reached, broken once nothing more can come."""
    bound = bound_of(context)
    if bound is None:
        return undecidable([str(amount_of(context).bound)])
    events, closed, found = (looking_back if amount_of(context).back else looking_ahead)(context)
    if found is not None and found.due is None and found.missing:
        return timed(undecidable(found.missing), found)
    total, missing = measure(context, events)
    if total >= bound:
        verdict = Verdict(Outcome.MET, done=events[-1] if events else None, facts=tuple(events))
    elif missing:
        verdict = undecidable(missing, events)
    elif closed:
        verdict = absent(context, targets_of(context), missed(Reason.TOO_FEW, facts=events))
    else:
        verdict = Verdict(Outcome.OPEN, facts=tuple(events))
    verdict.trace = [("amount", {"total": str(total), "bound": str(bound), "kind": amount_of(context).kind})]
    return timed(verdict, found) if found else verdict
