"""Cases on either side of the day on which the law changed, judged by the law of the right day."""

from __future__ import annotations

from collections import defaultdict

import pytest

from fajing.town.recipes import read_cookbook

pytestmark = pytest.mark.timeout(400)
CHANGED = {"2025-04-01", "2025-05-20", "2025-06-01", "2026-01-01", "2026-02-01", "2026-05-01", "2026-07-01"}
"""Days within the town's time on which law that it is judged by came into force."""


def test_every_change_within_the_towns_time_is_straddled(week):
    in_force = {
        version.start.isoformat()
        for norm in week.lawbook.norms.values()
        for version in norm.versions
        if "2025-01-01" < version.start.isoformat() < "2026-11-01"
    }
    assert in_force == CHANGED
    assert set(week.law.values()) >= CHANGED
    before = {key[3][:10] for key, kind in week.truth.items() if kind == "none"} | {
        key[3][:10] for key, law in week.law.items() if law not in CHANGED
    }
    for day in CHANGED:
        assert any(_days_before(day, other) <= 40 for other in before), day


def _days_before(day, other):
    from datetime import date

    off = (date.fromisoformat(day) - date.fromisoformat(other)).days
    return off if off > 0 else 1000


def test_each_is_judged_by_the_law_of_its_day(week):
    assert len(week.law) >= 30
    assert {key: week.laws.get(key) for key in week.law} == week.law


def test_a_duty_that_came_later_is_none_before(week):
    none = {key[:4] for key, kind in week.truth.items() if kind == "none"}
    assert len(none) >= 12
    assert none & week.about == set()


def test_the_new_year_turns_outcomes_round(week):
    """What was a breach a minute before midnight is none a minute after, or the other way about."""
    outcomes = defaultdict(dict)
    for key in week.truth:
        if key[3][:10] in ("2025-12-31", "2026-01-01"):
            outcomes[key[0]].setdefault(key[3], set()).add(key[4])
    turned = {
        norm
        for norm, found in outcomes.items()
        if len(found) > 1 and len(set(map(frozenset, found.values()))) > 1
    }
    assert len(turned) >= 14
    assert outcomes["service.spot_penalty_within_the_limit"] == {
        "2025-12-31 23:59": {"missed"},
        "2026-01-01 00:00": {"met"},
    }


def test_a_case_of_the_old_year_is_judged_by_the_old_law_when_it_ends_in_the_new(week):
    norm = "handling.public_security_case_in_30_days"
    found = {
        (key[3], key[4]): week.laws[key] for key in week.law if key[0] == norm and key[2] == "case_accepted"
    }
    assert found == {
        ("2025-12-15 09:30", "met"): "2013-01-01",
        ("2025-12-15 09:30", "late"): "2013-01-01",
        ("2025-12-31 23:30", "met"): "2013-01-01",
        ("2025-12-31 23:30", "late"): "2013-01-01",
    }


def test_every_recipe_with_a_day_is_in_every_size(week):
    dated = [recipe for recipe in read_cookbook().recipes if recipe.at]
    for recipe in dated:
        first = recipe.expected[0]
        at = (recipe.at or "").replace("T", " ")
        assert any(key[0] == first.norm and key[3] == at and key[4] == first.outcome for key in week.truth), (
            recipe.norm
        )
