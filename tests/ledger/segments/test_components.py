"""Files that share names are taken together, whatever the order in which the names lead from one to the next."""

from __future__ import annotations

import random
from itertools import pairwise

import pyarrow as pa
import pytest

from fajing.ledger.segments.components import _joined, node


def one_by_one(rows: list[tuple[str, int]], linked: set[int]) -> list[list[int]]:
    """The same, by joining two sets at a time."""
    sets = [{one} for one in linked]
    by_name: dict[str, set[int]] = {}
    for name, one in rows:
        by_name.setdefault(name, set()).add(one)
    for nodes in by_name.values():
        if len(nodes) > 1:
            touched = [one for one in sets if one & nodes]
            sets = [one for one in sets if not one & nodes] + [nodes.union(*touched)]
    return sorted(sorted(one) for one in sets)


@pytest.mark.parametrize("seed", range(40))
def test_random_names_join_as_sets_do(seed: int) -> None:
    chance = random.Random(seed)
    nodes = [node(chance.randrange(3), file) for file in range(chance.choice([1, 5, 60]))]
    count = chance.choice([0, 3, 40, 200])
    rows = [(f"m{chance.randrange(1 + count // 2)}", chance.choice(nodes)) for _ in range(count)]
    linked = set(chance.sample(nodes, chance.randrange(len(nodes))))
    table = pa.table(
        {
            "name": pa.chunked_array([pa.array([name for name, _ in rows], pa.string())]),
            "node": pa.array([one for _, one in rows], pa.int64()),
        }
    )
    assert _joined(table, linked) == one_by_one(rows, linked)


def test_a_long_chain_is_one_set() -> None:
    chance = random.Random(1)
    order = chance.sample(range(3000), 3000)
    rows = [(f"m{n}", file) for n, pair in enumerate(pairwise(order)) for file in pair]
    table = pa.table(
        {"name": [name for name, _ in rows], "node": pa.array([one for _, one in rows], pa.int64())}
    )
    assert _joined(table, ()) == [list(range(3000))]
