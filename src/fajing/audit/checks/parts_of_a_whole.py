"""Parts against a stated whole: `sum`, `sum-partial`, `subset`.

What: takes every list of parts that the sentence itself ties to a whole (其中, brackets, a colon, 分为, 由…组成,
分别为, 合计) and adds it up. Why: it is the fault that readers find first. It keeps quiet where nothing ties the
parts to the whole, and where units do not go together; a list that does not say it is complete may fall short
of its whole, and one of attributes (党员, 本科以上) may even exceed it, because one person may be both.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from fajing.audit.arithmetic import bounds, plain, plus, sums_to, total
from fajing.audit.claims import Claim
from fajing.audit.finding import Finding
from fajing.audit.language.load import has, tables
from fajing.audit.reading import same_family
from fajing.audit.report import Report, finding

KINDS = ("sum", "sum-partial", "subset")
_FAR = 24  # claims behind a whole among which its parts stand
_NEARLY = Decimal("0.97")
_TIE = re.compile(r"分为|分成|由[^。]*组成|构成|包括|^[^，。；]{0,8}[：（]|分别为|分别是|^[：（]")


def check(report: Report) -> Iterator[Finding]:
    """Add up every list of parts."""
    for number in range(len(report.sentences)):
        counts = [c for c in report.of_sentence(number) if c.kind == "count"]
        used: set[int] = set()
        yield from _wholes_first(report, number, counts, used)
        yield from _total_last(report, number, counts, used)
        yield from _found_and_mended(report, counts, used)
        yield from _like_counts(report, counts)


def _wholes_first(report: Report, number: int, counts: list[Claim], used: set[int]) -> Iterator[Finding]:
    for position, whole in enumerate(counts):
        if whole.index in used and not any(
            c.whole == whole.index for c in report.claims[whole.index :][:_FAR]
        ):
            continue
        parts, tie = _parts_of(report, whole, counts[position + 1 :])
        if not parts:
            continue
        used.update(part.index for part in parts)
        closed = _closed(report, number, whole, parts, tie)
        yield from _judge(report, whole, parts, closed)


def _parts_of(report: Report, whole: Claim, later: list[Claim]) -> tuple[list[Claim], str]:
    """The counts behind a whole that the sentence ties to it, and the words that do."""
    marked = [c for c in report.claims[whole.index :][:_FAR] if c.whole == whole.index and c.kind == "count"]
    if marked:
        first = marked[0]
        return marked, report.flat[whole.end : first.start]
    run: list[Claim] = []
    tie = ""
    for claim in later:
        gap = report.flat[(run[-1] if run else whole).end : claim.start]
        if claim.unit in tables()["families"]["kind"]:
            continue  # 分为三类: how many parts, not one of them
        if not run:
            gap = report.flat[whole.end : claim.start]
            composed = re.match(r"，?由", gap) and re.match(
                r"[^。；]*(?:组成|构成)", report.flat[claim.end : claim.end + 80]
            )
            if not (_TIE.search(gap) or composed) or "；" in gap or has(gap, "prior"):
                return [], ""
            if not same_family(whole, claim):
                return [], ""
            tie = gap
        elif not same_family(whole, claim) or len(gap) > 30 or _breaks(gap, tie):
            break
        run.append(claim)
    return (run, tie) if len(run) > 1 else ([], "")


def _breaks(gap: str, tie: str) -> bool:
    """Whether a list ends in a gap: at a full stop or bracket, and at ； unless a colon opened the list."""
    return (
        "。" in gap
        or "）" in gap
        or ("；" in gap and (not re.search(r"：$|：[^，；]*$", tie) or len(gap) > 14))
    )


def _closed(report: Report, number: int, whole: Claim, parts: list[Claim], tie: str) -> bool:
    """Whether the list says that it is complete."""
    if has(parts[-1].lead, "rest") or any(has(p.lead, "rest") for p in parts):
        return True
    if len(parts) < 2:
        return False
    inside = report.flat[whole.end : parts[-1].end + 12]
    if re.search(r"等", report.flat[parts[-1].end : parts[-1].end + 2]):
        return False
    if has(inside, "closing") or re.search(tables()["closing_pattern"], inside):
        return True
    return "其中" not in tie and bool(re.search(r"[：（]", tie))


def _judge(report: Report, whole: Claim, parts: list[Claim], closed: bool) -> Iterator[Finding]:
    place = report.around([whole, *parts])
    if len(parts) == 1:
        yield _subset(report, whole, parts[0])
        return
    added, said = plain(total(parts)), plain(whole.number)
    working = [
        ("部分", "parts", f"{plus(parts)} = {added}"),
        ("总数", "whole", said),
        ("差", "difference", plain(abs(total(parts) - whole.number))),
    ]
    if sums_to(parts, whole):
        yield finding(
            __name__,
            "sum",
            "consistent",
            [place],
            f"{plus(parts)} = {added}",
            f"各部分相加等于总数{said}。",
            f"The parts add up to {said}.",
        )
        return
    over = bounds(parts)[0] > whole.high
    gap = plain(abs(total(parts) - whole.number))
    if closed:
        yield finding(
            __name__,
            "sum",
            "error",
            [place],
            f"{plus(parts)} = {added} ≠ {said}",
            f"各部分相加是{added}，比总数{said}{'多' if over else '少'}{gap}，对不上；请补上漏列的类别，或改总数。",
            f"The parts add up to {added}, {gap} {'more' if over else 'less'} than the stated {said}; "
            "add what is missing or correct the total.",
            working,
        )
    elif over and any(has(part.noun + part.after, "attributes") for part in parts):
        yield finding(
            __name__,
            "sum-partial",
            "unchecked",
            [place],
            f"{plus(parts)} = {added} > {said}",
            f"各项相加超过总数{said}，若一人（件）可兼属几项则无妨；缺：各项是否互斥的说明。",
            f"The items add up to more than {said}; fine if one may fall under several. Missing: whether they "
            "overlap.",
        )
    elif over:
        yield finding(
            __name__,
            "sum-partial",
            "warning",
            [place],
            f"{plus(parts)} = {added} > {said}",
            f"“其中”各项相加是{added}，超过总数{said}；请核对各项，若有重复计算请写明。",
            f"The items add up to {added}, more than their whole of {said}; check them, or say that they overlap.",
            working,
        )
    elif (
        len(parts) > 2
        and bounds(parts)[1] >= whole.low * _NEARLY
        and not any(has(p.noun + p.after, "attributes") for p in parts)
    ):
        yield finding(
            __name__,
            "sum",
            "warning",
            [place],
            f"{plus(parts)} = {added} < {said}",
            f"所列各项相加是{added}，比总数{said}少{gap}，几乎列全而差一点；请补上其余，或核对各项。",
            f"The items add up to {added}, {gap} short of {said}: nearly all, but not quite; name the rest or check.",
            working,
        )
    else:
        yield finding(
            __name__,
            "sum-partial",
            "consistent",
            [place],
            f"{plus(parts)} = {added} ≤ {said}",
            f"所列各项之和不超过总数{said}。",
            f"The items listed do not exceed {said}.",
        )


def _subset(report: Report, whole: Claim, part: Claim) -> Finding:
    place = report.around([whole, part])
    small, large = plain(part.number), plain(whole.number)
    if part.low > whole.high:
        return finding(
            __name__,
            "subset",
            "error",
            [place],
            f"{small} > {large}",
            f"“其中”的{small}大于总数{large}，对不上；请核对两数。",
            f"A part of {small} is larger than its whole of {large}; check both.",
            [("部分", "part", small), ("总数", "whole", large)],
        )
    return finding(
        __name__,
        "subset",
        "consistent",
        [place],
        f"{small} ≤ {large}",
        f"“其中”的{small}不超过总数{large}。",
        f"The part of {small} does not exceed {large}.",
    )


def _total_last(report: Report, number: int, counts: list[Claim], used: set[int]) -> Iterator[Finding]:
    """Parts first, then 合计 or an empty 共."""
    for position, whole in enumerate(counts):
        if position < 2 or whole.index in used:
            continue
        sure = has(whole.lead, "sure_total")
        if whole.noun or not (sure or re.search(r"共$", whole.lead.strip())):
            continue
        parts = [c for c in counts[:position] if same_family(c, whole) and c.index not in used]
        if len(parts) < 2:
            continue
        used.add(whole.index)
        if sums_to(parts, whole) or sure or len(parts) > 2:
            yield from _judge(report, whole, parts, closed=True)


def _found_and_mended(report: Report, counts: list[Claim], used: set[int]) -> Iterator[Finding]:
    """发现隐患若干处，整改若干处: what was done about them is no more than they were."""
    for one, other in itertools.pairwise(counts):
        if other.index in used or other.whole is not None or not has(other.lead, "second_acts"):
            continue
        gap = report.flat[one.end : other.start]
        if len(gap) > 24 or "；" in gap:
            continue
        place = report.around([one, other])
        a, b = plain(other.number), plain(one.number)
        paired = has(one.lead, "first_acts") and (one.unit == other.unit or same_family(one, other))
        if paired and other.low > one.high:
            yield finding(
                __name__,
                "subset",
                "warning",
                [place],
                f"{a} > {b}",
                f"办结（整改）{a}多于发现（受理）{b}；若含上年结转请写明，否则请核对。",
                f"More done ({a}) than found ({b}); say so if some were carried over, else check.",
            )
        elif paired:
            yield finding(
                __name__,
                "subset",
                "consistent",
                [place],
                f"{a} ≤ {b}",
                f"{a}不超过{b}。",
                f"{a} does not exceed {b}.",
            )
        elif re.search(r"解决|化解|办结", other.lead) and one.unit != other.unit:
            yield finding(
                __name__,
                "subset",
                "unchecked",
                [place],
                f"{b}; {a}",
                "前后两数单位不同，看不出后者是否前者的一部分；缺：两数的关系。",
                "The units differ, so it cannot be told whether the second is part of the first. Missing: how "
                "they relate.",
            )


def _like_counts(report: Report, counts: list[Claim]) -> Iterator[Finding]:
    """走访群众甲人、服务群众乙人、劝导群众丙人: perhaps parts of the first, and then too many."""
    for position, first in enumerate(counts):
        rest: list[Claim] = []
        for claim in counts[position + 1 :]:
            gap = report.flat[(rest or [first])[-1].end : claim.start]
            if (
                claim.unit != first.unit
                or not re.match(r"^、[^，。；：、]{2,12}$", gap)
                or claim.noun[-2:] != first.noun[-2:]
            ):
                break
            rest.append(claim)
        if len(rest) < 2 or len(first.noun) < 3 or max(c.number for c in rest) > first.number:
            continue
        if total(rest) > first.number:
            yield finding(
                __name__,
                "sum",
                "unchecked",
                [report.around([first, *rest])],
                f"{plus(rest)} = {plain(total(rest))} > {plain(first.number)}",
                "后几项之和大于第一项，若各项是第一项的一部分就有重复；缺：各项之间的关系。",
                "The later counts add up to more than the first; if they are parts of it, some are counted "
                "twice. Missing: how they relate.",
            )
