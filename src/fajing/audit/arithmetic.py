"""Arithmetic on written numbers: sums, shares and growth, with what rounding and 余, 约, 万 allow.

In: claims. Out: whether they fit, and the working as text. Nothing is read from the report here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import Enum

from fajing.audit.claims import Claim

_HUNDRED = Decimal(100)


class Fit(Enum):
    """How a written share fits the exact one."""

    EXACT = "exact"
    ROUNDED = "rounded"
    CUT = "cut"
    LOOSE = "loose"
    NEAR = "near"
    NONE = "none"


def plain(value: Decimal) -> str:
    """A number without an exponent or idle noughts.

    Example:
        >>> plain(Decimal("1200.50")), plain(Decimal("1E+3"))
        ('1200.5', '1000')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimals(claim: Claim) -> int:
    """How many decimals a number is written with."""
    return max(0, -int(claim.number.as_tuple().exponent))


def rounded(value: Decimal, places: int) -> Decimal:
    """Half up, as reports round."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def cut(value: Decimal, places: int) -> Decimal:
    """Cut off."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_DOWN)


def bounds(claims: Iterable[Claim]) -> tuple[Decimal, Decimal]:
    """Smallest and largest sum that the writing allows."""
    low = high = Decimal(0)
    for claim in claims:
        low, high = low + claim.low, high + claim.high
    return low, high


def sums_to(parts: Sequence[Claim], whole: Claim) -> bool:
    """Whether parts can add up to a whole."""
    low, high = bounds(parts)
    return low <= whole.high and whole.low <= high


def plus(parts: Iterable[Claim]) -> str:
    """The sum as it would be written down."""
    return " + ".join(plain(part.number) for part in parts)


def total(parts: Iterable[Claim]) -> Decimal:
    """The sum of the numbers as written."""
    return sum((part.number for part in parts), Decimal(0))


def fit(value: Decimal, low: Decimal, high: Decimal, written: Claim) -> Fit:
    """How a written share fits one computed as `value`, which may lie between `low` and `high`."""
    places, said = decimals(written), written.number
    step = Decimal(1).scaleb(-places)
    if written.unit == "分之":
        return Fit.EXACT if written.low <= value <= written.high else Fit.NONE
    if written.marker == "at_least":
        return Fit.LOOSE if high >= said else Fit.NONE
    if written.marker != "exact":
        return Fit.LOOSE if abs(value - said) <= 5 else Fit.NONE
    up, down = rounded(value, places), cut(value, places)
    if said == up == down:
        return Fit.EXACT
    if said == up:
        return Fit.ROUNDED
    if said == down:
        return Fit.CUT
    if low < high and low - step / 2 <= said <= high + step / 2:
        return Fit.LOOSE
    return Fit.NEAR if abs(value - said) <= step else Fit.NONE


def share_fit(part: Claim, whole: Claim, written: Claim) -> tuple[Fit, Decimal]:
    """How a written share fits part over whole."""
    if whole.number <= 0 or whole.low <= 0:
        return Fit.NONE, Decimal(0)
    value = part.number * _HUNDRED / whole.number
    return fit(value, part.low * _HUNDRED / whole.high, part.high * _HUNDRED / whole.low, written), value


def growth_fit(now: Claim, before: Claim, written: Claim) -> tuple[Fit, Decimal]:
    """How a written growth fits two values; the sign is not asked here."""
    if before.low <= 0:
        return Fit.NONE, Decimal(0)
    value = (now.number - before.number) * _HUNDRED / before.number
    ends = sorted(
        ((now.low - before.high) * _HUNDRED / before.high, (now.high - before.low) * _HUNDRED / before.low)
    )
    if value < 0:
        ends = [-ends[1], -ends[0]]
    return fit(abs(value), ends[0], ends[1], written), value


def priors(now: Claim, written: Claim) -> tuple[set[int], set[int]]:
    """Whole numbers from which a value can have grown by a written share: rounded half up, and cut off."""
    places = decimals(written)
    step = Decimal(1).scaleb(-places)
    ways: tuple[set[int], set[int]] = (set(), set())
    sign = written.direction or 1
    for value in {now.low, now.number, now.high}:
        edges = [1 + sign * (written.number + side * step) / _HUNDRED for side in (-1, 1)]
        if min(edges) <= 0:
            continue
        nearest = sorted(value / edge for edge in edges)
        for prior in range(max(1, int(nearest[0]) - 1), min(int(nearest[1]) + 2, int(nearest[0]) + 400)):
            growth = abs((value - prior) * _HUNDRED / prior)
            if rounded(growth, places) == written.number:
                ways[0].add(prior)
            if cut(growth, places) == written.number:
                ways[1].add(prior)
    return ways


def possible_parts(whole: int, written: Claim) -> tuple[set[int], set[int]]:
    """Whole numbers of a whole that are the written share of it: rounded half up, and cut off."""
    places = decimals(written)
    near = int(written.number * whole / _HUNDRED)
    if whole <= 0:
        return set(), set()
    ways: tuple[set[int], set[int]] = (set(), set())
    for part in range(max(0, near - 2), min(whole, near + 3) + 1):
        value = Decimal(part * 100) / whole
        if rounded(value, places) == written.number:
            ways[0].add(part)
        if cut(value, places) == written.number:
            ways[1].add(part)
    return ways
