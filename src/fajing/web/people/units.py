"""The tree of units, kept as the body's own register says; what no register places hangs under the body itself.

In: the lawbook's register of units, whose entries may name a `parent`, and the names that the records bear. Out: rows
of `Unit`, in the register's order, each above those under it. Nothing is guessed from a name, no unit is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import transaction

from fajing.core.ids import natural_key
from fajing.lawbook.model import Register
from fajing.web.clock import instant, zone
from fajing.web.law import lawbook
from fajing.web.people.models import Unit

_REGISTER = "units"


def root() -> Unit:
    """The body itself."""
    found = Unit.objects.filter(parent__isnull=True).order_by("id").first()
    if found is None:
        office = settings.OFFICE
        found = Unit.objects.create(name=office.title_zh or office.law, name_en=office.title_en)
    return found


def parents_on(register: Register | None, day: int) -> dict[str, str | None]:
    """Units that a register has on a day, in its order, each with the unit it stands under; None for the body."""
    found: dict[str, str | None] = {}
    for key in register.entries if register is not None else ():
        entry = register.entry(key, day) if register is not None else None
        if entry is not None:
            parent = entry.values.get("parent")
            found[key] = str(parent) if parent else None
    for parent in [one for one in found.values() if one is not None]:
        found.setdefault(parent, None)
    return {key: None if _in_circle(key, found) else parent for key, parent in found.items()}


def _in_circle(unit: str, parents: Mapping[str, str | None]) -> bool:
    """Whether a unit stands above itself; such a one hangs under the body until the register is mended."""
    above, seen = parents.get(unit), set[str]()
    while above is not None and above not in seen:
        if above == unit:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


@transaction.atomic
def keep_tree(names: Iterable[str] = ()) -> int:
    """Makes units that the register or the records name, and hangs all where the register says today; how many are new.

    A unit whose entry ran out, or that no register has, stays where it hangs.
    """
    register = lawbook().registers.get(_REGISTER)
    return hang(parents_on(register, zone().civil(instant()).toordinal()), names)


def hang(parents: Mapping[str, str | None], names: Iterable[str]) -> int:
    """The tree of some units and of what else the records name; how many units are new."""
    top = root()
    known = {one.name: one for one in Unit.objects.select_related("parent")}
    known[top.name] = top
    fresh = [one for one in parents if one not in known]
    fresh += sorted({one for one in names if one} - known.keys() - set(fresh), key=natural_key)
    for name in fresh:
        known[name] = Unit.objects.create(name=name, parent=top, place=len(known))
    for name, above in parents.items():
        parent = top if above is None else known[above]
        if name != top.name and known[name].parent_id != parent.pk:
            _under(known[name], parent)
    _in_order(top, list(parents))
    return len(fresh)


def _under(name: Unit, parent: Unit) -> None:
    """Hangs a unit with all under it elsewhere; what it is to stand under comes out from below it first."""
    unit, above = Unit.objects.get(pk=name.pk), Unit.objects.get(pk=parent.pk)
    if above.path.startswith(unit.path):
        above.parent = unit.parent
        above.save()
    unit.parent = above
    unit.save()


def _in_order(top: Unit, registered: list[str]) -> None:
    """Numbers all units so that each stands before those under it, siblings as the register lists them."""
    at = {name: number for number, name in enumerate(registered)}
    children: dict[int | None, list[Unit]] = {}
    for one in Unit.objects.order_by("place", "id"):
        children.setdefault(one.parent_id, []).append(one)
    ordered, waiting = list[Unit](), [top]
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting += sorted(
            children.get(unit.pk, ()), key=lambda one: (at.get(one.name, len(at)), one.place), reverse=True
        )
    for place, unit in enumerate(ordered):
        if unit.place != place:
            Unit.objects.filter(pk=unit.pk).update(place=place)
