"""Erasing on an order: it is entered, nothing opens again, the ledger holds; without an order nothing happens."""

from datetime import date, timedelta

import pytest

from fajing.core.clock import now
from fajing.core.errors import FajingError
from fajing.ledger.erasing import Order, erase_on_order, plan, standing
from fajing.ledger.handover import ERASURE, keep_checkpoint
from fajing.ledger.journal import Read
from fajing.ledger.vault import Vault, vault_key_path

NAME = "赵某某"
ORDER = Order("注销决字〔2026〕3号", date(2026, 3, 2), "撤案，依申请")
READ = Read("officer:7", "matter", ["A1"])


@pytest.fixture
def kept(make_ledger):
    """A ledger whose vault holds two values of A1 and one of A2, and a checkpoint; their tokens."""
    ledger = make_ledger()
    vault = Vault.init(ledger)
    tokens = vault.put("A1", [("P1/name", NAME), ("P1/phone", "000")]) + vault.put("A2", [("name", NAME)])
    vault.close()
    keep_checkpoint(ledger, ledger.checkpoint())
    return ledger, tokens


def test_the_order_is_entered_and_nothing_opens_while_the_ledger_holds(kept, tmp_path):
    ledger, tokens = kept
    key = vault_key_path(ledger.data_dir)
    aside = key.rename(tmp_path / "aside.key")  # who erases need not be able to read
    size = ledger.size()
    proof = erase_on_order(ledger, "A1", ORDER, actor="officer:9")
    assert proof.holds
    assert (proof.entry, proof.size, proof.held) == (size, size + 1, [size])
    assert (proof.standing.told, proof.standing.values, proof.standing.has_key) == (2, 0, False)
    stored = ledger.entry(proof.entry)
    assert (stored.kind, stored.entry.actor) == (ERASURE, "officer:9")
    assert stored.body == {
        "file": "A1", "basis": "注销决字〔2026〕3号", "dated": "2026-03-02", "reason": "撤案，依申请", "values": 2,
    }  # fmt: skip
    vault = Vault.open(ledger, aside)
    assert vault.reveal(tokens, READ) == {tokens[2]: NAME}
    assert vault.check() == []
    vault.close()


def test_a_value_that_is_left_or_a_ledger_that_was_changed_fails_the_proof(kept, monkeypatch):
    ledger, _ = kept
    monkeypatch.setattr("fajing.ledger.stores.sqlite_vault.SqliteVaultStore.destroy", lambda *_: None)
    monkeypatch.setattr("fajing.ledger.stores.postgresql_vault.PostgresqlVaultStore.destroy", lambda *_: None)
    proof = erase_on_order(ledger, "A1", ORDER, actor="officer:9")
    assert not proof.holds
    assert (proof.standing.values, proof.standing.has_key, proof.is_whole) == (2, True, True)
    monkeypatch.undo()
    assert erase_on_order(ledger, "A1", ORDER, actor="officer:9").holds  # what was cut short is done again


@pytest.mark.parametrize(
    "order",
    [Order(" ", ORDER.dated, "x"), Order("3", ORDER.dated, ""), Order("3", (now() + timedelta(days=2)).date(), "x")],
    ids=["no number", "no reason", "a day to come"],
)  # fmt: skip
def test_without_a_whole_order_nothing_is_erased(kept, order):
    ledger, _ = kept
    size = ledger.size()
    with pytest.raises(FajingError, match="决定的"):
        erase_on_order(ledger, "A1", order, actor="officer:9")
    assert ledger.size() == size
    assert standing(ledger, "A1").values == 2


def test_what_would_go_is_said_and_nothing_changed(kept):
    ledger, _ = kept
    size = ledger.size()
    found = plan(ledger, "A1", ORDER)
    assert (found.values, found.has_key, found.erased, found.is_gone) == (2, True, None, False)
    assert ledger.size() == size
    with pytest.raises(FajingError, match="没有这个案卷"):
        plan(ledger, "A9", ORDER)
    erase_on_order(ledger, "A1", ORDER, actor="officer:9")
    with pytest.raises(FajingError, match="已注销"):
        plan(ledger, "A1", ORDER)
    assert standing(ledger, "A2").values == 1
