"""Compares two lawbooks norm by norm: what came, what went, what changed in which version.

In: two loaded lawbooks. Out: changes as plain values. What stands in YAML is compared, not how it is laid out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fajing.lawbook.model import Lawbook, Norm

_NOT_LAW = ("examples", "overrides")


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in which a norm differs.

    Attributes:
        where: `severity`, `version 2026-01-01: duty.within.hours`.
        before: What stood there; None for nothing.
        after: What stands there now; None for nothing.
    """

    where: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class NormChange:
    """What became of one norm.

    Attributes:
        id: Its id in the second lawbook, or in the first if it is gone.
        kind: `added`, `removed`, `changed` or `renamed`.
        former: The id it had, where it was renamed.
        norm: The norm, as far as it stands, else as it stood.
        differences: Where it differs; versions are told apart by the day from which they stand.
    """

    id: str
    kind: str
    norm: Norm
    former: str | None = None
    differences: tuple[Difference, ...] = ()


def compare(first: Lawbook, second: Lawbook) -> list[NormChange]:
    """All norms that are not the same in both, in the order of their ids."""
    changes = []
    met = set()
    for norm in second.norms.values():
        before = first.norms.get(norm.id)
        former = None
        if before is None:
            former = next((old for old in norm.was if old in first.norms), None)
            before = first.norms[former] if former is not None else None
        if before is None:
            changes.append(NormChange(norm.id, "added", norm))
            continue
        met.add(before.id)
        found = tuple(differences(before.raw, norm.raw))
        if former is not None:
            changes.append(NormChange(norm.id, "renamed", norm, former, found))
        elif found:
            changes.append(NormChange(norm.id, "changed", norm, None, found))
    changes += [NormChange(norm.id, "removed", norm) for norm in first.norms.values() if norm.id not in met]
    return sorted(changes, key=lambda change: change.id)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    """Where two norms differ: their own keys first, then their versions, oldest first."""
    plain = [
        {key: value for key, value in raw.items() if key not in ("id", "was", "versions", *_NOT_LAW)}
        for raw in (before, after)
    ]
    yield from _differences(plain[0], plain[1], "")
    old, new = ({version["from"]: version for version in raw["versions"]} for raw in (before, after))
    for start in sorted(old.keys() | new.keys()):
        name = f"version {start}"
        if start not in old:
            yield Difference(name, None, new[start])
        elif start not in new:
            yield Difference(name, old[start], None)
        else:
            yield from _differences(old[start], new[start], f"{name}: ")


def _differences(before: Any, after: Any, where: str) -> Iterator[Difference]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        joint = "" if not where or where.endswith(": ") else "."
        for key in dict.fromkeys([*before, *after]):
            yield from _differences(before.get(key), after.get(key), f"{where}{joint}{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _differences(one, other, f"{where}[{number}]")
    elif before != after:
        yield Difference(where, before, after)
