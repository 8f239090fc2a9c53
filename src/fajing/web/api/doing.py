"""Operations that do what a page's button does: remind, raise a finding by hand, hand findings over, undo an import."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Schema
from ninja.errors import HttpError

from fajing.web import reach
from fajing.web.api.operations import api, user_of
from fajing.web.api.shared import nothing, plain, user_for
from fajing.web.api.sources import import_row
from fajing.web.documents import making
from fajing.web.pages.finding_actions import hand_over_all, raise_checked
from fajing.web.pages.findings import SOURCES
from fajing.web.pages.imports import undo_or_restore, withdraw_file
from fajing.web.pages.today import remind_of
from fajing.web.records.journal import shows

_REASON, _NOTE = 300, 2_000


class ByHandIn(Schema):
    """What a person saw, in which matter, which norm it breaks, and where it was seen."""

    matter: str
    norm: str
    note: str
    source: str = ""


class HandOverIn(Schema):
    """From which officer to which, and why."""

    giver: str
    to: str
    note: str = ""


class UndoIn(Schema):
    """Why; with `restore` an import that was undone stands again."""

    reason: str = ""
    restore: bool = False


@api.post("/duties/{int:duty}/reminders", operation_id="remind")
def remind(request: HttpRequest, duty: int) -> dict[str, Any]:
    """Reminds the officer of a duty that runs out; an entry says so."""
    if not 0 < duty < 2**63:
        user_of(request, "remind")
        raise nothing()
    user = user_for(request, "remind", duty=duty)
    row = reach.duties(user).filter(pk=duty).first()
    if row is None:
        raise nothing()
    shows(user, "api remind", [row.matter])
    return {"entry": remind_of(user, row), "to": row.handler, "matter": row.matter, "norm": row.norm}


@api.post("/findings", operation_id="finding_new")
def finding_new(request: HttpRequest, body: ByHandIn) -> dict[str, Any]:
    """Raises a finding by hand: from a file appraisal, a complaint, an inspection."""
    user = user_of(request, "finding_new")
    if body.source and body.source not in SOURCES:
        raise HttpError(422, f"没有这种来源 (no such source): {', '.join(SOURCES)}")
    source = body.source or next(iter(SOURCES))
    typed = {
        "matter": plain(body.matter).strip(), "norm": plain(body.norm).strip(),
        "note": plain(body.note).strip()[:_NOTE], "source": source,
    }  # fmt: skip
    return {"number": raise_checked(user, typed), "matter": typed["matter"], "norm": typed["norm"]}


@api.post("/hand-overs", operation_id="hand_over")
def hand_over(request: HttpRequest, body: HandOverIn) -> dict[str, Any]:
    """Gives all that waits for an officer who is away to another; one entry for each."""
    user = user_of(request, "hand_over")
    to = plain(body.to).strip()
    count = hand_over_all(user, plain(body.giver).strip(), to, plain(body.note).strip())
    return {"findings": count, "to": to}


@api.post("/imports/{token}/undo", operation_id="import_undo")
def import_undo(request: HttpRequest, token: str, body: UndoIn) -> dict[str, Any]:
    """Undoes an import by an entry, or takes that back; nothing is deleted, and a check begins."""
    user = user_of(request, "import_undo")
    row = import_row(token)
    if row.state != ("withdrawn" if body.restore else "done"):
        raise HttpError(409, f"现在做不了这一步 (not possible in this state): {row.state}")
    entry = undo_or_restore(row, user, plain(body.reason).strip()[:_REASON])
    return {"token": row.token, "state": row.state, "entry": entry}


@api.post("/imports/{token}/cancel", operation_id="import_cancel")
def import_cancel(request: HttpRequest, token: str) -> dict[str, Any]:
    """Throws away a file that was never imported; nothing of it was written."""
    user_of(request, "import_cancel")
    row = import_row(token)
    if row.state != "open":
        raise HttpError(409, f"现在做不了这一步 (not possible in this state): {row.state}")
    withdraw_file(row)
    return {"token": row.token, "state": row.state}


@api.post("/documents/slips", operation_id="slips")
def slips(request: HttpRequest) -> dict[str, int]:
    """Pushes what is new within reach, one slip for each unit."""
    made, findings = making.push(user_of(request, "slips"))
    return {"slips": made, "findings": findings}
