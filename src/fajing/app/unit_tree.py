"""Units as a tree: a unit with everything under it, as a register says, and the districts of a city as branches.

In: the lawbook's register `units`, whose entries may name a `parent`, and the segments that were read. Out: names of
the units that make one up. Nothing is guessed from names.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from fajing.core.errors import UsageError
from fajing.lawbook.model import Lawbook
from fajing.lawbook.problems import suggest
from fajing.ledger.segments.reader import Segment
from fajing.ledger.segments.taking_over import shared_units, units_of

REGISTER = "units"


def branch_of(
    unit: str, day: int, lawbook: Lawbook, segments: Sequence[Segment], known: Collection[str]
) -> frozenset[str]:
    """A unit with all units under it, of those that the record names.

    Args:
        unit: Its name; or that of a district whose segments a city took over.
        day: Ordinal of the day on which the tree is looked at.
        lawbook: Holds the register of units, where there is one.
        segments: What was read.
        known: Units that the record names.

    Raises:
        UsageError: Nothing of that name is there, or a unit of the district bears the name of another district's.
    """
    districts: dict[str, list[Segment]] = {}
    for one in segments:
        if one.manifest.gathered is not None:
            districts.setdefault(one.manifest.gathered.district, []).append(one)
    if unit in districts:
        found = units_of(districts[unit])
        shared = sorted(found & shared_units(districts).keys())
        if shared:
            raise UsageError(
                f"别的区县也有同名的单位，分不开 (units of other districts bear the same name): {'、'.join(shared)}",
                remedy="改用区县自己的数据文件夹 / use the district's own data folder",
            )
        return frozenset(found & set(known))
    found = _under(unit, day, lawbook) & set(known)
    if found:
        return frozenset(found)
    register = lawbook.registers.get(REGISTER)
    names = {*known, *districts, *(register.entries if register else ())}
    raise UsageError(
        f"记录里没有这个单位 (no such unit in the record): {unit}", remedy=suggest(unit, sorted(names))
    )


def _under(unit: str, day: int, lawbook: Lawbook) -> set[str]:
    """The unit and what stands under it on a day."""
    register = lawbook.registers.get(REGISTER)
    children: dict[str, list[str]] = {}
    for key in register.entries if register else ():
        entry = register.entry(key, day) if register else None
        parent = None if entry is None else entry.values.get("parent")
        if parent is not None:
            children.setdefault(str(parent), []).append(key)
    found, waiting = set[str](), [unit]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += children.get(one, ())
    return found
