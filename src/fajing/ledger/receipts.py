"""Receipts for outsiders: an entry, or an event of an import, with its path to a signed checkpoint.

In: a ledger and which entry is meant. Out: a JSON object that `verify_receipt.py` checks with nothing of this program.
It shows the entry, which holds no personal value.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from fajing.core.errors import FajingError, UsageError
from fajing.ledger.checkpoint import Checkpoint
from fajing.ledger.ledger import Ledger
from fajing.ledger.segments.reader import Segment

FORMAT = "fajing-receipt/1"
IMPORT = "import"
SCRIPT = Path(__file__).with_name("verify_receipt.py")
"""The program that checks a receipt; it is handed out with it."""


def segment_token(number: int) -> str:
    """The token under which the entry of a segment is found."""
    return f"segment:{number:06d}"


def prove_entry(
    ledger: Ledger, index: int, checkpoint: Checkpoint, held: Checkpoint | None = None
) -> dict[str, Any]:
    """The receipt for an entry.

    Args:
        ledger: The ledger.
        index: Number of the entry.
        checkpoint: Signed, and made when the entry was there.
        held: A checkpoint that the outsider holds; the receipt then shows that the two agree.

    Raises:
        UsageError: There is no such entry, or the checkpoint was made before it.
    """
    if not 0 <= index < ledger.size():
        raise UsageError(f"账本里没有第{index}条 (there is no entry {index})")
    if checkpoint.size <= index:
        raise UsageError(
            f"检查点只到{checkpoint.size}条，第{index}条还不在里面 (the checkpoint was made before the entry)",
            remedy="先做新的检查点：fajing ledger checkpoint / make a newer checkpoint first",
        )
    receipt: dict[str, Any] = {
        "format": FORMAT,
        "index": index,
        "entry": ledger.entry(index).leaf.decode(),
        "path": [step.hex() for step in ledger.inclusion(index, checkpoint.size)],
        "checkpoint": checkpoint.note,
    }
    if held is not None and held.size != checkpoint.size:
        old, new = sorted([held.size, checkpoint.size])
        if new > ledger.size():
            raise FajingError("账本比检查点短 (the ledger is shorter than the checkpoint)", where=str(new))
        path = ledger.consistency(old, new)
        receipt["consistency"] = {"from": old, "to": new, "path": [step.hex() for step in path]}
    return receipt


def prove_event(
    ledger: Ledger, segment: Segment, row: int, checkpoint: Checkpoint, held: Checkpoint | None = None
) -> dict[str, Any]:
    """The receipt for an event of an import: its path in the segment, the segment's path in the ledger.

    Raises:
        UsageError: The segment has no such row, or the ledger has no entry for it.
        FajingError: The segment is not as it was entered.
    """
    entry = next(iter(ledger.entries(kind=IMPORT, subject=segment_token(segment.number))), None)
    if entry is None:
        raise UsageError(
            f"账本里没有第{segment.number}段 (the ledger has no entry for segment {segment.number})",
            remedy="fajing ledger fsck",
        )
    if not 0 <= row < segment.manifest.events:
        raise UsageError(f"第{segment.number}段没有第{row}行 (there is no row {row})")
    if entry.body["segment"]["root"] != segment.manifest.root:
        raise FajingError(
            f"第{segment.number}段与账本不符 (segment {segment.number} is not as it was entered)",
            remedy="fajing data verify",
        )
    text, path = segment.proof(row)
    receipt = prove_entry(ledger, entry.index, checkpoint, held)
    receipt["event"] = {"number": row, "row": text.decode(), "path": [step.hex() for step in path]}
    return receipt


def find_event(segments: list[Segment], event: str, matter: str | None = None) -> tuple[Segment, int]:
    """Where an event stands: the last segment that has its id, and the row.

    Raises:
        UsageError: No segment has it.
    """
    for segment in reversed(segments):
        first = 0
        for group in range(segment.group_count):
            ids = pc.cast(segment.events(group, ["id"]).column("id"), "string")
            for place in pc.indices_nonzero(pc.equal(ids, event)).to_pylist():
                if matter is None or _matter_of(segment, group, place) == matter:
                    return segment, first + place
            first += len(ids)
    raise UsageError(f"没有这条办案记录 (no such event): {event}")


def _matter_of(segment: Segment, group: int, place: int) -> str:
    return str(segment.events_with_ids(group).column("matter")[place].as_py())
