from fajing.intake.headings import Header, heading_key, lines_of
from fajing.intake.headings import find_header as find_in

TITLE = (1, ["2026年受案登记表", None, None])
UNIT = (2, ["制表单位：法制大队", "", ""])
HEADS = (3, ["案件编号", "受案时间", "备注"])
DATA = (4, ["行1", "2026-03-02", "案件编号"])


def find_header(rows: list, wanted: list[str], row: int | None = None) -> Header | None:
    return find_in(lines_of(rows), wanted, row)


def test_the_headings_are_the_first_row_in_which_most_are_recognised():
    header = find_header([TITLE, UNIT, HEADS, DATA], ["案件编号", "受案时间"])
    assert header.row == 3
    assert header.names == ("案件编号", "受案时间", "备注")
    assert header.find(["受案时间"]) == [1]


def test_the_row_the_map_names_is_taken():
    assert find_header([TITLE, UNIT, HEADS], ["案件编号"], 3).row == 3
    assert find_header([TITLE], ["案件编号"], 3) is None


def test_blanks_marks_and_width_make_no_other_heading():
    assert heading_key("受案 时间*：") == heading_key("受案时间") == heading_key("受案\n时间")
    assert heading_key("金额（元）") == heading_key("金额(元)")


def test_headings_are_sought_in_the_first_twenty_rows():
    rows = [(number, ["x"]) for number in range(1, 21)]
    assert find_header([*rows, (21, ["案件编号"])], ["案件编号"]) is None
    assert find_header([*rows[:19], (20, ["案件编号"])], ["案件编号"]).row == 20


def test_two_equal_headings_are_told_apart_by_the_title_above():
    header = find_header(
        [(1, ["案件编号", "受案", None, "立案", None]), (2, ["案件编号", "时间", "民警", "时间", "民警"])],
        ["案件编号", "受案/时间", "立案/时间"],
    )
    assert header.row == 2
    assert header.find(["受案/时间"]) == [1]
    assert header.find(["立案/民警"]) == [4]
    assert header.find(["时间"]) == [1, 3]


def test_a_synonym_is_taken_where_the_heading_is_missing():
    header = find_header([(1, ["案号", "受案日期"])], ["案件编号", "案号", "受案日期"])
    assert header.find(["案件编号", "案号"]) == [0]
