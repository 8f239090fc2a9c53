"""Trends by week: open, new, verified, each with its own stroke and its name at its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.utils.html import format_html
from django.utils.safestring import SafeString

from fajing.web.drawing.svg import ACCENT, INK, INK3, drawing, line, text
from fajing.web.words import pick

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _FLOOR, _TOP = 420, 150, 30, 340, 124, 12


class OfWeek(Protocol):
    """What a point needs."""

    @property
    def title(self) -> str:
        """The week."""

    @property
    def raised(self) -> int:
        """New."""

    @property
    def verified(self) -> int:
        """Verified."""

    @property
    def open(self) -> int:
        """Open at its end."""


def week_lines(weeks: Sequence[OfWeek]) -> SafeString:
    """Three lines over some weeks."""
    most = max([4, *(max(week.open, week.raised, week.verified) for week in weeks)])
    step = next(one for one in (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 5000, 10**9) if most / one <= 4)
    top = (most + step - 1) // step * step
    gap = (_RIGHT - _LEFT) / max(len(weeks) - 1, 1)

    def y(value: int) -> float:
        return round(_FLOOR - value / top * (_FLOOR - _TOP), 1)

    parts = []
    for mark in range(0, top + 1, step):
        parts += [
            line(_LEFT, y(mark), _RIGHT, y(mark), "#e4e8ec"),
            text(_LEFT - 6, y(mark) + 4, str(mark), size=11, fill=INK3, anchor="end"),
        ]
    ends = []
    series = (
        (pick("未结", "open"), [week.open for week in weeks], INK, 2.0, ""),
        (pick("新发现", "new"), [week.raised for week in weeks], ACCENT, 1.6, ""),
        (pick("核验", "verified"), [week.verified for week in weeks], ACCENT, 1.6, "4 3"),
    )
    for name, values, colour, width, dash in series:
        points = " ".join(f"{_LEFT + gap * place:.1f},{y(value)}" for place, value in enumerate(values))
        parts.append(
            format_html(
                '<polyline points="{}" fill="none" stroke="{}" stroke-width="{}" stroke-dasharray="{}"/>',
                points,
                colour,
                width,
                dash or "none",
            )
        )
        ends.append((y(values[-1]), f"{name} {values[-1]}", colour))
    lowest, places = -99.0, []
    for place, _, _ in sorted(ends):
        lowest = max(place + 4, lowest + 15)
        places.append(lowest)
    room = _FLOOR + 4  # below it stand the weeks
    for back, place in enumerate(reversed(places)):
        places[-1 - back] = min(place, room - 15 * back)
    for at, (_, said, colour) in zip(places, sorted(ends), strict=True):
        parts.append(text(_RIGHT + 6, at, said, size=12, fill=colour, anchor="start", bold=True))
    for place in range(0, len(weeks), 4):
        parts.append(text(_LEFT + gap * place, 142, weeks[place].title, size=11, fill=INK3))
    return drawing(
        _WIDTH,
        _HEIGHT,
        pick("每周未结、新发现、核验通过的问题数", "Open, new and verified findings by week"),
        parts,
    )
