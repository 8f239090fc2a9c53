"""Does a yearly report cover its year: `period-cutoff`.

What: in a report with a year in its title, looks for counts that end before December (截至十月底, 1—11月). Why:
figures to November are last year's habit and cannot be compared with full years. It keeps quiet where the
months belong to a campaign or a past year, where no figure follows, and in texts that are no yearly report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fajing.audit.finding import Finding
from fajing.audit.report import Report, finding

KINDS = ("period-cutoff",)
_UNTIL = re.compile(
    r"截[至止](?:到|至)?(?:(?P<y>20\d\d)年)?(?P<m>\d{1,2})月(?:底|末|份|(?P<d>\d{1,2})[日号])?"
)
_MONTHS = re.compile(r"(?:(?P<y>20\d\d)年)?(?<!\d)1(?:月份?)?\s?[-—–~至到]{1,2}\s?(?P<m>\d{1,2})月份?(?:底)?")
_FIRST = re.compile(r"(?:(?P<y>20\d\d)年)?(?<!\d)前(?P<m>[三九十]|十一|1[01]|9)个?(?P<u>季度|月)")
_ACROSS = re.compile(
    r"20\d\d年\d{1,2}月(?:\d{1,2}日)?[-—–~至到]{1,2}(?P<y>20\d\d)年(?P<m>\d{1,2})月(?:\d{1,2}日)?"
)
_MONTHS_OF = {"三": 9, "九": 9, "十": 10, "十一": 11}
_LAST = 12
_HALF = 6


def check(report: Report) -> Iterator[Finding]:
    """Look at every cut-off."""
    if report.year is None:
        return
    for pattern in (_UNTIL, _MONTHS, _FIRST, _ACROSS):
        for match in pattern.finditer(report.flat):
            month = _MONTHS_OF.get(match["m"]) or int(match["m"])
            if pattern is _FIRST and (match["m"] == "三") != (match["u"] == "季度"):
                continue
            year = int(match["y"]) if match["y"] else report.year
            number = report.sentence_at(match.start())
            counted = any(
                c.kind in ("count", "share", "growth") and c.start > match.start()
                for c in report.of_sentence(number)
            )
            if not 1 <= month <= _LAST or not counted or report.part_at(match.start()) == "plan":
                continue
            place = report.place(match.start(), match.end())
            if month == _LAST and year == report.year:
                yield finding(
                    __name__,
                    "period-cutoff",
                    "consistent",
                    [place],
                    "",
                    "截止时间覆盖全年。",
                    "The whole year is covered.",
                )
            elif year == report.year and (pattern is _UNTIL or month > _HALF):
                yield finding(
                    __name__,
                    "period-cutoff",
                    "warning",
                    [place],
                    f"{month} < {_LAST}",
                    f"年度报告的数字只到{match[0]}，没有覆盖全年；请补全年数，或在标题和各处写明统计期。",
                    "A yearly report whose figures end before December; give the whole year or state the period "
                    "everywhere.",
                )
