"""Why a finding closes itself: what of the record or the law changed since the last check, and the entry that did it.

In: a finding that the check no longer finds broken. Out: the reason, and the number of the entry. Looked for in this
order: the norm or its law was changed while the record of the file was not; an import was withdrawn; an extension that
the law allows came in; an event was corrected; evidence came late. Where neither record nor law changed, time did it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fajing.app.office_book import CHECK, IMPORT, LAW, STEP, Book
from fajing.app.office_files import OfficeFiles
from fajing.app.withdraw_import import RESTORED, WITHDRAWN
from fajing.core.moments import Moment
from fajing.findings.state import Finding
from fajing.ledger.entry import Stored
from fajing.scan.duty import Duty

GONE, CORRECTED, LATE, EXTENDED = "gone", "corrected", "late_evidence", "extended"
TAKEN_BACK, OTHER_LAW, EXPIRED = "withdrawn", "law_changed", "expired"


@dataclass(frozen=True, slots=True)
class _Change:
    """What one entry changed in a file."""

    entry: int
    reason: str
    steps: frozenset[str]


class Why:
    """Says why findings close themselves in one check.

    Args:
        book: The office's entries, those of this night too.
        files: The record as it is judged now.
        as_of: Up to when.
    """

    def __init__(self, book: Book, files: OfficeFiles, as_of: Moment) -> None:
        self._files, self._as_of = files, as_of
        last = book.ledger.last(CHECK)
        self._is_first = last is None
        news = [] if last is None else list(book.ledger.entries(last.index + 1))
        self._law = next((one.index for one in news if one.kind == LAW), None)
        self._steps = [one for one in news if one.kind == STEP]
        known = 0 if last is None else int(last.body.get("segments", 0))
        brought = [
            one for one in news if one.kind == IMPORT and one.body.get("segment") and one.body["sources"]
        ]
        numbers = {int(one.body["segment"]["number"]): one.index for one in brought}
        self._imports = {
            number: index for number, index in numbers.items() if number > known
        }  # not entered late
        for one in news:
            if one.kind == RESTORED:
                self._imports[int(one.body["segment"])] = one.index
        self._withdrawn = {int(one.body["segment"]): one for one in news if one.kind == WITHDRAWN}
        self._held: dict[int, frozenset[str]] = {}

    def __call__(self, finding: Finding) -> dict[str, Any]:
        """The reason, with the entry where one entry did it."""
        if self._is_first:
            return {"reason": GONE}
        reason, entry = self._found(finding)
        return {"reason": reason} if entry is None else {"reason": reason, "entry": entry}

    def _found(self, finding: Finding) -> tuple[str, int | None]:
        matter = str(finding.facts.get("matter") or "")
        norm = self._files.lawbook.norm(str(finding.facts.get("norm") or ""))
        opened = self._files.open(matter, self._as_of, norms=[norm] if norm is not None else [])
        matters = {matter, *(one.id for one in opened.matters)} if opened is not None else {matter}
        if norm is None and self._law is not None:
            return OTHER_LAW, self._law
        for number, stored in self._withdrawn.items():
            if matters & self._matters_in(number):
                return TAKEN_BACK, stored.index
        changes = self._changes(matters)
        if not changes:
            return (OTHER_LAW, self._law) if self._law is not None else (EXPIRED, None)
        duty = opened.duty(finding.key) if opened is not None else None
        extended = _extended_by(duty, changes)
        if extended is not None:
            return EXTENDED, extended
        chosen = max(changes, key=lambda one: (one.reason == CORRECTED, one.entry))
        return chosen.reason, chosen.entry

    def _changes(self, matters: set[str]) -> list[_Change]:
        parts = self._files.parts(matters)
        found = []
        for number, entry in self._imports.items():
            own = parts.get(number, {})
            if own:
                before = {one for other, ids in parts.items() if other < number for one in ids}
                reason = CORRECTED if own.keys() & before else LATE
                found.append(_Change(entry, reason, frozenset(own.values())))
        return [*found, *(_of_step(one) for one in self._steps if one.body["matter"] in matters)]

    def _matters_in(self, number: int) -> frozenset[str]:
        """Ids of the matters of a segment, also of one that no longer counts."""
        if number not in self._held:
            ids: set[str] = set()
            for segment in self._files.folder.segments():
                if segment.number == number:
                    for group in range(segment.group_count):
                        ids.update(segment.matters(group, ["id"]).column("id").to_pylist())
            self._held[number] = frozenset(ids)
        return self._held[number]


def _of_step(stored: Stored) -> _Change:
    body: Mapping[str, Any] = stored.body
    reason = CORRECTED if body.get("corrects") else LATE
    return _Change(stored.index, reason, frozenset([f"{body['procedure']}.{body['step']}"]))


def _extended_by(duty: Duty | None, changes: list[_Change]) -> int | None:
    """The entry that brought an extension which the duty, no longer broken, was counted with."""
    if duty is None or duty.outcome.is_broken:
        return None
    steps = {str(values["step"]) for operation, values in duty.verdict.trace if operation == "extended"}
    return max((one.entry for one in changes if one.steps & steps), default=None)
