"""Operations that write: a step, a file, a document. Each keeps the rule of its page and goes through its door."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import File, Schema, Status
from ninja.errors import HttpError
from ninja.files import UploadedFile

from fajing.app.office_import import propose
from fajing.app.office_record import Foreseen, Typed, body_of, event_of, foresee
from fajing.core.errors import FajingError
from fajing.web import importing, judged, reach
from fajing.web.api import (
    appraising,
    audits,
    checks,
    doing,
    matters,
    records,
    reporting,
    sources,
    tokens,
    weeks,
    wording,
)
from fajing.web.api.operations import api, user_of
from fajing.web.clock import instant, zone
from fajing.web.documents import making, papers
from fajing.web.law import lawbook
from fajing.web.log_lines import fixed_words
from fajing.web.people.models import User
from fajing.web.promised import is_refused
from fajing.web.records.journal import shows
from fajing.web.records.models import Document, ImportRow
from fajing.web.steps import enter_step, entry_of
from fajing.web.watching import KINDS, LARGEST, own_maps, safe_name

_LONG, _MANY = 2_000, 40


class OfficerIn(Schema):
    """Who acted, by number, and in which role."""

    number: str
    role: str = ""


class StepIn(Schema):
    """A step that was taken.

    With `check` nothing is written: the answer says what the step would break or start.
    """

    matter: str
    step: str
    at: str
    officers: list[OfficerIn]
    object: str = ""
    values: dict[str, str] = {}
    corrects: str = ""
    check: bool = False


class PaperIn(Schema):
    """A paper to one unit: `notice`, `opinion`, `decision` or `rectify`."""

    kind: str
    unit: str
    findings: list[str]
    demand: str
    due: str


class CircularIn(Schema):
    """The month of a circular."""

    year: int
    month: int


class PaperActIn(Schema):
    """What is done with a paper: `served`, `replied`, `returned`, `verified`."""

    kind: str
    note: str = ""
    to: str = ""


def _plain(text: str) -> str:
    """A text that every store takes."""
    return text.replace("\x00", "")[:_LONG]


@api.post("/steps", operation_id="record")
def record(request: HttpRequest, body: StepIn) -> dict[str, Any]:
    """Records a step of a matter of one's unit, or says what it would do."""
    user = user_of(request, "record")
    row = reach.matters(user).filter(matter=_plain(body.matter)).first()
    found = (
        judged.office_files().read(row.matter, judged.as_of(), judged.recorded(row.matter)) if row else None
    )
    one = next((one for one in found[1] if row and one.id == row.matter), None) if found else None
    if row is None or one is None:
        raise HttpError(404, "no such matter within reach")
    shows(user, "api record", [row.matter])
    step = lawbook().procedures[one.procedure].steps.get(body.step)
    if step is None or is_refused(one.procedure, body.step, user.kind):
        raise HttpError(422, "no such step of this kind of matter for you")
    old = next((event for event in one.events if event.id == body.corrects), None)
    if body.corrects and old is None:
        raise HttpError(422, "nothing there to correct")
    typed = Typed(
        _plain(body.at), [(_plain(who.number), who.role if who.role in step.roles else "") for who in body.officers],
        _plain(body.object).strip(), {name: _plain(value) for name, value in body.values.items()}, body.corrects,
    )  # fmt: skip
    unknown = sorted(set(typed.values) - set(step.fields))
    if unknown or len(body.officers) > _MANY:
        raise HttpError(
            422, f"not fields of this step: {', '.join(unknown)[:200]}" if unknown else "too many officers"
        )
    event, wrong = event_of(typed, step, one, user.unit.name if user.unit else "", instant(), zone())
    if event is None:
        raise HttpError(422, "; ".join(f"{fault.field}: {fault.en}" for fault in wrong))
    if body.check:
        told = foresee(judged.office_files(), row.matter, event, judged.as_of(), judged.recorded(row.matter))
        return {"entry": None, "step": body_of(event, zone()), "would": _would(told)}
    stands = entry_of(old) if old is not None else None
    entry = enter_step(user, event, old)
    return {"entry": entry, "step": body_of(event, zone()), "corrects": stands, "would": None}


def _would(told: Foreseen) -> dict[str, list[str]]:
    return {
        name: [duty.norm.id for duty in getattr(told, name)]
        for name in ("breached", "started", "settled", "undecidable")
    }


@api.post("/imports", operation_id="import", response={200: dict[str, Any], 202: dict[str, Any]})
def import_file(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """Takes in an export that a known map fits: 202, and where to ask; another waits for its columns on the page."""
    user, name = user_of(request, "import"), Path(_plain(str(file.name))).name
    if not name.lower().endswith(KINDS) or not 0 < (file.size or 0) <= LARGEST:
        raise HttpError(422, "not a kind of file that can be read, empty, or too large")
    token = secrets.token_hex(8)
    where = settings.OFFICE.folder / "incoming" / token
    where.mkdir(parents=True)
    path = where / (safe_name(name) or "export")
    with path.open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)
    row = ImportRow.objects.create(token=token, name=path.name, path=str(path), by=user.number, at=instant())
    try:
        proposal = propose(path, lawbook(), own_maps())
    except FajingError as error:
        row.state, row.reason = "failed", fixed_words(error)
        row.save()
        path.unlink(missing_ok=True)
        raise HttpError(422, error.what) from error
    if proposal.known:
        importing.begin(row, proposal.map, user.number)
    else:
        row.reason = "columns"
        row.save()
    address = reverse(f"{api.urls_namespace}:import_state", args=(token,))
    return Status(202 if proposal.known else 200, {**sources.import_told(row), "address": address})


def _document(row: Document) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "kind": row.kind,
        "unit": row.unit,
        "text": row.text,
        "entry": row.entry,
        "served_at": row.served_at,
        "replied_at": row.replied_at,
        "verified_at": row.verified_at,
    }


@api.post("/documents", operation_id="document")
def document(request: HttpRequest, body: PaperIn) -> dict[str, Any]:
    """Drafts a paper to a unit from its findings."""
    user = user_of(request, "document")
    numbers = [_plain(one) for one in body.findings[: _MANY + 1]]
    try:
        made = papers.draft(
            _plain(body.kind), _plain(body.unit), numbers, body.demand.replace("\x00", ""), _plain(body.due), user
        )  # fmt: skip
    except FajingError as error:
        raise HttpError(422, error.what) from error
    return _document(made)


@api.post("/documents/circular", operation_id="circular")
def circular(request: HttpRequest, body: CircularIn) -> dict[str, Any]:
    """Drafts the circular of a month."""
    user = user_of(request, "circular")
    if not (1 <= body.month <= 12 and 1970 < body.year < 9000):
        raise HttpError(422, "no such month")
    return _document(making.circular(body.year, body.month, user.number))


def _in_reach(user: User, number: int) -> Document:
    row = reach.own_documents(user).filter(pk=number).first() if 0 < number < 2**63 else None
    if row is None:
        raise HttpError(404, "no such document within reach")
    return row


@api.post("/documents/{int:number}/issue", operation_id="issue")
def issue(request: HttpRequest, number: int) -> dict[str, Any]:
    """Issues a draft."""
    user = user_of(request, "issue")
    row = _in_reach(user, number)
    if row.issued_at is not None:
        raise HttpError(409, "it is issued already")
    making.issue(row, user.number)
    return _document(row)


@api.post("/documents/{int:number}/acts", operation_id="document_act")
def document_act(request: HttpRequest, number: int, body: PaperActIn) -> dict[str, Any]:
    """Enters service, answer, return or verification of a paper."""
    user = user_of(request, "document_act")
    row = _in_reach(user, number)
    try:
        papers.act(row, user, body.kind, body.note.replace("\x00", ""), _plain(body.to))
    except FajingError as error:
        raise HttpError(409, error.what) from error
    row.refresh_from_db()
    return _document(row)


__all__ = [
    "api",
    "appraising",
    "audits",
    "checks",
    "doing",
    "matters",
    "records",
    "reporting",
    "sources",
    "tokens",
    "weeks",
    "wording",
]
