"""The pool: what may be drawn and who may be drawn for it, by ids only.

In: targets (premises, files, items), people (inspectors, reviewers), declared conflicts. Out: one pool in one order,
its JSON and its salted hash. Only premises have weights: a person has no field for one, and a file sample or a panel
refuses any but 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fajing.core.canonical import hash_value
from fajing.core.errors import FajingError
from fajing.draw.texts import group, is_hash, item_id, person_token
from fajing.draw.words import CONFLICTS, FILE_SAMPLE, HEAVIEST, INSPECTION, KINDS


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """What may be drawn.

    Attributes:
        id: Registered number of the premises, number of the file, or of the item to review.
        weight: How many tickets it has; more than 1 for premises only.
        stratum: The part of the pool it belongs to, such as its unit; may be empty.
        needs: Specialities of which the team must have someone.
    """

    id: str
    weight: int = 1
    stratum: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Person:
    """Who may be drawn: an inspector or a reviewer. There is no weight.

    Attributes:
        id: A number, never a name.
        specialities: What he may be needed for.
        unit: His unit, where the plan keeps people away from what belongs to their own; may be empty.
    """

    id: str
    specialities: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Conflict:
    """A person who must not be drawn for a target.

    Attributes:
        person: His id.
        target: Its id.
        reason: A code of `words.CONFLICTS`.
    """

    person: str
    target: str
    reason: str = "interest"


@dataclass(frozen=True, slots=True)
class Pool:
    """A checked pool, in the one order in which it is hashed and drawn from.

    Attributes:
        kind: A key of `words.KINDS`.
        targets: By id.
        people: By id.
        conflicts: By person and target.
    """

    kind: str
    targets: tuple[Target, ...]
    people: tuple[Person, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @classmethod
    def of(
        cls,
        kind: str,
        targets: Iterable[Target],
        people: Iterable[Person] = (),
        conflicts: Iterable[Conflict] = (),
    ) -> Pool:
        """Check a pool and put it in order.

        Raises:
            FajingError: It is not one that may be drawn from.
        """
        if kind not in KINDS:
            raise FajingError(f"没有这种抽取 (unknown kind of draw): {kind!r}", remedy="、".join(KINDS))
        pool = cls(
            kind,
            tuple(sorted(Target(one.id, one.weight, one.stratum, _in_order(one.needs)) for one in targets)),
            tuple(sorted(Person(one.id, _in_order(one.specialities), one.unit) for one in people)),
            tuple(sorted(conflicts)),
        )
        pool._check()
        return pool

    def as_json(self) -> dict[str, Any]:
        """The pool as it is hashed and stands in the record."""
        return {
            "kind": self.kind,
            "targets": [
                {"id": one.id, "weight": one.weight, "stratum": one.stratum, "needs": list(one.needs)}
                for one in self.targets
            ],
            "people": [
                {"id": one.id, "specialities": list(one.specialities), "unit": one.unit}
                for one in self.people
            ],
            "conflicts": [
                {"person": one.person, "target": one.target, "reason": one.reason} for one in self.conflicts
            ],
        }

    @classmethod
    def from_json(cls, data: Any) -> Pool:
        """The pool of a record or of a file, checked again.

        Raises:
            FajingError: A key is missing or strange, a weight stands on a person, or the pool is not in order.
        """
        try:
            _only(data, {"kind", "targets", "people", "conflicts"}, "pool")
            pool = cls.of(
                _text(data["kind"]), map(_target, data["targets"]), map(_person, data["people"]),
                map(_conflict, data["conflicts"]),
            )  # fmt: skip
        except (AttributeError, KeyError, TypeError) as error:
            raise FajingError(
                "抽取池写法不对 (this is no pool)", where="pool", why=type(error).__name__
            ) from error
        if pool.as_json() != data:
            raise FajingError("抽取池没有按编号排列 (the pool is not in its order)", where="pool")
        return pool

    def hash(self, salt: str) -> str:
        """The salted hash that is committed: nobody can guess a small pool from it."""
        if not is_hash(salt):
            raise FajingError("盐应是64位十六进制 (the salt is 64 hexadecimal digits)", where="salt")
        return hash_value({"pool": self.as_json(), "salt": salt})

    def _check(self) -> None:
        if not self.targets:
            raise FajingError("抽取池是空的 (the pool is empty)", where="targets")
        for target in self.targets:
            where = f"targets {target.id}"
            item_id(target.id, "targets")
            group(target.stratum, where)
            _check_groups(target.needs, where)
            _check_weight(self.kind, target, where)
        for person in self.people:
            where = f"people {person.id}"
            person_token(person.id, "people")
            group(person.unit, where)
            _check_groups(person.specialities, where)
        targets = _no_doubles([one.id for one in self.targets], "targets")
        people = _no_doubles([one.id for one in self.people], "people")
        if self.kind == FILE_SAMPLE and self.people:
            raise FajingError(
                "案卷样本不抽人员 (people are not drawn for a sample of files)",
                where="people",
                remedy="先抽案卷，再用 panel 抽评查组 / draw the files, then panels for them",
            )
        seen = set()
        for conflict in self.conflicts:
            where = f"conflicts {conflict.person} {conflict.target}"
            if conflict.person not in people or conflict.target not in targets:
                raise FajingError(
                    "回避关系里的编号不在抽取池 (a conflict names what is not in the pool)", where=where
                )
            if conflict.reason not in CONFLICTS:
                raise FajingError(
                    f"没有这种回避理由 (unknown ground): {conflict.reason!r}",
                    where=where,
                    remedy="、".join(CONFLICTS),
                )
            if (conflict.person, conflict.target) in seen:
                raise FajingError("同一回避关系写了两次 (a conflict stands twice)", where=where)
            seen.add((conflict.person, conflict.target))


def _check_weight(kind: str, target: Target, where: str) -> None:
    if type(target.weight) is not int or not 1 <= target.weight <= HEAVIEST:
        raise FajingError(
            f"权重应是1至{HEAVIEST}的整数 (a weight is a whole number from 1 to {HEAVIEST}): {target.weight!r}",
            where=where,
        )
    if kind != INSPECTION and target.weight != 1:
        raise FajingError(
            "只有检查对象可以有风险权重 (only premises may have a weight)",
            where=where,
            why="案卷、评查事项和人员机会均等 / files, items and people have equal chances",
        )


def _check_groups(values: tuple[str, ...], where: str) -> None:
    for value in values:
        if not group(value, where):
            raise FajingError("专长不能为空 (an empty speciality)", where=where)
    _no_doubles(values, where)


def _no_doubles(ids: Iterable[str], where: str) -> set[str]:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise FajingError(f"写了两次 (stands twice): {one}", where=where)
        seen.add(one)
    return seen


def _in_order(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(values))


def _only(data: Mapping[str, Any], keys: set[str], where: str) -> None:
    strange = sorted(data.keys() ^ keys)
    if "weight" in strange and where == "people":
        raise FajingError(
            "人员不能有权重 (a person cannot have a weight)",
            where=where,
            why="检查人员和评查员机会均等 / inspectors and reviewers have equal chances",
            remedy="删去该列 / remove it",
        )
    if strange:
        raise FajingError(f"多了或缺了 (strange or missing): {'、'.join(strange)}", where=where)


def _target(data: Any) -> Target:
    _only(data, {"id", "weight", "stratum", "needs"}, "targets")
    return Target(_text(data["id"]), data["weight"], _text(data["stratum"]), _texts(data["needs"]))


def _person(data: Any) -> Person:
    _only(data, {"id", "specialities", "unit"}, "people")
    return Person(_text(data["id"]), _texts(data["specialities"]), _text(data["unit"]))


def _conflict(data: Any) -> Conflict:
    _only(data, {"person", "target", "reason"}, "conflicts")
    return Conflict(_text(data["person"]), _text(data["target"]), _text(data["reason"]))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(value)
    return tuple(map(_text, value))
