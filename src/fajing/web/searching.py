"""Search by matter, document, finding, unit or date; never by a party. Page and API ask the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from fajing.web import reach
from fajing.web.clock import instant, zone
from fajing.web.people.models import User
from fajing.web.records.journal import shows
from fajing.web.records.models import Document, FindingRow, MatterRow

LONGEST = 60
_MATTERS, _OTHERS = 30, 20
_DAY = re.compile(r"(?:(\d{4})[年./-])?(\d{1,2})[月./-](\d{1,2})日?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found within reach.

    Attributes:
        exact: Whether the one thing found bears exactly what was asked.
        matters: Matters of that number, or that began on that day.
        findings: Findings of that number.
        documents: Documents of that number or title.
        units: Units of that name.
    """

    exact: bool = False
    matters: tuple[MatterRow, ...] = ()
    findings: tuple[FindingRow, ...] = ()
    documents: tuple[Document, ...] = ()
    units: tuple[str, ...] = ()


def look_up(user: User, text: str) -> Found:
    """What bears a number, a name or a day; a list of matters enters the access journal."""
    asked = text.replace("\x00", "").strip()[:LONGEST]
    if not asked:
        return Found()
    rows = reach.matters(user)
    one = rows.filter(matter=asked).first()
    if one is not None:
        shows(user, "search", [one.matter])
        return Found(exact=True, matters=(one,))
    number = reach.remembered(user).filter(number=asked).first()
    if number is not None:
        shows(user, "search", [number.matter])
        return Found(exact=True, findings=(number,))
    wanted, day = Q(matter__contains=asked), _day(asked)
    if day is not None:
        wanted |= Q(first_at__gte=zone().start_of_day(day), first_at__lt=zone().end_of_day(day))
    found = Found(
        matters=tuple(rows.filter(wanted)[:_MATTERS]),
        findings=tuple(reach.remembered(user).filter(number__contains=asked)[:_OTHERS]),
        documents=tuple(
            reach.documents(user).filter(Q(number__contains=asked) | Q(title__contains=asked))[:_OTHERS]
        ),
        units=tuple(one for one in reach.units(user) if asked in one),
    )
    listed = [row.matter for row in found.matters] + [row.matter for row in found.findings]
    shows(user, "search", listed)
    return found


def _day(asked: str) -> int | None:
    found = _DAY.fullmatch(asked)
    if found is None:
        return None
    year = int(found[1] or zone().civil(instant()).year)
    try:
        return date(year, int(found[2]), int(found[3])).toordinal()
    except ValueError:
        return None
