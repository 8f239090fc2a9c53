"""Use case: read exports and keep what they bring that is not there yet.

In: files, a lawbook's name, a data folder. Out: one sealed segment with the new and corrected events, or none; a
list of rejects; an `ImportResult` with counts. It judges nothing, prints nothing, and never deletes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from fajing.app.import_compare import Brought, Counts, what_is_new
from fajing.app.ledger_import import enter_import
from fajing.app.read_exports import read_either
from fajing.core.canonical import hash_bytes
from fajing.core.errors import FajingError, UsageError
from fajing.core.ids import natural_key
from fajing.intake.map import find_map
from fajing.intake.read import Intake
from fajing.intake.read_columns import TableIntake
from fajing.intake.rejects import write_rejects
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.ledger.entry import Receipt
from fajing.ledger.ledger import open_if_there
from fajing.ledger.segments.columns import matter_table
from fajing.ledger.segments.folder import ABOUT, DataFolder, data_path
from fajing.ledger.segments.merge import carried_by_all
from fajing.ledger.segments.reader import Segment
from fajing.ledger.segments.schema import Origin, SourceFile

Progress = Callable[[str, int], None]
"""Told now and then what is being done (`read`, `compare`, `seal`) and how many rows or events it is about."""


@dataclass(slots=True)
class ImportResult:
    """What became of an import.

    Attributes:
        lawbook: Whose maps were used.
        intake: What was read.
        folder: Where it is kept.
        counts: What was new.
        before: Number of segments that were there.
        segment: The segment written; None where nothing was new.
        corrected_ids: Ids of the events that were corrected.
        gone_matters: Matters that a full export no longer holds; they stay.
        gone_events: Events of matters that it does hold, but which it no longer holds; they stay.
        rejects: Where the rejects were written; None without any.
        receipt: Of the import's entry in the ledger; None where the data folder has no ledger.
    """

    lawbook: Lawbook
    intake: Intake | TableIntake
    folder: DataFolder
    counts: Counts
    before: int = 0
    segment: Segment | None = None
    corrected_ids: list[str] = field(default_factory=list)
    gone_matters: list[str] = field(default_factory=list)
    gone_events: list[str] = field(default_factory=list)
    rejects: Path | None = None
    receipt: Receipt | None = None


def run_import(
    paths: Sequence[Path],
    *,
    law: str,
    data: Path | None = None,
    map_id: str | None = None,
    rejects: Path | None = None,
    with_values: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Import exports into a data folder.

    Args:
        paths: The files, the older export first.
        law: Lawbook, with overlays joined by `+`.
        data: The data folder; else `$FAJING_DATA`, else `./fajing-data`. It is made where there is none.
        map_id: The map to read by; may be left out when exactly one fits.
        rejects: Where rejects are written; by default into the data folder, under the segment's number.
        with_values: Whether rejects show the values of personal columns.
        progress: Told how far it is.

    Raises:
        FajingError: The lawbook, a file or the folder is wrong; nothing is written then.
    """
    lawbook = load_lawbook(law)
    where = data_path(data)
    if (where / ABOUT).exists():
        there = DataFolder.make(where, lawbook.zone)
        there.segments()  # what is wrong with it is said before the long reading
        there.refuse_if_gathered()
    told = (lambda _, rows: progress("read", rows)) if progress is not None else None
    intake = read_either(paths, lawbook, map_id, with_values=with_values, progress=told)
    _refuse_if_nothing_was_read(intake)
    return keep(
        intake,
        lawbook,
        DataFolder.make(where, lawbook.zone),
        rejects,
        with_values=with_values,
        progress=progress,
    )


def keep(
    intake: Intake | TableIntake,
    lawbook: Lawbook,
    folder: DataFolder,
    rejects: Path | None = None,
    *,
    with_values: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Keep what was read, as far as it is not there yet.

    Raises:
        FajingError: The folder cannot be read or written.
    """
    sealed, segments = folder.segments(), folder.standing()
    ledger = open_if_there(folder.path)  # what is wrong with it is said before anything is written
    if progress is not None:
        progress("compare", intake.log.event_count())
    brought = what_is_new(intake.log, segments, lawbook)
    result = ImportResult(
        lawbook, intake, folder, brought.counts, len(segments), corrected_ids=brought.corrected_ids
    )
    _find_gone(result, segments, brought)
    carried = [segment.manifest.origin.carried for segment in segments]
    knows_more = not segments or carried_by_all([*carried, intake.log.carried]) != carried_by_all(carried)
    if intake.rejects:
        result.rejects = rejects or folder.path / "rejects" / f"{len(segments) + 1:06d}.csv"
        _write(intake, result.rejects, with_values=with_values)
    if progress is not None:
        progress("seal", brought.events.num_rows)
    if brought.matters or knows_more:
        with folder.writer(_origin(intake, lawbook)) as writer:
            table = matter_table(brought.matters, brought.of_matter, brought.links)
            writer.add_columns(brought.files, table, brought.events)
            result.segment = Segment(writer.seal())
    if ledger is not None:
        result.receipt = enter_import(ledger, result, sealed)
        ledger.close()
    return result


def _find_gone(result: ImportResult, segments: list[Segment], brought: Brought) -> None:
    """What full exports brought before and this one of the same map does not hold."""
    lawbook = result.lawbook
    full = {one.map_id for one in result.intake.files if find_map(lawbook, one.map_id).is_full_export}
    of_full = [bool(maps := set(one.manifest.origin.maps)) and maps <= full for one in segments]
    result.gone_events = sorted(event for event, number in brought.untold if of_full[number])
    gone: set[str] = set()
    for segment, is_full in zip(segments, of_full, strict=True):
        for group in range(segment.group_count if is_full else 0):
            ids = segment.matters(group, ["id"]).column("id")
            gone.update(ids.filter(pc.invert(pc.is_in(ids, brought.told))).to_pylist())
    result.gone_matters = sorted(gone, key=natural_key)


def _origin(intake: Intake | TableIntake, lawbook: Lawbook) -> Origin:
    maps = dict.fromkeys(one.map_id for one in intake.files)
    return Origin(
        tuple(
            SourceFile(
                Path(one.path).name, one.hash, one.map_id, one.rows, one.new, one.unchanged, one.corrected,
                one.rejected, one.ignored,
            )
            for one in intake.files
        ),
        intake.log.carried,
        (lawbook.id, lawbook.hash),
        {map_id: _map_hash(lawbook.maps[map_id]) for map_id in maps},
    )  # fmt: skip


def _map_hash(of_map: Mapping[str, Any]) -> str:
    return hash_bytes(json.dumps(of_map, ensure_ascii=False, sort_keys=True, default=str).encode())


def _write(intake: Intake | TableIntake, path: Path, *, with_values: bool) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_rejects(intake.rejects, path, with_values=with_values)
    except OSError as error:
        raise UsageError(
            f"退回清单写不进这里 (cannot write the rejects here): {path}", why=error.strerror or str(error)
        ) from error


def _refuse_if_nothing_was_read(intake: Intake | TableIntake) -> None:
    """A log of which every row was turned back is no log: it is refused, not kept as empty."""
    if intake.rejects and not len(intake.log.matters):
        first = intake.rejects[0]
        raise FajingError(
            f"没有一行读得进去，共退回{intake.log.rejected}行 (every row was turned back)",
            where=f"{first.file} {first.sheet or ''} 第{first.row}行 / row {first.row}".replace("  ", " "),
            why=f"{first.reason_zh} / {first.reason_en}",
            remedy=f"{first.remedy_zh}；用 fajing map check 看全部 / fajing map check shows all of them",
        )
