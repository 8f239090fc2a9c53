"""Files taken in by a process of their own: no page waits for one, and a restart of the server stops none.

In: the row of a file that was looked through, and the map it is read by. Out: the row as it goes on: what is being
done, through how many rows, at last the result. The process holds the lock of its file from before it begins; the
system takes that back when the process ends, however it ends. So a row that says it is running while nobody holds its
lock was interrupted: a segment is sealed whole or is not there, and the file still is, so it can be taken in again.
"""

from __future__ import annotations

import contextlib
import json
import os
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from fajing.app.office_import import as_text
from fajing.core.errors import FajingError
from fajing.ledger.segments.folder import DataFolder
from fajing.web import config, own_process, turns
from fajing.web.clock import instant, zone
from fajing.web.log_lines import fixed_words
from fajing.web.nightly import run_night
from fajing.web.records.models import ImportRow
from fajing.web.watching import bring_in_row
from fajing.web.words import pick

RUNNING, INTERRUPTED, UNCHECKED = "running", "interrupted", "unchecked"
WAITING, CHECKING = "waiting", ("judge", "copies", "figures")
STAGES = {
    WAITING: ("排队，等前面的导入或检查做完", "waiting for an import or a check before it"),
    "read": ("读表", "reading"),
    "compare": ("与已有记录比对", "comparing with what stands"),
    "seal": ("封存", "sealing"),
    "judge": ("检查", "checking"),
    "copies": ("检查", "checking"),
    "figures": ("计算指标", "counting the figures"),
    UNCHECKED: ("检查没有做完，夜间会再做", "the check did not end; the night makes it up"),
}


def begin(row: ImportRow, data: dict[str, Any], by: str) -> bool:
    """Starts the process that takes a file in; False where one is taking it in already."""
    lock = turns.taken(_lock(row))
    if lock is None:
        return False
    try:
        fresh = ImportRow.objects.get(pk=row.pk)
        if fresh.state not in ("open", RUNNING):
            return False
        row.state, row.stage, row.reason, row.through = RUNNING, WAITING, "", 0
        row.map_id, row.map_text, row.by, row.at = str(data["id"]), as_text(data), by, instant()
        row.save()
        try:
            start(row.token, lock)
        except OSError as error:
            _failed(row, f"{type(error).__name__}: {error.strerror}")
    finally:
        os.close(lock)
    row.refresh_from_db()
    return True


def start(token: str, lock: int) -> None:
    """Starts the process."""
    own_process.start("fajing.web.import_job", token, lock=lock)


def run(token: str) -> ImportRow:
    """Takes a file in when its turn has come, then checks; each of it can be followed in the row."""
    row = ImportRow.objects.get(token=token)
    tell = own_process.paced(STAGES, partial(_say, row))
    try:
        with turns.turn():
            bring_in_row(row, Path(row.path), json.loads(row.map_text), row.by, tell)
    except (
        FajingError,
        OSError,
        DatabaseError,
    ) as error:  # what is not said here ends the process: interrupted
        _failed(row, fixed_words(error))
        return row
    set_start()
    sums = DataFolder.make(settings.OFFICE.data, zone()).standing()
    tell("judge", 0, sum(segment.manifest.matters for segment in sums))
    run_night(progress=tell)
    _say(row, stage="", through=0)
    return row


def settle(row: ImportRow) -> ImportRow:
    """The row as it is: of what says it runs and has no process any more, it says that it was interrupted."""
    if row.state == RUNNING and not turns.is_held(_lock(row)):
        ImportRow.objects.filter(pk=row.pk, state=RUNNING).update(state="open", reason=INTERRUPTED, stage="")
    elif row.state == "done" and row.stage in CHECKING and not turns.is_held(_lock(row)):
        ImportRow.objects.filter(pk=row.pk, stage__in=CHECKING).update(stage=UNCHECKED)
    else:
        return row
    row.refresh_from_db()
    return row


def is_busy(row: ImportRow) -> bool:
    """Whether a process is at work on the row."""
    return row.state == RUNNING or (row.state == "done" and row.stage in CHECKING)


def told(row: ImportRow) -> dict[str, Any]:
    """How far a row is, for a page: what is done, through how many, and of how many where that is known."""
    stage = "read" if row.stage == "" and row.state == RUNNING else row.stage
    return {"stage": stage, "title": pick(*STAGES.get(stage, ("", ""))), "through": row.through, "of": row.of}


def set_start() -> None:
    """The first import sets the day from which breaches become findings."""
    if start_day():
        return
    office = settings.OFFICE
    office.start = zone().civil(instant()).date().isoformat()
    office.save()


def start_day() -> str:
    """That day, also where another process has set it; empty before the first import."""
    office = settings.OFFICE
    if not office.start and (office.folder / "office.json").exists():
        office.start = config.load(office.data).start
    return str(office.start)


def _say(row: ImportRow, **told: Any) -> None:
    for name, value in told.items():
        setattr(row, name, value)
    with contextlib.suppress(DatabaseError):  # a word of progress that cannot be written stops no import
        ImportRow.objects.filter(pk=row.pk).update(**told)


def _failed(row: ImportRow, why: str) -> None:
    close_old_connections()
    row.state, row.stage, row.reason = "open", "", why
    ImportRow.objects.filter(pk=row.pk).update(state="open", stage="", reason=why)


def _lock(row: ImportRow) -> Path:
    return settings.OFFICE.folder / "incoming" / f"{row.token}.lock"
