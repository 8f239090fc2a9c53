"""Keeps the read tables in line with the ledger and the last check. They may be dropped: `rebuild` makes them anew.

A request sees its own writes: whoever writes an act calls `follow` before the answer is rendered; what other processes
wrote is taken in at the beginning of a request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from fajing.app.office_book import DOCUMENT, REMINDER, REPORT, STEP, Book, open_book
from fajing.app.office_night import Night
from fajing.core.moments import parse_moment
from fajing.findings.acts import Act, Kind
from fajing.findings.raising import breached_on
from fajing.findings.state import Finding, fold
from fajing.lawbook.model import Severity
from fajing.ledger.entry import Stored
from fajing.web.clock import zone
from fajing.web.law import lawbook, sealed
from fajing.web.people.units import keep_tree
from fajing.web.records.kept import DUTIES, FINDINGS, changed
from fajing.web.records.models import (
    Document,
    DutyCount,
    DutyRow,
    FindingRow,
    MatterCount,
    MatterRow,
    PendingStep,
    Position,
    Reminder,
    ReportActRow,
)
from fajing.web.records.positions import forget, place

LEDGER = "ledger"
_MANY, _MOST_FOLDED = 200, 20_000
_SEVERITIES = [one.value for one in Severity]


@cache
def book() -> Book:
    """The office's entries, opened once by each process."""
    return open_book(settings.OFFICE.data)


def follow() -> int:
    """Takes in what the ledger has and the tables have not; how many entries that were.

    Processes that answer at the same time take turns: each entry is taken in once.
    """
    if not book().ledger.since(place(LEDGER).value).entries:
        return 0
    Position.objects.get_or_create(name=LEDGER)
    with transaction.atomic():
        mine = Position.objects.select_for_update().get(name=LEDGER)
        news = book().ledger.since(mine.value)
        if news.entries:
            take_in(news.entries)
            mine.value = news.position
            mine.save(update_fields=["value"])
    forget()
    return len(news.entries)


class _Folded:
    """Findings folded before by this process; one is folded again once another act on it stands in the ledger."""

    def __init__(self) -> None:
        self._lock = (
            Lock()
        )  # pages are answered by several threads: what one drops, another may be about to read
        self.position = book().ledger.size()
        self.found: dict[str, Finding | None] = {}

    def of(self, numbers: Iterable[str]) -> dict[str, Finding]:
        with self._lock:
            news = book().ledger.since(self.position)
            for stored in news.entries:
                if stored.kind.startswith("finding."):
                    self.found.pop(Act.of(stored.body, stored.index).finding, None)
            self.position = max(self.position, news.position)
            for number in numbers:
                if number not in self.found:
                    self.found[number] = book().finding(number)
            return {number: one for number in numbers if (one := self.found[number]) is not None}


@cache
def _folded() -> _Folded:
    return _Folded()


def folded(numbers: Sequence[str]) -> dict[str, Finding]:
    """Some findings as the ledger has them now, for lists that ask of many what may be done with them."""
    if len(_folded().found) > _MOST_FOLDED:
        _folded.cache_clear()
    return _folded().of(numbers)


def take_in(entries: Iterable[Stored]) -> None:
    """Brings the tables in line with some entries."""
    touched: dict[str, list[Act]] = {}
    for stored in entries:
        if stored.kind.startswith("finding."):
            act = Act.of(stored.body, stored.index)
            touched.setdefault(act.finding, []).append(act)
        elif stored.kind == STEP:
            PendingStep.objects.update_or_create(
                entry=stored.index, defaults={"matter": stored.body["matter"], "body": dict(stored.body)}
            )
            if "opens" in stored.body:
                _open_matter(stored)
        elif stored.kind == REMINDER:
            at, by = int(stored.body["at"]), stored.entry.actor.removeprefix("officer:")
            Reminder.objects.get_or_create(key=stored.body["key"], at=at, by=by)
        elif stored.kind.startswith(REPORT) and "year" in stored.body:
            ReportActRow.objects.get_or_create(
                entry=stored.index,
                defaults={
                    "year": stored.body["year"], "what": stored.kind.removeprefix(REPORT),
                    "by": stored.entry.actor.removeprefix("officer:"), "at": int(stored.entry.at.timestamp()),
                    "body": dict(stored.body),
                },
            )  # fmt: skip
        elif stored.kind == DOCUMENT:
            Document.objects.filter(pk=stored.body["row"]).update(entry=stored.index)
        elif stored.kind.startswith(f"{DOCUMENT}."):
            _of_document(stored)
    if touched:
        changed(FINDINGS)
    if len(touched) > _MANY:
        every = book().findings()
        save_findings(every[number] for number in touched if number in every)
    else:
        for number in touched:
            finding = fold(book().acts(number)).get(number)
            if finding is not None:
                save_findings([finding])


def _open_matter(stored: Stored) -> None:
    """A matter that was opened in the office is there at once; the nightly check makes its row anew."""
    body, at = stored.body, int(stored.entry.at.timestamp())
    officers = body.get("officers") or [["", ""]]
    unit = shown_under(body.get("unit") or "", body["procedure"])
    _, is_new = MatterRow.objects.get_or_create(
        matter=body["matter"],
        defaults={
            "file": _file_of(body), "procedure": body["procedure"], "unit": unit,
            "handler": officers[0][0], "first_at": at, "last_at": at, "steps": 1,
        },
    )  # fmt: skip
    if is_new:
        of_kind = {"unit": unit, "procedure": body["procedure"]}
        MatterCount.objects.get_or_create(**of_kind, defaults={"count": 0})
        MatterCount.objects.filter(**of_kind).update(count=F("count") + 1)


def _file_of(body: Mapping[str, Any]) -> str:
    """The file of a matter that was opened: its parent's, where it hangs under one."""
    parent = MatterRow.objects.filter(matter=body["opens"].get("parent") or "").first()
    return parent.file if parent is not None else str(body["matter"])


def _of_document(stored: Stored) -> None:
    """Service, reply or verification of a document."""
    body, by = stored.body, stored.entry.actor.removeprefix("officer:")
    told: dict[str, Any] = {
        "served": {"served_at": body["at"], "served_to": body.get("to", "")},
        "replied": {"replied_at": body["at"], "replied_by": by, "reply": body.get("note", "")},
        "returned": {"replied_at": None, "replied_by": "", "reply": ""},
        "verified": {"verified_at": body["at"], "verified_by": by},
    }.get(stored.kind.rpartition(".")[2], {})
    if told:
        Document.objects.filter(number=body["number"]).update(**told)


def shown_under(unit: str, *of: str) -> str:
    """The unit whose people see something; none where its procedure or norm is sealed: it is the body's own."""
    return "" if not sealed().isdisjoint(of) else unit


def save_findings(findings: Iterable[Finding]) -> None:
    """Writes the rows of some findings."""
    rows = [row_of(one) for one in findings]
    names = [one.name for one in FindingRow._meta.get_fields() if one.name != "number"]
    FindingRow.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["number"], update_fields=names
    )


def row_of(finding: Finding) -> FindingRow:
    """A finding as a row."""
    facts = finding.facts
    severity = str(facts.get("severity") or "")
    reply = finding.last(Kind.RECTIFIED, Kind.CONTESTED)
    officers = [str(one) for one in facts.get("officers", ())]
    return FindingRow(
        number=finding.number,
        key=finding.key,
        norm=str(facts.get("norm") or ""),
        label=str(facts.get("label") or ""),
        severity=severity,
        weight=_SEVERITIES.index(severity) if severity in _SEVERITIES else 0,
        matter=str(facts.get("matter") or ""),
        file=str(facts.get("file") or ""),
        unit=shown_under(finding.unit, str(facts.get("norm") or ""), str(facts.get("procedure") or "")),
        handler=finding.assigned or str(facts.get("handler") or (officers[0] if officers else "")),
        assigned=finding.assigned,
        outcome=str(facts.get("outcome") or ""),
        reason=str(facts.get("reason") or ""),
        late_seconds=facts.get("late_seconds"),
        late_days=facts.get("late_days"),
        breached_at=_breached(facts),
        state=finding.state.value,
        how=finding.how.value if finding.how else "",
        raised_at=finding.raised_at,
        pushed_at=finding.pushed_at,
        reply_due=finding.reply_due,
        replied_at=finding.replied_at,
        closed_at=finding.closed_at,
        reminded=finding.reminded,
        level=finding.level if finding.is_open else "",
        level_at=finding.level_at if finding.is_open else None,
        reply=reply.note[:200] if reply else "",
    )


def _breached(facts: Any) -> int:
    text = breached_on(facts)
    return parse_moment(text, zone()).instant if text else 0


@transaction.atomic
def take_in_night(found: Night) -> None:
    """Writes what a nightly check found over what the last one did."""
    changed(DUTIES)
    DutyRow.objects.all().delete()
    DutyCount.objects.all().delete()
    MatterRow.objects.all().delete()
    MatterRow.objects.bulk_create(
        (
            MatterRow(
                matter=matter, file=one.file, procedure=one.procedure,
                unit=shown_under(one.unit, one.procedure), handler=one.handler,
                first_at=one.first_at, last_at=one.last_at, steps=one.steps, closed_at=one.closed_at,
            )
            for matter, one in found.matters.items()
        ),
        batch_size=1000,
    )  # fmt: skip
    MatterCount.objects.all().delete()
    counts = Counter((shown_under(one.unit, one.procedure), one.procedure) for one in found.matters.values())
    MatterCount.objects.bulk_create(
        MatterCount(unit=unit, procedure=procedure, count=count)
        for (unit, procedure), count in sorted(counts.items())
    )
    DutyRow.objects.bulk_create((_duty(row) for row in found.duties), batch_size=1000, ignore_conflicts=True)
    keep_tree(one.unit for one in found.matters.values())
    norms, of_units = lawbook().norms, Counter[tuple[str, str, str]]()
    for (unit, norm, outcome), count in found.counts.items():
        of_units[shown_under(unit, norm), norm, outcome] += count
    DutyCount.objects.bulk_create(
        DutyCount(unit=unit, norm=norm, label=norms[norm].label or "", outcome=outcome, count=count)
        for (unit, norm, outcome), count in sorted(of_units.items())
    )
    FindingRow.objects.filter(norm__in=sealed()).exclude(unit="").update(unit="")
    if (
        found.sealed
    ):  # what was recorded while the night was counting stays, and what it began is listed still
        PendingStep.objects.filter(entry__lt=book().sealed_up_to()).delete()
        for row in PendingStep.objects.filter(body__has_key="opens").order_by("entry"):
            _open_matter(book().ledger.entry(row.entry))
    as_of = found.as_of.instant if found.as_of else 0
    Position.objects.update_or_create(name="checked", defaults={"value": as_of})
    forget()


def _duty(row: dict[str, Any]) -> DutyRow:
    return DutyRow(
        key=row["key"], norm=row["norm"], label=row["label"] or "", severity=row["severity"], file=row["file"],
        matter=row["matter"], procedure=row["procedure"], unit=shown_under(row["unit"] or "", row["norm"]),
        handler=row["handler"],
        trigger_step=row["trigger_step"], trigger_at=row["at"], due=row["due_at"],
        whole_day=bool(row["whole_day"]), outcome=row["outcome"], missing=" ".join(row["missing"] or ())[:300],
        provisional=bool(row["provisional"]), of_body=row["bearer"] in ("body", "officer_role"),
        stock=bool(row["stock"]),
    )  # fmt: skip


def position(name: str) -> int:
    """How far something is."""
    return place(name).value


def rebuild() -> None:
    """Drops what was read from the ledger and reads it anew."""
    with transaction.atomic():
        for model in (FindingRow, Reminder, PendingStep, ReportActRow):
            model.objects.all().delete()
        changed(FINDINGS)
        Position.objects.filter(name=LEDGER).delete()
        forget()
        follow()
