"""Averages against total and number: `ratio`.

What: 平均每场, 人均, 户均 and the like, computed from the two counts of the same sentence. Why: an average is the
first thing a listener recomputes. It keeps quiet where the sentence does not hold both counts, and about
averages by day or month, whose number of days is not said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fajing.audit.arithmetic import decimals, plain, rounded
from fajing.audit.claims import Claim
from fajing.audit.finding import Finding
from fajing.audit.language.load import tables
from fajing.audit.reading import same_family
from fajing.audit.report import Report, finding

KINDS = ("ratio",)
_EVERY = re.compile(r"(?:平均)?每(\w{1,3}?)(?:约|为|达)?$")
_BY = re.compile(r"(人|户|场|件|案|次)均[^，。]{0,4}$")
_OF_BY = {"人": "person", "户": "household", "场": "times", "件": "case", "案": "case", "次": "times"}


def check(report: Report) -> Iterator[Finding]:
    """Compute every average."""
    for mean in report.claims:
        if mean.kind != "count":
            continue
        if (match := _EVERY.search(mean.lead)) and "平均" in mean.lead:
            family = tables()["units_of"].get(match[1], "")
        elif match := _BY.search(mean.lead):
            family = _OF_BY[match[1]]
        else:
            continue
        earlier = [c for c in report.of_sentence(mean.sentence) if c.kind == "count" and c.start < mean.start]
        totals = [c for c in earlier if c.unit == mean.unit or same_family(c, mean)]
        numbers = [c for c in earlier if tables()["units_of"].get(c.unit) == family and c not in totals[-1:]]
        if family and totals and numbers:
            yield _judge(report, mean, totals[-1], numbers[-1])


def _judge(report: Report, mean: Claim, total: Claim, number: Claim) -> Finding:
    value = total.number / number.number if number.number else total.number
    exact = rounded(value, decimals(mean))
    low, high = (
        total.low / max(number.high, number.low + 1 if not number.low else number.low),
        total.high / (number.low or 1),
    )
    place = report.around([total, number, mean])
    arithmetic = (
        f"{plain(total.number)} ÷ {plain(number.number)} = {plain(rounded(value, decimals(mean) + 1))}"
    )
    off = abs(value - mean.number)
    if (
        off < mean.resolution
        or (mean.marker != "exact" and off <= mean.number / 5)
        or low <= mean.number <= high
    ):
        return finding(
            __name__,
            "ratio",
            "consistent",
            [place],
            arithmetic,
            "按文中两数算，平均数相符。",
            "The average follows from the two figures.",
        )
    return finding(
        __name__,
        "ratio",
        "error",
        [place],
        f"{arithmetic} ≠ {plain(mean.number)}",
        f"按文中两数算，平均是{plain(exact)}，文中写{plain(mean.number)}，对不上；请核对三个数。",
        f"The two figures give an average of {plain(exact)}, the text says {plain(mean.number)}; check all three.",
        [("算得", "computed", plain(exact)), ("文中", "in the text", plain(mean.number))],
    )
