"""Praise for what got worse: `direction`.

What: an indicator where less is better that rose, or where more is better that fell, in a sentence that calls it
an improvement; a limit said to be kept that the figures break. Why: the word was written before the figure came.
More detentions beside fewer cases, praised, is named as unchecked: neither direction is good by itself. It
keeps quiet without a word of praise, and where the reason is given.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache

from fajing.audit.arithmetic import plain
from fajing.audit.claims import Claim
from fajing.audit.finding import Finding, Place
from fajing.audit.language.load import any_of, has, tables
from fajing.audit.report import Report, finding

KINDS = ("direction",)


@cache
def _ways() -> tuple[re.Pattern[str], re.Pattern[str]]:
    ceilings, floors = any_of(tables()["ceilings"]), any_of(tables()["floors"])
    return re.compile(rf"{ceilings}[^，。]{{0,2}}$"), re.compile(rf"(?<!不){floors}[^，。]{{0,2}}$")


def check(report: Report) -> Iterator[Finding]:
    """Hold every movement against the words around it."""
    for number in range(len(report.sentences)):
        claims = report.of_sentence(number)
        if not claims:
            continue
        sentence = report.sentence_text(number)
        moving = [c for c in claims if c.direction]
        yield from _levels(report, claims, sentence)
        yield from _limits(report, claims, sentence)
        yield from _missed(report, claims)
        if not moving or has(sentence, "explained"):
            continue
        for claim in moving:
            yield from _moved(report, claim, sentence)
        yield from _coercion(report, moving, sentence)


def _clause(report: Report, claim: Claim) -> str:
    start = claim.start - len(claim.lead)
    return report.flat[start : claim.end]


def _moved(report: Report, claim: Claim, sentence: str) -> Iterator[Finding]:
    behind = sentence[sentence.find(claim.quote) + len(claim.quote) :]
    clause = _clause(report, claim)
    praised = has(behind, "overreach") or has(behind[:14], "praise")
    low, high = has(clause, "lower_is_better"), has(clause, "higher_is_better")
    before = re.split(
        r"[，；]",
        report.flat[report.sentences[claim.sentence][0] : claim.start - len(claim.lead)].rstrip("，；"),
    )[-1]
    praised = praised or (has(before, "eased") if low else "")
    if not praised or bool(low) == bool(high):
        return
    if (claim.direction > 0) == bool(high):
        return
    stop = re.search(rf"[^。]{{0,12}}?{re.escape(praised)}[^，。；]{{0,10}}", behind)
    end = claim.end + (stop.end() if stop else 0)
    yield finding(
        __name__,
        "direction",
        "warning",
        [report.place(claim.start - len(claim.lead), end)],
        f"{low or high}: {'+' if claim.direction > 0 else '-'}{claim.quote}",
        f"“{low or high}”{'越低' if low else '越高'}越好，"
        f"这里{'上升' if claim.direction > 0 else '下降'}却写成“{praised}”；请核对升降的方向。",
        f"For this indicator {'less' if low else 'more'} is better, yet the opposite is called an improvement; "
        "check the direction.",
    )


def _levels(report: Report, claims: list[Claim], sentence: str) -> Iterator[Finding]:
    """超期率由上年的甲变为乙，进一步改善."""
    for before, now in itertools.pairwise(claims):
        if before.kind != now.kind or before.unit != now.unit or before.kind not in ("share", "count"):
            continue
        if not re.search(r"(?:由|从)[^，。]*$", before.lead) or not re.search(r"(?:至|到|为)$", now.lead):
            continue
        stem = re.split(r"由|从", before.lead)[0]
        behind = report.flat[now.end : report.sentences[now.sentence][1]]
        low, high = has(stem, "lower_is_better"), has(stem, "higher_is_better")
        if (
            bool(low) == bool(high)
            or not (has(behind, "overreach") or has(behind[:12], "praise"))
            or now.number == before.number
        ):
            continue
        stop = re.search(r"[；。]", behind)
        place = report.place(
            before.start - len(before.lead), now.end + (stop.start() if stop else len(behind))
        )
        arithmetic = f"{plain(before.number)} → {plain(now.number)}"
        if (now.number > before.number) == bool(high):
            yield finding(
                __name__,
                "direction",
                "consistent",
                [place],
                arithmetic,
                "方向与说法相符。",
                "The direction fits the words.",
            )
        else:
            yield finding(
                __name__,
                "direction",
                "warning",
                [place],
                arithmetic,
                f"“{low or high}”由{before.quote}变为{now.quote}，是变差，文中却说改善；请核对。",
                "The indicator got worse, yet the text calls it an improvement; check the figures.",
            )


def _limits(report: Report, claims: list[Claim], sentence: str) -> Iterator[Finding]:
    """控制目标为不高于甲，实际为乙，优于目标."""
    below, above = _ways()
    for limit, real in itertools.pairwise(claims):
        if limit.unit != real.unit or not re.search(r"实际|完成|达到|为", real.lead):
            continue
        ceiling, floor = below.search(limit.lead), above.search(limit.lead)
        behind = report.flat[real.end : report.sentences[real.sentence][1]]
        if bool(ceiling) == bool(floor) or not (
            has(behind, "overreach") or "完成" in behind or "达标" in behind
        ):
            continue
        kept = real.number <= limit.number if ceiling else real.number >= limit.number
        stop = re.search(r"[；。]", behind)
        place = report.place(
            limit.start - len(limit.lead), real.end + (stop.start() if stop else len(behind))
        )
        arithmetic = (
            f"{plain(real.number)} {'≤' if real.number <= limit.number else '>'} {plain(limit.number)}"
        )
        if kept:
            yield finding(
                __name__,
                "direction",
                "consistent",
                [place],
                arithmetic,
                "目标与实际相符。",
                "The target is met.",
            )
        else:
            yield finding(
                __name__,
                "direction",
                "warning",
                [place],
                arithmetic,
                f"目标是{limit.quote}，实际是{real.quote}，没有达到，文中却说优于目标；请核对。",
                "The target was missed, yet the text says it was bettered; check the figures.",
            )


def _missed(report: Report, claims: list[Claim]) -> Iterator[Finding]:
    """达到甲，超额完成乙的目标: the first must be the larger, or the smaller where less is better."""
    for real, limit in itertools.pairwise(claims):
        if (
            real.unit != limit.unit
            or real.kind != limit.kind
            or not re.search(r"(?:超额完成|优于|好于)[^，。]{0,6}$", limit.lead)
        ):
            continue
        if not re.match(r"的?[^，。]{0,8}(?:目标|任务|指标|要求)", limit.after):
            continue
        low = has(real.lead, "lower_is_better")
        if (real.number > limit.number) if low else (real.number < limit.number):
            end = limit.end + len(limit.after)
            yield finding(
                __name__,
                "direction",
                "warning",
                [report.place(real.start - len(real.lead), end)],
                f"{plain(real.number)} {'>' if low else '<'} {plain(limit.number)}",
                f"实际{real.quote}没有达到{limit.quote}的目标，文中却说超额完成；请核对。",
                "The target was missed, yet the text says it was exceeded; check the figures.",
            )


def _coercion(report: Report, moving: list[Claim], sentence: str) -> Iterator[Finding]:
    """Fewer cases, more detentions, and both called good."""
    start = report.sentences[moving[0].sentence][0]
    if not has(sentence, "praise"):
        return
    up = [
        c
        for c in moving
        if c.direction > 0 and has(report.flat[max(start, c.start - 40) : c.start], "coercive")
    ]
    down = [
        c
        for c in moving
        if c.direction < 0 and re.search(r"案件|警情|发案", report.flat[max(start, c.start - 40) : c.start])
    ]
    if up and down:
        yield finding(
            __name__,
            "direction",
            "unchecked",
            [_words(report, down), _words(report, up)],
            "",
            "案件下降而强制措施上升，写成成效；缺：每案采取措施的比例及原因。",
            "Fewer cases and more coercive measures are called a success. Missing: measures per case, and why.",
        )


def _words(report: Report, claims: list[Claim]) -> Place:
    """From the names of the indicators to their last value."""
    first = claims[0].start - len(claims[0].lead)
    start = (
        max(report.flat.rfind(mark, report.sentences[claims[0].sentence][0], first) for mark in "，；：。")
        + 1
    )
    return report.place(start or first, claims[-1].end)
