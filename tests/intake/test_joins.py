import pytest
from tests.intake.book import WIDE, lawbook, told, with_columns, write_csv, write_xlsx

from fajing.core.errors import FajingError
from fajing.intake.read import read_logs

ITEMS = {
    "sheet": "物品*",
    "key": ["案号"],
    "columns": [
        {"heading": "物品", "object": True},
        {"heading": "扣押时间", "step": "seized"},
        {"heading": "发还时间", "step": "returned"},
        {"heading": "扣押民警", "officers": True, "of": "seized"},
    ],
}
DATA = {**WIDE, "join": [ITEMS]}
CASES = [["案件编号", "接报时间"], ["A1", "2026-03-02"], ["A2", "2026-03-02"]]
ROWS = [
    ["案号", "物品", "扣押时间", "发还时间", "扣押民警"],
    ["A1", "手机1部", "2026-03-03", "2026-03-09", "张三"],
    ["A1", "刀1把", "2026-03-03", None, "张三"],
    ["A2", "I7", "2026-03-04", None, None],
]


def read(tmp_path, *books, data=DATA):
    paths = [write_xlsx(tmp_path / f"{n}.xlsx", book) for n, book in enumerate(books)]
    return read_logs(paths, lawbook(data))


def outcome(count):
    return (count.rows, count.new, count.unchanged, count.corrected, count.rejected, count.ignored)


def test_rows_of_a_joined_sheet_are_events_of_their_matter(tmp_path):
    intake = read(tmp_path, {"案件": CASES, "物品清单": ROWS})
    first = intake.log.matters["A1"]
    assert sorted(told(first.events)) == [
        "received 2026-03-02",
        "returned 2026-03-09",
        "seized 2026-03-03",
        "seized 2026-03-03",
    ]
    assert {event.objects for event in first.events} == {(), ("I1",), ("I2",)}
    assert [event.objects for event in intake.log.matters["A2"].events] == [(), ("I7",)]
    assert [event.source for event in first.events[1:]] == ["物品清单:2", "物品清单:2", "物品清单:3"]
    assert outcome(intake.files[0]) == (5, 5, 0, 0, 0, 0)
    assert intake.log.carried.carries_step("case.returned")
    assert intake.log.carried.carries_field("case.seized", "officers")
    assert not intake.log.carried.carries_field("case.returned", "officers")


def test_the_same_file_again_changes_nothing_and_a_changed_item_is_one_correction(tmp_path):
    changed = [*ROWS[:2], ["A1", "刀1把", "2026-03-05", None, "张三"], ROWS[3]]
    intake = read(
        tmp_path,
        {"案件": CASES, "物品": ROWS},
        {"案件": CASES, "物品": ROWS},
        {"案件": CASES, "物品": changed},
    )
    assert [outcome(one) for one in intake.files] == [
        (5, 5, 0, 0, 0, 0),
        (5, 0, 5, 0, 0, 0),
        (5, 0, 4, 1, 0, 0),
    ]
    assert len(intake.corrections) == 1
    assert "seized 2026-03-05" in told(intake.log.matters["A1"].events)
    assert intake.log.event_count() == 6


def test_an_item_more_is_new_and_an_item_gone_corrects_the_matter(tmp_path):
    intake = read(
        tmp_path,
        {"案件": CASES, "物品": ROWS[:3]},
        {"案件": CASES, "物品": ROWS},
        {"案件": CASES, "物品": ROWS[:2]},
    )
    assert outcome(intake.files[1]) == (5, 1, 4, 0, 0, 0)
    assert outcome(intake.files[2]) == (3, 0, 1, 2, 0, 0)


def test_an_item_without_its_matter_is_refused_or_ignored(tmp_path):
    rows = [
        *ROWS,
        ["A9", "x", "2026-03-03", None, None],
        [None, "y", "2026-03-03", None, None],
        ["A1", "z", "2026/2/30", None, None],
    ]
    cases = [*CASES, ["A3", "坏"]]
    intake = read(tmp_path, {"案件": cases, "物品": [*rows, ["A3", "q", "2026-03-03", None, None]]})
    assert [(one.sheet, one.row, one.reason_zh) for one in intake.rejects] == [
        ("案件", 4, "读不懂这个日期或时间"),
        ("物品", 5, "主表里没有对应的案事件"),
        ("物品", 6, "关联编号为空"),
        ("物品", 7, "2026/2/30，没有这一天"),
        ("物品", 8, "主表对应的行已退回"),
    ]
    ignoring = {**WIDE, "join": [{**ITEMS, "unmatched": "ignore"}]}
    assert outcome(read(tmp_path, {"案件": CASES, "物品": rows}, data=ignoring).files[0]) == (
        8,
        5,
        0,
        0,
        2,
        1,
    )


def test_a_joined_table_may_be_a_file_of_its_own(tmp_path):
    data = {**WIDE, "join": [{**{k: v for k, v in ITEMS.items() if k != "sheet"}, "file": "items*"}]}
    cases = write_csv(tmp_path / "cases.csv", "案件编号,接报时间\nA1,2026-03-02")
    items = write_csv(tmp_path / "items.csv", "案号,物品,扣押时间\nA1,手机,2026-03-03\nA9,刀,2026-03-03")
    for paths in ([cases, items], [items, cases]):
        intake = read_logs(paths, lawbook(data))
        assert [outcome(one) for one in intake.files] == [(1, 1, 0, 0, 0, 0), (2, 1, 0, 0, 1, 0)]
    again = read_logs([cases, items, cases, items], lawbook(data))
    assert [one.unchanged for one in again.files] == [0, 0, 1, 1]
    assert again.log.event_count() == 2
    with pytest.raises(FajingError, match="only joined tables"):
        read_logs([items], lawbook(data))


def test_a_joined_table_may_be_a_list_of_events(tmp_path):
    join = {
        "sheet": "环节",
        "key": ["案号"],
        "shape": "events",
        "columns": [
            {"heading": "环节", "step": True},
            {"heading": "时间", "at": True},
            {"heading": "民警", "officers": True},
        ],
    }
    intake = read(
        tmp_path,
        {"案件": CASES, "环节": [["案号", "环节", "时间", "民警"], ["A1", "扣押", "2026-03-03", "张三"]]},
        data={**WIDE, "join": [join]},
    )
    assert told(intake.log.matters["A1"].events) == ["received 2026-03-02", "seized 2026-03-03"]


def test_a_joined_sheet_without_its_key_refuses_the_file(tmp_path):
    with pytest.raises(FajingError, match="案号"):
        read(tmp_path, {"案件": CASES, "物品": [["物品", "扣押时间"], ["手机", "2026-03-03"]]})


def test_a_key_may_name_other_columns_of_the_first_table(tmp_path):
    data = with_columns(WIDE, {"heading": "流水号", "ignore": True}, join=[{**ITEMS, "to": ["流水号"]}])
    cases = [["案件编号", "流水号", "接报时间"], ["A1", 7.0, "2026-03-02"]]
    intake = read(
        tmp_path, {"案件": cases, "物品": [ROWS[0], ["7", "手机", "2026-03-03", None, None]]}, data=data
    )
    assert told(intake.log.matters["A1"].events) == ["received 2026-03-02", "seized 2026-03-03"]


def test_sheets_exported_as_files_are_joined_by_their_names(tmp_path):
    data = {**DATA, "sheets": ["案件*"]}
    cases = write_csv(tmp_path / "cases.csv", "案件编号,接报时间\nA1,2026-03-02")
    items = write_csv(tmp_path / "物品清单.csv", "案号,物品,扣押时间\nA1,手机,2026-03-03")
    assert read_logs([cases, items], lawbook(data)).log.event_count() == 2


@pytest.mark.parametrize("column", [{"field": "kind", "of": "matter"}, {"parent": True}])
def test_a_joined_table_may_not_speak_of_the_matter_itself(tmp_path, column):
    join = {**ITEMS, "columns": [*ITEMS["columns"], {"heading": "案件类别", **column}]}
    with pytest.raises(FajingError, match="joined"):
        read(tmp_path, {"案件": CASES, "物品清单": ROWS}, data={**WIDE, "join": [join]})


def test_an_officer_that_means_nothing_is_left_out(tmp_path):
    officers = {**ITEMS["columns"][3], "words": {"待定": None}}
    join = {**ITEMS, "columns": [*ITEMS["columns"][:3], officers]}
    rows = [ROWS[0], ["A1", "手机1部", "2026-03-03", None, "待定、张三"]]
    intake = read(tmp_path, {"案件": CASES, "物品清单": rows}, data={**WIDE, "join": [join]})
    [seized] = [event for event in intake.log.events() if event.step == "seized"]
    assert [officer.id for officer in seized.officers] == ["张三"]
