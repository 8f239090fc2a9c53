"""Marks: `punctuation`.

What: two marks where one belongs, brackets, quotes and title marks that do not close within their paragraph, a
blank just inside a quote, a missing mark between a percentage and the next figure. Why: each is visible on the
page and costs the reader's trust. It keeps quiet about half-width marks and straight quotes, which are a
matter of taste.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fajing.audit.claims import Claim
from fajing.audit.finding import Finding
from fajing.audit.report import Report, finding
from fajing.audit.structure import Span

KINDS = ("punctuation", "citation")
_DOUBLED = re.compile(r"[，、；：][，。、；：]|。[，、；。](?!。)|[，、]\n?[。]")
_INNER_BLANK = re.compile(r"“ +(?=\S)[^”\n]{0,30}|《 +[^》\n]{0,30}")
_QUOTE = 60
_MOST = 5
_PAIRS = {"”": "“", "》": "《", "）": "（", "〕": "〔", "】": "【", "〉": "〈"}
_GOES_ON = re.compile(
    r"^(?:以上|以下|左右|的|以内|和|与|及|至|到|为|提|降|升|增|减|下|上|等|之|多|者|、|[A-Za-z])"
)


def check(report: Report) -> Iterator[Finding]:
    """Look at every mark."""
    for match in _DOUBLED.finditer(report.flat):
        place = report.place(max(0, match.start() - 4), min(len(report.flat), match.end() + 4))
        yield finding(
            __name__,
            "punctuation",
            "warning",
            [place],
            report.text[match.start() : match.end()],
            "标点连用；请删去一个。",
            "Two marks where one belongs; delete one.",
        )
    for match in _INNER_BLANK.finditer(report.flat):
        yield finding(
            __name__,
            "punctuation",
            "warning",
            [report.place(match.start(), match.end())],
            "",
            "引号或书名号内多空格；请删去。",
            "A blank just inside the quote; delete it.",
        )
    for line in report.lines:
        yield from _pairs(report, line)
    for one, other in zip(report.claims, report.claims[1:], strict=False):
        yield from _missing(report, one, other)


def _pairs(report: Report, line: Span) -> Iterator[Finding]:
    stack: list[tuple[str, int]] = []
    for offset in range(*line):
        mark = report.flat[offset]
        if mark in _PAIRS.values():
            stack.append((mark, offset))
        elif mark in _PAIRS:
            if stack and stack[-1][0] == _PAIRS[mark]:
                stack.pop()
            elif mark == "）" and re.match(
                r"[\d一二三四五六七八九十]{1,2}$", report.flat[max(line[0], offset - 2) : offset]
            ):
                continue  # 1） is a list sign
            elif any(opened == _PAIRS[mark] for opened, _ in stack):
                while stack[-1][0] != _PAIRS[mark]:
                    yield _unclosed(report, *stack.pop(), line)
                stack.pop()
            else:
                yield _unclosed(report, mark, offset, line)
    for mark, offset in stack[:_MOST]:  # a paragraph of nothing but quotes says no more than a few of them
        yield _unclosed(report, mark, offset, line)


def _unclosed(report: Report, mark: str, offset: int, line: Span) -> Finding:
    if mark in _PAIRS:
        place = report.place(max(line[0], offset - 20), offset + 1)
        zh, en = f"“{mark}”没有与之相配的前半个；请补上或删去。", f"{mark} was never opened; add or delete."
    else:
        end = min(line[1], offset + _QUOTE)
        stop = re.search(r"[，。；\n]", report.flat[offset:end])
        place = report.place(offset, offset + stop.start() if stop else end)
        zh, en = f"“{mark}”没有合上；请补另一半。", f"{mark} is not closed; add the other half."
    return finding(__name__, "citation" if mark in "《》" else "punctuation", "warning", [place], "", zh, en)


def _missing(report: Report, one: Claim, other: Claim) -> Iterator[Finding]:
    """100%总学时30小时: nothing stands between a share and the next label."""
    if (
        one.kind not in ("share", "growth")
        or one.unit != "%"
        or other.kind != "count"
        or one.sentence != other.sentence
    ):
        return
    between = report.flat[one.end : other.start]
    if (
        2 <= len(between) <= 12
        and not re.search(r"[^\u4e00-\u9fa5]", between)
        and not _GOES_ON.match(between)
    ):
        yield finding(
            __name__,
            "punctuation",
            "warning",
            [report.place(one.start, other.end)],
            "",
            f"“{one.quote}”与“{between}”之间缺标点；请断开。",
            "A mark is missing between the percentage and the next figure; add it.",
        )
