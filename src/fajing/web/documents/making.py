"""Makes documents: one slip for each unit when findings are pushed, the monthly circular; each numbered."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from fajing.app.office_book import DOCUMENT
from fajing.core.errors import UsageError
from fajing.findings.acts import Act, Kind
from fajing.findings.settle import by_unit, precision, total
from fajing.findings.state import State
from fajing.findings.terms import Terms
from fajing.web import reach, shown
from fajing.web.access.objects import is_sealed
from fajing.web.acting import alone
from fajing.web.clock import instant, zone
from fajing.web.documents.texts import KINDS, fill, title_of
from fajing.web.law import label_title, norm_title, sealed
from fajing.web.people.models import Unit, User
from fajing.web.records import follower
from fajing.web.records.models import Document, FindingRow
from fajing.web.words import pick


def next_number(kind: str) -> str:
    """`督办单〔2026〕031号`: the next of its kind in this year."""
    year = zone().civil(instant()).year
    head = f"{KINDS[kind][0]}〔{year}〕"  # one run of numbers, whatever language it was asked in
    used = [
        one[len(head) :].rstrip("号")
        for one in Document.objects.filter(number__startswith=head).values_list("number", flat=True)
    ]
    serial = max([0, *(int(one) for one in used if one.isdecimal())]) + 1
    return f"{head}{serial:03d}号"


def body_name() -> str:
    """The body, as its documents name it."""
    return pick(settings.OFFICE.title_zh, settings.OFFICE.title_en)


def full_day(at: int) -> str:
    """A day as a document is dated."""
    civil = zone().civil(at)
    return pick(f"{civil.year}年{civil.month}月{civil.day}日", f"{civil:%d %B %Y}")


@alone()
def issue(document: Document, by: str) -> int:
    """Enters a document: its number and the hash of its text; from then on it is not changed.

    Raises:
        UsageError: It is issued already.
    """
    document.refresh_from_db()
    if document.issued_at is not None:
        raise UsageError("这份文书已经印发 (it is issued already)", where=document.number)
    at = instant()
    body = {
        "row": document.pk,
        "number": document.number,
        "kind": document.kind,
        "unit": document.unit,
        "sha256": hashlib.sha256(document.text.encode()).hexdigest(),
        "findings": list(document.findings),
    }
    entry = follower.book().write(DOCUMENT, body, by, at, (f"document:{document.number}",))
    document.issued_at, document.entry = at, entry
    document.save()
    return entry


def push(user: User) -> tuple[int, int]:
    """Pushes every finding in reach that is not pushed yet; how many slips, how many findings."""
    return _push(reach.findings(user), user.number)


def waiting(user: User) -> int:
    """How many findings `push` would push."""
    new = reach.findings(user).filter(state=State.NEW.value).exclude(norm__in=sealed())
    of_none = new.filter(unit="").values_list("matter", flat=True)
    return new.exclude(unit="").count() + sum(not is_sealed(matter) for matter in of_none)


def push_all(by: str) -> tuple[int, int]:
    """The same for the whole body, as the nightly job does where the office is set to; how many slips and findings."""
    return _push(FindingRow.objects.all(), by)


@alone()
def _push(within: QuerySet[FindingRow], by: str) -> tuple[int, int]:
    rows = [row for row in within.filter(state=State.NEW.value).order_by("number") if not _is_sealed(row)]
    return len({row.unit for row in rows}), len(push_these(rows, by))


def _is_sealed(row: FindingRow) -> bool:
    return row.norm in sealed() or (not row.unit and is_sealed(row.matter))


@alone()
def push_these(rows: Sequence[FindingRow], by: str, note: str = "") -> list[Act]:
    """Pushes findings, one slip for each unit, issued at once; a slip of an earlier push stays as it was issued.

    Raises:
        UsageError: Some are sealed, or somebody has pushed some meanwhile.
    """
    numbers = [row.number for row in rows]
    new = set(
        FindingRow.objects.filter(number__in=numbers, state=State.NEW.value).values_list("number", flat=True)
    )
    if pushed := [one for one in numbers if one not in new]:
        raise UsageError(f"已经推送过了 (pushed already): {'、'.join(pushed)}")
    if hidden := [row.number for row in rows if _is_sealed(row)]:
        raise UsageError(
            f"密封的记录不推送给单位 (sealed records are not pushed to a unit): {'、'.join(hidden)}",
            remedy="由督导或者全机关的法制员直接处理 / a supervisor or legal officer of the body deals with it",
        )
    units: dict[str, list[FindingRow]] = {}
    for row in rows:
        units.setdefault(row.unit, []).append(row)
    at = instant()
    reply_due = Terms.read().reply_due(at, zone())
    acts: list[Act] = []
    for unit, own in sorted(units.items()):
        document = slip(unit, own, reply_due, by)
        values = {"reply_due": reply_due, "slip": document.number}
        acts += [Act(Kind.PUSHED, row.number, at, by, note, values) for row in own]
        issue(document, by)
    follower.book().act(acts, {row.number: row.matter for row in rows})
    follower.follow()
    return acts


def slip(unit: str, rows: list[FindingRow], reply_due: int, by: str) -> Document:
    """One unit's slip."""
    number = next_number("slip")
    lines = [
        f"{place}. {row.number}　{row.matter}　{norm_title(row.norm)}（"
        f"{shown.verdict(row.outcome, row.reason, row.late_seconds, row.late_days)}）"
        for place, row in enumerate(rows, 1)
    ]
    values = {
        "body": body_name(),
        "number": number,
        "unit": unit,
        "count": str(len(rows)),
        "reply_by": shown.plain_moment(reply_due, whole_day=True),
        "list": "\n".join(lines),
        "date": full_day(instant()),
    }
    return Document.objects.create(
        number=number, kind="slip", unit=unit, title=f"{title_of('slip')} {unit}", text=fill("slip", values),
        findings=[row.number for row in rows], made_at=instant(), made_by=by,
    )  # fmt: skip


@alone()
def circular(year: int, month: int, by: str) -> Document:
    """The circular of a month."""
    own = zone()
    begin = own.start_of_day(date(year, month, 1).toordinal())
    following = date(year + month // 12, month % 12 + 1, 1)
    end = min(own.start_of_day(following.toordinal()), instant())
    findings = [
        one
        for one in follower.book().findings().values()
        if follower.shown_under("-", str(one.facts.get("norm")), str(one.facts.get("procedure")))
    ]
    leaves = list(Unit.objects.filter(parent__isnull=False).values_list("name", flat=True))
    sums = by_unit(findings, begin, end, leaves)
    of_all = total(sums.values())
    lines = [
        pick(
            f"{unit}：新发现{one.raised}起，核验通过{one.verified}起，未办结{one.open}起，逾期{one.overdue}起",
            f"{unit}: new {one.raised}, verified {one.verified}, open {one.open}, overdue {one.overdue}",
        )
        for unit, one in sums.items()
        if one.raised or one.open or one.verified
    ]
    most = [
        pick(f"{label_title(label)}：{count}起", f"{label_title(label)}: {count}")
        for label, count in of_all.labels.most_common(8)
        if label
    ]
    exact = [
        pick(
            f"{norm_title(one.norm)}：推送{one.pushed}起，异议成立{one.upheld}起",
            f"{norm_title(one.norm)}: {one.pushed} pushed, {one.upheld} objections upheld",
        )
        for one in precision(findings)[:8]
    ]
    none = pick("无", "none")
    values = {
        "body": body_name(),
        "number": next_number("circular"),
        "period": pick(f"{year}年{month}月", f"{date(year, month, 1):%B %Y}"),
        "units": "\n".join(lines) or none,
        "labels": "\n".join(most) or none,
        "precision": "\n".join(exact) or none,
        "date": full_day(instant()),
    }
    for name in ("raised", "verified", "upheld", "gone", "open", "overdue"):
        values[name] = str(getattr(of_all, name))
    return Document.objects.create(
        number=values["number"], kind="circular", unit="", title=f"{title_of('circular')} {year}-{month:02d}",
        text=fill("circular", values), made_at=instant(), made_by=by,
    )  # fmt: skip
