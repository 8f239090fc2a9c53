"""The draw itself: from pool, plan and seed to targets and teams, and to replacements.

In: a pool, a plan, a seed. Out: who and what is drawn, always the same. It is successive sampling (Algorithm D of
Efraimidis and Spirakis, Information Processing Letters 97 (2006) 181-185) in whole numbers: each target has as many
tickets as its weight, a ticket is drawn, and the ticket of a target already drawn is passed over. That is drawing with
replacement and keeping the distinct ones in the order in which they first come, so no sum ever changes and no floating
point enters. docs/adr/0020-verifiable-draw.md is the specification; `verify_draw.py` is written from it a second time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from fajing.core.errors import FajingError
from fajing.draw.plan import Barred, Plan
from fajing.draw.pool import Person, Pool, Target
from fajing.draw.stream import Stream


@dataclass(slots=True)
class Drawn:
    """A target that was drawn.

    Attributes:
        target: Its id.
        stratum: The count of the plan it was drawn for.
        team: Ids of the people, in the order in which they were drawn.
        barred: Who could not be drawn for it, with the reason.
    """

    target: str
    stratum: str
    team: list[str] = field(default_factory=list)
    barred: list[tuple[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The target as it stands in the record."""
        return {
            "barred": [{"person": person, "reason": reason} for person, reason in self.barred],
            "stratum": self.stratum,
            "target": self.target,
            "team": list(self.team),
        }


class Drawing:
    """A draw under way: what was drawn, what was replaced, and how far each stream of numbers has come.

    Attributes:
        drawn: What stands now, in the order drawn; what replaced something is at its place.
        load: How often each person is in a team now.
    """

    def __init__(self, pool: Pool, plan: Plan, seed: str) -> None:
        self._plan = plan
        self._seed = bytes.fromhex(seed)
        self._barred = Barred(plan, pool)
        self._targets = {one.id: one for one in pool.targets}
        self._people = {one.id: one for one in pool.people}
        self._streams: dict[str, Stream] = {}
        self._parts = plan.strata(pool)
        self._tickets = {
            name: list(accumulate(one.weight for one in part)) for name, part in self._parts.items()
        }
        self._left = {name: len(part) for name, part in self._parts.items()}
        self._taken: set[str] = set()
        self._gone: set[str] = set()
        self._gone_from: dict[str, set[str]] = {}
        self.load = dict.fromkeys(self._people, 0)
        self.drawn: list[Drawn] = []
        for stratum, count in sorted(plan.counts.items()):
            for _ in range(count):
                target = self._next_target(stratum)
                self.drawn.append(Drawn(target.id, stratum, [], self._barred.of(target)))
        for one in self.drawn:
            self._fill(one, self._stream("teams"))

    def replace_target(self, out: str) -> Drawn:
        """Draw the next of the same stratum in place of a target.

        Raises:
            FajingError: It was not drawn, or nothing is left that was not drawn before.
        """
        place, old = self._place(out)
        target = self._next_target(old.stratum)
        for person in old.team:
            self.load[person] -= 1
        new = Drawn(target.id, old.stratum, [], self._barred.of(target))
        self._fill(new, self._stream(f"team/{target.id}"))
        self.drawn[place] = new
        return new

    def replace_person(self, out: str, target: str = "") -> list[tuple[str, str]]:
        """Draw someone in place of a person.

        Args:
            out: Who is replaced.
            target: For which target; empty for all of them, after which he is not drawn again.

        Returns:
            Each target with the person who now stands in his place.

        Raises:
            FajingError: He is in no such team, or nobody is left who may take his place.
        """
        if target:
            self._place(target)
        places = [one for one in self.drawn if out in one.team and target in {"", one.target}]
        if not places:
            raise FajingError(f"不在抽出的组内 (in no team that was drawn): {out}", where=target or "person")
        if target:
            self._gone_from.setdefault(target, set()).add(out)
        else:
            self._gone.add(out)
        return [(one.target, self._replace_in(one, out)) for one in places]

    # ------------------------------------------------------------ targets
    def _next_target(self, stratum: str) -> Target:
        part, tickets = self._parts[stratum], self._tickets[stratum]
        if not self._left[stratum]:
            raise FajingError(
                "池中没有未抽过的了 (nothing is left in the pool that was not drawn)",
                where=stratum or "pool",
                remedy="在文书中说明缺额 / state the gap in a document",
            )
        stream = self._stream(f"targets/{stratum}")
        while True:
            target = part[bisect_right(tickets, stream.below(tickets[-1]))]
            if target.id not in self._taken:
                self._taken.add(target.id)
                self._left[stratum] -= 1
                return target

    def _place(self, target: str) -> tuple[int, Drawn]:
        for place, one in enumerate(self.drawn):
            if one.target == target:
                return place, one
        raise FajingError(f"不在抽出的名单里 (it is not among those drawn): {target}", where="target")

    # ------------------------------------------------------------ people
    def _fill(self, drawn: Drawn, stream: Stream) -> None:
        """Draw a team: first someone for each speciality that nobody has yet, then the rest."""
        target = self._targets[drawn.target]
        for need in target.needs:
            if not any(need in self._people[one].specialities for one in drawn.team):
                self._join(drawn, stream, _has(need))
        while len(drawn.team) < self._plan.team:
            self._join(drawn, stream, _anyone)

    def _join(self, drawn: Drawn, stream: Stream, fits: Callable[[Person], bool]) -> None:
        """Draw one of those with the fewest teams so far; among them all are equal."""
        able = [one for one in self._able(drawn) if fits(self._people[one])]
        if not able:
            raise _nobody(drawn)
        least = min(self.load[one] for one in able)
        able = [one for one in able if self.load[one] == least]
        self._take(drawn.team, able[stream.below(len(able))], len(drawn.team))

    def _replace_in(self, drawn: Drawn, out: str) -> str:
        """Draw one of all who may take the place, however often they were drawn: no order of replacing helps anyone."""
        place = drawn.team.index(out)
        rest = [one for one in drawn.team if one != out]
        missing = {
            need
            for need in self._targets[drawn.target].needs
            if not any(need in self._people[one].specialities for one in rest)
        }
        able = [one for one in self._able(drawn) if missing.issubset(self._people[one].specialities)]
        if not able:
            raise _nobody(drawn)
        person = able[self._stream(f"person/{drawn.target}").below(len(able))]
        drawn.team.remove(out)
        self.load[out] -= 1
        self._take(drawn.team, person, place)
        return person

    def _able(self, drawn: Drawn) -> list[str]:
        """Who may join a team, in the order of the pool."""
        away: Collection[str] = {
            *drawn.team,
            *self._gone,
            *self._gone_from.get(drawn.target, ()),
            *(person for person, _ in drawn.barred),
        }
        return [one for one in self._people if one not in away]

    def _take(self, team: list[str], person: str, place: int) -> None:
        team.insert(place, person)
        self.load[person] += 1

    def _stream(self, label: str) -> Stream:
        return self._streams.setdefault(label, Stream(self._seed, label))


def _has(need: str) -> Callable[[Person], bool]:
    return lambda person: need in person.specialities


def _anyone(person: Person) -> bool:
    return True


def _nobody(drawn: Drawn) -> FajingError:
    return FajingError(
        "没有可以替换的人了 (nobody is left who may take the place)",
        where=drawn.target,
        why="其余的人须回避、已退出或缺少专长 / the others are recused, have left or lack the speciality",
        remedy="改为替换这个对象 / replace the target instead",
    )
