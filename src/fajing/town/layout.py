"""How the exports look: read from the maps that will read them, turned round.

A map says which heading is which step or field; here it says where a step or field is to be written, and by which word.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fajing.town.procedures import load_yaml

PREFIX = "bureau_"
YES, NO = "是", "否"


@dataclass(slots=True)
class Column:
    """A field's column."""

    index: int
    words: dict[str, str]

    def word(self, value: str) -> str:
        """The word for a value."""
        if value == "true":
            return YES
        if value == "false":
            return NO
        return self.words.get(value, value)


@dataclass(slots=True)
class Layout:
    """One export."""

    id: str
    headings: list[str]
    is_wide: bool
    procedure: str | None
    roles: dict[str, int] = field(default_factory=dict)
    single: dict[str, int] = field(default_factory=dict)
    fields: dict[str, Column] = field(default_factory=dict)
    matter_fields: dict[str, Column] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    step_officers: dict[tuple[str, str], int] = field(default_factory=dict)
    step_fields: dict[tuple[str, str], Column] = field(default_factory=dict)


def read_layouts(law: Path) -> list[Layout]:
    """The layouts of every map that is the town's."""
    paths = sorted((law / "maps").glob(f"{PREFIX}*_ledger.yaml")) + sorted(
        (law / "maps").glob(f"{PREFIX}*_log.yaml")
    )
    return [_layout(load_yaml(path)) for path in paths]


def _layout(raw: dict[str, Any]) -> Layout:
    columns = raw["columns"]
    layout = Layout(
        raw["id"], [one["heading"] for one in columns], raw["shape"] == "matters", raw.get("procedure")
    )
    for index, one in enumerate(columns):
        words = {code: word for word, code in (one.get("words") or {}).items()}
        if "field" in one:
            column, of = Column(index, words), one.get("of")
            if of == "matter" or (of is None and layout.is_wide):
                layout.matter_fields[one["field"]] = column
            elif layout.is_wide:
                layout.step_fields[of, one["field"]] = column
            else:
                layout.fields[one["field"]] = column
        elif "officers" in one:
            if "of" in one:
                layout.step_officers[one["of"], one["role"]] = index
            else:
                layout.roles[one["role"]] = index
        elif "object" in one:
            layout.single[one["object"]] = index
        elif layout.is_wide and "step" in one:
            layout.steps[one["step"]] = index
        else:
            for role in ("matter", "procedure", "parent", "unit", "step", "at", "until", "seq"):
                if role in one:
                    layout.single[role] = index
    return layout
