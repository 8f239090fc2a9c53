"""Claims that ask for a figure: `claim-without-figure`.

What: 大幅下降, 显著提升 and the like said of something measured (a rate, a number of cases) with no figure in the
sentence, and records (降幅为历年最大) without the rate. Why: whoever knows that it fell much knows by how much. It
keeps quiet about qualities nobody counts (意识, 能力, 效能) unless a comparison with another year is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from fajing.audit.finding import Finding
from fajing.audit.language.load import any_of, tables
from fajing.audit.report import Report, finding
from fajing.audit.structure import clauses

KINDS = ("claim-without-figure",)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = tables()
    markedly, change = any_of(table["markedly"]), any_of(table["change"])
    return (
        re.compile(rf"{markedly}(?:的)?{change}"),
        re.compile(rf"(?:{any_of(table['measured'])})(?!水平|制)"),
        re.compile(rf"{any_of(table['compared'])}|[比较]\d{{4}}年"),
        re.compile(table["records"]),
    )


def check(report: Report) -> Iterator[Finding]:
    """Look at every such claim in what has been done."""
    markedly, measured, compared, records = _patterns()
    for number, span in enumerate(report.sentences):
        figured = any(c.kind in ("share", "growth", "points", "multiple") for c in report.of_sentence(number))
        if figured or report.part_at(span[0]) == "plan":
            continue
        counted = [c for c in report.of_sentence(number) if c.kind == "count"]
        for start, end in clauses(report.flat, span):
            clause = report.flat[start:end]
            found = markedly.search(clause)
            record = records.search(clause)
            before = re.sub("效率|质量|力量", "", clause[: found.start()]) if found else ""
            said = found and measured.search(before) and (compared.search(before) or _ends_measured(before))
            if not (said or record) or (
                any(c.start >= start for c in counted if c.start < end + 30) and not record
            ):
                continue
            hit = found or record
            words = hit[0] if hit else clause
            yield finding(
                __name__,
                "claim-without-figure",
                "warning",
                [report.place(start, end)],
                "",
                f"“{words}”没有数字支撑；请补本期和上期的数。",
                "A marked change is claimed without a figure; give this year's and last year's.",
            )


def _ends_measured(before: str) -> bool:
    """Whether what is said to have changed is itself a rate or a number: 办结率, 投诉量."""
    return bool(re.search(r"(?:率|量|数|起数|件数|人数|警情|发案|投诉)(?:均|也|都)?$", before.strip()))
