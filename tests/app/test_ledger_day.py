"""The end of a day: what is missing is entered, the journal anchored, the checkpoint handed over."""

from tests.app.small_book import ROWS, write_book, write_log

from fajing.app.import_log import run_import
from fajing.app.ledger_day import end_day
from fajing.ledger.check_all import check_everything
from fajing.ledger.journal import Journal, Read
from fajing.ledger.ledger import Ledger


def test_a_day_ends_with_everything_in_the_checkpoint(tmp_path):
    book = write_book(tmp_path / "book")
    run_import([write_log(tmp_path / "log.csv", ROWS)], law=str(book), data=tmp_path / "data")
    ledger = Ledger.init(tmp_path / "data")
    journal = Journal.open(ledger)
    journal.record(Read("officer:7", "matter", ["A1"], {"kind": "assigned"}))
    made = end_day(ledger, tmp_path / "out")
    kinds = [one.kind for one in ledger.entries()]
    assert kinds == ["ledger", "import", "journal", "checkpoint.handed_over"]
    assert made.size == 3
    assert ledger.last("journal").body["size"] == 1
    again = end_day(ledger, tmp_path / "out")
    assert [one.kind for one in ledger.entries(4)] == ["checkpoint.handed_over"]
    assert again.size == 4
    sections = list(check_everything(ledger, tmp_path / "out", with_rows=True))
    assert [fault for one in sections for fault in one.faults] == []
    journal.close()
