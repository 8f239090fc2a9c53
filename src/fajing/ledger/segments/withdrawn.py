"""Segments whose import was undone: they stay, sealed, and count for nothing.

In: `withdrawn.json` of a data folder, which says which segments an entry withdrew. Out: a segment that holds no rows in
the place of each, so that every other keeps its place. The entries are the truth; the file is made from them
(app/withdraw_import.py), and `fajing ledger fsck` compares the two.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from fajing.core.canonical import pretty_bytes
from fajing.core.errors import FajingError
from fajing.core.events import Carried
from fajing.ledger.segments.parts import sync_file, sync_folder
from fajing.ledger.segments.reader import Segment

NAME = "withdrawn.json"
_ROOT = "withdrawn"


def read_withdrawn(folder: Path) -> dict[int, int]:
    """By number of a segment the entry that withdrew it.

    Raises:
        FajingError: The file is damaged: nobody can say then what counts.
    """
    path = folder / NAME
    try:
        plain = json.loads(path.read_bytes())
        return {int(number): int(entry) for number, entry in plain["segments"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise FajingError(
            "撤销清单坏了，不知道哪些导入算数 (the list of withdrawn imports is damaged)",
            where=str(path),
            why=str(error),
            remedy="fajing office nightly 会按存证重建 / it is made anew from the ledger by the nightly run",
        ) from error


def write_withdrawn(folder: Path, segments: Mapping[int, int]) -> None:
    """Writes the list in one go."""
    path = folder / NAME
    part = path.with_name(f".{NAME}-{os.getpid()}")
    part.write_bytes(pretty_bytes({"segments": {str(one): segments[one] for one in sorted(segments)}}))
    sync_file(part)
    part.replace(path)
    sync_folder(folder)


def without_rows(segment: Segment) -> Segment:
    """The segment as if nothing were in it, at the same place."""
    found = copy.copy(segment)
    origin = replace(segment.manifest.origin, sources=(), carried=Carried(frozenset(), {}, frozenset()))
    found.manifest = replace(
        segment.manifest, events=0, matters=0, files=0, first_at=None, last_at=None, root=_ROOT, matters_root=_ROOT,
        origin=origin, row_groups=(),
    )  # fmt: skip
    return found
