"""Figures that arithmetic of their own sentence bears out are not doubted for looking like another.

In: all findings of a report. Out: those that stand. A figure that was copied or mistyped would not fit its parts, its
share and its growth; where both of two like figures fit theirs, they are alike by chance.
"""

from __future__ import annotations

from collections.abc import Iterable

from fajing.audit.finding import Finding, Place

_DOUBTS = ("repeat-figure", "near-duplicate")
_PROOFS = ("sum", "percent-of", "ratio")


def without_chance(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without doubts about two like figures each of which something else bears out."""
    every = list(findings)
    proofs = [
        place
        for finding in every
        if finding.kind in _PROOFS and finding.grade == "consistent"
        for place in finding.places
    ]
    return [
        one for one in every if not (_is_doubt(one) and all(_is_in(place, proofs) for place in one.places))
    ]


def _is_doubt(finding: Finding) -> bool:
    return finding.kind in _DOUBTS and finding.grade == "warning"


def _is_in(place: Place, proofs: Iterable[Place]) -> bool:
    return any(one.start <= place.start and place.end <= one.end for one in proofs)
