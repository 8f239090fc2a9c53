"""Shares against the counts they are of: `percent-of`, `percent-feasible`, `percent-no-base`, `plausibility`.

What: computes every share anew from its part and whole; where only the whole is given, asks whether any whole
number of it gives that share; where neither is, says what is missing. Why: a reader can do the same with a
pocket calculator, and does. It keeps quiet about shares of growth and about targets, takes rounding half up
and cutting off both as right, and calls a difference of one in the last place only a matter to look at.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from fajing.audit.arithmetic import Fit, decimals, plain, possible_parts, rounded
from fajing.audit.bases import Base, bases
from fajing.audit.claims import Claim
from fajing.audit.finding import Finding
from fajing.audit.language.load import has, tables
from fajing.audit.report import Report, finding

KINDS = ("percent-of", "percent-feasible", "percent-no-base", "plausibility")


def check(report: Report) -> Iterator[Finding]:
    """Compute every share."""
    known = bases(report)
    yield from _all_of_them(report)
    for share in report.claims:
        if share.kind != "share":
            continue
        base = known.get(share.index)
        if share.number > 100 and has(share.lead, "rate_end") and not has(share.lead, "unbounded"):
            yield _over_hundred(report, share)
        elif base is None:
            yield _no_base(report, share)
        elif base.part is None:
            yield from _feasible(report, base)
        else:
            yield _computed(report, base, base.part)


def _all_of_them(report: Report) -> Iterator[Finding]:
    """九十家单位全部做到: a share of a hundred whose base is the figure itself."""
    for claim in report.claims:
        if (
            claim.kind == "count"
            and claim.number > 1
            and "全部" in claim.after
            and claim.unit not in tables()["measures"]
        ):
            end = claim.end + len(claim.after)
            yield finding(
                __name__,
                "percent-no-base",
                "unchecked",
                [report.place(report.begin(claim), end)],
                f"{plain(claim.number)} ÷ ?",
                f"说{claim.quote}“全部”如何，等于100%，但没有写应有多少；缺：基数。",
                f"All {plain(claim.number)} are said to comply, without saying how many there are. Missing: the "
                "base.",
            )


def _over_hundred(report: Report, share: Claim) -> Finding:
    said = plain(share.number)
    return finding(
        __name__,
        "plausibility",
        "error",
        [report.place_of(share)],
        f"{said}% > 100%",
        f"部分占整体的比率写成{said}%，超过100%，对不上；请核对。",
        f"A share of a whole is given as {said}%, over 100%; check it.",
    )


def _no_base(report: Report, share: Claim) -> Finding:
    return finding(
        __name__,
        "percent-no-base",
        "unchecked",
        [report.place_of(share)],
        "",
        f"没有写{share.quote}的分子和分母，无法核对；请补基数。",
        f"{share.quote} has no numerator and denominator beside it; add the base.",
    )


def _feasible(report: Report, base: Base) -> Iterator[Finding]:
    share, whole = base.share, base.whole
    place = report.around([whole, share])
    said = plain(share.number)
    if not whole.is_exact or share.marker != "exact" or share.unit != "%" or not 0 < whole.number <= 200_000:
        yield _no_base(report, share)
        return
    half_up, cut_off = possible_parts(int(whole.number), share)
    either = sorted(half_up | cut_off)
    if either:
        shown = "、".join(map(str, either[:4]))
        yield finding(
            __name__,
            "percent-feasible",
            "consistent",
            [place],
            f"{shown} ÷ {plain(whole.number)} → {said}%",
            f"{plain(whole.number)}中有整数能得出{said}%，但文中没有写明。",
            f"Some whole number of {plain(whole.number)} gives {said}%, though the text does not say which.",
        )
        return
    below = int(share.number * whole.number / 100)
    near = (below, below + 1)
    shown = "，".join(
        f"{n} ÷ {plain(whole.number)} = {plain(rounded(Decimal(n * 100) / whole.number, 2))}%" for n in near
    )
    yield finding(
        __name__,
        "percent-feasible",
        "warning",
        [place],
        shown,
        f"{plain(whole.number)}个中没有哪个整数能得出{said}%；请核对比率或基数，若另有基数请写明。",
        f"No whole number of {plain(whole.number)} gives {said}%; check the share or name its base.",
    )


def _computed(report: Report, base: Base, part: Claim) -> Finding:
    share, whole = base.share, base.whole
    places = min(4, decimals(share) + (0 if base.fit in (Fit.EXACT, Fit.ROUNDED) else 2))
    value = plain(rounded(base.value, places))
    top = (
        plain(part.number)
        if not base.sums
        else "(" + " + ".join(plain(c.number) for c in (part, *base.sums)) + ")"
    )
    arithmetic = f"{top} ÷ {plain(whole.number)} = {value}%"
    said = share.quote
    place = report.around([whole, part, share])
    near = report.around([part, share])
    if base.fit not in (Fit.NONE, Fit.NEAR):
        how = {"cut": "（截尾）", "rounded": "（四舍五入）"}.get(base.fit.value, "")
        return finding(
            __name__,
            "percent-of",
            "consistent",
            [near, place],
            f"{arithmetic}{how}",
            f"按文中两数算，得{said}{how}。",
            f"The two figures of the text give {said}.",
        )
    if not base.certain:
        return _no_base(report, share)
    gap = plain(rounded(abs(base.value - share.number), max(2, decimals(share))))
    return finding(
        __name__,
        "percent-of",
        "error" if base.fit is Fit.NONE else "warning",
        [near, place],
        f"{arithmetic} ≠ {said}",
        f"按文中两数算是{value}%，与{said}差{gap}个百分点，对不上；请改比率，若另有口径请写明。",
        f"The two figures of the text give {value}%, {gap} points off {said}; correct the share or state its scope.",
        [("算得", "computed", f"{value}%"), ("文中", "in the text", said), ("差", "difference", gap)],
    )
