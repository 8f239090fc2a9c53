"""More than, nearly, about: `precision-marker`.

What: 逾, 超, 余, 多, 近 beside a figure that is exact to the last digit, two such words on one figure, and a figure
said to be 近 or 余 that another place gives exactly and outside it. Why: the word says the figure is rounded, the
figure says it is not. It keeps quiet about limits of time and age (超过24小时), shares, and 万 with decimals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from fajing.audit.arithmetic import plain
from fajing.audit.claims import Claim
from fajing.audit.finding import Finding
from fajing.audit.labels import label
from fajing.audit.language.load import tables
from fajing.audit.report import Report, finding

KINDS = ("precision-marker",)
_BOTH = re.compile(r"(?:近|逾|超过|超|约)[\d,.一二三四五六七八九十百千万亿]+[余多]")
_ACTUAL = re.compile(r"实为|实际(?:为)?|实有|确切")
_FOUR = 1000


def check(report: Report) -> Iterator[Finding]:
    """Look at every figure with such a word."""
    counts = [c for c in report.claims if c.kind == "count" and c.unit not in tables()["measures"]]
    for match in _BOTH.finditer(report.flat):
        end = next((c.end for c in counts if match.start() <= c.start < match.end()), match.end())
        yield finding(
            __name__,
            "precision-marker",
            "warning",
            [report.place(match.start(), end)],
            "",
            f"“{match[0]}”前后用了两个约数词；请留一个。",
            "Two words of approximation on one figure; keep one.",
        )
    for claim in counts:
        if claim.marker in ("at_least", "under") and not _is_round(report, claim):
            start = report.begin(claim)
            yield finding(
                __name__,
                "precision-marker",
                "warning",
                [report.place(start, claim.end)],
                plain(claim.number),
                f"{plain(claim.number)}是精确数，前后却有约数词；请去掉该词，或改成整数。",
                f"{plain(claim.number)} is exact, yet a word says it is rounded; drop the word or round the figure.",
            )
    yield from _against_exact(report, counts)


def _is_round(report: Report, claim: Claim) -> bool:
    if claim.resolution > 1 or claim.number < 10 or claim.number != int(claim.number) or claim.spelt:
        return True
    behind = report.flat[claim.end : claim.end + 2]
    if behind in ("以上", "以下", "以内"):
        return True
    inside = re.search(r"[余多来]", claim.quote)
    if inside or claim.number < _FOUR:
        return claim.number % 10 == 0 or (not inside and claim.number < 100)
    return claim.number % 50 == 0


def _against_exact(report: Report, counts: list[Claim]) -> Iterator[Finding]:
    """近九千家，实为九千二百家: a rounded figure against the exact one near it."""
    for position, rough in enumerate(counts):
        if rough.marker not in ("at_least", "under"):
            continue
        for exact in counts[position + 1 : position + 4]:
            if not exact.is_exact or exact.unit != rough.unit or exact.sentence - rough.sentence > 1:
                continue
            names = label(rough), label(exact)
            named = len(names[0]) > 3 and (
                names[1].endswith(names[0]) or (names[0].endswith(names[1]) and len(names[1]) > 3)
            )
            if not (named or _ACTUAL.search(exact.lead)):
                continue
            low, high = _span(rough)
            places = [report.place_of(rough), report.place_of(exact)]
            if low <= exact.number <= high:
                yield finding(
                    __name__,
                    "precision-marker",
                    "consistent",
                    places,
                    f"{rough.quote} ~ {plain(exact.number)}",
                    "约数与确数相符。",
                    "The rounded figure agrees with the exact one.",
                )
            else:
                yield finding(
                    __name__,
                    "precision-marker",
                    "warning",
                    places,
                    f"{rough.quote} ≠ {plain(exact.number)}",
                    f"约数{report.text[max(0, rough.start - 1) : rough.end]}与确数{plain(exact.number)}对不上；"
                    "请核对。",
                    "The rounded figure and the exact one exclude each other; check them.",
                )
            break


def _span(rough: Claim) -> tuple[Decimal, Decimal]:
    return (
        (rough.number, rough.number * 2) if rough.marker == "at_least" else (rough.number / 2, rough.number)
    )
