"""Documents: the list, one document, slips and circulars made, templates edited."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from fajing.core.errors import FajingError
from fajing.web import reach, shown
from fajing.web.access.rules import RULES
from fajing.web.as_seen import in_pages
from fajing.web.clock import instant, zone
from fajing.web.documents import making, papers, texts
from fajing.web.records.models import Document, DocumentTemplate
from fajing.web.words import pick

_MONTHS = 12


def documents(request: HttpRequest) -> HttpResponse:
    """Documents for the units in reach."""
    user = reach.user_of(request)
    rows = reach.documents(user)
    page = in_pages(request, rows)
    now = zone().civil(instant())
    months = [
        ((now.month - 1 - back) % 12 + 1, now.year + (now.month - 1 - back) // 12) for back in range(_MONTHS)
    ]
    context = {
        "rows": [
            {"row": row, "kind": texts.title_of(row.kind), "state": state_of(row)} for row in page.object_list
        ],
        "page": page,
        "months": [f"{year}-{month:02d}" for month, year in months],
        "may_make": RULES["slips_make"].open_to(user),
        "may_make_of_body": RULES["circular_make"].open_to(user),
        "papers": [(kind, texts.title_of(kind)) for kind in texts.PAPERS],
        "waiting": making.waiting(user),
    }
    return render(request, "fajing/documents.html", context)


def state_of(row: Document) -> str:
    """How far a document is."""
    if row.kind in texts.PAPERS and row.issued_at is not None:
        if row.verified_at is not None:
            return pick("已核验", "verified")
        if row.replied_at is not None:
            return pick("已答复", "answered")
        if row.served_at is not None:
            over = row.reply_due is not None and row.reply_due <= instant()
            return pick("逾期未答复", "answer overdue") if over else pick("已送达", "served")
    return pick("已印发", "issued") if row.issued_at is not None else pick("草稿", "draft")


def document(request: HttpRequest, document: int) -> HttpResponse:
    """One document, to be read, printed, issued."""
    user, row = reach.user_of(request), get_object_or_404(Document, pk=document)
    is_own = RULES["document_issue"].open_to(user) and row.unit in user.reach()
    return render(
        request,
        "fajing/document.html",
        {
            "row": row,
            "kind": texts.title_of(row.kind),
            "may_issue": is_own and row.issued_at is None,
            "is_paper": row.kind in texts.PAPERS,
            "may": papers.allowed(row, user),
            "chain": _chain(row),
        },
    )


def _chain(row: Document) -> list[dict[str, str]]:
    """What was done with a paper, and what is next."""
    done = [
        (pick("拟稿", "drafted"), row.made_at, row.made_by),
        (pick("印发", "issued"), row.issued_at, ""),
        (pick("送达", "served"), row.served_at, row.served_to),
        (pick("答复", "answered"), row.replied_at, f"{row.replied_by} {row.reply}".strip()),
        (pick("核验通过", "verified"), row.verified_at, row.verified_by),
    ]
    found, is_next = [], True
    for title, at, note in done:
        css = "" if at is not None else "now" if is_next else "to-come"
        is_next = is_next and at is not None
        found.append({"title": title, "when": shown.plain_moment(at) if at else "", "note": note, "css": css})
    return found


@require_POST
def slips_make(request: HttpRequest) -> HttpResponse:
    """Pushes what is new, one slip for each unit."""
    slips, findings = making.push(reach.user_of(request))
    messages.success(
        request,
        pick(f"推送{findings}起问题，督办单{slips}份。", f"{findings} findings pushed on {slips} slips."),
    )
    return redirect("documents")


@require_POST
def circular_make(request: HttpRequest) -> HttpResponse:
    """Drafts the circular of a month."""
    year, _, month = request.POST.get("month", "").partition("-")
    if not (year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12 and 1900 < int(year) < 9999):
        raise Http404
    made = making.circular(int(year), int(month), reach.user_of(request).number)
    return redirect("document", made.pk)


@require_POST
def document_issue(request: HttpRequest, document: int) -> HttpResponse:
    """Issues a draft; after that it is in the ledger."""
    row = get_object_or_404(Document, pk=document, issued_at__isnull=True)
    entry = making.issue(row, reach.user_of(request).number)
    messages.success(request, pick(f"已印发，存证 {entry}。", f"Issued, entry {entry}."))
    return redirect("document", row.pk)


def templates(request: HttpRequest) -> HttpResponse:
    """The kinds of documents and whose wording stands."""
    own = set(DocumentTemplate.objects.values_list("kind", flat=True))
    rows = [{"kind": kind, "title": pick(*words), "own": kind in own} for kind, words in texts.KINDS.items()]
    return render(request, "fajing/templates.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """Edits the wording of a kind, or goes back to the office's own."""
    if kind not in texts.KINDS:
        raise Http404
    user, error = reach.user_of(request), None
    text = (
        request.POST.get("text", "").replace("\r\n", "\n")
        if request.method == "POST"
        else texts.text_of(kind)
    )
    if request.method == "POST" and request.POST.get("do") == "reset":
        texts.drop(kind)
        return redirect("templates")
    if request.method == "POST":
        try:
            texts.keep(kind, text, user.number)
            messages.success(request, pick("模板已改。", "The template is changed."))
            return redirect("templates")
        except FajingError as wrong:
            error = wrong
    context = {
        "kind": kind,
        "title": texts.title_of(kind),
        "text": text,
        "error": error,
        "names": texts.names_of(kind),
    }
    return render(request, "fajing/template.html", context, status=200 if error is None else 422)
