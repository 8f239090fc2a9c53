"""What roles, codes and registers are called: `titles/` of a lawbook, and which of those that are shown have no title.

In: the files of `titles/`, the base's first, then those of overlays, whose words win. Out: titles by role, by
field and code, and by register.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fajing.lawbook.model import Field, Lawbook, Text
from fajing.lawbook.problems import Report
from fajing.lawbook.reading import text_of

Codes = Mapping[str, Mapping[str, Text]]
"""Titles of codes by field."""


def read_titles(
    files: Iterable[Mapping[str, Any]],
) -> tuple[dict[str, Text], dict[str, dict[str, Text]], dict[str, Text]]:
    """Titles of roles, titles of codes by field, titles of registers.

    Args:
        files: What the files hold, in the order in which they are read.
    """
    roles: dict[str, Text] = {}
    codes: dict[str, dict[str, Text]] = {}
    registers: dict[str, Text] = {}
    for data in files:
        roles |= {role: text_of(said) for role, said in data.get("roles", {}).items()}
        registers |= {name: text_of(said) for name, said in data.get("registers", {}).items()}
        for field, said in data.get("codes", {}).items():
            codes.setdefault(field, {}).update({code: text_of(text) for code, text in said.items()})
    return roles, codes, registers


def report_untitled(lawbook: Lawbook, report: Report) -> None:
    """Warn of roles and codes that people are shown and that have no title, once for each procedure."""
    asked: dict[str, set[str]] = {}
    for norm in lawbook.norms.values():
        for version in norm.versions:
            named = {*version.duty.roles, *(role for item in version.duty.extend for role in item.role)}
            asked.setdefault(norm.procedure, set()).update(named)
    for procedure in lawbook.procedures.values():
        roles = {role for step in procedure.steps.values() for role in step.roles}
        roles |= asked.get(procedure.id, set())
        fields = [*procedure.fields.values()]
        fields += [field for step in procedure.steps.values() for field in step.fields.values()]
        lacking = sorted(roles - set(lawbook.roles)) + _untitled_codes(fields)
        if lacking:
            said = "、".join(lacking[:8]) + ("…" if len(lacking) > 8 else "")
            report.warn(
                procedure.place,
                f"{procedure.id}：会显示而没有标题 (shown, but without a title): {said}",
                "titles/*.yaml：roles、codes",
            )


def _untitled_codes(fields: Iterable[Field]) -> list[str]:
    found = (f"{one.id}.{code}" for one in fields for code in one.values if code not in one.names)
    return sorted(set(found))
