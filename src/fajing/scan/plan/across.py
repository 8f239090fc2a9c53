"""What is looked at across files for `apart`: the trigger steps of a norm, and what two of them may not share.

The keys are a closed list (`forms.apart.KEYS`). Whatever else a norm might name, and a room or device whose field is
marked personal, is refused: files are never joined by a person who is policed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fajing.core.errors import FajingError
from fajing.lawbook.conditions import Binary, Expression, Name
from fajing.lawbook.duty_spec import Form
from fajing.lawbook.model import Lawbook, Norm, Version
from fajing.scan.forms.apart import KEYS


@dataclass(frozen=True, slots=True)
class Group:
    """Events that are held against each other across files.

    Attributes:
        kind: What two of them may not share at the same time: one of `KEYS`.
        steps: Their steps, qualified.
    """

    kind: str
    steps: frozenset[str]


def group_of(norm: Norm, version: Version) -> Group:
    """What a version of a norm is held against: the trigger steps of all its versions with `apart`."""
    steps = (step for one in norm.versions if one.duty.form is Form.APART for step in one.duty.on)
    return Group(version.duty.apart or "", frozenset(steps))


@dataclass(frozen=True, slots=True)
class Compared:
    """A condition on two events that hold at once: `event.field == target.field`, or `!=`.

    Attributes:
        field: A field of both.
        equal: Whether both shall be equal, or differ.
    """

    field: str
    equal: bool


_OF_EVERY_EVENT = frozenset({"at", "until", "recorded_at", "step", "unit"})


def compared(condition: Expression | None) -> Compared | None:
    """A condition as a comparison of one field; None where it is something else."""
    root = condition.root if condition is not None else None
    if not isinstance(root, Binary) or root.operator not in ("==", "!="):
        return None
    if not isinstance(root.left, Name) or not isinstance(root.right, Name):
        return None
    words = {root.left.path[0], root.right.path[0]}
    fields = {root.left.path[1:], root.right.path[1:]}
    field = next(iter(fields))
    if words != {"event", "target"} or len(fields) > 1 or len(field) != 1 or field[0] in _OF_EVERY_EVENT:
        return None
    return Compared(field[0], root.operator == "==")


def compared_in(norms: Iterable[Norm], groups: Mapping[Group, int]) -> dict[int, Compared]:
    """By number of a group what all norms that look at it compare, where they do."""
    found: dict[int, set[Compared | None]] = {}
    for norm in norms:
        for version in norm.versions:
            if (
                version.duty.form is Form.APART
                and (number := groups.get(group_of(norm, version))) is not None
            ):
                found.setdefault(number, set()).add(compared(version.duty.apart_where))
    one_each = {number: next(iter(some)) for number, some in found.items() if len(some) == 1}
    return {number: one for number, one in one_each.items() if one is not None}


def groups_of(lawbook: Lawbook, norms: Iterable[Norm]) -> dict[Group, int]:
    """The groups of some norms, numbered from 0; none for duties that begin when another's time ran out.

    Raises:
        FajingError: A norm would join files by something that is not in the closed list, or is marked personal.
    """
    found: dict[Group, int] = {}
    for norm in norms:
        for version in norm.versions:
            if version.duty.form is Form.APART:
                _refuse(lawbook, norm, version.duty.apart or "")
                group = group_of(norm, version)
                if group.steps:
                    found.setdefault(group, len(found))
    return found


def _refuse(lawbook: Lawbook, norm: Norm, kind: str) -> None:
    remedy = "只可按办案人、房间或设备 / by officer, room or device only"
    if kind not in KEYS:
        raise FajingError(
            f"不得按“{kind}”跨案卷比对 (files must not be joined by '{kind}')",
            where=norm.id,
            why="跨案卷的键是封闭的清单 / the keys across files are a closed list",
            remedy=remedy,
        )
    if kind == "officer":
        return
    for version in norm.versions:
        for qualified in version.duty.on:
            procedure_id, _, name = qualified.partition(".")
            procedure = lawbook.procedures.get(procedure_id)
            step = procedure.steps.get(name) if procedure else None
            declared = step.fields.get(kind) if step else None
            if declared is not None and declared.personal:
                raise FajingError(
                    f"不得按个人信息跨案卷比对 (files must not be joined by a personal field): {qualified}.{kind}",
                    where=norm.id,
                    why="该字段标为个人信息 / the field is marked personal",
                    remedy=remedy,
                )
