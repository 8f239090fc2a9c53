"""Officers change within a case, and so may the unit; what is broken is laid to whoever had it then."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from fajing.town.build import AS_OF
from fajing.town.bureau import make_stations
from fajing.town.handover import Handovers
from fajing.town.plan import SIZES
from fajing.town.times import DAY, minute_of, moment

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def handovers():
    """Those of the week the tests share."""
    return Handovers("1/week", make_stations()[0], minute_of(SIZES["week"].first), minute_of(AS_OF, "23:59"))


@pytest.fixture(scope="module")
def acts(week):
    """Of each matter what was done in it, in order: minute, step, unit, officers with their roles."""
    found = {}
    for matter in week.intake.log.matters.values():
        events = sorted(matter.events, key=lambda event: (event.at.instant, event.seq))
        found[matter.id] = [
            (
                moment(week.lawbook.zone.civil(event.at.instant).strftime("%Y-%m-%dT%H:%M")),
                event.step,
                event.unit or matter.unit,
                {one.id: one.role for one in event.officers},
            )
            for event in events
        ]
    return found


def test_what_is_broken_is_laid_to_the_unit_and_officers_who_had_it(week):
    assert len(week.people) > 1100
    assert {key: week.told[key] for key in week.people} == week.people


def test_a_case_that_moves_is_gone_on_with_by_the_other_unit(week, acts):
    moved, matters = {}, week.intake.log.matters
    for matter in matters.values():
        for event in matter.events:
            if event.values.get("to_unit"):
                moved[matter.id] = (event, str(event.values["to_unit"]))
    assert len(moved) >= 8
    for matter, (event, to) in moved.items():
        steps = [step for _, step, _, _ in acts[matter]]
        at = steps.index(event.step)
        assert {unit for _, _, unit, _ in acts[matter][at + 1 :]} == {to}
        assert {unit for _, _, unit, _ in acts[matter][: at + 1]} == {matters[matter].unit} != {to}
    owed = {key[0]: week.people[key][0] == moved[key[1]][1] for key in week.people if key[1] in moved}
    assert len(owed) >= 4
    assert all(owed.values()), "owed by the unit that has the case when it falls due"


def test_the_handler_changes_in_many_cases(acts, handovers):
    handlers = {officer for officer, (_, _, post) in handovers.posts.items() if post == "handler"}
    first_and_others = [
        [
            one
            for *_, officers in steps
            for one, role in officers.items()
            if role == "handler" and one in handlers
        ]
        for matter, steps in acts.items()
        if matter.startswith("行")
    ]
    changed = [found for found in first_and_others if found and any(a != b for a, b in pairwise(found))]
    assert len(changed) > len(first_and_others) / 10


def test_a_shift_ends_within_a_case(acts, handovers):
    by_shift: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    changes = 0
    for steps in acts.values():
        on_duty = [
            (at, unit, officer)
            for at, _, unit, officers in steps
            for officer in officers
            if handovers.posts.get(officer, ("", 0, ""))[2] == "duty_officer"
        ]
        for at, unit, officer in on_duty:
            by_shift[unit, (at - 8 * 60) // 720].add(officer)
        changes += len({officer for *_, officer in on_duty}) > 1
    assert all(len(found) == 1 for found in by_shift.values()), "one officer has the desk for a whole shift"
    assert changes >= 10


def test_nobody_acts_while_away(acts, handovers):
    """Who has two parts in one case is kept in both; everybody else is stood in for."""
    away, kept = Counter[str](), 0
    for steps in acts.values():
        roles: defaultdict[str, set[str]] = defaultdict(set)
        for *_, officers in steps:
            for officer, role in officers.items():
                roles[officer].add(role)
        for at, _, _, officers in steps:
            for officer in officers:
                known = handovers.posts.get(officer)
                if known is None or known[2] != "handler":
                    continue
                absent = any(a <= at <= b for a, b in handovers.absences(officer))
                if absent and len(roles[officer]) == 1:
                    away[officer] += 1
                kept += not absent
    assert kept > 5000
    assert not away


def test_absences_are_whole_days_and_moves_are_mutual(handovers):
    for officer in handovers.posts:
        known = handovers.absences(officer)
        assert all(a % DAY == 0 and (b + 1) % DAY == 0 and a < b for a, b in known)
        assert all(b < a for (_, b), (a, _) in pairwise(known))
    assert len(handovers.moves) >= 20
    for officer, (at, other) in handovers.moves.items():
        assert handovers.moves[other] == (at, officer)
        assert handovers.posts[officer][0] is not handovers.posts[other][0]
