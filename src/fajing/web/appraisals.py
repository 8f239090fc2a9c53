"""File appraisal on a drawn sample: a sheet for each file, findings for its defects, steps of the procedure.

In: a draw that was made, a file of it, the defects somebody saw. Out: one entry for the sheet, findings raised by
appraisal, and steps of the procedure `quality_appraisal` where the lawbook has it. Reviewers do not appraise a file
they had a hand in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fajing.core.errors import UsageError
from fajing.draw.entries import subject_of
from fajing.draw.record import Draw
from fajing.draw.words import FILE_SAMPLE
from fajing.findings.rules import refuse_personal
from fajing.findings.state import State
from fajing.web import steps
from fajing.web.acting import alone
from fajing.web.clock import instant
from fajing.web.law import lawbook
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.records.models import FindingRow, MatterRow

SHEET = "appraisal.sheet"
PROCEDURE = "quality_appraisal"
_DRAWN, _SCORED, _FINISHED = "sample_drawn", "file_scored", "appraisal_finished"


@dataclass(frozen=True, slots=True)
class Defect:
    """What somebody saw in a file.

    Attributes:
        norm: Id of the norm that it breaks.
        note: What was seen.
    """

    norm: str
    note: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that was entered.

    Attributes:
        matter: The file.
        by: Police number of the reviewer.
        at: When.
        findings: Numbers of the findings it rests on, one for each defect.
        entry: Its entry.
    """

    matter: str
    by: str
    at: int
    findings: tuple[str, ...]
    entry: int


def entered(draw: str) -> list[Sheet]:
    """Every sheet of a draw, in the order of their entries."""
    found = []
    for stored in follower.book().ledger.entries(kind=SHEET, subject=subject_of(draw)):
        body = stored.body
        numbers = tuple(str(one["finding"]) for one in body["defects"])
        by = stored.entry.actor.removeprefix("officer:")
        found.append(Sheet(str(body["matter"]), by, int(body["at"]), numbers, stored.index))
    return found


def done(draw: str) -> dict[str, Sheet]:
    """The sheets of a draw that count, by file: the last of each; the ones before stay and are shown."""
    return {sheet.matter: sheet for sheet in entered(draw)}


def begin(draw: Draw, user: User) -> None:
    """Records that a sample was drawn, as the first step of its appraisal."""
    if draw.pool.kind == FILE_SAMPLE and draw.state == "drawn":
        _step(draw.id, user, _DRAWN, (), {"seed_written": "yes"})


@alone()
def enter(draw: Draw, row: MatterRow, user: User, defects: Sequence[Defect]) -> Sheet:
    """Enters the sheet of one file.

    Raises:
        UsageError: The file is not in the sample, the reviewer had a hand in it, or a defect says too little.
    """
    from fajing.web.pages.finding_actions import raise_by_hand

    drawn = [one.target for one in draw.result()]
    if row.matter not in drawn:
        raise UsageError(f"这份案卷没有抽中 (this file was not drawn): {row.matter}")
    for one in defects:
        if one.norm not in lawbook().norms:
            raise UsageError(f"没有这条规则 (no such norm): {one.norm}")
        if not one.note.strip():
            raise UsageError("每项缺陷都要写明看到了什么 (say of each defect what was seen)", where=one.norm)
        refuse_personal(one.note, row.matter)
    told = []
    for one in defects:
        number = _standing(row.matter, one.norm) or raise_by_hand(
            user,
            row,
            {"norm": one.norm, "note": one.note.strip(), "source": "appraisal", "draw": draw.id},
        )
        told.append({"norm": one.norm, "finding": number})
    at = instant()
    body = {"draw": draw.id, "matter": row.matter, "unit": row.unit, "defects": told, "at": at}
    entry = follower.book().write(SHEET, body, user.number, at, (subject_of(draw.id), f"matter:{row.matter}"))
    _step(draw.id, user, _SCORED, (row.matter,), {"defects": str(len(defects))})
    if done(draw.id).keys() >= set(drawn):
        _step(draw.id, user, _FINISHED, (), {})
    follower.follow()
    return Sheet(row.matter, user.number, at, tuple(one["finding"] for one in told), entry)


def refuse_own(row: MatterRow, officers: Iterable[str], user: User) -> None:
    """Refuse a reviewer who had a hand in the file.

    Raises:
        UsageError: He had.
    """
    if user.number in {row.handler, *officers}:
        raise UsageError(
            "经办过的案卷由别人评查 (a file is appraised by someone with no hand in it)", where=row.matter
        )


def _standing(matter: str, norm: str) -> str:
    """The number of an open finding of the same norm in the same file; a defect does not make a second one."""
    rows = FindingRow.objects.filter(matter=matter, norm=norm).exclude(state=State.CLOSED.value)
    return rows.order_by("number").values_list("number", flat=True).first() or ""


def _step(draw: str, user: User, step_id: str, objects: tuple[str, ...], values: Mapping[str, str]) -> None:
    steps.record(
        f"appraisal:{draw}", PROCEDURE, step_id, user, unit=user.unit.name if user.unit else "",
        objects=objects, values=values, subjects=(subject_of(draw),),
    )  # fmt: skip
