"""One indicator, one value: `cross-section`.

What: looks for a count or rate with the same words, unit and period in two places and two values; and adds up
halves and quarters given elsewhere against the year. Why: chapters of a report come from several hands. It
keeps quiet where the words differ (another station, another scope), where the periods differ, where 余 or 约
lets both be true, and about parts of a whole.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from fajing.audit.arithmetic import plain, plus, sums_to, total
from fajing.audit.claims import Claim
from fajing.audit.finding import Finding
from fajing.audit.labels import is_total, key, label, same_label, span_of
from fajing.audit.language.load import has
from fajing.audit.report import Report, finding

KINDS = ("cross-section",)
_NAMED = 5
_LONG = 9
_NEAR = 30
_SPLIT = {"上半年": 2, "下半年": 2, "一季度": 4, "二季度": 4, "三季度": 4, "四季度": 4}


def check(report: Report) -> Iterator[Finding]:
    """Compare every indicator with itself."""
    groups: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in report.claims:
        if claim.kind in ("count", "share") and is_total(claim) and len(label(claim)) >= 4:
            groups[key(label(claim)), claim.unit].append(claim)
    for claims in groups.values():
        yield from _group(report, claims)


def _group(report: Report, claims: list[Claim]) -> Iterator[Finding]:
    by_span: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_span[span_of(claim, report)].append(claim)
    for same in by_span.values():
        first = same[0]
        for other in same[1:]:
            if other.sentence == first.sentence or not same_label(label(first), label(other)):
                continue
            scopes = [_scope(report, claim) for claim in (first, other)]
            if "narrow" not in scopes or first.number == other.number:
                yield _pair(report, first, other, sure="year" in scopes and len(label(first)) > _NAMED)
    yield from _year(report, by_span)


def _scope(report: Report, claim: Claim) -> str:
    """Whether a count is of the year, of something narrower, or does not say.

    A count that is not the first of its sentence belongs to what the sentence began with.
    """
    start = report.sentences[claim.sentence][0]
    before = report.flat[start : claim.start]
    counts = [c for c in report.of_sentence(claim.sentence) if c.kind == "count" and c.start < claim.start]
    if (counts and len(label(claim)) <= _LONG) or has(before, "narrowing"):
        return "narrow"
    return (
        "year"
        if re.search(r"全年|年度|\d{4}年", before[-_NEAR:]) or (not counts and len(before) < _NEAR)
        else ""
    )


def _pair(report: Report, one: Claim, other: Claim, sure: bool) -> Finding:
    places = [report.place_of(other), report.place_of(one)]
    a, b = plain(one.number), plain(other.number)
    if one.low <= other.high and other.low <= one.high:
        return finding(
            __name__,
            "cross-section",
            "consistent",
            places,
            f"{a} = {b}" if a == b else f"{a} ~ {b}",
            "前后两处相符。",
            "Both places agree.",
        )
    gap = plain(abs(one.number - other.number))
    sure = sure and one.is_exact and other.is_exact
    return finding(
        __name__,
        "cross-section",
        "error" if sure else "warning",
        places,
        f"{a} ≠ {b}",
        f"前文写{one.quote}，这里写{other.quote}，相差{gap}，对不上；请统一，若口径不同请写明。",
        f"Given as {a} above and {b} here, {gap} apart; use one figure or state the scopes.",
        [("前文", "above", a), ("这里", "here", b), ("差", "difference", gap)],
    )


def _year(report: Report, by_span: dict[str, list[Claim]]) -> Iterator[Finding]:
    """Halves or quarters against the year."""
    for count in (2, 4):
        parts = [cs[0] for span, cs in by_span.items() if _SPLIT.get(re.sub(r"^\d{4}年", "", span)) == count]
        wholes = by_span.get("", [])
        if len(parts) != count or not wholes:
            continue
        whole = wholes[0]
        places = [report.place_of(whole), *(report.place_of(part) for part in parts)]
        added, said = plain(total(parts)), plain(whole.number)
        if sums_to(parts, whole):
            yield finding(
                __name__,
                "cross-section",
                "consistent",
                places,
                f"{plus(parts)} = {added}",
                "各期之和等于全年数。",
                "The parts of the year add up.",
            )
        else:
            yield finding(
                __name__,
                "cross-section",
                "error",
                places,
                f"{plus(parts)} = {added} ≠ {said}",
                f"各期相加是{added}，全年写{said}，对不上；请核对。",
                f"The parts of the year add up to {added}, the year is given as {said}; check them.",
            )
