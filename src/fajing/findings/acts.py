"""What is done to a finding: one act is one entry of the ledger, and nothing else is kept of it.

In: who does what, when, to which finding. Out: a plain payload for the ledger, and an act from one. It judges nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """Acts on a finding."""

    RAISED = "raised"
    RESTATED = "restated"
    PUSHED = "pushed"
    ACKNOWLEDGED = "acknowledged"
    RECTIFIED = "rectified"
    CONTESTED = "contested"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    VERIFIED = "verified"
    RETURNED = "returned"
    CLOSED = "closed"
    REOPENED = "reopened"
    HANDED_OVER = "handed_over"
    REMINDED = "reminded"
    ESCALATED = "escalated"


SYSTEM = "system"
"""Who acts where the scan does."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act.

    Attributes:
        kind: What was done.
        finding: The finding's number, `2026-0311`.
        at: When, in seconds since 1970.
        by: Police number, or `SYSTEM`.
        note: What the person wrote.
        values: Whatever else belongs to this kind of act.
        entry: Its place in the ledger; None before it is written.
    """

    kind: Kind
    finding: str
    at: int
    by: str
    note: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    entry: int | None = None

    def payload(self) -> dict[str, Any]:
        """What the ledger keeps."""
        found: dict[str, Any] = {
            "kind": self.kind.value,
            "finding": self.finding,
            "at": self.at,
            "by": self.by,
        }
        if self.note:
            found["note"] = self.note
        if self.values:
            found["values"] = dict(self.values)
        return found

    @classmethod
    def of(cls, payload: Mapping[str, Any], entry: int | None = None) -> Act:
        """An act from what the ledger keeps.

        Example:
            >>> act = Act(Kind.REMINDED, "2026-0001", 1_772_000_000, "041276")
            >>> Act.of(act.payload()) == act
            True
        """
        return cls(
            Kind(payload["kind"]),
            str(payload["finding"]),
            int(payload["at"]),
            str(payload["by"]),
            str(payload.get("note", "")),
            dict(payload.get("values", {})),
            entry,
        )
