"""Hand-overs: who does a step when a shift has ended, an officer is away or has moved, or the case has a new unit.

In: a case as it was played, by the officers it began with. Out: the same case, each step by whoever held the post then.
Shifts, absences and moves belong to the officers, not to the cases, and are drawn from a seed of their own: two cases
of one officer see the same leave. Nobody who already acts in a case stands in for somebody else in it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from zlib import crc32

from fajing.town.bureau import STATION_ROLES, Station
from fajing.town.play import Case, Step
from fajing.town.times import DAY, HOUR

SHIFT_POSTS = ("duty_leader", "duty_officer", "hotline_officer")
"""Manned day and night, by turns of twelve hours."""
SHIFT, SHIFT_BEGINS = 12 * HOUR, 8 * HOUR
BETWEEN_ABSENCES = 75.0
"""Days from one absence to the next, on average."""
LONGEST_ABSENCE = 12
MOVED = 0.05
"""This part of the handlers change places with one of another station within the record."""
ELSEWHERE = "?"
"""Stands for the unit a case goes to, until it is known."""


@dataclass(slots=True)
class _Course:
    """One case while its officers are settled: each may act for one of those it was played with."""

    salt: int
    bound: set[str]
    acts_for: dict[str, str]
    stand_ins: dict[str, str] = field(default_factory=dict)
    moved_to: Station | None = None

    def is_free(self, officer: str, original: str) -> bool:
        """Whether an officer does not act for another one in the case."""
        return self.acts_for.get(officer, original) == original


class Handovers:
    """The officers' shifts, absences and moves.

    Args:
        seed: As of the town.
        stations: Theirs.
        first: First minute of the record.
        last: Its last minute.
    """

    def __init__(self, seed: str, stations: list[Station], first: int, last: int) -> None:
        self.seed, self.stations, self.first, self.last = seed, stations, first, last
        self.posts: dict[str, tuple[list[str], int, str]] = {}
        """Of each officer of a station: all who hold such a post there, the place among them, and the post."""
        for station in stations:
            for name, officers in self._posts_of(station).items():
                self.posts |= {one: (officers, place, name) for place, one in enumerate(officers)}
        self.moves = self._moves()
        self._absences: dict[str, list[tuple[int, int]]] = {}

    @staticmethod
    def _posts_of(station: Station) -> dict[str, list[str]]:
        return {"handler": station.handlers} | {name: station.posts[name] for name in STATION_ROLES}

    def _moves(self) -> dict[str, tuple[int, str]]:
        rng = Random(f"{self.seed}/moves")  # noqa: S311 -- the same seed must give the same town
        found: dict[str, tuple[int, str]] = {}
        for one, other in zip(self.stations, self.stations[1:] + self.stations[:1], strict=True):
            for _ in range(round(len(one.handlers) * MOVED / 2)):
                here, there = rng.choice(one.handlers), rng.choice(other.handlers)
                if here not in found and there not in found:
                    at = rng.randrange(self.first, self.last) // DAY * DAY
                    found[here], found[there] = (at, there), (at, here)
        return found

    def absences(self, officer: str) -> list[tuple[int, int]]:
        """When an officer is away: first and last minute of each stretch of whole days."""
        found = self._absences.get(officer)
        if found is None:
            rng = Random(f"{self.seed}/{officer}")  # noqa: S311 -- likewise
            found, day = [], rng.expovariate(1 / BETWEEN_ABSENCES)
            while day * DAY < self.last:
                length = rng.randint(1, LONGEST_ABSENCE)
                found.append((int(day) * DAY, (int(day) + length) * DAY - 1))
                day += length + rng.expovariate(1 / BETWEEN_ABSENCES)
            self._absences[officer] = found
        return found

    def pass_on(self, case: Case) -> None:
        """Give each step to the unit and the officers who did it."""
        roles: dict[str, set[str]] = {}
        for step in case.steps:
            for number, role in step.officers:
                roles.setdefault(number, set()).add(role)
        bound = {number for number, known in roles.items() if len(known) > 1}
        course = _Course(crc32(case.steps[0].matter.encode()), bound, {one: one for one in roles})
        for step in case.steps:
            if course.moved_to is not None:
                step.unit = course.moved_to.name
            step.officers = [(self._who(number, step, course), role) for number, role in step.officers]
            if step.fields.get("to_unit") == ELSEWHERE:
                course.moved_to = self._elsewhere(step.unit, course)
                step.fields["to_unit"] = course.moved_to.name

    def _elsewhere(self, unit: str, course: _Course) -> Station:
        others = [one for one in self.stations if one.name != unit]
        return others[course.salt % len(others)]

    def _who(self, original: str, step: Step, course: _Course) -> str:
        post = self.posts.get(original)
        if (
            post is None or original in course.bound
        ):  # one of the bureau's own; one with two parts in the case
            return original
        officer, (officers, place, name) = original, post
        if course.moved_to is not None:
            officers = self._posts_of(course.moved_to)[name]
            officer = officers[place]
        if name in SHIFT_POSTS:
            return officers[(step.at - SHIFT_BEGINS) // SHIFT % len(officers)]
        at, partner = self.moves.get(officer, (0, officer))
        if step.at >= at and course.is_free(partner, original):
            officer = partner
        stretch = self._away(officer, step.at)
        if stretch is not None or not course.is_free(officer, original):
            officer = self._stand_in(officer, original, officers, step.at, course)
        course.acts_for[officer] = original
        return officer

    def _stand_in(
        self, officer: str, original: str, officers: Sequence[str], at: int, course: _Course
    ) -> str:
        """Who acts instead, the same one as long as it can be; the officer, if nobody else is there."""
        last = course.stand_ins.get(original)
        turns = (officers[(course.salt + turn) % len(officers)] for turn in range(len(officers)))
        for one in (last, *turns) if last else turns:
            known = one in self.moves or one == officer
            if not known and course.is_free(one, original) and self._away(one, at) is None:
                course.stand_ins[original] = one
                return one
        return officer

    def _away(self, officer: str, at: int) -> int | None:
        """Which of the officer's absences the minute lies in."""
        known = self.absences(officer)
        place = bisect_right(known, (at, self.last + DAY * 999)) - 1
        return place if place >= 0 and at <= known[place][1] else None
