"""Growth against its values: `ratio`, `growth-feasible`, `growth-no-base`.

What: where both values stand beside a growth, computes it, its sign included; where only the present one does,
asks whether any whole number can have grown into it by that much; where neither does, says what is missing.
Why: 同比 figures are copied from other tables and are the least checked of a report. It keeps quiet about a
growth whose clause has a subject of its own and about growth of growth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from fajing.audit.arithmetic import Fit, decimals, growth_fit, plain, priors, rounded
from fajing.audit.changes import Change, changes
from fajing.audit.claims import Claim
from fajing.audit.finding import Finding
from fajing.audit.report import Report, finding

KINDS = ("ratio", "growth-feasible", "growth-no-base")
_PERCENT = ("%", "成", "分之")


def check(report: Report) -> Iterator[Finding]:
    """Compute every growth."""
    bare: list[Claim] = []
    for change in changes(report):
        if change.growth.unit not in _PERCENT:
            yield from _difference(report, change)
        elif change.now and change.before:
            yield _both(report, change.growth, change.now, change.before)
        elif change.now and change.growth.marker == "exact" and change.growth.unit == "%":
            yield from _one(report, change.growth, change.now)
        else:
            if bare and (
                bare[-1].sentence != change.growth.sentence or not _listed(report, bare[-1], change.growth)
            ):
                yield _none(report, bare)
                bare = []
            bare.append(change.growth)
    if bare:
        yield _none(report, bare)
    yield from _points(report)


def _listed(report: Report, one: Claim, other: Claim) -> bool:
    return bool(re.fullmatch(r"[、和及与以]{1,2}", report.flat[one.end : other.start]))


def _word(growth: Claim) -> tuple[str, str]:
    return ("增长", "rise") if growth.direction > 0 else ("下降", "fall")


def _both(report: Report, growth: Claim, now: Claim, before: Claim) -> Finding:
    fitted, value = growth_fit(now, before, growth)
    place = report.around([now, before, growth])
    exact = plain(rounded(abs(value), decimals(growth)))
    if value == 0 or (value > 0) == (growth.direction > 0):
        a, b = plain(now.number), plain(before.number)
        arithmetic = f"({a} - {b}) ÷ {b} = {plain(rounded(value, decimals(growth) + 1))}%"
    else:
        return finding(
            __name__,
            "ratio",
            "error",
            [place],
            f"{plain(before.number)} → {plain(now.number)}",
            f"由{plain(before.number)}到{plain(now.number)}是{'增长' if value > 0 else '下降'}，"
            f"文中却写{_word(growth)[0]}，对不上；请改方向或数字。",
            f"From {plain(before.number)} to {plain(now.number)} is no {_word(growth)[1]}; correct the direction "
            "or the figures.",
        )
    if fitted not in (Fit.NONE, Fit.NEAR):
        return finding(
            __name__,
            "ratio",
            "consistent",
            [place],
            arithmetic,
            f"按文中两数算，{_word(growth)[0]}{growth.quote}。",
            f"The two figures give a {_word(growth)[1]} of {growth.quote}.",
        )
    return finding(
        __name__,
        "ratio",
        "error" if fitted is Fit.NONE else "warning",
        [place],
        f"{arithmetic} ≠ {growth.quote}",
        f"按文中两数算，{_word(growth)[0]}{exact}%，文中写{growth.quote}，对不上；请改增幅，或写明口径。",
        f"The two figures give a {_word(growth)[1]} of {exact}%, the text says {growth.quote}; correct it or "
        "state the scope.",
        [("算得", "computed", f"{exact}%"), ("文中", "in the text", growth.quote)],
    )


def _one(report: Report, growth: Claim, now: Claim) -> Iterator[Finding]:
    place = report.around([now, growth])
    said = growth.quote
    if now.number > 10_000_000 or not now.low:
        yield _none(report, [growth])
        return
    half_up, cut_off = priors(now, growth)
    if half_up:
        some = sorted(half_up)
        shown = str(some[0]) if len(some) == 1 else f"{some[0]}—{some[-1]}"
        yield finding(
            __name__,
            "growth-feasible",
            "consistent",
            [place],
            f"{shown} → {plain(now.number)}: {said}",
            f"有上期整数{shown}能得出{said}，但文中没有写上期数。",
            f"A whole number before ({shown}) gives {said}, though the text does not state it.",
        )
        return
    near = (
        Decimal(now.number) / (1 + growth.direction * growth.number / 100)
        if growth.number < 100 or growth.direction > 0
        else Decimal(1)
    )
    tries = [n for n in (int(near), int(near) + 1) if n > 0]
    shown = "，".join(
        f"{n} → {plain(now.number)}: {plain(rounded(abs((now.number - n) * 100 / n), decimals(growth) + 1))}%"
        for n in tries
    )
    if cut_off:
        zh = f"四舍五入时没有哪个上期整数能得出{said}，只有截尾才有（上期{min(cut_off)}）；请核对，或全文统一取舍。"
        en = (
            f"With rounding half up no whole number before gives {said}; only cutting off does "
            f"({min(cut_off)}). Check it or use one way."
        )
    else:
        zh = f"没有哪个上期整数能得出{said}，对不上；请核对本期数和增幅。"
        en = f"No whole number before gives {said}; check the figure and its growth."
    yield finding(__name__, "growth-feasible", "warning" if cut_off else "error", [place], shown, zh, en)


def _none(report: Report, growths: list[Claim]) -> Finding:
    first, last = growths[0], growths[-1]
    return finding(
        __name__,
        "growth-no-base",
        "unchecked",
        [report.place(first.start - len(first.lead), last.end)],
        "",
        "没有写本期数和上期数，增减幅度无法核对；请补两期数字。",
        "Neither this year's nor last year's figure is given; add both so that the change can be checked.",
    )


def _difference(report: Report, change: Change) -> Iterator[Finding]:
    growth, now, before = change.growth, change.now, change.before
    if not (now and before and growth.is_exact and now.is_exact and before.is_exact):
        return
    place = report.around([now, before, growth])
    gap = now.number - before.number
    arithmetic = f"{plain(now.number)} - {plain(before.number)} = {plain(gap)}"
    if gap == growth.direction * growth.number:
        yield finding(
            __name__,
            "ratio",
            "consistent",
            [place],
            arithmetic,
            "按文中两数算，增减数相符。",
            "The difference is right.",
        )
    else:
        yield finding(
            __name__,
            "ratio",
            "error",
            [place],
            f"{arithmetic} ≠ {'-' if growth.direction < 0 else ''}{plain(growth.number)}",
            f"按文中两数算，相差{plain(abs(gap))}，文中写{_word(growth)[0]}{plain(growth.number)}，对不上；"
            "请核对三个数。",
            f"The two figures differ by {plain(abs(gap))}, the text says {plain(growth.number)}; check all three.",
        )


def _points(report: Report) -> Iterator[Finding]:
    """办结率甲%，比上年的乙%提高丙个百分点."""
    for points in report.claims:
        if points.kind != "points" or not points.direction:
            continue
        shares = [
            c for c in report.of_sentence(points.sentence) if c.kind == "share" and c.start < points.start
        ][-2:]
        if len(shares) < 2 or report.flat[shares[0].end : points.start].count("，") > 2:
            continue
        now, before = shares if "上年" in shares[1].lead or "去年" in shares[1].lead else shares[::-1]
        if not re.search(r"上年|去年|由|从", before.lead):
            continue
        gap = now.number - before.number
        place = report.around([*shares, points])
        arithmetic = f"{plain(now.number)} - {plain(before.number)} = {plain(gap)}"
        if abs(gap - points.direction * points.number) <= max(now.resolution, points.resolution):
            yield finding(
                __name__,
                "ratio",
                "consistent",
                [place],
                arithmetic,
                "按文中两个比率算，升降幅度相符。",
                "The difference in points is right.",
            )
        else:
            yield finding(
                __name__,
                "ratio",
                "error",
                [place],
                f"{arithmetic} ≠ {plain(points.number)}",
                f"两个比率相差{plain(abs(gap))}个百分点，文中写{plain(points.number)}，对不上；请核对。",
                f"The two rates differ by {plain(abs(gap))} points, the text says {plain(points.number)}; check "
                "them.",
            )
