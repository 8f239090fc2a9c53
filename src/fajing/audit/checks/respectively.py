"""Names and values behind 分别: `arity`.

What: counts the names before 分别 and the values behind it. Why: one value too few shifts all that follow to the
wrong name. A name may itself hold 和 (城市管理和综合执法), so that both ways of counting are tried; it keeps quiet
where fewer than two names or values stand in the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fajing.audit.finding import Finding
from fajing.audit.report import Report, finding

KINDS = ("arity",)
_UNIT = "[%个件起人名次家户项场宗例处份元条天位辆吨台百分点]{0,4}"
_SPELT = "[一二三四五六七八九十百千万零两]{1,9}(?:[件起人名次家户项场宗例处份元条天]|个[^、，。]{0,3})"
_VALUE = (
    "(?:全省|全市|全国|全区)?(?:百分之[零一二三四五六七八九十百点]{1,8}"
    rf"|第?[\d,.]+(?:[万亿]|余)?{_UNIT}|{_SPELT})"
)
_LIST = re.compile(rf"{_VALUE}(?:(?:[、和与及]|以及|，(?=\d)){_VALUE})+")
_CLAUSE = re.compile(r"[，；：。！？\n（]")


def check(report: Report) -> Iterator[Finding]:
    """Count both sides of every 分别; without 分别, lists that happen to agree are noted."""
    for match in re.finditer("分别", report.flat):
        start = 0
        for edge in _CLAUSE.finditer(report.flat, max(0, match.start() - 120), match.start()):
            start = edge.end()
        start = max(start, match.start() - 120)
        names = report.flat[start : match.start()]
        values = _LIST.search(report.flat, match.end(), match.end() + 160)
        if (
            not values
            or re.search(r"[，；。\n]", report.flat[match.end() : values.start()])
            or "、" not in names + "、" * ("和" in names)
        ):
            continue
        if re.search(r"\d", names) and "、" not in names:
            continue
        yield _judge(report, start, names, values)


def _judge(report: Report, start: int, names: str, values: re.Match[str]) -> Finding:
    commas = names.count("、") + 1
    joins = len(re.findall(r"[和与及]|以及", names))
    given = len(re.findall(_VALUE, values[0]))
    place = report.place(start, values.end())
    if commas <= given <= commas + joins:
        return finding(
            __name__,
            "arity",
            "consistent",
            [place],
            f"{given} = {given}",
            f"“分别”前后都是{given}项。",
            f"{given} names and {given} values.",
        )
    return finding(
        __name__,
        "arity",
        "warning" if joins else "error",
        [place],
        f"{commas + joins} ≠ {given}",
        f"“分别”前有{commas + joins}项，后有{given}个数，对不上；请补齐或改写。",
        f"{commas + joins} names before 分别 and {given} values behind it; complete or rewrite.",
        [("名称", "names", commas + joins), ("数值", "values", given)],
    )
