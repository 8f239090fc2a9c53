"""Words written twice: `duplicate-text`.

What: a sentence that comes again, a phrase that follows itself, 共…共 around one number, a word repeated right
behind its quote. Why: these are traces of cutting and pasting, and where they stand figures were pasted too.
It keeps quiet about short formulas, headings, and parallel phrases that differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fajing.audit.finding import Finding, Place
from fajing.audit.report import Report, finding

KINDS = ("duplicate-text",)
_LONG = 14
_TWICE = re.compile(r"(?=([^，。；：！？\n\d]{4,30})[，、]?\1)")
_TOGETHER = re.compile(r"(?<!中)共(?![同享建治青产识创筑])[^，。；：、\n]{1,14}?共(?:计)?(?=\d)")
_QUOTED = re.compile(r"([\u4e00-\u9fa5]{2,6})”\1(?=[在于的已被，。；、为获成])")


def check(report: Report) -> Iterator[Finding]:
    """Look for what stands twice."""
    yield from _sentences(report)
    yield from _phrases(report)
    for pattern in (_TOGETHER, _QUOTED):
        for match in pattern.finditer(report.flat):
            end = next((c.end for c in report.claims if c.start == match.end()), match.end())
            yield _twice(report, [report.place(match.start(), end)], match[1] if pattern is _QUOTED else "共")


def _sentences(report: Report) -> Iterator[Finding]:
    seen: dict[str, Place] = {}
    for start, end in report.sentences:
        body = report.flat[start:end].rstrip("。！？；")
        key = re.sub(r"^(?:[一二三四五六七八九十]{1,3}是|（[一二三四五六七八九十]{1,3}）|\s)", "", body)
        if len(key) < _LONG:
            continue
        place = report.place(start, start + len(body))
        if key in seen:
            yield _twice(report, [place, seen[key]], "整句")
        else:
            seen[key] = place


def _phrases(report: Report) -> Iterator[Finding]:
    last = -1
    for match in _TWICE.finditer(report.flat):
        if match.start() < last:
            continue
        length = len(match[1])
        gap = report.flat[match.start() + length] in "，、"
        end = match.start() + 2 * length + gap
        last = end
        if not re.search(r"[\u4e00-\u9fa5]{2}", match[1]) or match[1].count("、") > 1:
            continue
        yield _twice(report, [report.place(match.start(), end)], match[1])


def _twice(report: Report, places: list[Place], words: str) -> Finding:
    return finding(
        __name__,
        "duplicate-text",
        "warning",
        places,
        "",
        f"“{words}”重复；请删去一处。",
        "Written twice; delete one.",
    )
