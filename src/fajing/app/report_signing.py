"""Freezing on signing: the figures and the bytes of a report become an entry of the ledger, and are held against it.

In: a report's folder, as `annual_report` writes it, and the data folder with its ledger. Out: an entry `report.signed`
with hashes of the five files, the value of each printed figure and the hashes of the records behind it; and what has
changed since. A correction is a new version whose entry lists what it changes; nothing is overwritten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fajing.app.commitments import enter
from fajing.app.figures import open_figures
from fajing.app.office_book import Book
from fajing.app.office_files import OfficeFiles
from fajing.app.report_entry import (
    SIGNED,
    all_signed,
    body_of,
    figures_of,
    hashes_of,
    promises_of,
    subject_of,
)
from fajing.app.report_records import keep_keys
from fajing.core.canonical import canonical_bytes
from fajing.core.clock import now
from fajing.core.errors import FajingError
from fajing.core.moments import Moment, Precision
from fajing.lawbook.load import load_lawbook
from fajing.ledger.entry import Entry, Stored
from fajing.ledger.ledger import Ledger
from fajing.ledger.segments.folder import DataFolder
from fajing.publish.figures_file import frozen_figure, frozen_of_file


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed report.

    Attributes:
        entry: Number of its entry.
        version: 1 for the first, one more for each correction.
        changed: Figures that differ from the version before.
        entered: Numbers of the matters that hold its plans and admitted shortcomings.
    """

    entry: int
    version: int
    changed: tuple[str, ...]
    entered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is no longer as it was signed.

    Attributes:
        what: `file`, `figure`, `records` or `lawbook`.
        name: Which.
        signed: As it was signed.
        found: As it is.
    """

    what: str
    name: str
    signed: str
    found: str


def sign_report(
    report: Path, data: Path, *, by: str, law: str = "cn-police", signed_by: tuple[str, ...] = ()
) -> Signed:
    """Enter a report; its plans and admitted shortcomings become matters of the year to come.

    Args:
        report: Its folder.
        data: The data folder, which has a ledger.
        by: Token of who signs.
        law: Lawbook, with overlays.
        signed_by: Tokens of the chain before, in order.

    Raises:
        FajingError: A file is missing, there is no ledger, or the same report is signed already.
    """
    ledger = Ledger.open(data)
    body = body_of(report, ledger, segments=len(DataFolder.open(data).segments()), chain=signed_by)
    (receipt,) = ledger.append([Entry(SIGNED, body, by, (subject_of(body),))])
    entered = enter(
        Book(ledger),
        OfficeFiles(data, load_lawbook(law)),
        promises_of(figures_of(report)),
        int(body["year"]) + 1,
        by=by.removeprefix("officer:"),
        at=int(now().timestamp()),
    )
    return Signed(receipt.index, body["version"], tuple(body["changed"]), tuple(entered))


def verify_report(
    report: Path, data: Path, *, law: str, region: str | None = None, recount: bool = True
) -> tuple[Stored, list[Difference]]:
    """Hold a report against what was signed.

    Args:
        report: Its folder.
        data: The data folder with its ledger.
        law: The lawbook by which it was made.
        region: As it was made.
        recount: Whether figures are counted anew from the record as it stood then.

    Returns:
        The entry, and what differs.

    Raises:
        FajingError: It was never signed.
    """
    figures = figures_of(report)
    ledger = Ledger.open(data)
    entry = _signed_with(ledger, figures, hashes_of(report))
    found = list(_changed_files(entry.body["files"], hashes_of(report)))
    found += _changed_figures(entry.body["figures"], frozen_of_file(figures), "figure")
    if recount:
        found += _recounted(entry, figures, data, law, region)
    return entry, found


def _recounted(
    entry: Stored, figures: Mapping[str, Any], data: Path, law: str, region: str | None
) -> Iterator[Difference]:
    """The figures as the record gives them now, of the segments that were there."""
    folder = open_figures(data, law=law, region=region, upto_segment=int(entry.body["segments"]))
    keep_keys(folder)
    precision = Precision(figures["cut_off_precision"])
    instant = int(figures["cut_off_instant"])
    moment = Moment(instant, folder.lawbook.zone.civil(instant).toordinal(), precision)
    now = folder.of(
        date.fromisoformat(figures["first"]),
        date.fromisoformat(figures["last"]),
        unit=figures["scope"],
        cut_off=moment,
    )
    if now.lawbook != entry.body["lawbook"]:
        yield Difference("lawbook", law, str(entry.body["lawbook"]), now.lawbook)
    signed = entry.body["figures"]
    counted = {name: frozen_figure(now[name]) for name in signed if name in now}
    yield from _changed_figures(signed, counted, "records")


def _changed_files(signed: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Difference]:
    for name, digest in signed.items():
        if found[name] != digest:
            yield Difference("file", name, digest, found[name])


def _changed_figures(signed: Mapping[str, Any], found: Mapping[str, Any], what: str) -> Iterator[Difference]:
    for name in sorted({*signed, *found}):
        old, new = signed.get(name), found.get(name)
        if old != new:
            yield Difference(what, name, _short(old), _short(new))


def _short(frozen: Mapping[str, Any] | None) -> str:
    if frozen is None:
        return "—"
    digest = hashlib.sha256(canonical_bytes(frozen["rows"])).hexdigest()[:8]
    return f"{frozen['value']} ({digest})"


def _signed_with(ledger: Ledger, figures: Mapping[str, Any], files: Mapping[str, str]) -> Stored:
    """The version that this folder is, or else the last: what was changed is then told against it."""
    found = all_signed(ledger, figures)
    if not found:
        raise FajingError(
            "这份报告没有签发过 (this report was never signed)",
            where=subject_of(figures),
            remedy="fajing report sign",
        )
    return next((one for one in reversed(found) if one.body["files"] == files), found[-1])
