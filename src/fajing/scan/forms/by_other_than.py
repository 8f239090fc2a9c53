"""`by_other_than`: separation of duties: no officer of the trigger acted at the other step, or as handler."""

from __future__ import annotations

from fajing.core.events import Acting, Event
from fajing.scan.context import Context
from fajing.scan.duty import Outcome, Reason, Verdict
from fajing.scan.file_view import is_earlier
from fajing.scan.forms._verdicts import missed, undecidable


def judge(context: Context) -> Verdict:
    """Judges the duty at its trigger, against what stands earlier in the file."""
    if not context.trigger.officers:
        return undecidable(["officers"])
    own = {officer.id for officer in context.trigger.officers}
    others = (
        _handling(context)
        if context.spec.any_handler
        else [(event, list(event.officers)) for event in context.preceding(context.spec.targets.steps)]
    )
    for event, officers in others:
        if own & {officer.id for officer in officers}:
            return missed(Reason.SAME_PERSON, facts=[event])
    if not others and not context.spec.any_handler and (uncarried := context.uncarried(context.spec.targets)):
        return undecidable(uncarried)
    if any(not officers for _, officers in others):
        return undecidable(["officers"], [event for event, officers in others if not officers])
    return Verdict(Outcome.MET, facts=tuple(event for event, _ in others))


def _handling(context: Context) -> list[tuple[Event, list[Acting]]]:
    """Earlier events of the file with those of their officers who handled the case."""
    found = []
    for event in context.view.events:
        if event is context.trigger or not is_earlier(event, context.trigger) or not event.officers:
            continue
        handlers = [officer for officer in event.officers if _handles(context, event, officer)]
        if handlers:
            found.append((event, handlers))
    return found


def _handles(context: Context, event: Event, officer: Acting) -> bool:
    """Whether an officer acted as a handler: by the role on the event, else by who may record the step."""
    handler_roles = context.lawbook.handler_roles
    if officer.role is not None:
        return officer.role in handler_roles
    roles = context.lawbook.step(event.qualified_step).roles
    return not roles or any(role in handler_roles for role in roles)
