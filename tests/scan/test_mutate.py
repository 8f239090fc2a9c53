"""Mutants: which there are, and that the small lawbook's own examples kill them."""

from pathlib import Path
from typing import Any

import pytest
from tests.lawbook.bad_input_runner import SMALL

from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.lawbook.yaml_reader import parse_documents
from fajing.scan.mutate import mutants, mutation_score, reread


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(SMALL), region=ALL_REGIONS)


def changes(duty: str, top: str = "") -> list[str]:
    """What is changed in a duty, without the path to it."""
    text = f"id: x\n{top}versions:\n  - from: 2020-01-01\n    duty: {duty}\n"
    raw: Any = parse_documents(text, Path("x.yaml"))[0].data
    found = [mutant.description for mutant in mutants(raw)]
    return [text.removeprefix("versions[0].duty.").replace(": 删去 / dropped", " dropped") for text in found]


@pytest.mark.parametrize(
    ("duty", "expected"),
    [
        ("{on: a, do: b}", []),
        ("{on: a, do: b, within: {days: 3}}", ["within.days: 3 → 2", "within.days: 3 → 4"]),
        ("{on: a, do: b, within: {days: 0}}", ["within.days: 0 → 1"]),
        ("{on: a, do: b, within: {days: event.x}}", []),
        ("{on: a, do: b, within: {benchmark: c}}", []),
        ("{on: a, where: x.y > 1, do: b}", ["where: x.y > 1 → not (x.y > 1)"]),
        ("{on: a, value: event.x}", ["value: event.x → not (event.x)"]),
        ("{on: a, do: b, per: object}", ["per dropped"]),
        ("{on: a, at_most: 2, per: [object, day]}",
         ["at_most: 2 → 1", "at_most: 2 → 3", "per[0] dropped", "per[1] dropped"]),
        ("{on: a, officers: {count: '>= 2'}}", ["officers.count: >= 2 → >= 1", "officers.count: >= 2 → >= 3"]),
        ("{on: a, do: {all: [b, c], in_order: true}}", ["do.in_order dropped", "do: all → any"]),
        ("{on: a, do: [b, c], all: true, in_order: true}", ["in_order dropped", "all dropped"]),
        ("{on: a, do: {all: [b]}}", []),
        ("{on: a, with: [b, c]}", ["with: all → any"]),
        ("{on: a, with: {any: [b, c]}}", ["with: all ↔ any"]),
        ("{on: a, avoid: b, until: c}", ["until dropped"]),
        ("{on: a, do: b, before: c}", ["before dropped"]),
        ("{on: a, covered_by: b, tolerance: {seconds: 60}}",
         ["tolerance.seconds: 60 → 59", "tolerance.seconds: 60 → 61", "tolerance dropped"]),
        ("{on: a, do: b, by: {due_of: n, minus: {days: 7}}}", ["by.minus.days: 7 → 6", "by.minus.days: 7 → 8"]),
    ],
)  # fmt: skip
def test_every_kind_of_change_is_made(duty: str, expected: list[str]):
    assert sorted(changes(duty)) == sorted(expected)


def test_tiers_are_dropped_and_their_conditions_negated():
    found = changes("{on: a, do: b, within: [{hours: 24, where: standing(c)}, {hours: 8, from: d}]}")
    assert {"within[0] dropped", "within[1] dropped", "within[1].from dropped"} <= set(found)
    assert "within[0].where: standing(c) → not (standing(c))" in found
    assert len(found) == 8


def test_extensions_lose_their_role_limit_and_themselves():
    found = changes("{on: a, do: b, within: {days: 3}, extend: [{on: c, by: {days: 5}, role: d, times: 2}]}")
    assert {"extend[0] dropped", "extend[0].role dropped", "extend[0].times dropped"} <= set(found)
    assert {"extend[0].by.days: 5 → 4", "extend[0].times: 2 → 3"} <= set(found)


def test_a_limit_on_an_extension_that_sets_the_whole_length_is_no_mutant():
    found = changes("{on: a, do: b, extend: [{on: c, to: {days: 5}, times: 1}]}")
    assert not any("times" in text for text in found)


def test_the_choice_of_version_is_mutated_too():
    assert changes("{on: a, do: b}", top="anchor: a\n") == ["anchor dropped"]


def test_a_mutant_leaves_the_norm_itself_alone(book: Lawbook):
    raw = book.norms["forms.decided_in_time"].raw
    before = repr(raw)
    assert len(list(mutants(raw))) > 20
    assert repr(raw) == before


def test_what_does_not_load_or_means_the_same_is_no_mutant(book: Lawbook):
    norm = book.norms["forms.decided_in_time"]
    assert reread(norm, norm.raw, book) is None
    assert reread(norm, {**norm.raw, "versions": []}, book) is None


def test_the_examples_of_the_small_lawbook_kill_every_mutant(book: Lawbook):
    score = mutation_score(list(book.norms.values()), book)
    assert score.survivors == []
    assert (score.killed, score.per_cent) == (score.total, 100.0)
    assert score.total > 70


def test_a_survivor_is_named_with_its_change(book: Lawbook):
    from dataclasses import replace

    norm = book.norms["forms.window"]
    weak = replace(norm, examples=norm.examples[:1])
    score = mutation_score([weak], book)
    assert score.killed < score.total
    assert {survivor.norm for survivor in score.survivors} == {"forms.window"}
    assert any("working_days: 3 → 2" in survivor.description for survivor in score.survivors)
