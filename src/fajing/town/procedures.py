"""What the town knows of the lawbook: the procedures' steps, titles, fields and roles, and the calendars.

Read as plain YAML: of norms, versions and periods the town knows nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped,unused-ignore]

from fajing.town.times import TownCalendar


@dataclass(slots=True)
class Step:
    """A step as the exports name it."""

    title: str
    roles: list[str]
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Procedure:
    """A kind of matter."""

    id: str
    title: str
    group: str
    fields: dict[str, dict[str, Any]]
    steps: dict[str, Step]


def load_yaml(path: Path) -> Any:
    """A file as plain strings, lists and mappings."""
    return yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506 -- builds nothing but strings


def read_procedures(law: Path) -> dict[str, Procedure]:
    """All procedures of a lawbook's folder."""
    shared = {f"shared/{path.stem}": load_yaml(path)["fields"] for path in (law / "shared").glob("*.yaml")}
    found: dict[str, Procedure] = {}
    for path in sorted((law / "procedures").rglob("*.yaml")):
        raw = load_yaml(path)
        steps = {
            name: Step(one["title"]["zh"], list(one.get("roles") or ()), _fields(one, shared))
            for name, one in raw["steps"].items()
        }
        found[raw["id"]] = Procedure(
            raw["id"], raw["title"]["zh"], path.parent.name, _fields(raw, shared), steps
        )
    return found


def _fields(raw: dict[str, Any], shared: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name in raw.get("include") or ():
        found.update(shared[name])
    found.update(raw.get("fields") or {})
    return found


def read_calendar(law: Path) -> TownCalendar:
    """The days that are worked."""
    return TownCalendar(sorted((law / "calendars").glob("*.yaml")))
