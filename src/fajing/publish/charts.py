"""A column for each month: what a chart shows, and its drawing as SVG.

In: a figure with its series. Out: a chart of the document model, and a drawing in one colour that is read without
colour: the value stands above each column, a month without records is hatched and says so.
"""

from __future__ import annotations

from html import escape

from fajing.indicators.figure import Figure
from fajing.publish import wording
from fajing.publish.model import Chart

_WIDE, _HIGH = 720, 250
_LEFT, _TOP, _FLOOR = 20, 34, 212
_FULL = 1000
_INK, _LINE, _BAR, _PAPER = "#17212b", "#aab4c0", "#1b4f80", "#ffffff"


def chart_of(figure: Figure, language: str) -> Chart | None:
    """The months of a figure; None where there are none with a value. A month after the cut-off has none."""
    values = [value for _month, value in figure.months if value is not None]
    if not values or max(values) <= 0:
        return None
    highest = max(values)
    points: list[tuple[str, str, int | None]] = []
    for month, value in figure.months:
        label = f"{int(month[-2:])}月" if language == "zh" else str(int(month[-2:]))
        shown = "缺" if language == "zh" else "none"
        if value is None:
            points.append((label, shown, None))
        else:
            points.append((label, wording.number(value), int(value * _FULL / highest)))
    unit = figure.unit.in_language(language)
    title = figure.title.in_language(language)
    title += f"（{unit}，按月）" if language == "zh" else f" ({unit}, by month)"
    return Chart(title, figure.indicator, tuple(points))


def svg(chart: Chart, font: str = "sans-serif") -> str:
    """The drawing; its description holds every value."""
    count = max(1, len(chart.points))
    step = (_WIDE - 2 * _LEFT) / count
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" role="img">',
        f"<title>{escape(chart.title)}</title><desc>{escape(description(chart))}</desc>",
        (
            '<defs><pattern id="none" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<path d="M0 6L6 0" stroke="{_LINE}" stroke-width="1"/></pattern></defs>'
        ),
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="{_PAPER}"/>',
        f'<g font-family="{escape(font)}" font-size="13" fill="{_INK}" text-anchor="middle">',
    ]
    for place, (label, value, height) in enumerate(chart.points):
        middle = _LEFT + step * (place + 0.5)
        wide = min(40.0, step * 0.62)
        tall = (_FLOOR - _TOP) * (height if height is not None else _FULL // 5) / _FULL
        fill = _BAR if height is not None else "url(#none)"
        edge = "" if height is not None else f' stroke="{_LINE}"'
        parts.append(
            f'<rect x="{middle - wide / 2:.1f}" y="{_FLOOR - tall:.1f}" width="{wide:.1f}" height="{tall:.1f}" '
            f'fill="{fill}"{edge}/>'
            f'<text x="{middle:.1f}" y="{_FLOOR - tall - 6:.1f}">{escape(value)}</text>'
            f'<text x="{middle:.1f}" y="{_FLOOR + 20:.1f}">{escape(label)}</text>'
        )
    parts.append(f'</g><path d="M{_LEFT} {_FLOOR}H{_WIDE - _LEFT}" stroke="{_LINE}"/></svg>')
    return "".join(parts)


def description(chart: Chart) -> str:
    """Every value in words, for whoever does not see the drawing."""
    return "；".join(f"{label} {value}" for label, value, _height in chart.points)
