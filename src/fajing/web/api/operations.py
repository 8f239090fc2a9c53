"""Operations of the API. Each names its scope and the rule of the page it stands for; reach is the same as there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer

from fajing.core.errors import FajingError
from fajing.findings.acts import Kind
from fajing.findings.rules import allowed
from fajing.findings.state import State
from fajing.web import judged, reach
from fajing.web.access.rules import RULES
from fajing.web.clock import instant
from fajing.web.desk_data import desk_of
from fajing.web.law import label_title, norm_title
from fajing.web.pages.finding_actions import act_on
from fajing.web.people.models import Token, User
from fajing.web.records import follower
from fajing.web.records.journal import shows
from fajing.web.records.models import FindingRow, MatterRow
from fajing.web.today_data import counted, open_duties

_MOST = 200


class Bearer(HttpBearer):
    """A token in the header `Authorization: Bearer ...`."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token, if it is one."""
        found = (
            Token.objects.select_related("user__unit")
            .filter(digest=Token.hash(token), is_revoked=False)
            .first()
        )
        if found is not None and found.is_expired:
            raise HttpError(
                401,
                "令牌已过期，请另发 (the token has expired: issue another on the page of tokens)",
            )
        return found if found is not None and found.user.may_work else None


api = NinjaAPI(
    title="法镜 Fajing",
    version="1",
    urls_namespace="api",
    auth=Bearer(),
    docs_url=None,
    openapi_url="/openapi.json",
)
OPERATIONS: dict[str, tuple[str, str]] = {
    "today": ("read:today", "today"),
    "findings": ("read:findings", "findings"),
    "finding": ("read:findings", "finding"),
    "act": ("act:findings", "finding_act"),
    "matters": ("read:matters", "matters"),
    "matter": ("read:matters", "matter"),
    "begin": ("record:steps", "matter_begin"),
    "desk": ("read:desk", "desk"),
    "record": ("record:steps", "record"),
    "import": ("import:files", "import"),
    "document": ("make:documents", "document_new"),
    "circular": ("make:documents", "circular_make"),
    "document_act": ("make:documents", "document_act"),
    "issue": ("make:documents", "document_issue"),
    "duties": ("read:today", "about_to_breach"),
    "search": ("read:search", "search"),
    "documents": ("read:documents", "documents"),
    "document_read": ("read:documents", "document"),
    "document_file": ("read:documents", "document"),
    "receipts": ("read:receipts", "receipt"),
    "receipt": ("read:receipts", "receipt"),
    "figures": ("read:figures", "figures"),
    "figure": ("read:figures", "figure"),
    "law": ("read:law", "law"),
    "norm": ("read:law", "norm"),
    "draws": ("read:draws", "draws"),
    "draw": ("read:draws", "draw"),
    "what_if": ("try:norms", "what_if"),
    "reports": ("read:reports", "reports"),
    "report": ("read:reports", "report_write"),
    "imports": ("read:imports", "import"),
    "import_state": ("read:imports", "import_map"),
    "import_rejects": ("read:imports", "import_rejects"),
    "check": ("check:now", "check"),
    "report_audit": ("audit:reports", "report_audit"),
    "check_state": ("check:now", "check"),
    "remind": ("act:duties", "remind"),
    "finding_new": ("act:findings", "finding_new"),
    "hand_over": ("act:findings", "hand_over"),
    "import_undo": ("import:files", "import_undo"),
    "import_cancel": ("import:files", "import_cancel"),
    "event_receipt": ("read:receipts", "event_receipt"),
    "week": ("read:desk", "week"),
    "slips": ("make:documents", "slips_make"),
    "templates": ("edit:templates", "templates"),
    "template": ("edit:templates", "template"),
    "template_change": ("edit:templates", "template"),
    "sheets": ("appraise:files", "appraisal"),
    "sheet_fill": ("appraise:files", "appraisal"),
    "report_section": ("read:reports", "report_write"),
    "report_text": ("write:reports", "report_write"),
    "report_remark": ("write:reports", "report_write"),
    "report_act": ("write:reports", "report_act"),
    "report_check": ("read:reports", "report_check"),
    "report_file": ("read:reports", "report_file"),
    "report_deadline": ("write:reports", "report_cycle"),
    "commitments": ("read:reports", "reports"),
    "commitment_new": ("write:reports", "report_commitment"),
    "commitment_act": ("write:reports", "report_commitment"),
    "tokens": ("manage:tokens", "tokens"),
    "token_revoke": ("manage:tokens", "token_revoke"),
}
"""By operation: the scope a token needs, and the page whose roles may."""


class FindingOut(Schema):
    """A finding."""

    number: str
    norm: str
    title: str
    label: str
    matter: str
    unit: str
    outcome: str
    state: str
    how: str
    raised_at: int
    pushed_at: int | None
    reply_due: int | None
    closed_at: int | None


class ActIn(Schema):
    """What is done to a finding."""

    kind: str
    note: str = ""
    proof: str = ""
    disputed: str = ""
    to: str = ""


def user_of(request: HttpRequest, operation: str) -> User:
    """The user of a token that may do an operation."""
    token: Token = request.auth  # type: ignore[attr-defined]
    scope, page = OPERATIONS[operation]
    if not token.allows(scope):
        raise HttpError(403, f"the token lacks the scope {scope}")
    if not RULES[page].open_to(token.user):
        raise HttpError(403, "the role may not do this, or not from its unit")
    follower.follow()
    return token.user


def _out(row: FindingRow) -> FindingOut:
    return FindingOut(
        number=row.number, norm=row.norm, title=norm_title(row.norm), label=row.label, matter=row.matter, unit=row.unit,
        outcome=row.outcome, state=row.state, how=row.how, raised_at=row.raised_at, pushed_at=row.pushed_at,
        reply_due=row.reply_due, closed_at=row.closed_at,
    )  # fmt: skip


def _finding(user: User, number: str) -> FindingRow:
    row = reach.findings(user).filter(number=number).first()
    if row is None:
        raise HttpError(404, "no such finding within reach")
    return row


@api.get("/today", operation_id="today")
def today(request: HttpRequest) -> dict[str, Any]:
    """The numbers of today and what runs out next."""
    user = user_of(request, "today")
    rows = list(open_duties(user)[:_MOST]) if user.kind in RULES["findings"].roles else []
    shows(user, "api today", [row.matter for row in rows])
    return {
        "now": instant(),
        "waiting_for_me": len(counted(user).mine) if rows or user.kind in RULES["findings"].roles else 0,
        "open": reach.findings(user).exclude(state=State.CLOSED.value).count(),
        "running_out": [
            {
                "matter": row.matter,
                "norm": row.norm,
                "title": norm_title(row.norm),
                "due": row.due,
                "unit": row.unit,
            }
            for row in rows
        ],
    }


@api.get("/findings", operation_id="findings", response=list[FindingOut])
def findings(
    request: HttpRequest, state: str = "", unit: str = "", label: str = "", limit: int = 50, offset: int = 0
) -> list[FindingOut]:
    """Findings in reach, the gravest first."""
    user = user_of(request, "findings")
    rows = reach.remembered(user).order_by("-weight", "-breached_at", "number")
    if unit:
        rows = rows.filter(unit__in=reach.under(user, unit.replace("\x00", "")))
    for name, value in (("state", state), ("label", label)):
        if value:
            rows = rows.filter(**{name: value.replace("\x00", "")})
    begin = min(max(offset, 0), 10**9)
    some = list(rows[begin : begin + min(max(limit, 1), _MOST)])
    shows(user, "api findings", [row.matter for row in some])
    return [_out(row) for row in some]


@api.get("/findings/{number}", operation_id="finding")
def finding(request: HttpRequest, number: str) -> dict[str, Any]:
    """One finding with its acts and what the user may do."""
    user = user_of(request, "finding")
    row = _finding(user, number)
    one = follower.book().finding(row.number)
    assert one is not None
    shows(user, "api finding", [row.matter], kind="finding", id=row.number)
    acts = [
        {"kind": act.kind.value, "at": act.at, "by": act.by, "note": act.note, "entry": act.entry}
        | (
            {"reason": act.values.get("reason"), "by_entry": act.values.get("entry")}
            if act.kind is Kind.CLOSED
            else {}
        )
        for act in one.acts
    ]
    return {**_out(row).dict(), "acts": acts, "may": [kind.value for kind in allowed(one, user.person())]}


@api.post("/findings/{number}/acts", operation_id="act")
def act(request: HttpRequest, number: str, body: ActIn) -> dict[str, Any]:
    """Does something to a finding, by the same rules as the page."""
    user = user_of(request, "act")
    row = _finding(user, number)
    try:
        kind = Kind(body.kind)
        values = {
            name: value[:200]
            for name, value in (("proof", body.proof), ("disputed", body.disputed), ("to", body.to))
            if value
        }
        act_on(user, row.number, kind, body.note, values)
    except ValueError as error:
        raise HttpError(422, "no such kind of act") from error
    except FajingError as error:
        raise HttpError(409, error.what) from error
    row.refresh_from_db()
    return _out(row).dict()


@api.get("/matters", operation_id="matters")
def matters(request: HttpRequest, unit: str = "", limit: int = 50, offset: int = 0) -> list[dict[str, Any]]:
    """Matters in reach, the latest first."""
    user = user_of(request, "matters")
    rows = reach.matters(user)
    if unit:
        rows = rows.filter(unit__in=reach.under(user, unit.replace("\x00", "")))
    begin = min(max(offset, 0), 10**9)
    some = list(rows[begin : begin + min(max(limit, 1), _MOST)])
    shows(user, "api matters", [row.matter for row in some])
    return [
        {
            "matter": row.matter,
            "procedure": row.procedure,
            "unit": row.unit,
            "handler": row.handler,
            "steps": row.steps,
            "last_at": row.last_at,
        }
        for row in some
    ]


@api.get("/matters/{path:matter}", operation_id="matter")
def matter(request: HttpRequest, matter: str) -> dict[str, Any]:
    """One matter with its steps and duties."""
    user = user_of(request, "matter")
    row: MatterRow | None = reach.matters(user).filter(matter=matter.replace("\x00", "")).first()
    opened = judged.open_file(row.matter) if row is not None else None
    one = opened.matter(row.matter) if row is not None and opened is not None else None
    if row is None or opened is None or one is None:
        raise HttpError(404, "no such matter within reach")
    shows(user, "api matter", [row.matter])
    return {
        "matter": one.id,
        "procedure": one.procedure,
        "unit": row.unit,
        "steps": [
            {
                "id": event.id,
                "step": event.step,
                "at": event.at.instant,
                "day_only": event.at.is_day,
                "officers": [who.id for who in event.officers],
            }
            for event in one.events
        ],
        "duties": [
            {
                "norm": duty.norm.id,
                "outcome": duty.outcome.value,
                "due": duty.verdict.due.latest if duty.verdict.due else None,
                "key": duty.key,
            }
            for duty in opened.duties
            if duty.matter.id == one.id
        ],
    }


@api.get("/desk", operation_id="desk")
def desk(request: HttpRequest, unit: str = "") -> dict[str, Any]:
    """The numbers of the desk."""
    user = user_of(request, "desk")
    found = desk_of(user, unit)
    return {
        "open": found.open,
        "overdue": len(found.overdue),
        "answered_in_time": list(found.on_time),
        "labels": [
            {
                "label": label,
                "title": label_title(label),
                "units": {
                    one: [cell.findings, cell.duties, cell.undecidable]
                    for one, cell in zip(found.units, found.of_label(label), strict=True)
                },
            }
            for label in found.labels
        ],
        "undecidable": {one.unit: [one.count, one.duties] for one in found.undecidable},
    }
