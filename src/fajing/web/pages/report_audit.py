"""报告核对: a published report, uploaded or pasted, beside what the audit says of it. Nothing is kept unless asked."""

from __future__ import annotations

import hashlib
import re
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from fajing.audit.files import AuditedFile
from fajing.audit.finding import GRADES
from fajing.audit.outputs.notes import NoteWriter
from fajing.audit.outputs.text import text_of
from fajing.audit.outputs.words import CAVEAT, GRADE_WORDS
from fajing.audit.outputs.write import SUFFIXES, write_outputs
from fajing.audit.readers import ReportText
from fajing.audit.readers.base import tidy
from fajing.audit.run import audit_text
from fajing.core.errors import FajingError, UsageError
from fajing.web import reach
from fajing.web.clock import instant
from fajing.web.law import lawbook
from fajing.web.reading import read_apart
from fajing.web.records import follower
from fajing.web.words import language, pick

LARGEST, LONGEST = 20 * 1024 * 1024, 400_000
AUDITED = "report.audited"
_KINDS = (".docx", ".pdf", ".html", ".htm", ".txt", ".md")
_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}


@require_http_methods(["GET", "POST"])
def report_audit(request: HttpRequest) -> HttpResponse:
    """The form, and what was sent with its findings in the margin."""
    error: FajingError | None = None
    if request.method == "POST":
        try:
            report = _sent(request.FILES.get("file"), request.POST.get("text", ""))
            before = request.FILES.get("previous")
            previous = (
                read_report(before).text if before is not None else request.POST.get("previous_text", "")
            )
            return _shown(request, report, previous)
        except FajingError as wrong:
            error = wrong
    context = {"error": error, "kinds": "、".join(_KINDS), "accept": ",".join(_KINDS)}
    return render(request, "fajing/report_audit.html", context, status=422 if error else 200)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The same audit as a file, made from the text that comes back: the office did not keep it."""
    suffix = "." + request.POST.get("as", "")
    if suffix not in SUFFIXES:
        raise Http404
    name, report, previous = _again(request)
    with tempfile.TemporaryDirectory(prefix="fajing-audit-") as folder:
        write_outputs(Path(folder), name, audited(report, previous), language())
        data = (Path(folder) / f"{name}{suffix}").read_bytes()
    answer = HttpResponse(data, content_type=_TYPES[suffix])
    answer["Content-Disposition"] = f'attachment; filename="audit{suffix}"'
    return answer


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Enters that this text was audited: its hash and the counts, not the text."""
    _, report, previous = _again(request)
    found = audited(report, previous)
    body = {
        "sha256": hashlib.sha256(report.text.encode()).hexdigest(),
        "characters": len(report.text),
        "claims": len(found.audit.claims),
        "counts": {grade: found.count(grade) for grade in GRADES},
        "lawbook": lawbook().hash,
    }
    entry = follower.book().write(AUDITED, body, reach.user_of(request).number, instant())
    follower.follow()
    messages.success(
        request,
        pick(
            f"核对结果已存证 {entry}：正文哈希和各类处数，不含正文。",
            f"Entered as {entry}: the hash of the text and the counts, not the text.",
        ),
    )
    return _shown(request, report, previous)


def _again(request: HttpRequest) -> tuple[str, ReportText, str]:
    """What the page sends back of a report: name, text, that of the year before."""
    post = request.POST
    name = re.sub(r"[^\w.()（）〔〕-]", "_", post.get("name", ""))[:80].strip(".") or "report"
    text = post.get("text", "").replace("\r\n", "\n")
    if not text.strip() or len(text) > LONGEST:
        raise UsageError(pick("没有正文。", "There is no text.") + " (text)")
    pages = tuple(int(one) for one in post.get("pages", "").split(",") if one.isdecimal() and len(one) < 9)
    return name, ReportText(name, text, pages), post.get("previous_text", "").replace("\r\n", "\n")[:LONGEST]


def _sent(one: UploadedFile[bytes] | None, text: str) -> ReportText:
    if one is not None:
        return read_report(one)
    if not text.strip():
        raise UsageError("先选一个文件，或者粘贴正文 (choose a file, or paste the text)")
    if len(text) > LONGEST:
        raise UsageError(f"正文太长 (the text is too long): {len(text):,} > {LONGEST:,}")
    return ReportText(pick("粘贴的正文", "pasted text"), tidy(text))


def read_report(one: UploadedFile[bytes]) -> ReportText:
    """The text of a file that was sent; the file itself is gone when this returns.

    Raises:
        FajingError: It is of no kind that is read, too large, or cannot be read.
    """
    name = Path(str(one.name)).name
    suffix = Path(name).suffix.lower()
    if suffix not in _KINDS:
        raise UsageError(
            f"不读这种文件 (not a kind of file that is read): {suffix or name}", remedy="、".join(_KINDS)
        )
    if (one.size or 0) > LARGEST:
        raise UsageError(f"文件太大 (the file is too large): {name}", remedy=f"{LARGEST >> 20} MB")
    with tempfile.TemporaryDirectory(prefix="fajing-audit-") as folder:
        path = Path(folder) / f"report{suffix}"
        with path.open("wb") as out:
            for chunk in one.chunks():
                out.write(chunk)
        found = read_apart(path)
    if len(found.text) > LONGEST:
        raise UsageError(f"正文太长 (the text is too long): {len(found.text):,} > {LONGEST:,}")
    return ReportText(name, found.text, found.pages, found.notes)


def audited(report: ReportText, previous: str) -> AuditedFile:
    """What the audit says of a report, beside that of the year before where there is one."""
    audit = audit_text(report.text, previous=previous or None, lawbook=lawbook())
    return AuditedFile(Path(report.name), report, audit)


def _shown(request: HttpRequest, report: ReportText, previous: str) -> HttpResponse:
    found = audited(report, previous)
    sprite = files("fajing.audit.outputs").joinpath("sprite.svg").read_text("utf-8")
    context: dict[str, Any] = {
        "name": report.name,
        "report": report,
        "pages": ",".join(map(str, report.pages)),
        "previous": previous,
        "claims": len(found.audit.claims),
        "total": len(found.audit.findings),
        "grades": [(grade, pick(*GRADE_WORDS[grade]), found.count(grade)) for grade in GRADES],
        "caveat": pick(*CAVEAT),
        "notes_read": [note.in_language(language()) for note in report.notes],
        # both are made by the outputs of the audit, which escape whatever comes from the report
        "body": mark_safe(text_of(found, language())),  # noqa: S308
        "margin": mark_safe(NoteWriter(found, language()).notes()),  # noqa: S308
        "sprite": mark_safe(sprite),  # noqa: S308
        "exports": [suffix[1:] for suffix in (".xlsx", ".html", ".json")],
    }
    return render(request, "fajing/report_audited.html", context)
