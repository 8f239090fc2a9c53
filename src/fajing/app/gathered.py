"""What a city keeps of where its segments come from: the district, the number there, the receipt to its checkpoint.

In: a segment that was taken over. Out: what an entry of the city's ledger says of it. The receipt stands beside the
segments as `receipts/NNNNNN.json`, under the city's number; `verify_receipt.py` verifies it with the district's key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fajing.core.canonical import pretty_bytes
from fajing.core.errors import FajingError
from fajing.ledger.segments.parts import sync_file, sync_folder
from fajing.ledger.segments.reader import Segment

_FOLDER = "receipts"


def receipt_path(folder: Path, number: int) -> Path:
    """Where the receipt of a segment is."""
    return folder / _FOLDER / f"{number:06d}.json"


def write_receipt(folder: Path, number: int, receipt: Mapping[str, Any]) -> None:
    """Write the receipt of a segment in one go."""
    path = receipt_path(folder, number)
    path.parent.mkdir(exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(pretty_bytes(dict(receipt)))
    sync_file(part)
    part.replace(path)
    sync_folder(path.parent)


def said_of(segment: Segment) -> dict[str, Any] | None:
    """What an entry says of where a segment comes from; None where it was written here.

    Raises:
        FajingError: Its receipt is damaged.
    """
    gathered = segment.manifest.gathered
    if gathered is None:
        return None
    path = receipt_path(segment.path.parents[1], segment.number)
    said: dict[str, Any] = {
        "district": gathered.district,
        "number": gathered.number,
        "checkpoint": None,
        "same": list(gathered.same),
    }
    try:
        receipt = json.loads(path.read_bytes())
        said |= {"entry": receipt["index"], "checkpoint": receipt["checkpoint"]}
    except FileNotFoundError:
        pass
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise FajingError("凭证坏了 (the receipt is damaged)", where=str(path), why=repr(error)) from error
    return said
