"""Commitments of yearly reports and the report's own duty, as the office has them now, with what was recorded today."""

from __future__ import annotations

from fajing.app.commitments import BY_OWNER, PROCEDURE, Commitment, commitments
from fajing.app.office_record import event_of_body
from fajing.app.report_cycle import Cycle, cycles
from fajing.app.report_deadline import followed_norms
from fajing.core.events import Event
from fajing.core.moments import Moment
from fajing.findings.people import Role
from fajing.web import judged
from fajing.web.access.rules import OVERSIGHT
from fajing.web.clock import zone
from fajing.web.law import lawbook
from fajing.web.records.models import MatterRow, PendingStep


def recorded(procedure: str) -> list[Event]:
    """Steps of a procedure recorded since the last check; the latest of each id."""
    rows = PendingStep.objects.filter(body__procedure=procedure).order_by("entry")
    return list({str(row.body["id"]): event_of_body(row.body, zone()) for row in rows}.values())


def standing(as_of: Moment | None = None, year: int | None = None) -> list[Commitment]:
    """The commitments as they were known at a moment, by default now."""
    return commitments(judged.office_files(), as_of or judged.as_of(), recorded(PROCEDURE), year=year)


def yearly() -> list[Cycle]:
    """The yearly duties of the body, the latest year first."""
    kinds = {norm.procedure for norm in followed_norms(lawbook())}
    pending = [event for kind in sorted(kinds) for event in recorded(kind)]
    return cycles(judged.office_files(), judged.as_of(), pending)


def place_with_owners() -> None:
    """The unit that owns a commitment now is the one that opens and records it."""
    for one in standing():
        MatterRow.objects.filter(matter=one.matter).exclude(unit=one.owner).update(unit=one.owner)


def is_refused(procedure: str, step: str, role: Role) -> bool:
    """Whether a step is not for the unit itself to record: nobody verifies or drops his own."""
    return procedure == PROCEDURE and role not in OVERSIGHT and step not in BY_OWNER
