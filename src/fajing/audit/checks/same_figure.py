"""One figure for two things: `repeat-figure`, `near-duplicate`.

What: a long figure that stands for two things that have no word in common, and two that differ by two digits
swapped. Why: long figures do not meet by chance; one was copied over the other. It keeps quiet about short and
round figures, years, and counts that share a noun (审核合同 and 对合同建立台账); short figures of neighbouring things
are named as unchecked. Two figures that their own sums, shares or growths bear out are let go (`audit/proven.py`).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator

from fajing.audit.arithmetic import plain
from fajing.audit.claims import Claim
from fajing.audit.finding import Finding
from fajing.audit.labels import common, label, subject
from fajing.audit.report import Report, finding

KINDS = ("repeat-figure", "near-duplicate")
_LONG = 1000
_VERB = 2


def check(report: Report) -> Iterator[Finding]:
    """Compare all long figures with each other, by their digits."""
    by_digits: dict[str, list[Claim]] = defaultdict(list)
    small: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in report.claims:
        if claim.kind != "count" or not claim.is_exact:
            continue
        if claim.number >= _LONG and claim.number % 100 and claim.number == int(claim.number):
            by_digits["".join(sorted(plain(claim.number)))].append(claim)
        elif claim.number > 2 and claim.number < _LONG and len(claim.noun) > 3:
            small[plain(claim.number), claim.unit].append(claim)
    for same in by_digits.values():
        # What is said of the same thing again tells nothing new, and a long list is not compared pair by pair.
        group = list({(claim.number, subject(claim)): claim for claim in reversed(same)}.values())[::-1]
        for position, one in enumerate(group):
            for other in group[position + 1 :]:
                yield from _long(report, one, other)
    for group in small.values():
        for one, other in itertools.pairwise(group):
            yield from _short(report, one, other)


def _long(report: Report, one: Claim, other: Claim) -> Iterator[Finding]:
    names = subject(one), subject(other)
    if common(*names) or not all(names):
        return
    places = [report.place_of(one), report.place_of(other)]
    a, b = plain(one.number), plain(other.number)
    if a == b:
        yield finding(
            __name__,
            "repeat-figure",
            "warning",
            places,
            f"{a} = {b}",
            f"两项不同的工作都写{a}，可能是抄写所致；请核对其中一个。",
            f"Two different things are both given as {a}; one may be copied from the other.",
        )
    elif (
        sum(x != y for x, y in zip(a, b, strict=True)) == _VERB
        and one.sentence != other.sentence
        and _adjacent(a, b)
    ):
        yield finding(
            __name__,
            "near-duplicate",
            "warning",
            places,
            f"{a} ↔ {b}",
            f"{a}与{b}只是两个数字换位，却说不同的事；请核对是否抄错。",
            f"{a} and {b} differ by two digits swapped, yet speak of different things; check for a slip.",
        )


def _adjacent(a: str, b: str) -> bool:
    at = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    return at[1] - at[0] == 1


def _short(report: Report, one: Claim, other: Claim) -> Iterator[Finding]:
    """The same short figure of two things named alike but not the same: only the author can tell."""
    names = label(one), label(other)
    shared = common(*names)
    if (
        one.sentence == other.sentence
        or names[0] == names[1]
        or len(shared) < _VERB
        or names[0][:2] != names[1][:2]
    ):
        return
    yield finding(
        __name__,
        "repeat-figure",
        "unchecked",
        [report.place_of(one), report.place_of(other)],
        f"{plain(one.number)} = {plain(other.number)}",
        "名称相近的两项数字相同，看不出是否同一件事；缺：两项的口径。",
        "Two things of similar names have the same figure. Missing: whether they are one.",
    )
