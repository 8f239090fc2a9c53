"""The lawbook: norms by theme, one norm with its versions and what it rests on. Open to every role."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from fajing.lawbook.model import Norm, Status
from fajing.scan.citations import cited_lines
from fajing.scan.norm_words import in_general
from fajing.web import judged, reach
from fajing.web.access.rules import RULES
from fajing.web.law import label_title, lawbook, procedure_title
from fajing.web.rows import rows
from fajing.web.words import language, pick

_SEVERITIES = {
    "notice": ("提示", "notice"),
    "minor": ("一般", "minor"),
    "serious": ("严重", "serious"),
    "grave": ("特别严重", "grave"),
}


def law(request: HttpRequest) -> HttpResponse:
    """Norms in force, by theme."""
    book, asked = lawbook(), request.GET.get("q", "").strip()
    found = in_force(asked)
    context = {
        "rows": rows("norm", found) if asked else _every_row(language()),
        "count": len(found),
        "asked": asked,
        "book": book,
        "title": book.title.in_language(language()),
    }
    return render(request, "fajing/law.html", context)


def in_force(asked: str) -> list[dict[str, str]]:
    """Norms in force whose id or title holds what is asked; all of them where nothing is."""
    return [
        one
        for one in _norms(language())
        if not asked or asked.lower() in f"{one['id']} {one['title']}".lower()
    ]


@cache
def _norms(language: str) -> list[dict[str, str]]:
    """Norms in force as rows; the lawbook of a process never changes."""
    return [
        {
            "id": norm.id,
            "url": reverse("norm", args=[norm.id]),
            "title": norm.title.in_language(language),
            "kind": procedure_title(norm.procedure),
            "severity": pick(*_SEVERITIES[norm.severity.value]),
            "label": label_title(norm.label) if norm.label else "",
        }
        for norm in sorted(lawbook().norms.values(), key=lambda one: one.id)
        if norm.status is Status.IN_FORCE
    ]


@cache
def _every_row(language: str) -> SafeString:
    return rows("norm", _norms(language))


def norm(request: HttpRequest, norm: str) -> HttpResponse:
    """One norm."""
    found = lawbook().norm(norm)
    if found is None:
        raise Http404
    context = told_of(found) | {
        "norm": found,
        "is_finding": found.is_finding,
        "may_try": reach.user_of(request).kind in RULES["what_if"].roles,
    }
    return render(request, "fajing/norm.html", context)


def told_of(found: Norm) -> dict[str, Any]:
    """A norm in words, with its versions and what each rests on, the latest first."""
    speaking = judged.speaker()
    versions: list[dict[str, Any]] = [
        {
            "start": version.start.isoformat(),
            "end": version.end.isoformat() if version.end else pick("现行", "in force"),
            "law": cited_lines(version.cites, speaking, judged.statutes()),
        }
        for version in reversed(found.versions)
    ]
    return {
        "title": found.title.in_language(language()),
        "asked": in_general(speaking.text(found.message), is_zh=speaking.is_zh) if found.message else "",
        "why": speaking.text(found.why),
        "remedy": speaking.text(found.remedy),
        "kind": procedure_title(found.procedure),
        "label": label_title(found.label) if found.label else "",
        "severity": pick(*_SEVERITIES[found.severity.value]),
        "versions": versions,
    }
