"""Operations on file appraisal: the files of a drawn sample, and filling in the sheet of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Schema
from ninja.errors import HttpError

from fajing.draw.record import Draw
from fajing.draw.words import FILE_SAMPLE
from fajing.web import appraisals, draws, reach
from fajing.web.api.operations import api, user_of
from fajing.web.api.shared import nothing, plain
from fajing.web.pages.appraisal import fill
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.records.journal import shows

_MANY = 40


class DefectIn(Schema):
    """A norm that the file breaks, and what was seen."""

    norm: str
    note: str


class SheetIn(Schema):
    """The sheet of one drawn file; without defects it says that none was seen."""

    matter: str
    defects: list[DefectIn] = []


@api.get("/draws/{draw}/sheets", operation_id="sheets")
def sheets(request: HttpRequest, draw: str) -> list[dict[str, Any]]:
    """The drawn files within reach, in the order drawn, each with its sheet where there is one."""
    user, _, drawn = _sample(request, "sheets", draw)
    within = set(reach.matters(user).filter(matter__in=drawn).values_list("matter", flat=True))
    done = appraisals.done(plain(draw))
    some = [one for one in drawn if one in within]
    shows(user, "api sheets", some, kind="draw", id=plain(draw))
    return [{"matter": one, "sheet": _told(done[one]) if one in done else None} for one in some]


@api.post("/draws/{draw}/sheets", operation_id="sheet_fill")
def sheet_fill(request: HttpRequest, draw: str, body: SheetIn) -> dict[str, Any]:
    """Enters the sheet of one drawn file; each defect becomes a finding, which the unit may contest."""
    user, found, drawn = _sample(request, "sheet_fill", draw)
    row = reach.matters(user).filter(matter=plain(body.matter)).first()
    if row is None or row.matter not in drawn:
        raise nothing()
    if len(body.defects) > _MANY:
        raise HttpError(422, "too many defects on one sheet")
    shows(user, "api sheet", [row.matter], kind="draw", id=found.id)
    defects = [appraisals.Defect(plain(one.norm).strip(), plain(one.note).strip()) for one in body.defects]
    return {"matter": row.matter, **_told(fill(found, row, user, defects))}


def _sample(request: HttpRequest, operation: str, draw: str) -> tuple[User, Draw, list[str]]:
    """Who asks, the sample, and its files."""
    user = user_of(request, operation)
    found = draws.read(plain(draw)) if plain(draw) in {one.id for one in draws.listed(user)} else None
    if found is None or found.pool.kind != FILE_SAMPLE or found.state != "drawn":
        raise nothing()
    return user, found, [one.target for one in found.result()]


def _told(sheet: appraisals.Sheet) -> dict[str, Any]:
    acts = follower.folded(sheet.findings)
    return {
        "by": sheet.by,
        "at": sheet.at,
        "entry": sheet.entry,
        "defects": [
            {
                "finding": number,
                "norm": str(acts[number].facts.get("norm", "")),
                "note": acts[number].acts[0].note,
            }
            for number in sheet.findings
            if number in acts
        ],
    }
