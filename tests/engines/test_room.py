"""The compiled pass goes on where there was no more room, and finds the same in blocks of any size."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.engines.agree import differences
from tests.scan.random_books import pair

from fajing.scan.automaton import layout as at
from fajing.scan.automaton import machine
from fajing.scan.automaton.columns import columns_of
from fajing.scan.automaton.machine import Judged, Machine
from fajing.scan.files import group_into_files
from fajing.scan.plan import make_plan
from fajing.scan.reference import latest_moment

SEEDS = range(60)


class Tight(Machine):
    """Room for two rows of output at first; twice as many whenever they are full."""

    def _room_for_rows(self, rows: int) -> Any:
        return super()._room_for_rows(2 if rows >= 4096 else rows)


def judged(seed: int, kind: type[Machine], with_met: bool = True) -> tuple[Judged, Any]:
    """Without rows of what is met, what a look settles need not be judged in full."""
    one = pair(seed)
    as_of = latest_moment(one.log)
    assert as_of is not None
    plan = make_plan(one.book, list(one.book.norms.values()), one.log.carried)
    made = kind(plan, one.log.zone, as_of, with_met=with_met)
    loaded = columns_of(list(group_into_files(one.log, one.book, as_of)), plan)
    return made.judge(loaded.columns), made.counts


def in_order(rows: Any) -> list[Any]:
    return sorted(rows.tolist())


def same(first: tuple[Judged, Any], second: tuple[Judged, Any]) -> bool:
    (a, counts), (b, others) = first, second
    return (
        in_order(a.rows) == in_order(b.rows)
        and in_order(a.left) == in_order(b.left)
        and bool(np.array_equal(counts, others))
    )


def test_what_is_found_does_not_depend_on_the_room_there_was():
    left = 0
    for seed in SEEDS:
        usual, tight = judged(seed, Machine), judged(seed, Tight)
        assert same(usual, tight), seed
        left += len(usual[0].left)
    assert left > 0, "in no file a norm was left to the reference"


@pytest.mark.parametrize("files,words", [(1, 2**15), (3, 2**15), (256, 2**8)])
def test_what_is_found_does_not_depend_on_the_size_of_blocks(files, words, monkeypatch):
    usual = [judged(seed, Machine) for seed in SEEDS]
    monkeypatch.setattr(machine, "_BLOCK_FILES", files)
    monkeypatch.setattr(machine, "_BLOCK_WORDS", words)
    for seed, one in zip(SEEDS, usual, strict=True):
        assert same(one, judged(seed, Machine)), seed


def test_what_a_look_settles_is_what_judging_in_full_finds():
    met = 0
    for seed in range(300):
        (whole, counts), (by_looks, others) = judged(seed, Machine), judged(seed, Machine, with_met=False)
        assert in_order(by_looks.left) == in_order(whole.left), seed
        assert np.array_equal(others, counts), seed
        met += int(counts[:, 0].sum())
    assert met > 150


def test_events_that_no_norm_can_come_upon_are_not_missed():
    idle = 0
    for seed in range(40):
        one = pair(seed)
        for norm in one.book.norms.values():
            if not norm.rests_on:
                plan = make_plan(one.book, [norm], one.log.carried)
                info = plan.words[at.P_STEP_INFO] + at.S_IDLE
                idle += sum(
                    int(plan.words[info + code * at.S_WORDS]) for step, code in plan.steps.items() if step
                )
                assert differences(one.log, one.book, [norm])[0] == [], (seed, norm.id)
    assert idle > 1_000
