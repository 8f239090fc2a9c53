"""抽取: the list of draws, one draw with its stages and what it waits for, its verification, downloads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fajing.app.draw_ledger import list_draws
from fajing.app.draw_records import change, draw_now, verify_record
from fajing.core.errors import FajingError, UsageError
from fajing.draw.record import DRAWN, REPLACED, REVEALED, VOIDED, Draw, MissingRevealError, Stage
from fajing.draw.sources import PublicNumber, Secret
from fajing.draw.words import (
    CONFLICTS,
    FILE_SAMPLE,
    KINDS,
    OWN_UNIT,
    PEOPLE,
    PERSON_REASONS,
    TARGET_REASONS,
    TARGETS,
    VOID_REASONS,
)
from fajing.web import appraisals, draws, reach, shown
from fajing.web.access.rules import OVERSIGHT, RULES
from fajing.web.acting import alone
from fajing.web.as_seen import at_once, note_all
from fajing.web.clock import office_now, zone
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.records.journal import shows
from fajing.web.words import pick

STATES = {
    "committed": ("已提交，等随机来源", "committed, sources awaited"),
    "ready": ("来源齐备，可以抽取", "everything is in, draw now"),
    "drawn": ("已抽取", "drawn"),
    "voided": ("已作废", "void"),
}
_BARRED = {**CONFLICTS, OWN_UNIT: ("本单位", "own unit")}
_ROWS = 200


def listing(request: HttpRequest) -> HttpResponse:
    """Every draw, also those that were committed and never made."""
    user = reach.user_of(request)
    rows = [
        {
            "one": one,
            "kind": pick(*KINDS.get(one.kind, (one.kind, one.kind))),
            "state": pick(*STATES[one.state]),
            "closes": _moment(one.closes_at),
            "entry": one.entries[0],
        }
        for one in draws.listed(user)
    ]
    context = {"rows": rows, "may_make": user.kind in RULES["draw_new"].roles}
    return render(request, "fajing/draws.html", context)


def one(request: HttpRequest, draw: str) -> HttpResponse:
    """One draw."""
    return page_of(request, draw)


def page_of(
    request: HttpRequest, name: str, error: FajingError | None = None, status: int = 200
) -> HttpResponse:
    """The page of a draw, with what was refused if something was."""
    user, found = reach.user_of(request), _draw(name)
    may_act = draws.may_lead(user, name)
    first = found.stages[0]
    entries = {}
    for listed in list_draws(follower.book().ledger):
        if listed.id == name:
            entries = dict(enumerate(listed.entries))
    result, most = found.result(), at_once(request, _ROWS)
    note_all(request, len(result))
    sampled = found.pool.kind == FILE_SAMPLE and bool(result)
    may_appraise = user.kind in OVERSIGHT
    done = appraisals.done(name) if sampled and may_appraise else {}
    within = user.reach()
    units = {target.id: target.stratum for target in found.pool.targets}
    if sampled:
        shows(user, "draw", [drawn.target for drawn in result[:most]])
    context = {
        "draw": found,
        "title": first["title"],
        "first": first,
        "kind": pick(*KINDS[found.pool.kind]),
        "state": pick(*STATES[found.state]),
        "sizes": [
            (pick(*TARGETS[found.pool.kind]), len(found.pool.targets)),
            *([(pick(*PEOPLE[found.pool.kind]), len(found.pool.people))] if found.plan.team else []),
            *([(pick("回避", "conflicts"), len(found.pool.conflicts))] if found.pool.conflicts else []),
        ],
        "counts": [
            (pick("全池", "the whole pool") if stratum == "*" else stratum, count)
            for stratum, count in sorted(found.plan.counts.items())
        ],
        "closes": _moment(found.closes_at),
        "sources": [_source(found, one_source, user, may_act) for one_source in found.sources],
        "chain": [_stage(number, stage, entries) for number, stage in enumerate(found.stages)],
        "rows": [
            {
                "number": number,
                "target": drawn.target,
                "unit": units.get(drawn.target, ""),
                "team": pick("、", ", ").join(drawn.team),
                "barred": pick("、", ", ").join(f"{who} {_barred(why)}" for who, why in drawn.barred),
                "opens": sampled and may_appraise and units.get(drawn.target, "") in within,
                "done": done.get(drawn.target),
            }
            for number, drawn in enumerate(result[:most], 1)
        ],
        "more": len(result) - most,
        "replaced": sum(stage["stage"] == REPLACED for stage in found.stages),
        "sampled": sampled,
        "appraised": len(done),
        "may_act": may_act,
        "people": sorted({person for drawn in result for person in drawn.team}),
        "target_reasons": [(code, pick(*words)) for code, words in TARGET_REASONS.items()],
        "person_reasons": [(code, pick(*words)) for code, words in PERSON_REASONS.items()],
        "over": found.state in ("drawn", "voided"),
        "may_void": may_act and found.state == "committed" and _closed(found),
        "error": error,
    }
    return render(request, "fajing/draw.html", context, status=status)


def _draw(name: str) -> Draw:
    found = draws.read(name)
    if found is None:
        raise Http404
    return found


def _closed(draw: Draw) -> bool:
    return office_now() >= datetime.fromisoformat(draw.closes_at)


def _moment(text: str) -> str:
    return shown.moment(int(datetime.fromisoformat(text).timestamp())) if text else "—"


def _barred(why: str) -> str:
    return pick(*_BARRED[why]) if why in _BARRED else why


def _source(draw: Draw, source: Secret | PublicNumber, user: User, may_act: bool) -> dict[str, Any]:
    given = next((one for one in draw.stages if one.get("source") == source.id), None)
    awaited = given is None and draw.state not in ("drawn", "voided")
    is_secret, mine, published = False, False, ""
    if isinstance(source, Secret):
        is_secret, mine = True, source.holder == draws.token_of(user)
    else:
        published = _moment(source.published_at)
    return {
        "id": source.id,
        "is_secret": is_secret,
        "source": source,
        "published": published,
        "value": given["value"] if given is not None else "",
        "given": _moment(str(given["at"])) if given is not None else "",
        "awaited": awaited,
        "opens": awaited and (mine or may_act) and (_closed(draw) != is_secret),
    }


def _stage(number: int, stage: Stage, entries: dict[int, int]) -> dict[str, Any]:
    kind = str(stage["stage"])
    note = ""
    if kind == REVEALED:
        title = pick("来源已到：", "source received: ") + str(stage["source"])
        note = str(stage.get("read_from", ""))
    elif kind == DRAWN:
        title = pick("抽取", "drawn")
        note = pick(f"抽出{len(stage['result'])}个", f"{len(stage['result'])} drawn")
    elif kind == REPLACED:
        title = pick("替换", "replaced")
        words = {**TARGET_REASONS, **PERSON_REASONS}.get(str(stage["reason"]), ("", ""))
        new = stage["new"]["target"] if stage["what"] == "target" else stage["changes"][0]["person"]
        note = f"{stage['out']} → {new}{pick('，', ', ')}{pick(*words)} {stage['document']}"
    elif kind == VOIDED:
        title, note = pick("作废", "void"), pick(*VOID_REASONS[str(stage["reason"])])
    else:
        title = pick("提交抽取池和来源", "pool and sources committed")
    return {
        "title": title,
        "when": _moment(str(stage["at"])),
        "by": str(stage["by"]).removeprefix("officer:"),
        "note": note,
        "hash": str(stage["hash"])[:16],
        "entry": entries.get(number),
    }


@require_POST
def act(request: HttpRequest, draw: str) -> HttpResponse:
    """Reveals, enters, draws, voids, replaces: one stage more."""
    user, post = reach.user_of(request), request.POST
    found, what = _draw(draw), post.get("do", "")
    by, at = draws.token_of(user), office_now()
    text = {name: post.get(name, "").strip() for name in ("source", "value", "read_from", "out", "document")}
    own = {one.id for one in found.sources if isinstance(one, Secret) and one.holder == by}
    if not draws.may_lead(user, draw) and not (what == "reveal" and text["source"] in own):
        error = UsageError("只能揭示自己保管的秘密数 (only the secret you hold)", where=draw)
        return page_of(request, draw, error, status=409)

    def stage(one: Draw) -> None:
        if what == "reveal":
            one.reveal(text["source"], text["value"], by=by, at=at)
        elif what == "enter":
            read = _read_at(post.get("read_day", ""), post.get("read_time", ""), at)
            one.enter(text["source"], text["value"], read_from=text["read_from"], read_at=read, by=by, at=at)
        elif what == "void":
            one.void("no_public_number", by=by, at=at)
        elif what == "replace_target":
            one.replace_target(text["out"], post.get("reason", ""), by=by, at=at, document=text["document"])
        elif what == "replace_person":
            one.replace_person(
                text["out"], post.get("reason", ""), by=by, at=at, document=text["document"],
                target=post.get("target", "").strip(),
            )  # fmt: skip
        else:
            raise Http404

    ledger, path = follower.book().ledger, draws.path_of(draw)
    try:
        with alone():
            if what == "draw":
                appraisals.begin(draw_now(path, ledger, by, office_now), user)
            else:
                change(path, ledger, stage, office_now)
    except MissingRevealError as missing:
        messages.error(request, missing.what)
        return redirect("draw", draw)
    except FajingError as refused:
        return page_of(request, draw, refused, status=409)
    follower.follow()
    messages.success(request, pick("已写入记录和存证。", "It is in the record and in the ledger."))
    return redirect("draw", draw)


def _read_at(day: str, time: str, now: datetime) -> datetime:
    if not day:
        return now
    try:
        civil = datetime.fromisoformat(f"{day}T{time or '00:00'}")
    except ValueError as error:
        raise UsageError(f"没有这个时间 (no such time): {day} {time}", remedy="2026-03-02 21:30") from error
    start = zone().start_of_day(civil.toordinal())
    return datetime.fromtimestamp(start + civil.hour * shown.HOUR + civil.minute * shown.MINUTE, UTC)


def verify(request: HttpRequest, draw: str) -> HttpResponse:
    """Does the draw again, three ways, and says what was recomputed."""
    found = _over(draw)
    steps = verify_record(draws.path_of(draw), follower.book().ledger)
    context = {
        "draw": found,
        "title": found.stages[0]["title"],
        "steps": [{"holds": one.holds, "text": pick(one.zh, one.en)} for one in steps],
        "holds": steps[-1].holds,
    }
    return render(request, "fajing/draw_verify.html", context)


def record(request: HttpRequest, draw: str) -> HttpResponseBase:
    """The record, for whoever wants to verify it elsewhere; not before it is over."""
    _over(draw)
    return FileResponse(
        draws.path_of(draw).open("rb"), as_attachment=True, filename=f"{draw}.json", content_type="application/json"
    )  # fmt: skip


def script(request: HttpRequest) -> HttpResponseBase:
    """The verifier for outsiders."""
    return FileResponse(
        draws.SCRIPT.open("rb"), as_attachment=True, filename=draws.SCRIPT.name, content_type="text/x-python"
    )


def _over(name: str) -> Draw:
    """A draw whose record is public now.

    Raises:
        Http404: It is not over: before that only the pool's hash leaves the body.
    """
    found = _draw(name)
    if found.state not in ("drawn", "voided"):
        raise Http404
    return found
