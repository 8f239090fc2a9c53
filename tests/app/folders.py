"""Random logs cut into imports of a data folder, and what the reference says of all that stands there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
from tests.scan.random_books import Pair, pair

from fajing.app.check_folder import CheckedFolder
from fajing.app.duties_file import ORDER, row_of
from fajing.app.duty_table import TABLE
from fajing.app.grouping import roots_as_linked
from fajing.app.import_log import keep
from fajing.app.tally import Tally, judged_of, norms_in_force, summary
from fajing.core.events import Event, Log, Matter
from fajing.core.moments import Moment
from fajing.intake.read import Intake
from fajing.lawbook.model import Lawbook, Status
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.merge import Standing
from fajing.scan.duty import Outcome
from fajing.scan.reference import judge_log


def in_force(seed: int) -> Pair:
    """A random pair, all of whose norms are in force."""
    one = pair(seed)
    norms = {name: replace(norm, status=Status.IN_FORCE) for name, norm in one.book.norms.items()}
    return replace(one, book=replace(one.book, norms=norms))


def cut(rng: Random, log: Log, days: int) -> list[Log]:
    """A log as several imports: mostly by time, some events late, some corrected by a later import."""
    events = sorted(log.events(), key=lambda event: (event.at.instant, event.seq))
    parts = [Log(log.zone, carried=log.carried) for _ in range(days)]
    for place, event in enumerate(events):
        number = min(days - 1, place * days // max(1, len(events)))
        if rng.random() < 0.15:
            number = rng.randrange(number, days)
        _put(parts[number], log, event)
        if rng.random() < 0.15 and number + 1 < days:
            values = {name: value for name, value in event.values.items() if rng.random() < 0.6}
            changed = replace(event, values=values, objects=event.objects[:1])
            _put(parts[rng.randrange(number + 1, days)], log, changed)
    for matter in log.matters.values():
        if not matter.events:
            _matter(parts[rng.randrange(days)], log, matter.id)
    return parts


def _put(part: Log, log: Log, event: Event) -> None:
    _matter(part, log, event.matter).events.append(event)


def _matter(part: Log, log: Log, matter_id: str) -> Matter:
    if matter_id not in part.matters:
        part.matters[matter_id] = replace(log.matters[matter_id], events=[])
    return part.matters[matter_id]


def imported(folder: DataFolder, book: Lawbook, part: Log) -> None:
    """Keep a part of a log."""
    keep(Intake(part), book, folder)


def standing_log(folder: DataFolder, book: Lawbook, as_of: Moment | None = None) -> Log:
    """All that stands, as a log."""
    segments = folder.segments()
    standing = Standing(segments, roots_as_linked(book, as_of))
    log = Log(book.zone, carried=standing.carried())
    for _, matters in standing.read_files():
        log.matters.update({matter.id: matter for matter in matters})
    return log


def by_reference(log: Log, book: Lawbook, as_of: Moment) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The summary and the rows of duties that the reference gives."""
    norms = norms_in_force(book)
    tally, rows = Tally(norms), []
    for duty in judge_log(log, book, norms=norms, as_of=as_of):
        tally.add(duty)
        if duty.outcome is not Outcome.MET:
            rows.append(row_of(duty, book.zone))
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(TABLE)
    table = pa.table(
        [pa.array(column, kind.type) for column, kind in zip(columns, TABLE, strict=True)], TABLE
    )
    return summary(tally, book, judged_of(log, book, as_of), as_of), in_order(table)


def by_folder(
    checked: CheckedFolder, as_of: Moment | None
) -> tuple[dict[str, Any], list[dict[str, Any]], Any]:
    """The same by the folder, and what it did."""
    done = checked.check(as_of)
    found = summary(done.tally, checked.lawbook, done.judged, done.as_of)
    return found, in_order(checked.duties().table()), done


def in_order(table: pa.Table) -> list[dict[str, Any]]:
    """Rows in order, as values."""
    rows: list[dict[str, Any]] = table.sort_by([(name, "ascending") for name in ORDER]).to_pylist()
    return rows


def steps(rng: Random, log: Log, days: int) -> Iterator[Moment]:
    """Moments that do not go back: each import's latest event or a little later."""
    instants = sorted(event.at.instant for event in log.events())
    last = 0
    for day in range(1, days + 1):
        place = min(len(instants) - 1, len(instants) * day // days)
        last = max(last, instants[place] + rng.choice((0, 0, 3_600, 86_400, 10 * 86_400)))
        yield log.zone.moment(log.zone.civil(last))


def fresh(path: Path, book: Lawbook) -> DataFolder:
    """A new data folder."""
    return DataFolder.make(path, book.zone)
