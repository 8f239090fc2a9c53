"""Commitments of a data folder from the command line: entered from `report.yaml`, and listed as they stand now.

In: a data folder with a ledger, a file that a person wrote. Out: numbers of new matters; commitments.
"""

from __future__ import annotations

from pathlib import Path

from fajing.app.commitments import Commitment, commitments_in, enter, promises_in
from fajing.app.office_book import Book
from fajing.app.office_files import OfficeFiles
from fajing.core.clock import now
from fajing.core.moments import Precision
from fajing.lawbook.load import load_lawbook
from fajing.ledger.ledger import Ledger
from fajing.publish.given import read_given


def entered_from(path: Path, data: Path, law: str, year: int, by: str) -> list[str]:
    """Opens a matter for each plan and shortcoming that the file gives as last year's, and none holds yet.

    Args:
        path: `report.yaml`.
        data: The data folder, which has a ledger.
        law: Lawbook, with overlays.
        year: The year in which they were to be done.
        by: Token of who enters them.

    Raises:
        FajingError: The file is wrong, or there is no ledger.
    """
    found = promises_in(read_given(path))
    files = OfficeFiles(data, load_lawbook(law))
    number = by.removeprefix("officer:")
    return enter(Book(Ledger.open(data)), files, found, year, by=number, at=int(now().timestamp()))


def standing(data: Path, law: str, year: int) -> list[Commitment]:
    """The commitments of a year as they stand now."""
    lawbook = load_lawbook(law)
    return commitments_in(data, lawbook, lawbook.zone.moment(now(), Precision.SECOND), year, None)
