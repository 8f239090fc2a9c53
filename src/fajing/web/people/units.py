"""The tree of units: what the records name is hung under the body itself until somebody places it better."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from fajing.core.ids import natural_key
from fajing.web.people.models import Unit


def root() -> Unit:
    """The body itself."""
    found = Unit.objects.filter(parent__isnull=True).order_by("id").first()
    if found is None:
        office = settings.OFFICE
        found = Unit.objects.create(name=office.title_zh or office.law, name_en=office.title_en)
    return found


def add_missing(names: Iterable[str]) -> int:
    """Makes units that the records name and the tree has not; how many."""
    known = set(Unit.objects.values_list("name", flat=True))
    top, place, made = root(), Unit.objects.count(), 0
    known.add(top.name)
    for name in sorted({one for one in names if one} - known, key=natural_key):
        Unit.objects.create(name=name, parent=top, place=place + made)
        made += 1
    return made
