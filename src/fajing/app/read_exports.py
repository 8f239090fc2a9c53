"""Reads exports for a use case: large ones into tables, small ones as objects; who asks gets either.

In: files and a lawbook. Out: a `Read`. Tables are made into objects where only those will do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fajing.core.events import Log
from fajing.core.moments import Moment
from fajing.intake.files import FileCount
from fajing.intake.read import Intake, read_logs
from fajing.intake.records import Correction
from fajing.intake.rejects import Reject
from fajing.lawbook.model import Lawbook

if TYPE_CHECKING:
    from fajing.intake.read_columns import TableIntake
    from fajing.intake.table_log import TableLog

Progress = Callable[[str, int], None]
LARGE = 2 << 20
"""From so many bytes on whole columns are worth loading what reads them."""
_PACKED = {".gz": 8, ".xlsx": 8, ".parquet": 8}


class Read:
    """What reading some files gave.

    Args:
        intake: As objects or in tables.
    """

    def __init__(self, intake: Intake | TableIntake) -> None:
        self._tables = None if isinstance(intake, Intake) else intake.log
        self._log = intake.log if isinstance(intake, Intake) else None
        self.files: list[FileCount] = intake.files
        self.rejects: list[Reject] = intake.rejects
        self.corrections: list[Correction] = intake.corrections
        self.missing_keys: list[str] = intake.missing_keys

    def tables(self) -> TableLog | None:
        """The log in tables, if it was read so."""
        return self._tables

    def log(self) -> Log:
        """The log as objects."""
        if self._log is None:
            assert self._tables is not None
            self._log, self._tables = self._tables.log(), None
        return self._log

    def latest(self) -> Moment | None:
        """The latest time in the log; None for an empty log."""
        from fajing.scan.reference import latest_moment

        return self._tables.latest() if self._tables is not None else latest_moment(self.log())

    def event_count(self) -> int:
        """Number of events."""
        return self._tables.event_count() if self._tables is not None else self.log().event_count()

    def matter_count(self) -> int:
        """Number of matters."""
        return self._tables.matters.num_rows if self._tables is not None else len(self.log().matters)


def read_exports(
    paths: Sequence[Path],
    lawbook: Lawbook,
    map_id: str | None = None,
    *,
    with_values: bool = False,
    progress: Progress | None = None,
) -> Read:
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
    return Read(read_either(paths, lawbook, map_id, with_values=with_values, progress=progress))


def read_either(
    paths: Sequence[Path],
    lawbook: Lawbook,
    map_id: str | None = None,
    *,
    with_values: bool = False,
    progress: Progress | None = None,
) -> Intake | TableIntake:
    """The same, as it was read: large exports in tables."""
    if are_large(paths):
        from fajing.intake.read_columns import read_tables

        found = read_tables(paths, lawbook, map_id, with_values=with_values, progress=progress)
        if found is not None:
            return found
    return read_logs(paths, lawbook, map_id, with_values=with_values, progress=progress)


def are_large(paths: Sequence[Path]) -> bool:
    """Whether reading these files by columns is worth it."""
    total = sum(
        path.stat().st_size * _PACKED.get(path.suffix.casefold(), 1) for path in paths if path.is_file()
    )
    return total >= LARGE
