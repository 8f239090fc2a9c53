"""Days that exist, in an order that can be: `calendar`, `date-order`.

What: looks for days no calendar has, weekdays that do not fit their date, and spans and cases that end before
they begin (自…起至…止, 立案…结案). Why: each is a slip of the pen that a reader catches at once. It keeps quiet
about dates without a year where the turn of a year could explain them.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator

from fajing.audit.finding import Finding
from fajing.audit.language.load import words
from fajing.audit.report import Report, finding

KINDS = ("calendar", "date-order")
_DATE = re.compile(r"(?:(?P<y>(?:19|20)\d\d)年)?(?<!\d)(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?(?!\d)")
_WEEKDAY = re.compile(r"^（?(?:星期|周)(?P<w>[一二三四五六日天])）?")
_DAYS = "一二三四五六日"
_LEAP = 2024  # a day without a year may be of a leap year


def check(report: Report) -> Iterator[Finding]:
    """Read every date."""
    for match in _DATE.finditer(report.flat):
        if not match["d"] and not match["y"]:
            continue
        place = report.place(match.start(), match.end())
        day = _day(match)
        if day is None:
            yield finding(
                __name__,
                "calendar",
                "error",
                [place],
                "",
                f"没有{match[0]}这一天；请核对日期。",
                f"There is no such day as {match[0]}; check the date.",
            )
            continue
        weekday = _WEEKDAY.match(report.flat[match.end() : match.end() + 6])
        if match["y"] and match["d"] and weekday:
            said = weekday["w"].replace("天", "日")
            true = _DAYS[day.weekday()]
            whole = report.place(match.start(), match.end() + weekday.end())
            yield finding(
                __name__,
                "calendar",
                "consistent" if said == true else "error",
                [whole],
                f"{day.isoformat()}: {true}",
                "星期与日期相符。" if said == true else f"{match[0]}是星期{true}，文中写星期{said}；请核对。",
                "The weekday fits." if said == true else f"{day.isoformat()} was not that weekday; check it.",
            )
    for number, (start, end) in enumerate(report.sentences):
        yield from _order(report, number, start, end)


def _day(match: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(match["y"] or _LEAP), int(match["m"]), int(match["d"] or 1))
    except ValueError:
        return None


def _order(report: Report, number: int, start: int, end: int) -> Iterator[Finding]:
    """The first date that begins something, and the next that ends it."""
    dates = [m for m in _DATE.finditer(report.flat, start, end) if m["d"]]
    for one, other in itertools.pairwise(dates):
        between = report.flat[one.end() : other.start()]
        behind = report.flat[other.end() : min(end, other.end() + 12)]
        spans = bool(re.match(r"起?(?:至|到|—|-)$", between)) or (
            re.search(r"自$|从$", report.flat[start : one.start()]) is not None
            and re.match(r"起?至", between) is not None
        )
        acts = any(w in between for w in words("starts")) and any(w in behind for w in words("ends"))
        if not (spans or acts):
            continue
        first, last = _day(one), _day(other)
        inherits = one["y"] and not other["y"]
        if first is None or last is None or (not one["y"] and other["y"]):
            continue
        if inherits:
            last = last.replace(year=first.year) if not (last.month == 2 and last.day == 29) else last
        place = report.place(one.start(), min(end, other.end() + 2))
        arithmetic = f"{first.isoformat()} → {last.isoformat()}"
        if first <= last:
            yield finding(
                __name__,
                "date-order",
                "consistent",
                [place],
                arithmetic if one["y"] else "",
                "先后相符。",
                "The order is right.",
            )
        elif one["y"] and other["y"]:
            yield finding(
                __name__,
                "date-order",
                "error",
                [place],
                arithmetic,
                f"{other[0]}在{one[0]}之前，先后对不上；请核对两个日期。",
                "The end lies before the beginning; check both dates.",
            )
        elif inherits:
            yield finding(
                __name__,
                "date-order",
                "warning",
                [place],
                arithmetic,
                f"{other[0]}没有写年份，按同一年算在{one[0]}之前；若跨年请写明年份。",
                "The second date has no year and lies before the first in the same year; name its year.",
            )
