"""The nightly job in the office: check, bring the findings in line, push what is new, fill the tables.

It is run by `fajing office nightly`, in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings

from fajing.app.figure_store import keep_figures
from fajing.app.office_night import Night, night
from fajing.app.quick_files import COPIES, copy_segments
from fajing.core.moments import Precision
from fajing.ledger.segments.folder import DataFolder
from fajing.web.acting import alone
from fajing.web.clock import instant, office_now, zone
from fajing.web.law import lawbook
from fajing.web.people.models import Unit
from fajing.web.people.units import root
from fajing.web.promised import place_with_owners
from fajing.web.records import follower, journal
from fajing.web.turns import turn


def run_night(
    at: int | None = None,
    progress: Callable[[str, int], None] | None = None,
    when: Callable[[Mapping[str, Any]], int] | None = None,
    *,
    figures: bool = True,
) -> Night:
    """One nightly check, up to now; one at a time, and none while a file is taken in.

    Args:
        at: When it is made; now by default.
        progress: Told how far it is.
        when: When each finding is raised; at the check by default.
        figures: Whether the figures are reckoned too; a demonstration does so when its weeks have been played.
    """
    with turn():
        found = _run(at, progress, when)
        if figures:
            reckon(progress)
        journal.anchor()
        return found


def reckon(progress: Callable[[str, int], None] | None = None) -> None:
    """Reckons the figures that pages show, as things stand now."""
    units = {unit.name: unit.below() for unit in Unit.objects.filter(parent__isnull=False)}
    moment = zone().moment(office_now(), Precision.SECOND)
    keep_figures(settings.OFFICE.data, lawbook(), moment, units, progress)


def _run(
    at: int | None,
    progress: Callable[[str, int], None] | None,
    when: Callable[[Mapping[str, Any]], int] | None,
) -> Night:
    office = settings.OFFICE
    moment = zone().moment(office_now(), Precision.SECOND)
    found = night(
        office.data,
        lawbook(),
        follower.book(),
        at=at or instant(),
        as_of=moment,
        start=office.start,
        region=office.region,
        when=when,
        body=root().name,
        progress=progress,
        alone=lambda: alone(patience=None),
    )
    copy_segments(DataFolder.make(office.data, lawbook().zone).segments(), office.data / COPIES, progress)
    follower.follow()
    follower.take_in_night(found)
    place_with_owners()
    return found


def push_new(by: str) -> tuple[int, int]:
    """Pushes every finding that is not pushed yet; number of slips and of findings."""
    from fajing.web.documents.making import push_all

    return push_all(by)
