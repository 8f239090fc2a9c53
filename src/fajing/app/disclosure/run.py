"""Use case: write a list that the law wants published, from a data folder.

In: a data folder, a lawbook and the name of a list. Out: a workbook or text tables in a folder, and a
`DisclosureResult` with counts. It publishes nothing itself: a person looks at what was written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from fajing.app.disclosure.profile import Profile, profile_of
from fajing.app.disclosure.rows import Listing, listing_of
from fajing.app.disclosure.sheets import write_texts, write_workbooks
from fajing.app.grouping import roots_as_linked
from fajing.core.errors import UsageError
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.ledger.segments.folder import DataFolder, data_path
from fajing.ledger.segments.merge import Standing

FORMATS = ("xlsx", "csv")


@dataclass(slots=True)
class DisclosureResult:
    """What became of a list.

    Attributes:
        profile: The list.
        listing: What stands in it, and what does not.
        written: The files.
    """

    profile: Profile
    listing: Listing
    written: list[Path] = field(default_factory=list)


def run_disclosure(
    name: str,
    *,
    law: str,
    out: Path,
    data: Path | None = None,
    first: date | None = None,
    last: date | None = None,
    form: str = "xlsx",
) -> DisclosureResult:
    """Write a list.

    Args:
        name: Name of a profile in the lawbook's `disclosures/`.
        law: Lawbook, with overlays joined by `+`.
        out: Folder for what is written; made where there is none.
        data: The data folder; else `$FAJING_DATA`, else `./fajing-data`.
        first: First day of decision.
        last: Last day of decision.
        form: `xlsx` or `csv`.

    Raises:
        UsageError: No such list or form, or the days are the wrong way round.
    """
    lawbook = load_lawbook(law)
    return write_list(profile_of(lawbook, name), lawbook, data_path(data), out, first, last, form)


def write_list(
    profile: Profile,
    lawbook: Lawbook,
    data: Path,
    out: Path,
    first: date | None = None,
    last: date | None = None,
    form: str = "xlsx",
) -> DisclosureResult:
    """Write one list; the arguments are those of `run_disclosure`."""
    if form not in FORMATS:
        raise UsageError(f"没有这种格式 (no such form): {form}", remedy="、".join(FORMATS))
    if first is not None and last is not None and first > last:
        raise UsageError(f"起止日期颠倒 (the days are the wrong way round): {first} > {last}")
    standing = Standing(DataFolder.open(data).standing(), roots_as_linked(lawbook))
    listing = listing_of(profile, standing.read_files(), first, last)
    write = write_texts if form == "csv" else write_workbooks
    try:
        out.mkdir(parents=True, exist_ok=True)
        return DisclosureResult(profile, listing, write(profile, listing, out))
    except OSError as error:
        raise UsageError(
            f"写不进这个文件夹 (cannot write there): {out}", why=error.strerror or str(error)
        ) from error
