"""The line of steps stays readable, however close they stand."""

from itertools import pairwise

import pytest

from fajing.web.drawing.timeline import marks

DAY = [400 + 8.5 * hour for hour in range(60)]


@pytest.mark.parametrize(
    "places",
    [
        DAY,
        [500.0] * 60,
        [150 + 0.1 * n for n in range(60)],
        [1296.0] * 3,
        [150, 165, 400, 419, 438, 1296],
        [],
    ],
)
def test_no_mark_lies_over_another_and_every_step_stands_in_one(places):
    found = marks(places)
    assert [n for mark in found for n in range(mark.first, mark.last + 1)] == list(range(1, len(places) + 1))
    for one, other in pairwise(found):
        assert one.x + one.half <= other.x - other.half
    for mark in found:
        own = places[mark.first - 1 : mark.last]
        assert own[0] - 0.01 <= mark.x <= own[-1] + 0.01


def test_steps_apart_have_a_circle_each_and_crowded_ones_are_told_from_to():
    assert [mark.said for mark in marks([200, 230, 260])] == ["1", "2", "3"]
    assert [mark.said for mark in marks([200, 500, 502, 504, 700])] == ["1", "2–4", "5"]
    assert [mark.said for mark in marks([500.0] * 60)] == ["1–60"]
    assert 8 <= len(marks(DAY)) <= 20


@pytest.mark.parametrize("code", ["en", "zh-hans"])
def test_what_stands_above_a_time_bar_does_not_lie_over_itself(code):
    """Where the end of the time and the act are close, in the longer words of English too."""
    import re

    from django.utils import translation

    from fajing.app.report.drawing import TIME
    from fajing.web.drawing import time_bar

    heads = {
        "en": ["Penalty annulled", "Publication withdrawn due", "Publication withdrawn"],
        "zh-hans": ["处罚被撤销变更", "应在此前撤回公开信息", "撤回公开信息"],
    }[code]
    said = [heads[0], "13 May 14:53", heads[1], "18 May 24:00", heads[2], "19 May 00:00", "5d", "1d late"]
    numbers = [TIME, "", 0, 36_000, 470_000, 471_000, -1, [], *range(8)]
    with translation.override(code):
        drawn = str(time_bar._time(numbers, said))
    found = [
        (float(re.search(rf'<text x="([\d.]+)" y="24"[^>]*>{head}<', drawn)[1]), 7 if code == "en" else 13)
        for head in heads
    ]
    edges = [
        (at - len(head) * wide / 2, at + len(head) * wide / 2)
        for (at, wide), head in zip(found, heads, strict=True)
    ]
    assert all(one[1] < other[0] for one, other in pairwise(edges))
    assert edges[0][0] >= 0 and edges[-1][1] <= time_bar._WIDTH
