"""Reads a segment back as a `Log`, for the reference engine and for counting on small logs.

In: a segment. Out: a `core.events.Log` of all its files or the first. All of it stands in memory: a check, not a way to
read much.
"""

from __future__ import annotations

from pathlib import Path

from fajing.core.events import Log
from fajing.ledger.segments.reader import Segment


def read_segment(path: Path, most_files: int | None = None) -> Log:
    """The log of a segment, or of its first files."""
    segment = Segment(path)
    log = Log(segment.zone, carried=segment.manifest.origin.carried)
    wanted = None if most_files is None else range(min(most_files, segment.manifest.files))
    for _, matters in segment.read_files(wanted):
        log.matters.update((matter.id, matter) for matter in matters)
    return log
