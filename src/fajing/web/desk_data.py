"""The numbers of the supervisor's desk: what the page shows and the workbook holds, the same for both."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Count, Sum

from fajing.findings.state import State
from fajing.web import reach, shown
from fajing.web.clock import instant, zone
from fajing.web.law import label_title, lawbook, norm_title
from fajing.web.people.models import User
from fajing.web.records.kept import DUTIES, kept
from fajing.web.records.models import DutyCount, DutyRow
from fajing.web.words import language, pick

WEEKS, LABELS, ROWS, FEW_DUTIES = 12, 10, 6, 10
_BROKEN = ("late", "missed")
_STEPS = ((8, 5), (6, 4), (4, 3), (2, 2), (1, 1))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the heat map.

    Attributes:
        findings: Findings of the span.
        duties: Duties of this kind there ever were.
        undecidable: Of those that cannot be judged.
    """

    findings: int
    duties: int
    undecidable: int

    @property
    def is_empty(self) -> bool:
        """No such duty here."""
        return not self.duties and not self.findings

    @property
    def is_undecidable(self) -> bool:
        """Mostly undecidable."""
        return not self.findings and self.undecidable * 2 > self.duties

    @property
    def rate(self) -> float | None:
        """Findings for each hundred duties; None for too few duties."""
        return self.findings * 100 / self.duties if self.duties >= FEW_DUTIES else None

    def css(self, by_rate: bool) -> str:
        """The shade: by number, or by rate; none for too few duties."""
        if self.is_empty:
            return "hn"
        if self.is_undecidable:
            return "hu"
        if self.duties and self.duties < FEW_DUTIES:
            return "h0"
        value = (self.rate or 0) if by_rate else self.findings
        return f"h{next((shade for least, shade in _STEPS if value >= least), 0)}"

    def said(self, by_rate: bool) -> str:
        """What is printed in it."""
        if self.is_empty:
            return "—"
        if self.is_undecidable:
            return "◇"
        if not by_rate:
            return str(self.findings)
        return f"{self.rate:.1f}" if self.rate is not None else f"({self.findings})"


@dataclass(frozen=True, slots=True)
class Undecidable:
    """A unit's duties that cannot be judged."""

    unit: str
    count: int
    duties: int
    missing: str

    @property
    def share(self) -> float:
        """The share."""
        return self.count / self.duties if self.duties else 0.0


@dataclass(frozen=True, slots=True)
class Week:
    """A week up to a day."""

    title: str
    raised: int
    verified: int
    open: int


class Seen(NamedTuple):
    """What the desk reads of a finding."""

    number: str
    norm: str
    label: str
    unit: str
    state: str
    how: str
    raised_at: int
    pushed_at: int | None
    reply_due: int | None
    replied_at: int | None
    closed_at: int | None


@dataclass(slots=True)
class Desk:
    """Everything on the desk."""

    units: list[str]
    labels: list[str]
    label_titles: dict[str, str]
    cells: dict[tuple[str, str], Cell]
    total: int
    shown_total: int
    open: int
    open_before: int
    on_time: tuple[int, int]
    overdue: list[Seen]
    overdue_units: int
    undecidable: list[Undecidable]
    weeks: list[Week]
    oldest: list[Seen]
    precision: list[tuple[str, int, int]]
    musts: list[tuple[str, str, str]] = field(default_factory=list)
    changes_at: int | None = None

    def of_label(self, label: str) -> list[Cell]:
        """The cells of a label."""
        return [self.cells[label, unit] for unit in self.units]

    def sum_of(self, label: str) -> int:
        """Findings of a label."""
        return sum(cell.findings for cell in self.of_label(label))

    def sum_in(self, unit: str) -> int:
        """Findings of a unit under the labels shown."""
        return sum(self.cells[label, unit].findings for label in self.labels)


def desk_of(user: User, unit: str = "") -> Desk:
    """The desk of a user, for all units in reach or one; counted when findings, duties or what is overdue change."""
    units = tuple(reach.with_records(user, unit))
    words = language()
    return kept(user, "desk", lambda: _count(user, units), units, words, until=lambda desk: desk.changes_at)


def _count(user: User, units: tuple[str, ...]) -> Desk:
    present, own = instant(), zone()
    last = own.civil(present).toordinal()
    begin = own.start_of_day(last - WEEKS * 7 + 1)
    rows = reach.findings(user).filter(unit__in=units).order_by().values_list(*Seen._fields)
    every = [Seen(*row) for row in rows]
    recent = [row for row in every if row.raised_at >= begin]
    counted = Counter((row.label, row.unit) for row in recent)
    by_label: Counter[str] = Counter()
    for (label, _), count in counted.items():
        by_label[label] += count
    labels = [label for label, _ in sorted(by_label.items(), key=lambda one: (-one[1], one[0])) if label][
        :LABELS
    ]
    duties = kept(user, "desk duties", lambda: _duties(units), units, of=(DUTIES,))
    cells = {
        (label, one): Cell(
            counted[label, one],
            sum(duties.get((label, one), {}).values()),
            duties.get((label, one), {}).get("undecidable", 0),
        )
        for label in labels
        for one in units
    }
    standing = [row for row in every if row.state != State.CLOSED.value]
    overdue = sorted(
        (
            row
            for row in standing
            if row.state == State.WAITING.value and (row.reply_due or present) < present
        ),
        key=lambda row: (-(row.reply_due or 0), row.number),
    )
    dues = [row.reply_due for row in every if row.reply_due is not None and row.replied_at is None]
    return Desk(
        list(units),
        labels,
        {label: label_title(label) for label in labels},
        cells,
        len(recent),
        sum(by_label[label] for label in labels),
        len(standing),
        sum(row.raised_at < begin and (row.closed_at is None or row.closed_at >= begin) for row in every),
        _on_time(every, present),
        overdue,
        len({row.unit for row in overdue}),
        kept(user, "desk undecidable", lambda: _undecidable(units), units, language(), of=(DUTIES,)),
        _weeks(every, last),
        sorted((row for row in standing if row.pushed_at), key=lambda row: (row.pushed_at or 0, row.number))[
            :ROWS
        ],
        _precision(every),
        kept(user, "desk musts", lambda: _musts(units), units, language(), of=(DUTIES,)),
        # what is due at a moment counts as due with it, and as overdue behind it
        min((due if due > present else due + 1 for due in dues if due >= present), default=None),
    )


def _duties(units: Sequence[str]) -> Mapping[tuple[str, str], dict[str, int]]:
    found: dict[tuple[str, str], dict[str, int]] = {}
    rows = (
        DutyCount.objects.filter(unit__in=units)
        .values_list("label", "unit", "outcome")
        .annotate(Sum("count"))
    )
    for label, unit, outcome, count in rows:
        found.setdefault((label, unit), {})[outcome] = count
    return found


def _on_time(rows: Sequence[Seen], present: int) -> tuple[int, int]:
    """Findings answered within their term, of those whose term has ended or that were answered."""
    due = [
        row
        for row in rows
        if row.reply_due is not None and (row.replied_at is not None or row.reply_due <= present)
    ]
    met = sum(row.replied_at is not None and row.replied_at <= (row.reply_due or 0) for row in due)
    return met, len(due)


def _undecidable(units: Sequence[str]) -> list[Undecidable]:
    """By unit, the largest share first: that list is work, not a ranking of findings."""
    total: Counter[str] = Counter()
    lacking: Counter[str] = Counter()
    for unit, outcome, count in (
        DutyCount.objects.filter(unit__in=units).values_list("unit", "outcome").annotate(Sum("count"))
    ):
        total[unit] += count
        lacking[unit] += count if outcome == "undecidable" else 0
    facts: dict[str, Counter[str]] = {}
    lacked = DutyRow.objects.filter(unit__in=units, outcome="undecidable").order_by("unit", "missing")
    for unit, missing, count in lacked.values_list("unit", "missing").annotate(Count("pk")):
        counts = facts.setdefault(unit, Counter())
        for one in missing.split():
            counts[one] += count
    found = [
        Undecidable(unit, lacking[unit], total[unit], _named(facts.get(unit, Counter())))
        for unit in units
        if total[unit]
    ]
    return sorted(found, key=lambda one: (-one.share, one.unit))


def _named(facts: Counter[str]) -> str:
    """The titles of the facts that are missing most often."""
    titles = []
    for name, _ in sorted(facts.items(), key=lambda one: (-one[1], one[0]))[:2]:
        titles.append(_fact(name))
    return pick("缺", "lacks ") + pick("、", ", ").join(titles) if titles else ""


def _fact(name: str) -> str:
    from fajing.scan.wording import Speaker

    book = lawbook()
    said = Speaker(book, language()).fact(name)
    if said != name:
        return said
    last = name.rpartition(".")[2].strip("()")
    for procedure in book.procedures.values():
        for step in procedure.steps.values():
            if last in step.fields:
                return step.fields[last].title.in_language(language())
        if last in procedure.fields:
            return procedure.fields[last].title.in_language(language())
        if last in procedure.steps:
            return procedure.steps[last].title.in_language(language())
    return name


def _weeks(rows: Sequence[Seen], last: int) -> list[Week]:
    own, found = zone(), []
    first = min((own.civil(row.raised_at).toordinal() for row in rows), default=last)
    known = max(2, min(WEEKS, (last - first) // 7 + 2))  # no empty weeks before there was an office
    raised_at = sorted(row.raised_at for row in rows)
    closed_at = sorted(row.closed_at for row in rows if row.closed_at is not None)
    verified_at = sorted(row.closed_at or 0 for row in rows if row.how == "verified")
    for back in range(known - 1, -1, -1):
        end_day = last - back * 7
        begin, end = own.start_of_day(end_day - 6), own.end_of_day(end_day)
        raised, verified = _between(raised_at, begin, end), _between(verified_at, begin, end)
        standing = bisect_left(raised_at, end) - bisect_left(closed_at, end)
        found.append(Week(shown.day(begin), raised, verified, standing))
    return found


def _between(rising: Sequence[int], begin: int, end: int) -> int:
    return bisect_left(rising, end) - bisect_left(rising, begin)


def _precision(rows: Sequence[Seen]) -> list[tuple[str, int, int]]:
    """Norms with objections that were right: title, upheld, pushed."""
    upheld = Counter(row.norm for row in rows if row.how == "upheld")
    pushed = Counter(row.norm for row in rows if row.pushed_at is not None)
    return [
        (norm_title(norm), count, pushed[norm])
        for norm, count in sorted(upheld.items(), key=lambda one: (-one[1], one[0]))
    ][:ROWS]


_MUSTS = (
    ("property.", ("涉案财物未按法定期限处理", "case property past its term"), False),
    ("recording.", ("办案有全程录音录像", "work recorded throughout"), True),
    ("review.", ("重大决定先审核后决定", "reviewed before decided"), True),
)


def _musts(units: Sequence[str]) -> list[tuple[str, str, str]]:
    """Three that must be looked at: part / base, and the share."""
    found = []
    for prefix, words, is_met in _MUSTS:
        counts: Counter[str] = Counter()
        for outcome, count in (
            DutyCount.objects.filter(unit__in=units, label__startswith=prefix)
            .values_list("outcome")
            .annotate(Sum("count"))
        ):
            counts[outcome] += count
        broken = counts["late"] + counts["missed"]
        base = broken + counts["met"]
        part = counts["met"] if is_met else broken
        share = f"{part * 100 / base:.1f}%" if base else "—"
        found.append((pick(*words), f"{part:,} / {base:,}", share))
    return found
