"""Announced and delivered: `enumeration-count`.

What: counts what follows 以下五项工作, 推出七条举措 and the like against the items, and the members of a named list
(三个渠道, “三线”, “两网”是指) against the number in the name. Why: an item added or dropped late leaves the
announcement behind. It keeps quiet where 等 leaves the list open with fewer members than announced (unchecked),
and where a number that is no Chinese numeral follows a list of names: there it usually counts something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from fajing.audit.finding import Finding, Grade
from fajing.audit.language.load import any_of, tables
from fajing.audit.numbers import spelt_number
from fajing.audit.report import Report, finding
from fajing.audit.structure import Marker

KINDS = ("enumeration-count",)
_CN = "[一二两三四五六七八九十]{1,3}"
_MOST = 30


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    units = any_of(tables()["announced"])
    nouns = any_of(tables()["announced_nouns"])
    counted, within = any_of(tables()["named_units"]), any_of(tables()["quoted_units"])
    named = any_of(tables()["named"])
    item = r"[^，。；：、！？\n（）“”]{1,20}"
    return {
        "announce": re.compile(
            rf"(?P<n>{_CN}|\d{{1,2}}){units}(?:[^，。；：\n]{{0,8}}?){nouns}|(?P<m>{_CN}|\d{{1,2}})(?:个?方面)"
        ),
        "quoted": re.compile(
            rf"(?P<items>(?:{item}、)+{item}?)“(?P<n>{_CN})(?P<unit>{within})?(?P<noun>[^”“，。]{{1,6}})”"
        ),
        "plain": re.compile(
            rf"(?P<items>(?:{item}、)+{item}?)(?P<n>[二两三四五六七八九十]{{1,2}})(?P<unit>{counted})"
            rf"(?P<noun>[\u4e00-\u9fa5]{{2,6}})"
        ),
        "means": re.compile(
            rf"“(?P<n>{_CN})(?P<noun>[^”“，。]{{1,6}})”{named}(?P<items>[^，。；\n“]{{2,80}})"
        ),
        "open": re.compile(
            rf"(?P<items>(?:{item}、)+{item}?等)(?P<n>\d{{1,2}}|{_CN}){any_of(tables()['open_units'])}"
        ),
        "dated": re.compile(
            r"(?P<items>(?:“[^”]{1,20}”[、和与及]{1,2})+“[^”]{1,20}”)(?P<n>\d{1,2}|[两三四五六七八九])"
            r"(?=[件起个项宗])"
        ),
    }


def check(report: Report) -> Iterator[Finding]:
    """Count every announced list."""
    yield from _announced(report)
    for way in ("quoted", "plain", "means", "open", "dated"):
        for match in _patterns()[way].finditer(report.flat):
            yield from _named(report, way, match)


def _value(text: str) -> int:
    return int(text) if text.isdigit() else spelt_number(text) or 0


def _announced(report: Report) -> Iterator[Finding]:
    for match in _patterns()["announce"].finditer(report.flat):
        count = _value(match["n"] or match["m"])
        if not 1 <= count <= _MOST or report.flat[match.start() - 1 : match.start()] in ("第", "“"):
            continue
        items = _items_after(report, match.end())
        if len(items) < 2 or (count == 1 and items[0].start - match.end() > 4):
            continue
        end = report.flat.find("\n", items[-1].start)
        stop = min(
            [i for i in (report.flat.find(c, items[-1].end) for c in "。；，") if i >= 0]
            + [len(report.flat) if end < 0 else end]
        )
        announced = report.place(match.start(), match.end())
        yield _result(
            report,
            "consistent" if len(items) == count else "error",
            count,
            len(items),
            [report.place(match.start(), stop), announced],
        )


def _items_after(report: Report, offset: int) -> list[Marker]:
    """The list that an announcement opens: it begins in the same sentence, or right behind it."""
    later = [m for m in report.markers if m.start >= offset]
    if not later or later[0].number != 1:
        return []
    first = later[0]
    between = report.flat[offset : first.start]
    if (
        len(between) > 60
        or between.count("。") > 1
        or (between.count("。") == 1 and not between.rstrip().endswith("。"))
    ):
        return []
    if (
        re.search(r"[^：。，\s]", between)
        and "：" not in between
        and first.style not in ("paren", "head")
        and "。" not in between
    ):
        return []
    items = [first]
    for mark in later[1:]:
        if mark.style == first.style:
            if mark.number == 1 or mark.number < items[-1].number or mark.number > items[-1].number + 2:
                break
            items.append(mark)
        elif mark.style in ("head", "paren") and first.style not in ("head",):
            break
    return items


def _members(text: str) -> int:
    return len([piece for piece in re.split(r"[、]", text.strip("、")) if piece])


def _named(report: Report, way: str, match: re.Match[str]) -> Iterator[Finding]:
    count, text = _value(match["n"]), match["items"]
    if not 2 <= count <= 12:
        return
    listed = _members(text)
    joined = len(re.findall(r"[和与及](?!其)", text))
    if way == "dated":
        listed, joined = len(re.findall("“", text)), 0
    place = report.place(match.start(), match.end())
    is_open = bool(re.search(r"等[^、]{0,6}$", text)) or way == "open"
    if count in (listed, listed + joined) or (way == "means" and listed <= count <= listed + joined):
        yield _result(report, "consistent", count, count, [place])
    elif is_open and listed < count:
        yield finding(
            __name__,
            "enumeration-count",
            "unchecked",
            [place],
            f"{listed} < {count}",
            f"写明{count}项，只列出{listed}项加“等”；缺：其余各项。",
            f"{count} are announced and {listed} named before “等”. Missing: the others.",
        )
    elif (
        (way == "means" and abs(listed - count) > 2)
        or way == "open"
        or (way == "quoted" and not _is_named(match))
    ):
        return
    else:
        yield _result(report, "warning", count, listed, [place])


def _is_named(match: re.Match[str]) -> bool:
    """Whether a quoted name is surely the list's own: it has a classifier, or ends as its members do."""
    pieces = [piece for piece in match["items"].split("、") if piece]
    return bool(match["unit"]) or all(piece.endswith(match["noun"][-1]) for piece in pieces)


def _result(report: Report, grade: Grade, count: int, listed: int, places: list[object]) -> Finding:
    from fajing.audit.finding import Place

    where = [p for p in places if isinstance(p, Place)]
    if grade == "consistent":
        return finding(
            __name__,
            "enumeration-count",
            "consistent",
            where,
            f"{count} = {listed}",
            f"写明{count}项，列出{listed}项。",
            f"{count} announced, {listed} listed.",
        )
    return finding(
        __name__,
        "enumeration-count",
        grade,
        where,
        f"{count} ≠ {listed}",
        f"写明{count}项，实际列出{listed}项，对不上；请改数字或补齐各项。",
        f"{count} are announced and {listed} listed; correct the number or complete the list.",
        [("写明", "announced", count), ("列出", "listed", listed)],
    )
