"""New against verified, by day: solid bars and hatched bars above a table whose columns are aligned with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fajing.findings.settle import Day
from fajing.web import shown
from fajing.web.clock import zone
from fajing.web.words import pick

_COLUMN, _HEIGHT, _FLOOR, _BAR = 84, 92, 84, 17


@dataclass(frozen=True, slots=True)
class Bars:
    """The drawing and the heads of its columns."""

    svg: SafeString
    heads: list[str]


def day_bars(days: Sequence[Day]) -> Bars:
    """Bars of some days."""
    most = max([1, *(day.raised for day in days), *(day.verified for day in days)])
    step = next(one for one in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10**9) if most / one <= 3)
    top = (most + step - 1) // step * step
    left, width = 116, 116 + _COLUMN * len(days)

    def height(count: int) -> float:
        return round(count / top * (_FLOOR - 8), 1)

    lines = format_html_join(
        "",
        '<path d="M{} {}H{}" stroke="#e4e8ec"/>'
        '<text x="{}" y="{}" font-size="11" fill="#5f6a77" text-anchor="end">{}</text>',
        (
            (left, _FLOOR - height(mark), width, left - 8, _FLOOR - height(mark) + 4, mark)
            for mark in range(step, top + 1, step)
        ),
    )
    parts = []
    for place, day in enumerate(days):
        middle = left + _COLUMN * place + _COLUMN // 2
        new, done = height(day.raised), height(day.verified)
        parts.append(
            format_html(
                '<rect x="{}" y="{}" width="{}" height="{}" fill="#1b4f80"/>'
                '<rect x="{}" y="{}" width="{}" height="{}" fill="url(#hatch)" stroke="#1b4f80"/>',
                middle - _BAR - 1, _FLOOR - new, _BAR, new, middle + 2, _FLOOR - done, _BAR, done,
            )
        )  # fmt: skip
    title = pick(
        "近14日每日新发现与核验通过的问题数", "New and verified findings on each of the last 14 days"
    )
    svg = format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title><defs>'
        '<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path d="M0 0v5" stroke="#1b4f80" stroke-width="2.4"/>'
        '</pattern></defs>{}<path d="M{} {}H{}" stroke="#aab4c0"/>{}</svg>',
        width, _HEIGHT, title, title, lines, left, _FLOOR, width, format_html_join("", "{}", ((one,) for one in parts)),
    )  # fmt: skip
    return Bars(svg, _heads(days))


def _heads(days: Sequence[Day]) -> list[str]:
    """`2月19日`, then `20日`, the month again when it changes, at last `今日`."""
    heads, month = [], 0
    for place, day in enumerate(days):
        start = zone().start_of_day(day.ordinal)
        at = shown.civil(start)
        if place == len(days) - 1:
            heads.append(pick("今日", "today"))
        elif at.month != month:
            heads.append(shown.day(start))
        else:
            heads.append(pick(f"{at.day}日", str(at.day)))
        month = at.month
    return heads
