"""Papers to one unit (监督通知书, 意见书, 决定书, 整改通知书): drafted, issued, served, answered, verified.

In: a kind, a unit, its findings, what is asked and by when. Out: a numbered document; entries `document.served`,
`document.replied`, `document.returned`, `document.verified`; and steps of `oversight_matter` where the lawbook has
them, so that the norms on answering such papers judge the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fajing.app.office_book import DOCUMENT
from fajing.core.errors import UsageError
from fajing.findings.people import Role
from fajing.findings.rules import refuse_personal
from fajing.findings.state import State
from fajing.scan.citations import cited_lines
from fajing.web import judged, reach, shown, steps
from fajing.web.acting import alone
from fajing.web.clock import instant, zone
from fajing.web.documents.making import body_name, full_day, next_number
from fajing.web.documents.texts import PAPERS, fill, title_of
from fajing.web.law import norm, norm_title
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.records.models import Document, FindingRow
from fajing.web.words import pick

PROCEDURE = "oversight_matter"
LONGEST, MOST = 2000, 40
_SERVED = {
    "notice": "supervision_notice_received",
    "opinion": "supervision_opinion_received",
    "decision": "supervision_decision_received",
    "rectify": "correction_ordered",
}
_REPLIED, _VERIFIED = "correction_reported", "correction_verified"
ACTS = ("served", "replied", "returned", "verified")


@alone()
def draft(kind: str, unit: str, numbers: Sequence[str], demand: str, due: str, user: User) -> Document:
    """Drafts a paper.

    Args:
        kind: Of `PAPERS`.
        unit: To whom.
        numbers: Its findings.
        demand: What is asked, or decided.
        due: ISO day by which the unit answers.
        user: Who drafts it.

    Raises:
        UsageError: Something is missing, is not the unit's, or is personal.
    """
    if kind not in PAPERS or unit not in reach.units(user):
        raise UsageError(f"没有这个单位，或者不归您的范围 (no such unit within reach): {unit}")
    rows = list(reach.findings(user).filter(unit=unit, number__in=numbers).order_by("number"))
    if not demand.strip():
        raise UsageError("要写明要求或者决定什么 (say what is asked or decided)")
    if not rows or len(rows) > MOST:
        raise UsageError(f"选1至{MOST}个问题 (choose 1 to {MOST} findings)", where=unit)
    if len(demand) > LONGEST:
        raise UsageError(f"最多写{LONGEST}字 (at most {LONGEST} characters)")
    refuse_personal(demand, unit)
    try:
        day = date.fromisoformat(due).toordinal()
    except ValueError as error:
        raise UsageError("没有这一天 (no such day)", remedy="2026-03-31") from error
    at = instant()
    reply_due = zone().end_of_day(day)
    if reply_due <= at:
        raise UsageError("答复期限已经过了 (the term is already over)", where=due)
    number = next_number(kind)
    values = {
        "body": body_name(),
        "number": number,
        "unit": unit,
        "reply_by": shown.plain_moment(reply_due, whole_day=True),
        "list": "\n".join(_line(place, row) for place, row in enumerate(rows, 1)),
        "law": _law(rows),
        "demand": demand.strip(),
        "date": full_day(at),
    }
    return Document.objects.create(
        number=number, kind=kind, unit=unit, title=f"{title_of(kind)} {unit}", text=fill(kind, values),
        findings=[row.number for row in rows], made_at=at, made_by=user.number, reply_due=reply_due,
    )  # fmt: skip


def _line(place: int, row: FindingRow) -> str:
    verdict = shown.verdict(row.outcome, row.reason, row.late_seconds, row.late_days)
    return f"{place}. {row.number}　{row.matter}　{norm_title(row.norm)}（{verdict}）"


def _law(rows: Sequence[FindingRow]) -> str:
    """What the findings rest on, each article once, with a word where its text was not read in full."""
    found: dict[str, None] = {}
    for norm_id in dict.fromkeys(row.norm for row in rows):
        known = norm(norm_id)
        for line in cited_lines(known.versions[-1].cites, judged.speaker(), None) if known else ():
            known_how = pick(f"（{line.quality}）", f" ({line.quality})") if line.quality else ""
            found[f"{line.title}{line.article}{known_how}"] = None
    return pick("、", ", ").join(found) or "—"


def open_findings(user: User, unit: str) -> list[FindingRow]:
    """What a paper to a unit may be about: its open findings, the gravest first."""
    rows = reach.findings(user).filter(unit=unit).exclude(state=State.CLOSED.value)
    return list(rows.order_by("-weight", "breached_at", "number")[:MOST])


def allowed(row: Document, user: User) -> list[str]:
    """What a user may do with a paper now."""
    if row.kind not in PAPERS or row.issued_at is None:
        return []
    oversees, leads = user.kind in (Role.LEGAL_OFFICER, Role.SUPERVISOR), user.kind is Role.UNIT_LEADER
    if row.served_at is None:
        return ["served"] if oversees else []
    if row.replied_at is None:
        return ["replied"] if leads or oversees else []
    if row.verified_at is None and oversees and row.replied_by != user.number:
        return ["verified", "returned"]
    return []


@alone()
def act(row: Document, user: User, kind: str, note: str = "", to: str = "") -> int:
    """Serves a paper, enters its reply, verifies or returns that; the number of the entry.

    Raises:
        UsageError: It may not be now, or not by this user.
    """
    row.refresh_from_db()
    if kind not in ACTS or kind not in allowed(row, user):
        raise UsageError(
            "这份文书现在不能这样办理 (the document is not at that point, or not for you)", where=row.number
        )
    note, to = note.strip(), to.strip()
    if kind in ("replied", "returned") and not note:
        raise UsageError("要写明办理结果或者退回理由 (say what was done, or why it is returned)")
    if kind == "served" and not (to.isalnum() and to.isascii()):
        raise UsageError("要写明签收人的警号，不写姓名 (the police number of who received it, no name)")
    if len(note) > LONGEST:
        raise UsageError(f"最多写{LONGEST}字 (at most {LONGEST} characters)")
    refuse_personal(note, row.number)
    at = instant()
    body = {"row": row.pk, "number": row.number, "at": at}
    body |= {name: value for name, value in (("note", note), ("to", to)) if value}
    subjects = (f"document:{row.number}",)
    entry = follower.book().write(f"{DOCUMENT}.{kind}", body, user.number, at, subjects)
    step = {"served": _SERVED.get(row.kind, ""), "replied": _REPLIED, "verified": _VERIFIED}.get(kind, "")
    due = zone().civil((row.reply_due or at) - 1).date().isoformat()
    steps.record(
        f"document:{row.number}",
        PROCEDURE,
        step,
        user,
        unit=row.unit,
        values={"due_on": due},
        subjects=subjects,
    )
    follower.follow()
    return entry
