"""The town: what was put in is found with its reason, and nothing else."""

from __future__ import annotations

import ast
import statistics
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from tests.town.conftest import exactness, rows_of

from fajing.intake.records import Correction
from fajing.lawbook.model import Status
from fajing.town import build
from fajing.town.recipes import read_cookbook

pytestmark = pytest.mark.timeout(400)
TOWN = Path(build.__file__).parent
LEAST_NEAR = {"minute": 300, "day off": 50, "extension": 10, "open pause": 4}


def test_every_breach_is_found_with_its_reason_and_nothing_else(week):
    assert exactness(week) == {}
    assert len(week.expected()) > 700


def test_near_misses_are_not_broken(week):
    near = [key for key, kind in week.truth.items() if kind == "near"]
    assert len(near) > 400
    assert [key for key in near if key not in week.duties] == []
    assert {key[4] for key in near} == {"met", "open", "excused"}


def test_near_misses_are_near_in_every_way(week):
    """A minute before the end, an end behind days off, a granted extension, a pause that still lasts."""
    few = {way: week.ways[way] for way, least in LEAST_NEAR.items() if week.ways[way] < least}
    assert few == {}, week.ways


def test_missing_facts_are_undecidable(week):
    missing = [key for key, kind in week.truth.items() if kind == "undecidable"]
    assert len({key[0] for key in missing}) >= 40
    assert all(key in week.duties and key[5] == "absent_fact" for key in missing)


def test_over_two_hundred_norms_are_broken_somewhere(week):
    broken = {key[0] for key, kind in week.truth.items() if kind == "breach"}
    in_force = {norm.id for norm in week.lawbook.norms.values() if norm.status is Status.IN_FORCE}
    assert len(broken & in_force) >= 200


# Why a norm in force has no recipe: its fact is personal and not carried, or one of these.
NO_RECIPE = {
    "custody.overdue_detention_reported": "comes with the breach of another norm",
    "permits.delay_explained_publicly": "likewise",
}
LONG_OR_RARE = {
    "bail.ends_in_twelve_months": "a year must run out within the record",
    "bail.surveillance_ends_in_six_months": "half a year must run out after the week",
    "continued_questioning.overrun_reported": "hangs on a norm whose fact is personal",
    "custody.released_when_the_case_is_withdrawn": "no scene yet",
    "enforcement.court_applied_after_the_demand_has_run": "half a year passes first; in the larger sizes only",
    "enforcement.court_applied_in_time": "300 days must pass first",
    "juveniles.child_heard_on_record": "no scene of a child as a witness",
    "reporting.checked_every_year": "whole years must pass",
    "reporting.new_law_checked_within_a_year": "a year must pass",
}
MOST_WITHOUT = 40


def test_norms_without_a_recipe_are_few_and_known(week):
    """A norm that is written later may come without a recipe for a while, but not many."""
    named = {one.norm for recipe in read_cookbook().recipes for one in recipe.expected}
    in_force = {norm.id for norm in week.lawbook.norms.values() if norm.status is Status.IN_FORCE}
    without = in_force - named - week.uncarried
    unexplained = sorted(without - NO_RECIPE.keys() - LONG_OR_RARE.keys())
    assert len(unexplained) <= MOST_WITHOUT, unexplained
    assert sorted(LONG_OR_RARE.keys() & named & {key[0] for key in week.expected()}) == []


def test_a_fact_that_is_not_carried_is_said_for_each_norm(week):
    reasons = read_cookbook().uncarried
    assert all(" / " in why for why in reasons.values())
    assert {key[4] for key in week.duties if key[0] in week.uncarried} <= {
        "undecidable",
        "met",
        "open",
        "excused",
    }


def test_damaged_rows_and_only_they_are_rejected(week):
    damaged = Counter(row["file"] for row in rows_of(week.built.out / "truth_rejects.csv"))
    rejected = {Path(file.path).name: file.rejected for file in week.intake.files if file.rejected}
    assert rejected == damaged
    rows = sum(file.rows for file in week.intake.files)
    assert damaged.total() / rows == pytest.approx(0.02, abs=0.003)
    corrections: list[Correction] = week.intake.corrections
    assert corrections == []


def test_the_rejects_stand_where_the_truth_says(week):
    where = {(row["file"], int(row["row"])) for row in rows_of(week.built.out / "truth_rejects.csv")}
    found = {(Path(one.file).name, one.row) for one in week.intake.rejects}
    assert found == where


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    first, second, other = (tmp_path / name for name in ("a", "b", "c"))
    build.build_town(TOWN.parents[2] / "law" / "cn-police", first, "week", 7)
    build.build_town(TOWN.parents[2] / "law" / "cn-police", second, "week", 7)
    build.build_town(TOWN.parents[2] / "law" / "cn-police", other, "week", 8)

    def all_bytes(folder):
        return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}

    assert all_bytes(first) == all_bytes(second)
    assert all_bytes(first)["truth.csv"] != all_bytes(other)["truth.csv"]


def test_officers_hand_over_and_nobody_has_a_name(week):
    officers = defaultdict(set)
    for event in week.intake.log.events():
        officers[event.matter].update(acting.id for acting in event.officers)
    assert statistics.mean(len(found) for found in officers.values() if found) > 1.5
    everyone = set().union(*officers.values())
    assert all(one.isdigit() and len(one) == 6 for one in everyone)
    registered = (week.built.out / "bureau" / "registers" / "officers.yaml").read_text("utf-8")
    assert 1050 <= registered.count("key:") <= 1150


def test_the_town_knows_neither_how_periods_are_counted_nor_how_duties_are_judged():
    forbidden = (
        "fajing.core.periods",
        "fajing.core.working",
        "fajing.core.lengths",
        "fajing.scan",
        "fajing.intake",
    )
    for path in sorted(TOWN.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{one.name}" for one in node.names]
            assert not [n for n in names if n.startswith(forbidden)], path.name
