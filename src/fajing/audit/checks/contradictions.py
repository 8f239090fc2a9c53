"""Two statements that cannot both be: `contradiction`.

What: 无……案件 beside a count of such cases; the same words as an achievement and, negated or not, as a
shortcoming; 全部整改 beside fewer than all; a full-time post beside other work. Why: the two ends of a report are
written weeks apart. It keeps quiet about words that only resemble each other: a whole clause must return.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache

from fajing.audit.arithmetic import plain
from fajing.audit.finding import Finding
from fajing.audit.language.load import any_of, tables
from fajing.audit.reading import same_family
from fajing.audit.report import Report, finding
from fajing.audit.structure import Span, clauses

KINDS = ("contradiction",)
_SHORTEST = 8
_QUOTES = str.maketrans("", "", "“”‘’《》 ")


def check(report: Report) -> Iterator[Finding]:
    """Look for statements that exclude each other."""
    yield from _none_and_some(report)
    yield from _achieved_and_not(report)
    yield from _all_but_not(report)
    yield from _roles(report)


@cache
def _none() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|(?<=[，。；：、\n年]))(?:{any_of(tables()['none'])})(?!不|锡|偿|证|人机|障碍|纸)(?P<what>[^，。；"
        rf"：\n]{{0,10}}?(?P<word>{any_of(tables()['zero_words'])})[^，。；：\n]{{0,6}})",
        re.MULTILINE,
    )


def _none_and_some(report: Report) -> Iterator[Finding]:
    for match in _none().finditer(report.flat):
        pairs = {match["what"][i : i + 2] for i in range(len(match["what"]) - 1)}
        words = [w for w in tables()["zero_words"] if w in match["what"] and w not in ("复议", "诉讼")] or [
            match["word"]
        ]
        for claim in report.claims:
            if claim.kind != "count" or claim.number <= 0 or abs(claim.start - match.start()) < 2:
                continue
            near = claim.noun + claim.after[:8]
            if not all(word in near for word in words) or re.search(
                r"上年|去年|预防|化解|防范|处置|处理|受理|办理", claim.lead
            ):
                continue
            nouns = {near[i : i + 2] for i in range(len(near) - 1)}
            if len(pairs & nouns) < 1 or any(p in claim.period for p in tables()["prior"]):
                continue
            start = report.begin(claim)
            places = [
                report.place(match.start(), match.end()),
                report.place(start, claim.end + min(len(claim.after), 8)),
            ]
            yield finding(
                __name__,
                "contradiction",
                "error",
                places,
                f"0 ≠ {plain(claim.number)}",
                f"一处说“{match[0]}”，另一处有{claim.quote}，前后对不上；请核对。",
                "One place says there were none, another counts some; check both.",
            )
            break


def _part_clauses(report: Report, part: str) -> Iterator[Span]:
    for span in report.sentences:
        if report.part_at(span[0]) == part:
            yield from clauses(report.flat, span)


def _achieved_and_not(report: Report) -> Iterator[Finding]:
    """A clause of the shortcomings that stands among the achievements, with or without its negation."""
    done: list[tuple[str, Span]] = [
        (report.flat[a:b].translate(_QUOTES), (a, b))
        for a, b in _part_clauses(report, "work")
        if b - a >= _SHORTEST
    ]
    if not done:
        return
    joined = "\n".join(text for text, _ in done)
    negation = any_of(tables()["negation"])
    for start, end in _part_clauses(report, "shortcoming"):
        clause = re.sub(
            r"^(?:[一二三四五六七八九十]{1,2}是|（[^）]*）)", "", report.flat[start:end].translate(_QUOTES)
        )
        if len(clause) < _SHORTEST or "、" in clause:
            continue
        for wanted in {clause, re.sub(negation, "", clause)}:
            if len(wanted) < _SHORTEST or wanted not in joined or len(wanted) < len(clause) - 3:
                continue
            place = next((span for text, span in done if wanted in text), None)
            if place is None:
                continue
            yield finding(
                __name__,
                "contradiction",
                "warning",
                [report.place(start, end), report.place(*place)],
                "",
                f"“{wanted}”在成效里说做到了，在不足里又说没有做到；请统一说法。",
                "Claimed as an achievement and named as a shortcoming in the same words; make them agree.",
            )
            break


def _all_but_not(report: Report) -> Iterator[Finding]:
    """发现若干个，全部整改完毕，已整改的却不足此数."""
    mended = any_of(tables()["mended"])
    for number in range(len(report.sentences)):
        counts = [c for c in report.of_sentence(number) if c.kind == "count"]
        for whole, part in itertools.pairwise(counts):
            gap = report.flat[whole.end : part.start]
            if not re.search(rf"(?:全部|均已|全都)[^，。；]{{0,4}}{mended}", gap) or not same_family(
                whole, part
            ):
                continue
            if not re.search(mended, part.lead):
                continue
            place = report.around([whole, part])
            a, b = plain(part.number), plain(whole.number)
            if part.high < whole.low:
                yield finding(
                    __name__,
                    "contradiction",
                    "error",
                    [place],
                    f"{a} < {b}",
                    f"说全部办结，却只有{a}，不足{b}，对不上；请核对。",
                    f"All are said to be done, yet {a} of {b} are; check both.",
                )
            elif part.low == whole.low:
                yield finding(
                    __name__,
                    "contradiction",
                    "consistent",
                    [place],
                    f"{a} = {b}",
                    "全部与数字相符。",
                    "All agrees with the figures.",
                )


def _roles(report: Report) -> Iterator[Finding]:
    """A full-time post that also does other work."""
    for role in tables()["exclusive_roles"]:
        word, against = role["word"], any_of(role["against"])
        held = re.compile(rf"{word}(?P<post>[\u4e00-\u9fa5]{{2,6}})(?=[，。；、]|\d|$)")
        posts = [(m["post"][:4], m) for m in held.finditer(report.flat)]
        for start, end in (s for span in report.sentences for s in clauses(report.flat, span)):
            clause = report.flat[start:end]
            if word[0] not in clause or not re.search(against, clause):
                continue
            post = next((m for name, m in posts if name in clause and not start <= m.start() < end), None)
            if post and re.search(rf"{word}|{word[0]}、", clause):
                begin = max(
                    c[0]
                    for c in clauses(report.flat, report.sentences[report.sentence_at(post.start())])
                    if c[0] <= post.start()
                )
                yield finding(
                    __name__,
                    "contradiction",
                    "warning",
                    [report.place(start, end), report.place(begin, post.end())],
                    "",
                    f"前文说有{word}人员，这里说{word}人员也承担其他工作，前后不一；请核对。",
                    "A full-time post is claimed, and the same post is said to carry other work; make them agree.",
                )
                return
