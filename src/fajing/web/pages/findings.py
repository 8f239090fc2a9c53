"""Findings: the list, and one finding with its drawing, facts, working, law, answer and history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from fajing.findings.acts import SYSTEM, Act, Kind
from fajing.findings.people import Role
from fajing.findings.rules import allowed
from fajing.findings.state import Finding, How, State
from fajing.findings.terms import Terms
from fajing.web import judged, reach, shown
from fajing.web.access.rules import RULES
from fajing.web.as_seen import A_PAGE, at_once, is_workbook, note_all
from fajing.web.clock import instant, zone
from fajing.web.law import label_title, norm, norm_title
from fajing.web.people.models import User
from fajing.web.records import follower
from fajing.web.records.journal import shows
from fajing.web.records.kept import FINDINGS, kept
from fajing.web.records.models import FindingRow
from fajing.web.rows import address
from fajing.web.rows import row as one_row
from fajing.web.rows import rows as all_rows
from fajing.web.templatetags.office import icon
from fajing.web.today_data import counted, since_yesterday
from fajing.web.whose_turn import whose_turn
from fajing.web.words import language, pick

STATES = {
    "new": ("待推送", "not pushed"),
    "waiting": ("待答复", "to be answered"),
    "rectified": ("待核验", "to be verified"),
    "contested": ("有异议", "contested"),
    "closed": ("已办结", "closed"),
}
HOWS = {
    How.VERIFIED: ("核验通过", "verified"),
    How.UPHELD: ("异议成立，撤销", "objection upheld, withdrawn"),
    How.GONE: ("记录更正后不再违反，自行消除", "gone: the corrected record breaks no duty"),
}
GONE_FOR = {
    "corrected": ("记录更正后不再违反", "a corrected entry breaks no duty"),
    "late_evidence": ("后来补到的记录表明没有违反", "what came in late shows no breach"),
    "extended": ("补到依法准许的延长，没有超期", "an extension that the law allows came in"),
    "withdrawn": ("所依据的导入已撤销", "the import it rested on was undone"),
    "law_changed": ("规则库换了版本，不再判为违反", "another version of the lawbook finds no breach"),
    "expired": ("期间已过，不再判为违反", "its time has passed"),
}
"""Why a finding closed itself; what older entries do not say stands under `How.GONE`."""
KINDS = {
    Kind.RAISED: ("发现", "found"),
    Kind.RESTATED: ("情况变化", "restated"),
    Kind.PUSHED: ("推送", "pushed"),
    Kind.ACKNOWLEDGED: ("收到", "received"),
    Kind.RECTIFIED: ("整改", "rectified"),
    Kind.CONTESTED: ("提出异议", "contested"),
    Kind.UPHELD: ("异议成立", "objection upheld"),
    Kind.DISMISSED: ("异议不成立", "objection dismissed"),
    Kind.VERIFIED: ("核验通过", "verified"),
    Kind.RETURNED: ("退回重做", "returned"),
    Kind.CLOSED: ("自行消除", "gone"),
    Kind.REOPENED: ("重新打开", "reopened"),
    Kind.HANDED_OVER: ("交给他人", "handed over"),
    Kind.REMINDED: ("催办", "reminded"),
    Kind.ESCALATED: ("到期上报", "gone up by its age"),
}

SOURCES = {
    "appraisal": ("案卷评查", "file appraisal"),
    "complaint": ("投诉举报", "complaint"),
    "inspection": ("现场检查", "inspection"),
}
"""Where a finding raised by hand comes from."""


def listed(row: FindingRow) -> dict[str, Any]:
    """A finding as a row of a list."""
    return {
        "row": row,
        "verdict": shown.verdict(row.outcome, row.reason, row.late_seconds, row.late_days),
        "sign": shown.sign(row.outcome),
        "title": norm_title(row.norm),
        "state": pick(*STATES.get(row.state, (row.state, row.state))),
        "level": level_of(row),
        "overdue": row.state == State.WAITING.value and (row.reply_due or 0) <= instant(),
    }


def level_of(row: FindingRow) -> str:
    """To whom an open finding has gone up by its age; empty while it is the unit's own."""
    return pick(*User.ROLES[Role(row.level)]) if row.level else ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of findings.

    Attributes:
        rows: Findings.
        page: Which page it is, for what leads to the others.
        labels: Labels to choose from.
        gone_up: How many have gone up to this role.
    """

    rows: tuple[FindingRow, ...]
    page: Any
    labels: tuple[str, ...]
    gone_up: int


_ASKED = ("state", "new", "mine", "unit", "label", "norm", "level", "overdue", "order", "page")


def findings(request: HttpRequest) -> HttpResponse:
    """Findings in reach; one's own first."""
    user = reach.user_of(request)
    asked = {name: request.GET[name] for name in _ASKED if request.GET.get(name)}
    state = "" if asked.get("mine") else asked.get("state", "" if asked.get("new") else "open")
    if is_workbook(request):
        found = _page(user, asked | {"page": ""}, state, at_once(request))
    elif asked.get("overdue"):  # what is overdue changes by the hour
        found = _page(user, asked, state)
    else:
        key = (state, user.number, user.role, *sorted(asked.items()))
        found = kept(user, "list", lambda: _page(user, asked, state), *key, of=(FINDINGS,))
    note_all(request, found.page.paginator.count)
    shows(user, "findings", [row.matter for row in found.rows])
    context = {
        "rows": listed_rows(found.rows),
        "page": found.page,
        "states": [(key, pick(*words)) for key, words in STATES.items()],
        "state": state,
        "units": reach.units(user),
        "unit": asked.get("unit", ""),
        "labels": sorted(((one, label_title(one)) for one in found.labels), key=lambda one: one[1]),
        "label": asked.get("label", ""),
        "order": asked.get("order", ""),
        "gone_up": found.gone_up,
        "expire": Terms.read().expire if reach.is_own_first(user) else 0,
        "may_hand_over": user.kind in RULES["hand_over"].roles,
    }
    return render(request, "fajing/findings.html", context)


def _page(user: User, asked: Mapping[str, str], state: str, size: int = A_PAGE) -> Page:
    rows = reach.remembered(user)
    if asked.get("mine"):
        rows = rows.filter(number__in=counted(user).mine)
    if state == "open":
        rows = rows.exclude(state=State.CLOSED.value)
    elif state in STATES:
        rows = rows.filter(state=state)
    if asked.get("new"):
        rows = rows.filter(raised_at__gte=since_yesterday())
    if asked.get("unit"):
        rows = rows.filter(unit__in=reach.under(user, asked["unit"]))
    for name in ("label", "norm"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if asked.get("level") == "mine":
        rows = rows.filter(level=user.role)
    if asked.get("overdue"):
        rows = rows.filter(state=State.WAITING.value, reply_due__lte=instant())
    order = (
        ("pushed_at", "number") if asked.get("order") == "oldest" else ("-weight", "-breached_at", "number")
    )
    rows = rows.order_by(*order)
    if reach.is_own_first(user) and not asked.get("order"):
        own = Case(When(handler=user.number, then=Value(0)), default=Value(1), output_field=IntegerField())
        rows = rows.annotate(own=own).order_by("own", *order)
    page = Paginator(rows, size).get_page(asked.get("page"))
    every = reach.remembered(user)
    shown_rows = tuple(page.object_list)
    page.paginator.count, page.object_list = page.paginator.count, shown_rows  # asked for before it is kept
    return Page(
        shown_rows,
        page,
        tuple(one for one in every.order_by().values_list("label", flat=True).distinct() if one),
        every.filter(level=user.role).count(),
    )


def listed_rows(rows: Iterable[FindingRow]) -> SafeString:
    """Findings as rows of the list."""
    return all_rows("finding", [_cells(row, listed(row)) for row in rows])


def _cells(row: FindingRow, told: dict[str, Any]) -> dict[str, Any]:
    term: str = "—"
    if row.state == State.WAITING.value and row.reply_due:
        term = shown.moment(row.reply_due, whole_day=True)
        if told["overdue"]:
            term = one_row("overdue", {"icon": icon("late"), "term": term})
    level, title = told["level"], pick("到期上报", "gone up by its age")
    return {
        "number": row.number, "outcome": row.outcome, "icon": icon(told["sign"]), "verdict": told["verdict"],
        "title": told["title"], "matter_url": address("matter", row.matter), "matter": row.matter,
        "unit": shown.unit(row.unit), "handler": row.handler, "state": told["state"], "term": term,
        "level": one_row("level", {"title": title, "level": level}) if level else "",
    }  # fmt: skip


def finding(request: HttpRequest, finding: str) -> HttpResponse:
    """One finding."""
    return page_of(request, finding)


def page_of(
    request: HttpRequest, number: str, form: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page of a finding, with a form that was refused if there is one."""
    user = reach.user_of(request)
    one = follower.book().finding(number)
    row = FindingRow.objects.filter(number=number).first()
    if one is None or row is None:
        raise Http404
    shows(user, "finding", [row.matter], kind="finding", id=number)
    rule = norm(row.norm)
    opened = judged.open_file(row.matter, [rule]) if rule is not None else None
    duty = opened.duty(row.key) if opened is not None else None
    explained = judged.explain(duty) if duty is not None and duty.outcome.is_broken else None
    person = user.person()
    may = [kind.value for kind in allowed(one, person)]
    alike = Q(unit=row.unit, raised_at__gte=instant() - _days_back())
    counts = FindingRow.objects.filter(norm=row.norm).aggregate(
        similar=Count("pk", filter=alike),
        contested=Count("pk", filter=Q(how="upheld")),
        pushed_norm=Count("pk", filter=Q(pushed_at__isnull=False)),
    )
    context = {
        "one": one,
        "row": row,
        "listed": listed(row),
        "title": norm_title(row.norm),
        "label": label_title(row.label) if row.label else "",
        "explained": explained,
        "outcome_now": shown.verdict(duty.outcome.value) if duty is not None else "",
        "chain": chain(one),
        "how": how_of(one),
        "turn": whose_turn(one, person, how_of(one)),
        "may": may,
        "form": form or {},
        "open_form": request.GET.get("do", (form or {}).get("kind", "")),
        "left": shown.left(one.reply_due - instant()) if one.reply_due and one.state is State.WAITING else "",
        "left_over": bool(one.reply_due and one.reply_due <= instant()),
        **counts,
        "remedy": rule.remedy.in_language(language()) if rule is not None and rule.remedy else "",
        "reply": one.last(Kind.RECTIFIED, Kind.CONTESTED),
        "state": pick(*STATES[one.state.value]),
        "source": source_of(one),
    }
    return render(request, "fajing/finding.html", context, status=status)


def how_of(one: Finding) -> str:
    """How it was closed; where it closed itself, why."""
    act = one.last(Kind.CLOSED)
    if one.how is How.GONE and act is not None and act.values.get("reason") in GONE_FOR:
        return pick("自行消除：", "gone: ") + pick(*GONE_FOR[act.values["reason"]])
    return pick(*HOWS[one.how]) if one.how else ""


def source_of(one: Finding) -> str:
    """Where a finding raised by hand comes from."""
    code = str(one.facts.get("source") or "")
    return pick(*SOURCES.get(code, (code, code)))


def _days_back() -> int:
    return 90 * shown.DAY


def chain(one: Finding) -> list[dict[str, Any]]:
    """What happened, what is now, what is to come."""
    rows = [_link(act) for act in one.acts]
    if one.state is State.CLOSED:
        return rows
    terms = Terms.read()
    now: dict[State, tuple[str, str, str, str, str]] = {
        State.NEW: ("等推送", "to be pushed", "由法制员推送给单位", "a legal officer pushes it to the unit", ""),
        State.WAITING: (
            "等单位答复", "waiting for the unit", "整改，或提出异议", "rectify, or contest",
            _by(one.reply_due),
        ),
        State.RECTIFIED: (
            "等核验", "to be verified", "由另一人核验，不能是答复的人", "by someone other than who answered",
            _by(terms.verify_due(one.replied_at or instant(), zone())),
        ),
        State.CONTESTED: (
            "等裁定", "to be decided", "由未经手的人裁定", "by someone with no hand in it", "",
        ),
        State.CLOSED: ("", "", "", "", ""),
    }  # fmt: skip
    zh, en, what_zh, what_en, when = now[one.state]
    rows.append({"title": pick(zh, en), "note": pick(what_zh, what_en), "when": when, "css": "now"})
    if one.state in (State.NEW, State.WAITING):
        rows.append(
            {
                "title": pick("另一人核验", "verified by another"),
                "note": pick("不能是答复的人", "not who answered"),
                "when": pick(f"答复后{terms.verify}日内", f"within {terms.verify} days"),
                "css": "to-come",
            }
        )
    rows.append(
        {
            "title": pick("办结", "closed"),
            "note": pick(
                "异议成立即撤销；不成立，单位再答复",
                "withdrawn if upheld; if dismissed, the unit answers again",
            )
            if one.state is State.CONTESTED
            else pick("核验通过后自动办结", "closes itself when verified"),
            "when": "",
            "css": "to-come",
        }
    )
    return rows


def _by(due: int | None) -> str:
    if due is None:
        return ""
    when = shown.plain_moment(due, whole_day=True)
    return pick(f"{when} 前", f"by {when}")


def _link(act: Act) -> dict[str, Any]:
    who = pick("夜间扫描", "nightly scan") if act.by == SYSTEM else pick(f"警号 {act.by}", f"no. {act.by}")
    parts = [who]
    if act.kind is Kind.HANDED_OVER:
        parts.append(pick(f"交给 {act.values.get('to')}", f"to {act.values.get('to')}"))
    if act.kind is Kind.ESCALATED:
        role = pick(*User.ROLES[Role(str(act.values.get("to")))])
        parts.append(pick(f"由{role}督办", f"now with the {role}"))
    if act.values.get("slip"):
        parts.append(str(act.values["slip"]))
    if act.note and act.note != "again":
        parts.append(act.note.rstrip("。."))
    if act.values.get("proof"):
        parts.append(pick("凭据：", "proof: ") + str(act.values["proof"]))
    if act.values.get("disputed"):
        parts.append(pick("指出：", "about: ") + str(act.values["disputed"]))
    if act.kind is Kind.CLOSED and act.values.get("reason") in GONE_FOR:
        parts.append(pick(*GONE_FOR[act.values["reason"]]))
    if act.kind is Kind.RESTATED:
        parts.append(shown.verdict(str(act.values.get("outcome", ""))))
    return {
        "title": pick(*KINDS[act.kind]),
        "note": pick("；", "; ").join(part for part in parts if part),
        "when": shown.plain_moment(act.at),
        "entry": act.entry,
        "by_entry": act.values.get("entry") if act.kind is Kind.CLOSED else None,
        "css": "",
    }
