"""What the ledger is told: no pool and no salt before the draw, the hash of every stage."""

from __future__ import annotations

from tests.draw.samples import SALT, committed, inspection_pool, with_replacements

from fajing.core.canonical import canonical_bytes
from fajing.draw.entries import all_entry_parts
from fajing.ledger.entry import Entry


def test_every_stage_has_an_entry_under_the_draw():
    draw = with_replacements()
    parts = all_entry_parts(draw)
    assert [one.kind for one in parts] == [
        "draw.committed", *["draw.revealed"] * 3, "draw.drawn", *["draw.replaced"] * 3,
    ]  # fmt: skip
    assert {one.subjects for one in parts} == {("draw:hotels-1",)}
    assert [one.body["stage_hash"] for one in parts] == [one["hash"] for one in draw.stages]
    for one in parts:
        assert Entry(one.kind, one.body, one.actor, one.subjects).leaf()


def test_the_entry_of_the_commitment_tells_nothing_of_the_pool_but_its_size_and_hash():
    draw = committed()
    (parts,) = all_entry_parts(draw)
    said = canonical_bytes(dict(parts.body)).decode()
    assert SALT not in said
    assert "hotel-" not in said
    assert "officer:1" not in said.replace("officer:0301", "")
    assert parts.body["pool_hash"] == inspection_pool().hash(SALT)
    assert parts.body["pool_size"] == {"conflicts": 1, "people": 6, "targets": 12}
