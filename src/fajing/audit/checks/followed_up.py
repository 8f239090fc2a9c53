"""Announced, found, brought in: `closed-loop`, `list-check`, `plausibility`.

What: faults found with no word on whether they were put right; slogans of the form 三问三送 whose members are
nowhere listed; fewer persons than batches. Why: a reader asks the next question, and the report should answer
it. All are only unchecked: the text may be right and merely silent. It keeps quiet where the same or the next
two sentences say what became of the faults.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from fajing.audit.arithmetic import plain
from fajing.audit.finding import Finding
from fajing.audit.language.load import any_of, tables
from fajing.audit.numbers import spelt_number
from fajing.audit.report import Report, finding
from fajing.audit.structure import clauses

KINDS = ("closed-loop", "list-check", "plausibility")
_SLOGAN = re.compile(
    r"“(?P<a>[一二三四五六七八九])(?P<x>[\u4e00-\u9fa5])(?P<b>[一二三四五六七八九])(?P<y>[\u4e00-\u9fa5])”"
)


@cache
def _found() -> re.Pattern[str]:
    found, faults = any_of(tables()["found"]), any_of(tables()["faults"])
    return re.compile(rf"{found}[^，。；]{{0,12}}{faults}")


def check(report: Report) -> Iterator[Finding]:
    """Ask the next question."""
    yield from _faults(report)
    yield from _slogans(report)
    yield from _batches(report)


def _faults(report: Report) -> Iterator[Finding]:
    mended, only_asked = any_of(tables()["mended"]), any_of(tables()["only_asked"])
    for claim in report.claims:
        if claim.kind != "count":
            continue
        _start, end = report.sentences[claim.sentence]
        lead = report.flat[claim.start - len(claim.lead) : claim.end] + claim.after[:8]
        if not (match := _found().search(lead)) or claim.unit in tables()["families"]["person"]:
            continue
        behind = re.sub(only_asked, "", report.flat[claim.end : min(len(report.flat), end + 60)])
        if re.search(mended, behind):
            continue
        stop = min(end, claim.end + 24)
        clause_end = next((b for a, b in clauses(report.flat, (claim.end, end)) if b >= claim.end + 4), stop)
        begin = claim.start - len(claim.lead) + max(0, match.start())
        place = report.place(begin, min(clause_end, end))
        yield finding(
            __name__,
            "closed-loop",
            "unchecked",
            [place],
            claim.quote,
            f"发现{claim.quote}，没有写是否整改完毕；缺：整改数和未整改的原因。",
            f"{plain(claim.number)} faults found, with no word on whether they were put right. Missing: how many "
            "were.",
        )


def _slogans(report: Report) -> Iterator[Finding]:
    for match in _SLOGAN.finditer(report.flat):
        count = (spelt_number(match["a"]) or 0) + (spelt_number(match["b"]) or 0)
        rest = report.flat[match.end() : match.end() + 80].split("。")[0]
        before = report.flat[max(0, match.start() - 60) : match.start()]
        members = len(re.findall(f"[{match['x']}{match['y']}][\u4e00-\u9fa5]{{1,8}}", rest))
        earlier = len(re.findall(f"[{match['x']}{match['y']}][\u4e00-\u9fa5]{{1,8}}(?:[、，]|$)", before))
        place = report.place(match.start(), min(match.end() + len(rest), match.end() + 60))
        if count in (members, earlier):
            yield finding(
                __name__,
                "list-check",
                "consistent",
                [place],
                f"{count} = {count}",
                "口号所含各项齐全。",
                "The slogan's members are all there.",
            )
        else:
            yield finding(
                __name__,
                "list-check",
                "unchecked",
                [place],
                f"{count}",
                f"“{match[0].strip('“”')}”应含{count}项，文中没有逐项列出；缺：各项内容。",
                f"The slogan has {count} members that the text does not list. Missing: what they are.",
            )


def _batches(report: Report) -> Iterator[Finding]:
    for one, other in zip(report.claims, report.claims[1:], strict=False):
        if one.unit not in tables()["batches"] or other.unit not in (*tables()["families"]["person"], "人次"):
            continue
        if one.sentence != other.sentence or not re.fullmatch(
            r"[、，]?(?:共|计|涉及)?", report.flat[one.end : other.start]
        ):
            continue
        place = report.around([one, other])
        arithmetic = f"{plain(one.number)} {'>' if one.number > other.number else '≤'} {plain(other.number)}"
        if one.low > other.high:
            yield finding(
                __name__,
                "plausibility",
                "unchecked",
                [place],
                arithmetic,
                "批次多于人数，一批至少一人；缺：批次和人数的口径（同一人是否多次计入）。",
                "More batches than persons. Missing: how each is counted.",
            )
        else:
            yield finding(
                __name__,
                "plausibility",
                "consistent",
                [place],
                arithmetic,
                "批次不多于人数。",
                "No more batches than persons.",
            )
