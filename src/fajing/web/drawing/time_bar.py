"""The drawing of one duty: when it began, what time was allowed, when it was done, by how much that was late.

In: the numbers of `app.report.drawing`, which say nothing the judge has not said. Out: SVG.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.html import format_html
from django.utils.safestring import SafeString

from fajing.app.report.drawing import COUNT, EARLY, FORBIDDEN, ORDER, PARTS, TIME, Draughtsman, Drawing
from fajing.app.report.pack import Strings
from fajing.app.report.words import Words
from fajing.core.moments import Moment
from fajing.scan.duty import Duty
from fajing.scan.wording import Speaker
from fajing.web.drawing.svg import ACCENT, INK, INK2, INK3, LATE, LINE2, drawing, line, rect, spread, text
from fajing.web.words import language, pick

_WIDTH, _LEFT, _RIGHT, _Y = 862, 84, 778, 82
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - civil seconds
_STEPS = (300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000, 2_592_000)
_HOUR, _DAY = 3600, 86_400

_LATIN = 0x2E7F
"""Above it, letters are as wide as high."""


def draw_duty(duty: Duty, speaker: Speaker, as_of: Moment | None) -> SafeString:
    """The drawing of a duty; empty where there is nothing to draw."""
    strings = Strings()
    numbers = Draughtsman(speaker, Words(language()), strings.number, as_of).draw(duty)
    if not numbers:
        return SafeString("")
    words = strings.as_list()
    if numbers[0] == TIME:
        return _time(numbers, words)
    if numbers[0] == ORDER:
        return _order(numbers, words)
    if numbers[0] == COUNT:
        return _count(numbers, words)
    return _parts(numbers, words) if numbers[0] == PARTS else SafeString("")


def _time(numbers: Drawing, words: list[str]) -> SafeString:
    _, mode, start, begin, end, at, stop, pauses = numbers[:8]
    assert isinstance(pauses, list)
    start, begin, end, at, stop = (_int(one) for one in (start, begin, end, at, stop))
    said = [words[one] for one in numbers[8:] if isinstance(one, int)]
    last = at if at >= 0 else max(stop, end)
    low, high = min(0, begin, at if at >= 0 else 0), max(end, last, 1)
    scale = (_RIGHT - _LEFT) / max(high - low, 1)

    def x(seconds: int) -> float:
        return _LEFT + (seconds - low) * scale

    parts = [line(_LEFT - 60, _Y, _RIGHT + 60, _Y)]
    late = mode not in (EARLY, FORBIDDEN)
    allowed_to = min(end, last) if late and at >= 0 else end
    parts.append(rect(x(0), _Y - 6, x(begin) - x(0), 12, "#cfd6de"))
    parts.append(rect(x(begin), _Y - 7, x(allowed_to) - x(begin), 14, ACCENT if late else "#c3d6e8"))
    for one, other in zip(pauses[::2], pauses[1::2], strict=True):
        parts.append(rect(x(one), _Y - 7, x(other) - x(one), 14, "url(#p-pause)", LINE2))
    if late and last > end:
        parts.append(rect(x(end), _Y - 7, x(last) - x(end), 14, "url(#p-late)", LATE))
    elif mode == EARLY and 0 <= at < end:
        parts.append(rect(x(at), _Y - 7, x(end) - x(at), 14, "url(#p-late)", LATE))
    parts.append(
        format_html(
            '<circle cx="{}" cy="{}" r="6" fill="#fff" stroke="{}" stroke-width="2"/>',
            round(x(0), 1),
            _Y,
            INK,
        )
    )
    parts.append(
        format_html(
            '<path d="M{} {}h8v40" fill="none" stroke="{}" stroke-width="2"/>',
            round(x(end) - 8, 1),
            _Y - 28,
            INK,
        )
    )
    mark = x(last)
    if at >= 0 or stop >= 0:
        parts.append(
            format_html(
                '<path d="M{} {}l6 11h-12z" fill="{}"/>',
                round(mark, 1),
                _Y - 8,
                LATE if last > end or not late else ACCENT,
            )
        )
        parts.append(line(mark, _Y - 30, mark, _Y - 10, LATE))
    heads = [_short(head) for head in said[0:6:2]]
    half = [max(_wide(head), _wide(when)) / 2 + 5 for head, when in zip(heads, said[1:6:2], strict=True)]
    places = spread([x(0), x(end), mark], max(118.0, half[0] + half[1], half[1] + half[2]))
    over = max(0.0, places[-1] - (_WIDTH - max(70.0, half[2])))
    places = [max(60.0, half[0], place - over) for place in places]
    for place, head, when in zip(places, heads, said[1:6:2], strict=True):
        parts.append(text(place, 24, head, bold=True))
        parts.append(text(place, 42, when, fill=INK2))
    if said[6]:
        parts.append(text((x(begin) + x(allowed_to)) / 2, _Y - 13, said[6], size=12, fill=ACCENT, bold=True))
    if last > end or not late:
        parts.append(text(min((x(end) + mark) / 2, _WIDTH - 60), _Y + 48, said[7], fill=LATE, bold=True))
    parts += _ticks(start + low, start + high, lambda at: x(at - start))
    return drawing(_WIDTH, 142, pick("时间图：", "Drawing: ") + "，".join(said[:6]), parts)


def _ticks(low: int, high: int, x: object) -> list[SafeString]:
    assert callable(x)
    step = next((one for one in _STEPS if (high - low) / one <= 5), _STEPS[-1])
    parts = []
    first = low // step * step + step
    for at in range(first, high, step):
        civil = _EPOCH + timedelta(seconds=at)
        midnight = at % _DAY == 0
        month = f"{civil.month}月{civil.day}日" if language() == "zh" else f"{civil:%d %b}"
        said = (month if step >= _DAY else f"{month} 0:00") if midnight else f"{civil:%H:%M}"
        parts.append(line(x(at), _Y + 10, x(at), _Y + 16))
        parts.append(text(x(at), _Y + 30, said, size=11, fill=INK3))
    return parts


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value


def _ints(value: object) -> list[int]:
    assert isinstance(value, list)
    return value


def _short(said: str, most: int = 12) -> str:
    most = most if language() == "zh" else 2 * most + 4
    return said if len(said) <= most else said[: most - 1] + "…"


def _wide(said: str) -> float:
    """About how wide a text is."""
    return sum(13.5 if ord(one) > _LATIN else 7.5 for one in said)


def _order(numbers: Drawing, words: list[str]) -> SafeString:
    before, there = bool(numbers[1]), bool(numbers[2])
    act, when, other, other_when, verdict = (words[one] for one in numbers[4:9] if isinstance(one, int))
    own, against = (590, 250) if before else (250, 590)
    if there and before:  # it came, but on the wrong side
        own, against = 250, 590
    elif there:
        own, against = 590, 250
    parts = [line(90, 78, 770, 78), format_html('<circle cx="{}" cy="78" r="7" fill="{}"/>', own, ACCENT)]
    if there:
        parts.append(format_html('<path d="M{} 69l9 16h-18z" fill="{}"/>', against, LATE))
    else:
        parts.append(rect(against - 60, 66, 120, 24, "url(#p-late)", LATE))
    for place, head, at in ((own, act, when), (against, other, other_when)):
        parts += [text(place, 32, _short(head, 16), bold=True), text(place, 52, at, fill=INK2)]
    parts.append(text(against, 114, verdict, fill=LATE, bold=True))
    return drawing(_WIDTH, 128, f"{act} {when}，{other} {other_when}，{verdict}", parts)


def _parts(numbers: Drawing, words: list[str]) -> SafeString:
    titles, there = _ints(numbers[1]), _ints(numbers[2])
    width = min(190, 780 // max(len(titles), 1))
    parts = []
    for place, (title, is_there) in enumerate(zip(titles, there, strict=True)):
        left = 40 + place * width
        parts.append(
            rect(
                left,
                34,
                width - 14,
                32,
                "#e8eff6" if is_there else "url(#p-late)",
                ACCENT if is_there else LATE,
            )
        )
        parts.append(
            text(
                left + width / 2 - 7,
                24,
                _short(words[title], width // (14 if language() == "zh" else 20)),
                bold=True,
            )
        )
        state = pick("有", "there") if is_there else pick("没有", "lacking")
        parts.append(
            text(left + width / 2 - 7, 88, state, fill=INK2 if is_there else LATE, bold=not is_there)
        )
    said = "，".join(words[one] for one in titles)
    return drawing(_WIDTH, 104, said, parts)


def _count(numbers: Drawing, words: list[str]) -> SafeString:
    most, bound, hidden, title = (_int(numbers[place]) for place in (1, 2, 3, 5))
    dots = _ints(numbers[4])
    gap = min(120, 700 // max(len(dots), bound, 1))
    parts = [text(40, 22, words[title], anchor="start", bold=True), line(40, 60, 820, 60)]
    for place, dot in enumerate(dots):
        over = bool(most) and place + hidden >= bound
        x = 70 + place * gap
        shape = (
            '<path d="M{} 51l9 16h-18z" fill="{}"/>' if over else '<circle cx="{}" cy="60" r="7" fill="{}"/>'
        )
        parts.append(format_html(shape, x, LATE if over else ACCENT))
        parts.append(text(x, 88, words[dot], size=11, fill=INK2))
    limit = 70 + (bound - hidden - 0.5) * gap
    parts += [
        line(limit, 40, limit, 74, INK, 2),
        text(limit, 34, pick(f"上限{bound}" if most else f"至少{bound}", f"limit {bound}"), size=11),
    ]
    return drawing(_WIDTH, 104, words[title], parts)
