"""今天 of those who see no cases: each role's own numbers, which open, and below them what it works on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from fajing.app.figure_store import years_kept
from fajing.app.office_book import USER
from fajing.app.office_report import Stage
from fajing.draw.sources import Secret
from fajing.draw.words import KINDS
from fajing.findings.people import Role
from fajing.ledger.entry import Stored
from fajing.ledger.handover import HANDED_OVER, standing
from fajing.ledger.journal import ANCHOR
from fajing.web import draws, report_shown, shown
from fajing.web.clock import instant, office_now
from fajing.web.pages.draws import STATES
from fajing.web.pages.figures import kept, title_of_group
from fajing.web.pages.law import in_force
from fajing.web.pages.reports import STAGES, days_left, draft_of
from fajing.web.people.models import Unit, User
from fajing.web.promised import standing as promised
from fajing.web.records import follower
from fajing.web.records.journal import journal
from fajing.web.words import pick

_LATELY, _FEW = 30 * shown.DAY, 10
_CHANGES = {
    "made": ("新加", "added"),
    "on": ("启用", "switched on"),
    "off": ("停用", "switched off"),
    "second_factor_reset": ("重设动态口令", "second factor reset"),
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the bar.

    Attributes:
        label: What it is.
        value: It.
        unit: Of what it counts.
        why: What stands beside it.
        url: What it opens.
    """

    label: str
    value: str
    unit: str
    why: str
    url: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; a link where there is something to open."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A table below the bar.

    Attributes:
        title: Its title.
        head: Its columns.
        rows: Its rows.
        empty: What stands there where it has none.
        url: What `all` opens.
    """

    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    empty: str
    url: str


@dataclass(frozen=True, slots=True)
class First:
    """The first page of a role: numbers and tables."""

    numbers: list[Number]
    panels: list[Panel]


def other(request: HttpRequest, user: User) -> HttpResponse:
    """The first page of a role that sees no cases."""
    found = _PAGES[user.kind](user)
    context = {"first": found, "role": pick(*User.ROLES[user.kind]), "day": shown.day(instant())}
    return render(request, "fajing/today_other.html", context)


# --------------------------------------------------- the report writer
def _report_writer(user: User) -> First:
    years, url = years_kept(settings.OFFICE.data), reverse("reports")
    head = (
        pick("年度", "year"),
        pick("进度", "stage"),
        pick("公开期限", "to be public"),
        pick("待填", "to fill"),
    )
    empty = pick("还没有算好的指标，夜间检查以后再来。", "No figures yet; come back after the nightly check.")
    title = pick("年度报告", "Yearly reports")
    if not years:
        none = Number(title, "—", "", empty, url)
        return First([none], [Panel(title, head, [], empty, url)])
    rows, to_fill = [], {}
    drafts = {year: draft_of(year) for year in years}
    for year, draft in drafts.items():
        found = kept(year, None)
        lines, _ = report_shown.contents(found, draft, promised(found.cut_off, year))
        to_fill[year] = sum(line.to_fill for line in lines)
        name = pick(f"{year}年度报告", f"Report for {year}")
        rows.append(
            (
                Cell(name, reverse("report_write", args=[year])), Cell(pick(*STAGES[draft.stage])),
                Cell(_left(year)), Cell(shown.number(to_fill[year])),
            )
        )  # fmt: skip
    open_years = [year for year in years if drafts[year].stage is not Stage.SIGNED]
    year = min(open_years) if open_years else max(years)
    write, left, figures = reverse("report_write", args=[year]), days_left(year), kept(max(years), None)
    missing = sum(one.value is None for one in figures)
    of_year = pick(f"{year}年度报告", f"report for {year}")
    groups = dict.fromkeys(one.group for one in figures)
    opens = reverse("figures")
    return First(
        [
            Number(
                pick("公开期限", "To be public"), "—" if left is None else shown.number(abs(left)), pick("日", "days"),
                pick("没有规定期限", "no deadline is set") if left is None
                else of_year + (pick("，已过期限", ", past its deadline") if left < 0 else pick("，剩余", ", left")),
                url,
            ),
            Number(pick("进度", "Stage"), pick(*STAGES[drafts[year].stage]), "", of_year, write),
            Number(
                pick("待填", "To fill"), shown.number(to_fill[year]), pick("处", ""),
                pick("只能由人填写的地方", "places that only a person can fill"), write,
            ),
            Number(
                pick("缺数的指标", "Figures without data"), shown.number(missing), pick("项", ""),
                pick(f"共{len(figures)}项，写明缺哪些记录", f"of {len(figures)}; each says which records it lacks"),
                opens,
            ),
        ],
        [
            Panel(title, head, rows, empty, url),
            Panel(
                pick("指标", "Figures"),
                (pick("分类", "group"), pick("指标", "figures"), pick("缺数", "without data")),
                [
                    (
                        Cell(title_of_group(one), f"{opens}?group={one}"), Cell(shown.number(len(figures.group(one)))),
                        Cell(shown.number(sum(figure.value is None for figure in figures.group(one)))),
                    )
                    for one in groups
                ],
                empty, opens,
            ),
        ],
    )  # fmt: skip


def _left(year: int) -> str:
    left = days_left(year)
    if left is None:
        return "—"
    return pick("已过", "past") if left < 0 else pick(f"剩{left}日", f"{left} days left")


# --------------------------------------------------- the outside reader
def _outside_reader(user: User) -> First:
    listed, url = draws.listed(user), reverse("draws")
    over = [one for one in listed if one.state in ("drawn", "voided")]
    mine = 0
    for one in listed:
        found = draws.read(one.id)
        if found is not None and one.state == "committed":
            given = {stage.get("source") for stage in found.stages}
            holds = [source for source in found.sources if isinstance(source, Secret)]
            mine += sum(each.holder == draws.token_of(user) and each.id not in given for each in holds)
    law, script = reverse("law"), reverse("draw_script")
    head = tuple(
        pick(*one)
        for one in (("抽取", "draw"), ("种类", "kind"), ("状态", "state"), ("核验", "verification"))
    )
    rows = [
        (
            Cell(one.title, reverse("draw", args=[one.id])), Cell(pick(*KINDS.get(one.kind, (one.kind, one.kind)))),
            Cell(pick(*STATES[one.state])),
            Cell(pick("重做一遍", "do it again"), reverse("draw_verify", args=[one.id])) if one in over
            else Cell(pick("结束以后", "once it is over")),
        )
        for one in listed[:_FEW]
    ]  # fmt: skip
    reads = [
        (Cell(pick("规则和依据", "norms and what they rest on"), law), Cell(pick("全部公开", "all of it"))),
        (Cell(pick("抽取记录", "records of draws"), url), Cell(pick("结束以后公开", "once a draw is over"))),
        (
            Cell(pick("离线核验程序", "verifier to run elsewhere"), script),
            Cell(pick("一个文件，只用标准库", "one file, standard library only")),
        ),
    ]
    return First(
        [
            Number(pick("现行规则", "Norms in force"), shown.number(len(in_force(""))), pick("条", ""),
                   pick("每条写明依据", "each says what it rests on"), law),
            Number(pick("抽取", "Draws"), shown.number(len(listed)), pick("次", ""),
                   pick("没有抽成的也在内", "also those that were never made"), url),
            Number(pick("可以核验", "To verify"), shown.number(len(over)), pick("次", ""),
                   pick("已抽取或者作废", "drawn or void"), url),
            Number(pick("待我揭示", "For me to reveal"), shown.number(mine), pick("个", ""),
                   pick("由您保管的秘密数", "secrets that you hold"), url),
        ],
        [
            Panel(pick("抽取", "Draws"), head, rows, pick("还没有抽取。", "No draw yet."), url),
            Panel(pick("您可以看", "What you may read"), (pick("内容", "what"), pick("范围", "how far")),
                  reads, "", law),
        ],
    )  # fmt: skip


# --------------------------------------------------- administrators
def _system_admin(user: User) -> First:
    url, users = reverse("users"), User.objects.all()
    on, changes = users.filter(is_active=True), _changes()
    counts = [
        (role, on.filter(role=role.value).count(), users.filter(role=role.value, is_active=False).count())
        for role in User.ROLES
    ]
    return First(
        [
            Number(pick("在用的用户", "Users"), shown.number(on.count()), "",
                   pick("只有警号，没有姓名", "numbers, no names"), url),
            Number(pick("停用", "Switched off"), shown.number(users.filter(is_active=False).count()), "",
                   pick("不能登录，记录还在", "cannot sign in; the record stays"), url),
            Number(pick("没有单位", "Without a unit"), shown.number(on.filter(unit=None).count()), "",
                   pick("看不到任何案件", "sees no matter at all"), url),
            Number(pick("单位", "Units"), shown.number(Unit.objects.count()), "", pick("一棵树", "in one tree"), url),
        ],
        [
            Panel(
                pick("各角色", "By role"), (pick("角色", "role"), pick("在用", "on"), pick("停用", "off")),
                [(Cell(pick(*User.ROLES[role]), url), Cell(str(here)), Cell(str(off))) for role, here, off in counts],
                "", url,
            ),
            _changed(changes, url),
        ],
    )  # fmt: skip


def _security_admin(user: User) -> First:
    url, on = reverse("security"), User.objects.filter(is_active=True).order_by("number")
    devices = set(TOTPDevice.objects.filter(confirmed=True).values_list("user_id", flat=True))
    without = [one for one in on if one.pk not in devices]
    tried = AccessAttempt.objects.order_by("-attempt_time")
    locked, changes = tried.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).count(), _changes()
    since = instant() - _LATELY
    return First(
        [
            Number(pick("未设动态口令", "Without a second factor"), shown.number(len(without)), "",
                   pick(f"在用的{on.count()}个用户里", f"of {on.count()} users"), url),
            Number(pick("锁定", "Locked"), shown.number(locked), "",
                   pick("连续输错密码", "wrong passwords in a row"), url),
            Number(pick("输错密码", "Wrong passwords"), shown.number(tried.count()), "",
                   pick("还没有登录成功的警号", "numbers that have not signed in since"), url),
            Number(pick("近30日变动", "Changed in 30 days"),
                   shown.number(sum(one.entry.at.timestamp() >= since for one in changes)), "",
                   pick("用户和角色", "users and roles"), url),
        ],
        [
            Panel(
                pick("未设动态口令", "Without a second factor"),
                tuple(pick(*one) for one in (("警号", "number"), ("角色", "role"), ("单位", "unit"))),
                [
                    (Cell(one.number, url), Cell(pick(*User.ROLES[one.kind])), Cell(one.unit.name if one.unit else "—"))
                    for one in without[:_FEW]
                ],
                pick("都设了。", "Everybody has one."), url,
            ),
            _changed(changes, url),
        ],
    )  # fmt: skip


def _changes() -> list[Stored]:
    """Entries about users, the latest first."""
    return list(follower.book().ledger.entries(kind=USER))[::-1]


def _changed(changes: list[Stored], url: str) -> Panel:
    rows = []
    for one in islice(changes, _FEW):
        role, what = str(one.body["role"]), str(one.body["what"])
        known = role in {each.value for each in Role}
        rows.append(
            (
                Cell(shown.plain_moment(int(one.entry.at.timestamp()))), Cell(str(one.body["number"]), url),
                Cell(pick(*User.ROLES[Role(role)]) if known else role),
                Cell(pick(*_CHANGES.get(what, (what, what)))), Cell(one.entry.actor.removeprefix("officer:")),
            )
        )  # fmt: skip
    head = (("时间", "when"), ("警号", "number"), ("角色", "role"), ("变动", "change"), ("经手", "by"))
    title, empty = pick("近来的变动", "Changed lately"), pick("还没有变动。", "No change yet.")
    return Panel(title, tuple(pick(*one) for one in head), rows, empty, url)


def _audit_admin(user: User) -> First:
    url, ledger = reverse("ledger"), follower.book().ledger
    told, size = standing(ledger, office_now()), ledger.size()
    anchor, hours = ledger.last(ANCHOR), max(int(told.waited.total_seconds()), 0) // shown.HOUR
    handed = list(ledger.entries(kind=HANDED_OVER))[::-1]
    latest = list(ledger.entries(max(size - _FEW, 0), size))[::-1]
    anchored = shown.plain_moment(int(anchor.entry.at.timestamp())) if anchor else ""
    return First(
        [
            Number(
                pick("上次交出检查点", "Last checkpoint handed over"),
                "—" if told.last_at is None else shown.number(hours),
                "" if told.last_at is None else pick("小时前", "hours ago"),
                pick(f"从来没有交出，账本已建{hours}小时", f"never yet; the ledger is {hours} hours old")
                if told.last_at is None
                else pick("已经迟了", "late") if told.is_late else pick("按时", "in time"), url,
            ),
            Number(pick("未被覆盖", "Not covered"), shown.number(told.not_covered), pick("条", ""),
                   pick("还没有别处保存的凭据", "no checkpoint held elsewhere covers them"), url),
            Number(pick("存证", "Ledger"), shown.number(size), pick("条", ""), ledger.about.hash, url),
            Number(
                pick("调阅记录", "Access journal"), shown.number(journal().log.size()), pick("条", ""),
                pick(f"根已存证 {anchored}", f"root entered {anchored}") if anchor
                else pick("根还没有存证", "no root entered yet"),
                reverse("receipt", args=[anchor.index]) if anchor else url,
            ),
        ],
        [
            Panel(
                pick("最近的条目", "Latest entries"),
                tuple(pick(*one) for one in (("条目", "entry"), ("种类", "kind"), ("时间", "when"))),
                [_entry(one) for one in latest], "", url,
            ),
            Panel(
                pick("交出的检查点", "Checkpoints handed over"),
                tuple(pick(*one) for one in (("条目", "entry"), ("覆盖", "covers"), ("时间", "when"))),
                [
                    (number, Cell(shown.number(int(one.body["size"]))), when)
                    for one in handed[:_FEW] for number, _, when in [_entry(one)]
                ],
                pick("还没有交出。请运行 fajing ledger export。", "None yet. Run fajing ledger export."), url,
            ),
        ],
    )  # fmt: skip


def _entry(one: Stored) -> tuple[Cell, Cell, Cell]:
    when = shown.plain_moment(int(one.entry.at.timestamp()))
    return Cell(shown.number(one.index), reverse("receipt", args=[one.index])), Cell(one.kind), Cell(when)


_PAGES: dict[Role, Callable[[User], First]] = {
    Role.REPORT_WRITER: _report_writer,
    Role.OUTSIDE_READER: _outside_reader,
    Role.SYSTEM_ADMIN: _system_admin,
    Role.SECURITY_ADMIN: _security_admin,
    Role.AUDIT_ADMIN: _audit_admin,
}
