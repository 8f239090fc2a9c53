"""The timeline of a matter: numbered steps, one lane for each clock, bands for officers, the office's now dashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString

from fajing.core.events import Event
from fajing.scan.duty import Duty, Outcome
from fajing.web import shown
from fajing.web.clock import zone
from fajing.web.drawing.svg import ACCENT, INK, INK2, INK3, LATE, LINE, LINE2, drawing, line, rect, text
from fajing.web.law import lawbook
from fajing.web.words import language, pick

_WIDTH, _LEFT, _RIGHT = 1310, 150, 1296
_LANES, _BANDS, _ROW = 7, 3, 26
_GAPS = (1, 2, 3, 7, 14, 30, 61, 91, 183, 365, 1461)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where an instant lies."""

    low: int
    high: int

    def x(self, instant: float) -> float:
        """The place of an instant, kept within the drawing."""
        share = (instant - self.low) / max(self.high - self.low, 1)
        return _LEFT + max(0.0, min(1.0, share)) * (_RIGHT - _LEFT)


def timeline(events: Sequence[Event], duties: Sequence[Duty], present: int) -> SafeString:
    """The drawing of a matter.

    Args:
        events: Its steps in order.
        duties: Duties with a due moment, those to be shown first.
        present: Now.
    """
    lanes = _choose(duties)
    ends = [duty.verdict.due.latest for duty in lanes if duty.verdict.due]
    instants = [event.at.instant for event in events]
    low = min([*instants, present]) - shown.DAY // 4
    high = max([*instants, present, *(min(end, present + 40 * shown.DAY) for end in ends)]) + shown.DAY
    scale = Scale(low, high)
    parts: list[SafeString] = []
    height = 78 + _ROW * len(lanes) + 10
    bands = _bands(events, present)
    total = height + 22 * len(bands) + 10
    parts += _days(scale, total, scale.x(present))
    parts += _steps(events, scale)
    parts.append(line(0, 70, _WIDTH, 70, LINE))
    for place, duty in enumerate(lanes):
        parts += _lane(duty, 88 + _ROW * place, scale, present)
    if bands:
        parts.append(line(0, height - 4, _WIDTH, height - 4, LINE))
    for place, (number, begin, end) in enumerate(bands):
        y = height + 4 + 22 * place
        parts.append(text(8, y + 12, pick("经办", "officer"), anchor="start", fill=INK2, size=12))
        x = scale.x(begin)
        parts.append(rect(x, y, max(scale.x(end) - x, 52), 16, "#e8eff6", "#aac0d6"))
        parts.append(text(x + 6, y + 12, number, anchor="start", size=12))
    now = scale.x(present)
    parts.append(
        format_html(
            '<path d="M{0} 26V{1}" stroke="{2}" stroke-width="1.5" stroke-dasharray="3 3"/>',
            round(now, 1),
            total,
            INK,
        )
    )
    parts.append(text(now, 22, pick("今天", "today"), size=12, bold=True))
    title = pick(
        f"时间线：{len(events)}个环节，{len(lanes)}条期限",
        f"Timeline: {len(events)} steps, {len(lanes)} clocks",
    )
    return drawing(_WIDTH, total, title, parts)


def _choose(duties: Sequence[Duty]) -> list[Duty]:
    """Clocks worth a lane: one for each norm, broken and running ones before met ones."""
    order = {Outcome.LATE: 0, Outcome.MISSED: 0, Outcome.OPEN: 1, Outcome.SLOW: 1}
    with_due = [duty for duty in duties if duty.verdict.due is not None and duty.norm.is_finding]
    with_due.sort(key=lambda duty: (order.get(duty.outcome, 2), duty.trigger.at.instant))
    seen: dict[str, Duty] = {}
    for duty in with_due:
        seen.setdefault(duty.norm.id, duty)
    return sorted(list(seen.values())[:_LANES], key=lambda duty: duty.trigger.at.instant)


_DATE, _TODAY = 64, 18
"""How wide a date is with half the word for today, and that half."""


def _days(scale: Scale, total: int, now: float) -> list[SafeString]:
    """Dates across the top, except where today is named; days off shaded."""
    own, parts = zone(), []
    first, last = own.civil(scale.low).toordinal(), own.civil(scale.high).toordinal()
    gap = next((one for one in _GAPS if (last - first) / one <= 9), _GAPS[-1])
    if last - first <= 120:
        calendar = lawbook().calendar
        for day in range(first, last + 1):
            if not calendar.is_working_day(day):
                begin = scale.x(own.start_of_day(day))
                parts.append(
                    rect(begin, 28, scale.x(own.start_of_day(day + 1)) - begin, total - 28, "#f1f3f5")
                )
    for day in range(first + 1, last + 1, gap):
        x = scale.x(own.start_of_day(day))
        civil = date.fromordinal(day)
        said = f"{civil.month}月{civil.day}日" if language() == "zh" else f"{civil:%d %b}"
        parts.append(line(x, 28, x, total, LINE))
        if not -_DATE < x - now < _TODAY:
            parts.append(text(x + 3, 14, said, size=11, fill=INK3, anchor="start"))
    return parts


_BESIDE, _WINDOW = 20, 46
"""How far steps stand apart to have a circle each, and how wide a stretch is that is drawn as one mark otherwise."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark on the line of steps: a step, or some that stand close, by their numbers."""

    first: int
    last: int
    x: float

    @property
    def said(self) -> str:
        """What stands in it."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    @property
    def half(self) -> float:
        """Half its width."""
        return 9.0 if self.first == self.last else 5.0 + 3.3 * len(self.said)


def marks(places: Sequence[float]) -> list[Mark]:
    """Steps at ascending places as marks that do not lie over each other; those that crowd share one.

    Args:
        places: Where each step lies.
    """
    groups: list[list[int]] = []
    for number, x in enumerate(places):
        is_near = bool(groups) and x - places[groups[-1][-1]] < _BESIDE
        if is_near and x - places[groups[-1][0]] < _WINDOW:
            groups[-1].append(number)
        else:
            groups.append([number])
    while True:  # marks that still touch share one
        found = [Mark(own[0] + 1, own[-1] + 1, sum(places[one] for one in own) / len(own)) for own in groups]
        for place, (one, other) in enumerate(pairwise(found)):
            if other.x - other.half < one.x + one.half:
                groups[place : place + 2] = [groups[place] + groups[place + 1]]
                break
        else:
            return found


def _steps(events: Sequence[Event], scale: Scale) -> list[SafeString]:
    """A circle for each step; a rounded mark with the first and last number for steps that stand close."""
    parts = [text(8, 52, pick("环节", "steps"), anchor="start", fill=INK2, size=12)]
    for mark in marks([scale.x(event.at.instant) for event in events]):
        parts.append(
            format_html(
                '<rect x="{}" y="39" width="{}" height="18" rx="9" fill="#fff" stroke="{}" stroke-width="1.5"/>',
                round(mark.x - mark.half, 1), round(2 * mark.half, 1), INK,
            )
        )  # fmt: skip
        parts.append(text(mark.x, 52, mark.said, size=11, bold=True))
    return parts


def _lane(duty: Duty, y: int, scale: Scale, present: int) -> list[SafeString]:
    due, done = duty.verdict.due, duty.verdict.done
    assert due is not None
    title = duty.norm.title.in_language(language())
    most = 10 if language() == "zh" else 22
    parts = [
        text(
            8,
            y + 11,
            title if len(title) <= most else title[: most - 1] + "…",
            anchor="start",
            fill=INK2,
            size=12,
        )
    ]
    start, end = duty.trigger.at.instant, due.latest
    stop = done.at.instant if done is not None else present
    begin, limit = scale.x(min(start, end)), scale.x(max(end, start))
    reached = scale.x(min(max(stop, start), max(end, start)))
    parts.append(rect(begin, y, max(reached - begin, 3), 14, ACCENT))
    if duty.outcome is Outcome.OPEN:
        parts.append(rect(reached, y, limit - reached, 14, "#fff", ACCENT))
    for operation, values in duty.verdict.trace:
        if operation == "paused":
            one, other = zone().start_of_day(values["from_day"]), zone().start_of_day(values["to_day"])
            parts.append(rect(scale.x(one), y, scale.x(other) - scale.x(one), 14, "url(#p-pause)", LINE2))
    is_settled = not duty.outcome.is_broken and duty.outcome is not Outcome.OPEN
    if not is_settled:
        parts.append(
            format_html('<path d="M{} {}v20" stroke="{}" stroke-width="2"/>', round(limit, 1), y - 3, INK)
        )
    said, colour = "", INK2
    beside = (reached if is_settled else limit) + 8
    if duty.outcome.is_broken:
        over = max(scale.x(stop), limit + 4)
        parts.append(rect(limit, y, over - limit, 14, "url(#p-late)", LATE))
        late = duty.verdict.lateness
        said = shown.verdict(
            duty.outcome.value,
            duty.verdict.reason.value if duty.verdict.reason else "",
            late.seconds if late else None,
            late.days if late else None,
        )
        colour, beside = LATE, over + 8
    elif duty.outcome is Outcome.OPEN:
        said = f"{shown.left(end - present)}，{shown.moment(end, whole_day=due.whole_day)}"
    elif done is not None:
        said = pick("办到", "met")
    anchor = "start"
    if beside > _WIDTH - 190:
        beside, anchor = begin - 8, "end"
    if anchor == "start" or beside > _LEFT + 150:
        parts.append(text(beside, y + 11, said, anchor=anchor, fill=colour, size=12, bold=colour == LATE))
    return parts


def _bands(events: Sequence[Event], present: int) -> list[tuple[str, int, int]]:
    """Officers with the time from their first to their last step, the busiest first."""
    spans: dict[str, list[int]] = {}
    for event in events:
        for one in event.officers:
            spans.setdefault(one.id, []).append(event.at.instant)
    busy = sorted(spans.items(), key=lambda pair: (-len(pair[1]), pair[1][0]))[:_BANDS]
    return [(number, min(own), max(own)) for number, own in busy]
