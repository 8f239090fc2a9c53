"""Moments as they are written into results: what is remembered of one is never given out for another."""

from __future__ import annotations

import pytest

from fajing.app.tally import iso
from fajing.core.moments import Moment, Precision, Zone

SHANGHAI, ROME = Zone.of("Asia/Shanghai"), Zone.of("Europe/Rome")
INSTANT = 1_772_414_400
"""09:20 of 2 March 2026 in Shanghai."""


@pytest.mark.parametrize(
    "precision, in_shanghai, in_rome",
    [
        (Precision.DAY, "2026-03-02", "2026-03-02"),
        (Precision.MINUTE, "2026-03-02T09:20", "2026-03-02T02:20"),
        (Precision.SECOND, "2026-03-02T09:20:00", "2026-03-02T02:20:00"),
    ],
)
def test_one_instant_reads_differently_by_zone_and_precision(
    precision: Precision, in_shanghai: str, in_rome: str
) -> None:
    moment = Moment(INSTANT, SHANGHAI.civil(INSTANT).toordinal(), precision)
    for _ in range(2):  # the second time from memory
        assert iso(moment, SHANGHAI) == in_shanghai
        assert iso(moment, ROME) == in_rome
    assert iso(None, SHANGHAI) is None
