"""data/cases.xls: one sheet 案件, a title, three headings, two rows; written once with xlwt."""

from pathlib import Path

import pytest
from tests.intake.book import WIDE, lawbook, told

from fajing.core.errors import FajingError
from fajing.intake.read import read_logs
from fajing.intake.readers import xls

CASES = Path(__file__).parent / "data" / "cases.xls"


def test_an_old_workbook_is_read():
    intake = read_logs([CASES], lawbook(WIDE))
    assert told(intake.log.matters["A1"].events) == ["received 2026-03-02 09:30", "accepted 2026-03-02 12:00"]
    assert told(intake.log.matters["12"].events) == ["received 2026-03-03", "accepted 2026-03-04"]
    assert next(intake.log.events()).source == "案件:3"


def test_a_damaged_or_huge_one_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.xls"
    path.write_bytes(CASES.read_bytes()[:2000])
    with pytest.raises(FajingError):
        read_logs([path], lawbook(WIDE))
    monkeypatch.setattr(xls, "LARGEST", 10)
    with pytest.raises(FajingError, match="too large"):
        read_logs([CASES], lawbook(WIDE))
