"""The examples of the whole book notice when a norm is changed: `fajing law test law/cn-police --mutate`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.law.condition_mutants import condition_mutants

from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.lawbook.model import Lawbook, Norm
from fajing.scan.examples import play_one
from fajing.scan.mutate import MutationScore, mutants, mutation_score, reread

ROOT = Path(__file__).resolve().parents[2]
LEAST = 95.0
DRAWN = 40
SURVIVORS: dict[tuple[str, str], str] = {}
"""Norm and change that no example notices, with the reason why that is right. None today."""

NO_SUCH_SUM = {
    "decision.surcharge_is_stated": "a fine of one fen",
    "traffic.fine_decided_in_a_day": "a fine of one fen above two hundred yuan",
}
"""Norms of which a changed condition stays unnoticed, with what would have to be there to notice it."""


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(ROOT / "law" / "cn-police"), region=ALL_REGIONS)


def told(score: MutationScore) -> list[str]:
    """Survivors without a reason, and reasons without a survivor."""
    alive = {(one.norm, one.description) for one in score.survivors}
    return [f"{norm}: {change}" for norm, change in sorted(alive ^ SURVIVORS.keys())]


def test_norms_drawn_by_their_hash_notice_every_change(book: Lawbook) -> None:
    """A sample in every run; which norms it is follows from their text, so nobody picks them."""
    by_hash = sorted(book.norms.values(), key=lambda norm: hashlib.sha256(repr(norm.raw).encode()).digest())
    score = mutation_score(by_hash[:DRAWN], book)
    assert score.total > DRAWN
    assert [one for one in score.survivors if (one.norm, one.description) not in SURVIVORS] == []


def test_every_norm_in_force_can_be_changed_somewhere_or_says_only_one_thing(book: Lawbook) -> None:
    """A norm without any mutant proves nothing; there are few, and each has examples of both outcomes."""
    without = [
        norm
        for norm in book.norms.values()
        if norm.is_finding and not any(reread(norm, one.raw, book) for one in mutants(norm.raw))
    ]
    assert len(without) < len(book.norms) / 4
    for norm in without:
        expected = {str(example["expect"]).split()[0] for example in norm.examples}
        assert expected & {"met", "excused"}, norm.id
        assert expected & {"missed", "late", "slow"}, norm.id


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_the_whole_book_notices_its_changes(book: Lawbook, soak_note) -> None:
    score = mutation_score(list(book.norms.values()), book)
    soak_note(f"law/cn-police: {score.killed} of {score.total} mutants killed, {score.per_cent:.1f} per cent")
    assert score.total > 2000
    assert score.per_cent >= LEAST
    assert told(score) == []


def unnoticed(norms: Iterable[Norm], book: Lawbook) -> tuple[list[tuple[str, str]], int]:
    """Changed conditions that no example of their norm notices, and how many were changed."""
    alive, total = [], 0
    for norm in norms:
        numbers = range(1, len(norm.examples) + 1)
        for change, raw in condition_mutants(norm.raw):
            changed = reread(norm, raw, book)
            if changed is None:
                continue
            total += 1
            if all(play_one(changed, book, number).passed for number in numbers):
                alive.append((norm.id, change))
    return alive, total


def test_norms_drawn_by_their_hash_notice_a_changed_condition(book: Lawbook) -> None:
    by_hash = sorted(book.norms.values(), key=lambda norm: hashlib.sha256(repr(norm.raw).encode()).digest())
    alive, total = unnoticed(by_hash[:DRAWN], book)
    assert total > DRAWN / 2
    assert [one for one in alive if one[0] not in NO_SUCH_SUM] == []


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_the_whole_book_notices_changed_conditions(book: Lawbook, soak_note) -> None:
    alive, total = unnoticed(book.norms.values(), book)
    soak_note(f"law/cn-police: of {total} changed conditions {len(alive)} go unnoticed: {alive}")
    assert total > 900
    assert {norm for norm, _ in alive} == NO_SUCH_SUM.keys()
