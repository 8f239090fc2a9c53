"""Lines of printed pages made into paragraphs: running heads and page numbers go, broken lines are joined.

In: lines with their places on the page. Out: paragraphs, and the offset at which each page begins. Knows nothing
of PDF.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_DIGITS = re.compile(r"[0-9０-９]+")
_WORDS = re.compile(r"[^\W#\d_]{2}")
_PAGE_NUMBER = re.compile(
    r"^(?P<open>[-—–－─·~ ]*)(第\s*)?(?P<number>\d{1,4})(\s*页)?(\s*[/／,，]?\s*共?\s*\d{1,4}\s*页?)?"
    r"(?P<close>[-—–－─·~ ]*)$"
)
_LATIN = re.compile(r"[A-Za-z]$")
_LATIN_START = re.compile(r"^[A-Za-z]")
_NUMERAL = "[一二三四五六七八九十]+"
_HEADING = re.compile(rf"^({_NUMERAL}、|[（(]{_NUMERAL}[）)]|第{_NUMERAL}[章节部])")
_EDGE = 0.13  # of the page's height, where running heads stand
_AT_EDGE = 2  # lines looked at on each edge
_INDENT = 1.2  # characters to the right of the margin: a paragraph begins
_SHORT = 2.6  # characters short of the margin: a paragraph ends, if its sentence does
_VERY_SHORT = 7.0  # it ends in any case
_CLOSED = re.compile(r"[。！？；：!?;:…][”’」』）)]*$")
_FEWEST_PAGES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line.

    Attributes:
        text: What it says.
        left, right: Where it begins and ends.
        top: Its distance from the page's top, as a share of the page's height.
        size: Height of its characters, in the units of left and right.
    """

    text: str
    left: float
    right: float
    top: float
    size: float


def without_running_heads(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without what repeats at their edges and without page numbers."""
    edges = [_edges(page) for page in pages]
    seen = Counter(key for edge in edges for key in {_key(page_line) for page_line in edge})
    wanted = max(_FEWEST_PAGES, len(pages) * 0.3) if len(pages) >= _FEWEST_PAGES else 2
    shift = _numbering(edges)
    kept = []
    for number, (page, edge) in enumerate(zip(pages, edges, strict=True), 1):
        gone = {
            id(line)
            for line in edge
            if (seen[_key(line)] >= wanted and not _is_bare_number(line))
            or _is_page_number(line, number, shift)
        }
        kept.append([line for line in page if id(line) not in gone])
    return kept


def _edges(page: list[Line]) -> list[Line]:
    ordered = sorted(page, key=lambda line: line.top)
    top = [line for line in ordered[:_AT_EDGE] if line.top < _EDGE]
    bottom = [line for line in ordered[-_AT_EDGE:] if line.top > 1 - _EDGE and line not in top]
    return top + bottom


def _key(line: Line) -> tuple[bool, str]:
    text = re.sub(r"\s", "", line.text)
    plain = _DIGITS.sub("#", text)
    return line.top < 0.5, plain if _WORDS.search(plain) else text


def _is_bare_number(line: Line) -> bool:
    return line.text.strip().isdecimal()


def _numbering(edges: list[list[Line]]) -> int | None:
    """By how much printed page numbers are ahead of the count of pages, where most pages agree."""
    shifts: Counter[int] = Counter()
    for number, edge in enumerate(edges, 1):
        for value in {
            int(match["number"]) for line in edge if (match := _PAGE_NUMBER.match(line.text.strip()))
        }:
            shifts[value - number] += 1
    if not shifts:
        return None
    shift, count = shifts.most_common(1)[0]
    return shift if count >= 2 else None


def _is_page_number(line: Line, number: int, shift: int | None) -> bool:
    match = _PAGE_NUMBER.match(line.text.strip())
    if match is None:
        return False
    if shift is not None and int(match["number"]) == number + shift:
        return True
    return bool(match["open"].strip() and match["close"].strip()) or "页" in line.text


def joined(pages: list[list[Line]]) -> tuple[str, tuple[int, ...]]:
    """The text, and where each page begins in it.

    A line that reaches the margin goes on in the next, unless that is indented, of another size, or a heading.
    Chinese is joined without a blank.
    """
    left, right = _margins(pages)
    parts: list[str] = []
    begins: list[int] = []
    length = 0
    last: Line | None = None
    for page in pages:
        first = True
        for line in page:
            glue = "" if last is None else _glue(last, line, left, right)
            parts.extend((glue, line.text))
            length += len(glue)
            if first:
                begins.append(length)
                first = False
            length += len(line.text)
            last = line
        if first:
            begins.append(length)
    return "".join(parts), tuple(begins)


def _margins(pages: list[list[Line]]) -> tuple[float, float]:
    """Where full lines begin and end: the commonest left edge and the farthest usual right edge."""
    lines = [line for page in pages for line in page]
    long = [line for line in lines if len(line.text) >= 12] or lines
    if not long:
        return 0.0, 0.0
    ends = sorted(line.right for line in long)
    right = ends[min(len(ends) - 1, int(len(ends) * 0.9))]
    starts = Counter(round(line.left / 2) * 2 for line in long)
    usual = [start for start, count in starts.items() if count >= max(1, len(long) * 0.1)]
    return float(min(usual or starts)), right


def _glue(last: Line, line: Line, left: float, right: float) -> str:
    """What stands between two lines: a line break where a paragraph ends, else nothing or a blank."""
    size = max(last.size, 1.0)
    short = (right - last.right) / size
    ends = short > _VERY_SHORT or (short > _SHORT and _CLOSED.search(last.text) is not None)
    begins = line.left - left > _INDENT * size or abs(line.size - last.size) > 0.18 * size
    if ends or begins or "\t" in last.text or "\t" in line.text or _HEADING.match(line.text):
        return "\n"
    return " " if _LATIN.search(last.text) and _LATIN_START.match(line.text) else ""
