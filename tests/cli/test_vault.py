"""`fajing vault` from beginning to end; neither a key nor a value is printed."""

import pytest

from fajing.cli import main
from fajing.ledger.journal import Read
from fajing.ledger.ledger import Ledger
from fajing.ledger.vault import Vault

NAME = "赵某某"
ORDER = ("--order", "注销决字3号", "--dated", "2026-03-02", "--reason", "撤案", "--by", "041276")


@pytest.fixture
def data(tmp_path, capsys):
    """A data folder with a vault that holds three values of two files."""
    assert main(["ledger", "init", "--vault", "--data", str(tmp_path / "data")]) == 0
    table = tmp_path / "values.csv"
    table.write_text(f"file,kind,value\nA1,P1/name,{NAME}\nA1,phone,000\nA2,name,{NAME}\n", "utf-8-sig")
    capsys.readouterr()
    assert run(tmp_path / "data", "keep", table, "--by", "041276") == 0
    told = capsys.readouterr().out
    assert "2个案卷，3项" in told
    assert NAME not in told
    return tmp_path / "data"


def run(data, *arguments):
    return main(["vault", *map(str, arguments), "--data", str(data)])


def test_a_file_is_erased_on_an_order_and_the_proof_is_told(data, capsys):
    size = Ledger.open(data).size()
    assert run(data, "erase", "A1", *ORDER, "--dry-run") == 0
    assert "会销毁 A1 的密钥和2项" in capsys.readouterr().out
    assert Ledger.open(data).size() == size
    assert run(data, "erase", "A1", *ORDER) == 0
    told = capsys.readouterr().out
    assert f"存证第{size}条" in told
    assert "密钥没有了，存过的2项还剩0项" in told
    assert "完好" in told
    assert run(data, "show", "A1", "--lang", "en") == 0
    assert "2 kept, 0 there, without a key" in capsys.readouterr().out
    assert run(data, "erase", "A1", *ORDER) == 2
    assert main(["ledger", "fsck", "--data", str(data)]) == 0


@pytest.mark.parametrize("left_out", ["--order", "--dated", "--reason", "--by"])
def test_without_an_order_it_is_refused(data, left_out, capsys):
    at = ORDER.index(left_out)
    assert run(data, "erase", "A1", *ORDER[:at], *ORDER[at + 2 :]) == 2
    assert left_out in capsys.readouterr().err
    assert run(data, "show", "A1") == 0
    assert "现有2项，有密钥" in capsys.readouterr().out


def test_an_order_that_names_a_person_is_refused(data, capsys):
    size = Ledger.open(data).size()
    changed = [*ORDER]
    changed[5] = "本人电话 138 0000 0000，13800000000"
    assert run(data, "erase", "A1", *changed) == 2
    assert Ledger.open(data).size() == size
    assert "13800000000" not in capsys.readouterr().err


def test_a_proof_that_does_not_hold_gives_exit_code_1(data, monkeypatch, capsys):
    monkeypatch.setattr("fajing.ledger.stores.sqlite_vault.SqliteVaultStore.destroy", lambda *_: None)
    assert run(data, "erase", "A1", *ORDER, "--lang", "en") == 1
    assert "the key is still there, 2 of 2 are left" in capsys.readouterr().out


def test_the_master_key_is_changed(data, tmp_path, monkeypatch, capsys):
    new = tmp_path / "new.key"
    assert run(data, "rekey", "--new", new, "--by", "041276") == 0
    told = capsys.readouterr().out
    assert "2个案卷的密钥都改由新的主密钥封着" in told
    assert new.read_text("utf-8").strip() not in told
    assert run(data, "rekey", "--new", tmp_path / "third.key", "--by", "041276") == 2  # the old one is no use
    assert "不是现用的主密钥" in capsys.readouterr().err
    monkeypatch.setenv("FAJING_VAULT_KEY", str(new))
    vault = Vault.open(Ledger.open(data))
    [one] = vault._store.of_file("A2")
    assert vault.reveal([one.token], Read("officer:7", "matter", ["A2"])) == {one.token: NAME}
    assert main(["ledger", "fsck", "--data", str(data)]) == 0


@pytest.mark.parametrize(
    "text",
    ["matter,kind,value\nA1,name,赵\n", "file,kind,value\nA1,name,赵\nA1,赵某,x\n", "file,kind,value\nA1,name\n",
     "file,kind,value\nA1,name,赵,x\n"],
    ids=["heading", "kind", "short", "long"],
)  # fmt: skip
def test_a_table_that_is_not_right_is_refused_whole(data, tmp_path, text, capsys):
    (tmp_path / "wrong.csv").write_text(text, "utf-8")
    size = Ledger.open(data).size()
    assert run(data, "keep", tmp_path / "wrong.csv", "--by", "1") == 2
    assert Ledger.open(data).size() == size
    assert "赵" not in capsys.readouterr().err
