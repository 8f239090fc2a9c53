"""The nightly check: recorded steps go into a segment, everything is judged, findings are brought in line.

In: a data folder with its ledger, a lawbook, a moment. Out: what pages need to know of it (`Night`), and acts in the
ledger. This is the only use case of the office that needs the compiled pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fajing.app.check import MANY, Progress
from fajing.app.duties_file import SCHEMA, SORTED, row_of
from fajing.app.gone import Why
from fajing.app.grouping import roots_as_linked
from fajing.app.import_log import keep
from fajing.app.office_book import CHECK, LAW, SEALED, Book
from fajing.app.office_files import OfficeFiles
from fajing.app.office_record import event_of_body, read_values
from fajing.app.opened_matters import carried_by_opening
from fajing.app.report_cycle import draft_duties, open_cycle
from fajing.app.report_deadline import followed_norms
from fajing.app.withdraw_import import keep_in_line
from fajing.core.events import Event, Log, Matter
from fajing.core.moments import Moment, Zone, parse_moment
from fajing.findings.acts import SYSTEM, Act, Kind
from fajing.findings.raising import breached_on, plan
from fajing.findings.terms import Terms, escalations
from fajing.intake.read import Intake
from fajing.lawbook.model import Lawbook
from fajing.ledger.segments import merge
from fajing.ledger.segments.decode import File
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.reader import Segment
from fajing.scan.duty import Outcome
from fajing.scan.engines import AUTOMATON, REFERENCE, judge_of
from fajing.scan.file_view import is_known

_FILES_AT_ONCE = 20_000
_COLUMNS = [*SCHEMA.names, *SORTED.names]


@dataclass(slots=True)
class MatterSum:
    """A matter in one line."""

    file: str
    procedure: str
    unit: str
    handler: str
    officers: tuple[str, ...]
    first_at: int
    last_at: int
    steps: int
    closed_at: int | None = None


@dataclass(slots=True)
class Night:
    """What a nightly check found.

    Attributes:
        as_of: Up to when the record was read; None where there is no record.
        duties: Duties that are not met: rows of duties.parquet with `officers`, `handler`, `due_at`, `at`, `stock`.
        matters: Every matter.
        counts: Duties by unit, norm and outcome, met ones too.
        acts: Acts written, with their numbers in the ledger.
        sealed: Recorded steps that are in a segment now.
    """

    as_of: Moment | None = None
    duties: list[dict[str, Any]] = field(default_factory=list)
    matters: dict[str, MatterSum] = field(default_factory=dict)
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    acts: list[Act] = field(default_factory=list)
    sealed: int = 0


def night(
    data: Path,
    lawbook: Lawbook,
    book: Book,
    *,
    at: int,
    as_of: Moment,
    start: str = "",
    region: str | None = None,
    when: Callable[[Mapping[str, Any]], int] | None = None,
    body: str = "",
    progress: Progress | None = None,
    alone: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Night:
    """Judges what stands and brings the findings in line.

    Args:
        data: The data folder.
        lawbook: The law.
        book: The office's entries.
        at: When this is done, for the entries.
        as_of: Up to when the record is read.
        start: ISO day before which a breach is stock.
        region: As the lawbook was loaded; kept with the entry.
        when: Tells when a new finding was raised, in a demonstration.
        body: Name of the body, which owes a yearly report; without it none is followed.
        progress: Told how far it is.
        alone: Keeps other acts waiting while findings are looked at and brought in line.
    """
    folder = DataFolder.make(data, lawbook.zone)
    if body:
        with alone():
            open_cycle(book, OfficeFiles(data, lawbook), as_of, at=at, body=body)
    found = Night(sealed=seal_steps(book, folder, lawbook))
    keep_in_line(book.ledger, folder)
    segments = folder.standing()
    if not segments:
        return found
    found.as_of = as_of
    rows = _judge(found, folder, segments, lawbook, as_of, progress)
    zone = lawbook.zone
    for row in rows:
        matter = found.matters.get(row["matter"])
        row["officers"] = list(matter.officers) if matter else []
        row["handler"] = matter.handler if matter else ""
        row["at"] = row.pop("_instant")
        row["due_at"] = _due(row, zone)
        row["stock"] = bool(start) and breached_on(row) < start
        row.pop("_seq")
        found.duties.append(row)
    broken = (row for row in found.duties if row["is_finding"])
    last = book.ledger.last(CHECK)
    if last is not None and last.body["lawbook"] != lawbook.hash:
        book.write(LAW, {"before": last.body["lawbook"], "now": lawbook.hash}, SYSTEM, at)
    why = Why(book, OfficeFiles(data, lawbook), as_of)
    year = zone.civil(at).year
    with alone():
        acts = list(plan(broken, book.findings(), at=at, year=year, start=start, when=when, why=why))
        matters = {act.finding: str(act.values.get("matter", "")) for act in acts if act.kind is Kind.RAISED}
        book.act(acts, matters)
        up = list(escalations(book.findings().values(), Terms.read(), at, zone))
        book.act(up)
    found.acts = [*acts, *up]
    raised = sum(act.kind is Kind.RAISED for act in acts)
    told = {
        "lawbook": lawbook.hash,
        "as_of": as_of.instant,
        "raised": raised,
        "region": region,
        "start": start,
        "segments": segments[-1].number,
    }
    book.write(CHECK, told, SYSTEM, at)
    return found


def _judge(
    found: Night,
    folder: DataFolder,
    segments: list[Segment],
    lawbook: Lawbook,
    as_of: Moment,
    progress: Progress | None,
) -> Iterable[dict[str, Any]]:
    """Reads the matters, counts duties by unit; the duties that are not met, as rows.

    Of few events the reference judges all; of many the compiled pass judges what can have changed.
    """
    standing = merge.Standing(segments, roots_as_linked(lawbook, as_of))
    few = sum(segment.manifest.events for segment in segments) < MANY
    rows: list[dict[str, Any]] = []
    reports: list[dict[str, Any]] = []
    kinds = {norm.procedure for norm in followed_norms(lawbook)}
    for log in _logs(found, standing, lawbook, as_of):
        own = [matter for matter in log.matters.values() if matter.procedure in kinds]
        for duty in draft_duties(own, lawbook, as_of, log.carried):
            if duty.outcome is not Outcome.MET:
                row = dict(zip(_COLUMNS, row_of(duty, lawbook.zone), strict=True))
                reports.append(row | {"is_finding": False})
        engine = REFERENCE if few or log.event_count() < MANY else AUTOMATON
        for duty in judge_of(engine)(log, lawbook, as_of=as_of):
            if duty.norm.is_finding:
                found.counts[duty.unit or "", duty.norm.id, duty.outcome.value] += 1
            if few and duty.outcome is not Outcome.MET:
                rows.append(dict(zip(_COLUMNS, row_of(duty, lawbook.zone), strict=True)))
        if progress is not None:
            progress("judge", len(found.matters))
    if few:
        return [*rows, *reports]
    from fajing.app.check_folder import CheckedFolder

    checked = CheckedFolder(folder, lawbook)
    checked.check(as_of, progress)
    table: list[dict[str, Any]] = checked.duties().table().to_pylist()
    return [*table, *reports]


def seal_steps(book: Book, folder: DataFolder, lawbook: Lawbook) -> int:
    """Puts steps recorded since the last time into a segment; how many there were.

    Which ones are sealed is told by an entry, so that a crash in between seals them again and changes nothing.
    """
    events: list[Event] = []
    bodies: list[Mapping[str, Any]] = []
    last = 0
    for stored in book.unsealed():
        events.append(event_of_body(stored.body, lawbook.zone))
        bodies.append(stored.body)
        last = stored.index + 1
    if not events:
        return 0
    log = Log(lawbook.zone, carried=carried_by_opening(bodies, lawbook))
    for event, body in zip(events, bodies, strict=True):
        matter = log.matters.get(event.matter)
        if matter is None:
            matter = log.matters[event.matter] = _matter_of(event, folder, lawbook)
        if "opens" in body:
            matter.values = {**matter.values, **read_values(body["opens"].get("values", {}), lawbook.zone)}
            matter.parent = body["opens"].get("parent") or matter.parent
        matter.events.append(event)
    keep(Intake(log), lawbook, folder)
    book.write(SEALED, {"position": last, "steps": len(events)}, SYSTEM, _now(events))
    return len(events)


def _now(events: Sequence[Event]) -> int:
    return max((event.recorded_at or event.at).instant for event in events)


def _matter_of(event: Event, folder: DataFolder, lawbook: Lawbook) -> Matter:
    """The matter as it stands, without events; a new one where there is none."""
    found = OfficeFiles(folder.path, lawbook).read(event.matter, event.at)
    known = next((one for one in found[1] if one.id == event.matter), None) if found else None
    if known is None:
        return Matter(event.matter, event.procedure, unit=event.unit)
    return Matter(known.id, known.procedure, known.parent, known.unit, known.values, [], known.source)


def _logs(found: Night, standing: merge.Standing, lawbook: Lawbook, as_of: Moment) -> Iterator[Log]:
    """The record as logs of some thousands of files each; sums of the matters on the way."""
    for batch in _batches(standing.read_files()):
        log = Log(lawbook.zone, carried=standing.carried())
        for root, matters in batch:
            for matter in matters:
                log.matters[matter.id] = matter
                found.matters[matter.id] = _sum(root, matter, lawbook, as_of)
        yield log


def _batches(files: Iterable[File]) -> Iterator[list[File]]:
    batch: list[File] = []
    for one in files:
        batch.append(one)
        if len(batch) == _FILES_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _sum(root: str, matter: Matter, lawbook: Lawbook, as_of: Moment) -> MatterSum:
    handling: Counter[str] = Counter()
    every: Counter[str] = Counter()
    events = [event for event in matter.events if is_known(event, as_of, lawbook.zone)]
    for event in events:
        for one in event.officers:
            every[one.id] += 1
            handling[one.id] += one.role in lawbook.handler_roles
    most = (handling if any(handling.values()) else every).most_common(1)
    times = [event.at.instant for event in events]
    steps = lawbook.procedures[matter.procedure].steps
    ended = [event.at.instant for event in events if (step := steps.get(event.step)) and step.ends]
    return MatterSum(
        root, matter.procedure, matter.unit or "", most[0][0] if most else "", tuple(sorted(every)),
        min(times, default=0), max(times, default=0), len(times), max(ended, default=None),
    )  # fmt: skip


def _due(row: dict[str, Any], zone: Zone) -> int | None:
    """The last instant of a due moment."""
    if not row["due"]:
        return None
    moment = parse_moment(row["due"], zone)
    return zone.end_of_day(moment.day) if row["whole_day"] else moment.instant
