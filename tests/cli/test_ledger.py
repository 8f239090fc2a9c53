"""`fajing ledger` from beginning to end, as an audit administrator uses it."""

import json
import sqlite3
from pathlib import Path

import pytest
from tests.app.small_book import ROWS, write_book, write_log

from fajing.cli import main
from fajing.core.clock import now


@pytest.fixture
def data(tmp_path, capsys):
    """A data folder with one import and a ledger made after it."""
    book = write_book(tmp_path / "book")
    log = write_log(tmp_path / "log.csv", ROWS[:2])
    assert main(["import", str(log), "--law", str(book), "--data", str(tmp_path / "data")]) == 0
    assert "未入账本" in capsys.readouterr().out
    assert run(tmp_path / "data", "init", "--vault", "--name", "fajing/test") == 0
    told = capsys.readouterr().out
    assert "账本已建" in told
    assert "补入已有的段1个" in told
    assert "PRIVATE" not in told
    assert (
        main(
            [
                "import",
                str(write_log(tmp_path / "log.csv", ROWS)),
                "--law",
                str(book),
                "--data",
                str(tmp_path / "data"),
            ]
        )
        == 0
    )
    assert "已入账本第3条" in capsys.readouterr().out
    return tmp_path / "data"


def run(data, *arguments):
    return main(["ledger", arguments[0], *map(str, arguments[1:]), "--data", str(data)])


def test_a_day_of_the_ledger(data, tmp_path, capsys):
    out = tmp_path / "out"
    assert run(data, "show") == 0
    assert "检查点从未交出" in capsys.readouterr().out
    assert run(data, "export", "--to", out) == 0
    assert "已交出" in capsys.readouterr().out
    assert run(data, "fsck", "--held", out, "--keys", out / "keys.txt", "--rows") == 0
    told = capsys.readouterr().out
    assert told.count("完好") == 4
    assert "只能说账本自相一致" not in told
    assert run(data, "prove", 3, "--out", tmp_path / "receipt.json") == 0
    held = next(out.glob("*.checkpoint.txt"))
    verify = [
        "ledger",
        "verify",
        str(tmp_path / "receipt.json"),
        "--keys",
        str(out / "keys.txt"),
        "--held",
        str(held),
    ]
    assert main(verify) == 0
    capsys.readouterr()
    receipt = json.loads((tmp_path / "receipt.json").read_text("utf-8"))
    receipt["entry"] = receipt["entry"].replace('"rows":', '"rovs":')
    (tmp_path / "receipt.json").write_text(json.dumps(receipt), "utf-8")
    assert main(verify) == 1
    assert "✗" in capsys.readouterr().out


def test_an_event_has_a_receipt(data, tmp_path, capsys):
    from fajing.ledger.segments.folder import DataFolder

    assert run(data, "export", "--to", tmp_path / "out") == 0
    [first, _] = DataFolder.open(data).segments()
    event = first.events(0, ["id"]).column("id")[0].as_py()
    capsys.readouterr()
    assert run(data, "prove", "--event", event) == 0
    receipt = json.loads(capsys.readouterr().out)
    assert json.loads(receipt["event"]["row"])["id"] == event
    (tmp_path / "receipt.json").write_text(json.dumps(receipt), "utf-8")
    assert (
        main(
            ["ledger", "verify", str(tmp_path / "receipt.json"), "--keys", str(tmp_path / "out" / "keys.txt")]
        )
        == 0
    )
    assert "办案记录在第1段" in capsys.readouterr().out
    assert run(data, "prove") == 2
    assert run(data, "prove", 999) == 2


def test_tampering_gives_exit_code_1_and_the_place(data, capsys):
    with sqlite3.connect(data / "ledger" / "ledger.sqlite") as connection:
        connection.execute("DROP TRIGGER ledger_no_update")
        connection.execute("UPDATE ledger SET leaf = replace(leaf, '\"rows\"', '\"rovs\"') WHERE number = 3")
    assert run(data, "fsck") == 1
    told = capsys.readouterr().out
    assert "第3条的哈希与内容不符" in told
    assert run(data, "fsck", "--lang", "en") == 1
    assert "the hashes of entry 3 are not those of its content" in capsys.readouterr().out


def test_a_late_hand_over_gives_exit_code_1(data, monkeypatch, capsys):
    from datetime import timedelta

    monkeypatch.setattr("fajing.ledger.handover.now", lambda: now() + timedelta(hours=40))
    assert run(data, "show") == 1
    assert "迟了" in capsys.readouterr().out


def test_keys_are_changed_and_lost(data, tmp_path, capsys):
    assert run(data, "key", "--new", tmp_path / "second.key") == 0
    assert run(data, "checkpoint") == 2
    assert "不是账本现用的密钥" in capsys.readouterr().err
    assert run(data, "checkpoint", "--key", tmp_path / "second.key") == 0
    assert capsys.readouterr().out.startswith("fajing/test\n")
    assert run(data, "key", "--lost", "--new", tmp_path / "third.key", "--lang", "en") == 0
    assert "names the new public key" in capsys.readouterr().out


def test_a_backup_comes_back(data, tmp_path, capsys):
    assert run(data, "export", "--to", tmp_path / "out") == 0
    assert run(data, "backup", "--to", tmp_path / "backup") == 0
    back = tmp_path / "back"
    assert run(back, "restore", tmp_path / "backup") == 2
    assert "--without-handover" in capsys.readouterr().err
    assert run(back, "restore", tmp_path / "backup", "--handover", tmp_path / "out") == 0
    assert "已恢复" in capsys.readouterr().out
    assert run(back, "fsck", "--held", tmp_path / "out") == 0
    told = capsys.readouterr().out
    assert "没有主密钥，未核" in told
    assert main(["data", "verify", "--data", str(back)]) == 0


def test_a_copy_and_a_move(data, tmp_path, capsys):
    assert run(data, "copy", "--to", f"sqlite:{tmp_path / 'copy.sqlite'}") == 0
    assert "已抄4条" in capsys.readouterr().out
    assert run(data, "copy", "--to", f"sqlite:{tmp_path / 'new' / 'ledger.sqlite'}", "--move") == 0
    assert "已搬到" in capsys.readouterr().out
    assert run(data, "fsck") == 0
    assert run(data, "copy", "--to", "oracle://x") == 2


@pytest.mark.parametrize("name", ["show", "fsck", "checkpoint"])
def test_without_a_ledger_it_is_said_how_to_make_one(tmp_path, name, capsys):
    assert run(tmp_path, name) == 2
    assert "fajing ledger init" in capsys.readouterr().err
    assert list(Path(tmp_path).iterdir()) == []


def test_a_ledger_is_not_made_twice_nor_in_an_unknown_hash(data, capsys):
    assert run(data, "init") == 2
    assert "已有账本" in capsys.readouterr().err
    assert run(data / "x", "init", "--hash", "md5") == 2
    assert run(data / "x", "init", "--hash", "sm3") == 0
    assert run(data / "x", "fsck") == 0
