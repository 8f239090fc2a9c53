"""Use case: an import becomes one entry of the ledger.

In: what became of an import. Out: a receipt. The entry names hashes of the files and maps, counts, and the roots of
the segment, by which every event of it can be proven. Names of files stay out: they may name a person. A segment that
has no entry, because the ledger came later or the program was stopped in between, is entered first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fajing.app.gathered import said_of
from fajing.ledger.entry import Entry, Receipt
from fajing.ledger.ledger import Ledger
from fajing.ledger.receipts import IMPORT, segment_token
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.reader import Segment

if TYPE_CHECKING:
    from fajing.app.import_log import ImportResult

_COUNTS = ("map", "rows", "new", "unchanged", "corrected", "rejected", "ignored")


def enter_import(
    ledger: Ledger, result: ImportResult, before: Sequence[Segment] = (), *, actor: str = "system"
) -> Receipt:
    """Enter an import, and before it any segment that has no entry yet.

    Args:
        ledger: The ledger.
        result: What became of the import.
        before: The segments that were there before it.
        actor: Token of who imported.

    Raises:
        FajingError: The ledger did not take it; the segment is sealed, and the next import enters it.
    """
    counts = {"counts": asdict(result.counts), "rejected": len(result.intake.rejects)}
    gone = {"gone_events": len(result.gone_events), "gone_matters": len(result.gone_matters)}
    if result.segment is not None:
        body = _of_segment(result.segment)
        subjects: tuple[str, ...] = (segment_token(result.segment.number),)
    else:
        files = [
            {"sha256": one.hash, "map": one.map_id, "rows": one.rows, "new": one.new, "unchanged": one.unchanged,
             "corrected": one.corrected, "rejected": one.rejected, "ignored": one.ignored}
            for one in result.intake.files
        ]  # fmt: skip
        lawbook = {"id": result.lawbook.id, "hash": result.lawbook.hash}
        body, subjects = {"segment": None, "sources": files, "lawbook": lawbook}, ()
    own = Entry(IMPORT, {**body, **counts, **gone}, actor, subjects)
    return ledger.append([*_missing(ledger, before, actor), own])[-1]


def enter_missing(ledger: Ledger, *, actor: str = "system") -> list[Receipt]:
    """Enter the segments of the data folder that have no entry yet.

    Raises:
        FajingError: A segment cannot be read, or the ledger did not take it.
    """
    folder = DataFolder.open(ledger.data_dir)
    return ledger.append(_missing(ledger, folder.segments(), actor))


def _missing(ledger: Ledger, segments: Sequence[Segment], actor: str) -> list[Entry]:
    known = entered_segments(ledger)
    return [
        Entry(IMPORT, {**_of_segment(one), "late": True}, actor, (segment_token(one.number),))
        for one in segments
        if one.number not in known
    ]


def enter_gathered(ledger: Ledger, segments: Sequence[Segment], actor: str) -> list[Receipt]:
    """Enter segments that were taken over from districts, each with its district, number there, and checkpoint.

    Raises:
        FajingError: The ledger did not take them; they are in their places, and the next gathering enters them.
    """
    known = entered_segments(ledger)
    return ledger.append(
        [
            Entry(IMPORT, _of_segment(one), actor, (segment_token(one.number),))
            for one in segments
            if one.number not in known
        ]
    )


def entered_segments(ledger: Ledger) -> dict[int, dict[str, Any]]:
    """What the ledger says of each segment, by number; of two entries the first counts."""
    found: dict[int, dict[str, Any]] = {}
    for one in ledger.entries(kind=IMPORT):
        if one.body.get("segment"):
            found.setdefault(one.body["segment"]["number"], one.body["segment"])
    return found


def _of_segment(segment: Segment) -> dict[str, Any]:
    one = segment.manifest
    return {
        "segment": {
            "number": one.number, "events": one.events, "matters": one.matters, "files": one.files,
            "first_at": one.first_at, "last_at": one.last_at, "root": one.root, "matters_root": one.matters_root,
            "algorithm": one.algorithm,
        },
        "sources": [
            {"sha256": source.sha256, **{name: getattr(source, name) for name in _COUNTS}}
            for source in one.origin.sources
        ],
        "lawbook": {"id": one.origin.lawbook[0], "hash": one.origin.lawbook[1]},
        "maps": dict(one.origin.maps),
        **({"gathered": said} if (said := said_of(segment)) is not None else {}),
    }  # fmt: skip
