"""An example as a small drawing: events in time, the period allowed, the due moment, what came after it.

In: events and duties of one example. Out: SVG, to scale, readable without colour: events are numbered discs, time
allowed is a blue bar, the due moment a flag, an overrun hatched red. Nothing is judged and nothing counted here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape

from fajing.core.events import Event
from fajing.core.moments import Moment, Zone
from fajing.lawbook.duty_spec import Form
from fajing.scan.duty import Duty, Outcome, Reason
from fajing.scan.told import done_moment
from fajing.scan.wording import Speaker

_WIDTH, _LEFT, _RIGHT = 620, 18, 18
_DAY = 86_400
_RADIUS, _APART, _LANE, _BAR = 9, 21, 26, 14
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - civil time is naive
_INK, _INK2, _AXIS, _ACCENT, _RED, _AMBER = "#17212b", "#455160", "#aab4c0", "#1b4f80", "#b3261e", "#b97a12"
_MOST_LANES, _MOST_BARS, _ROW = 4, 5, 16
_STEPS = (900, 1800, 3600, 7200, 10_800, 21_600, 43_200, _DAY)
_STEPS_IN_DAYS = (2, 5, 7, 14, 30, 61, 91, 183, 365, 730, 1826)
_BACKWARD = (Form.PRECEDED_BY, Form.AFTER_WINDOW)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(slots=True)
class _Lane:
    """The time of one duty, in civil seconds."""

    start: int
    due: int
    over: tuple[int, int] | None
    says: str
    slow: bool
    pauses: list[tuple[int, int]] = field(default_factory=list)


class Timeline:
    """Draws one example.

    Args:
        speaker: Says moments.
        events: Events in the order in which they are numbered.
        duties: What they raised.
        as_of: The moment up to which the example is read, if it says so.
        title: What the drawing is called for those who cannot see it.
    """

    def __init__(
        self,
        speaker: Speaker,
        events: Sequence[Event],
        duties: Sequence[Duty],
        as_of: Moment | None,
        title: str,
    ) -> None:
        self.speaker, self.events, self.title = speaker, events, title
        self.zone: Zone = speaker.lawbook.zone
        self.as_of = self.civil(as_of.instant) + (_DAY if as_of.is_day else 0) if as_of is not None else None
        self.lanes = [lane for duty in duties[:_MOST_LANES] if (lane := self._lane(duty)) is not None]
        marks = [self.civil(event.at.instant) for event in events]
        marks += [self.civil(event.until.instant) for event in events if event.until is not None]
        for lane in self.lanes:
            marks += [lane.start, lane.due, *(lane.over or ())]
        self.bars = [event for event in events if event.until is not None][:_MOST_BARS]
        self.gaps = [gap for duty in duties for gap in self._gaps(duty)]
        # Where nothing is due the cut-off says nothing, and would only make the drawing small.
        self.cut_off = self.as_of if self.lanes or self.as_of is None else None
        if self.cut_off is not None:
            marks.append(self.cut_off)
        self.low, self.high = min(marks), max(marks)
        self.is_one_moment = self.low == self.high
        self.absent = [found for duty in duties[:1] if (found := _absent(duty, speaker)) is not None]
        if self.is_one_moment:
            self.low, self.high = self.low - _DAY // 2, self.high + _DAY // 2

    @property
    def says_something(self) -> bool:
        """Whether there is more to see than one event."""
        return not self.is_one_moment or bool(self.lanes) or bool(self.absent)

    def svg(self) -> str:
        """The drawing."""
        discs, levels = self._discs()
        axis = 14 + levels * _APART
        parts = [f'<path d="M{_LEFT} {axis}H{_WIDTH - _RIGHT}" stroke="{_AXIS}" stroke-width="1.2"/>']
        below = len(self.lanes) * _LANE + len(self.bars) * _ROW
        bottom = axis + 18 + below + (16 if self.absent else 0)
        for number, lane in enumerate(self.lanes):
            parts.append(self._draw_lane(lane, axis + 14 + number * _LANE, axis))
        if self.cut_off is not None:
            x = self.x(self.cut_off)
            parts.append(
                f'<path d="M{x:.1f} {axis - 12}V{bottom}" stroke="{_INK2}" stroke-width="1.2" stroke-dasharray="4 3"/>'
            )
        parts += self._intervals(axis + 14 + len(self.lanes) * _LANE)
        parts += [
            f'<path d="M{x:.1f} {axis - level * _APART}V{axis}" stroke="{_AXIS}"/>'
            for _, x, level in discs
            if level
        ]
        parts += [self._disc(number, x, axis - level * _APART) for number, x, level in discs]
        parts += [self._ring(before, label, discs, axis) for before, label in self.absent]
        parts.append(self._ticks(bottom))
        height = bottom + 20
        return (
            f'<svg class="timeline" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img" '
            f'aria-label="{escape(self.title)}"><title>{escape(self.title)}</title>{"".join(parts)}</svg>'
        )

    # ---- places

    def civil(self, instant: int) -> int:
        """Civil seconds of an instant, as if its clock were UTC's."""
        return int((self.zone.civil(instant) - _EPOCH).total_seconds())

    def x(self, at: int) -> float:
        """Where a moment stands."""
        return _LEFT + 12 + (at - self.low) / (self.high - self.low) * (_WIDTH - _LEFT - _RIGHT - 24)

    def _discs(self) -> tuple[list[tuple[int, float, int]], int]:
        """Each event's number, place and level: those that would cover one another are stacked."""
        placed: list[tuple[int, float, int]] = []
        for number, event in sorted(enumerate(self.events, 1), key=lambda pair: pair[1].at.instant):
            x, level = self.x(self.civil(event.at.instant)), 0
            while any(other == level and abs(place - x) < _APART for _, place, other in placed):
                level += 1
            placed.append((number, x, level))
        return placed, max((level for _, _, level in placed), default=0)

    # ---- lanes

    def _lane(self, duty: Duty) -> _Lane | None:
        """Period, due moment and overrun of a duty that has them."""
        due, version = duty.verdict.due, duty.version
        if due is None or version is None or version.duty.form in (Form.AT_MOST, Form.AT_LEAST):
            return None
        verdict, early = duty.verdict, duty.verdict.reason is Reason.TOO_EARLY
        backward = version.duty.form in _BACKWARD
        first: Event | None = duty.trigger
        if backward:
            first = next((event for event in verdict.facts if event is not duty.trigger), None)
        if first is None:
            return None  # held against nothing: there is no period to draw
        start = self.civil(first.at.instant)
        for operation, values in verdict.trace:
            if operation == "start":
                start = self.civil(values["instant"])
            elif operation == "period":
                start = self.civil(self.zone.start_of_day(values["from_day"]))
        # A least distance is reached when its last day begins; everything else ends with its last day.
        from_day = backward and version.duty.at_least is not None and due.whole_day
        end = self.civil(self.zone.start_of_day(due.day) if from_day else due.latest)
        says = self.speaker.day(due.day) if from_day else self.speaker.due(due)
        over = self._over(duty, end, early, duty.trigger if backward else verdict.done)
        return _Lane(min(start, end), end, over, says, duty.outcome is Outcome.SLOW, self._pauses(duty))

    def _over(self, duty: Duty, end: int, early: bool, done: Event | None) -> tuple[int, int] | None:
        """What lies between the due moment and the act: after it where it came late, before it where it came early."""
        if duty.outcome not in (Outcome.LATE, Outcome.SLOW, Outcome.MISSED):
            return None
        moment = done_moment(done, self.speaker) if done is not None else None
        if early and moment is not None:
            return (min(self.civil(moment.instant), end), end)
        stop = self.as_of if moment is None else self._end_of(moment)
        return (end, stop) if stop is not None and stop > end else None

    def _gaps(self, duty: Duty) -> list[tuple[int, int]]:
        return [
            (self.civil(values["from_instant"]), self.civil(values["to_instant"]))
            for operation, values in duty.verdict.trace
            if operation == "gap"
        ]

    def _end_of(self, moment: Moment) -> int:
        return self.civil(moment.instant) + (_DAY if moment.is_day else 0)

    def _pauses(self, duty: Duty) -> list[tuple[int, int]]:
        return [
            (
                self.civil(self.zone.start_of_day(values["from_day"])),
                self.civil(self.zone.start_of_day(values["to_day"])),
            )
            for operation, values in duty.verdict.trace
            if operation == "paused"
        ]

    def _draw_lane(self, lane: _Lane, y: int, axis: int) -> str:
        x0, x1 = self.x(lane.start), self.x(lane.due)
        parts = [
            f'<rect x="{x0:.1f}" y="{y}" width="{max(1.5, x1 - x0):.1f}" height="{_BAR}" fill="{_ACCENT}"/>'
        ]
        for begin, end in lane.pauses:
            wide = max(1.5, self.x(end) - self.x(begin))
            parts.append(
                f'<rect x="{self.x(begin):.1f}" y="{y}" width="{wide:.1f}" height="{_BAR}" fill="url(#pause)" '
                'stroke="#6f8399"/>'
            )
        if lane.over is not None:
            a, b = (self.x(moment) for moment in lane.over)
            fill, edge = ("slow", _AMBER) if lane.slow else ("over", _RED)
            parts.append(
                f'<rect x="{a:.1f}" y="{y}" width="{max(1.5, b - a):.1f}" height="{_BAR}" fill="url(#{fill})" '
                f'stroke="{edge}"/>'
            )
        parts.append(f'<path d="M{x1:.1f} {axis}V{y + _BAR + 3}" stroke="{_INK}" stroke-width="2"/>')
        parts.append(self._due_words(lane, y + 11))
        return "".join(parts)

    # ---- events

    def _due_words(self, lane: _Lane, y: int) -> str:
        """The due moment in words: beyond the bar where there is room, else on it, else before it."""
        x0, x1, width = self.x(lane.start), self.x(lane.due), _width(lane.says) + 10
        last = max(x1, self.x(lane.over[1]) if lane.over else x1)
        clear = min(x1, self.x(lane.over[0]) if lane.over else x1)
        if _WIDTH - last > width:
            return _text(last + 6, y, lane.says, "start")
        if clear - x0 > width:
            return _text(clear - 5, y, lane.says, "end", "#fff")
        if x0 > width:
            return _text(x0 - 6, y, lane.says, "end")
        return _text(4, y, lane.says, "start")

    def _intervals(self, top: int) -> list[str]:
        """Acts that last, a row each, with their number; what was not covered is hatched."""
        found = []
        for row, event in enumerate(self.bars):
            assert event.until is not None
            y, number = top + row * _ROW, list(self.events).index(event) + 1
            a, b = self.x(self.civil(event.at.instant)), self.x(self.civil(event.until.instant))
            fill, edge = (_ACCENT, _ACCENT) if row else ("#fff", _INK)
            found.append(
                f'<rect x="{a:.1f}" y="{y}" width="{max(2, b - a):.1f}" height="10" fill="{fill}" stroke="{edge}" '
                f'stroke-width="1.2"/>{_text(a - 5, y + 9, str(number), "end")}'
            )
        for begin, end in self.gaps if self.bars else ():
            a, b = self.x(begin), self.x(end)
            found.append(
                f'<rect x="{a:.1f}" y="{top}" width="{max(2, b - a):.1f}" height="10" fill="url(#over)" '
                f'stroke="{_RED}"/>'
            )
        return found

    def _disc(self, number: int, x: float, y: int) -> str:
        return (
            f'<circle cx="{x:.1f}" cy="{y}" r="{_RADIUS}" fill="#fff" stroke="{_INK}" stroke-width="1.6"/>'
            f'<text x="{x:.1f}" y="{y + 4}" font-size="11.5" font-weight="600" text-anchor="middle" '
            f'fill="{_INK}">{number}</text>'
        )

    def _ring(self, before: bool, label: str, discs: list[tuple[int, float, int]], axis: int) -> str:
        """A dashed ring with a cross where a step should stand and does not."""
        step = -_APART if before else _APART
        x = self.x(self.civil(self.events[-1 if before else 0].at.instant)) + 6 * step
        x = min(max(x, _LEFT + 40), _WIDTH - _RIGHT - 40)
        while (
            any(level == 0 and abs(place - x) < _APART for _, place, level in discs) and 30 < x < _WIDTH - 30
        ):
            x += step
        half = _width(label) / 2
        middle = min(max(x, half + 2), _WIDTH - half - 2)
        return (
            f'<circle cx="{x:.1f}" cy="{axis}" r="8" fill="#fff" stroke="{_RED}" stroke-width="1.6" '
            'stroke-dasharray="3 3"/>'
            f'<path d="M{x - 3.5:.1f} {axis - 3.5}l7 7m0 -7l-7 7" stroke="{_RED}" stroke-width="1.6"/>'
            + _text(middle, axis + 24, label, "middle", _RED)
        )

    # ---- ticks

    def _ticks(self, y: int) -> str:
        parts, edge = [], -1e9
        if self.is_one_moment:
            return ""
        for moment, name in _ticks(self.low, self.high, english=not self.speaker.is_zh):
            x, half = self.x(moment), _width(name) / 2
            parts.append(f'<path d="M{x:.1f} {y - 4}v4" stroke="{_AXIS}"/>')
            if x - half < max(edge + 8, 0) or x + half > _WIDTH:
                continue
            parts.append(_text(x, y + 13, name, "middle", "#5f6a77"))
            edge = x + half
        return "".join(parts)


def _absent(duty: Duty, speaker: Speaker) -> tuple[bool, str] | None:
    """What is missing without a due moment: whether it belongs before the trigger, and its title."""
    version, verdict = duty.version, duty.verdict
    if version is None or verdict.reason is not Reason.ABSENT or verdict.due is not None:
        return None
    form, title = version.duty.form, speaker.steps(version.duty.targets)
    if not title or form not in (Form.DO, Form.EVERY, Form.ACCOMPANIED_BY, *_BACKWARD):
        return None
    label = speaker.pick(f"没有{title}", f"no {title}")
    return form in (Form.ACCOMPANIED_BY, *_BACKWARD), label


def _ticks(low: int, high: int, *, english: bool) -> list[tuple[int, str]]:
    """Three to six round moments, with what to write at them."""
    span = high - low
    step = next((one for one in _STEPS if span / one <= 5), None)
    if step is None:
        step = next((one * _DAY for one in _STEPS_IN_DAYS if span / (one * _DAY) <= 5), span // 4)
    found, at = [], -(-low // step) * step
    while at <= high:
        civil = _EPOCH + timedelta(seconds=at)
        day = f"{civil.day} {_MONTHS[civil.month - 1]}" if english else f"{civil.month}月{civil.day}日"
        if span > 300 * _DAY:
            day = f"{_MONTHS[civil.month - 1]} {civil.year}" if english else f"{civil.year}年{civil.month}月"
        clock = f"{civil:%H:%M}"
        found.append((at, day if step >= _DAY else f"{day} 0:00" if clock == "00:00" else clock))
        at += step
    return found


def _width(text: str, size: float = 11.5) -> float:
    """Width of a text in pixels, near enough to keep labels apart."""
    return sum(size if ord(sign) > 0x2E7F else size * 0.58 for sign in text)


def _text(x: float, y: float, text: str, align: str, fill: str = _INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="11.5" text-anchor="{align}" fill="{fill}">{escape(text)}</text>'
