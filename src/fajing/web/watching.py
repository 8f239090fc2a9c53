"""The watched folder: each night the exports that lie there and are new come in, by maps that are known already.

In: the folder that `fajing office init --watch` names. Out: imports as from the page, in the name of the system. A file
that no known map fits waits on the page until somebody has looked through its columns; one that cannot be read stands
there with its reason. Files are never moved or deleted: they belong to the system that exports them.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
from pathlib import Path

from django.conf import settings

from fajing.app.import_log import ImportResult, Progress
from fajing.app.office_import import as_text, bring_in, propose
from fajing.core.clock import now
from fajing.core.errors import FajingError
from fajing.findings.acts import SYSTEM
from fajing.intake.rejects import write_rejects
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.reader import Segment
from fajing.ledger.segments.writer import next_number
from fajing.web.clock import instant, zone
from fajing.web.law import lawbook
from fajing.web.log_lines import fixed_words
from fajing.web.records.models import ImportRow
from fajing.web.turns import turn

KINDS = (
    ".csv",
    ".xlsx",
    ".xls",
    ".parquet",
    ".xes",
    ".gz",
    ".jsonocel",
    ".xmlocel",
    ".sqlite",
    ".txt",
    ".tsv",
)
LARGEST = 512 * 1024 * 1024
COUNTS = ("rows", "new", "unchanged", "corrected", "rejected", "ignored")
"""Of rows, by what the file alone tells; whether an event was known already is told of events."""
EVENTS = ("events_new", "events_corrected", "events_known")
_QUIET = 60
"""Seconds for which a file must not have changed: whoever writes it may not be done."""


def own_maps() -> list[dict[str, object]]:
    """Maps this office has imported by, the latest first."""
    import json

    rows = ImportRow.objects.filter(state="done").exclude(map_text="").order_by("-at")
    found = {row.map_id: json.loads(row.map_text) for row in reversed(rows)}
    return [data for map_id, data in found.items() if map_id not in lawbook().maps]


def safe_name(name: str) -> str:
    """A file's name as it is kept."""
    return re.sub(r"[^\w.()（）〔〕-]", "_", name)[-120:]


def bring_in_row(
    row: ImportRow, path: Path, data: dict[str, object], by: str, progress: Progress | None = None
) -> None:
    """Imports a file by a map and says so in its row; what was sent is gone after it.

    Whoever calls this has the turn. The number that its segment will have is written down first: one that was sealed
    before an interruption is known by it and by the file's hash.

    Raises:
        FajingError: It cannot be read.
    """
    folder = DataFolder.make(settings.OFFICE.data, zone())
    before = row.segment
    row.segment = next_number(folder.segments_path)
    ImportRow.objects.filter(pk=row.pk).update(segment=row.segment if before is None else before)
    result = bring_in(path, lawbook(), data, folder, progress)
    for name in COUNTS:
        setattr(row, name, sum(int(getattr(one, name)) for one in result.intake.files))
    counts = result.counts
    row.events_new, row.events_corrected, row.events_known = counts.new, counts.corrected, counts.unchanged
    write_rejects(result.intake.rejects, path.with_name("rejects.csv"))
    row.state, row.at, row.by = "done", instant(), by
    row.map_id, row.map_text = str(data["id"]), as_text(data)
    row.entry = result.receipt.index if result.receipt is not None else None
    row.segment = result.segment.number if result.segment is not None else None
    sealed = _sealed_before(result, before) if before is not None and row.segment is None else None
    if sealed is not None:
        events = sealed.manifest.events
        row.segment, row.events_new = sealed.number, events
        row.events_known = max(counts.unchanged - events, 0)
    row.save()
    path.unlink(missing_ok=True)  # what was sent may hold personal values; the segment holds none


def _sealed_before(result: ImportResult, number: int) -> Segment | None:
    """The segment that an interrupted import of the same file had sealed under a number."""
    hashes = {one.hash for one in result.intake.files}
    for segment in result.folder.segments():
        if segment.number == number and {one.sha256 for one in segment.manifest.origin.sources} == hashes:
            return segment
    return None


def import_watched() -> list[ImportRow]:
    """Brings in what is new in the watched folder; a row for each file that was looked at."""
    folder = Path(settings.OFFICE.watch) if settings.OFFICE.watch else None
    if folder is None or not folder.is_dir():
        return []
    found, present = [], now().timestamp()
    files = [one for one in folder.iterdir() if one.is_file() and not one.name.startswith(".")]
    for path in sorted(files, key=lambda one: (one.stat().st_mtime_ns, one.name)):
        size = path.stat().st_size
        if not path.name.lower().endswith(KINDS) or not 0 < size <= LARGEST:
            continue
        if present - path.stat().st_mtime < _QUIET:
            continue
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if not ImportRow.objects.filter(sha256=digest).exists():
            with turn():
                found.append(_one(path, digest))
    return found


def _one(path: Path, digest: str) -> ImportRow:
    token = secrets.token_hex(8)
    where = settings.OFFICE.folder / "incoming" / token
    where.mkdir(parents=True)
    copy = where / safe_name(path.name)
    shutil.copyfile(path, copy)
    row = ImportRow.objects.create(
        token=token, name=copy.name, path=str(copy), by=SYSTEM, at=instant(), sha256=digest
    )
    try:
        proposal = propose(copy, lawbook(), own_maps())
        if proposal.known:
            bring_in_row(row, copy, proposal.map, SYSTEM)
        else:
            row.reason = "columns"
            row.save()
    except FajingError as error:
        row.state, row.reason = "failed", fixed_words(error)
        row.save()
        copy.unlink(missing_ok=True)
    return row
