"""Drafting a paper to one unit, and what is done with it: served, answered, verified."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from fajing.core.errors import FajingError
from fajing.web import reach, shown
from fajing.web.clock import instant, zone
from fajing.web.documents import papers, texts
from fajing.web.law import norm_title
from fajing.web.records.models import Document
from fajing.web.words import pick

_TERM = 30
WORDS = {
    "served": ("送达", "served"),
    "replied": ("答复", "answered"),
    "returned": ("退回", "returned"),
    "verified": ("核验通过", "verified"),
}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """The unit first, then its findings and what is asked."""
    if kind not in texts.PAPERS:
        raise Http404
    user = reach.user_of(request)
    units = reach.units(user)
    unit = request.POST.get("unit", request.GET.get("unit", ""))
    unit = unit if unit in units else ""
    chosen = request.POST.getlist("findings") or request.GET.getlist("finding")
    due = (zone().civil(instant()).date() + timedelta(days=_TERM)).isoformat()
    error: FajingError | None = None
    if request.method == "POST":
        try:
            made = papers.draft(
                kind, unit, chosen, request.POST.get("demand", ""), request.POST.get("due", ""), user
            )
            return redirect("document", made.pk)
        except FajingError as wrong:
            error = wrong
    rows = papers.open_findings(user, unit) if unit else []
    context = {
        "kind": kind,
        "title": texts.title_of(kind),
        "kinds": [(one, texts.title_of(one)) for one in texts.PAPERS],
        "units": units,
        "unit": unit,
        "rows": [
            {
                "row": row,
                "title": norm_title(row.norm),
                "verdict": shown.verdict(row.outcome, row.reason, row.late_seconds, row.late_days),
                "sign": shown.sign(row.outcome),
                "chosen": row.number in chosen,
            }
            for row in rows
        ],
        "demand": request.POST.get("demand", ""),
        "due": request.POST.get("due", due),
        "error": error,
    }
    return render(request, "fajing/document_new.html", context, status=422 if error else 200)


@require_POST
def act(request: HttpRequest, document: int) -> HttpResponse:
    """One thing done with a paper."""
    row, post = get_object_or_404(Document, pk=document), request.POST
    kind = post.get("do", "")
    entry = papers.act(row, reach.user_of(request), kind, post.get("note", ""), post.get("to", ""))
    zh, en = WORDS[kind]
    messages.success(request, pick(f"已记下：{zh}，存证 {entry}。", f"Entered: {en}, entry {entry}."))
    return redirect("document", document)
