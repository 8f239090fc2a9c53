"""The automaton and the reference agree on every duty of random logs under random rulebooks."""

import os

import pytest
from tests.engines.agree import differences
from tests.scan.random_books import pair

PAIRS = 2_000
CHUNK = 250
SOAK = int(os.environ.get("FAJING_SOAK_PAIRS", "100000"))


def disagreements(seeds):
    wrong, duties = [], 0
    for seed in seeds:
        one = pair(seed)
        found, number = differences(one.log, one.book, list(one.book.norms.values()))
        duties += number
        wrong += [(seed, told) for told in found]
    return wrong, duties


@pytest.mark.timeout(600)
@pytest.mark.parametrize("start", range(0, PAIRS, CHUNK))
def test_the_engines_agree_on_random_logs(start):
    wrong, duties = disagreements(range(start, start + CHUNK))
    assert wrong == []
    assert duties > CHUNK


@pytest.mark.soak
@pytest.mark.parametrize("start", range(PAIRS, PAIRS + SOAK, 2_500))
def test_the_engines_agree_on_a_great_many_random_logs(start):
    wrong, _ = disagreements(range(start, start + 2_500))
    assert wrong == []
