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
