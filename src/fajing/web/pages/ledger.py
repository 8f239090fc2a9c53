"""Receipts: an entry with its proof; and the ledger's size and root for the audit administrator."""

from __future__ import annotations

import json
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from fajing.findings.people import Role
from fajing.ledger.entry import Stored
from fajing.web import reach, shown
from fajing.web.access.middleware import refused
from fajing.web.access.objects import unit_of
from fajing.web.people.models import User
from fajing.web.records import follower

_SHOWN = 12


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
    """An entry and the path that proves it; without its content for the audit administrator, None where not in reach.

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
    }
    if user.kind is Role.AUDIT_ADMIN:
        told.pop("leaf")
    return stored, told


def receipt(request: HttpRequest, entry: int) -> HttpResponse:
    """An entry with the path that proves it stands in the ledger."""
    user = reach.user_of(request)
    found = receipt_of(user, entry)
    if found is None:
        return refused(request)
    stored, told = found
    is_audit = user.kind is Role.AUDIT_ADMIN
    if request.GET.get("download") == "1":
        answer = HttpResponse(json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="receipt-{entry}.json"'
        return answer
    context: dict[str, Any] = {
        "told": told,
        "kind": stored.kind,
        "actor": stored.entry.actor,
        "when": shown.plain_moment(int(stored.entry.at.timestamp())),
        "body": "" if is_audit else json.dumps(dict(stored.body), ensure_ascii=False, indent=1),
        "subjects": stored.entry.subjects,
        "steps": len(told["path"]),
    }
    return render(request, "fajing/receipt.html", context)


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
            "kind": one.kind,
            "actor": one.entry.actor,
            "when": shown.plain_moment(int(one.entry.at.timestamp())),
        }
        for one in book.entries(first, last + 1)
    ][::-1]
    context = {"size": size, "root": book.root().hex(), "about": book.about, "entries": entries, "page": page}
    return render(request, "fajing/ledger.html", context)
