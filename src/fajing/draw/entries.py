"""What the ledger is told of each stage.

In: a draw and one of its stages. Out: kind, body and subjects of the ledger entry, without the pool: before the draw
only its hash leaves the body, afterwards the record itself is published. Pure; app/draw_ledger.py appends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fajing.core.canonical import hash_value
from fajing.draw.record import COMMITTED, DRAWN, Draw, Stage

_KEPT_OUT = {"by", "hash", "pool", "result", "salt", "stage"}


@dataclass(frozen=True, slots=True)
class EntryParts:
    """What makes a ledger entry.

    Attributes:
        kind: `draw.committed`, `draw.revealed`, `draw.drawn`, `draw.replaced`, `draw.voided`.
        body: What is said; the hash of the stage binds the entry to the record.
        actor: Who did it.
        subjects: The draw.
    """

    kind: str
    body: Mapping[str, Any]
    actor: str
    subjects: tuple[str, ...]


def subject_of(draw: str) -> str:
    """The token under which the entries of a draw are found.

    Example:
        >>> subject_of("2026-q4")
        'draw:2026-q4'
    """
    return f"draw:{draw}"


def entry_parts(draw: Draw, stage: Stage) -> EntryParts:
    """What the ledger is told of a stage."""
    body = {key: value for key, value in stage.items() if key not in _KEPT_OUT}
    body |= {"draw": draw.id, "stage_hash": stage["hash"]}
    if stage["stage"] == COMMITTED:
        pool = draw.pool
        sizes = {"conflicts": len(pool.conflicts), "people": len(pool.people), "targets": len(pool.targets)}
        body |= {"kind": pool.kind, "pool_size": sizes}
    if stage["stage"] == DRAWN:
        body |= {"result_hash": hash_value(stage["result"]), "result_size": len(stage["result"])}
    return EntryParts(f"draw.{stage['stage']}", body, stage["by"], (subject_of(draw.id),))


def all_entry_parts(draw: Draw) -> list[EntryParts]:
    """What the ledger is told of every stage so far, in order."""
    return [entry_parts(draw, stage) for stage in draw.stages]
