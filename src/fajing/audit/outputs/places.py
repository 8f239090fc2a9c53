"""Where a place stands, in words a person can follow: the section, the page or the paragraph.

In: a text and an offset. Out: 一（二），第3页. Only numbers that stand at the head of a line are read.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from fajing.audit.readers import ReportText

_NUMERAL = "[一二三四五六七八九十]{1,3}"
FIRST = re.compile(rf"^[ 　]*({_NUMERAL})、")
SECOND = re.compile(rf"^[ 　]*([（(]{_NUMERAL}[）)])")


class Signposts:
    r"""The numbered headings of a text.

    Args:
        report: The text, with its pages where it has any.

    Example:
        >>> Signposts(ReportText("a.txt", "报告\n一、成效\n（二）评查\n共30卷。")).at(14, "zh")
        '一（二），第4段'
    """

    def __init__(self, report: ReportText) -> None:
        self._report = report
        self._starts: list[int] = []
        self._paths: list[str] = []
        self._lines: list[int] = []
        first = second = ""
        offset = 0
        for line in report.text.split("\n"):
            if line.strip():
                self._lines.append(offset)
            if match := FIRST.match(line):
                first, second = match[1], ""
            elif match := SECOND.match(line):
                second = match[1].replace("(", "（").replace(")", "）")
            if match:
                self._starts.append(offset)
                self._paths.append(first + second)
            offset += len(line) + 1

    def at(self, offset: int, language: str) -> str:
        """The section and the page, or the paragraph where there are no pages."""
        index = bisect_right(self._starts, offset) - 1
        section = self._paths[index] if index >= 0 else ""
        page = self._report.page_at(offset)
        paragraph = max(1, bisect_right(self._lines, offset))
        if language == "en":
            words = [f"section {section}"] if section else []
            return ", ".join([*words, f"paragraph {paragraph}" if page is None else f"page {page}"])
        return "，".join(
            [*([section] if section else []), f"第{paragraph}段" if page is None else f"第{page}页"]
        )
