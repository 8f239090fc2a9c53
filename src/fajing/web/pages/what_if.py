"""试算: a draft norm, typed or changed from one that stands, held against the office's own record. Nothing is saved."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from fajing.app.what_if import Judged, WhatIf, by_unit, compared, replaced_by
from fajing.core.errors import FajingError, UsageError
from fajing.lawbook.drafts import read_norms
from fajing.lawbook.model import Norm
from fajing.lawbook.problems import LawbookError
from fajing.scan.duty import Duty, Outcome
from fajing.web import judged, reach, shown
from fajing.web.law import lawbook, norm_title
from fajing.web.people.models import User
from fajing.web.records.journal import shows
from fajing.web.words import language

LONGEST, ALIASES, MOST, OPENED, EXAMPLES = 60_000, 20, 5_000, 3, 30
_NAME = "draft.yaml"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong with a draft.

    Attributes:
        line: Its line; 0 where it is about the whole.
        what: What is wrong.
        remedy: What would be right.
    """

    line: int
    what: str
    remedy: str


@require_http_methods(["GET", "POST"])
def what_if(request: HttpRequest) -> HttpResponse:
    """The draft and what it would change."""
    user, post = reach.user_of(request), request.POST
    norm_id = post.get("instead_of", request.GET.get("norm", ""))
    standing = lawbook().norm(norm_id) if norm_id else None
    text = post.get("text", _text_of(standing)).replace("\r\n", "\n")
    unit = post.get("unit", "")
    mistakes: list[Mistake] = []
    result: WhatIf | None = None
    scope = (0, 0)
    if request.method == "POST":
        try:
            norms, replaced = read_draft(text, norm_id)
            result, scope = try_on(user, norms, replaced, unit)
        except LawbookError as wrong:
            mistakes = [
                Mistake(one.place.line if one.place else 0, one.what, one.remedy) for one in wrong.problems
            ]
        except FajingError as wrong:
            line = wrong.where.rpartition(":")[2]
            mistakes = [Mistake(int(line) if line.isdigit() else 0, wrong.what, wrong.remedy or wrong.why)]
    norms_listed = sorted((norm_title(one), one) for one in lawbook().norms)
    context = {
        "text": text,
        "norm": norm_id,
        "title": norm_title(norm_id) if norm_id else "",
        "norms": norms_listed,
        "units": reach.units(user),
        "unit": unit,
        "mistakes": mistakes,
        "wrong_lines": {one.line for one in mistakes},
        "tried": _told(user, result, scope) if result is not None else None,
    }
    return render(request, "fajing/what_if.html", context, status=422 if mistakes else 200)


def _text_of(norm: Norm | None) -> str:
    if norm is None or norm.place is None:
        return ""
    try:
        return norm.place.path.read_text("utf-8")
    except OSError:
        return ""


def read_draft(text: str, instead_of: str) -> tuple[list[Norm], list[Norm]]:
    """The norms of a draft, and those they would replace.

    Raises:
        FajingError: It is none that fits the lawbook.
    """
    if len(text) > LONGEST:
        raise UsageError(f"草案太长 (the draft is too long): {len(text):,} > {LONGEST:,}")
    _refuse_many_aliases(text)
    with tempfile.TemporaryDirectory(prefix="fajing-draft-") as folder:
        path = Path(folder) / _NAME
        path.write_text(text, "utf-8")
        norms = read_norms(path, lawbook())
        return norms, replaced_by(lawbook(), norms, path, instead_of or None)


def _refuse_many_aliases(text: str) -> None:
    """Aliases of aliases grow without end when they are written out."""
    count = 0
    try:
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            count += isinstance(token, yaml.AliasToken)
    except (yaml.YAMLError, ValueError):
        return  # what is wrong with it is said by the reader of lawbooks, with its line
    if count > ALIASES:
        raise UsageError(
            f"引用太多 (too many aliases): {count} > {ALIASES}", remedy="把内容写出来 / write it out"
        )


def try_on(
    user: User, norms: list[Norm], replaced: list[Norm], unit: str = ""
) -> tuple[WhatIf, tuple[int, int]]:
    """Judges the latest matters in reach by a draft and by what stands; how many of how many."""
    kinds = {norm.procedure for norm in (*norms, *replaced)}
    rows = reach.matters(user).filter(procedure__in=kinds)
    if unit:
        rows = rows.filter(unit__in=reach.under(user, unit))
    ids = list(rows.order_by("-last_at", "matter").values_list("matter", flat=True)[:MOST])
    total = rows.count() if len(ids) == MOST else len(ids)
    as_of = judged.as_of()
    log = judged.office_files().log_of(ids, as_of, judged.recorded_of(ids))
    found = compared(lawbook(), norms, replaced, log, as_of)
    keep = set(ids)
    for side in (found.draft, found.current):  # a file may hold matters of another unit, too
        side.flagged = {matter: duty for matter, duty in side.flagged.items() if matter in keep}
    return found, (len(ids), total)


def _told(user: User, found: WhatIf, scope: tuple[int, int]) -> dict[str, Any]:
    newly, freed = found.newly, found.freed
    shows(user, "what_if", [duty.matter.id for duty in (*newly[:EXAMPLES], *freed[:EXAMPLES])])
    now, then = by_unit(list(found.current.flagged.values())), by_unit(list(found.draft.flagged.values()))
    more, fewer = by_unit(newly), by_unit(freed)
    order = {name: place for place, name in enumerate(reach.units(user))}
    names = sorted({*now, *then}, key=lambda one: (order.get(one, len(order)), one))
    return {
        "now": len(found.current.flagged),
        "then": len(found.draft.flagged),
        "newly": len(newly),
        "freed": len(freed),
        "kept": found.kept,
        "judged": scope[0],
        "total": scope[1],
        "replaces": [norm.title.in_language(language()) for norm in found.current.norms],
        "outcomes": _outcomes(found.draft, found.current),
        "units": [(name or "—", now[name], then[name], more[name], fewer[name]) for name in names],
        "newly_rows": [_row(duty, number < OPENED) for number, duty in enumerate(newly[:EXAMPLES])],
        "freed_rows": [_row(duty, number < OPENED) for number, duty in enumerate(freed[:EXAMPLES])],
    }


def _outcomes(draft: Judged, current: Judged) -> list[tuple[str, str, int, int]]:
    return [
        (shown.sign(one.value), shown.verdict(one.value), current.outcomes[one], draft.outcomes[one])
        for one in Outcome
        if current.outcomes[one] or draft.outcomes[one]
    ]


def _row(duty: Duty, is_open: bool) -> dict[str, Any]:
    late, reason = duty.verdict.lateness, duty.verdict.reason
    return {
        "matter": duty.matter.id,
        "unit": duty.unit or "—",
        "css": duty.outcome.value,
        "sign": shown.sign(duty.outcome.value),
        "verdict": shown.verdict(
            duty.outcome.value, reason.value if reason else "", late.seconds if late else None,
            late.days if late else None,
        ),
        "explained": judged.explain(duty) if is_open else None,
    }  # fmt: skip
