"""How often, and how many times: `frequency`.

What: multiplies 每月一次, 每周开展两次, 每季度一次 by the periods of the span named (a year, a half, from July) and
compares with the number of times that the sentence gives. Why: a mechanism that is said to be monthly and met seven
times is the commonest boast that undoes itself. It keeps quiet where the number stands too far off or counts
something else, and lets 至少 be exceeded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from fajing.audit.arithmetic import plain
from fajing.audit.claims import Claim
from fajing.audit.finding import Finding
from fajing.audit.language.load import any_of, tables
from fajing.audit.numbers import spelt_number
from fajing.audit.report import Report, finding

KINDS = ("frequency",)
_FROM_MONTH = re.compile(r"自(\d{1,2})月")
_HALF = re.compile(r"[上下]半年")
_PARTS = {"上半年": 2, "下半年": 2, "一季度": 4, "二季度": 4, "三季度": 4, "四季度": 4}


@cache
def _rhythm() -> re.Pattern[str]:
    periods = any_of(tables()["every_period"])
    units = any_of(tables()["rhythm_units"])
    return re.compile(
        rf"每个?(?P<period>{periods})(?P<gap>[^，。；\d]{{0,10}}?)(?P<n>[一二两三四五六七八九]|\d{{1,2}}){units}"
    )


def check(report: Report) -> Iterator[Finding]:
    """Hold each rhythm against its count, which may stand before or behind it."""
    for match in _rhythm().finditer(report.flat):
        number = report.sentence_at(match.start())
        times = _times(report, number, match)
        if times is None:
            continue
        each = int(match["n"]) if match["n"].isdigit() else spelt_number(match["n"]) or 1
        yield _judge(report, number, match, each, times)


def _times(report: Report, number: int, match: re.Match[str]) -> Claim | None:
    units = tables()["rhythm_units"]
    near = [
        c
        for c in report.of_sentence(number)
        if c.kind == "count"
        and c.unit in units
        and "每" not in c.lead
        and (c.start >= match.end() or c.end <= match.start())
    ]
    later = [
        c for c in near if c.start >= match.end() and report.flat[match.end() : c.start].count("，") <= 2
    ]
    earlier = [c for c in near if c.end <= match.start() and report.flat[c.end : match.start()] in ("，", "")]
    # 每月一次，每季一次，全年四次: the count belongs to the rhythm next to it
    later = [c for c in later if "每" not in report.flat[match.end() : c.start]]
    found = later or earlier[-1:]
    return found[0] if found else None


def _judge(report: Report, number: int, match: re.Match[str], each: int, times: Claim) -> Finding:
    period = match["period"]
    count = tables()["every_period"][period]
    sentence = report.sentence_text(number)
    if (since := _FROM_MONTH.search(sentence)) and period == "月":
        count = 13 - int(since[1])
    elif half := re.search("|".join(_PARTS), sentence):
        count = max(1, count // _PARTS[half[0]])
    expected = each * count
    slack = tables()["tolerance"][period] * each
    place = report.around([times]) if times.end <= match.start() else report.place(match.start(), times.end)
    place = report.place(min(match.start(), place.start), max(match.end(), place.end))
    arithmetic = f"{each} × {count} = {expected}"
    floor = any(word in sentence for word in tables()["at_least"])
    few = times.high < expected - slack
    many = times.low > expected + slack and not floor
    if not few and not many:
        return finding(
            __name__,
            "frequency",
            "consistent",
            [place],
            arithmetic,
            "次数与频次相符。",
            "The number of times agrees with the rhythm.",
        )
    said = plain(times.number)
    return finding(
        __name__,
        "frequency",
        "warning",
        [place],
        f"{arithmetic} ≠ {said}",
        f"每{period}{each}次应为{expected}次，文中是{said}次；请说明缺的几次，或改频次的说法。",
        f"{each} every period make {expected} times, the text says {said}; explain or reword.",
        [("应有", "expected", arithmetic), ("文中", "in the text", said)],
    )
