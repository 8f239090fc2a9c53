"""Sentences that stop short: `truncated-text`.

What: paragraphs of prose that end without a mark, and persons counted under the name of an act, so that who they
are is left out. Why: a line lost in copying takes its figures with it. It keeps quiet about headings, titles,
signatures and dates, and about texts whose lines are broken by the page (then most lines end so).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fajing.audit.finding import Finding
from fajing.audit.language.load import any_of, tables
from fajing.audit.report import Report, finding

KINDS = ("truncated-text",)
_PROSE = 12
_WRAPPED = 6


def check(report: Report) -> Iterator[Finding]:
    """Look at the end of every paragraph and the noun of every arrest."""
    yield from _paragraphs(report)
    yield from _nouns(report)


def _paragraphs(report: Report) -> Iterator[Finding]:
    ends = tuple(tables()["sentence_ends"])
    prose = [
        (start, end)
        for start, end in report.lines
        if (start, end) != report.title
        and end - start >= _PROSE
        and re.search(r"[，。；]", report.flat[start:end])
    ]
    cut = [(start, end) for start, end in prose if not report.flat[start:end].endswith(ends)]
    if len(cut) >= _WRAPPED and len(cut) * 4 > len(prose):
        return
    for start, end in cut:
        body = report.flat[start:end]
        stop = max(body.rfind(mark) for mark in "，。；")
        last = body[stop + 1 :]
        hangs = last.endswith(tuple(tables()["common_word_endings"]))
        if not hangs and (
            "：" in last or ("。" not in body and re.match(r"^[（\d一二三四五六七八九十]", body))
        ):
            continue
        yield finding(
            __name__,
            "truncated-text",
            "warning",
            [report.place(start + stop + 1, end)],
            "",
            f"这一段停在“{report.text[max(start, end - 6) : end]}”，没有句号；请补全或加句号。",
            "This paragraph stops without a full stop; complete it or add the mark.",
        )


def _nouns(report: Report) -> Iterator[Finding]:
    table = tables()["cut_nouns"]
    pattern = re.compile(f"{any_of(table['verbs'])}[^，。、；]{{0,6}}?{any_of(table['nouns'])}$")
    for claim in report.claims:
        if (
            claim.kind == "count"
            and claim.unit in table["units"]
            and (match := pattern.search(claim.lead.rstrip("共约近")))
        ):
            start = claim.start - len(claim.lead) + match.start()
            yield finding(
                __name__,
                "truncated-text",
                "warning",
                [report.place(start, claim.end)],
                "",
                f"“{match[0]}”后面数的是{claim.unit}，缺“人员”或“嫌疑人”；请补全。",
                "Persons are counted, but the noun names an act; add who they are.",
            )
