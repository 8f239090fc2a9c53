"""The vault keeps, opens after the record, and forgets; the journal is whole; nothing ties two files together."""

import hashlib
import itertools
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fajing.core.errors import FajingError
from fajing.ledger.fsck import check_log
from fajing.ledger.journal import Journal, Read
from fajing.ledger.ledger import Ledger
from fajing.ledger.vault import Vault, commitment, vault_key_path

NAME, PHONE = "赵某某", "000-0000-0000"
READ = Read("officer:7", "matter", ["A1"], {"kind": "assigned"})


@pytest.fixture
def vault(make_ledger):
    ledger = make_ledger()
    made = Vault.init(ledger)
    yield made
    made.close()


def again(vault, **settings):
    """The same vault, opened by another process so to speak."""
    return Vault.open(Ledger.open(vault.ledger.data_dir), **settings)


def everything(vault):
    """All bytes that the database and the data folder hold, keys apart."""
    found = [row.leaf for row in vault.ledger.log.rows()] + [row.leaf for row in vault.journal.log.rows()]
    for one in vault._store.everything():
        found += [one.token.encode(), one.box, one.mark]
    found += [
        path.read_bytes()
        for path in vault.ledger.data_dir.rglob("*")
        if path.is_file() and path.parent.name != "keys"
    ]
    return found


def test_values_come_back_and_stand_nowhere_in_the_clear(vault):
    name, phone = vault.put("A1", [("name", NAME), ("phone", PHONE)])
    assert name != phone
    assert again(vault).reveal([name, phone], READ) == {name: NAME, phone: PHONE}
    assert not [data for data in everything(vault) if NAME.encode() in data or PHONE.encode() in data]
    assert vault.check() == []


def test_the_same_value_has_one_token_in_its_file_and_another_elsewhere(vault):
    first = vault.put("A1", [("name", NAME), ("name", NAME), ("alias", NAME)])
    assert first[0] == first[1] != first[2]
    assert vault.put("A1", [("name", NAME)]) == [first[0]]
    assert vault.put("A2", [("name", NAME)])[0] not in first


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([NAME, PHONE, "x", ""]), min_size=1, max_size=4))
def test_no_column_ties_two_files_together(tmp_path_factory, values):
    """The same persons in two files: no column of any table holds the same thing for both."""
    vault = Vault.init(Ledger.init(tmp_path_factory.mktemp("tie")))
    for file in ("A1", "A2"):
        vault.put(file, [("name", value) for value in values])
    columns = {file: [set(), set(), set(), set()] for file in ("A1", "A2")}
    for one in vault._store.everything():
        for place, value in enumerate((one.token, one.box, one.mark, one.box[:12])):
            columns[one.file][place].add(value)
    for one in vault.ledger.entries(kind="vault.kept"):
        for value in one.body["values"]:
            columns[one.body["file"]][3].update([value["commitment"], value["token"]])
    for of_first, of_second in zip(columns["A1"], columns["A2"], strict=True):
        assert of_first
        assert not of_first & of_second
    vault.close()


def test_the_record_is_written_before_anything_is_shown(vault, monkeypatch):
    [token] = vault.put("A1", [("name", NAME)])
    vault.reveal([token], READ)
    [record] = vault.journal.reads(matter="A1")
    assert record.body == {
        "what": "matter", "matters": ["A1"], "reason": {"kind": "assigned"}, "personal": ["name"], "of": 1,
    }  # fmt: skip
    assert record.entry.actor == "officer:7"
    shown = []

    def refuse(*_):
        raise FajingError("full")

    monkeypatch.setattr(vault.journal.log, "append", refuse)
    monkeypatch.setattr(vault, "_opened", lambda one: shown.append(one))
    with pytest.raises(FajingError, match="full"):
        vault.reveal([token], READ)
    assert shown == []


def test_a_value_is_proven_by_its_salt_against_the_ledger(vault):
    [token] = vault.put("A1", [("name", NAME)])
    salt, text = vault.opening(token, READ)
    [kept] = vault.ledger.entries(kind="vault.kept")
    made = commitment(vault.ledger.log.algorithm, bytes.fromhex(salt), text).hex()
    assert kept.body["values"] == [{"token": token, "kind": "name", "commitment": made}]
    assert made == hashlib.sha256(b"\x02" + bytes.fromhex(salt) + NAME.encode()).hexdigest()
    assert commitment(vault.ledger.log.algorithm, bytes.fromhex(salt), text + "x").hex() != made


def test_what_was_erased_is_gone_for_good(vault):
    [token] = vault.put("A1", [("name", NAME)])
    [other] = vault.put("A2", [("name", NAME)])
    receipt = vault.erase("A1", "basis:17", actor="officer:9")
    assert vault.ledger.entry(receipt.index).body == {"file": "A1", "basis": "basis:17"}
    assert vault.reveal([token, other], READ) == {other: NAME}
    assert vault._store.key("A1") is None
    assert vault.check() == []
    with pytest.raises(FajingError, match="已注销"):
        vault.put("A1", [("name", NAME)])
    with pytest.raises(FajingError, match="没有这个代号"):
        vault.opening(token, READ)


def test_an_erasure_cut_short_or_undone_by_an_old_copy_is_replayed(vault):
    [token] = vault.put("A1", [("name", NAME)])
    key, values = vault._store.key("A1"), vault._store.of_file("A1")
    vault.erase("A1", "basis:17")
    vault._store.put_key("A1", key)  # as an old copy of the vault would bring it back
    vault._store.put(values)
    assert ("已注销而仍在" in vault.check()[0][0]) is True
    opened = again(vault)
    assert opened.reveal([token], READ) == {}
    assert opened._store.key("A1") is None
    assert opened.check() == []


def test_sqlite_overwrites_the_key_it_deletes(tmp_path):
    vault = Vault.init(Ledger.init(tmp_path))
    vault.put("A1", [("name", NAME)])
    key = vault._store.key("A1")
    file = tmp_path / "ledger" / "vault.sqlite"
    assert key in file.read_bytes()
    vault.erase("A1", "basis:17")
    assert not [path for path in (tmp_path / "ledger").iterdir() if key in path.read_bytes()]


def test_the_vault_opens_with_its_own_key_alone(vault, tmp_path):
    with pytest.raises(FajingError, match="已建"):
        Vault.init(vault.ledger, tmp_path / "other.key")
    path = vault_key_path(vault.ledger.data_dir)
    other = Vault.init(Ledger.init(tmp_path / "second"))
    with pytest.raises(FajingError, match="不是这个保险柜的主密钥"):
        again(vault, key_file=vault_key_path(other.ledger.data_dir))
    path.unlink()
    with pytest.raises(FajingError, match="密钥文件打不开"):
        again(vault)


@pytest.mark.parametrize("name", ["box", "file", "kind"])
def test_a_changed_value_is_refused_and_found(tmp_path, name):
    vault = Vault.init(Ledger.init(tmp_path))
    [token] = vault.put("A1", [("name", NAME)])
    vault.put("A2", [("name", "x")])
    change = {"box": "zeroblob(length(box))", "file": "'A2'", "kind": "'phone'"}[name]
    with sqlite3.connect(tmp_path / "ledger" / "vault.sqlite") as connection:
        connection.execute(f"UPDATE vault_value SET {name} = {change} WHERE token = ?", (token,))
    with pytest.raises(FajingError, match="被改过"):
        vault.reveal([token], READ)
    assert vault.check()


def test_a_lost_value_is_found_missing(tmp_path):
    vault = Vault.init(Ledger.init(tmp_path))
    [token] = vault.put("A1", [("name", NAME)])
    with sqlite3.connect(tmp_path / "ledger" / "vault.sqlite") as connection:
        connection.execute("DELETE FROM vault_value")
    assert vault.check() == [(f"{token} 不见了", f"{token} is gone")]


def test_the_journal_names_matters_grouped_and_is_found_by_them(make_ledger):
    journal = Journal.open(make_ledger())
    many = [f"A{n}" for n in range(1_200)]
    receipts = journal.record(Read("officer:7", "export", many, {"kind": "typed", "text": "督查"}))
    assert len(receipts) == 3
    journal.record(Read("officer:8", "matter", ["A3", "A3"]))
    assert [one.entry.actor for one in journal.reads(matter="A3")] == ["officer:7", "officer:8"]
    assert [one.body["of"] for one in journal.reads(reader="officer:8")] == [1]
    assert list(itertools.chain(*(one.body["matters"] for one in journal.reads(reader="officer:7")))) == many
    journal.close()


def test_the_root_of_the_journal_enters_the_ledger_and_guards_it(make_ledger):
    ledger = make_ledger()
    journal = Journal.open(ledger)
    journal.record(READ, READ)
    receipt = journal.anchor()
    assert ledger.entry(receipt.index).body == {"size": 2, "root": journal.log.root(2).hex()}
    assert journal.anchor() is None
    journal.record(READ)
    assert journal.check().is_whole
    assert journal.check().held == [2]
    assert journal.anchor() is not None
    other = Journal.open(Ledger.init(ledger.data_dir / "other"))
    other.record(Read("officer:1", "matter", ["A9"]), Read("officer:1", "matter", ["A9"]), READ)
    swapped = Journal(ledger, other.log)
    assert not swapped.check().is_whole
    assert check_log(other.log).is_whole
    journal.close()


def test_a_journal_that_was_taken_away_is_missed(tmp_path):
    ledger = Ledger.init(tmp_path)
    journal = Journal.open(ledger)
    journal.record(READ)
    journal.anchor()
    journal.close()
    for path in (tmp_path / "ledger").glob("journal.sqlite*"):
        path.unlink()
    with pytest.raises(FajingError, match="调阅记录不见了"):
        Journal.open(ledger)
