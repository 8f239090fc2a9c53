"""A new draw: what is drawn from, how many, who holds a secret, which public number; then it is committed."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fajing.app.draw_ledger import list_draws
from fajing.app.draw_pool import PoolFile
from fajing.app.draw_records import keep_new
from fajing.core.errors import FajingError, UsageError
from fajing.draw.plan import ALL, Plan
from fajing.draw.record import Draw
from fajing.draw.sources import PublicNumber, Secret, Source
from fajing.draw.texts import moment
from fajing.draw.words import FILE_SAMPLE, INSPECTION, KINDS, PANEL
from fajing.web import draws, reach, shown
from fajing.web.acting import alone
from fajing.web.clock import instant, office_now, zone
from fajing.web.law import procedure_title
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.words import pick

_SLUGS = {FILE_SAMPLE: "files", INSPECTION: "premises", PANEL: "panel"}
_FORM = "99 99 99 99 99 99+99"
_BETWEEN = 90


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of a kind of draw; `check` counts what would be drawn from, `commit` commits."""
    if kind not in KINDS:
        raise Http404
    user = reach.user_of(request)
    typed = _typed(request, kind)
    error: FajingError | None = None
    told: list[tuple[str, int]] | None = None
    if request.method == "POST":
        try:
            if kind == FILE_SAMPLE:
                made = PoolFile(draws.pool_of_files(_files(user, typed)), secrets.token_hex(32))
            else:
                if typed["earlier"] and typed["earlier"] not in {one.id for one in draws.listed(user)}:
                    raise UsageError("没有这次抽取，或者不归您的范围 (no such draw within reach)")
                sent = {name: request.FILES.get(name) for name in ("targets", "people", "conflicts")}
                made = draws.pool_of_tables(kind, sent, typed["earlier"])
            if request.POST.get("do") == "commit":
                committed = _commit(user, typed, made)
                messages.success(request, _said(committed))
                return redirect("draw", committed.id)
            told = _counted(made)
        except FajingError as wrong:
            error = wrong
    context = {
        "kind": kind,
        "title": pick(*KINDS[kind]),
        "kinds": [(one, pick(*words)) for one, words in KINDS.items()],
        "typed": typed,
        "units": reach.units(user),
        "procedures": _procedures(user) if kind == FILE_SAMPLE else [],
        "earlier": [one for one in draws.listed(user) if one.kind == FILE_SAMPLE and one.state == "drawn"],
        "void": [one.id for one in draws.listed(user) if one.state == "voided"],
        "told": told,
        "told_sum": sum(count for _, count in told or []),
        "error": error,
        "is_files": kind == FILE_SAMPLE,
        "is_panel": kind == PANEL,
    }
    return render(request, "fajing/draw_new.html", context, status=200 if error is None else 422)


def _typed(request: HttpRequest, kind: str) -> dict[str, Any]:
    """What was typed, or what the form begins with."""
    post, now = request.POST, zone().civil(instant())
    first = {
        "draw": _free_name(kind),
        "title": "",
        "begin": (now.date() - timedelta(days=_BETWEEN)).isoformat(),
        "end": now.date().isoformat(),
        "procedure": "",
        "how": "all",
        "count": "10",
        "team": "0" if kind == FILE_SAMPLE else "2",
        "earlier": "",
        "repeats": "",
        "number_title": "",
        "number_issue": "",
        "number_day": (now.date() + timedelta(days=1)).isoformat(),
        "number_time": "21:30",
        "number_form": _FORM,
        "name_1": "bureau",
        "name_2": "reader",
        "holder_1": draws.token_of(reach.user_of(request)),
        "holder_2": "",
        "commitment_1": "",
        "commitment_2": "",
    }
    typed: dict[str, Any] = {name: post.get(name, value).strip() for name, value in first.items()}
    typed["units"] = [one for one in post.getlist("units") if one]
    typed["avoid_own_unit"] = "avoid_own_unit" in post
    return typed


def _free_name(kind: str) -> str:
    """The next name of the month that is not used."""
    used = {one.id for one in list_draws(follower.book().ledger)}
    now = zone().civil(instant())
    base = f"{now:%Y-%m}-{_SLUGS[kind]}"
    return next(name for number in range(1, len(used) + 2) if (name := f"{base}-{number}") not in used)


def _procedures(user: User) -> list[tuple[str, str]]:
    found = reach.matters(user).exclude(closed_at=None).order_by().values_list("procedure", flat=True)
    return sorted((procedure_title(one), one) for one in found.distinct())


def _files(user: User, typed: dict[str, Any]) -> Any:
    try:
        begin, end = date.fromisoformat(typed["begin"]), date.fromisoformat(typed["end"])
    except ValueError as error:
        raise UsageError("没有这一天 (no such day)", remedy="2026-03-02") from error
    own = zone()
    return draws.closed_files(
        user,
        typed["units"],
        own.start_of_day(begin.toordinal()),
        own.end_of_day(end.toordinal()),
        typed["procedure"],
    )


def _counted(made: PoolFile) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for one in made.pool.targets:
        counts[one.stratum] = counts.get(one.stratum, 0) + 1
    order = {name: place for place, name in enumerate(_unit_order())}
    return sorted(counts.items(), key=lambda one: (order.get(one[0], len(order)), one[0]))


def _unit_order() -> list[str]:
    from fajing.web.people.models import Unit

    return list(Unit.objects.values_list("name", flat=True))


def _whole(text: str, zh: str, en: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text):
        raise UsageError(f"{zh}要写数字 ({en}: a whole number): {text!r}")
    return int(text)


def _commit(user: User, typed: dict[str, Any], made: PoolFile) -> Draw:
    count = _whole(typed["count"], "数量", "how many")
    strata = sorted({one.stratum for one in made.pool.targets})
    counts = {ALL: count} if typed["how"] != "each" else dict.fromkeys(strata, count)
    plan = Plan(counts, _whole(typed["team"], "每组人数", "team"), typed["avoid_own_unit"])
    sources: list[Source] = [
        Secret(typed[f"name_{n}"], typed[f"holder_{n}"], typed[f"commitment_{n}"].lower()) for n in (1, 2)
    ]
    published = _published(typed["number_day"], typed["number_time"])
    sources.append(
        PublicNumber(
            "public",
            typed["number_title"],
            typed["number_issue"],
            moment(published, "number_day"),
            typed["number_form"],
        )
    )
    draw = Draw.commit(
        made.pool, plan, sources, draw=typed["draw"], title=typed["title"], salt=made.salt,
        by=draws.token_of(user), at=office_now(), repeats=typed["repeats"],
    )  # fmt: skip
    with alone():
        keep_new(draws.path_of(draw.id), draw, follower.book().ledger, office_now)
        follower.follow()
    return draw


def _published(day: str, time: str) -> datetime:
    try:
        civil = datetime.fromisoformat(f"{day}T{time}")
    except ValueError as error:
        raise UsageError(f"没有这个时间 (no such time): {day} {time}", remedy="2026-03-02 21:30") from error
    start = zone().start_of_day(civil.toordinal())
    return datetime.fromtimestamp(start + civil.hour * shown.HOUR + civil.minute * shown.MINUTE, UTC)


def _said(draw: Draw) -> str:
    size = shown.number(len(draw.pool.targets))
    return pick(
        f"已提交，抽取池{size}个，从现在起谁也不能改。",
        f"Committed: a pool of {size}; from now on nobody can change it.",
    )
