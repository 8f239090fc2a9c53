"""The numbers of a year, and the work beside the cases: every kind of matter lives, every figure has a record."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest
import yaml

from fajing.town.build import Town
from fajing.town.bureau import PLACES
from fajing.town.plan import SIZES, first_of_each
from fajing.town.play import edited
from fajing.town.recipes import read_cookbook
from fajing.town.scenes import all_lines
from fajing.town.times import DAY

pytestmark = pytest.mark.timeout(400)
LAW = Path(__file__).resolve().parents[2] / "law" / "cn-police"
YEAR = {
    "administrative_case": 11754, "criminal_case": 1913, "hotline_ticket": 18642, "dispute": 6249, "inspection": 15038,
    "hazard": 5409, "reconsideration": 72, "litigation": 61,
}  # fmt: skip
"""What the published reports say of a year."""
BY_FAJING = {"finding"}
"""Kinds whose matters come from the check itself, and from no export."""
STEMS = "甲乙丙丁戊己庚辛壬癸"


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """What a year of the town is going to hold, of which procedure each of its scenes is, and the town."""
    town = Town(LAW, tmp_path_factory.mktemp("plan"), "year", 1)
    return town.planner.plan(), {name: scene.procedure for name, scene in town.book.scenes.items()}, town


def test_a_year_has_as_many_matters_as_the_published_reports(plan):
    planned, kinds, _ = plan
    counts = Counter(kinds[scene] for _, scene, _ in planned)
    assert {kind: counts[kind] for kind in YEAR} == YEAR
    assert read_cookbook().yearly == YEAR


def test_the_page_says_the_same():
    page = (LAW.parents[1] / "docs" / "town.md").read_text("utf-8")
    assert [f"{count:,}" for count in YEAR.values()] == re.findall(
        r"^\| .+ / .+ \| ([\d,]+) \|$", page, re.MULTILINE
    )


def test_twenty_two_months_hold_a_million_and_a_half_steps(plan):
    """From what a case of each scene comes to; nothing is written."""
    planned, _, town = plan
    counts = Counter(scene for _, scene, _ in planned)
    steps = 0.0
    for scene, count in counts.items():
        script = edited(town.book.scenes[scene], [])
        lengths = [
            len(
                town.player.play(
                    script, "?", town.first * DAY, town.stations[0], Random(at), chances=True
                ).steps
            )
            for at in range(8)
        ]
        steps += count * sum(lengths) / len(lengths)
    assert steps * SIZES["two-years"].share / SIZES["year"].share >= 1_500_000


def test_what_still_lasts_on_the_last_day_cannot_be_decided(plan):
    *_, town = plan
    script = edited(town.book.scenes["in_custody"], [])
    for days, expected in (
        (200, []),
        (20, [("juveniles.cells_apart_from_adults", "undecidable", "absent_fact")]),
    ):
        start = town.as_of - days * DAY
        case = town.player.play(script, "?", start, town.stations[0], Random(1), chances=False)
        town.truth.clear()
        town._unended(case)
        assert [(row[0], *row[4:6]) for row in town.truth] == expected


def test_nothing_else_makes_matters_of_those_kinds():
    below = {
        line.step.rpartition(".")[0]
        for scene in read_cookbook().scenes.values()
        for line in all_lines(scene.lines)
    }
    assert below & YEAR.keys() == set()


def test_a_year_still_breaks_nearly_every_norm_that_a_week_breaks(plan):
    planned, _, _ = plan
    broken = {recipe.norm for _, _, recipe in planned if recipe and recipe.kind == "breach"}
    assert {recipe.norm for recipe in read_cookbook().recipes if recipe.kind == "breach"} - broken == set()


def test_a_week_has_a_fifty_second_of_what_is_always_lawful(week):
    share = SIZES["week"].share
    for kind in ("hotline_ticket", "dispute", "hazard"):
        assert week.built.cases[kind] == pytest.approx(YEAR[kind] * share, abs=1)


@pytest.mark.soak
def test_a_year_that_was_built_holds_them(year):
    found = Counter(matter.procedure for matter in year.intake.log.matters.values())
    assert {kind: found[kind] for kind in YEAR} == YEAR


def test_a_breach_of_each_norm_comes_before_a_second_of_any():
    recipes = read_cookbook().recipes[:]
    Random(1).shuffle(recipes)
    norms = {recipe.norm for recipe in recipes if recipe.kind == "breach"}
    kept = first_of_each(recipes, len(norms) + sum(recipe.at is not None for recipe in recipes))
    assert {recipe.norm for recipe in kept if recipe.kind == "breach"} == norms


def test_every_kind_of_matter_lives(week):
    found = {matter.procedure for matter in week.intake.log.matters.values()}
    assert set(week.lawbook.procedures) - found == BY_FAJING


def test_every_figure_counts_something(week):
    """Of each indicator that counts steps, at least one of them is taken somewhere in the town."""
    book = read_cookbook()
    scripts = [edited(scene, []) for scene in book.scenes.values()]
    scripts += [edited(book.scenes[recipe.scene], list(recipe.edits)) for recipe in book.recipes]
    taken = {(event.procedure, event.step) for event in week.intake.log.events()}
    for script in scripts:
        for line in all_lines(tuple(script.lines)):
            kind, _, step = line.step.rpartition(".")
            taken.add((kind or script.scene.procedure, step))
    empty = {}
    for path in sorted((LAW / "indicators").rglob("*.yaml")):
        raw = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)
        raw.pop("examples", None)
        steps = {tuple(one.split(".")) for one in _counted(raw) if one.count(".") == 1}
        if steps and not steps & taken:
            empty[raw["id"]] = steps
    assert {kind for steps in empty.values() for kind, _ in steps} <= BY_FAJING, empty


def _counted(raw):
    if isinstance(raw, list):
        for one in raw:
            yield from _counted(one)
    elif isinstance(raw, dict):
        for name, one in raw.items():
            if name == "of":
                yield from one if isinstance(one, list) else [one]
            else:
                yield from _counted(one)


def test_every_station_has_a_duty_leader_every_day(week):
    shifts = Counter(
        (event.unit, week.lawbook.zone.civil(event.at.instant).date())
        for event in week.intake.log.events()
        if event.step == "shift_started"
    )
    assert len(shifts) == 70
    assert set(shifts.values()) == {1}


def test_what_concerns_a_case_stands_below_one(week):
    matters = week.intake.log.matters
    for procedure, above in (("area_stay", "administrative_case"), ("case_exchange", "criminal_case")):
        found = [matter for matter in matters.values() if matter.procedure == procedure]
        below = [matters[matter.parent].procedure for matter in found if matter.parent]
        assert len(below) >= 15
        assert len(below) > 0.9 * len(found), "only before the first case there is none to stand below"
        assert set(below) == {above}


def test_stations_have_invented_names():
    """A stem and a shape of the land: no published division, down to the villages, begins so."""
    assert [place[0] for place in PLACES] == list(STEMS)
    assert all(len(place) == 2 for place in PLACES)
    assert len({place[1] for place in PLACES}) == len(PLACES)
