"""Keeps the figures of an office's years, so that pages show and open them without reckoning them again.

In: a data folder and the units of the body. Out: `DIR/office/figures/YEAR/` with the figures of the whole body, and one
folder for each unit. They are made anew by the nightly check.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fajing.core.moments import Moment
from fajing.indicators.figure import Figures
from fajing.indicators.kept import VALUES, keep, read_kept
from fajing.lawbook.model import Lawbook
from fajing.lawbook.read_indicators import load_indicators
from fajing.ledger.segments.folder import DataFolder

if TYPE_CHECKING:
    from fajing.app.figures import FolderFigures
    from fajing.app.report_records import RecordsBehind

FOLDER = Path("office") / "figures"
WHOLE = "body"


def place_of(data: Path, year: int, unit: str | None) -> Path:
    """Where the figures of a year lie; a unit's folder bears a hash of its name, which may hold any character."""
    name = WHOLE if unit is None else hashlib.sha256(unit.encode()).hexdigest()[:16]
    return data / FOLDER / str(year) / name


def years_kept(data: Path) -> list[int]:
    """Years of which the whole body's figures are there, the latest first."""
    found = [
        int(one.name)
        for one in (data / FOLDER).glob("[0-9][0-9][0-9][0-9]")
        if (one / WHOLE / VALUES).exists()
    ]
    return sorted(found, reverse=True)


def read_figures(data: Path, year: int, unit: str | None = None) -> Figures:
    """The figures of a year as they were kept.

    Raises:
        FajingError: There are none, or they are damaged.
    """
    return read_kept(place_of(data, year, unit))


def keep_figures(
    data: Path,
    lawbook: Lawbook,
    as_of: Moment,
    units: Mapping[str, Sequence[str]],
    progress: Callable[[str, int], None] | None = None,
) -> list[int]:
    """Reckons and keeps the figures of the year of a moment and of the year before, as far as the record reaches.

    Args:
        data: The data folder.
        lawbook: The law.
        as_of: Up to when the record is read.
        units: By unit the names of all units that make it up; their figures are kept of the current year only.
        progress: Told how far it is.

    Returns:
        The years.
    """
    # counting compiles; the processes that answer pages read only, and do without what it needs
    from fajing.app.figures import figures_in
    from fajing.app.report_records import RecordsBehind, keep_keys

    folder = DataFolder.open(data)
    if not folder.segments():
        return []
    source = figures_in(folder, lawbook, load_indicators(lawbook), progress=progress)
    keep_keys(source)
    this = lawbook.zone.civil(as_of.instant).year
    first = date.fromordinal(source.record.first_day).year if source.record.first_day else this
    known = set(source.unit_names())
    behind: dict[int, RecordsBehind] = {}
    years = [year for year in (this, this - 1) if year >= first]
    for year in years:
        of_units = sorted(units) if year == this else ()
        for unit in (None, *(one for one in of_units if known.intersection(units[one]))):
            figures = _of_year(source, year, unit, units, as_of, known)
            instant = figures.cut_off.instant
            if instant not in behind:
                behind[instant] = RecordsBehind(source, instant)
            keep(figures, place_of(data, year, unit), behind[instant])
            if progress is not None:
                progress("figures", len(figures))
    return years


def _of_year(
    source: FolderFigures,
    year: int,
    unit: str | None,
    units: Mapping[str, Sequence[str]],
    as_of: Moment,
    known: set[str],
) -> Figures:
    first, last = date(year, 1, 1), date(year, 12, 31)
    cut_off = source.latest(last.toordinal())
    if as_of.instant < cut_off.instant or last.toordinal() >= as_of.day:
        cut_off = as_of
    members = None if unit is None else known.intersection(units[unit])
    return source.of(first, last, unit=unit, units=members, cut_off=cut_off)
