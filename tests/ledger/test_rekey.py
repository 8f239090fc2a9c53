"""A new master key: everything opens with it, nothing with the old one, and a kill anywhere loses nothing."""

import os
import signal

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fajing.core.errors import FajingError
from fajing.ledger import rekey as rekeying
from fajing.ledger.backup import backup, restore
from fajing.ledger.fsck import check_log
from fajing.ledger.journal import Read
from fajing.ledger.ledger import Ledger
from fajing.ledger.rekey import BEGUN, rekey
from fajing.ledger.vault import REKEYED, Vault, read_master, unwrap, vault_key_path, vault_store

READ = Read("officer:7", "matter", ["A1"], {"kind": "assigned"})
TEXTS = {f"A{n}": f"赵某{n}" for n in range(5)}


@pytest.fixture
def filled(make_ledger):
    """A ledger whose vault holds a value of each of five files; the tokens by file."""
    ledger = make_ledger()
    vault = Vault.init(ledger)
    tokens = {file: vault.put(file, [("name", text)])[0] for file, text in TEXTS.items()}
    vault.close()
    return ledger, tokens


def texts(ledger, tokens, key):
    vault = Vault.open(ledger, key)
    try:
        return vault.reveal(tokens.values(), READ)
    finally:
        vault.close()


def wrapped(ledger):
    store = vault_store(ledger)
    try:
        return dict(store.wrapped_keys())
    finally:
        store.close()


def test_all_opens_with_the_new_key_and_nothing_with_the_old(filled, tmp_path):
    ledger, tokens = filled
    old, new, before = vault_key_path(ledger.data_dir), tmp_path / "new.key", wrapped(ledger)
    done = rekey(ledger, new, actor="officer:9")
    assert (done.files, done.was_resumed) == (5, False)
    assert texts(ledger, tokens, new) == {tokens[file]: text for file, text in TEXTS.items()}
    with pytest.raises(FajingError, match="不是这个保险柜的主密钥"):
        Vault.open(ledger, old)
    after = wrapped(ledger)
    assert set(after) == set(before) == set(TEXTS)
    for file, box in after.items():
        assert box != before[file]
        with pytest.raises(FajingError):
            unwrap(AESGCM(read_master(old)), box, file)
    begun, entry = ledger.last(BEGUN), ledger.entry(done.receipt.index)
    assert entry.kind == REKEYED
    assert entry.entry.actor == begun.entry.actor == "officer:9"
    assert entry.body == {"old": begun.body["old"], "new": begun.body["new"], "files": 5}
    assert begun.index < entry.index
    assert Vault.open(ledger, new).check() == []
    assert check_log(ledger.log).is_whole


def test_no_wrapped_key_of_before_is_left_on_the_disk_of_sqlite(tmp_path):
    ledger = Ledger.init(tmp_path)
    vault = Vault.init(ledger)
    vault.put("A1", [("name", "x")])
    vault.close()
    before = wrapped(ledger)["A1"]
    assert before in (tmp_path / "ledger" / "vault.sqlite").read_bytes()
    rekey(ledger, tmp_path / "new.key")
    assert not [one for one in (tmp_path / "ledger").iterdir() if before in one.read_bytes()]


@pytest.mark.parametrize("place", ["_begin", "_wrap_anew", "wrap", "_open_all"])
def test_killed_anywhere_it_goes_on_when_called_again(filled, tmp_path, place):
    """Before anything is entered, before the keys, in the middle of them, and before the last entry."""
    ledger, tokens = filled
    old, new = vault_key_path(ledger.data_dir), tmp_path / "new.key"
    ledger.close()
    child = os.fork()
    if child == 0:
        seen = []
        real = getattr(rekeying, place)

        def die(*given):
            seen.append(1)
            if place != "wrap" or len(seen) == 3:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given)

        setattr(rekeying, place, die)
        try:
            rekey(Ledger.open(tmp_path), new)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    ledger = Ledger.open(tmp_path)
    is_swapped = place == "_open_all"
    in_use = new if is_swapped else old
    assert texts(ledger, tokens, in_use) == {tokens[file]: text for file, text in TEXTS.items()}
    assert bool(Vault.open(ledger, in_use).check()) == is_swapped  # it is said that the entry is missing
    done = rekey(ledger, new)
    assert (done.files, done.was_resumed) == (5, is_swapped)
    assert texts(ledger, tokens, new) == {tokens[file]: text for file, text in TEXTS.items()}
    assert Vault.open(ledger, new).check() == []
    assert len(list(ledger.entries(kind=BEGUN))) == len(list(ledger.entries(kind=REKEYED))) == 1
    with pytest.raises(FajingError, match="不是这个保险柜的主密钥"):
        Vault.open(ledger, old)
    ledger.close()


def test_a_process_with_the_old_key_adds_nothing_that_the_new_one_cannot_open(filled, tmp_path):
    ledger, _ = filled
    stale = Vault.open(ledger)
    rekey(ledger, tmp_path / "new.key")
    with pytest.raises(FajingError, match="主密钥已经更换"):
        stale.put("B1", [("name", "x")])
    assert "B1" not in wrapped(ledger)
    stale.close()


def test_a_wrong_or_used_key_changes_nothing(filled, tmp_path):
    ledger, _ = filled
    old, new = vault_key_path(ledger.data_dir), tmp_path / "new.key"
    before, size = wrapped(ledger), ledger.size()
    (tmp_path / "none.key").write_text("nothing")
    (tmp_path / "none.key").chmod(0o600)
    with pytest.raises(FajingError, match="没有主密钥"):
        rekey(ledger, tmp_path / "none.key")
    with pytest.raises(FajingError, match="不是现用的主密钥"):
        rekey(ledger, new, tmp_path / "none.key")
    assert not new.exists()
    with pytest.raises(FajingError, match="已经是现用"):
        rekey(ledger, old)
    assert (wrapped(ledger), ledger.size()) == (before, size)
    rekey(ledger, new)
    with pytest.raises(FajingError, match="换下来的旧主密钥"):
        rekey(ledger, old, new)
    with pytest.raises(FajingError, match="已经是现用"):
        rekey(ledger, new, old)


def test_a_backup_opens_with_the_key_of_its_day(tmp_path):
    ledger = Ledger.init(tmp_path / "data")
    vault = Vault.init(ledger)
    tokens = dict(
        zip(TEXTS, (vault.put(file, [("name", text)])[0] for file, text in TEXTS.items()), strict=True)
    )
    vault.close()
    old, new = vault_key_path(ledger.data_dir), tmp_path / "new.key"
    backup(ledger, tmp_path / "before")
    rekey(ledger, new)
    backup(ledger, tmp_path / "after")
    for name, right, wrong in (("before", old, new), ("after", new, old)):
        back = restore(tmp_path / name, tmp_path / f"from_{name}").ledger
        assert len(texts(back, tokens, right)) == 5
        with pytest.raises(FajingError, match="主密钥"):
            Vault.open(back, wrong)
