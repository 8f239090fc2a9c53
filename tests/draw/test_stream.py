"""The numbers: known answers, made with openssl; none likelier than another; labels apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.draw.chi_square import CRITICAL, statistic

from fajing.draw.stream import Stream
from fajing.draw.verify_draw import _Draw

ZERO, COUNTING = bytes(32), bytes(range(32))
FIRST = {"pool": {"targets": [], "people": [], "conflicts": []}, "plan": {}}


@pytest.mark.parametrize(
    ("seed", "label", "blocks"),
    [
        (
            ZERO,
            "targets/",
            [
                "fc6e4a067e06018cb17c9862bb1e9c0968dbe1c66d1411acc3b4aee52e13f36d",
                "9415cc552148cdf98cbecede67533a7a47ba10561518116d8f8e7aef2de11b5d",
                "779e7d41ed598a58f0ca8db7bf9247cb507fb5825997309c12a86f8407a46a8a",
            ],
        ),
        (
            COUNTING,
            "teams",
            [
                "5d1e440455be7843bed07b52104f1800d58a28545d65aece81c3460e467a047e",
                "61e2e81143a62632203dd9cf935468ed6c2063660f10b1987a92aa0ddb5ebcb0",
                "dd121d5a7d1b4b6012960d4849ef952d7bdfaa24d4f70f233506fdeaf4b370bd",
            ],
        ),
        (COUNTING, "person/案1号", ["c7e4576a5d07b39aa2f945e070601b3c18998a7de83d112a96172a54abd581cf"]),
    ],
)
def test_a_number_is_what_openssl_gives(seed, label, blocks):
    stream = Stream(seed, label)
    assert [f"{stream.below(1 << 256):064x}" for _ in blocks] == blocks


def test_a_small_number_is_the_front_of_a_large_one_and_others_are_passed_over():
    large, small = Stream(COUNTING, "teams"), Stream(COUNTING, "teams")
    fronts = [large.below(1 << 256) >> 253 for _ in range(200)]
    wanted = [front for front in fronts if front < 5]
    assert [small.below(5) for _ in wanted] == wanted
    assert len(wanted) < 200


def test_only_one_possible_number_still_takes_a_block():
    stream = Stream(ZERO, "x")
    assert (stream.below(1), stream.used) == (0, 1)


@pytest.mark.parametrize("limit", [2, 3, 6, 10, 20])
def test_every_number_is_as_likely_as_any_other(limit):
    stream = Stream(COUNTING, "many")
    counts = [0] * limit
    for _ in range(20_000):
        counts[stream.below(limit)] += 1
    assert statistic(counts) < CRITICAL[limit - 1]


def test_the_statistic_notices_numbers_made_by_remainder():
    stream = Stream(COUNTING, "many")
    counts = [0] * 6
    for _ in range(20_000):
        counts[stream.below(32) % 6] += 1
    assert statistic(counts) > CRITICAL[5]


@given(st.binary(min_size=32, max_size=32), st.text(max_size=12), st.lists(st.integers(1, 3000), max_size=8))
def test_the_verifier_has_the_same_numbers(seed, label, limits):
    stream, other = Stream(seed, label), _Draw(FIRST, seed)
    assert [stream.below(one) for one in limits] == [other.number(label, one) for one in limits]


def test_labels_and_seeds_give_other_numbers():
    def some(seed, label):
        stream = Stream(seed, label)
        return tuple(stream.below(1 << 64) for _ in range(4))

    made = {
        some(seed, label)
        for seed in (ZERO, COUNTING)
        for label in ("targets/", "targets/a", "teams", "team/a")
    }
    assert len(made) == 8
