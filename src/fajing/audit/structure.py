"""Where things stand in a report: sentences, paragraphs, headings, lists.

In: the flattened text. Out: spans, all by offsets in characters. Words are not judged here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from fajing.audit.numbers import spelt_number

_CN = "[一二三四五六七八九十]{1,3}"
_MARKS = {
    "head": re.compile(rf"({_CN})、"),
    "paren": re.compile(rf"（({_CN})）"),
    "arabic_paren": re.compile(r"（(\d{1,2})）"),
    "arabic_dot": re.compile(r"(\d{1,2})\s?\.(?!\d)"),
    "arabic_comma": re.compile(r"(\d{1,2})、"),
}
LEVELS = {"head": 1, "paren": 2, "arabic_dot": 3, "arabic_comma": 3, "arabic_paren": 4}
_INLINE = re.compile(
    rf"(?:^|(?<=[。；，：、！？\n ”）]))(?:(?P<shi>{_CN})是|第(?P<di>{_CN})(?:，|、|是)|(?P<circle>[①②③④⑤⑥⑦⑧⑨⑩]))",
    re.MULTILINE,
)
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marker:
    """The sign of one item of a list: （二）, 三是, 4."""

    style: str
    number: int
    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading or the opening words of a numbered paragraph."""

    level: int
    style: str
    number: int
    start: int
    end: int
    text: str


def paragraphs(flat: str) -> list[Span]:
    """Lines that hold more than blanks, without the blanks around them."""
    found = []
    for match in re.finditer(r"[^\n]+", flat):
        line = match[0]
        left, right = len(line) - len(line.lstrip()), len(line.rstrip())
        if left < right:
            found.append((match.start() + left, match.start() + right))
    return found


def sentences(flat: str) -> list[Span]:
    """From mark to mark: 。 ！ ？ or the line's end; a closing quote or bracket goes with its sentence."""
    found = []
    for first, last in paragraphs(flat):
        start = first
        for match in re.finditer(r"[。！？]+[”’）》]*", flat[first:last]):
            end = first + match.end()
            if flat[start:end].strip():
                found.append((start, end))
            start = end
        if flat[start:last].strip():
            found.append((start, last))
    return found


def headings(flat: str, lines: list[Span]) -> list[Heading]:
    """Numbered openings of lines, each up to its first full stop."""
    found = []
    for start, end in lines:
        for style, pattern in _MARKS.items():
            match = pattern.match(flat, start, end)
            if not match:
                continue
            number = int(match[1]) if match[1].isdigit() else spelt_number(match[1])
            stop = flat.find("。", match.end(), end)
            close = end if stop < 0 else stop
            if number:
                found.append(
                    Heading(LEVELS[style], style, number, start, close, flat[match.end() : close].strip())
                )
            break
    return found


def markers(flat: str, lines: list[Span], heads: list[Heading]) -> list[Marker]:
    """Signs of list items at the start of lines and inside them, in order."""
    starts = [line[0] for line in lines]
    found = [
        Marker(h.style, h.number, h.start, min(h.end, h.start + 5), bisect_right(starts, h.start) - 1)
        for h in heads
    ]
    for match in _INLINE.finditer(flat):
        style = match.lastgroup or ""
        text = match[style]
        number = _CIRCLES.index(text) + 1 if style == "circle" else spelt_number(text)
        if number:
            found.append(
                Marker(style, number, match.start(), match.end(), bisect_right(starts, match.start()) - 1)
            )
    return sorted(found, key=lambda m: m.start)


def clauses(flat: str, span: Span) -> Iterator[Span]:
    """The pieces of a span between ， ； ： 。 ！ ？, without the marks."""
    start = span[0]
    for match in re.finditer(r"[，；：。！？\n]", flat[span[0] : span[1]]):
        at = span[0] + match.start()
        if at > start:
            yield start, at
        start = at + 1
    if start < span[1]:
        yield start, span[1]


def index_at(spans: list[Span], offset: int) -> int:
    """The number of the span that an offset lies in, or of the last before it.

    Example:
        >>> index_at([(0, 4), (5, 9)], 6)
        1
    """
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle][0] <= offset:
            low = middle + 1
        else:
            high = middle
    return max(0, low - 1)
