"""Matters of a yearly report: its commitments opened, and the steps of its own deadline entered.

In: what a signed report promises, or a step that was done. Out: matters and steps in the ledger. Pages and the acts on
a report both come here.
"""

from __future__ import annotations

from fajing.app.commitments import enter as open_commitments
from fajing.app.office_record import Typed, event_of
from fajing.app.report_cycle import SIGNED_STEP, Cycle
from fajing.publish.model import Promise
from fajing.web import judged, promised
from fajing.web.acting import alone
from fajing.web.clock import instant, zone
from fajing.web.law import lawbook
from fajing.web.people.models import User
from fajing.web.people.units import root
from fajing.web.records import follower
from fajing.web.steps import enter_step
from fajing.web.words import pick


@alone()
def enter_all(promises: list[Promise], year: int, user: User) -> list[str]:
    """Opens a matter for each promise of a year that none holds yet."""
    named = [one if one.owner else Promise(one.kind, one.text, root().name, one.due) for one in promises]
    made = open_commitments(follower.book(), judged.office_files(), named, year, by=user.number, at=instant())
    follower.follow()
    return made


def record_signing(user: User, year: int) -> None:
    """Says in the matter of a year that its report was signed, where there is one."""
    for cycle in promised.yearly():
        if cycle.year == year:
            record(user, cycle, SIGNED_STEP, "")


def record(user: User, cycle: Cycle, step: str, day: str) -> str:
    """Enters a step of such a matter; what is wrong with it, or nothing."""
    spec = lawbook().procedures[cycle.matter.procedure].steps[step]
    now = zone().civil(instant())
    typed = Typed(day or f"{now:%Y-%m-%d %H:%M:%S}", [(user.number, "")])
    unit = cycle.matter.unit or ""
    event, wrong = event_of(typed, spec, cycle.matter, unit, instant(), zone())
    if event is None:
        return "；".join(pick(one.zh, one.en) for one in wrong)
    if event.at.day > now.date().toordinal():
        return pick("日子还没有到。", "That day is still to come.")
    enter_step(user, event)
    return ""
