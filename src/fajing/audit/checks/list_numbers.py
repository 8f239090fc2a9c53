"""Signs of lists: `ordinal-sequence`, `numbering-style`.

What: follows 一是二是, 第一第二, （一）（二）, 一、二、, 1. 2., ①② through the text and reports a number left out,
given twice, or written in another style than its neighbours. Why: a gap often means that a point was cut. Lists
inside lists are followed; it keeps quiet about a sign without a first item, which begins no list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from fajing.audit.finding import Finding, Place
from fajing.audit.report import Report, finding
from fajing.audit.structure import Marker

KINDS = ("ordinal-sequence", "numbering-style")
_DEPTH = {
    "head": 1,
    "paren": 2,
    "arabic_dot": 3,
    "arabic_comma": 3,
    "arabic_paren": 4,
    "shi": 5,
    "di": 5,
    "circle": 6,
}


@dataclass(slots=True)
class _Run:
    style: str
    marks: list[Marker]
    gaps: list[tuple[Marker, Marker]] = field(default_factory=list)


def check(report: Report) -> Iterator[Finding]:
    """Follow every list."""
    for run in _runs(report.markers):
        if len(run.marks) < 2:
            continue
        if not run.gaps:
            numbers = "、".join(str(m.number) for m in run.marks)
            yield finding(
                __name__,
                "ordinal-sequence",
                "consistent",
                [_place(report, run.marks)],
                numbers,
                "序号连续。",
                "The numbers run on without a gap.",
            )
        for before, after in run.gaps:
            stray = _stray(report, before, after)
            if stray:
                yield _style(report, before, stray, after)
            else:
                yield _gap(report, run, before, after)


def _runs(markers: list[Marker]) -> list[_Run]:
    """Lists as they open and close; a mark of an upper level closes the lists below it."""
    done: list[_Run] = []
    stack: list[_Run] = []
    for mark in markers:
        depth = _DEPTH[mark.style]
        while stack and _DEPTH[stack[-1].style] > depth:
            done.append(stack.pop())
        same = [r for r in stack if r.style == mark.style]
        fits = next((r for r in reversed(same) if r.marks[-1].number + 1 == mark.number), None)
        if fits is not None:
            while stack[-1] is not fits:
                done.append(stack.pop())
            fits.marks.append(mark)
        elif mark.number == 1:
            if same and same[-1].marks[-1].number == 1 and len(same[-1].marks) > 1:
                stack.remove(same[-1])
                done.append(same[-1])
            stack.append(_Run(mark.style, [mark]))
        elif same and 0 <= mark.number - same[-1].marks[-1].number <= 2:
            _join(same[-1], mark)
    return done + stack


def _join(run: _Run, mark: Marker) -> None:
    run.gaps.append((run.marks[-1], mark))
    run.marks.append(mark)


def _stray(report: Report, before: Marker, after: Marker) -> Marker | None:
    """The missing number in another style between two marks."""
    for mark in report.markers:
        if (
            before.start < mark.start < after.start
            and mark.style != before.style
            and mark.number == before.number + 1
        ):
            return mark if after.number == mark.number + 1 else None
    return None


def _sign(report: Report, mark: Marker) -> str:
    return report.text[mark.start : mark.end].strip("，、 ")


def _place(report: Report, marks: list[Marker]) -> Place:
    return report.place(marks[0].start, _item_end(report, marks[-1]))


def _item_end(report: Report, mark: Marker) -> int:
    stops = [i for i in (report.flat.find(c, mark.end) for c in "。；，\n") if i >= 0]
    return min(stops, default=len(report.flat))


def _gap(report: Report, run: _Run, before: Marker, after: Marker) -> Finding:
    numbers = "、".join(_sign(report, m) for m in run.marks)
    places = [report.place(m.start, _item_end(report, m)) for m in (before, after)]
    one, other = _sign(report, before), _sign(report, after)
    if after.number == before.number:
        zh, en = (
            f"“{one}”出现两次；请改后一个的序号，并核对后面各项。",
            f"{one} comes twice; renumber the second and what follows.",
        )
    else:
        zh, en = (
            f"序号从“{one}”跳到“{other}”；请补中间一项，或改序号。",
            f"The numbers jump from {one} to {other}; add the item between or renumber.",
        )
    return finding(__name__, "ordinal-sequence", "error", places, numbers, zh, en)


def _style(report: Report, before: Marker, stray: Marker, after: Marker) -> Finding:
    signs = [_sign(report, m) for m in (before, stray, after)]
    return finding(
        __name__,
        "numbering-style",
        "warning",
        [report.place(m.start, _item_end(report, m)) for m in (stray, before, after)],
        "、".join(signs),
        f"同一层次的序号写法不一：{'、'.join(signs)}；请统一。",
        f"Items of one level are numbered in different styles: {', '.join(signs)}; use one.",
    )
