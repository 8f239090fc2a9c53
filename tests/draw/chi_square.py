"""The chi-square statistic and its 0.1 % points, for draws with fixed seeds: no test here fails by chance."""

from __future__ import annotations

from collections.abc import Sequence

CRITICAL = {1: 10.83, 2: 13.82, 4: 18.47, 5: 20.52, 9: 27.88, 11: 31.26, 14: 36.12, 19: 43.82, 29: 58.30}
"""By degrees of freedom; NIST/SEMATECH e-Handbook, table 1.3.6.7.4."""


def statistic(counts: Sequence[int], expected: Sequence[float] | None = None) -> float:
    """Pearson's statistic, against equal chances unless others are given."""
    wanted = expected or [sum(counts) / len(counts)] * len(counts)
    return sum((count - chance) ** 2 / chance for count, chance in zip(counts, wanted, strict=True))


def inclusion_statistic(counts: Sequence[int], draws: int, size: int) -> float:
    """The same for how often each was in a sample of `size` without replacement; len(counts) - 1 degrees."""
    number = len(counts)
    share = size / number
    return (
        (number - 1)
        / number
        * sum((count - draws * share) ** 2 for count in counts)
        / (draws * share * (1 - share))
    )
