"""Decisions against ranges of discretion (裁量基准): whether one applies, and whether a decision lies outside.

In: ranges of a lawbook, decisions as rows. Out: yes, no or unknown for each row. No range, no answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from fajing.indicators.values import Column, Part
from fajing.lawbook.indicator_spec import Range

if TYPE_CHECKING:
    from fajing.indicators.ask import EventRows


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
        """`applies` or `outside`, of each row.

        A decision lies outside where any range that applies on its day says so; where none applies it does not. Where
        the number is not known, neither is the answer.
        """
        from fajing.indicators.ask import ask

        size = rows.size
        applies, outside, unsure = np.zeros(size, bool), np.zeros(size, bool), np.zeros(size, bool)
        days = rows.record.day[rows.rows]
        for one in self._ranges:
            every = rows.record.is_step(rows.rows, one.step)
            if not every.any():
                continue
            meant = every.copy()
            if one.where is not None:
                meant &= ask(one.where, rows).yes
            values = rows.record.values(one.field).take(rows.rows)
            for version in one.versions:
                on = meant & (days >= version.start.toordinal())
                if version.end is not None:
                    on &= days <= version.end.toordinal()
                applies |= on
                known = np.zeros(size, bool)
                for part in values.parts:
                    if part.kind == "number":
                        known |= part.known
                        outside |= on & part.known & ((part.data < version.low) | (part.data > version.high))
                unsure |= on & ~known
        if what == "applies":
            return Column(size, (Part("bool", applies, np.ones(size, bool)),))
        return Column(size, (Part("bool", outside, outside | ~unsure),))
