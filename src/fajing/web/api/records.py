"""Operations that read the record: duties that run out, the search, documents, receipts, figures."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError

from fajing.findings.people import Role
from fajing.ledger.entry import Stored
from fajing.web import reach
from fajing.web.api.operations import api, user_of
from fajing.web.api.shared import nothing, part, plain, user_for
from fajing.web.documents import papers, texts
from fajing.web.law import norm_title, procedure_title
from fajing.web.pages.documents import state_of
from fajing.web.pages.figures import Records, kept, masked, row_of, term_of, title_of_group, year_and_unit
from fajing.web.pages.ledger import receipt_of
from fajing.web.pages.today import running_out
from fajing.web.people.models import User
from fajing.web.receipts import of_event
from fajing.web.records import follower
from fajing.web.records.journal import shows
from fajing.web.records.models import Document, MatterRow
from fajing.web.searching import look_up
from fajing.web.words import language


@api.get("/duties", operation_id="duties")
def duties(
    request: HttpRequest, unit: str = "", due: str = "", limit: int = 50, offset: int = 0
) -> list[dict[str, Any]]:
    """Duties that run out, the next first; with `due=today` those of today only."""
    user = user_of(request, "duties")
    found, _ = running_out(user, plain(unit), is_today=due == "today")
    some = list(found[part(limit, offset)])
    shows(user, "api duties", [row.matter for row in some])
    return [
        {
            "duty": row.pk, "matter": row.matter, "norm": row.norm, "title": norm_title(row.norm), "unit": row.unit,
            "handler": row.handler, "started_at": row.trigger_at, "due": row.due, "whole_day": row.whole_day,
        }
        for row in some
    ]  # fmt: skip


# ---------------------------------------------------------------- search
@api.get("/search", operation_id="search")
def search(request: HttpRequest, q: str = "") -> dict[str, Any]:
    """Matters, findings, documents and units by number, name or day; never by a party."""
    user = user_of(request, "search")
    found = look_up(user, plain(q))
    return {
        "matters": [_matter(row) for row in found.matters],
        "findings": [
            {
                "number": row.number,
                "norm": row.norm,
                "matter": row.matter,
                "unit": row.unit,
                "state": row.state,
            }
            for row in found.findings
        ],
        "documents": [_document(row) for row in found.documents],
        "units": list(found.units),
    }


def _matter(row: MatterRow) -> dict[str, Any]:
    return {
        "matter": row.matter, "procedure": row.procedure, "title": procedure_title(row.procedure), "unit": row.unit,
        "first_at": row.first_at, "last_at": row.last_at,
    }  # fmt: skip


# ---------------------------------------------------------------- documents
@api.get("/documents", operation_id="documents")
def documents(
    request: HttpRequest, kind: str = "", unit: str = "", limit: int = 50, offset: int = 0
) -> list[dict[str, Any]]:
    """Documents for the units in reach, the latest first."""
    user = user_of(request, "documents")
    rows = reach.documents(user)
    if kind:
        rows = rows.filter(kind=plain(kind))
    if unit:
        rows = rows.filter(unit__in=reach.under(user, plain(unit)))
    return [_document(row) for row in rows[part(limit, offset)]]


@api.get("/documents/{int:number}", operation_id="document_read")
def document_read(request: HttpRequest, number: int) -> dict[str, Any]:
    """One document with its text, how far it is and what the user may do with it."""
    user, row = _one(request, "document_read", number)
    return {
        **_document(row),
        "text": row.text,
        "findings": list(row.findings),
        "served_at": row.served_at,
        "served_to": row.served_to,
        "replied_at": row.replied_at,
        "reply": row.reply,
        "verified_at": row.verified_at,
        "may": papers.allowed(row, user) if row.kind in texts.PAPERS else [],
    }


@api.get("/documents/{int:number}/file", operation_id="document_file")
def document_file(request: HttpRequest, number: int) -> HttpResponse:
    """The text of a document as a file."""
    _, row = _one(request, "document_file", number)
    answer = HttpResponse(row.text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="document-{row.pk}.txt"'
    return answer


def _one(request: HttpRequest, operation: str, number: int) -> tuple[User, Document]:
    user = user_of(request, operation)
    row = reach.documents(user).filter(pk=number).first() if 0 < number < 2**63 else None
    if row is None:
        raise nothing()
    return user, row


def _document(row: Document) -> dict[str, Any]:
    return {
        "id": row.pk, "number": row.number, "kind": row.kind, "kind_title": texts.title_of(row.kind),
        "title": row.title, "unit": row.unit, "state": state_of(row), "made_at": row.made_at,
        "issued_at": row.issued_at, "reply_due": row.reply_due, "entry": row.entry,
    }  # fmt: skip


# ---------------------------------------------------------------- receipts
@api.get("/receipts", operation_id="receipts")
def receipts(
    request: HttpRequest, matter: str = "", finding: str = "", limit: int = 50, offset: int = 0
) -> list[dict[str, Any]]:
    """Entries about a matter or a finding within reach; all of them, without content, for the audit administrator."""
    user = user_of(request, "receipts")
    book, some = follower.book().ledger, part(limit, offset)
    if user.kind is Role.AUDIT_ADMIN:
        last = max(book.size() - some.start, 0)
        return [_entry(one) for one in book.entries(max(last - (some.stop - some.start), 0), last)][::-1]
    if finding:
        row = reach.findings(user).filter(number=plain(finding)).first()
        subject, about = (f"finding:{row.number}", row.matter) if row is not None else ("", "")
    else:
        one = reach.matters(user).filter(matter=plain(matter)).first()
        subject, about = (f"matter:{one.matter}", one.matter) if one is not None else ("", "")
    if not subject:
        raise nothing()
    shows(user, "api receipts", [about])
    return [_entry(one) for one in list(book.entries(subject=subject))[::-1][some]]


def _entry(one: Stored) -> dict[str, Any]:
    return {"entry": one.index, "kind": one.kind, "at": int(one.entry.at.timestamp())}


@api.get("/receipts/{int:entry}", operation_id="receipt")
def receipt(request: HttpRequest, entry: int) -> dict[str, Any]:
    """An entry as the ledger gives it, with the path that proves it stands there."""
    user = user_of(request, "receipt")
    found = receipt_of(user, entry) if 0 <= entry < 2**63 else None
    if found is None:
        raise nothing()
    about = [one.partition(":")[2] for one in found[0].entry.subjects if one.startswith("matter:")]
    shows(user, "api receipt", about if user.kind is not Role.AUDIT_ADMIN else [])
    return found[1]


@api.get("/receipts/step", operation_id="event_receipt")
def event_receipt(request: HttpRequest, matter: str = "", event: str = "") -> dict[str, Any]:
    """The receipt of one step of a matter, for outsiders: of its own entry, or of its row in an import."""
    user = user_for(request, "event_receipt", matter=plain(matter))
    shows(user, "api receipt", [plain(matter)])
    proof = of_event(plain(matter), plain(event))
    if proof is None:
        raise HttpError(409, "检查点还没做到这一条 (no checkpoint covers it yet)")
    return proof


# ---------------------------------------------------------------- figures
@api.get("/figures", operation_id="figures")
def figures(
    request: HttpRequest, year: str = "", unit: str = "", group: str = "", limit: int = 50, offset: int = 0
) -> dict[str, Any]:
    """The figures of a year as the last night left them, of the body or one unit."""
    user = user_of(request, "figures")
    of_year, of_unit = year_and_unit(user, year, plain(unit))
    found = kept(of_year, of_unit)
    rows = [one for one in found if not group or one.group == group]
    return {
        "year": of_year,
        "unit": of_unit or "",
        "cut_off": found.cut_off.instant,
        "count": len(rows),
        "figures": [
            {**row_of(one), "group": one.group, "group_title": title_of_group(one.group)}
            for one in rows[part(limit, offset)]
        ],
    }


@api.get("/figures/{indicator}", operation_id="figure")
def figure(
    request: HttpRequest,
    indicator: str,
    year: str = "",
    unit: str = "",
    term: str = "",
    limit: int = 50,
    offset: int = 0,
) -> dict[str, Any]:
    """One figure with its formula, its terms and the ids of the records behind one of them."""
    user = user_for(request, "figure")
    of_year, of_unit = year_and_unit(user, year, plain(unit))
    found = kept(of_year, of_unit)
    if indicator not in found:
        raise nothing()
    one = found[indicator]
    chosen, place = term_of(one, term)
    rows = masked(user, Records(chosen)[part(limit, offset)])
    shows(user, "api figure", [row.matter for row in rows if row.matter])
    say = language()
    return {
        **row_of(one),
        "group": one.group,
        "year": of_year,
        "unit": of_unit or "",
        "formula": one.formula.in_language(say),
        "first_day": one.first.isoformat(),
        "last_day": one.last.isoformat(),
        "cut_off": one.cut_off.instant,
        "terms": [
            {"title": each.title.in_language(say), "value": _number(each.value), "records": len(each.rows)}
            for each in one.terms
        ],
        "term": place,
        "records": [
            {
                "id": row.id,
                "matter": row.matter,
                "unit": row.unit,
                "at": row.at,
                "weight": _number(row.weight),
            }
            for row in rows
        ],
    }


def _number(value: Any) -> str | None:
    """A figure is told as it is counted, not rounded to a machine's number."""
    return None if value is None else str(value)
