"""The report's own deadline on 年度报告: what is owed of each year, and recording that it is done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fajing.app.report_cycle import Cycle
from fajing.app.report_deadline import closing_steps
from fajing.scan.duty import Duty
from fajing.web import judged, promised, reach, report_matters, shown
from fajing.web.access.rules import CASES
from fajing.web.acting import alone
from fajing.web.law import lawbook
from fajing.web.people.models import User
from fajing.web.words import language, pick


def rows(user: User) -> list[dict[str, Any]]:
    """A row for each duty of each year, with the step by which it is met."""
    found = []
    for cycle in promised.yearly():
        for duty in cycle.duties:
            step = next((one for one in closing_steps(lawbook()) if one in _named(duty)), "")
            due, late = duty.verdict.due, duty.verdict.lateness
            found.append(
                {
                    "year": cycle.year,
                    "matter": cycle.matter.id,
                    "may_open": user.kind in CASES,
                    "title": duty.norm.title.in_language(language()),
                    "due": judged.speaker().due(due) if due is not None else "—",
                    "css": duty.outcome.value,
                    "sign": shown.sign(duty.outcome.value),
                    "verdict": shown.verdict(
                        duty.outcome.value, duty.verdict.reason.value if duty.verdict.reason else "",
                        late.seconds if late else None, late.days if late else None,
                    ),
                    "step": step,
                    "step_title": _title(cycle, step),
                    "done": any(event.step == step for event in cycle.matter.events),
                }
            )  # fmt: skip
    return found


def _named(duty: Duty) -> set[str]:
    """The steps by which a duty is met."""
    return {target.step.rpartition(".")[2] for one in duty.norm.versions for target in one.duty.targets.steps}


def _title(cycle: Cycle, step: str) -> str:
    steps = lawbook().procedures[cycle.matter.procedure].steps
    return steps[step].title.in_language(language()) if step in steps else step


@require_POST
def report_cycle(request: HttpRequest, year: int) -> HttpResponse:
    """Records that the report of a year was submitted or published."""
    user, step = reach.user_of(request), request.POST.get("step", "")
    cycle = next((one for one in promised.yearly() if one.year == year), None)
    if cycle is None or step not in closing_steps(lawbook()):
        raise Http404
    told = enter(user, cycle, step, request.POST.get("day", "").strip())
    if told:
        messages.error(request, told)
    else:
        messages.success(request, f"{cycle.matter.id} {_title(cycle, step)}")
    return redirect("reports")


@alone()
def enter(user: User, cycle: Cycle, step: str, day: str) -> str:
    """Enters a step by which a year's duty is met; what is wrong with it, or nothing."""
    if step not in closing_steps(lawbook()):
        return pick("没有这个环节。", "No such step.")
    cycle = next((one for one in promised.yearly() if one.year == cycle.year), cycle)
    if any(event.step == step for event in cycle.matter.events):
        return pick("已经记过了。", "It is recorded already.")
    return report_matters.record(user, cycle, step, day)
