"""Loads a lawbook: folders in, one typed `Lawbook` out, or everything that is wrong with it at once.

Used as `load_lawbook("cn-police+./my-bureau", region="Hainan")`. What was read without an error is kept and taken up
again while no file has changed (`kept.py`); else `read_book.py` reads it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fajing.core.errors import UsageError
from fajing.lawbook import kept
from fajing.lawbook.crossref import counts_from
from fajing.lawbook.find import find_folders
from fajing.lawbook.model import Lawbook, Norm, Status, Version
from fajing.lawbook.problems import Report, suggest

if TYPE_CHECKING:
    from fajing.lawbook.reading import Known

ALL_REGIONS = "*"
"""As `region`: keep every norm, for checking and testing a lawbook."""


def load_lawbook(spec: str, *, region: str | None = None) -> Lawbook:
    """Load a lawbook with its overlays.

    Args:
        spec: `BOOK[+overlay…]`, names or paths.
        region: Keep the norms of this region too; without it, regional norms drop out.

    Raises:
        UsageError: A folder is not found, or no norm belongs to the region.
        LawbookError: The lawbook has errors; holds all of them.
    """
    lawbook, report = read_lawbook(spec, region=region)
    report.raise_errors()
    assert lawbook is not None
    return lawbook


def problems(spec: str) -> Report:
    """Everything wrong with a lawbook, regional norms included.

    Raises:
        UsageError: A folder is not found.
    """
    return read_lawbook(spec, region=ALL_REGIONS)[1]


def read_lawbook(spec: str, *, region: str | None = None) -> tuple[Lawbook | None, Report]:
    """The lawbook, as far as it can be read, and what is wrong with it.

    Args:
        spec: `BOOK[+overlay…]`.
        region: As for `load_lawbook`, or `ALL_REGIONS`.

    Raises:
        UsageError: A folder is not found, or no norm belongs to the region.
    """
    lawbook, report = _read(find_folders(spec))
    return None if lawbook is None else _of_region(lawbook, region, report), report


def _read(folders: tuple[Path, ...]) -> tuple[Lawbook | None, Report]:
    """What is kept of these folders, else what is read from them."""
    state = kept.state_of(folders)
    if state is not None and (found := kept.take(state)) is not None:
        return found[0], Report(found[1])
    # The readers, and libyaml with them, only where they are needed.
    from fajing.lawbook.read_book import read_folders

    lawbook, report = read_folders(folders)
    # Not kept where something was changed while it was read: nobody knows which state that was.
    if lawbook is not None and not report.errors and state is not None and kept.state_of(folders) == state:
        kept.keep(state, (lawbook, report.problems))
    return lawbook, report


def norms_on(
    lawbook: Lawbook, day: date, *, status: Status | None = Status.IN_FORCE
) -> list[tuple[Norm, Version]]:
    """The norms that stand on a civil date, each with its version of that day, in the order of their ids.

    Args:
        lawbook: Where to look.
        day: The date.
        status: Only norms of this status; None for all.
    """
    found = []
    for norm in sorted(lawbook.norms.values(), key=lambda item: item.id):
        if status is None or norm.status is status:
            found += [
                (norm, item)
                for item in norm.versions
                if item.start <= day and (item.end is None or day <= item.end)
            ]
    return found


def known_of(lawbook: Lawbook, more_norms: list[str] | None = None) -> Known:
    """What a norm may name in a lawbook that is already loaded."""
    from fajing.lawbook.reading import Known

    return Known(
        counting=lawbook.counting,
        procedures=lawbook.procedures,
        sources=lawbook.sources,
        benchmarks=lawbook.benchmarks,
        labels=lawbook.labels,
        norm_ids=[*lawbook.norms, *(more_norms or [])],
    )


def _of_region(lawbook: Lawbook, region: str | None, report: Report) -> Lawbook:
    """The lawbook without the norms of other regions, and without those that count from a norm so dropped."""
    if region == ALL_REGIONS:
        return lawbook
    regions = {norm.region for norm in lawbook.norms.values() if norm.region is not None}
    if region is not None and region not in regions:
        raise UsageError(
            f"没有哪条规则属于这个地区 (no norm of this region): {region}",
            remedy=suggest(region, sorted(regions)),
        )
    kept = {norm.id: norm for norm in lawbook.norms.values() if norm.region in (None, region)}
    while True:
        lost = [
            norm
            for norm in kept.values()
            if any(named not in kept and named in lawbook.norms for named in counts_from(norm))
        ]
        if not lost:
            return replace(lawbook, norms=kept)
        for norm in lost:
            report.warn(
                norm.place,
                f"{norm.id} 所依的规则属于别的地区，一并不判 (counts from a norm of another region)",
            )
            del kept[norm.id]


__all__ = [
    "ALL_REGIONS",
    "known_of",
    "load_lawbook",
    "norms_on",
    "problems",
    "read_lawbook",
]
