"""A column for each month, its value above it; a month without a value is said to have none."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from fajing.indicators.figure import Number
from fajing.web.drawing.svg import ACCENT, INK, INK3, LINE2, drawing, line, text
from fajing.web.words import pick

_COLUMN, _HEIGHT, _FLOOR, _TOP, _BAR = 56, 150, 122, 22, 26


def month_bars(points: Sequence[tuple[str, Number | None, str]]) -> SafeString:
    """Bars of some months: `2026-03`, the value, and its text."""
    most = max([1.0, *(float(value) for _, value, _ in points if value is not None)])
    width = _COLUMN * max(len(points), 1) + 8
    parts = [line(4, _FLOOR, width - 4, _FLOOR, LINE2)]
    for place, (month, value, said) in enumerate(points):
        middle = 4 + _COLUMN * place + _COLUMN / 2
        tall = 0.0 if value is None else round(max(float(value), 0.0) / most * (_FLOOR - _TOP), 1)
        if value is not None:
            parts.append(
                format_html(
                    '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
                    middle - _BAR / 2, round(_FLOOR - tall, 1), _BAR, tall, ACCENT,
                )
            )  # fmt: skip
        above = said or pick("无", "none")
        parts.append(text(middle, _FLOOR - tall - 5, above, size=11, fill=INK if said else INK3))
        parts.append(text(middle, _FLOOR + 17, pick(f"{int(month[5:])}月", month[5:]), size=11, fill=INK3))
    return drawing(width, _HEIGHT, pick("按月", "By month"), parts)
