"""Receipts: an entry with its proof; and the ledger's size and root for the audit administrator."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fajing.app.office_book import STEP
from fajing.core.canonical import pretty_bytes
from fajing.core.errors import UsageError
from fajing.findings.people import Role
from fajing.ledger.entry import Stored
from fajing.ledger.receipts import SCRIPT
from fajing.web import reach, receipts, shown
from fajing.web.access.middleware import refused
from fajing.web.access.objects import unit_of
from fajing.web.pages.entry_words import actor_words, entry_title
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.records.journal import shows
from fajing.web.steps import corrections
from fajing.web.words import pick

_SHOWN = 12
NOT_COVERED = (
    "检查点还没做到这一条；审计管理员下一次做检查点以后就能下载。",
    "No checkpoint covers it yet; it can be downloaded once the audit administrator has made the next one.",
)


def _allowed(user: User, stored: Stored) -> bool:
    """Whether an entry is about something within reach; the audit administrator sees entries without their content."""
    if user.kind is Role.AUDIT_ADMIN:
        return True
    for subject in stored.entry.subjects:
        kind, _, key = subject.partition(":")
        if kind in ("finding", "matter") and unit_of(kind, key) in user.reach():
            return True
    return False


def receipt_of(user: User, entry: int) -> tuple[Stored, dict[str, Any]] | None:
    """An entry, the path that proves it, and its receipt for outsiders where a kept checkpoint covers it.

    Without its content for the audit administrator; None where it is not in reach.

    Raises:
        Http404: There is no such entry.
    """
    book = follower.book().ledger
    try:
        stored = book.entry(entry)
    except IndexError as error:
        raise Http404 from error
    if not _allowed(user, stored):
        return None
    size = book.size()
    told = {
        "index": entry,
        "size": size,
        "hash": book.about.hash,
        "origin": book.about.origin,
        "leaf": stored.leaf.decode(),
        "path": [one.hex() for one in book.inclusion(entry, size)],
        "root": book.root(size).hex(),
        "receipt": receipts.of_entry(entry),
    }
    if user.kind is Role.AUDIT_ADMIN:
        del told["leaf"], told["receipt"]
    return stored, told


def receipt(request: HttpRequest, entry: int) -> HttpResponse:
    """An entry with the path that proves it stands in the ledger."""
    user = reach.user_of(request)
    found = receipt_of(user, entry)
    if found is None:
        return refused(request)
    stored, told = found
    is_audit = user.kind is Role.AUDIT_ADMIN
    proof = told.get("receipt")
    if request.GET.get("download") == "1" and proof is not None:
        return _download(proof, f"receipt-{entry}.json")
    context: dict[str, Any] = {
        "told": told,
        "kind": entry_title(stored.kind),
        "code": stored.kind,
        "actor": actor_words(stored.entry.actor),
        "when": shown.plain_moment(int(stored.entry.at.timestamp())),
        "body": "" if is_audit else json.dumps(dict(stored.body), ensure_ascii=False, indent=1),
        "subjects": stored.entry.subjects,
        "steps": len(told["path"]),
        "is_audit": is_audit,
        "proven": proof is not None,
        **_corrections(stored),
    }
    status = 409 if request.GET.get("download") == "1" else 200
    return render(request, "fajing/receipt.html", context, status=status)


def _corrections(stored: Stored) -> dict[str, Any]:
    """What a recorded step corrects, and what corrects it: the way from the old entry to the new one and back."""
    if stored.kind != STEP:
        return {"corrects": None, "corrected_by": []}
    own = corrections(str(stored.body["matter"])).get(str(stored.body["id"]), [])
    old = next((one for one in own if one["new"] == stored.index), None)
    return {
        "corrects": old["old"] if old is not None else None,
        "corrects_own": old is not None and old["is_own"],
        "corrected_by": [one["new"] for one in own if one["old"] == stored.index],
    }


def _download(proof: dict[str, Any], name: str) -> HttpResponse:
    answer = HttpResponse(pretty_bytes(proof), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def event_receipt(request: HttpRequest, matter: str) -> HttpResponse:
    """The receipt of one step of a matter: an entry of its own, or its row in an import."""
    event = request.GET.get("event", "")
    shows(reach.user_of(request), "receipt", [matter])
    try:
        proof = receipts.of_event(matter, event)
    except UsageError as error:
        raise Http404 from error
    if proof is None:
        messages.warning(request, pick(*NOT_COVERED))
        return redirect("matter", matter)
    return _download(proof, f"receipt-{proof['index']}-{proof.get('event', {}).get('number', 0)}.json")


def script(request: HttpRequest) -> HttpResponse:
    """The program that checks a receipt, to be handed out with it."""
    answer = HttpResponse(SCRIPT.read_bytes(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{SCRIPT.name}"'
    return answer


def ledger(request: HttpRequest) -> HttpResponse:
    """Size, root, the latest entries."""
    book = follower.book().ledger
    size = book.size()
    numbers = range(size - 1, -1, -1)
    page = Paginator(numbers, 50).get_page(request.GET.get("page"))
    first = min(page.object_list, default=0)
    last = max(page.object_list, default=-1)
    entries = [
        {
            "index": one.index,
            "kind": entry_title(one.kind),
            "code": one.kind,
            "actor": actor_words(one.entry.actor),
            "when": shown.plain_moment(int(one.entry.at.timestamp())),
        }
        for one in book.entries(first, last + 1)
    ][::-1]
    context = {"size": size, "root": book.root().hex(), "about": book.about, "entries": entries, "page": page}
    return render(request, "fajing/ledger.html", context)
