"""What a state of a check rests on: if any of it is another, the state is of no use.

In: a lawbook, the norms judged, what the maps can bring, the zone. Out: a hash of each, with its name for people.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from fajing import __version__
from fajing.core.canonical import hash_tree, hash_value
from fajing.core.events import Carried
from fajing.core.moments import Zone
from fajing.lawbook.model import Lawbook, Norm

NAMES = {
    "program": ("程序", "the program"),
    "lawbook": ("规则库", "the lawbook"),
    "norms": ("要判的规则", "the norms"),
    "carried": ("对照表能带来的内容", "what the maps can bring"),
    "zone": ("时区", "the time zone"),
}


def basis_of(lawbook: Lawbook, norms: Sequence[Norm], carried: Carried, zone: Zone) -> dict[str, str]:
    """All of it by name.

    Args:
        lawbook: The law.
        norms: The norms judged.
        carried: What the maps can bring.
        zone: Of the data folder.
    """
    return {
        "lawbook": lawbook.hash,
        "norms": hash_value([norm.id for norm in norms]),
        "carried": hash_value(_plain(carried)),
        "zone": zone.name,
        "program": f"{__version__} {_program_hash()}",
    }


def _plain(carried: Carried) -> object:
    fields = carried.fields
    return [
        None if carried.steps is None else sorted(carried.steps),
        None if fields is None else {step: sorted(names) for step, names in fields.items()},
        None if carried.matter_fields is None else sorted(carried.matter_fields),
    ]


@cache
def _program_hash() -> str:
    """A hash of what judges and counts, so that a changed program trusts no state of another."""
    root = Path(__file__).resolve().parents[2]
    rooms = ("core", "lawbook", "ledger", "scan", "app")
    paths = [path for room in rooms for path in (root / room).rglob("*.py")]
    return hash_tree(root, paths)[:16]
