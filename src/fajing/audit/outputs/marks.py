"""The text cut where a mark begins or ends, so that each piece has one look.

In: a text, its claims and findings. Out: pieces, each with the findings and claims it belongs to. Marks may overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fajing.audit.claims import Claim
from fajing.audit.finding import GRADES, Finding, Grade, Place

_NOT_COUNTED = frozenset({"article", "ordinal", "name", "date"})


_LONGEST_CONSISTENT = 48  # characters; a mark on what is in order must not drown the others
_LONGEST = 600
_STOPS = re.compile("[，、；。：]")


def distinct_places(finding: Finding) -> list[Place]:
    """The places of a finding without those that lie inside another.

    Example:
        >>> from fajing.audit.finding import Message
        >>> inner, outer = Place(2, 4, "乙丙"), Place(1, 4, "甲乙丙")
        >>> distinct_places(Finding("c", "sum", "error", (inner, outer), "", Message("", ""))) == [outer]
        True
    """
    found: list[Place] = []
    for place in finding.places:
        others = [other for other in finding.places if other != place]
        inside = any(other.start <= place.start and place.end <= other.end for other in others)
        if not inside and place not in found:
            found.append(place)
    return found


def _end(text: str, place: Place, grade: Grade) -> int:
    """Where the mark of a place ends: that of a long one, at a stop in its first line."""
    most = _LONGEST_CONSISTENT if grade == "consistent" else _LONGEST
    end = min(len(text), place.end)
    if end - place.start <= most and not (grade == "consistent" and "\n" in text[place.start : end]):
        return end
    line = text.find("\n", place.start)
    end = min(place.start + most, end, line if line > place.start else end)
    stops = [match.start() for match in _STOPS.finditer(text, place.start + 4, end)]
    return stops[-1] if stops and end == place.start + most else end


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks.

    Attributes:
        start, end: Offsets.
        findings: Numbers of the findings that mark it, the gravest first.
        grade: The gravest grade among them.
        is_claim: Whether it belongs to a quantity.
        ends: Which places end with it: number of the finding, and which of its distinct places, from 1.
    """

    start: int
    end: int
    findings: tuple[int, ...]
    grade: Grade | None
    is_claim: bool
    ends: tuple[tuple[int, int], ...]


def pieces(text: str, claims: Iterable[Claim], findings: Sequence[Finding]) -> list[Piece]:
    r"""The whole text as pieces.

    Example:
        >>> [(piece.start, piece.end) for piece in pieces("甲乙\n丙", [], [])]
        [(0, 2), (2, 3), (3, 4)]
    """
    length = len(text)
    opens: dict[int, list[int]] = {}
    closes: dict[int, list[tuple[int, int]]] = {}
    for number, finding in enumerate(findings, 1):
        for nth, place in enumerate(distinct_places(finding), 1):
            start, end = max(0, place.start), _end(text, place, finding.grade)
            if start < end:
                opens.setdefault(start, []).append(number)
                closes.setdefault(end, []).append((number, nth))
    counted: set[int] = set()
    edges = {0, length, *opens, *closes}
    for claim in claims:
        if claim.kind not in _NOT_COUNTED and 0 <= claim.start < claim.end <= length:
            edges.update((claim.start, claim.end))
            counted.update(range(claim.start, claim.end))
    for offset, sign in enumerate(text):
        if sign in "\n\t":
            edges.update((offset, offset + 1))
    ordered = sorted(edges)
    open_now: list[int] = []
    made = []
    for start, end in pairwise(ordered):
        for number, _ in closes.get(start, ()):
            open_now.remove(number)
        open_now.extend(opens.get(start, ()))
        marks = sorted(set(open_now), key=lambda number: (GRADES.index(findings[number - 1].grade), number))
        grade = findings[marks[0] - 1].grade if marks else None
        made.append(
            Piece(start, end, tuple(marks), grade, start in counted, tuple(sorted(closes.get(end, ()))))
        )
    return made
