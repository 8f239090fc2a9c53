"""The yearly duty to submit and publish the report, as a matter that is followed with its clock.

In: a lawbook whose `reports/annual/*.yaml` names the norms, a data folder, a moment. Out: an entry that opens the
matter once a year of which there are records has ended, and the duties of such matters. Its norms may be drafts, which
the check does not judge: they are judged here by the reference, are shown and never make a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fajing.app.office_book import STEP, Book
from fajing.app.office_files import OfficeFiles
from fajing.app.office_record import body_of
from fajing.app.opened_matters import ids_of, unsealed_of
from fajing.app.report_deadline import closing_steps, deadline_of, drafts_of, followed_norms
from fajing.core.events import Carried, Event, Matter
from fajing.core.moments import Moment, Precision
from fajing.findings.acts import SYSTEM
from fajing.lawbook.model import Lawbook
from fajing.scan.duty import Duty
from fajing.scan.file_view import FileView
from fajing.scan.reference import book_of, judge_file

SIGNED_STEP = "report_signed"


@dataclass(frozen=True, slots=True)
class Cycle:
    """The yearly duty of one year.

    Attributes:
        year: The year reported on.
        matter: The matter with what happened.
        duties: What is owed of it, the first to run out first.
    """

    year: int
    matter: Matter
    duties: Sequence[Duty]


def draft_duties(
    matters: Iterable[Matter], lawbook: Lawbook, as_of: Moment, carried: Carried
) -> Iterator[Duty]:
    """Duties by norms that a check leaves out, of matters that stand alone in their file."""
    norms = drafts_of(lawbook)
    if not norms:
        return
    book = book_of(lawbook, norms)
    for matter in matters:
        yield from judge_file(FileView(matter.id, [matter], lawbook, as_of, carried), book)


# ---------------------------------------------------------------- opening
def open_cycle(book: Book, files: OfficeFiles, as_of: Moment, *, at: int, body: str) -> str | None:
    """Opens the matter of the year that has ended last, where there are records of it and no such matter yet.

    Args:
        book: The office's entries.
        files: The data folder.
        as_of: Now.
        at: When the entry is made.
        body: Name of the body, which owes the report.

    Returns:
        The number of the new matter; None where there is nothing to open.
    """
    lawbook = files.lawbook
    told, zone = deadline_of(lawbook), lawbook.zone
    opened = told.get("opened_by")
    norms = followed_norms(lawbook)
    if not opened or not norms:
        return None
    year = zone.civil(as_of.instant).year - 1
    first = [one.manifest.first_at for one in files.folder.standing() if one.manifest.first_at is not None]
    if not first or zone.civil(min(first)).year > year:
        return None
    if any(one.year == year for one in cycles(files, as_of, unsealed_of(book, zone, {norms[0].procedure}))):
        return None
    procedure, step = norms[0].procedure, str(opened["step"])
    last_day = date.fromisoformat(str(opened["day"]).format(year=year))
    number = f"年报〔{year}〕"
    event = Event(
        f"{number}|{step}", number, procedure, step, zone.moment(last_day, Precision.DAY),
        recorded_at=zone.moment(zone.civil(at), Precision.SECOND), unit=body,
        values={str(opened["field"]): zone.moment(last_day, Precision.DAY)}, source="office",
    )  # fmt: skip
    carried = [step, *closing_steps(lawbook), SIGNED_STEP]
    opens = {"values": dict(told.get("matter") or {}), "steps": carried}
    book.write(STEP, body_of(event, zone) | {"opens": opens}, SYSTEM, at, (f"matter:{number}",))
    return number


# ---------------------------------------------------------------- reading
def cycles(files: OfficeFiles, as_of: Moment, recorded: Sequence[Event] = ()) -> list[Cycle]:
    """The yearly duties that the record holds, the latest year first, judged by the norms that are followed."""
    lawbook = files.lawbook
    told, norms = deadline_of(lawbook), followed_norms(lawbook)
    if not norms:
        return []
    own = [event for event in recorded if event.procedure == norms[0].procedure]
    ids = ids_of(files.folder, norms[0].procedure) | {event.matter for event in own}
    found = []
    book = book_of(lawbook, norms)
    matters = files.log_of(sorted(ids), as_of, own).matters.values() if ids else ()
    for matter in matters:
        year = _year_of(matter, told)
        if year is None:
            continue
        duties = list(judge_file(FileView(matter.id, [matter], lawbook, as_of, files.carried), book))
        duties.sort(key=lambda duty: (duty.verdict.due.day if duty.verdict.due else 0, duty.norm.id))
        found.append(Cycle(year, matter, duties))
    return sorted(found, key=lambda one: (-one.year, one.matter.id))


def _year_of(matter: Matter, told: Mapping[str, Any]) -> int | None:
    """The year that such a matter is about; None for a matter of another kind."""
    if any(matter.values.get(name) != value for name, value in (told.get("matter") or {}).items()):
        return None
    opened = told.get("opened_by") or {}
    for event in matter.events:
        day = event.values.get(str(opened.get("field")))
        if event.step == opened.get("step") and isinstance(day, Moment):
            return date.fromordinal(day.day).year
    return None
