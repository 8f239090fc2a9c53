"""data/cases.xls: one sheet 案件, a title, three headings, two rows; written once with xlwt."""

import struct
from pathlib import Path

import pytest
from tests.intake.book import WIDE, lawbook, told

from fajing.core.errors import FajingError
from fajing.intake.read import read_logs
from fajing.intake.readers import xls
from fajing.intake.readers._compound import Damaged, check_workbook

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


def test_the_date_system_is_told():
    data = CASES.read_bytes()
    assert not check_workbook(data)
    record = struct.pack("<HHH", 0x22, 2, 0)
    assert data.count(record) == 1
    assert check_workbook(data.replace(record, struct.pack("<HHH", 0x22, 2, 1)))


def changed(offset, form, value):
    data = bytearray(CASES.read_bytes())
    struct.pack_into(form, data, offset, value)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "header"),
        (changed(30, "<H", 20), "size of sectors"),
        (changed(44, "<I", 1 << 30), "more sectors"),
        (changed(48, "<I", 1 << 30), "leaves the file"),
        (changed(68, "<I", 1 << 30), "outside the file"),
    ],
)
def test_what_a_file_says_of_itself_is_held_against_its_size(data, said):
    with pytest.raises(Damaged, match=said):
        check_workbook(data)


def test_a_chain_in_a_circle_and_a_cell_outside_the_sheet_are_refused():
    data = bytearray(CASES.read_bytes())
    fat = 512 * (1 + struct.unpack_from("<I", data, 76)[0])
    struct.pack_into("<I", data, fat, 0)  # the first sector follows itself
    with pytest.raises(Damaged, match="circle"):
        check_workbook(bytes(data))
    number = struct.pack("<HHHH", 0x0203, 14, 3, 0)
    rounded = CASES.read_bytes().replace(
        struct.pack("<HHHH", 0x027E, 10, 3, 0), struct.pack("<HHHH", 0x027E, 10, 3, 999)
    )
    assert rounded != CASES.read_bytes() or number in CASES.read_bytes()
    with pytest.raises(Damaged, match="outside the sheet"):
        check_workbook(rounded)


def test_counts_that_run_over_are_refused():
    whole = CASES.read_bytes()
    sizes = struct.pack("<HHIIHHH", 0x0200, 14, 0, 4, 0, 3, 0)
    assert whole.count(sizes) == 1
    with pytest.raises(Damaged, match="larger than a sheet"):
        check_workbook(whole.replace(sizes, struct.pack("<HHIIHHH", 0x0200, 14, 1024, 4, 0, 3, 0)))
    texts = whole.index(struct.pack("<H", 0x00FC))
    data = bytearray(whole)
    struct.pack_into("<I", data, texts + 8, 1 << 30)
    with pytest.raises(Damaged, match="more texts"):
        check_workbook(bytes(data))
