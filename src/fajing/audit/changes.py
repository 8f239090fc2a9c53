"""Growth with its two values: 同比, 环比, 由…降至…, 比上年增加.

In: a report. Out: for each growth the value now and the value before, as far as the sentence gives them.
Used by several checks; it reports nothing itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fajing.audit.claims import Claim
from fajing.audit.language.load import any_of, has, tables
from fajing.audit.reading import same_family
from fajing.audit.report import Report

_QUARTER = re.compile(r"([一二三四])季度")
_YEAR = re.compile(r"(\d{4})年")
_FROM = re.compile(r"(?:由|从)[^，。；]*$")
_NEAR = 16
_LEVEL = re.compile(r"(?:至|到|为)$")


@dataclass(frozen=True, slots=True)
class Change:
    """A growth and what the sentence gives of its two values."""

    growth: Claim
    now: Claim | None
    before: Claim | None


def changes(report: Report) -> list[Change]:
    """Every growth of a report with its values."""
    if "changes" not in report.memo:
        report.memo["changes"] = [_change(report, c) for c in report.claims if c.kind == "growth"]
    known: list[Change] = report.memo["changes"]
    return known


def _change(report: Report, growth: Claim) -> Change:
    kinds = ("count",) if growth.unit != "points" else ("share",)
    if re.fullmatch(r"[、和与及以]{0,2}", growth.lead.strip()):
        return Change(growth, None, None)  # one of a list: 分别下降甲、乙
    pool = [c for c in report.of_sentence(growth.sentence) if c.kind in kinds]
    pool = [c for c in pool if c.unit not in tables()["families"]["kind"]]
    if growth.unit not in ("%", "成", "分之"):
        pool = [c for c in pool if same_family(c, growth)]
    earlier = [c for c in pool if c.start < growth.start]
    if not earlier or not subjectless(growth) or _apart(report, growth, earlier[-1]):
        return Change(growth, None, None)
    now = next((c for c in reversed(earlier) if not is_prior(report, c)), None)
    if now is None or _apart(report, growth, now):
        return Change(growth, None, None)
    later = [c for c in earlier if c is not now and same_family(c, now) and _before(report, now, c)]
    if later and not is_prior(report, later[-1]):
        now = later[-1]  # 今年甲件，去年乙件: the nearer count is the one before
    befores = [c for c in pool if c is not now and same_family(c, now) and _before(report, c, now)]
    before = min(befores, key=lambda c: abs(c.start - now.start), default=None)
    return Change(growth, now, before)


def _apart(report: Report, growth: Claim, near: Claim) -> bool:
    """Whether the nearest count is too far for the growth to be its own."""
    gap = report.flat[near.end : growth.start]
    return len(gap) > 40 or "；" in gap


def subjectless(growth: Claim) -> bool:
    """Whether the clause of a growth names nothing of its own that grows.

    Example:
        >>> from fajing.audit.reading import read_claims
        >>> text = "收件5件，同比增长10%，退件量同比下降8%"
        >>> [subjectless(c) for c in read_claims(text, [(0, len(text))]) if c.kind == "growth"]
        [True, False]
    """
    words = [*tables()["rise"], *tables()["fall"], *tables()["year_on_year"], *tables()["quarter_on_quarter"]]
    fillers = [
        *words,
        *tables()["prior"],
        "分别",
        "比",
        "较",
        "与",
        "的",
        "了",
        "相比",
        "约",
        "近",
        "达",
        "增",
        "降",
    ]
    left = re.sub(any_of(fillers), "", growth.lead)
    return len(re.sub(r"\d{4}年(?:度)?|第?[一二三四]季度", "", left).strip()) < 2


def is_prior(report: Report, claim: Claim) -> bool:
    """Whether a count is said to be of the time before."""
    if _LEVEL.search(claim.lead) and re.search(r"[降升增减少高加]", claim.lead):
        return False
    return bool(has(claim.lead, "prior") or _FROM.search(claim.lead) or _in_brackets(report, claim))


def _in_brackets(report: Report, claim: Claim) -> bool:
    """Whether a count opens brackets behind a word for the time before: 比上年（甲件）增长乙%."""
    before = report.flat[max(0, claim.start - _NEAR) : claim.start]
    return re.search(f"(?:{any_of(tables()['prior'])})[^，。；（(]{{0,2}}[（(]约?$", before) is not None


def _before(report: Report, claim: Claim, now: Claim) -> bool:
    if is_prior(report, claim):
        return True
    ours, theirs = _YEAR.search(now.period), _YEAR.search(claim.period)
    if ours and theirs:
        return int(theirs[1]) == int(ours[1]) - 1
    ours, theirs = _QUARTER.search(now.period), _QUARTER.search(claim.period)
    order = "一二三四"
    return bool(ours and theirs and order.index(theirs[1]) == (order.index(ours[1]) - 1) % len(order))
