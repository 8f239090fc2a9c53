"""Backups taken under load, restored, refused when touched; erasures replayed; a ledger moved while in use."""

import json
import shutil
import sqlite3
import threading

import pytest
from tests.ledger.segments.made import made_folder, rich_file

from fajing.core.errors import FajingError
from fajing.ledger.backup import backup, copy, move, restore
from fajing.ledger.check_all import check_everything
from fajing.ledger.entry import Entry
from fajing.ledger.fsck import check_log
from fajing.ledger.handover import hand_over
from fajing.ledger.journal import Journal, Read
from fajing.ledger.ledger import Ledger
from fajing.ledger.receipts import segment_token
from fajing.ledger.segments.schema import Origin
from fajing.ledger.vault import Vault

READ = Read("officer:7", "matter", ["A1"])


class Load:
    """Somebody who writes all the while."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.receipts = []
        self.stopped = threading.Event()
        self.error = None
        self.thread = threading.Thread(target=self._write)

    def _write(self):
        number = 0
        while not self.stopped.is_set():
            try:
                self.receipts += self.ledger.append([Entry("event", {"n": number + m}) for m in range(3)])
                number += 3
            except FajingError as error:
                self.error = error
                if "迁到别处" not in error.what:
                    return
                self.ledger = Ledger.open(self.ledger.data_dir)

    def __enter__(self):
        self.thread.start()
        while len(self.receipts) < 9:
            pass
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.thread.join()


def filled(ledger):
    """With a journal, a vault and a segment."""
    vault = Vault.init(ledger)
    vault.put("A1", [("name", "赵某某")])
    vault.put("A2", [("name", "钱某某")])
    vault.journal.record(READ)
    vault.journal.anchor()
    folder = made_folder(ledger.data_dir)
    folder.write(Origin(), [rich_file()])
    [segment] = folder.segments()
    one = segment.manifest
    said = {
        "number": 1,
        "events": one.events,
        "matters": one.matters,
        "root": one.root,
        "matters_root": one.matters_root,
    }
    ledger.append([Entry("import", {"segment": said}, subjects=(segment_token(1),))])
    return vault


def faults(ledger, **settings):
    return [fault for section in check_everything(ledger, **settings) for fault in section.faults]


def test_a_backup_taken_under_load_restores_to_what_was_acknowledged(make_ledger, tmp_path):
    ledger = make_ledger()
    filled(ledger)
    with Load(ledger) as load:
        done = list(load.receipts)
        made = backup(ledger, tmp_path / "backup")
    assert load.error is None
    assert made.size > done[-1].index
    assert made.root == ledger.root(made.size)
    back = restore(tmp_path / "backup", tmp_path / "back")
    assert (back.size, back.behind, back.erased) == (made.size, None, [])
    assert back.ledger.root(made.size) == made.root
    there = {one.index: back.ledger.log.algorithm.leaf(one.leaf) for one in back.ledger.entries()}
    assert all(there[one.index] == one.leaf_hash for one in done)
    assert faults(back.ledger, with_rows=True) == []
    shutil.copytree(ledger.data_dir / "keys", tmp_path / "back" / "keys")
    assert faults(back.ledger) == []
    assert back.ledger.last("ledger.restored").body["size"] == made.size
    token = next(back.ledger.entries(kind="vault.kept")).body["values"][0]["token"]
    assert Vault.open(back.ledger).reveal([token], READ) == {token: "赵某某"}
    back.ledger.append([Entry("event", {"n": -1})])


def test_a_backup_holds_no_key_and_nothing_in_the_clear(make_ledger, tmp_path):
    ledger = make_ledger()
    filled(ledger)
    secrets = [path.read_bytes().strip() for path in (ledger.data_dir / "keys").iterdir()]
    backup(ledger, tmp_path / "backup")
    written = [path.read_bytes() for path in (tmp_path / "backup").rglob("*") if path.is_file()]
    assert len(secrets) == 2
    assert not [data for data in written for secret in [*secrets, "赵某某".encode()] if secret in data]
    with pytest.raises(FajingError, match="不是空的"):
        backup(ledger, tmp_path / "backup")


def test_erasures_since_the_backup_are_replayed_before_it_opens(make_ledger, tmp_path):
    ledger = make_ledger()
    vault = filled(ledger)
    backup(ledger, tmp_path / "backup")
    vault.erase("A1", "basis:1")
    hand_over(ledger, tmp_path / "out")
    back = restore(tmp_path / "backup", tmp_path / "back", handover=tmp_path / "out")
    assert back.erased == ["A1"]
    assert back.behind == vault.ledger.last("checkpoint.handed_over").body["size"]
    shutil.copytree(ledger.data_dir / "keys", tmp_path / "back" / "keys")
    opened = Vault.open(back.ledger)
    assert opened.is_erased("A1")
    assert opened._store.of_file("A1") == []
    assert opened._store.key("A1") is None
    assert len(opened._store.of_file("A2")) == 1
    with pytest.raises(FajingError, match=r"比检查点短|与检查点不符"):
        hand_over(back.ledger, tmp_path / "out")


def test_a_backup_that_was_touched_is_not_restored(tmp_path):
    ledger = Ledger.init(tmp_path / "data")
    ledger.append([Entry("event", {"n": n}) for n in range(9)])
    backup(ledger, tmp_path / "backup")
    shutil.copytree(tmp_path / "backup", tmp_path / "other")
    with sqlite3.connect(tmp_path / "backup" / "ledger" / "ledger.sqlite") as connection:
        connection.execute("DROP TRIGGER ledger_no_delete")
        connection.execute("DELETE FROM ledger WHERE number = 9")
    with pytest.raises(FajingError, match="备份不完好"):
        restore(tmp_path / "backup", tmp_path / "back")
    said = json.loads((tmp_path / "other" / "backup.json").read_text())
    (tmp_path / "other" / "backup.json").write_text(json.dumps(said | {"size": 9}))
    with pytest.raises(FajingError, match="备份不完好"):
        restore(tmp_path / "other", tmp_path / "back")
    assert not Ledger.exists(tmp_path / "back")
    with pytest.raises(FajingError, match="已有账本"):
        restore(tmp_path / "other", tmp_path / "data")
    with pytest.raises(FajingError, match="不是备份"):
        restore(tmp_path / "data", tmp_path / "back")


def test_a_backup_of_a_rewritten_ledger_is_stopped_by_what_was_handed_over(tmp_path):
    ledger = Ledger.init(tmp_path / "data")
    ledger.append([Entry("event", {"n": n}) for n in range(9)])
    hand_over(ledger, tmp_path / "out")
    backup(ledger, tmp_path / "backup")
    forged = Ledger.init(tmp_path / "forged", key_file=tmp_path / "forged.key")
    forged.append([Entry("event", {"n": n + 1}) for n in range(9)])
    backup(forged, tmp_path / "forged-backup")
    with pytest.raises(FajingError):
        restore(tmp_path / "forged-backup", tmp_path / "a", handover=tmp_path / "out")
    assert restore(tmp_path / "backup", tmp_path / "b", handover=tmp_path / "out").size == 11


def test_a_ledger_moves_to_another_store_while_it_is_written(make_ledger, tmp_path):
    ledger = make_ledger()
    filled(ledger)
    to = f"sqlite:{tmp_path / 'elsewhere' / 'ledger.sqlite'}"
    with Load(ledger) as load:
        moved = move(ledger, to)
        told = len(load.receipts)
        while len(load.receipts) < told + 6:
            assert load.thread.is_alive()
    there = {one.index: moved.log.algorithm.leaf(one.leaf) for one in moved.entries()}
    assert {one.index: there.get(one.index) for one in load.receipts} == {
        one.index: one.leaf_hash for one in load.receipts
    }
    assert len(moved.last("ledger.moved").body) == 2
    assert faults(moved) == []
    with pytest.raises(FajingError, match="迁到别处"):
        ledger.append([Entry("event", {})])
    assert Ledger.open(ledger.data_dir).about.store == to


def test_a_copy_is_the_same_and_leaves_the_ledger_where_it_is(make_ledger, tmp_path, postgresql):
    ledger = make_ledger()
    ledger.append([Entry("event", {"n": n}, subjects=(f"n:{n}", "all")) for n in range(120)])
    url = postgresql.make(f"copy_of_{tmp_path.name[-12:]}".lower().replace("[", "").replace("]", ""))
    assert copy(ledger, url) == (121, ledger.root())
    with pytest.raises(FajingError, match="已经有账本"):
        copy(ledger, url)
    from fajing.ledger.log import Log
    from fajing.ledger.stores.postgresql import PostgresqlStore

    there = Log(PostgresqlStore(url), "sha256")
    assert check_log(there).is_whole
    assert list(there.rows()) == list(ledger.log.rows())
    assert sorted(there.store.subjects()) == sorted(ledger.log.store.subjects())
    there.close()
    ledger.append([Entry("event", {})])


def test_everything_is_checked_and_each_part_says_what_is_wrong(tmp_path):
    ledger = Ledger.init(tmp_path / "data")
    vault = filled(ledger)
    ledger.append([Entry("event", {"n": 1})])
    hand_over(ledger, tmp_path / "out")
    assert faults(ledger, held=tmp_path / "out", with_rows=True) == []
    vault.close()
    segment = tmp_path / "data" / "segments" / "000001" / "segment.json"
    said = json.loads(segment.read_text("utf-8"))
    segment.write_text(json.dumps(said | {"root": "00" * 32}), "utf-8")
    with sqlite3.connect(tmp_path / "data" / "ledger" / "vault.sqlite") as connection:
        connection.execute("DELETE FROM vault_value WHERE file = 'A1'")
    with sqlite3.connect(tmp_path / "data" / "ledger" / "journal.sqlite") as connection:
        connection.execute("DROP TRIGGER journal_no_delete")
        connection.execute("DELETE FROM journal")
    told = {section.en: [zh for zh, _ in section.faults] for section in check_everything(ledger)}
    assert told["Entries"] == []
    assert told["Segments"] == ["第1段与账本不符"]
    assert "账本只有0条，检查点说有1条" in told["Access journal"]
    assert len(told["Vault"]) == 1
    assert "不见了" in told["Vault"][0]
    shutil.rmtree(segment.parent)
    assert ("第1段不见了", "segment 1 is gone") in faults(ledger)
    assert any("没有检查点" in zh for zh, _ in faults(ledger, held=tmp_path / "nothing"))


def test_a_journal_read_while_it_is_written_is_whole(make_ledger):
    ledger = make_ledger()
    journal = Journal.open(ledger)
    for _ in range(3):
        journal.record(READ)
    assert journal.check().is_whole
    journal.close()
