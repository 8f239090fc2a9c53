"""Reads exports into a log.

In: files, a lawbook, and the map's name where more than one could fit. Out: an `Intake`: the log, what became
of every row of every file, the rejects and the corrections. A file is read whole or refused with a
`FajingError`; for each one rows = new + unchanged + corrected + rejected + ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from fajing.core.collecting import without_collecting
from fajing.core.events import Carried, Log
from fajing.intake.assemble import assemble
from fajing.intake.carried import carried_by
from fajing.intake.files import FileCount, FileReading, open_files
from fajing.intake.records import Correction, Records
from fajing.intake.rejects import Reject
from fajing.lawbook.model import Lawbook

Progress = Callable[[str, int], None]


@dataclass(slots=True)
class Intake:
    """What reading some files gave.

    Attributes:
        log: Matters and events.
        files: Each file with its counts, in the order given.
        rejects: Every cell that kept a row out.
        corrections: Records that came again with another content.
        missing_keys: Keys that a later full export of the same map no longer holds; nothing is deleted for
            it.
    """

    log: Log
    files: list[FileCount] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    missing_keys: list[str] = field(default_factory=list)


def read_logs(
    paths: Iterable[Path | str],
    lawbook: Lawbook,
    map_id: str | None = None,
    *,
    with_values: bool = False,
    progress: Progress | None = None,
) -> Intake:
    """Read exports by their maps.

    Args:
        paths: The files, the older export first.
        lawbook: Whose maps and procedures are meant.
        map_id: The map for every file; may be left out where exactly one fits each file.
        with_values: Whether rejects hold the cells themselves, which may be personal.
        progress: Called now and then with the file's name and the number of rows read.

    Raises:
        FajingError: A file cannot be read, or no map fits it, or several do. Then nothing is read at all.
    """
    with without_collecting():
        return _read([Path(path) for path in paths], lawbook, map_id, with_values, progress)


def _read(
    paths: list[Path], lawbook: Lawbook, map_id: str | None, with_values: bool, progress: Progress | None
) -> Intake:
    readings = open_files(paths, lawbook, map_id)
    records: dict[str, Records] = {}
    rejects: list[Reject] = []
    for reading in readings:
        own = records.setdefault(reading.map.id, Records(lawbook.zone))
        reading.read_into(own, rejects, with_values=with_values, progress=progress)
    rows = [row for own in records.values() for row in own.by_key.values()]
    log = assemble(rows, lawbook.zone)
    files, corrections, gone = conclude(log, readings, records)
    return Intake(log, files, rejects, corrections, gone)


class Kept(Protocol):
    """What a log says of how it was read."""

    carried: Carried
    rejected: int


def conclude(
    log: Kept, readings: Sequence[FileReading], records: Mapping[str, Records]
) -> tuple[list[FileCount], list[Correction], list[str]]:
    """Enters into a log what its maps could have brought and how many rows were refused.

    Args:
        log: In objects or in tables.
        readings: The files as they were read.
        records: By map, what came again.

    Returns:
        Counts of each file, corrections, and keys that a later full export no longer holds.
    """
    files = [count for reading in readings for count in reading.counts()]
    for count in files:
        assert count.is_complete, count
    log.carried = carried_by(table for reading in readings for table in reading.tables())
    log.rejected = sum(count.rejected for count in files)
    own = list(records.values())
    return (
        files,
        [one for some in own for one in some.corrections],
        [one for some in own for one in some.missing_keys],
    )
