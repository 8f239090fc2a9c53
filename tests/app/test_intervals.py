"""Intervals kept between checks, level upon level, against a plain search through a list."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from fajing.app.warm import intervals
from fajing.app.warm.intervals import Intervals, Level, TooMany, Writer, reach
from fajing.app.warm.units import Units

NOBODY = np.zeros(0, np.int64)
ALONE = Units.of([])


def some(rng: Random, units: list[int], number: int) -> np.ndarray:
    """Intervals of some units: keys, beginnings, ends, owners and whether an end is not known."""
    rows = []
    for _ in range(number):
        begin, doubtful = rng.randrange(0, 30 * 86_400, 3_600), rng.random() < 0.2
        end = begin + rng.choice((0, 3_600, 7_200, 200_000))
        rows.append((rng.randrange(4), begin, end, rng.choice(units) << 1 | doubtful))
    return np.array(rows, np.int64).reshape(number, 4).T


def of_nothing(folder: Path) -> Intervals:
    level: Level = Writer(folder / "intervals-0.npy", 0).level()
    return Intervals(folder, [level], 0)


def plain(asked: np.ndarray, kept: dict[int, np.ndarray], without: set[int]) -> set[tuple[int, ...]]:
    low, high = reach(asked)
    found = set()
    for unit, words in kept.items():
        own_low, own_high = reach(words)
        for row, begin, end in zip(words.T.tolist(), own_low, own_high, strict=True):
            meets = (asked[0] == row[0]) & (begin < high) & (low < end)
            if unit not in without and meets.any():
                found.add(tuple(row))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_what_is_near_is_found(seed: int, tmp_path: Path) -> None:
    rng = Random(seed)
    index, kept = of_nothing(tmp_path), dict[int, np.ndarray]()
    for number in range(1, 6):
        units = sorted(rng.sample(range(12), rng.randint(1, 5)))
        own = {unit: some(rng, [unit], rng.randint(0, 6)) for unit in units}
        index.add(f"intervals-{number}.npy", np.concatenate(list(own.values()), axis=1), np.array(units))
        kept |= own
        if number == 4:
            index.joined("intervals-all.npy", ALONE)
            assert len(index.levels) == 1
        asked = some(rng, [99], rng.randint(0, 5))
        without = np.array(sorted(rng.sample(range(12), 2)))
        found = index.near(asked, ALONE, without)
        assert {tuple(row) for row in found.T.tolist()} == plain(asked, kept, set(without.tolist()))


def test_units_that_became_one_are_replaced_together(tmp_path: Path) -> None:
    index = of_nothing(tmp_path)
    index.add("intervals-1.npy", np.array([[1, 1], [10, 20], [90, 90], [3 << 1, 5 << 1]]), np.array([3, 5]))
    joined = Units.of([[3, 5]])
    index.add("intervals-2.npy", np.array([[1], [30], [90], [3 << 1]]), np.array([3]))
    found = index.near(np.array([[1], [0], [99], [0]]), joined, NOBODY)
    assert found.T.tolist() == [[1, 30, 90, 6]]


def test_too_much_to_look_at_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intervals, "_MOST_LOOKED_AT", 3)
    index = of_nothing(tmp_path)
    index.add("intervals-1.npy", some(Random(1), [1], 40), NOBODY)
    with pytest.raises(TooMany):
        index.near(some(Random(2), [2], 10), ALONE, NOBODY)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    index = of_nothing(tmp_path)
    index.add("intervals-1.npy", some(Random(1), [1], 4), NOBODY)
    path = tmp_path / "intervals-1.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\x7f")
    with pytest.raises(ValueError, match=r"intervals-1\.npy"):
        index.more().near(some(Random(2), [2], 3), ALONE, NOBODY)


@pytest.mark.parametrize("bits", [0, 1, 5, 10])
def test_keys_come_back_from_their_order(bits: int, tmp_path: Path) -> None:
    keys = np.array([0, 1, 2**63 - 1, 2**62, 123_456_789_012_345], np.int64)
    index = Intervals(tmp_path, [], bits)
    assert index.keys_of(index.in_order(keys)).tolist() == keys.tolist()
    assert (index.in_order(keys) >= 0).all()
