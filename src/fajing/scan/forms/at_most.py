"""`at_most`: no more than so many events, so large a sum, so long a time."""

from __future__ import annotations

from fajing.scan.context import Context
from fajing.scan.duty import Outcome, Reason, Verdict
from fajing.scan.forms._amounts import amount_of, bound_of, looking_ahead, looking_back, measure, targets_of
from fajing.scan.forms._verdicts import absent, missed, timed, undecidable


def judge(context: Context) -> Verdict:
    """Judges the duty: broken as soon as the bound is passed, met once nothing more can come."""
    bound = bound_of(context)
    if bound is None:
        return undecidable([str(amount_of(context).bound)])
    events, closed, found = (looking_back if amount_of(context).back else looking_ahead)(context)
    if found is not None and found.due is None and found.missing:
        return timed(undecidable(found.missing), found)
    total, missing = measure(context, events)
    if total > bound:
        verdict = missed(Reason.TOO_MANY, facts=events, done=events[-1])
    elif missing:
        verdict = undecidable(missing, events)
    elif closed:
        verdict = absent(context, targets_of(context), Verdict(Outcome.MET, facts=tuple(events)))
    else:
        verdict = Verdict(Outcome.OPEN, facts=tuple(events))
    verdict.trace = [("amount", {"total": str(total), "bound": str(bound), "kind": amount_of(context).kind})]
    return timed(verdict, found) if found else verdict
