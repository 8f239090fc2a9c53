"""今天: what is about to run out, what is new, what waits for me; the numbers above open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from fajing.app.office_book import REMINDER
from fajing.findings.acts import Kind
from fajing.findings.people import Role
from fajing.findings.rules import refusal
from fajing.findings.settle import Day
from fajing.findings.state import State
from fajing.web import reach, shown
from fajing.web.access.rules import RULES
from fajing.web.clock import instant, office_now, zone
from fajing.web.drawing.bars import day_bars
from fajing.web.law import norm, norm_title
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.records.journal import shows
from fajing.web.records.models import DutyRow, FindingRow, ImportRow, Reminder
from fajing.web.words import language, pick

_ROWS, _SIDE, _CHART = 8, 4, 14
_URGENT, _SOON, _HORIZON = 4 * shown.HOUR, shown.DAY, 2 * shown.DAY


@dataclass(frozen=True, slots=True)
class Running:
    """A duty that is running out."""

    row: DutyRow
    left: str
    mood: str
    used: int
    what: str
    due: str
    reminded: str


def running(user: User, rows: list[DutyRow]) -> list[Running]:
    """Duties with the time they have left."""
    present = instant()
    last: dict[str, int] = {}
    for one in Reminder.objects.filter(key__in=[row.key for row in rows]).order_by("at"):
        last[one.key] = one.at
    found = []
    for row in rows:
        assert row.due is not None
        rest, whole = row.due - present, max(row.due - row.trigger_at, 1)
        mood = "now" if rest < _URGENT else "soon" if rest < _SOON else ""
        used = max(0, min(42, round(42 * (1 - rest / whole))))
        due = shown.moment(row.due, whole_day=row.whole_day)
        reminded = shown.moment(last[row.key]).split(" ")[-1] if row.key in last else ""
        found.append(Running(row, shown.left(rest), mood, used, norm_title(row.norm), due, reminded))
    return found


def open_duties(user: User) -> Any:
    """Open duties of the body with a due moment, the first to run out first."""
    rows = reach.duties(user).filter(outcome="open", due__isnull=False, of_body=True, provisional=False)
    return rows.filter(due__gt=instant()).order_by("due", "matter")


def waiting_for(user: User) -> list[FindingRow]:
    """Answers that this person may verify or decide; the first to come first."""
    if user.kind is Role.CASE_OFFICER:
        rows = reach.findings(user).filter(state=State.WAITING.value)
        return sorted(rows, key=lambda row: (row.handler != user.number, row.reply_due or 0, row.number))
    rows = reach.findings(user).filter(state__in=[State.RECTIFIED.value, State.CONTESTED.value])
    person, found = user.person(), []
    listed = list(rows.order_by("replied_at", "number"))
    findings = follower.folded([row.number for row in listed])
    for row in listed:
        finding = findings.get(row.number)
        kind = Kind.VERIFIED if row.state == State.RECTIFIED.value else Kind.UPHELD
        if finding is not None and refusal(finding, person, kind) is None:
            found.append(row)
    return found


def _days(user: User) -> list[Day]:
    """New and verified of the last days, counted in the read table."""
    last = zone().civil(instant()).toordinal()
    first = last - _CHART + 1
    raised: dict[int, int] = {}
    verified: dict[int, int] = {}
    closed: dict[int, int] = {}
    begin = zone().start_of_day(first)
    rows_before = reach.findings(user).aggregate(
        raised=Count("number", filter=Q(raised_at__lt=begin)),
        closed=Count("number", filter=Q(closed_at__lt=begin)),
    )
    standing = rows_before["raised"] - rows_before["closed"]
    recent = reach.findings(user).filter(Q(raised_at__gte=begin) | Q(closed_at__gte=begin))
    for began, ended, how in recent.values_list("raised_at", "closed_at", "how"):
        day = zone().civil(began).toordinal()
        raised[day] = raised.get(day, 0) + 1
        if ended is not None:
            day = zone().civil(ended).toordinal()
            closed[day] = closed.get(day, 0) + 1
            verified[day] = verified.get(day, 0) + (how == "verified")
    rows = []
    for day in range(first, last + 1):
        standing += raised.get(day, 0) - closed.get(day, 0)
        rows.append(Day(day, raised.get(day, 0), verified.get(day, 0), standing))
    return rows


def since_yesterday() -> int:
    """The beginning of `new`: yesterday at the start of work."""
    day = zone().civil(instant()).toordinal() - 1
    return zone().start_of_day(day) + 9 * shown.HOUR


def today(request: HttpRequest) -> HttpResponse:
    """The first page of every role."""
    user = reach.user_of(request)
    if user.kind not in RULES["findings"].roles:
        return _other(request, user)
    present = instant()
    rows = open_duties(user)
    if reach.is_own_first(user):
        rows = rows.order_by("due")
    end_of_today = zone().end_of_day(zone().civil(present).toordinal())
    due_today = rows.filter(due__lte=end_of_today)
    urgent = due_today.filter(due__lte=present + _URGENT).count()
    mine = waiting_for(user)
    new = (
        reach.findings(user)
        .filter(raised_at__gte=since_yesterday())
        .order_by("-weight", "-breached_at", "number")
    )
    still_open = reach.findings(user).exclude(state=State.CLOSED.value)
    oldest = still_open.filter(pushed_at__isnull=False).order_by("pushed_at", "number").first()
    listed = _own_first(user, list(rows[:200]))[:_ROWS]
    days = _days(user)
    listed_ids = [row.matter for row in listed]
    listed_ids += [row.matter for row in (*new[:_SIDE], *mine[:_SIDE])]
    shows(user, "today", listed_ids)
    return render(
        request,
        "fajing/today.html",
        {
            "now": office_now(),
            "date": pick("{1} {0} {2}", "{0} {1} {2}").format(
                shown.weekday(present), shown.day(present), f"{zone().civil(present):%H:%M}"
            ),
            "due_today": due_today.count(),
            "urgent": urgent,
            "new": new.count(),
            "new_open": new.filter(state=State.NEW.value).count(),
            "new_rows": [_new(row) for row in new[:_SIDE]],
            "mine": len(mine),
            "mine_rows": [_mine(row) for row in mine[:_SIDE]],
            "mine_first": shown.day(mine[0].replied_at or mine[0].pushed_at) if mine else "",
            "answers": user.kind is Role.CASE_OFFICER,
            "oldest": oldest,
            "oldest_days": _age(oldest) if oldest else 0,
            "oldest_norm": norm_title(oldest.norm) if oldest else "",
            "rows": running(user, listed),
            "soon": rows.filter(due__lte=present + _HORIZON).count(),
            "may_remind": user.kind in RULES["remind"].roles,
            "days": days,
            "bars": day_bars(days),
            "last_import": ImportRow.objects.filter(state="done").first(),
            "checked": follower.position("checked"),
            "with_chart": request.GET.get("chart") != "only",
        },
    )


def _own_first(user: User, rows: list[DutyRow]) -> list[DutyRow]:
    if not reach.is_own_first(user):
        return rows
    return sorted(rows, key=lambda row: (row.handler != user.number, row.due or 0))


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


def _other(request: HttpRequest, user: User) -> HttpResponse:
    """Those who see no cases: where their work is."""
    names = {
        Role.REPORT_WRITER: ["desk", "documents", "report_audit", "law"],
        Role.OUTSIDE_READER: ["law", "draws"],
        Role.SYSTEM_ADMIN: ["users", "law"],
        Role.SECURITY_ADMIN: ["security", "law"],
        Role.AUDIT_ADMIN: ["ledger", "draws", "law"],
    }[user.kind]
    titles = {
        "desk": ("督导台：各单位的数字", "The desk: numbers by unit"),
        "documents": ("文书：通报和督办单", "Documents: circulars and slips"),
        "report_audit": ("报告核对：数字对不对得上", "Report audit: do the figures reconcile"),
        "draws": ("抽取：结果和核验", "Draws: results and verification"),
        "law": ("规则库：规则和依据", "The lawbook: rules and sources"),
        "users": ("用户和单位", "Users and units"),
        "security": ("角色、口令和锁定", "Roles, second factors, locks"),
        "ledger": ("存证：条目、根、检查点", "The ledger: entries, roots, checkpoints"),
    }
    links = [{"url": reverse(name), "title": pick(*titles[name])} for name in names]
    return render(request, "fajing/today_other.html", {"links": links})


def about_to_breach(request: HttpRequest) -> HttpResponse:
    """All duties that run out, the next first."""
    user = reach.user_of(request)
    rows = open_duties(user)
    unit = request.GET.get("unit", "")
    if unit:
        rows = rows.filter(unit=unit)
    if request.GET.get("due") == "today":
        rows = rows.filter(due__lte=zone().end_of_day(zone().civil(instant()).toordinal()))
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    shows(user, "about_to_breach", [row.matter for row in page.object_list])
    context = {
        "rows": running(user, list(page.object_list)),
        "page": page,
        "units": reach.units(user),
        "unit": unit,
        "due": request.GET.get("due", ""),
        "may_remind": user.kind in RULES["remind"].roles,
    }
    return render(request, "fajing/about_to_breach.html", context)


@require_POST
def remind(request: HttpRequest, duty: int) -> HttpResponse:
    """Reminds the officer of a duty that runs out; an entry says so."""
    user = reach.user_of(request)
    row = get_object_or_404(DutyRow, pk=duty)
    at = instant()
    follower.book().write(
        REMINDER, {"key": row.key, "at": at, "to": row.handler, "due": row.due}, user.number, at,
        (f"matter:{row.matter}",),
    )  # fmt: skip
    follower.follow()
    words = norm(row.norm)
    title = words.title.in_language(language()) if words else row.norm
    to = row.handler or row.unit
    messages.success(
        request, pick(f"已提醒 {to}：{row.matter} {title}", f"Reminded {to}: {row.matter}, {title}")
    )
    back = request.POST.get("next", "")
    return redirect(back if back.startswith("/") and not back.startswith("//") else "today")
