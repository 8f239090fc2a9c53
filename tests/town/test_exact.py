"""A season, a year and the twenty-two months of the town, exact; each takes minutes and is played in the soak."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from tests.town.conftest import exactness, rejects_as_expected

pytestmark = [pytest.mark.soak, pytest.mark.timeout(0)]


def _report(town, soak_note):
    soak_note(
        f"town: {town.built.events} events, {town.built.norms} norms broken, {len(town.expected())} duties not met, "
        f"all and only they found; {Counter(town.truth.values())}; {town.built.rejects} damaged rows rejected"
    )


def test_a_season_is_found_exactly(season, soak_note):
    assert exactness(season) == {}
    assert rejects_as_expected(season)
    assert season.built.norms >= 460
    _report(season, soak_note)


def test_a_year_is_found_exactly(year, soak_note):
    assert exactness(year) == {}
    assert rejects_as_expected(year)
    assert year.built.norms >= 460
    assert year.built.events >= 1_000_000
    _report(year, soak_note)


def test_twenty_two_months_are_found_exactly(two_years, soak_note):
    assert exactness(two_years) == {}
    assert rejects_as_expected(two_years)
    assert two_years.built.events >= 1_500_000
    _report(two_years, soak_note)


def test_the_cases_of_a_year_take_at_least_150_courses(year, soak_note):
    injected = {key[1] for key in year.truth}
    matters = [
        matter
        for matter in year.intake.log.matters.values()
        if matter.procedure == "administrative_case" and matter.id not in injected
    ][:10_000]
    courses = Counter(
        tuple(event.step for event in sorted(matter.events, key=lambda event: (event.at.instant, event.seq)))
        for matter in matters
    )
    several = sum(count > 1 for count in courses.values())
    soak_note(f"town year: {len(matters)} cases, {len(courses)} courses, {several} taken more than once")
    assert several >= 150


def test_most_waits_of_a_year_vary_more_than_their_mean(year, soak_note):
    waits: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for matter in year.intake.log.matters.values():
        events = sorted(matter.events, key=lambda event: (event.at.instant, event.seq))
        for one, other in pairwise(events):
            waits[matter.procedure, one.step, other.step].append(other.at.instant - one.at.instant)
    varied = 0
    for times in waits.values():
        if len(times) >= 1000:
            mean = sum(times) / len(times)
            spread = (sum((time - mean) ** 2 for time in times) / len(times)) ** 0.5
            varied += spread > mean > 0
    soak_note(f"town year: {varied} kinds of wait have a coefficient of variation above 1")
    assert varied >= 20
