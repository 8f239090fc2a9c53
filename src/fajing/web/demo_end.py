"""How a demonstration ends: what was counted, one finding in six lines, who may sign in and where each looks first.

In: the ready users, and where the office will be asked for. Out: lines of text, in Chinese or English.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.utils import translation
from rich.cells import cell_len

from fajing.findings.state import State
from fajing.scan.duty import Outcome
from fajing.scan.explain import render_text
from fajing.web import judged, shown
from fajing.web.clock import instant, zone
from fajing.web.demo import PASSWORD, DemoUser
from fajing.web.law import lawbook, norm, sealed
from fajing.web.pages.findings import STATES
from fajing.web.records.models import DutyCount, DutyRow, FindingRow, MatterRow
from fajing.web.words import language, pick

_TRIED = 40
"""Findings that are opened at the most until one is found that can be told."""
_SOON = 2 * shown.DAY
_HEADS = (("警号", "User"), ("密码", "Password"), ("角色", "Role"), ("先看这里", "Look here first"))


def ending(users: Sequence[DemoUser], base: str, in_language: str) -> Iterator[str]:
    """What is printed at the end, but how to open it again and how to audit a report, which are commands.

    Args:
        users: The ready users.
        base: Address of the office, without a stroke at its end.
        in_language: `zh` or `en`.
    """
    with translation.override("en" if in_language == "en" else settings.LANGUAGE_CODE):
        yield from [*counts(), "", *told(base), "", *table(users, base)]


def counts() -> Iterator[str]:
    """What the office holds: matters and steps, duties by outcome, findings by state, what runs out next."""
    matters = MatterRow.objects.aggregate(every=Count("pk"), steps=Sum("steps"))
    now = f"{zone().civil(instant()):%Y-%m-%d %H:%M}"
    yield pick(f"计数，截至 {now}", f"Counts as of {now}")
    yield pick(
        f"  案事件 {matters['every']:,} 件，办案记录 {matters['steps'] or 0:,} 条",
        f"  {matters['every']:,} matters, {matters['steps'] or 0:,} steps on record",
    )
    sums = dict(DutyCount.objects.values_list("outcome").annotate(of=Sum("count")).order_by())
    order = [outcome.value for outcome in Outcome if sums.get(outcome.value)]
    by_outcome = [f"{shown.verdict(outcome)} {sums[outcome]:,}" for outcome in order]
    yield pick(
        f"  应办 {sum(sums.values()):,} 项：{'，'.join(by_outcome)}",
        f"  {sum(sums.values()):,} duties: {', '.join(by_outcome)}",
    )
    states = dict(FindingRow.objects.values_list("state").annotate(of=Count("pk")).order_by())
    by_state = [f"{pick(*words)} {states[state]:,}" for state, words in STATES.items() if states.get(state)]
    yield pick(
        f"  问题 {sum(states.values()):,} 起：{'，'.join(by_state)}",
        f"  {sum(states.values()):,} findings: {', '.join(by_state)}",
    )
    present = instant()
    open_ones = DutyRow.objects.filter(outcome="open", of_body=True, provisional=False)
    soon = open_ones.filter(due__gt=present, due__lte=present + _SOON).count()
    yield pick(f"  48小时内到期的应办 {soon:,} 项", f"  {soon:,} duties run out within 48 hours")


def told(base: str) -> Iterator[str]:
    """One open finding of the season in six lines: something done clearly too late, of the gravest kind."""
    rows = FindingRow.objects.filter(outcome="late").exclude(state=State.CLOSED.value)
    rows = rows.filter(Q(late_days__gte=2) | Q(late_seconds__gte=shown.HOUR))
    for row in rows.exclude(norm__in=sealed()).order_by("-weight", "norm", "number")[:_TRIED]:
        judged_by = norm(row.norm)
        opened = judged.open_file(row.matter, [judged_by]) if judged_by is not None else None
        duty = opened.duty(row.key) if opened is not None else None
        if duty is None or not duty.outcome.is_broken:
            continue
        yield pick(
            f"一个问题，六行说明（{row.number}，{base}/findings/{row.number}/）",
            f"One finding in six lines ({row.number}, {base}/findings/{row.number}/)",
        )
        year = zone().civil(instant()).year
        yield from render_text(duty, lawbook(), language(), year=year, short=True).splitlines()
        return
    yield pick("没有可说明的问题", "There is no finding to explain")


def table(users: Sequence[DemoUser], base: str) -> Iterator[str]:
    """User, password, role, and the page to look at first with its whole address."""
    rows = [[pick(*words) for words in _HEADS]]
    for one in users:
        role, look = pick(one.role_zh, one.role_en), pick(one.look_zh, one.look_en)
        rows.append([one.number, PASSWORD, role, f"{base}{one.link}", look])
    widths = [max(cell_len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = [cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join([*cells, *row[4:]]).rstrip()
