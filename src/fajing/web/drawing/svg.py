"""Small pieces of SVG. Colours are attributes, not styles: the policy for content allows no inline style."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

INK, INK2, INK3 = "#17212b", "#455160", "#5f6a77"
ACCENT, LATE, SOON, OK, LINE, LINE2, UNK = (
    "#1b4f80", "#b3261e", "#b97a12", "#1d6a43", "#dfe3e8", "#aab4c0", "#56606e",
)  # fmt: skip

_BOLD = SafeString(' font-weight="600"')
_PATTERN = (
    '<pattern id="{}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="{}"/><path d="M0 0v6" stroke="{}" stroke-width="3"/></pattern>'
)
DEFS = format_html(
    "<defs>{}</defs>",
    format_html_join(
        "",
        _PATTERN,
        (("p-late", "#fff", LATE), ("p-pause", "#fff", "#a9bdd0"), ("p-unk", "#eceef1", "#9aa4b0")),
    ),
)


def text(
    x: float,
    y: float,
    said: str,
    *,
    size: int = 13,
    fill: str = INK,
    anchor: str = "middle",
    bold: bool = False,
) -> SafeString:
    """A line of text."""
    return format_html(
        '<text x="{}" y="{}" font-size="{}" fill="{}" text-anchor="{}"{}>{}</text>',
        round(x, 1), y, size, fill, anchor, _BOLD if bold else "", said,
    )  # fmt: skip


def rect(x: float, y: float, width: float, height: float, fill: str, stroke: str = "") -> SafeString:
    """A box; nothing where it has no width."""
    if width <= 0:
        return SafeString("")
    edge = format_html(' stroke="{}"', stroke) if stroke else ""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"{}/>',
        round(x, 1),
        y,
        round(width, 1),
        height,
        fill,
        edge,
    )


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = LINE2, width: float = 1) -> SafeString:
    """A line."""
    return format_html(
        '<path d="M{} {}L{} {}" stroke="{}" stroke-width="{}"/>',
        round(x1, 1),
        y1,
        round(x2, 1),
        y2,
        stroke,
        width,
    )


def drawing(width: int, height: int, title: str, parts: Iterable[SafeString]) -> SafeString:
    """A drawing with its title."""
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>{}{}</svg>',
        width, height, title, title, DEFS, format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip


def spread(places: list[float], least: float) -> list[float]:
    """Places of labels moved apart so that none lie over each other, in their order."""
    order = sorted(range(len(places)), key=lambda one: places[one])
    moved = list(places)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + least)
    return moved
