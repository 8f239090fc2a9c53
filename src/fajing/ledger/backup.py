"""Backups, restoring, and moving a ledger to another store.

In: a ledger, open and in use. Out: a folder that is itself a data folder on SQLite, with what stood in the ledger at
one moment; or the ledger in another store. Copies are checked hash by hash while they are made. Keys are never in a
backup.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from fajing.core.canonical import pretty_bytes
from fajing.core.clock import now
from fajing.core.errors import FajingError, UsageError
from fajing.ledger.about import FOLDER, has_ledger, ledger_folder, write_about
from fajing.ledger.checkpoint import Checkpoint
from fajing.ledger.entry import Entry
from fajing.ledger.fsck import check_log
from fajing.ledger.handover import ERASURE, erased_files, read_checkpoints
from fajing.ledger.journal import NAME as JOURNAL
from fajing.ledger.keys import known_keys
from fajing.ledger.ledger import DEFAULT_STORE, Ledger
from fajing.ledger.log import Log
from fajing.ledger.segments.folder import ABOUT
from fajing.ledger.segments.parts import sync_file, sync_folder
from fajing.ledger.stores.base import Row, Store
from fajing.ledger.stores.find import find_store, find_vault_store
from fajing.ledger.stores.vault_base import VaultStore
from fajing.ledger.tree import Frontier
from fajing.ledger.vault import KEPT, MADE

MANIFEST = "backup.json"
RESTORED, MOVED = "ledger.restored", "ledger.moved"
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of restoring.

    Attributes:
        ledger: The ledger, open.
        size: Number of entries the backup had.
        behind: Size of the last checkpoint handed over, where the backup is older; else None.
        erased: Files erased since the backup, which were erased again.
    """

    ledger: Ledger
    size: int
    behind: int | None
    erased: list[str]


def backup(ledger: Ledger, to: Path) -> Checkpoint:
    """Write what stands in the ledger now, with journal, vault and segments, while others go on writing.

    Args:
        ledger: The ledger.
        to: A folder that is not there yet, or empty.

    Returns:
        Size and root of what was written, unsigned.

    Raises:
        FajingError: There is something in the folder, it cannot be written, or the ledger is not whole.
    """
    if to.exists() and any(to.iterdir()):
        raise UsageError(f"文件夹不是空的 (the folder is not empty): {to}")
    size = ledger.size()
    about = ledger.about.with_store(DEFAULT_STORE)
    target = find_store(DEFAULT_STORE, ledger_folder(to))
    root = _copy_log(ledger.log, target, ledger.log.store.about(), size)
    journal = _copy_journal(ledger, ledger_folder(to), DEFAULT_STORE)
    _copy_vault(ledger, ledger_folder(to), DEFAULT_STORE, size)
    try:
        _copy_files(ledger.data_dir, to)
        write_about(to, about)
        said = {
            "at": now().isoformat(timespec="seconds"),
            "size": size,
            "root": root.hex(),
            "journal": journal,
        }
        path = to / MANIFEST
        path.write_bytes(pretty_bytes(said))
        sync_file(path)
        sync_folder(to)
    except OSError as error:
        raise UsageError(f"备份写不进 (cannot write the backup): {to}", why=error.strerror or "") from error
    finally:
        target.close()
    return Checkpoint(about.origin, size, root, about.hash, now())


def restore(
    source: Path, data_dir: Path, store_url: str | None = None, handover: Path | None = None
) -> Restored:
    """Make a data folder from a backup, after checking it, and replay erasures before anything opens.

    Args:
        source: The backup.
        data_dir: A data folder without a ledger.
        store_url: Where the ledger shall be; by default SQLite in the data folder.
        handover: The folder of checkpoints and erasures handed over; without it neither rewriting nor erasures since
            the backup can be seen.

    Raises:
        FajingError: The backup is not whole, does not agree with what was handed over, or there is a ledger already.
    """
    if has_ledger(data_dir):
        raise UsageError(f"这个数据文件夹已有账本 (this data folder has a ledger): {data_dir}")
    try:
        said = json.loads((source / MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"这不是备份 (this is no backup): {source}") from error
    old = Ledger.open(source)
    held = read_checkpoints(handover, [one.key for one in known_keys(old)]) if handover is not None else []
    size = old.size()
    found = check_log(old.log, [one for one in held if one.size <= size], {"hash": old.about.hash})
    if not found.is_whole or (found.size, found.root.hex()) != (said["size"], said["root"]):
        why = "；".join(f"{one.zh} / {one.en}" for one in found.faults[:3])
        raise FajingError(
            "备份不完好，没有恢复 (the backup is not whole; nothing was restored)", where=str(source), why=why
        )
    url = store_url or DEFAULT_STORE
    target = find_store(url, ledger_folder(data_dir))
    _copy_log(old.log, target, old.log.store.about(), size)
    target.close()
    _copy_journal(old, ledger_folder(data_dir), url)
    _copy_vault(old, ledger_folder(data_dir), url, size)
    _copy_files(source, data_dir)
    write_about(data_dir, old.about.with_store(url))
    old.close()
    ledger = Ledger.open(data_dir)
    behind = max((one.size for one in held if one.size > size), default=None)
    erased = _replay(ledger, handover)
    body: dict[str, Any] = {"size": size, "root": found.root.hex(), "behind": behind}
    ledger.append([Entry(RESTORED, body)])
    return Restored(ledger, size, behind, erased)


def move(ledger: Ledger, url: str) -> Ledger:
    """Move a ledger to another store; the old one takes nothing more.

    Args:
        ledger: The ledger.
        url: The new store.

    Returns:
        The ledger in its new store.

    Raises:
        FajingError: There is a ledger in the new store, or the old one is not whole.
    """
    folder = ledger_folder(ledger.data_dir)
    target = find_store(url, folder)
    if target.url == ledger.log.store.url:
        raise UsageError("账本已在那里 (the ledger is there already)", where=url)
    copied = ledger.size()
    _copy_log(ledger.log, target, ledger.log.store.about(), copied)  # the long part, while others write
    with ledger.log.store.appending() as last:
        _copy_rows(ledger.log, target, copied, last.size)
        _copy_journal(ledger, folder, url)
        _copy_vault(ledger, folder, url, last.size)
        if Log(target, ledger.about.hash).root() != ledger.root(last.size):
            raise FajingError("搬过去的账本不一样 (the copy differs)", where=url)
        write_about(ledger.data_dir, ledger.about.with_store(url))
        last.mark_moved(url)
    moved = Ledger.open(ledger.data_dir)
    moved.append(
        [Entry(MOVED, {"from": ledger.log.store.url.partition(":")[0], "to": url.partition(":")[0]})]
    )
    return moved


def copy(ledger: Ledger, url: str) -> tuple[int, bytes]:
    """Copy the entries into another store and leave the ledger where it is; size and root of the copy.

    Raises:
        FajingError: There is a ledger in the other store, or this one is not whole.
    """
    target = find_store(url, ledger_folder(ledger.data_dir))
    size = ledger.size()
    try:
        return size, _copy_log(ledger.log, target, ledger.log.store.about(), size)
    finally:
        target.close()


# ---------------------------------------------------------------- pieces
def _copy_log(source: Log, target: Store, about: Mapping[str, str], size: int) -> bytes:
    target.create({name: value for name, value in about.items() if name != "moved"})
    return _copy_rows(source, target, 0, size)


def _copy_rows(source: Log, target: Store, start: int, stop: int) -> bytes:
    """Copy rows, each hash made anew; give the root over all."""
    edge = Frontier.read(source.algorithm, start, target.hashes)
    rows = _checked(source, edge, start, stop)
    while some := list(islice(rows, _AT_ONCE)):
        with target.appending() as appending:
            if appending.size != some[0].number:
                raise FajingError("目标里有别人写入 (somebody else writes into the target)", where=target.url)
            appending.add(some)
    if edge.size != stop:
        raise FajingError(
            "账本缺条目 (entries are missing)", where=source.store.url, remedy="fajing ledger fsck"
        )
    return edge.root()


def _checked(source: Log, edge: Frontier, start: int, stop: int) -> Iterator[Row]:
    for row in source.rows(start, stop):
        entry = Entry.read(row.leaf)
        if row.number != edge.size or row.hashes != edge.add(source.algorithm.leaf(row.leaf)):
            raise FajingError(
                f"第{row.number}条不完好，停止 (entry {row.number} is not whole; stopped)",
                where=source.store.url,
                remedy="fajing ledger fsck",
            )
        yield row._replace(subjects=entry.subjects, kind=entry.kind)


def _copy_journal(ledger: Ledger, folder: Path, url: str) -> dict[str, Any] | None:
    source = find_store(ledger.about.store, ledger_folder(ledger.data_dir), JOURNAL)
    try:
        about = source.about()
    except FajingError:
        return None
    size = source.size()
    target = find_store(url, folder, JOURNAL)
    root = _copy_log(Log(source, about["hash"]), target, about, size)
    for one in (source, target):
        one.close()
    return {"size": size, "root": root.hex()}


def _copy_vault(ledger: Ledger, folder: Path, url: str, size: int) -> None:
    """Copy what the vault holds and the first entries know of: still sealed, and without the master key."""
    if ledger.last(MADE) is None:
        return
    known = {value["token"] for one in ledger.entries(0, size, KEPT) for value in one.body["values"]}
    source = find_vault_store(ledger.about.store, ledger_folder(ledger.data_dir))
    target = find_vault_store(url, folder)
    target.prepare()
    values = [one for one in source.everything() if one.token in known]
    files = {one.file for one in values}
    master, keys = _keys_of_one_master(source)
    for file, wrapped in keys:
        if file in files:
            target.put_key(file, wrapped)
    if master is not None:
        target.rewrap(lambda _, wrapped: wrapped, master)
    target.put(values)
    for one in (source, target):
        one.close()


def _keys_of_one_master(source: VaultStore) -> tuple[str | None, list[tuple[str, bytes]]]:
    """All wrapped keys and the master key that wrapped them, also when it is changed meanwhile."""
    while True:
        master, keys = source.master(), list(source.wrapped_keys())
        if source.master() == master:
            return master, keys


def _copy_files(source: Path, to: Path) -> None:
    """The segments, what the folder says of itself, and the checkpoints kept."""
    to.mkdir(parents=True, exist_ok=True)
    if (source / ABOUT).exists() and not (to / ABOUT).exists():
        shutil.copyfile(source / ABOUT, to / ABOUT)
    for path in sorted((source / "segments").glob("[0-9]*")):
        if path.is_dir() and not (to / "segments" / path.name).exists():
            shutil.copytree(path, to / "segments" / path.name)
    checkpoints = source / FOLDER / "checkpoints"
    if checkpoints.is_dir():
        shutil.copytree(checkpoints, to / FOLDER / "checkpoints", dirs_exist_ok=True)


def _replay(ledger: Ledger, handover: Path | None) -> list[str]:
    """Enter erasures made since the backup, and destroy all that was erased."""
    known = {str(one.body["file"]) for one in ledger.entries(kind=ERASURE)}
    since = sorted(erased_files(handover) - known) if handover is not None else []
    ledger.append(
        [Entry(ERASURE, {"file": one, "basis": "replayed"}, subjects=(f"file:{one}",)) for one in since]
    )
    if ledger.last(MADE) is not None:
        store = find_vault_store(ledger.about.store, ledger_folder(ledger.data_dir))
        for file in sorted(known | set(since)):
            store.destroy(file)
        store.close()
    return since
