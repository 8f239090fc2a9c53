"""The plan: how many are drawn from which part of the pool, and how large a team is.

In: a plan and a pool. Out: the plan, checked against that pool before anything is random: every target that might be
drawn must be able to get a team.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fajing.core.errors import FajingError
from fajing.draw.pool import Pool, Target
from fajing.draw.words import KINDS, LARGEST_TEAM, OWN_UNIT, PEOPLE, SMALLEST_TEAM

ALL = "*"
"""In `counts`: the whole pool, whatever its strata."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be drawn.

    Attributes:
        counts: How many targets from each stratum, or from the whole pool under `*`.
        team: How many people for each target; 0 for a sample of files.
        avoid_own_unit: Whether nobody is drawn for a target whose stratum is his own unit.
    """

    counts: Mapping[str, int]
    team: int = 0
    avoid_own_unit: bool = False

    def as_json(self) -> dict[str, Any]:
        """The plan as it stands in the record."""
        return {
            "avoid_own_unit": self.avoid_own_unit,
            "counts": dict(sorted(self.counts.items())),
            "team": self.team,
        }

    @classmethod
    def from_json(cls, data: Any) -> Plan:
        """The plan of a record.

        Raises:
            FajingError: It is none.
        """
        try:
            apart = data["avoid_own_unit"]
            plan = cls(dict(data["counts"]), data["team"], apart)
            if isinstance(apart, bool) and plan.as_json() == data:
                return plan
        except (KeyError, TypeError, ValueError):
            pass
        raise FajingError("抽取方案写法不对 (this is no plan)", where="plan")

    def stratum_of(self, target: Target) -> str:
        """Which count a target belongs to."""
        return ALL if ALL in self.counts else target.stratum

    def strata(self, pool: Pool) -> dict[str, list[Target]]:
        """The targets of each count, in the order of the pool."""
        parts: dict[str, list[Target]] = {stratum: [] for stratum in sorted(self.counts)}
        for target in pool.targets:
            if (stratum := self.stratum_of(target)) in parts:
                parts[stratum].append(target)
        return parts

    def check(self, pool: Pool) -> None:
        """Check it against a pool.

        Raises:
            FajingError: It asks for more than there is, or someone could be drawn for whom no team can be found.
        """
        self._check_counts(pool)
        smallest = SMALLEST_TEAM[pool.kind]
        if type(self.team) is not int or not smallest <= self.team <= (LARGEST_TEAM if smallest else 0):
            raise FajingError(
                f"{KINDS[pool.kind][0]}每组至少{smallest}人 (a team is of at least {smallest}): {self.team!r}"
                if smallest
                else "案卷样本不分组，人数写0 (a sample of files has no team: 0)",
                where="team",
            )
        if self.team:
            self._check_teams(pool)

    def _check_counts(self, pool: Pool) -> None:
        if not self.counts or (ALL in self.counts and len(self.counts) > 1):
            raise FajingError(
                "抽取数量写法不对 (not a list of counts)",
                where="counts",
                remedy='{"*": 20} 或 or {"unit:1": 5, "unit:2": 5}',
            )
        for stratum, targets in self.strata(pool).items():
            count = self.counts[stratum]
            if type(count) is not int or count < 1:
                raise FajingError(f"数量应是正整数 (not a count): {count!r}", where=f"counts {stratum}")
            if count > len(targets):
                raise FajingError(
                    f"要抽{count:,}个，池中只有{len(targets):,}个 (more than there are)",
                    where=f"counts {stratum}",
                    remedy="减少数量或补全抽取池 / draw fewer or complete the pool",
                )

    def _check_teams(self, pool: Pool) -> None:
        barred = Barred(self, pool)
        who = PEOPLE[pool.kind]
        skilled = {need: {one.id for one in pool.people if need in one.specialities} for need in _needs(pool)}
        for targets in self.strata(pool).values():
            for target in targets:
                away = barred.reasons(target)
                able = len(pool.people) - len(away)
                where = f"targets {target.id}"
                if able < self.team:
                    raise FajingError(
                        f"{who[0]}太少：要{self.team}人，可抽的只有{able}人 "
                        f"(too few {who[1]}: {self.team} needed, {able} can be drawn)",
                        where=where,
                        why=f"池中{len(pool.people)}人，须回避{len(away)}人 / "
                        f"{len(pool.people)} in the pool, {len(away)} recused",
                        remedy="增加人员，或把它移出抽取池 / add people or take it out of the pool",
                    )
                if len(target.needs) > self.team:
                    raise FajingError(
                        "所需专长多于组内人数 (more specialities than people in a team)", where=where
                    )
                for need in target.needs:
                    if skilled[need] <= away.keys():
                        raise FajingError(
                            f"没有可抽的{who[0]}具备专长 (nobody who can be drawn has the speciality): {need}",
                            where=where,
                        )


def _needs(pool: Pool) -> set[str]:
    return {need for target in pool.targets for need in target.needs}


class Barred:
    """Who must not be drawn for what: declared conflicts, and the own unit where the plan says so.

    Example:
        >>> from fajing.draw.pool import Person
        >>> pool = Pool.of("panel", [Target("case1", stratum="u1")], [Person("p1", unit="u1"), Person("p2")])
        >>> Barred(Plan({"*": 1}, 2, avoid_own_unit=True), pool).of(pool.targets[0])
        [('p1', 'own_unit')]
    """

    def __init__(self, plan: Plan, pool: Pool) -> None:
        self._declared: dict[str, dict[str, str]] = {}
        for one in pool.conflicts:
            self._declared.setdefault(one.target, {})[one.person] = one.reason
        self._of_unit: dict[str, dict[str, str]] = {}
        if plan.avoid_own_unit:
            for person in pool.people:
                if person.unit:
                    self._of_unit.setdefault(person.unit, {})[person.id] = OWN_UNIT

    def reasons(self, target: Target) -> dict[str, str]:
        """Everybody who must not be drawn for the target, with the reason; a declared one goes before the unit."""
        return {**self._of_unit.get(target.stratum, {}), **self._declared.get(target.id, {})}

    def of(self, target: Target) -> list[tuple[str, str]]:
        """The same in the order of the pool."""
        return sorted(self.reasons(target).items())
