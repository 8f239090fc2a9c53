"""To which unit something belongs that a URL names."""

from __future__ import annotations

from collections.abc import Callable

from fajing.web.law import sealed
from fajing.web.records.models import Document, DutyRow, FindingRow, MatterRow


def _finding(number: str) -> str | None:
    return FindingRow.objects.filter(number=number).values_list("unit", flat=True).first()


def _matter(matter: str) -> str | None:
    return MatterRow.objects.filter(matter=matter).values_list("unit", flat=True).first()


def _duty(row: str) -> str | None:
    return DutyRow.objects.filter(pk=row).values_list("unit", flat=True).first()


def _document(number: str) -> str | None:
    return Document.objects.filter(pk=number).values_list("unit", flat=True).first()


def _draw(name: str) -> str | None:
    from fajing.web.draws import unit_of as of_draw

    return of_draw(name)


def is_sealed(matter: str) -> bool:
    """Whether a matter is of a kind that no unit sees."""
    found = MatterRow.objects.filter(matter=matter).values_list("procedure", flat=True).first()
    return found in sealed()


_UNITS: dict[str, Callable[[str], str | None]] = {
    "finding": _finding,
    "matter": _matter,
    "duty": _duty,
    "document": _document,
    "draw": _draw,
}


def unit_of(kind: str, key: str) -> str | None:
    """The unit's name; empty for what belongs to the whole body; None where there is no such object."""
    return _UNITS[kind](key)
