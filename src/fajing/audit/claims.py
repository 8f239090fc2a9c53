"""Claims: every quantity of a report, with what is needed to hold it against the others.

This file is the form only; `reading.py` finds claims in a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

Marker = Literal["exact", "at_least", "about", "under"]
ClaimKind = Literal[
    "count", "share", "growth", "points", "multiple", "range", "date", "ordinal", "article", "name", "bare"
]


@dataclass(frozen=True, slots=True)
class Claim:
    """One quantity as written.

    Attributes:
        index: Its place among the claims of its text.
        kind: count (件, 人次 ...), share (%), growth (a share or a number by which something rose or fell),
            points (百分点), multiple (倍), range, date, ordinal (第3名), article (第三条), name (a figure
            inside a name: “三项制度”, 12345热线), bare (a figure without a unit).
        number: The value; shares in hundredths: 97.5% is 97.5.
        marker: exact; at_least (余, 多, 逾, 以上); about (约); under (近, 不足).
        unit: Unit or classifier as in the table, without 万 and 亿, which are in the number.
        noun: What is counted, as far as it stands before the number in its clause.
        after: What follows the unit up to the next mark.
        period: The words of time that the number is under, as written; empty where none is near.
        start: First character of the number, its marker not included.
        end: One past the unit.
        quote: The text from `start` to `end`.
        resolution: The value of the last digit written: 1 for 45件, 1000 for 1.2万, 0.1 for 97.5%.
        low: Smallest value that the writing allows.
        high: Largest value that the writing allows.
        upper: Upper end of a range.
        direction: 1 for a rise, -1 for a fall, 0 where it says neither.
        whole: Index of the claim that this one is a part of, as far as the sentence says so.
        lead: The clause before the number, unshortened.
        sentence: Number of its sentence.
        spelt: It is written in Chinese numerals.
    """

    index: int
    kind: ClaimKind
    number: Decimal
    marker: Marker
    unit: str
    noun: str
    after: str
    period: str
    start: int
    end: int
    quote: str
    resolution: Decimal
    low: Decimal
    high: Decimal
    upper: Decimal | None = None
    direction: int = 0
    whole: int | None = None
    lead: str = ""
    sentence: int = 0
    spelt: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether the writing allows one value only."""
        return self.low == self.high

    def as_dict(self) -> dict[str, Any]:
        """For JSON and tables: numbers as text, so that nothing is lost."""
        return {
            "kind": self.kind,
            "number": format(self.number, "f"),
            "upper": None if self.upper is None else format(self.upper, "f"),
            "marker": self.marker,
            "unit": self.unit,
            "noun": self.noun,
            "period": self.period,
            "direction": self.direction,
            "whole": self.whole,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
        }
