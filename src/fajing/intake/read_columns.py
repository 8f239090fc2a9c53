"""Reads exports into tables: by whole columns where a file allows it, row by row elsewhere; the result is the same.

In: files, a lawbook, and the map's name where more than one could fit. Out: a `TableIntake`, or None where the log
cannot be held in tables. What a row means is said in rows_events.py and rows_matters.py; a row in which anything is
wrong is read by them, so that it is refused in the same words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from fajing.core.collecting import without_collecting
from fajing.intake.batch import Batch, batch_of
from fajing.intake.column_assembly import assemble_columns
from fajing.intake.column_events import read_events
from fajing.intake.column_matters import read_matters
from fajing.intake.column_values import CannotHold
from fajing.intake.files import FileCount, FileReading, open_files
from fajing.intake.read import Intake, Progress, conclude
from fajing.intake.records import Correction, Records
from fajing.intake.rejects import Reject
from fajing.intake.row import RowIgnored, RowRefused
from fajing.intake.rows_events import EventRows
from fajing.intake.table_log import TableLog
from fajing.intake.tables import RowReader
from fajing.intake.text_columns import columns_of_rows
from fajing.lawbook.model import Lawbook


@dataclass(slots=True)
class TableIntake:
    """What reading some files gave; the same as `Intake`, with the log in tables."""

    log: TableLog
    files: list[FileCount] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    missing_keys: list[str] = field(default_factory=list)

    def intake(self) -> Intake:
        """The same with the log as objects."""
        return Intake(self.log.log(), self.files, self.rejects, self.corrections, self.missing_keys)


def read_tables(
    paths: Iterable[Path | str],
    lawbook: Lawbook,
    map_id: str | None = None,
    *,
    with_values: bool = False,
    progress: Progress | None = None,
) -> TableIntake | None:
    """Read exports by their maps, as `read_logs` does.

    Args:
        paths: The files, the older export first.
        lawbook: Whose maps and procedures are meant.
        map_id: The map for every file; may be left out where exactly one fits each file.
        with_values: Whether rejects hold the cells themselves, which may be personal.
        progress: Called now and then with the file's name and the number of rows read.

    Returns:
        None where no table can hold a value of the log, so that only `read_logs` will do.

    Raises:
        FajingError: A file cannot be read, or no map fits it, or several do. Then nothing is read at all.
    """
    try:
        with without_collecting():
            return _read([Path(path) for path in paths], lawbook, map_id, with_values, progress)
    except CannotHold:
        return None


def _read(
    paths: list[Path], lawbook: Lawbook, map_id: str | None, with_values: bool, progress: Progress | None
) -> TableIntake:
    readings = open_files(paths, lawbook, map_id)
    of_map = Counter(reading.map.id for reading in readings)
    records: dict[str, Records] = {}
    batches: dict[str, Batch] = {}
    rejects: list[Reject] = []
    for reading in readings:
        own = records.setdefault(reading.map.id, Records(lawbook.zone))
        if of_map[reading.map.id] == 1:
            batch = _by_columns(reading, rejects, with_values, progress)
            if batch is not None:
                batches[reading.map.id] = batch
                continue
        reading.read_into(own, rejects, with_values=with_values, progress=progress)
    for name, own in records.items():
        if name not in batches:
            batches[name] = batch_of(list(own.by_key.values()))
    log = assemble_columns([batches[name] for name in records], lawbook.zone)
    files, corrections, gone = conclude(log, readings, records)
    return TableIntake(log, files, rejects, corrections, gone)


def _by_columns(
    reading: FileReading, rejects: list[Reject], with_values: bool, progress: Progress | None
) -> Batch | None:
    """One file as columns; None where it has to be read row by row, and then nothing was counted yet."""
    table = reading.only_table()
    if table is None or table[0].followers:
        return None
    sheet, header, rows = table
    cells = sheet.columns(header.row, rows.width) if sheet.columns is not None else None
    if cells is None:
        cells = columns_of_rows(sheet, header)
    if cells is None:
        return None
    blank = cells.blank()
    if blank.any():
        cells = cells.take(~blank)
    name = reading.path.name
    if progress is not None:
        progress(name, 0)
    taken = read_events(rows, cells) if isinstance(rows, EventRows) else read_matters(rows, cells)
    if taken.keys is not None and len(np.unique(taken.keys.codes)) < len(taken.keys):
        return None  # a record that stands twice
    refused = []
    loose = {heading: (int(cells.numbers[row]), count) for heading, (row, count) in taken.loose.items()}
    ignored = len(cells.numbers) - len(taken.stands) - len(taken.odd)
    odd = [(int(cells.numbers[row]), cells.cells(row)) for row in taken.odd.tolist()]
    for number, row_cells in sorted([*odd, *cells.over], key=lambda one: one[0]):
        try:
            rows.read(number, row_cells)
        except RowIgnored:
            ignored += 1
        except RowRefused as error:
            refused.append((number, error))
        else:
            rows.loose.clear()
            return None
        _also_loose(loose, rows, number)
    rows.loose = {heading: count for heading, (_, count) in sorted(loose.items(), key=lambda one: one[1][0])}
    reading.take_over(len(taken.stands), ignored, refused, rejects, with_values=with_values)
    if progress is not None:
        progress(name, len(cells.numbers) + len(cells.over))
    return taken.batch


def _also_loose(loose: dict[str, tuple[int, int]], rows: RowReader, number: int) -> None:
    """Takes what a refused row counted before it was refused."""
    for heading, count in rows.loose.items():
        first, before = loose.get(heading, (number, 0))
        loose[heading] = min(first, number), before + count
    rows.loose.clear()
