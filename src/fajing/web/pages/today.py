"""今天: what is about to run out, what is new, what waits for me; the numbers above open."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from fajing.app.office_book import REMINDER
from fajing.findings.people import Role
from fajing.web import reach, shown
from fajing.web.access.rules import RULES
from fajing.web.as_seen import in_pages
from fajing.web.clock import instant, office_now, zone
from fajing.web.drawing.bars import day_bars
from fajing.web.law import norm, norm_title
from fajing.web.pages.today_roles import other
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.records.journal import shows
from fajing.web.records.models import DutyRow, FindingRow, ImportRow, Reminder
from fajing.web.rows import address, row, rows
from fajing.web.today_data import HORIZON, counted, dues, first_to_run_out, open_duties
from fajing.web.words import language, pick

_URGENT, _SOON = 4 * shown.HOUR, shown.DAY


_FILLS = {"now": "#855000", "soon": "#b97a12", "": "#1b4f80"}


def running(request: HttpRequest, user: User, listed: list[DutyRow]) -> SafeString:
    """Rows of duties with the time they have left."""
    present = instant()
    last: dict[str, int] = {}
    for reminder in Reminder.objects.filter(key__in=[duty.key for duty in listed]).order_by("at"):
        last[reminder.key] = reminder.at
    token = get_token(request) if user.kind in RULES["remind"].roles else ""
    words, path, found = pick("提醒", "Remind"), request.get_full_path(), []
    for one in listed:
        assert one.due is not None
        rest, whole = one.due - present, max(one.due - one.trigger_at, 1)
        mood = "now" if rest < _URGENT else "soon" if rest < _SOON else ""
        what = norm_title(one.norm)
        act: str = ""
        if one.key in last:
            when = shown.moment(last[one.key]).split(" ")[-1]
            act = row("reminded", {"words": pick("已提醒", "reminded"), "when": when})
        elif token:
            act = row(
                "remind",
                {
                    "url": address("remind", one.pk), "token": token, "next": path, "words": words,
                    "matter": one.matter, "what": what,
                },
            )  # fmt: skip
        found.append(
            {
                "mood": mood, "used": max(0, min(42, round(42 * (1 - rest / whole)))), "fill": _FILLS[mood],
                "left": shown.left(rest), "matter_url": address("matter", one.matter), "matter": one.matter,
                "what": what, "due": shown.moment(one.due, whole_day=one.whole_day), "unit": one.unit,
                "handler": one.handler, "act": act,
            }
        )  # fmt: skip
    return rows("running", found)


def today(request: HttpRequest) -> HttpResponse:
    """The first page of every role."""
    user = reach.user_of(request)
    if user.kind not in RULES["findings"].roles:
        return other(request, user)
    present = instant()
    due, of_findings = dues(user), counted(user)
    end_of_today = zone().end_of_day(zone().civil(present).toordinal())
    new, mine, oldest = of_findings.new_rows, of_findings.mine_rows, of_findings.oldest
    listed = first_to_run_out(user)
    shows(user, "today", [*(one.matter for one in listed), *(one.matter for one in (*new, *mine))])
    return render(
        request,
        "fajing/today.html",
        {
            "now": office_now(),
            "date": pick("{1} {0} {2}", "{0} {1} {2}").format(
                shown.weekday(present), shown.day(present), f"{zone().civil(present):%H:%M}"
            ),
            "due_today": due.still(end_of_today),
            "urgent": due.still(min(end_of_today, present + _URGENT)),
            "new": of_findings.new,
            "new_open": of_findings.new_open,
            "new_rows": [_new(one) for one in new],
            "mine": len(of_findings.mine),
            "mine_rows": [_mine(one) for one in mine],
            "mine_first": shown.day(mine[0].replied_at or mine[0].pushed_at) if mine else "",
            "answers": user.kind is Role.CASE_OFFICER,
            "oldest": oldest,
            "oldest_days": _age(oldest) if oldest else 0,
            "oldest_norm": norm_title(oldest.norm) if oldest else "",
            "rows": running(request, user, listed),
            "soon": due.still(present + HORIZON),
            "days": of_findings.days,
            "bars": day_bars(of_findings.days),
            "last_import": ImportRow.objects.filter(state="done").first(),
            "with_chart": request.GET.get("chart") != "only",
        },
    )


def _age(row: FindingRow) -> int:
    return zone().civil(instant()).toordinal() - zone().civil(row.pushed_at or row.raised_at).toordinal()


def _new(row: FindingRow) -> dict[str, Any]:
    return {
        "row": row,
        "verdict": shown.verdict(row.outcome, row.reason, row.late_seconds, row.late_days),
        "sign": shown.sign(row.outcome),
        "title": norm_title(row.norm),
    }


_STATES = {
    "rectified": ("已整改", "rectified"),
    "contested": ("有异议", "contested"),
    "waiting": ("待答复", "to answer"),
}


def _mine(row: FindingRow) -> dict[str, Any]:
    return {
        "row": row,
        "tag": pick(*_STATES.get(row.state, (row.state, row.state))),
        "title": row.reply or norm_title(row.norm),
        "waited": shown.waited(row.replied_at or row.pushed_at),
    }


def running_out(user: User, unit: str, *, is_today: bool) -> tuple[QuerySet[DutyRow], int | None]:
    """Duties that run out, of all units in reach or one, the next first; until when, where only today's are asked."""
    found, until = open_duties(user), None
    if unit:
        found = found.filter(unit__in=reach.under(user, unit))
    if is_today:
        until = zone().end_of_day(zone().civil(instant()).toordinal())
        found = found.filter(due__lte=until)
    return found, until


def about_to_breach(request: HttpRequest) -> HttpResponse:
    """All duties that run out, the next first."""
    user, unit = reach.user_of(request), request.GET.get("unit", "")
    found, until = running_out(user, unit, is_today=request.GET.get("due") == "today")
    page = in_pages(request, found, dues(user, unit).still(until))
    listed = list(page.object_list)
    shows(user, "about_to_breach", [one.matter for one in listed])
    context = {
        "rows": running(request, user, listed),
        "page": page,
        "units": reach.units(user),
        "unit": unit,
        "due": request.GET.get("due", ""),
    }
    return render(request, "fajing/about_to_breach.html", context)


@require_POST
def remind(request: HttpRequest, duty: int) -> HttpResponse:
    """Reminds the officer of a duty that runs out; an entry says so."""
    user = reach.user_of(request)
    row = get_object_or_404(DutyRow, pk=duty)
    remind_of(user, row)
    words = norm(row.norm)
    title = words.title.in_language(language()) if words else row.norm
    to = row.handler or row.unit
    messages.success(
        request, pick(f"已提醒 {to}：{row.matter} {title}", f"Reminded {to}: {row.matter}, {title}")
    )
    back = request.POST.get("next", "")
    return redirect(back if back.startswith("/") and not back.startswith("//") else "today")


def remind_of(user: User, row: DutyRow) -> int:
    """Enters that somebody was reminded of a duty; the number of the entry."""
    at = instant()
    entry = follower.book().write(
        REMINDER, {"key": row.key, "at": at, "to": row.handler, "due": row.due}, user.number, at,
        (f"matter:{row.matter}",),
    )  # fmt: skip
    follower.follow()
    return entry
