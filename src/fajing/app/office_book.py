"""The office's entries in the ledger: acts on findings, recorded steps, imports, documents, users.

In: acts and plain values. Out: numbers of entries, and acts read back. Here alone the office writes to the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fajing.findings.acts import SYSTEM, Act
from fajing.findings.state import Finding, fold
from fajing.ledger.entry import Entry, Stored
from fajing.ledger.ledger import Ledger

ACTS, REPORT = "finding.", "report."
STEP, IMPORT, REMINDER, DOCUMENT, USER, CHECK = (
    "step.recorded", "import", "duty.reminded", "document", "user", "check",
)  # fmt: skip
SEALED, LAW = "sealed.steps", "lawbook.changed"
_AT_ONCE = 2_000


def open_book(data: Path, origin: str = "") -> Book:
    """The book of a data folder; its ledger is made where there is none."""
    if Ledger.exists(data):
        return Book(Ledger.open(data))
    return Book(Ledger.init(data, origin=origin) if origin else Ledger.init(data))


class Book:
    """What the office writes and reads.

    Args:
        ledger: The ledger.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    # ------------------------------------------------------------ findings
    def act(self, acts: Sequence[Act], matters: Mapping[str, str] | None = None) -> list[int]:
        """Writes acts on findings.

        Args:
            acts: In order.
            matters: By number of a finding the matter it is about, under which it can be found as well.

        Returns:
            Their numbers in the ledger.
        """
        known = matters or {}
        numbers: list[int] = []
        for start in range(0, len(acts), _AT_ONCE):
            some = acts[start : start + _AT_ONCE]
            entries = []
            for act in some:
                matter = known.get(act.finding) or str(act.values.get("matter") or "")
                subjects = (f"finding:{act.finding}", *([f"matter:{matter}"] if matter else []))
                entries.append(
                    self._entry(f"{ACTS}{act.kind.value}", act.payload(), act.by, subjects, act.at)
                )
            numbers += [receipt.index for receipt in self.ledger.append(entries)]
        return numbers

    def acts(self, finding: str | None = None) -> Iterator[Act]:
        """All acts, or those on one finding."""
        subject = f"finding:{finding}" if finding is not None else None
        for stored in self.ledger.entries(kind=ACTS, subject=subject):
            yield Act.of(stored.body, stored.index)

    def findings(self) -> dict[str, Finding]:
        """All findings, folded."""
        return fold(self.acts())

    def finding(self, number: str) -> Finding | None:
        """One finding, folded."""
        return fold(self.acts(number)).get(number)

    # ------------------------------------------------------------ everything else
    def write(
        self, kind: str, body: Mapping[str, Any], by: str, at: int, subjects: Iterable[str] = ()
    ) -> int:
        """Writes one entry of another kind; its number."""
        (receipt,) = self.ledger.append([self._entry(kind, body, by, tuple(subjects), at)])
        return receipt.index

    def of_matter(self, matter: str) -> Iterator[Stored]:
        """All entries about a matter."""
        return self.ledger.entries(subject=f"matter:{matter}")

    def sealed_up_to(self) -> int:
        """The position in the ledger up to which recorded steps stand in segments."""
        return max((int(stored.body["position"]) for stored in self.ledger.entries(kind=SEALED)), default=0)

    def unsealed(self) -> Iterator[Stored]:
        """Recorded steps that no segment holds yet."""
        return self.ledger.entries(self.sealed_up_to(), kind=STEP)

    @staticmethod
    def _entry(kind: str, body: Mapping[str, Any], by: str, subjects: tuple[str, ...], at: int) -> Entry:
        actor = SYSTEM if by == SYSTEM else f"officer:{by}"
        return Entry(kind, dict(body), actor, subjects, datetime.fromtimestamp(at, UTC))
