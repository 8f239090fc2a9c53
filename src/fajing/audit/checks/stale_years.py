"""Years left over from last year's report: `stale-text`.

What: compares the year in the title with the years of its headings, of the plan for the year to come, and of
paragraphs that open with another year. Why: reports are written over their predecessors, and a year forgotten
shows that the text around it was not read. It keeps quiet where the title has no year, and about past years
named as such (以来, 考核, 结转, 上年).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fajing.audit.finding import Finding
from fajing.audit.language.load import any_of, tables
from fajing.audit.report import Report, finding

KINDS = ("stale-text",)
_YEAR = re.compile(r"(20\d\d)年")
_PAST = re.compile(r"以来|考核|结转|上年|去年|相比|起|期间|开始|至今|底|印发|发布|获")


def check(report: Report) -> Iterator[Finding]:
    """Look at every year that says which year is meant."""
    if report.year is None:
        return
    yield from _headings(report, report.year)
    yield from _openings(report, report.year)
    yield from _future(report, report.year)


def _headings(report: Report, year: int) -> Iterator[Finding]:
    for heading in report.headings:
        if heading.level > 1 or len(heading.text) > 40 or not (match := _YEAR.search(heading.text)):
            continue
        named = int(match[1])
        planned = any(word in heading.text for word in tables()["plan_heads"])
        wanted = year + 1 if planned else year
        place = report.place(heading.start, heading.end)
        if named == wanted or (planned and named > year):
            yield finding(
                __name__,
                "stale-text",
                "consistent",
                [place],
                "",
                "标题年份相符。",
                "The heading's year fits.",
            )
        elif planned or named < year:
            yield finding(
                __name__,
                "stale-text",
                "warning",
                [place],
                f"{named} ≠ {wanted}",
                f"报告年度是{year}年，这个标题写{named}年，像是沿用旧稿；请核对，应为{wanted}年。",
                f"The report is on {year}, this heading says {named}; probably left over, {wanted} is expected.",
            )


def _openings(report: Report, year: int) -> Iterator[Finding]:
    for start, end in report.lines:
        match = re.match(r"(20\d\d)年(?:度)?[，,]", report.flat[start:end])
        if not match:
            continue
        number = report.sentence_at(start)
        named = int(match[1])
        sentence = report.sentence_text(number)
        place = report.place(start, start + match.end() - 1)
        if named == year:
            yield finding(__name__, "stale-text", "consistent", [place], "", "年份相符。", "The year fits.")
        elif named < year and not _PAST.search(sentence):
            yield finding(
                __name__,
                "stale-text",
                "warning",
                [place],
                f"{named} ≠ {year}",
                f"报告年度是{year}年，本段却从{named}年写起；请核对年份。",
                f"The report is on {year}, this paragraph opens with {named}; check the year.",
            )


def _future(report: Report, year: int) -> Iterator[Finding]:
    future = any_of([*tables()["future"], "下一步，", "下步，"])
    for match in re.finditer(
        rf"{future}(20\d\d)年|(20\d\d)年[^，。]{{0,4}}{any_of(tables()['future'])}", report.flat
    ):
        named = int(match[1] or match[2])
        if named <= year:
            yield finding(
                __name__,
                "stale-text",
                "warning",
                [report.place(match.start(), match.end())],
                f"{named} ≤ {year}",
                f"把{named}年写成将来，而报告年度是{year}年；请核对年份。",
                f"{named} is spoken of as to come in a report on {year}; check the year.",
            )
