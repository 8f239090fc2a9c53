"""How laws and documents are cited: `citation`, `citation-format`.

What: laws named without 《》 or in quotes, document numbers without 〔〕, article numbers that are no number, plans
whose span of years lacks 年. Why: the form of a citation is fixed, and a slip in it makes the source hard to
find. It keeps quiet about short names (行政处罚法) and about titles whose full name stands elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from fajing.audit.finding import Finding
from fajing.audit.language.load import any_of, tables
from fajing.audit.numbers import spelt_number
from fajing.audit.report import Report, finding

KINDS = ("citation", "citation-format")
_CN = "零〇一二两三四五六七八九十百千"
_ARTICLE = re.compile(rf"第([{_CN}]{{1,9}})[条款项](?![{_CN}])")
_NUMBER = re.compile(
    r"[\u4e00-\u9fa5](?:字)?(?P<open>[\[（(【])(?P<y>(?:19|20)\d\d)(?P<close>[\]）)】])第?(?P<n>\d{1,4})号"
)
_WRONG_NUMBER = re.compile(r"〔(?:19|20)\d\d〕第\d{1,4}号")
_SPAN = re.compile(
    r"《[^《》\n]{2,40}（\s?(?:19|20)\d\d\s?[-—–－~至]{1,2}\s?(?:19|20)\d\d\s?）[^》\n]{0,10}》"
)


@cache
def _bare() -> tuple[re.Pattern[str], re.Pattern[str]]:
    country = any_of(tables()["law_before"])
    ends = any_of(tables()["title_words"])
    return (
        re.compile(
            rf"{country}[\u4e00-\u9fa5]{{1,16}}?(?<![合依执司立普守用违非办方])法(?![律治院制规人官定庭学])"
        ),
        re.compile(rf"“([^“”，。；《》]{{5,40}}{ends})”"),
    )


def check(report: Report) -> Iterator[Finding]:
    """Look at every citation."""
    law, quoted = _bare()
    for match in law.finditer(report.flat):
        if _inside_title(report.flat, match.start()):
            continue
        start = match.start() - (report.flat[match.start() - 1 : match.start()] == "“")
        yield _form(
            report,
            start,
            match.end(),
            "法律名称没有加书名号；请写作《……》。",
            "The law's name has no title marks; write 《…》.",
        )
    for match in quoted.finditer(report.flat):
        if "中华人民共和国" not in match[1]:
            yield _form(
                report,
                match.start(),
                match.end(),
                "法规文件名称用了引号；请改用书名号《》。",
                "A regulation is named in quotes; use 《》.",
            )
    for match in [*_NUMBER.finditer(report.flat), *_WRONG_NUMBER.finditer(report.flat)]:
        yield _form(
            report,
            match.start(),
            match.end(),
            "发文字号的年份应加六角括号〔〕，且不写“第”。",
            "The year of a document number stands in 〔〕, without 第.",
        )
    for match in _SPAN.finditer(report.flat):
        yield _form(
            report,
            match.start(),
            match.end(),
            "规划名称的起止年份后缺“年”；请核对原名。",
            "The span of years in the plan's title lacks 年; check the official title.",
        )
    for match in _ARTICLE.finditer(report.flat):
        if not spelt_number(match[1]):
            yield finding(
                __name__,
                "citation",
                "warning",
                [report.place(match.start(), match.end())],
                "",
                f"“{match[0]}”不是条文序号的写法；请核对原文。",
                "This is no article number; check the source.",
            )


def _inside_title(flat: str, offset: int) -> bool:
    opened = flat.rfind("《", max(0, offset - 60), offset)
    if opened < 0:
        return False
    return "》" not in flat[opened:offset]


def _form(report: Report, start: int, end: int, zh: str, en: str) -> Finding:
    return finding(__name__, "citation-format", "warning", [report.place(start, end)], "", zh, en)
