"""今天 of the three administrators: what each of them looks after, and no case."""

from __future__ import annotations

from itertools import islice

from axes.models import AccessAttempt
from django.conf import settings
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from fajing.app.office_book import USER
from fajing.ledger.entry import Stored
from fajing.ledger.handover import HANDED_OVER, standing
from fajing.ledger.journal import ANCHOR
from fajing.web import shown
from fajing.web.clock import instant, office_now
from fajing.web.pages.account_journal import CHANGES, role_words
from fajing.web.pages.entry_words import entry_title
from fajing.web.pages.first_page import FEW, Cell, First, Number, Panel
from fajing.web.people.models import Unit, User
from fajing.web.records import follower
from fajing.web.records.journal import journal
from fajing.web.words import pick

_LATELY = 30 * shown.DAY


def system_admin(user: User) -> First:
    """Users and units."""
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


def security_admin(user: User) -> First:
    """Second factors, locks, changes of users."""
    url, on = reverse("security"), User.objects.filter(is_active=True).order_by("number")
    devices = set(TOTPDevice.objects.filter(confirmed=True).values_list("user_id", flat=True))
    without = [one for one in on if one.pk not in devices]
    tried = AccessAttempt.objects.order_by("-attempt_time")
    locked, changes = tried.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).count(), _changes()
    since = instant() - _LATELY
    waiting = list(on.filter(is_granted=False))
    heads = tuple(pick(*one) for one in (("警号", "number"), ("开户", "opened by")))
    to_grant = [(Cell(one.number, url), Cell(one.opened_by)) for one in waiting[:FEW]]
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
                    (Cell(one.number, url), Cell(role_words(one.role if one.is_granted else "")),
                     Cell(one.unit.name if one.unit else "—"))
                    for one in without[:FEW]
                ],
                pick("都设了。", "Everybody has one."), url,
            ),
            _changed(changes, url),
            *([Panel(pick("待授予角色", "To be granted a role"), heads, to_grant, "", url)] if waiting else []),
        ],
    )  # fmt: skip


def _changes() -> list[Stored]:
    """Entries about users, the latest first."""
    return list(follower.book().ledger.entries(kind=USER))[::-1]


def _changed(changes: list[Stored], url: str) -> Panel:
    rows = []
    for one in islice(changes, FEW):
        role, what = str(one.body["role"]), str(one.body["what"])
        rows.append(
            (
                Cell(shown.plain_moment(int(one.entry.at.timestamp()))), Cell(str(one.body["number"]), url),
                Cell(role_words(role)),
                Cell(pick(*CHANGES.get(what, (what, what)))), Cell(one.entry.actor.removeprefix("officer:")),
            )
        )  # fmt: skip
    head = (("时间", "when"), ("警号", "number"), ("角色", "role"), ("变动", "change"), ("经手", "by"))
    title, empty = pick("近来的变动", "Changed lately"), pick("还没有变动。", "No change yet.")
    return Panel(title, tuple(pick(*one) for one in head), rows, empty, url)


def audit_admin(user: User) -> First:
    """Checkpoints, ledger, journal."""
    url, ledger = reverse("ledger"), follower.book().ledger
    told, size = standing(ledger, office_now()), ledger.size()
    anchor, hours = ledger.last(ANCHOR), max(int(told.waited.total_seconds()), 0) // shown.HOUR
    handed = list(ledger.entries(kind=HANDED_OVER))[::-1]
    latest = list(ledger.entries(max(size - FEW, 0), size))[::-1]
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
                    for one in handed[:FEW] for number, _, when in [_entry(one)]
                ],
                pick("还没有交出。请运行 fajing ledger export。", "None yet. Run fajing ledger export."), url,
            ),
        ],
    )  # fmt: skip


def _entry(one: Stored) -> tuple[Cell, Cell, Cell]:
    when = shown.plain_moment(int(one.entry.at.timestamp()))
    number = Cell(str(one.index), reverse("receipt", args=[one.index]))
    return number, Cell(entry_title(one.kind)), Cell(when)
