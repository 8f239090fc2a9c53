import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from tests.intake.book import WIDE, lawbook, told, write_xlsx

from fajing.core.errors import FajingError
from fajing.intake.read import read_logs
from fajing.intake.readers import _calamine, xlsx
from fajing.intake.readers.base import MiB, open_file

HEADS = ["案件编号", "接报时间", "受案时间"]


def test_cells_come_as_a_person_sees_them(tmp_path):
    path = write_xlsx(
        tmp_path / "a.xlsx",
        {
            "案件": [
                ["标题"],
                HEADS,
                [43318.0, datetime(2026, 3, 2, 9, 30), date(2026, 3, 2)],
                [None, True, 1.5],
            ]
        },
    )
    [table] = open_file(path)
    assert table.name == "案件"
    assert list(table.rows()) == [
        (1, ["标题", None, None]),
        (2, HEADS),
        (3, [43318.0, datetime(2026, 3, 2, 9, 30), date(2026, 3, 2)]),
        (4, [None, "true", 1.5]),
    ]


def test_rows_keep_their_numbers_where_the_first_ones_are_empty(tmp_path):
    path = write_xlsx(
        tmp_path / "a.xlsx", {"案件": [[None], [None], [None, *HEADS], [None, "A1", "2026-03-02", None]]}
    )
    intake = read_logs([path], lawbook(WIDE))
    assert [event.source for event in intake.log.events()] == ["案件:4"]


@pytest.mark.parametrize("is_1904", [False, True])
def test_dates_and_serials_of_both_date_systems_are_the_same_day(tmp_path, is_1904):
    serial = 46083.395833333 - (1462 if is_1904 else 0)
    path = write_xlsx(
        tmp_path / "a.xlsx", {"案件": [HEADS, ["A1", datetime(2026, 3, 2, 9, 30), serial]]}, is_1904=is_1904
    )
    assert told(read_logs([path], lawbook(WIDE)).log.matters["A1"].events) == [
        "received 2026-03-02 09:30",
        "accepted 2026-03-02 09:30",
    ]


def test_numbers_of_cases_are_whole_and_rounded_ones_refused(tmp_path):
    path = write_xlsx(
        tmp_path / "a.xlsx", {"案件": [HEADS, [2026000123, "2026-03-02"], [330102202603020001, "2026-03-02"]]}
    )
    intake = read_logs([path], lawbook(WIDE))
    assert list(intake.log.matters) == ["2026000123"]
    assert [(one.row, one.column) for one in intake.rejects] == [(3, "案件编号")]


def test_what_is_no_workbook_or_a_damaged_one_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", {"案件": [HEADS]})
    whole = path.read_bytes()
    for data in (whole[: len(whole) // 2], whole[:60], b"PK\x03\x04" + b"x" * 100):
        path.write_bytes(data)
        with pytest.raises(FajingError):
            read_logs([path], lawbook(WIDE))
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    with pytest.raises(FajingError, match="not a workbook"):
        open_file(path)


def test_a_packed_bomb_is_refused_before_it_is_opened(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", {"案件": [HEADS]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet2.xml", b"0" * (65 * MiB))
    with pytest.raises(FajingError, match="too large"):
        open_file(path)


def test_a_stray_cell_far_away_is_refused_before_the_sheet_is_held(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "案件编号")
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    with pytest.raises(FajingError, match="too wide and long"):
        open_file(tmp_path / "a.xlsx")


def test_too_many_sheets_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_SHEETS", 2)
    monkeypatch.setattr(_calamine, "MOST_SHEETS", 2)
    path = write_xlsx(tmp_path / "a.xlsx", {str(n): [HEADS] for n in range(3)})
    with pytest.raises(FajingError, match="3 sheets"):
        open_file(path)


def test_an_empty_sheet_has_no_rows(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", {"空": [], "案件": [HEADS, ["A1", "2026-03-02"]]})
    assert read_logs([path], lawbook(WIDE)).files[0].unread == ("空",)


def test_a_cell_merged_downwards_stands_in_each_of_its_rows(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("案件")
    sheet.merge_range(0, 0, 0, 3, "受案登记表")
    sheet.write_row(1, 0, ["案件编号", "接报时间", "受案时间", "嫌疑人"])
    sheet.merge_range(2, 0, 3, 0, "A1")
    sheet.merge_range(2, 1, 3, 1, "2026-03-02")
    sheet.write_row(2, 3, ["甲"])
    sheet.write_row(3, 2, ["2026-03-03", "乙"])
    book.close()
    [table] = open_file(tmp_path / "a.xlsx")
    assert [cells for _, cells in table.rows()][2:] == [
        ["A1", "2026-03-02", None, "甲"],
        ["A1", "2026-03-02", "2026-03-03", "乙"],
    ]
