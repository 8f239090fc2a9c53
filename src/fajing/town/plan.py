"""What happens when: how many cases of each kind come in, which of them are made by recipes, and when each begins.

The numbers of a year are those of the published reports. A town of less than a year holds every recipe once all the
same, so that every norm is broken in it; a year and more holds as many of them as its numbers leave room for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from fajing.town.bureau import Station, arrivals
from fajing.town.play import Player, Script, edited, minute_of_day
from fajing.town.recipes import Cookbook, Recipe
from fajing.town.times import DAY, TownCalendar, date_of, minute_of, moment

LAW_CHANGED = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of the town: its first and last day, the share of a year's cases, how often each recipe is used."""

    first: date
    last: date
    share: float
    times: int


SIZES = {
    "week": Size(date(2026, 3, 30), date(2026, 4, 5), 1 / 52, 1),
    "season": Size(date(2026, 3, 1), date(2026, 5, 31), 1 / 4, 3),
    "year": Size(date(2025, 10, 1), date(2026, 9, 30), 1, 8),
    "two-years": Size(date(2025, 1, 1), date(2026, 10, 31), 22 / 12, 16),
}
TRIES = 400
FAULTY = 0.5
"""At most this part of the cases of a kind is made by recipes, as far as each recipe is used once."""
WHOLE_YEAR = 1.0
"""From this share on the numbers of a year hold; a smaller town holds every recipe once, however few cases it has."""
TURN, ROUND_DAY = 8 * 60, 3
"""When and on which day of the month what each station does by the calendar begins."""
Planned = tuple[int, str, Recipe | None]
"""When it begins, its scene, and the recipe it is made by, if any."""


class Planner:
    """Draws the plan of one town."""

    def __init__(
        self, size: Size, book: Cookbook, player: Player, stations: list[Station], rng: Random, as_of: int
    ) -> None:
        self.size, self.book, self.player, self.stations, self.rng = size, book, player, stations, rng
        self.calendar: TownCalendar = player.calendar
        self.as_of = as_of
        self.first = minute_of(size.first) // DAY
        self.last = minute_of(size.last) // DAY

    def plan(self) -> list[Planned]:
        """Every case with its start, in the order in which they come in."""
        plan: list[Planned] = []
        for kind, recipes in self._recipes_by_kind().items():
            room = self.book.yearly.get(kind, 0) * self.size.share
            times = (
                max(1, min(self.size.times, int(room * FAULTY / len(recipes)))) if room else self.size.times
            )
            if room and self.size.share >= WHOLE_YEAR:
                recipes = first_of_each(recipes, int(room * FAULTY))
            for recipe in recipes:
                if recipe.at is not None:
                    plan.append((self._start_for(recipe, moment(recipe.at)), recipe.scene, recipe))
                    continue
                for _ in range(times):
                    start = self._start(recipe)
                    if start is not None:
                        plan.append((start, recipe.scene, recipe))
        faulty = Counter(self.book.scenes[scene].procedure for _, scene, _ in plan)
        for scene, yearly in self.book.mass.items():
            kind = self.book.scenes[scene].procedure
            count = yearly * self.size.share
            if kind in self.book.yearly:
                of_kind = [
                    n for name, n in self.book.mass.items() if self.book.scenes[name].procedure == kind
                ]
                whole = self.book.yearly[kind] * self.size.share
                count = max(whole - faulty[kind], whole * (1 - FAULTY)) * yearly / sum(of_kind)
            starts = arrivals(self.rng, self.first, self.last, max(1, round(count)))
            plan += [(at, scene, None) for at in starts]
        for scene, every in self.book.rounds.items():
            plan += [(at, scene, None) for at in self._rounds(every)]
        plan.sort(key=lambda one: one[0])
        return plan

    def _rounds(self, every: str) -> Iterator[int]:
        """When each station has its turn; the station is told by the minute after eight."""
        for day in range(self.first, self.last + 1):
            if every == "day" or date_of(day).day == ROUND_DAY:
                yield from (day * DAY + TURN + station.number for station in self.stations)

    def _recipes_by_kind(self) -> dict[str, list[Recipe]]:
        found: dict[str, list[Recipe]] = {}
        for recipe in self.book.recipes:
            found.setdefault(self.book.scenes[recipe.scene].procedure, []).append(recipe)
        return found

    def _start(self, recipe: Recipe) -> int | None:
        """A start at which the law does not change under the case and all of it lies in the record."""
        first, last = self.first, self.last
        if recipe.since:
            first = max(first, minute_of(date.fromisoformat(recipe.since)) // DAY)
        if recipe.until:
            last = min(last, minute_of(date.fromisoformat(recipe.until)) // DAY)
        if first > last:
            return None
        changed = minute_of(LAW_CHANGED) // DAY
        for _ in range(TRIES):
            day = self.rng.randint(first, last)
            if recipe.clock:
                start = day * DAY + minute_of_day(recipe.clock)
            else:
                start = day * DAY + 9 * 60 + self.rng.randrange(1, 420)
            end = self._end(recipe, start)
            if end + DAY <= self.as_of and not (day < changed <= end // DAY):
                return start
        return None

    def _start_for(self, recipe: Recipe, at: int) -> int:
        """The start of a case whose first duty begins at a given moment."""
        start, name = at, recipe.expected[0].trigger
        for _ in range(TRIES):
            rng = Random(start)  # noqa: S311 -- likewise
            case = self.player.play(
                script_of(self.book, recipe), "?", start, self.stations[0], rng, chances=False
            )
            off = case.named(name).at - at
            if not off:
                return start
            start -= off
        raise ValueError(recipe.norm)

    def _end(self, recipe: Recipe, start: int) -> int:
        """When the last of it has happened, or its last period has run out."""
        rng = Random(start)  # noqa: S311 -- likewise
        case = self.player.play(
            script_of(self.book, recipe), "?", start, self.stations[0], rng, chances=False
        )
        ends = [max(step.at, step.until or step.at) for step in case.steps]
        for wait in recipe.waits:
            period, name = wait.split(":")
            ends.append(self.calendar.due(case.named(name).at, period) + 1)
        return max(ends)


def script_of(book: Cookbook, recipe: Recipe) -> Script:
    """The recipe's scene with its edits."""
    return edited(book.scenes[recipe.scene], list(recipe.edits))


def first_of_each(recipes: list[Recipe], most: int) -> list[Recipe]:
    """As many recipes as there is room for: dated ones, then of each norm a breach, then a near miss, and so on."""
    turns: Counter[tuple[str, bool]] = Counter()
    order: list[tuple[int, bool, int]] = []
    for index, recipe in enumerate(recipes):
        lawful = recipe.kind != "breach"
        order.append((-1 if recipe.at else turns[recipe.norm, lawful], lawful, index))
        turns[recipe.norm, lawful] += 1
    kept = {index for *_, index in sorted(order)[:most]}
    return [recipe for index, recipe in enumerate(recipes) if index in kept]
