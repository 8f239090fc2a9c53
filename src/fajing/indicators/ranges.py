"""Decisions against ranges of discretion (裁量基准): whether one applies, and whether a decision lies outside.

In: ranges of a lawbook, decisions as rows. Out: yes, no or unknown for each row. No range, no answer. Rows of a whole
step are asked once and looked up afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from fajing.indicators.values import Bools, Column, Ints, Part
from fajing.lawbook.indicator_spec import Range, RangeVersion

if TYPE_CHECKING:
    from fajing.indicators.ask import EventRows

Answers = dict[str, tuple[Bools, Bools]]
"""By question the answers, and where there is one."""


def _within(version: RangeVersion, days: Ints) -> Bools:
    """Which days lie in a version."""
    found: Bools = days >= version.start.toordinal()
    return found if version.end is None else found & (days <= version.end.toordinal())


class Ranges:
    """The ranges of a lawbook.

    Args:
        ranges: By id.
    """

    def __init__(self, ranges: Mapping[str, Range]) -> None:
        self._ranges = [ranges[name] for name in sorted(ranges)]

    def steps(self) -> frozenset[str]:
        """Steps for which there is a range."""
        return frozenset(one.step for one in self._ranges)

    def ask(self, what: str, rows: EventRows) -> Column:
        """`applies`, `outside` or `above_law`, of each row.

        A decision lies outside where any range that applies on its day says so, and above the law where one that a
        statute sets ends below it; where none applies it does neither. Where the number is not known, neither is the
        answer.
        """
        size = rows.size
        yes, known = np.zeros(size, bool), np.ones(size, bool)
        for step in sorted(self.steps()):
            own = rows.record.is_step(rows.rows, step)
            if not own.any():
                continue
            if rows.objects is None:
                every = rows.known.rows_of(step)
                kept = rows.known.of_ranges
                if (step, rows.home) not in kept:
                    kept[step, rows.home] = self._asked(step, rows.about(every))
                answer, told = kept[step, rows.home][what]
                places = np.minimum(np.searchsorted(every, rows.rows[own]), max(0, len(every) - 1))
                yes[own], known[own] = answer[places], told[places]
            else:
                answer, told = self._asked(step, rows)[what]
                yes[own], known[own] = answer[own], told[own]
        return Column(size, (Part("bool", yes, known),))

    def _asked(self, step: str, rows: EventRows) -> Answers:
        from fajing.indicators.ask import ask

        size = rows.size
        applies, outside, above = (np.zeros(size, bool) for _ in range(3))
        unsure, unsure_of_law = np.zeros(size, bool), np.zeros(size, bool)
        days = rows.record.day[rows.rows]
        of_step = rows.record.is_step(rows.rows, step)
        for one in self._ranges:
            if one.step != step:
                continue
            meant = of_step if one.where is None else of_step & ask(one.where, rows).yes
            if not meant.any():
                continue
            values = rows.record.values(one.field).take(rows.rows)
            for version in one.versions:
                on = meant & _within(version, days)
                for part in (
                    rows.record.values(one.also_dated).take(rows.rows).parts if one.also_dated else ()
                ):
                    if part.kind == "moment":
                        on &= ~part.known | _within(version, part.days)
                applies |= on
                known = np.zeros(size, bool)
                for part in values.parts:
                    if part.kind == "number":
                        known |= part.known
                        beyond = part.data > version.high
                        outside |= on & part.known & ((part.data < version.low) | beyond)
                        if one.is_law:
                            above |= on & part.known & beyond
                unsure |= on & ~known
                if one.is_law:
                    unsure_of_law |= on & ~known
        return {
            "applies": (applies, np.ones(size, bool)),
            "outside": (outside, outside | ~unsure),
            "above_law": (above, above | ~unsure_of_law),
        }
