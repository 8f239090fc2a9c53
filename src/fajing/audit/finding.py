"""What a check says about a report: a grade, the exact places, the arithmetic, one sentence to act on.

A finding says that figures do not reconcile *from the text* (对不上). It never says that a figure is false:
scopes may differ, and only the author knows them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Grade = Literal["error", "warning", "unchecked", "consistent"]
GRADES: tuple[Grade, ...] = ("error", "warning", "unchecked", "consistent")
"""Worst first: does not reconcile, please look, cannot be checked from the text, reconciles."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of the text, by offsets in characters.

    Attributes:
        start: First character.
        end: One past the last character.
        quote: Exactly what stands there.
    """

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Message:
    """One plain sentence in both languages."""

    zh: str
    en: str

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of one check.

    Attributes:
        check: Name of the check's file.
        kind: One kind of the closed list.
        grade: How grave.
        places: Where; the first is where a reader should look.
        arithmetic: The working in figures and signs, readable in any language; empty where there is none.
        message: What does not reconcile and what the author can do; for `unchecked`, what is missing.
        working: The same arithmetic as rows of a table: what, and its value. Empty where one line is enough.
    """

    check: str
    kind: str
    grade: Grade
    places: tuple[Place, ...]
    arithmetic: str
    message: Message
    working: tuple[tuple[Message, str], ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """For JSON, with the keys of the published form."""
        return {
            "check": self.check,
            "kind": self.kind,
            "grade": self.grade,
            "places": [{"start": p.start, "end": p.end, "quote": p.quote} for p in self.places],
            "arithmetic": self.arithmetic,
            "message": self.message.as_dict(),
        }
