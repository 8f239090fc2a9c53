"""A demonstration office over a data folder: ready users, and some weeks of findings worked on.

In: a data folder with an invented bureau's records. Out: an office in which every role has something to do. Breaches
are what the scan found; who answered them and when is made up, the same every time.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from fajing.app.office_night import Night
from fajing.core.moments import parse_moment
from fajing.findings.acts import Act, Kind
from fajing.findings.people import Role
from fajing.findings.raising import breached_on
from fajing.findings.state import Finding
from fajing.findings.terms import Terms
from fajing.web.clock import instant, zone
from fajing.web.law import sealed
from fajing.web.nightly import reckon, run_night
from fajing.web.people.models import Unit, User
from fajing.web.people.units import root
from fajing.web.records import follower

PASSWORD = "fajing-demo-2026"  # noqa: S105 - printed on purpose; production refuses its users
_DAY, _HOUR, _MINUTE, _WEEKS = 86_400, 3600, 60, 21
_DONE = (
    "已补办手续，材料附卷。",
    "已补录环节，附登记表。",
    "已向当事人补送达，回证附卷。",
    "所内已讲评，核对表已改，材料附卷。",
)
_PROOFS = ("整改登记表 {}", "补充材料目录 {}", "核对表 {}")
_OBJECTIONS = (
    "起算时间应为返回单位时，请核对记录。",
    "系统录入时间有误，纸质登记在期限内。",
    "已经批准延长，批准书未导入。",
)


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A ready user, for the list that is printed.

    Attributes:
        number: Police number.
        role_zh: Role.
        role_en: The same in English.
        look_zh: What to look at first.
        look_en: The same in English.
        link: Where that is.
    """

    number: str
    role_zh: str
    role_en: str
    look_zh: str
    look_en: str
    link: str


_LOOK = {
    Role.CASE_OFFICER: ("/findings/?mine=1", "待我答复的问题", "findings I am to answer"),
    Role.UNIT_LEADER: ("/about-to-breach/", "本单位快到期的应办", "what is about to run out in my unit"),
    Role.LEGAL_OFFICER: ("/", "今天：快到期、新发现、待核验", "today: about to run out, new, to verify"),
    Role.SUPERVISOR: ("/desk/", "督导台：标签与单位", "the desk: labels by unit"),
    Role.REPORT_WRITER: (
        "/reports/",
        "年度报告：期限、稿子、去年的承诺",
        "the yearly report: deadline, draft, last year's promises",
    ),
    Role.OUTSIDE_READER: ("/law/", "规则库", "the lawbook"),
    Role.SYSTEM_ADMIN: ("/users/", "用户和单位", "users and units"),
    Role.SECURITY_ADMIN: ("/security/", "角色、口令、锁定", "roles, second factors, locks"),
    Role.AUDIT_ADMIN: ("/ledger/", "存证：根与条目", "the ledger: root and entries"),
}


def build(progress: Callable[[str, int], None] | None = None) -> list[DemoUser]:
    """Checks the data folder, makes the users, plays the weeks before; the users, to be printed."""
    assert settings.OFFICE.demo
    tonight = _tonight()
    first = tonight - _WEEKS * _DAY

    def raised(duty: Mapping[str, Any]) -> int:
        return min(night_after(breached_on(duty), first), tonight)

    found = run_night(tonight, progress, raised, figures=False)
    users = make_users(found)
    play(users)
    follower.follow()
    reckon(progress)
    listed = []
    for role, user in users.items():
        link, zh, en = _LOOK[role]
        listed.append(DemoUser(user.number, *User.ROLES[role], zh, en, link))
    return listed


def _tonight() -> int:
    """When the check of last night was made."""
    today = zone().civil(instant()).toordinal()
    return zone().start_of_day(today) + 2 * _HOUR + 10 * _MINUTE


def make_users(found: Night) -> dict[Role, User]:
    """One user of every role, and a second legal officer, who decides what the first had a hand in."""
    broken = [row for row in found.duties if row["is_finding"]]
    busiest: Counter[tuple[str, str]] = Counter(
        (row["unit"] or "", row["handler"]) for row in broken if row["handler"] and row["unit"]
    )
    (unit_name, officer), _ = busiest.most_common(1)[0]
    top = root()
    unit = Unit.objects.get(name=unit_name)
    taken = {one for matter in found.matters.values() for one in matter.officers}
    free = (str(number) for number in range(40_900, 50_000) if f"0{number}" not in taken)
    numbers = {role: officer if role is Role.CASE_OFFICER else f"0{next(free)}" for role in Role}
    users: dict[Role, User] = {}
    for role in Role:
        seat = unit if role in (Role.CASE_OFFICER, Role.UNIT_LEADER) else top
        users[role] = _user(numbers[role], role, seat.name)
    _user(f"0{next(free)}", Role.LEGAL_OFFICER, top.name)
    return users


def _user(number: str, role: Role, unit_name: str) -> User:
    user = User.objects.filter(number=number).first()
    if user is None:
        user = User.objects.make(number, role, Unit.objects.get(name=unit_name), PASSWORD)
    user.is_demo = True
    user.save()
    return user


def play(users: Mapping[Role, User]) -> None:
    """Pushes, answers, verifies: what the three weeks before today might have brought."""
    book, terms = follower.book(), Terms.read()
    findings = book.findings()
    legal = users[Role.LEGAL_OFFICER].number
    second = User.objects.filter(role=Role.LEGAL_OFFICER.value).exclude(number=legal).get().number
    acts: list[Act] = []
    for finding in findings.values():
        is_asked = finding.facts.get("norm") not in sealed()  # of what is sealed no unit is asked
        if finding.state.value == "new" and is_asked:
            acts += _story(finding, legal, second, terms)
    acts.sort(key=lambda act: (act.at, act.finding))
    book.act(acts, {finding.number: str(finding.facts["matter"]) for finding in findings.values()})


def _chance(finding: Finding, what: str, of: int) -> int:
    """A number from 0, always the same for a finding."""
    digest = hashlib.sha256(f"{finding.key}|{what}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % of


def _story(finding: Finding, legal: str, second: str, terms: Terms) -> Iterator[Act]:
    """What happened to a finding up to now."""
    now, civil = instant(), zone()
    number, officer = finding.number, _answering(finding)

    def at(day: int, hour: int, what: str) -> int:
        return civil.start_of_day(day) + hour * _HOUR + _chance(finding, what, 50) * _MINUTE

    day = raised_on(finding)
    pushed = at(day, 7, "pushed")
    if pushed > now or (_chance(finding, "unpushed", 12) == 0 and day >= civil.civil(now).toordinal() - 1):
        return
    yield Act(Kind.PUSHED, number, pushed, legal, values={"reply_due": terms.reply_due(pushed, civil)})
    seen = at(day, 9, "seen")
    if seen > now:
        return
    yield Act(Kind.ACKNOWLEDGED, number, seen, officer)
    replied = at(day + 1 + _chance(finding, "days", 4), 14, "replied")
    if replied > now or _chance(finding, "silent", 6) == 0:
        return
    if _chance(finding, "contest", 9) == 0:
        text = _OBJECTIONS[_chance(finding, "why", len(_OBJECTIONS))]
        yield Act(Kind.CONTESTED, number, replied, officer, text)
        decided = at(civil.civil(replied).toordinal() + 1 + _chance(finding, "wait", 3), 10, "decided")
        if decided <= now and _chance(finding, "open", 4):
            kind = Kind.UPHELD if _chance(finding, "won", 3) == 0 else Kind.DISMISSED
            due = {} if kind is Kind.UPHELD else {"reply_due": terms.reply_due(decided, civil)}
            yield Act(kind, number, decided, second, "已核对原始登记。", due)
        return
    text = _DONE[_chance(finding, "done", len(_DONE))]
    proof = _PROOFS[_chance(finding, "proof", len(_PROOFS))].format(number)
    yield Act(Kind.RECTIFIED, number, replied, officer, text, {"proof": proof})
    verified = at(civil.civil(replied).toordinal() + 1 + _chance(finding, "wait", 3), 15, "verified")
    if verified <= now:
        yield Act(Kind.VERIFIED, number, verified, second)


def raised_on(finding: Finding) -> int:
    """Ordinal of the day on which it was raised."""
    return zone().civil(finding.raised_at).toordinal()


def night_after(breached: str, first: int) -> int:
    """The night in which a breach of a day is found; never before the first."""
    if not breached:
        return first
    day = max(parse_moment(breached, zone()).day + 1, zone().civil(first).toordinal())
    return zone().start_of_day(day) + 2 * _HOUR + 10 * _MINUTE


def _answering(finding: Finding) -> str:
    officers = [str(one) for one in finding.facts.get("officers", ())]
    return str(finding.facts.get("handler") or (officers[0] if officers else "000000"))
