"""What a yearly report promised or admitted, as matters: who owns each, how far it is, by what it is proven.

In: the matters of one procedure as the record holds them, steps recorded since. Out: commitments folded from their
steps, and entries that open new ones when a report is signed. What is verified was verified by somebody else than who
gave the proof; the fold takes no other verification for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from fajing.app.office_book import STEP, Book
from fajing.app.office_files import OfficeFiles
from fajing.app.office_record import body_of
from fajing.app.opened_matters import ids_of, unsealed_of
from fajing.core.errors import FajingError
from fajing.core.events import Acting, Event, Matter
from fajing.core.moments import Moment, Precision, Zone
from fajing.findings.text import personal_value
from fajing.lawbook.model import Lawbook, Text
from fajing.ledger.ledger import Ledger
from fajing.publish.given import KINDS, STATES, Given
from fajing.publish.model import Promise
from fajing.scan.file_view import is_known

PROCEDURE = "report_commitment"
ENTERED = "commitment_entered"
BY_OWNER = frozenset({"progress_reported", "proof_given"})
"""Steps that the unit responsible records itself."""


class State(StrEnum):
    """How far a commitment is."""

    NOT_BEGUN = "not_begun"
    UNDER_WAY = "under_way"
    PROVEN = "proven"
    DONE = "done"
    DROPPED = "dropped"


STATE_WORDS: Mapping[State, Text] = {
    State.NOT_BEGUN: STATES["not_begun"],
    State.UNDER_WAY: STATES["under_way"],
    State.PROVEN: Text("已交佐证，待核实", "proof given, to be verified"),
    State.DONE: STATES["done"],
    State.DROPPED: STATES["dropped"],
}


@dataclass(slots=True)
class Commitment:
    """One of them, folded from its steps.

    Attributes:
        matter: Its number.
        kind: `plan` or `shortcoming`.
        text: What it is.
        year: The year in which it is to be done.
        owner: The unit responsible.
        due: By when, where that was said.
        state: How far it is.
        proof: Reference of the latest proof that was not returned.
        why: The latest progress, or why a proof was returned or the commitment dropped.
        proven_by: Numbers of those who gave the latest proof.
        steps: How many steps it has.
    """

    matter: str
    kind: str = "plan"
    text: str = ""
    year: int = 0
    owner: str = ""
    due: date | None = None
    state: State = State.NOT_BEGUN
    proof: str = ""
    why: str = ""
    proven_by: frozenset[str] = field(default_factory=frozenset)
    steps: int = 0

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state not in (State.DONE, State.DROPPED)


NOTHING_RECORDED = Text("没有记下进度和原因", "neither progress nor a reason is recorded")


# ---------------------------------------------------------------- reading
def commitments(
    files: OfficeFiles, as_of: Moment, recorded: Sequence[Event] = (), *, year: int | None = None
) -> list[Commitment]:
    """The commitments that the record holds, by number.

    Args:
        files: The data folder.
        as_of: Steps after it are not known yet.
        recorded: Steps recorded in the office since the last check; those of other procedures are passed over.
        year: Only those to be done in this year.
    """
    own = [event for event in recorded if event.procedure == PROCEDURE]
    ids = ids_of(files.folder, PROCEDURE)
    if not ids and not own:
        return []
    zone = files.lawbook.zone
    matters = files.log_of(sorted(ids), as_of, own).matters.values()
    found = [fold(one, as_of, zone) for one in matters if one.procedure == PROCEDURE]
    return sorted(
        (one for one in found if one is not None and year in (None, one.year)), key=lambda one: one.matter
    )


def fold(matter: Matter, as_of: Moment, zone: Zone) -> Commitment | None:
    """A commitment as its steps make it; None where it was not entered by then."""
    found = Commitment(matter.id, owner=matter.unit or "")
    entered = False
    for event in matter.events:
        if is_known(event, as_of, zone):
            entered = entered or event.step == ENTERED
            found.steps += 1
            _take(found, event)
    return found if entered else None


def _take(found: Commitment, event: Event) -> None:
    def said(name: str) -> str:
        return str(event.values.get(name) or "")

    by = frozenset(one.id for one in event.officers)
    if event.step == ENTERED:
        due, year = event.values.get("due_on"), event.values.get("report_year")
        found.kind = said("commitment_kind") or found.kind
        found.text = said("commitment_text") or found.text
        found.year = year if isinstance(year, int) else date.fromordinal(event.at.day).year
        found.due = date.fromordinal(due.day) if isinstance(due, Moment) else None
    if event.step in (ENTERED, "owner_assigned"):
        found.owner = said("owner_unit") or found.owner
    elif not found.is_open:
        return
    elif event.step == "progress_reported":
        found.state, found.why = State.UNDER_WAY, said("progress_note") or found.why
    elif event.step == "proof_given":
        found.state, found.proof, found.proven_by = State.PROVEN, said("proof_reference"), by
    elif event.step == "proof_returned":
        found.state, found.proof, found.why = State.UNDER_WAY, "", said("decision_reason")
    elif event.step == "commitment_verified":
        if found.state is State.PROVEN and by and not by & found.proven_by:
            found.state = State.DONE
    elif event.step == "commitment_dropped":
        found.state, found.why = State.DROPPED, said("decision_reason")


# ---------------------------------------------------------------- in a report
def with_commitments(given: Given, found: Iterable[Commitment]) -> Given:
    """What was given, with last year's list as the matters have it; what no matter holds stays as it was given."""
    rows = [_row(one) for one in found]
    if not rows:
        return given
    held = {row["text"].zh for row in rows}
    kept = [row for row in given.lists.get("last_year", ()) if row["text"].zh not in held]
    return Given(given.body, given.title, {**given.lists, "last_year": (*rows, *kept)}, given.words)


def _row(one: Commitment) -> dict[str, Text]:
    def same(text: str) -> Text:
        return Text(text, text)

    kind = KINDS[one.kind] if one.kind in KINDS else same(one.kind)
    row = {
        "kind": Text(f"{kind.zh}（{one.matter}）", f"{kind.en} ({one.matter})"),
        "text": same(one.text),
        "owner": same(one.owner),
        "state": STATE_WORDS[one.state],
    }
    if one.due is not None:
        day = one.due
        row["due"] = Text(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {day:%B} {day.year}")
    if one.proof:
        row["proof"] = same(one.proof)
    row["why"] = same(one.why) if one.why else NOTHING_RECORDED
    return row


def promises_in(given: Given) -> list[Promise]:
    """Plans and admitted shortcomings of last year as a person wrote them, to be entered as matters."""
    found = []
    for row in given.lists.get("last_year", ()):
        kind = next(key for key, words in KINDS.items() if words == row["kind"])
        due = row["due_on"].zh if "due_on" in row else ""
        found.append(Promise(kind, row["text"].zh, row["owner"].zh, due))
    return found


# ---------------------------------------------------------------- entering
def entering(
    promises: Iterable[Promise],
    year: int,
    known: Sequence[Commitment],
    *,
    by: str,
    at: int,
    zone: Zone,
    places: Iterable[str] = (),
) -> list[dict[str, Any]]:
    """Bodies of entries that open a matter for each promise that none holds yet.

    Args:
        promises: Plans and admitted shortcomings.
        year: The year in which they are to be done.
        known: Commitments of that year that are there already.
        by: Number of who enters them.
        at: When.
        zone: Civil time.
        places: Numbers of matters that are taken besides.

    Raises:
        FajingError: A text holds a number by which a person is known.
    """
    held = {(one.kind, one.text) for one in known}
    taken = {one.matter for one in known} | set(places)
    moment = zone.moment(zone.civil(at), Precision.SECOND)
    found, serial = [], 0
    for promise in promises:
        if (promise.kind, promise.text) in held:
            continue
        held.add((promise.kind, promise.text))
        _refuse_personal(promise)
        while (number := f"诺〔{year}〕{(serial := serial + 1):03d}") in taken:
            pass
        values: dict[str, Any] = {
            "commitment_kind": promise.kind,
            "commitment_text": promise.text,
            "report_year": year,
            "owner_unit": promise.owner,
        }
        if promise.due:
            day = date.fromisoformat(promise.due)
            values["due_on"] = zone.moment(day, Precision.DAY)
        event = Event(
            f"{number}|{ENTERED}", number, PROCEDURE, ENTERED, moment, recorded_at=moment,
            officers=(Acting(by, None),), unit=promise.owner or None, values=values, source="office",
        )  # fmt: skip
        found.append(body_of(event, zone) | {"opens": {}})
    return found


def enter(
    book: Book, files: OfficeFiles, promises: Iterable[Promise], year: int, *, by: str, at: int
) -> list[str]:
    """Writes the entries that open a matter for each promise that none holds yet; numbers of the new matters.

    Args:
        book: The ledger's entries.
        files: The data folder.
        promises: Plans and admitted shortcomings.
        year: The year in which they are to be done.
        by: Number of who enters them.
        at: When.
    """
    zone = files.lawbook.zone
    known = commitments(
        files, zone.moment(zone.civil(at), Precision.SECOND), unsealed_of(book, zone, {PROCEDURE})
    )
    mine = [one for one in known if one.year == year]
    bodies = entering(promises, year, mine, by=by, at=at, zone=zone, places=[one.matter for one in known])
    for body in bodies:
        book.write(STEP, body, by, at, (f"matter:{body['matter']}", f"report:{year}"))
    return [str(body["matter"]) for body in bodies]


def commitments_in(
    data: Path, lawbook: Lawbook, as_of: Moment, year: int, unit: str | None
) -> list[Commitment]:
    """The commitments of a year in a data folder, with what its ledger holds besides; of a unit its own."""
    recorded = unsealed_of(Book(Ledger.open(data)), lawbook.zone, {PROCEDURE}) if Ledger.exists(data) else []
    found = commitments(OfficeFiles(data, lawbook), as_of, recorded, year=year)
    return [one for one in found if unit in (None, one.owner)]


def _refuse_personal(promise: Promise) -> None:
    seen = personal_value(f"{promise.text} {promise.owner}")
    if seen is not None:
        raise FajingError(f"安排和不足里不能写{seen[0]} (no {seen[1]} here)", where=promise.text)
