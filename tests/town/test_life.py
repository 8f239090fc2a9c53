"""The town lives as a bureau does: many courses of a case, long waits beside short ones."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from pathlib import Path
from random import Random

import pytest

from fajing.town import build
from fajing.town.bureau import arrivals, make_stations
from fajing.town.times import date_of

pytestmark = pytest.mark.timeout(400)
LAW = Path(build.__file__).parents[3] / "law" / "cn-police"
CASES = 10_000
COURSES = 150
WAITS = (
    ("administrative_case", "person_left", "prior_notice_served"),
    ("call", "call_dispatched", "scene_attended"),
    ("hotline_ticket", "ticket_dispatched", "ticket_signed_for"),
    ("inspection", "inspection_ended", "result_fixed"),
    ("inspection", "result_fixed", "result_notified"),
    ("hazard", "recheck_made", "hazard_closed"),
)
"""Of these the longest are very long: they vary more than their mean."""


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A town before anything has happened in it."""
    return build.Town(LAW, tmp_path_factory.mktemp("life"), "year", 1)


@pytest.fixture(scope="module")
def cases(town):
    """Ten thousand administrative cases as they mostly are, in the proportions of a year."""
    scenes = {
        name: count
        for name, count in town.book.mass.items()
        if town.book.scenes[name].procedure == "administrative_case"
    }
    drawn = town.rng.choices(list(scenes), list(scenes.values()), k=CASES)
    starts = arrivals(town.rng, town.first, town.last, CASES)
    return [town._mass(scene, start) for scene, start in zip(drawn, starts, strict=True)]


def test_ten_thousand_cases_take_at_least_150_courses(cases):
    courses = Counter(tuple(step.step for step in case.steps) for case in cases)
    assert courses.total() == CASES
    again = [course for course, count in courses.items() if count > 1]
    assert len(again) >= COURSES, "courses that several cases take"
    assert len(courses) < CASES / 2, "there is a usual way, not only chance"


def test_the_usual_course_is_usual(cases):
    by_scene = Counter(tuple(step.step for step in case.steps) for case in cases).most_common(3)
    assert all(count > CASES / 100 for _, count in by_scene)


def test_a_week_has_many_courses_already(week):
    injected = {key[1] for key in week.truth}
    courses = {
        tuple(event.step for event in sorted(matter.events, key=lambda event: (event.at.instant, event.seq)))
        for matter in week.intake.log.matters.values()
        if matter.procedure == "administrative_case" and matter.id not in injected
    }
    assert len(courses) >= 60


@pytest.mark.parametrize(("kind", "first", "then"), WAITS)
def test_waiting_times_vary_more_than_their_mean(week, kind, first, then):
    injected = {key[1] for key in week.truth}
    waits = []
    for matter in week.intake.log.matters.values():
        if matter.procedure == kind and matter.id not in injected:
            at: dict[str, int] = {}
            for event in matter.events:
                at.setdefault(event.step, event.at.instant)
            if {first, then} <= at.keys() and at[then] >= at[first]:
                waits.append(at[then] - at[first])
    assert len(waits) > 30
    assert statistics.stdev(waits) / statistics.mean(waits) > 1


def test_work_piles_up_behind_a_busy_desk():
    """The same pieces of work take longer when they all come in at once."""
    quiet, busy = (make_stations()[0][0] for _ in range(2))
    apart = [quiet.wait(at * 30 * build.DAY, Random(at)) for at in range(1, 201)]
    at_once = [busy.wait(build.DAY, Random(at)) for at in range(1, 201)]
    assert statistics.mean(at_once) > 2 * statistics.mean(apart)


def test_more_comes_in_by_day_and_not_every_month_is_alike(town):
    starts = arrivals(town.rng, town.first, town.last, 20_000)
    by_hour: defaultdict[int, int] = defaultdict(int)
    for start in starts:
        by_hour[start % build.DAY // 60] += 1
    assert min(by_hour[hour] for hour in range(9, 12)) > 3 * max(by_hour[hour] for hour in range(2, 5))


def test_more_comes_in_at_the_end_of_the_week_and_in_summer(town):
    starts = arrivals(Random(3), town.first, town.last, 60_000)
    by_weekday, by_month = Counter[int](), Counter[int]()
    for start in starts:
        day = date_of(start // build.DAY)
        by_weekday[day.weekday()] += 1
        by_month[day.month] += 1
    days = [date_of(day) for day in range(town.first, town.last + 1)]
    weekday = {n: by_weekday[n] / sum(day.weekday() == n for day in days) for n in range(7)}
    month = {n: by_month[n] / sum(day.month == n for day in days) for n in by_month}
    assert weekday[5] > 1.15 * max(weekday[n] for n in (1, 2, 3))
    assert min(month[n] for n in (7, 8) if n in month) > 1.3 * month[2]
