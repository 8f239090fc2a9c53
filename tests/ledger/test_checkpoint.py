"""Signed notes and checkpoints: the published example, and everything that must not pass."""

import os
from datetime import UTC, datetime

import pytest

from fajing.core.errors import FajingError
from fajing.ledger.checkpoint import Checkpoint, key_path, make_checkpoint, read_checkpoint, read_key
from fajing.ledger.entry import Entry
from fajing.ledger.key_files import read_secret, write_secret
from fajing.ledger.keys import check_signed, known_keys, replace_lost, rotate
from fajing.ledger.ledger import Ledger
from fajing.ledger.note import PrivateKey, PublicKey, open_note

# the example in the documentation of Go's golang.org/x/mod/sumdb/note
SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
NOTE = f"{TEXT}\n— PeterNeumann {SIGNATURE}\n"
AT = datetime(2026, 3, 2, 1, 20, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path):
    made = Ledger.init(tmp_path / "data", origin="fajing/test")
    made.append([Entry("event", {"n": n}) for n in range(9)])
    yield made
    made.close()


def test_notes_are_the_ones_others_write_and_read():
    key = PrivateKey.read(SKEY)
    assert key.line() == SKEY
    assert str(key.public) == VKEY
    assert key.sign(TEXT) == NOTE
    assert open_note(NOTE, [PublicKey.read(VKEY)]) == (TEXT, key.public)


@pytest.mark.parametrize(
    "note",
    [
        NOTE.replace("answer", "question"),
        NOTE.replace("x08go/ZJ", "x08go/ZK"),
        NOTE.replace("PeterNeumann x", "Peter x"),
        NOTE.replace("\n\n— ", "\n— "),
        NOTE.removesuffix("\n"),
        TEXT,
        NOTE + "not a signature\n",
        "",
    ],
)
def test_a_note_that_was_touched_does_not_open(note):
    with pytest.raises(FajingError):
        open_note(note, [PublicKey.read(VKEY)])


@pytest.mark.parametrize(
    "line", ["", "a+b", VKEY.replace("c74f20a3", "c74f20a4"), VKEY[:-4], VKEY.replace("ARpc", "ARpd")]
)
def test_what_is_no_public_key_is_refused(line):
    with pytest.raises(FajingError):
        PublicKey.read(line)


def test_a_key_shows_nothing_of_itself(tmp_path):
    key = PrivateKey.make("fajing/test")
    secret = key.line().rsplit("+", 1)[1]
    assert secret not in repr(key) + str(key)
    with pytest.raises(FajingError) as raised:
        PrivateKey.read(key.line()[:-2])
    assert secret[:10] not in str(raised.value)


def test_the_text_of_a_checkpoint_is_as_the_form_says():
    made = Checkpoint("fajing/test", 7, bytes(32), "sm3", AT)
    assert made.text() == (
        "fajing/test\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nhash sm3\ntime 2026-03-02T01:20:00Z\n"
    )
    key = PrivateKey.make("fajing/test")
    signed = made.signed(key)
    assert read_checkpoint(signed.note, [key.public]) == signed
    with pytest.raises(FajingError, match="没有认识的签名"):
        read_checkpoint(signed.note, [PrivateKey.make("fajing/test").public])
    for text in (
        "fajing/test\n7\n",
        made.text().replace("\n7\n", "\n07\n"),
        made.text().replace("hash sm3", "hash md5"),
    ):
        with pytest.raises(FajingError):
            read_checkpoint(key.sign(text), [key.public])


def test_a_ledger_signs_what_it_is(ledger):
    made = ledger.checkpoint()
    assert (made.size, made.root, made.origin) == (10, ledger.root(), "fajing/test")
    ledger.append([Entry("event", {})])
    assert check_signed(ledger, made.note).size == 10


def test_a_checkpoint_of_another_ledger_or_of_more_than_there_is_does_not_hold(ledger, tmp_path):
    other = Ledger.init(tmp_path / "other", origin="fajing/test")
    other.append([Entry("event", {"n": n}) for n in range(20)])
    trusted = [known_keys(other)[0].key]
    with pytest.raises(FajingError, match="比检查点短"):
        check_signed(ledger, other.checkpoint().note, trusted)
    ledger.append([Entry("event", {"n": n}) for n in range(20)])
    with pytest.raises(FajingError, match="与检查点不符"):
        check_signed(ledger, other.checkpoint().note, trusted)
    with pytest.raises(FajingError, match="没有认识的签名"):
        check_signed(ledger, other.checkpoint().note)
    key = read_key(key_path(ledger.data_dir))
    elsewhere = make_checkpoint("fajing/elsewhere", 10, ledger.root(10), "sha256", key)
    with pytest.raises(FajingError, match="另一个账本"):
        check_signed(ledger, elsewhere.note, [key.public])


def test_a_key_is_rotated_by_its_holder_and_the_entry_carries_its_last_signature(ledger, tmp_path):
    before = ledger.checkpoint()
    old, new = key_path(ledger.data_dir), tmp_path / "new.key"
    rotate(ledger, old, new, actor="officer:9")
    assert [one.how for one in known_keys(ledger)] == ["ledger", "key.rotated"]
    last = ledger.last("key.rotated")
    assert read_checkpoint(last.body["checkpoint"], [known_keys(ledger)[0].key]).size == last.index
    with pytest.raises(FajingError, match="不是账本现用的密钥"):
        ledger.checkpoint(old)
    assert check_signed(ledger, ledger.checkpoint(new).note).size == 11
    assert check_signed(ledger, before.note).size == 10


def test_a_lost_key_is_replaced_and_the_entry_says_so(ledger, tmp_path):
    key_path(ledger.data_dir).unlink()
    with pytest.raises(FajingError, match="密钥文件打不开"):
        ledger.checkpoint()
    replace_lost(ledger, tmp_path / "new.key")
    assert known_keys(ledger)[-1].how == "key.lost"
    assert ledger.checkpoint(tmp_path / "new.key").size == 11


def test_key_files_are_for_their_owner_alone(tmp_path):
    path = tmp_path / "keys" / "a.key"
    write_secret(path, b"x")
    assert read_secret(path) == b"x"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FajingError, match="不会覆盖"):
        write_secret(path, b"y")
    if os.name == "posix":
        path.chmod(0o640)
        with pytest.raises(FajingError, match="别人也能读"):
            read_secret(path)


def test_the_key_lies_where_it_was_said(tmp_path):
    assert key_path(tmp_path, None, {}) == tmp_path / "keys" / "checkpoint.key"
    assert key_path(tmp_path, None, {"FAJING_CHECKPOINT_KEY": "/media/key"}).as_posix() == "/media/key"
    ledger = Ledger.init(tmp_path / "data", key_file=tmp_path / "stick" / "k")
    assert not key_path(tmp_path / "data", None, {}).exists()
    assert ledger.checkpoint(tmp_path / "stick" / "k").size == 1


def test_a_ledger_that_could_not_be_made_leaves_no_key_behind(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FajingError):
        Ledger.init(tmp_path / "data", f"sqlite:{tmp_path / 'file' / 'ledger.sqlite'}")
    assert not key_path(tmp_path / "data").exists()
    assert Ledger.init(tmp_path / "data").size() == 1
