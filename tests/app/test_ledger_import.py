"""An import becomes an entry, and an event of it is proven to an outsider."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.app.small_book import ROWS, write_book, write_log

from fajing.app.import_log import run_import
from fajing.app.ledger_import import enter_missing, entered_segments
from fajing.core.errors import FajingError
from fajing.ledger.keys import known_keys
from fajing.ledger.ledger import Ledger
from fajing.ledger.receipts import SCRIPT, find_event, prove_entry, prove_event
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.stores.base import StoreFullError


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_book(tmp_path / "book")


def bring(book: Path, tmp_path: Path, *rows: str):
    return run_import(
        [write_log(tmp_path / "张三案.csv", tuple(rows))], law=str(book), data=tmp_path / "data"
    )


def test_an_import_is_one_entry_without_the_name_of_the_file(book, tmp_path):
    ledger = Ledger.init(tmp_path / "data")
    result = bring(book, tmp_path, *ROWS)
    assert result.receipt.index == 1
    [one] = ledger.entries(kind="import")
    manifest = result.segment.manifest
    assert one.body["segment"]["root"] == manifest.root
    assert one.body["segment"]["events"] == manifest.events == one.body["counts"]["new"]
    assert one.body["sources"][0]["sha256"] == manifest.origin.sources[0].sha256
    assert one.body["maps"] == dict(manifest.origin.maps)
    assert one.entry.subjects == ("segment:000001",)
    assert "张三" not in one.leaf.decode()


def test_an_import_that_brings_nothing_is_an_entry_too(book, tmp_path):
    ledger = Ledger.init(tmp_path / "data")
    bring(book, tmp_path, *ROWS)
    again = bring(book, tmp_path, *ROWS)
    assert again.segment is None
    last = ledger.entry(again.receipt.index)
    assert last.body["segment"] is None
    assert last.body["counts"]["new"] == 0
    assert last.body["counts"]["unchanged"] > 0
    assert last.body["sources"][0]["rows"] == len(ROWS)


def test_without_a_ledger_an_import_works_as_before(book, tmp_path):
    result = bring(book, tmp_path, *ROWS)
    assert result.receipt is None
    assert result.segment is not None


def test_segments_from_before_the_ledger_are_entered(book, tmp_path):
    bring(book, tmp_path, *ROWS[:2])
    ledger = Ledger.init(tmp_path / "data")
    result = bring(book, tmp_path, *ROWS)
    entries = list(ledger.entries(kind="import"))
    assert [one.body["segment"]["number"] for one in entries] == [1, 2]
    assert [one.body.get("late", False) for one in entries] == [True, False]
    assert result.receipt.index == entries[-1].index
    assert enter_missing(ledger) == []


def test_an_import_whose_entry_failed_is_entered_by_the_next(book, tmp_path, monkeypatch):
    ledger = Ledger.init(tmp_path / "data")

    def full(*_):
        raise StoreFullError("full")

    with monkeypatch.context() as patched:
        patched.setattr("fajing.ledger.log.Log.append", full)
        with pytest.raises(StoreFullError):
            bring(book, tmp_path, *ROWS[:2])
    assert set(entered_segments(ledger)) == set()
    bring(book, tmp_path, *ROWS)
    assert set(entered_segments(ledger)) == {1, 2}


def test_an_event_is_proven_to_an_outsider(book, tmp_path):
    ledger = Ledger.init(tmp_path / "data")
    bring(book, tmp_path, *ROWS)
    segments = DataFolder.open(tmp_path / "data").segments()
    checkpoint = ledger.checkpoint()
    (tmp_path / "key.txt").write_text(f"{known_keys(ledger)[0].key}\n")
    ids = segments[0].events(0, ["id"]).column("id").to_pylist()
    for event in ids:
        segment, row = find_event(segments, event)
        receipt = prove_event(ledger, segment, row, checkpoint)
        assert json.loads(receipt["event"]["row"])["id"] == event
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(receipt), "utf-8")
    assert verified(path, tmp_path / "key.txt") == 0
    changed = receipt["event"] | {"row": receipt["event"]["row"].replace("T", "U")}
    path.write_text(json.dumps(receipt | {"event": changed | {"number": (row + 1) % len(ids)}}), "utf-8")
    assert verified(path, tmp_path / "key.txt") == 1


def test_what_is_not_there_is_not_proven(book, tmp_path):
    bring(book, tmp_path, *ROWS)
    ledger = Ledger.init(tmp_path / "data")
    segments = DataFolder.open(tmp_path / "data").segments()
    checkpoint = ledger.checkpoint()
    with pytest.raises(FajingError, match="账本里没有第1段"):
        prove_event(ledger, segments[0], 0, checkpoint)
    [receipt] = enter_missing(ledger)
    with pytest.raises(FajingError, match="检查点只到1条"):
        prove_entry(ledger, receipt.index, checkpoint)
    with pytest.raises(FajingError, match="没有第999行"):
        prove_event(ledger, segments[0], 999, ledger.checkpoint())
    with pytest.raises(FajingError, match="没有这条办案记录"):
        find_event(segments, "nothing")


def verified(receipt: Path, key: Path) -> int:
    """The exit code of the outsider's program, run with the standard library alone."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(receipt), "--key", str(key)],
        capture_output=True,
        timeout=60,
        check=False,
    ).returncode
