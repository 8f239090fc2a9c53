"""Who may act, as findings see it: a number, a role, a unit.

The office has more roles and rights than this; here stands only what the fairness of a closure hangs on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Roles of the office."""

    CASE_OFFICER = "case_officer"
    UNIT_LEADER = "unit_leader"
    LEGAL_OFFICER = "legal_officer"
    SUPERVISOR = "supervisor"
    REPORT_WRITER = "report_writer"
    OUTSIDE_READER = "outside_reader"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts.

    Attributes:
        number: Police number.
        role: Role.
        unit: Name of the unit.
        reach: Names of the units for which he may act.
    """

    number: str
    role: Role
    unit: str
    reach: frozenset[str] = frozenset()

    def reaches(self, unit: str) -> bool:
        """Whether he may act for a unit."""
        return unit == self.unit or unit in self.reach
