"""Units that do not go together: `unit`.

What: the same noun counted with two classifiers in one sentence (隐患 in 件 and in 处), persons beside person-times
of the same people, and parts that add up to their whole exactly but in another unit. Why: two units are two
ways of counting, and a share of them means nothing. It keeps quiet where the nouns differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fajing.audit.arithmetic import plain, plus, sums_to, total
from fajing.audit.claims import Claim
from fajing.audit.finding import Finding
from fajing.audit.labels import label
from fajing.audit.language.load import has, tables
from fajing.audit.reading import same_family
from fajing.audit.report import Report, finding

KINDS = ("unit", "sum")
_NOUN = 2


def check(report: Report) -> Iterator[Finding]:
    """Compare units of neighbours; look for units that are none."""
    yield from _no_unit(report)
    for number in range(len(report.sentences)):
        counts = [c for c in report.of_sentence(number) if c.kind == "count"]
        for position, one in enumerate(counts):
            for other in counts[position + 1 : position + 3]:
                yield from _same_noun(report, one, other)
        yield from _person_times(report, number, counts)
        yield from _other_unit(report, counts)


def _no_unit(report: Report) -> Iterator[Finding]:
    """A figure before a word in 次 that is no classifier, usually one character for another of the same sound."""
    for claim in report.claims:
        word = report.flat[claim.end : claim.end + 2] if not claim.unit else ""
        chinese = word.endswith("次") and "\u4e00" <= word[:1] <= "\u9fa5"
        if claim.kind == "bare" and chinese and word not in tables()["ending_in_ci"]:
            yield finding(
                __name__,
                "unit",
                "warning",
                [report.place(claim.start, claim.end + 2)],
                word,
                f"“{word}”不是通用的量词，可能是同音字之误；请核对。",
                "No such classifier; perhaps another character of the same sound is meant.",
            )


def _noun(claim: Claim) -> str:
    noun = claim.noun if len(claim.noun) > 1 else claim.after
    return noun.strip("的“”")


def _same_noun(report: Report, one: Claim, other: Claim) -> Iterator[Finding]:
    """发现隐患三件、整改隐患两处."""
    a, b = _noun(one), _noun(other)
    shared = 0
    while shared < min(len(a), len(b)) and a[-1 - shared] == b[-1 - shared]:
        shared += 1
    repeatable = tables()["repeatable"]
    if (
        shared < _NOUN
        or one.unit == other.unit
        or a == b == ""
        or (one.unit in repeatable) != (other.unit in repeatable)
    ):
        return
    families = tables()["units_of"]
    if {families.get(one.unit), families.get(other.unit)} & {
        "money",
        "kind",
        "times",
        "time",
        "tenth",
        "weight",
        "score",
    }:
        return
    if same_family(one, other) and families.get(one.unit) in ("person", "household"):
        return
    if not re.search(r"^[^。；]{0,20}$", report.flat[one.end : other.start]):
        return
    yield _two_units(report, one, other, a[-shared:])


def _two_units(report: Report, one: Claim, other: Claim, noun: str) -> Finding:
    return finding(
        __name__,
        "unit",
        "warning",
        [
            report.place(report.begin(one), other.end)
            if other.start - one.end < 60
            else report.place_of(one),
            report.place_of(other),
        ],
        f"{one.unit} / {other.unit}",
        f"同样说“{noun}”，一处用“{one.unit}”，一处用“{other.unit}”，两数不能直接相比；请统一单位。",
        f"The same thing is counted in {one.unit} and in {other.unit}; use one unit.",
    )


def _person_times(report: Report, number: int, counts: list[Claim]) -> Iterator[Finding]:
    """参训甲人次，合格乙名: the same people once as acts and once as persons."""
    following = [c for n in (number, number + 1) for c in report.of_sentence(n) if c.kind == "count"]
    for times in counts:
        if times.unit != "人次":
            continue
        for persons in following:
            if persons.start <= times.start or persons.unit not in tables()["families"]["person"]:
                continue
            passed = has(persons.lead, "passed") or persons.whole == times.index
            same = persons.sentence == times.sentence
            noun = label(times)[-2:]
            again = len(noun) == _NOUN and noun in persons.after[:4]
            if (passed and same) or again:
                yield _two_units(report, times, persons, noun or "人")
                break


def _other_unit(report: Report, counts: list[Claim]) -> Iterator[Finding]:
    """案件九起，处罚五人、警告四人: parts that add up exactly, in another unit."""
    for position, whole in enumerate(counts):
        parts: list[Claim] = []
        for claim in counts[position + 1 :]:
            gap = report.flat[(parts[-1] if parts else whole).end : claim.start]
            if (
                claim.whole is not None
                or same_family(claim, whole)
                or (parts and claim.unit != parts[0].unit)
                or not re.match(r"^[，：、（][^，。；：]{1,12}$", gap)
            ):
                break
            parts.append(claim)
        if len(parts) < 3 or not sums_to(parts, whole):
            continue
        place = report.around([whole, *parts])
        yield finding(
            __name__,
            "sum",
            "consistent",
            [place],
            f"{plus(parts)} = {plain(total(parts))}",
            f"各项相加等于{plain(whole.number)}。",
            f"The items add up to {plain(whole.number)}.",
        )
        yield finding(
            __name__,
            "unit",
            "warning",
            [place],
            f"{whole.unit} / {parts[0].unit}",
            f"总数用“{whole.unit}”，各项用“{parts[0].unit}”，数字却恰好相等；请核对单位，"
            f"或写明一{whole.unit}一{parts[0].unit}。",
            f"The whole is in {whole.unit}, its parts in {parts[0].unit}, and yet they are equal; check the units.",
        )
