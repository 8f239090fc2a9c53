"""A figure: its value, the formula behind it, its base, its cut-off, and the records it opens to.

Plain values without I/O. Whoever prints a figure gets it as it stands here; whoever opens one walks its `rows`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from fajing.core.errors import UsageError
from fajing.core.moments import Moment
from fajing.lawbook.model import Text as Words
from fajing.lawbook.problems import suggest

Number = int | Decimal

SMALL_CELL = 10
"""Counts of persons or acts below this are not printed for outside readers."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The records behind a figure.

    Attributes:
        kind: `events`, `matters`, `duties`, `findings`, or `none` where a figure is missing.
        ids: Stable ids, sorted; a lazy sequence that is read when it is opened.
        weights: None where each row counts one; else what each row brings, so that the value is their sum.
    """

    kind: str
    ids: Sequence[str]
    weights: Sequence[Number] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def total(self) -> Number:
        """What the rows come to: their number, or the sum of what they bring."""
        return len(self.ids) if self.weights is None else sum(self.weights)


NO_ROWS = Rows("none", ())


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a formula: what is divided, what it is divided by, a part of a whole.

    Attributes:
        title: What it counts.
        value: None where the records cannot say.
        rows: The records behind it.
    """

    title: Words
    value: Number | None
    rows: Rows


@dataclass(frozen=True, slots=True)
class Prior:
    """The year before.

    Attributes:
        value: Its value.
        source: None where it was counted from the records; else whose figure it is, printed as 据….
        comparable: Whether it was counted in the same way over as long a period.
    """

    value: Number
    source: Words | None
    comparable: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator over one period, for one unit or the whole body.

    Attributes:
        indicator: Its id.
        title: What it is called.
        group: The folder it belongs to.
        form: `count`, `sum`, `share` or `median`.
        value: None where the data are missing; a share in percent, with two decimals.
        missing: Why there is no value, and which records it would need.
        unit: 件, 人次, 元, %, 小时.
        formula: How it is reckoned.
        base: What is printed as its base (以…为基数).
        terms: Part and whole of a share; of a count one term, or the whole and its parts.
        scope: An organisational unit; None for the whole body.
        first: First day of the period.
        last: Its last day.
        cut_off: Up to when the record was read.
        better: `higher`, `lower` or `none`.
        prior: The year before, where it is known.
        series: By month, `2026-03`, for charts.
        hidden: A small cell: not to be printed for outside readers.
        unknown: Records of which could not be told whether they count, because they lack what is asked of them.
    """

    indicator: str
    title: Words
    group: str
    form: str
    value: Number | None
    missing: Words | None
    unit: Words
    formula: Words
    base: Words
    terms: tuple[Term, ...]
    scope: str | None
    first: date
    last: date
    cut_off: Moment
    better: str
    prior: Prior | None
    series: tuple[tuple[str, Number | None], ...]
    hidden: bool
    unknown: int = 0

    @property
    def months(self) -> tuple[tuple[str, Number | None], ...]:
        """The series as it may be shown: a month after the cut-off has no value, not nought."""
        until = date.fromordinal(self.cut_off.day).isoformat()[:7]
        return tuple((month, value if month <= until else None) for month, value in self.series)

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """Of a share the 95 % interval by Wilson, in percent: how far chance alone may move it; else None."""
        if self.form != "share" or self.value is None or len(self.terms) < 2:
            return None
        return share_interval(int(self.terms[0].value or 0), int(self.terms[1].value or 0))

    @property
    def rows(self) -> Rows:
        """The records its value is the number or the sum of; of a share, those of its part."""
        return self.terms[0].rows if self.terms else NO_ROWS


_NORMAL = Decimal("1.96")
"""95 % of a normal distribution lie within so many deviations."""
_TENTH = Decimal("0.1")


def share_interval(part: int, whole: int) -> tuple[Decimal, Decimal] | None:
    """The 95 % interval of a share by Wilson, in percent with one decimal; None without a base.

    Example:
        >>> share_interval(9, 167), share_interval(0, 5), share_interval(5, 5)
        ((Decimal('2.9'), Decimal('9.9')), (Decimal('0.0'), Decimal('43.4')), (Decimal('56.6'), Decimal('100.0')))
    """
    if whole <= 0 or not 0 <= part <= whole:
        return None
    square = _NORMAL * _NORMAL
    share, size = Decimal(part) / whole, Decimal(whole)
    middle = share + square / (2 * size)
    reach = _NORMAL * (share * (1 - share) / size + square / (4 * size * size)).sqrt()
    ends = (100 * (middle - reach) / (1 + square / size), 100 * (middle + reach) / (1 + square / size))
    low, high = (min(Decimal(100), max(Decimal(0), one)).quantize(_TENTH, ROUND_HALF_UP) for one in ends)
    return low, high


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one period and one unit, or of the whole body.

    Attributes:
        scope: The unit; None for the whole body.
        first: First day.
        last: Last day.
        cut_off: Up to when the record was read.
        lawbook: Hash of the lawbook by which it was reckoned.
        found: The figures by id, in the order of groups and ids.
    """

    scope: str | None
    first: date
    last: date
    cut_off: Moment
    lawbook: str
    found: Mapping[str, Figure]

    def __getitem__(self, indicator: str) -> Figure:
        return self.by_id(indicator)

    def __contains__(self, indicator: object) -> bool:
        return indicator in self.found

    def __iter__(self) -> Iterator[Figure]:
        return iter(self.found.values())

    def __len__(self) -> int:
        return len(self.found)

    def all(self) -> tuple[Figure, ...]:
        """Every figure, by group and id."""
        return tuple(self.found.values())

    def group(self, name: str) -> tuple[Figure, ...]:
        """The figures of one group."""
        return tuple(figure for figure in self if figure.group == name)

    def by_id(self, indicator: str) -> Figure:
        """One figure.

        Raises:
            UsageError: There is none of that id.
        """
        try:
            return self.found[indicator]
        except KeyError:
            raise UsageError(
                f"没有这个指标 (no such indicator): {indicator}", remedy=suggest(indicator, self.found)
            ) from None
