"""The bureau: ten stations, their officers, the queue each works off, and when things happen.

Numbers and invented names of places only. An officer is a number; nobody here has a name.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from random import Random

from fajing.town.times import DAY, HOUR, date_of

PLACES = ("甲桥", "乙岭", "丙浦", "丁原", "戊湾", "己门", "庚林", "辛渡", "壬沙", "癸台")
"""Numbered by the ten stems: no place that the published lists of divisions name, down to the villages, begins so."""
HANDLERS = 78
ASSISTANTS = 14
LEADERS = 6
DESKS = 5
STATION_ROLES = (
    "unit_leader", "station_leader", "duty_leader", "duty_officer", "hotline_officer", "inspector", "mediator",
    "permit_officer", "petition_officer", "disclosure_officer", "service_officer",
)  # fmt: skip
BUREAU_ROLES = (
    "bureau_leader", "bureau_head", "superior_leader", "legal_officer", "reviewer", "hearing_host", "hearing_clerk",
    "property_keeper", "finance_officer", "archivist", "case_manager", "detention_officer", "inspectorate_officer",
    "proposal_officer", "trainer",
)  # fmt: skip
BY_HOUR = (3, 2, 1, 1, 1, 1, 2, 4, 8, 11, 11, 10, 7, 7, 9, 10, 10, 9, 8, 9, 10, 9, 7, 5)
BY_WEEKDAY = (10, 9, 9, 9, 11, 12, 10)
BY_MONTH = (8, 7, 9, 9, 10, 10, 12, 12, 10, 10, 9, 9)
SERVICE_MEAN = 7.2 * HOUR
"""Of one piece of work at a desk; long ones are rare and very long."""


@dataclass(slots=True)
class Station:
    """A unit with its officers and its queue."""

    name: str
    number: int
    handlers: list[str] = field(default_factory=list)
    posts: dict[str, list[str]] = field(default_factory=dict)
    desks: list[int] = field(default_factory=lambda: [0] * DESKS)

    def crew(self, rng: Random) -> dict[str, str]:
        """Who acts in a case: one officer for each role, and the letters A to D for its handlers."""
        first, second, third, fourth = rng.sample(self.handlers, 4)
        crew = {role: rng.choice(officers) for role, officers in self.posts.items()}
        crew |= {
            "handler": first,
            "assistant_handler": second,
            "A": first,
            "B": second,
            "C": third,
            "D": fourth,
        }
        crew |= {"L": crew["bureau_leader"], "U": crew["unit_leader"], "K": crew["property_keeper"]}
        crew |= {"H": crew["hearing_host"], "G": crew["legal_officer"], "X": crew["auxiliary"]}
        crew |= {"Y": crew["unqualified"], "M": crew["bureau_head"]}
        return crew

    def wait(self, at: int, rng: Random) -> int:
        """How long a piece of work takes from now until one of the desks has done it."""
        free = heapq.heappop(self.desks)
        service = rng.lognormvariate(0, 1.6) * SERVICE_MEAN / 3.6
        done = max(at, free) + min(service, 9 * DAY)
        heapq.heappush(self.desks, int(min(done, at + 6 * DAY)))
        return int(done) - at


def make_stations() -> tuple[list[Station], list[tuple[str, str, str]]]:
    """The stations, and every officer as number, kind and role."""
    officers: list[tuple[str, str, str]] = []

    def post(role: str, count: int, kind: str = "police") -> list[str]:
        made = [f"{40001 + len(officers) + index:06d}" for index in range(count)]
        officers.extend((key, kind, role) for key in made)
        return made

    bureau = {role: post(role, 3 if role != "bureau_head" else 1) for role in BUREAU_ROLES}
    bureau["unqualified"] = post("legal_officer", 2)
    stations = []
    for number, place in enumerate(PLACES, 1):
        station = Station(f"{place}派出所", number)
        station.handlers = post("handler", HANDLERS)
        station.posts = {role: post(role, 2) for role in STATION_ROLES}
        station.posts["auxiliary"] = post("assistant_handler", ASSISTANTS // 2, "auxiliary")
        station.posts.update(bureau)
        stations.append(station)
    return stations, officers


def arrivals(rng: Random, first: int, last: int, count: int) -> list[int]:
    """Minutes at which things come in, in order: more on some weekdays, in some months, at some hours.

    Args:
        rng: Draws them.
        first: The first day's number.
        last: The last day's number.
        count: How many.
    """
    days = range(first, last + 1)
    weights = [BY_WEEKDAY[date_of(day).weekday()] * BY_MONTH[date_of(day).month - 1] for day in days]
    chosen = rng.choices(days, weights, k=count)
    hours = rng.choices(range(24), BY_HOUR, k=count)
    return sorted(
        day * DAY + hour * HOUR + rng.randrange(1, HOUR) for day, hour in zip(chosen, hours, strict=True)
    )
