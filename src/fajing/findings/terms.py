"""How long a unit has to answer, and when an open finding goes up: read from `terms.yaml`, or a bureau's own file."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from fajing.core.errors import FajingError
from fajing.core.moments import Zone
from fajing.findings.acts import SYSTEM, Act, Kind
from fajing.findings.people import Role
from fajing.findings.state import Finding

_YEAR = 12


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms in civil days.

    Attributes:
        reply: For the unit's answer.
        verify: For its verification.
        decide: For the decision on an objection.
        escalate: (days since it was pushed, role), ascending.
        expire: Months after which a closed finding is no longer in an officer's own list.
    """

    reply: int
    verify: int
    decide: int
    escalate: tuple[tuple[int, Role], ...]
    expire: int

    @classmethod
    def read(cls, path: Path | None = None) -> Terms:
        """Terms of a file.

        Raises:
            FajingError: It cannot be understood.
        """
        where = path or Path(__file__).with_name("terms.yaml")
        try:
            data = yaml.safe_load(where.read_text("utf-8"))
            steps = sorted((int(one["after"]), Role(one["to"])) for one in data["escalate"])
            return cls(
                _days(data["reply"]),
                _days(data["verify"]),
                _days(data["decide"]),
                tuple(steps),
                _months(data["expire"]),
            )
        except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
            raise FajingError(
                "读不懂期限表 (cannot read the terms)", where=str(where), why=str(error)
            ) from error

    def reply_due(self, at: int, zone: Zone) -> int:
        """The instant up to which an answer is owed: 24:00 of the last day."""
        return _end(at, self.reply, zone)

    def verify_due(self, at: int, zone: Zone) -> int:
        """The instant up to which an answer is to be verified."""
        return _end(at, self.verify, zone)

    def expired_before(self, now: int, zone: Zone) -> int:
        """The beginning of the day so many months ago: what was closed before it has expired."""
        today = zone.civil(now)
        months = today.year * _YEAR + today.month - 1 - self.expire
        year, month = months // _YEAR, months % _YEAR + 1
        last = monthrange(year, month)[1]
        return zone.start_of_day(date(year, month, min(today.day, last)).toordinal())

    def level(self, finding: Finding, now: int, zone: Zone) -> Role | None:
        """How far up a finding has gone by its age; None while it is the unit's own."""
        if not finding.is_open or finding.pushed_at is None:
            return None
        age = age_in_days(finding.pushed_at, now, zone)
        reached = [role for after, role in self.escalate if age >= after]
        return reached[-1] if reached else None


def escalations(findings: Iterable[Finding], terms: Terms, now: int, zone: Zone) -> Iterator[Act]:
    """Acts by which open findings go up that have reached the age for it; each step once."""
    for finding in findings:
        role = terms.level(finding, now, zone)
        if role is not None and role.value != finding.level:
            yield Act(Kind.ESCALATED, finding.number, now, SYSTEM, values={"to": role.value})


def age_in_days(since: int, now: int, zone: Zone) -> int:
    """Civil days from one instant to another."""
    return zone.civil(now).toordinal() - zone.civil(since).toordinal()


def _days(data: Mapping[str, Any]) -> int:
    if data["unit"] != "days":
        raise ValueError(f"unit: {data['unit']}")
    return int(data["count"])


def _months(data: Mapping[str, Any]) -> int:
    if data["unit"] != "months":
        raise ValueError(f"unit: {data['unit']}")
    return int(data["count"])


def _end(at: int, count: int, zone: Zone) -> int:
    return zone.end_of_day(zone.civil(at).toordinal() + count)
