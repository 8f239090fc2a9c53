"""An import undone by an entry: its rows count for nothing, every other keeps its place, and nothing is deleted."""

from __future__ import annotations

import json

import pytest
from tests.app.small_book import ROWS, write_book, write_log

from fajing.app.check_folder import run_check_folder
from fajing.app.import_log import run_import
from fajing.app.withdraw_import import keep_in_line, withdraw, withdrawn_in
from fajing.cli.data import command
from fajing.core.errors import FajingError, UsageError
from fajing.ledger.check_all import check_everything
from fajing.ledger.ledger import Ledger
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.withdrawn import NAME, read_withdrawn


@pytest.fixture
def book(tmp_path):
    return write_book(tmp_path / "book")


@pytest.fixture
def bring(book, tmp_path):
    def brought(*rows):
        return run_import(
            [write_log(tmp_path / "log.csv", tuple(rows))], law=str(book), data=tmp_path / "data"
        )

    return brought


@pytest.fixture
def judge(book, tmp_path):
    """The check of the data folder, as its summary."""
    runs = []

    def judged():
        out = tmp_path / f"out{len(runs)}"
        runs.append(out)
        run_check_folder(tmp_path / "data", out=out, law=str(book), as_of="2026-06-01")
        told = json.loads((out / "summary.json").read_bytes())
        return {
            name: told[name] for name in told if name not in ("sources", "imports", "rows", "about", "log")
        }

    return judged


@pytest.fixture
def ledger(tmp_path):
    made = Ledger.init(tmp_path / "data")
    yield made
    made.close()


HALF = len(ROWS) // 2


def test_what_is_withdrawn_is_as_if_it_had_never_come(ledger, bring, judge, tmp_path):
    bring(*ROWS[:HALF])
    first = judge()
    bring(*ROWS[HALF:])
    both = judge()
    assert both != first
    folder = DataFolder.open(tmp_path / "data")
    entry = withdraw(ledger, folder, 2, "导错了文件", actor="officer:040101", at=1_772_000_000)
    assert withdrawn_in(ledger) == read_withdrawn(folder.path) == {2: entry}
    assert judge() == first
    assert len(folder.segments()) == 2
    assert [one.manifest.events > 0 for one in folder.standing()] == [True, False]
    withdraw(ledger, folder, 2, "没有错", actor="officer:040101", at=1_772_000_001, restore=True)
    assert read_withdrawn(folder.path) == {}
    assert judge() == both


def test_a_withdrawn_file_may_come_again(ledger, bring, judge, tmp_path):
    bring(*ROWS)
    before = judge()
    folder = DataFolder.open(tmp_path / "data")
    withdraw(ledger, folder, 1, "漏了一列", actor="officer:040101", at=1_772_000_000)
    assert judge() != before
    again = bring(*ROWS)
    assert (again.counts.new > 0, again.segment.number) == (True, 2)
    assert judge() == before


def test_what_may_not_be_withdrawn(ledger, bring, tmp_path):
    bring(*ROWS)
    folder = DataFolder.open(tmp_path / "data")

    def undone(number=1, reason="x", **more):
        return withdraw(ledger, folder, number, reason, actor="officer:040101", at=1, **more)

    for wrong in ({"number": 2}, {"reason": " "}, {"restore": True}):
        with pytest.raises(UsageError):
            undone(**wrong)
    undone()
    with pytest.raises(UsageError, match="已经撤销"):
        undone()


def test_the_list_is_made_from_the_entries_and_fsck_sees_where_it_is_not(ledger, bring, tmp_path):
    bring(*ROWS)
    folder = DataFolder.open(tmp_path / "data")
    assert not keep_in_line(ledger, folder)
    (folder.path / NAME).write_text('{"segments": {"1": 9}}')  # somebody hides an import
    told = [problem for section in check_everything(ledger) for problem in section.faults]
    assert any("撤销清单与账本不符" in str(one) for one in told)
    assert keep_in_line(ledger, folder)
    assert read_withdrawn(folder.path) == {}
    (folder.path / NAME).write_text("{")
    with pytest.raises(FajingError, match="撤销清单坏了"):
        folder.standing()
    assert keep_in_line(ledger, folder)
    assert [one.manifest.events > 0 for one in folder.standing()] == [True]


def test_the_command(ledger, bring, tmp_path, capsys):
    bring(*ROWS)
    asked = ["withdraw", "1", "--reason", "导错了", "--by", "040101", "--data", str(tmp_path / "data")]
    assert command.main(asked, standalone_mode=False) == 0
    assert "第1段已撤销" in capsys.readouterr().out
    with pytest.raises(UsageError):
        command.main([*asked[:3], "手机 13812345678", *asked[4:], "--restore"], standalone_mode=False)
    assert command.main([*asked, "--restore", "--lang", "en"], standalone_mode=False) == 0
    assert "counts again" in capsys.readouterr().out
