"""导入: choose a file, look through its columns and a trial, import. Until the last step nothing is written."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from fajing.app.office_import import (
    Proposal,
    Trial,
    choices_for,
    propose,
    trial,
    with_choices,
)
from fajing.app.withdraw_import import withdraw
from fajing.core.errors import FajingError, UsageError
from fajing.findings.rules import refuse_personal
from fajing.intake.rejects import write_rejects
from fajing.ledger.segments.folder import DataFolder
from fajing.web import checking, importing, judged, reach
from fajing.web.acting import alone
from fajing.web.clock import instant, zone
from fajing.web.law import lawbook
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.records.models import ImportRow
from fajing.web.watching import KINDS, LARGEST, own_maps, safe_name
from fajing.web.words import language, pick

_REJECTS = 8
_AGAIN = 2
"""Seconds after which the page of a running import asks how far it is."""


def _folder() -> DataFolder:
    return DataFolder.make(settings.OFFICE.data, zone())


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Step 1: the file; below it, what came in so far."""
    user = reach.user_of(request)
    error = ""
    if request.method == "POST":
        sent = request.FILES.get("file")
        name = Path(str(sent.name)).name if sent is not None else ""
        if sent is None or not name:
            error = pick("先选一个文件。", "Choose a file first.")
        elif not name.lower().endswith(KINDS):
            error = pick("读不了这种文件。", "Not a kind of file that can be read.")
        elif (sent.size or 0) > LARGEST:
            error = pick("文件太大，请分开导出。", "The file is too large; export it in parts.")
        else:
            token = secrets.token_hex(8)
            where = settings.OFFICE.folder / "incoming" / token
            where.mkdir(parents=True)
            safe = safe_name(name)
            with (where / safe).open("wb") as out:
                for chunk in sent.chunks():
                    out.write(chunk)
            ImportRow.objects.create(
                token=token, name=safe, path=str(where / safe), by=user.number, at=instant()
            )
            return redirect("import_map", token)
    rows = [importing.settle(one) for one in ImportRow.objects.exclude(state="cancelled")[:20]]
    context = {
        "error": error,
        "rows": rows,
        "start": importing.start_day(),
        "checked": follower.position("checked"),
        "watched": Path(settings.OFFICE.watch).name if settings.OFFICE.watch else "",
        "accept": ",".join(KINDS),
    }
    return render(request, "fajing/import.html", context)


@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, token: str) -> HttpResponse:
    """Step 2: the columns and a trial; step 3: the import."""
    user, row = reach.user_of(request), importing.settle(get_object_or_404(ImportRow, token=token))
    if row.state == importing.RUNNING:
        return _followed(request, "running", {"row": row, "told": importing.told(row)})
    if row.state in ("done", "withdrawn", "failed"):
        may_undo = _segment(row) is not None and row.state in ("done", "withdrawn")
        told = importing.told(row) if row.state == "done" and row.stage else None
        return _followed(request, "done", {"row": row, "may_undo": may_undo, "told": told})
    path = Path(row.path)
    if not path.exists():
        raise Http404
    kind = request.GET.get("procedure", request.POST.get("procedure", ""))
    kind = kind if kind in lawbook().procedures else ""
    stored = _stored(row) if request.method == "GET" and not kind else None
    if stored is not None and str(stored["id"]) not in lawbook().maps:
        kind = str(stored.get("procedure") or "")
    found = propose(path, lawbook(), own_maps(), kind)
    data = stored or found.map
    if request.method == "POST":
        headings = [line.heading for line in found.columns]
        chosen = {name: request.POST[f"c_{n}"] for n, name in enumerate(headings) if f"c_{n}" in request.POST}
        data = with_choices(found.map, chosen)
        if request.POST.get("do") == "import":
            importing.begin(row, data, user.number)
            return redirect("import_map", row.token)
    tried, error = None, None
    try:
        tried = trial(path, lawbook(), data, _folder())
        ImportRow.objects.filter(pk=row.pk, state="open").update(of=tried.sum_of("rows"))
    except FajingError as wrong:
        error = wrong
    return render(request, "fajing/import_map.html", _context(row, found, data, tried, error))


def _stored(row: ImportRow) -> dict[str, Any] | None:
    """The map by which it was to be taken in before something came between."""
    return json.loads(row.map_text) if row.map_text else None


def _context(
    row: ImportRow, found: Proposal, data: dict[str, Any], tried: Trial | None, error: FajingError | None
) -> dict[str, Any]:
    from fajing.app.office_import import choice_of

    procedure = lawbook().procedures.get(found.procedure)
    options = choices_for(procedure, language()) if procedure is not None else []
    known = dict(options)
    by_heading = {str(one.get("heading")): one for one in data["columns"]}
    lines = []
    for number, line in enumerate(found.columns):
        choice = choice_of(by_heading[line.heading]) if line.heading in by_heading else line.choice
        choice = choice if choice in known else "as_is"
        words = known.get(choice) or pick("按对照表", "as the map says")
        lines.append({"n": number, "line": line, "choice": choice, "words": words, "fixed": found.known})
    marks = [line.mark for line in found.columns]
    context: dict[str, Any] = {
        "row": row,
        "found": found,
        "lines": lines,
        "options": options,
        "error": error,
        "recognised": marks.count("recognised"),
        "check": marks.count("check"),
        "unused": marks.count("unused"),
        "start": importing.start_day(),
        "kinds": sorted((one.title.in_language(language()), one.id) for one in lawbook().procedures.values()),
    }
    if tried is not None:
        names = ("rows", "new", "unchanged", "corrected", "rejected", "ignored")
        context |= {"sums": {name: tried.sum_of(name) for name in names}, "counts": tried.brought.counts}
        context["rejects"] = [
            {
                "sheet": one.sheet or row.name,
                "row": one.row,
                "column": one.column,
                "why": pick(one.reason_zh, one.reason_en),
                "remedy": pick(one.remedy_zh, one.remedy_en),
            }
            for one in tried.intake.rejects[:_REJECTS]
        ]
        context["importable"] = tried.sum_of("rows") - tried.sum_of("rejected") - tried.sum_of("ignored")
        context["brings"] = tried.brought.counts.new + tried.brought.counts.corrected
        first = tried.first
        speaking = judged.speaker()
        if first is not None:
            events = sorted(first.events, key=lambda event: (event.at.instant, event.seq))[:8]
            context["matter"] = first.id
            context["events"] = [
                {
                    "when": speaking.moment(one.at),
                    "title": speaking.event(one),
                    "officers": pick("、", ", ").join(who.id for who in one.officers),
                }
                for one in events
            ]
    return context


def _followed(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    """A page of an import; while a process is at work it asks again by itself, unless it was told to stand still."""
    still, busy = "still" in request.GET, importing.is_busy(context["row"])
    answer = render(request, f"fajing/import_{page}.html", {**context, "still": still, "busy": busy})
    if busy and not still:
        answer["Refresh"] = str(_AGAIN)
    return answer


def rejects(request: HttpRequest, token: str) -> HttpResponseBase:
    """The rejects of an import, or of its trial, as a table to be mended."""
    path = rejects_of(get_object_or_404(ImportRow, token=token))
    return FileResponse(path.open("rb"), as_attachment=True, filename="rejects.csv", content_type="text/csv")


def rejects_of(row: ImportRow) -> Path:
    """The table of what was rejected, made by a trial where the file is not imported yet.

    Raises:
        Http404: There is none.
    """
    path = Path(row.path).with_name("rejects.csv")
    if row.state == "open" and Path(row.path).exists():
        data = propose(Path(row.path), lawbook(), own_maps()).map
        write_rejects(trial(Path(row.path), lawbook(), data, _folder()).intake.rejects, path)
    if not path.exists():
        raise Http404
    return path


@require_POST
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Throws away a file that was not imported."""
    withdraw_file(get_object_or_404(ImportRow, token=token, state="open"))
    return redirect("import")


def withdraw_file(row: ImportRow) -> None:
    """Throws away a file that was not imported."""
    Path(row.path).unlink(missing_ok=True)
    row.state = "cancelled"
    row.save()


def _segment(row: ImportRow) -> int | None:
    """The segment of an import; one that brought nothing new has none."""
    if row.segment is None and row.entry is not None:
        told = follower.book().ledger.entry(row.entry).body.get("segment")
        return int(told["number"]) if told else None
    return row.segment


@alone()
def undo_or_restore(row: ImportRow, user: User, reason: str) -> int:
    """Undoes an import by an entry, or takes that back; a check begins. The number of the entry.

    Raises:
        Http404: It brought nothing that could be undone.
        FajingError: The reason may not stand, or somebody else has done so meanwhile.
    """
    seen = row.state
    row.refresh_from_db()
    if row.state != seen:
        raise UsageError("别人已经办过 (somebody else has done so meanwhile)", where=row.name)
    restore, segment = row.state == "withdrawn", _segment(row)
    if segment is None or row.state not in ("done", "withdrawn"):
        raise Http404
    refuse_personal(reason, row.name)
    entry = withdraw(
        follower.book().ledger, _folder(), segment, reason, actor=f"officer:{user.number}", at=instant(),
        restore=restore,
    )  # fmt: skip
    row.state, row.reason = ("done", "") if restore else ("withdrawn", reason)
    row.save()
    checking.follow_up(user)
    return entry


@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Undoes an import by an entry, or takes that back; nothing is deleted, and a check begins."""
    row, user = get_object_or_404(ImportRow, token=token), reach.user_of(request)
    restore = row.state == "withdrawn"
    entry = undo_or_restore(row, user, request.POST.get("reason", "").strip()[:300])
    messages.success(
        request,
        pick(
            f"已{'恢复' if restore else '撤销'}，存证 {entry}。检查已在后台开始。",
            f"{'Restored' if restore else 'Undone'}, entry {entry}. A check has begun.",
        ),
    )
    return redirect("import_map", token)
