"""A district's data folder as a city reads it: its segments, what its ledger says of them, a checkpoint held outside.

In: where the district's folder is, perhaps a checkpoint and public keys that came by another way. Out: which segments
may be taken over, each with a receipt to the checkpoint. The district's folder is only read.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fajing.app.withdraw_import import withdrawn_in
from fajing.core.errors import FajingError, UsageError
from fajing.core.moments import Zone
from fajing.ledger.about import FILE, has_ledger, ledger_folder, read_about
from fajing.ledger.checkpoint import Checkpoint
from fajing.ledger.entry import Stored
from fajing.ledger.fsck import check_log
from fajing.ledger.handover import read_checkpoints, read_keys
from fajing.ledger.ledger import Ledger
from fajing.ledger.note import PublicKey
from fajing.ledger.receipts import IMPORT, prove_entry
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.reader import Segment
from fajing.ledger.segments.withdrawn import read_withdrawn
from fajing.ledger.verify_receipt import Wrong, check_receipt, read_key

_SAME = ("root", "matters_root", "events", "matters")


@dataclass(frozen=True, slots=True)
class District:
    """A district as it was named.

    Attributes:
        name: Under which it is known to the city, the same every time.
        path: Its data folder, or a copy of it.
        checkpoint: A checkpoint held outside, or a hand-over folder.
        keys: Its public keys, that came by another way.
    """

    name: str
    path: Path
    checkpoint: Path | None = None
    keys: Path | None = None


@dataclass(slots=True)
class Seen:
    """What a district's folder holds, checked.

    Attributes:
        name: The district.
        segments: Its segments, up to the last that may be taken over.
        held_back: Segments behind the checkpoint.
        withdrawn: By number of a segment that does not count there, the entry that withdrew it.
        checkpoint: The one that covers the segments; None where none was given.
        receipts: By number of a segment its receipt to that checkpoint.
        has_ledger: Whether the folder has a ledger.
    """

    name: str
    segments: list[Segment]
    held_back: list[Segment] = field(default_factory=list)
    withdrawn: dict[int, int] = field(default_factory=dict)
    checkpoint: Checkpoint | None = None
    receipts: dict[int, dict[str, Any]] = field(default_factory=dict)
    has_ledger: bool = False


def look_at(district: District, zone: Zone | None = None) -> Seen:
    """Read a district's folder and hold it against its ledger and the checkpoint.

    Raises:
        FajingError: Segments, ledger and checkpoint do not agree, or something needed is not there.
    """
    folder = DataFolder.open(district.path)
    where = f"{district.name}: {district.path}"
    if zone is not None and folder.zone != zone:
        raise UsageError(
            f"区县的文件夹用的是另一个时区 (the district has another time zone): {folder.zone.name}",
            where=where,
        )
    seen = Seen(district.name, folder.segments())
    if any(one.manifest.gathered is not None for one in seen.segments):
        raise UsageError(
            "这个文件夹本身是汇集来的 (this folder was itself gathered)",
            where=where,
            remedy="从各区县自己的文件夹汇集 / gather from the districts' own folders",
        )
    if (district.checkpoint is None) != (district.keys is None):
        raise UsageError(
            "检查点和公钥要一起给 (a checkpoint and its public key are given together)", where=where
        )
    if not has_ledger(folder.path):
        if district.checkpoint is not None:
            raise UsageError(
                "给了检查点，文件夹里却没有账本 (a checkpoint was given, but the folder has no ledger)",
                where=where,
            )
        seen.withdrawn = read_withdrawn(folder.path)
        return seen
    try:
        with _ledger_of(folder.path) as ledger:
            _hold_against(seen, district, ledger, folder)
    except FajingError as error:
        raise type(error)(
            error.what, where=error.where or where, why=error.why, remedy=error.remedy
        ) from error
    return seen


@contextmanager
def _ledger_of(path: Path) -> Iterator[Ledger]:
    """The ledger of a folder. SQLite writes beside what it reads: where that is forbidden, a copy is read."""
    kind, _, name = read_about(path).store.partition(":")
    place = ledger_folder(path)
    with tempfile.TemporaryDirectory(prefix="fajing_district_") as scratch:
        if kind == "sqlite" and not Path(name).is_absolute() and not os.access(place, os.W_OK):
            copy = ledger_folder(Path(scratch))
            copy.mkdir()
            try:
                for one in (place / FILE, *place.glob(f"{name}*")):
                    shutil.copyfile(one, copy / one.name)
            except OSError as error:
                raise UsageError(
                    f"账本读不了 (cannot read the ledger): {place}", why=error.strerror or str(error)
                ) from error
            path = Path(scratch)
        ledger = Ledger.open(path)
        try:
            yield ledger
        finally:
            ledger.close()


def _hold_against(seen: Seen, district: District, ledger: Ledger, folder: DataFolder) -> None:
    seen.has_ledger = True
    entries = _entries_of(ledger)
    for segment in seen.segments:
        entry = entries.get(segment.number)
        if entry is not None:
            _compare(segment, entry)
    gone = withdrawn_in(ledger)
    if read_withdrawn(folder.path).keys() != gone.keys():
        raise FajingError(
            "撤销清单与账本不符 (the list of withdrawn imports and the ledger differ)",
            remedy="fajing office nightly --data DISTRICT",
        )
    seen.withdrawn = gone
    if district.checkpoint is None or district.keys is None:
        return
    keys = read_keys(district.keys)
    seen.checkpoint = _agreed(ledger, district.checkpoint, keys)
    limit = seen.checkpoint.size
    covered = 0
    while covered < len(seen.segments):
        entry = entries.get(seen.segments[covered].number)
        if entry is None or entry.index >= limit:
            break
        covered += 1
    seen.segments, seen.held_back = seen.segments[:covered], seen.segments[covered:]
    seen.withdrawn = withdrawn_in(ledger, limit)
    for segment in seen.segments:
        seen.receipts[segment.number] = _receipt(ledger, entries[segment.number], seen.checkpoint, keys)


def _entries_of(ledger: Ledger) -> dict[int, Stored]:
    """By number of a segment its first entry."""
    found: dict[int, Stored] = {}
    for one in ledger.entries(kind=IMPORT):
        if one.body.get("segment"):
            found.setdefault(int(one.body["segment"]["number"]), one)
    return found


def _compare(segment: Segment, entry: Stored) -> None:
    said = entry.body["segment"]
    if any(said[name] != getattr(segment.manifest, name) for name in _SAME):
        raise FajingError(
            f"第{segment.number}段与区县的账本不符 (segment {segment.number} differs from the district's ledger)",
            where=str(segment.path),
            why=f"第{entry.index}条账目 / entry {entry.index}",
            remedy="fajing ledger fsck --rows --data DISTRICT",
        )


def _agreed(ledger: Ledger, place: Path, keys: Sequence[PublicKey]) -> Checkpoint:
    """The last of the checkpoints held, after hashing the whole ledger anew against all of them."""
    held = read_checkpoints(place, keys)
    if not held:
        raise UsageError(f"这里没有检查点 (there is no checkpoint here): {place}")
    about = ledger.about
    if any((one.origin, one.hash) != (about.origin, about.hash) for one in held):
        raise FajingError("检查点属于另一个账本 (the checkpoint is of another ledger)", where=str(place))
    verdict = check_log(ledger.log, held, {"hash": about.hash, "origin": about.origin})
    if not verdict.is_whole:
        raise FajingError(
            "区县的账本与检查点不符 (the district's ledger and the checkpoint do not agree)",
            why="；".join(f"{one.zh} / {one.en}" for one in verdict.faults[:3]),
            remedy="fajing ledger fsck --data DISTRICT",
        )
    return held[-1]


def _receipt(
    ledger: Ledger, entry: Stored, checkpoint: Checkpoint, keys: Sequence[PublicKey]
) -> dict[str, Any]:
    """The receipt of a segment's entry, verified as an outsider would."""
    receipt = prove_entry(ledger, entry.index, checkpoint)
    try:
        check_receipt(receipt, [read_key(str(key)) for key in keys], None, lambda *_: None)
    except Wrong as wrong:
        raise FajingError(f"{wrong.args[0]} ({wrong.args[1]})", where=f"{entry.index}") from wrong
    return receipt
