"""What excusing steps make of a duty that is not met: excused, or revived and judged anew.

In: a duty's context and its verdict. Out: one verdict for each excuse that stands in time; `reference` takes the best.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fajing.core.events import Event
from fajing.lawbook.duty_spec import Form
from fajing.scan.context import Context
from fajing.scan.due import deadline
from fajing.scan.duty import Outcome, Verdict
from fajing.scan.file_view import is_earlier
from fajing.scan.forms import judge_of


def excused(context: Context, verdict: Verdict) -> Iterator[Verdict]:
    """What each excusing step makes of a duty that is not met."""
    spec = context.spec
    for excuse in spec.excuse:
        for event in context.matching(excuse.on, serving=True):
            if not _is_at_or_after(context.trigger, event) or not _in_time(context, event, verdict):
                continue
            later = context.following(excuse.until, serving=True)
            revival = next((other for other in later if is_earlier(event, other)), None)
            if revival is None or _needs_no_revival(verdict, revival, spec.form):
                yield replace(verdict, outcome=Outcome.EXCUSED, reason=None, excused_by=event)
            elif spec.form is Form.DO:
                revived = judge_of(Form.DO)(context, revived_at=revival, within=excuse.then)  # type: ignore[call-arg]
                revived.facts = (event, revival, *revived.facts)
                yield revived


def _is_at_or_after(trigger: Event, event: Event) -> bool:
    return is_earlier(trigger, event) or event.at.instant == trigger.at.instant


def _needs_no_revival(verdict: Verdict, revival: Event, form: Form) -> bool:
    """Whether it was done while excused, or, of a periodic duty, the period was over before the revival."""
    if form is Form.DO:
        return verdict.done is not None and is_earlier(verdict.done, revival)
    return verdict.due is not None and verdict.due.day < revival.at.day


def _in_time(context: Context, event: Event, verdict: Verdict) -> bool:
    """Whether an excusing step stands before the duty was due, or whatever else closed it."""
    spec = context.spec
    found = deadline(context)
    due = verdict.due if spec.form is Form.EVERY else found.due if found is not None else None
    if due is not None:
        late = context.counter.is_late(event.at, due)
        if late is None:
            context.missing.append("time of day")
            late = not context.assume
        if late:
            return False
    closing = next(iter(context.following(spec.before)), None) if spec.before else None
    if found is None and spec.form is not Form.EVERY:
        closing = closing or context.end_of_matter()
    return closing is None or event is closing or is_earlier(event, closing)
