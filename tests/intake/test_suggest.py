from datetime import datetime

import pytest
from ruamel.yaml import YAML
from tests.intake.book import EVENTS, WIDE, lawbook, write_csv, write_xlsx

from fajing.core.errors import FajingError
from fajing.intake.map import read_map
from fajing.intake.map_text import flow, map_text
from fajing.intake.read import read_logs
from fajing.intake.suggest import Mark, suggest_map

BOOK = lawbook(WIDE, EVENTS)


def columns(suggestion):
    return {
        one.column["heading"]: (one.mark, {k: v for k, v in one.column.items() if k != "heading"})
        for one in suggestion.columns
    }


def use(suggestion, path):
    """Read the file by the proposal, as written and parsed again."""
    data = YAML(typ="safe").load(map_text(suggestion))
    assert data == {**suggestion.as_map(), "title": data["title"]}
    read_map(data, BOOK)
    return read_logs([path], lawbook(data))


def test_a_wide_table_is_recognised_by_titles_synonyms_and_endings(tmp_path):
    path = write_xlsx(
        tmp_path / "台账.xlsx",
        {
            "三月": [
                ["受案登记表"],
                ["案号", "办案单位", "接报日期", "受案登记时间", "发还", "嫌疑人姓名", "复核日期", "颜色"],
                [
                    "A1",
                    "城东所",
                    datetime(2026, 3, 2),
                    "2026-03-02 9:30",
                    "2026-03-03",
                    "赵六",
                    "2026-03-04",
                    "红",
                ],
            ]
        },
    )
    found = suggest_map(path, BOOK)
    assert (found.shape, found.procedure, found.header_row) == ("matters", "case", 2)
    told = columns(found)
    assert told["案号"] == (Mark.RECOGNISED, {"matter": True})
    assert told["接报日期"] == (Mark.RECOGNISED, {"step": "received"})
    assert told["受案登记时间"] == (Mark.RECOGNISED, {"step": "accepted"})
    assert told["发还"] == (Mark.RECOGNISED, {"step": "returned"})
    assert told["嫌疑人姓名"] == (Mark.UNUSED, {"ignore": True})
    assert told["复核日期"] == (Mark.CHECK, {"ignore": True})
    assert told["颜色"] == (Mark.UNUSED, {"ignore": True})
    assert use(found, path).log.event_count() == 3


def test_a_list_of_events_is_recognised_with_its_words(tmp_path):
    path = write_csv(
        tmp_path / "log.csv",
        ("case_id,activity,timestamp\nA1,Receive,2026-03-02\nA1,Accepted,2026-03-02\nA1,zzz,2026-03-02"),
    )
    found = suggest_map(path, BOOK)
    assert found.shape == "events"
    mark, column = columns(found)["activity"]
    assert (mark, column["words"]) == (
        Mark.CHECK,
        {"Receive": "received", "Accepted": "accepted", "zzz": None},
    )
    intake = use(found, path)
    assert (intake.files[0].new, intake.files[0].ignored) == (2, 1)


def test_a_similar_heading_is_marked_to_be_checked(tmp_path):
    path = write_csv(tmp_path / "a.csv", "案件编号,处罚决定书时间,受案时间\nA1,2026-03-02,不是日期")
    told = columns(suggest_map(path, BOOK))
    assert told["处罚决定书时间"] == (Mark.CHECK, {"step": "decided"})
    assert told["受案时间"][0] is Mark.CHECK


def test_a_second_sheet_of_the_same_matters_is_proposed_as_a_join(tmp_path):
    path = write_xlsx(
        tmp_path / "a.xlsx",
        {
            "案件": [["案件编号", "接报时间", "受案时间"], ["A1", "2026-03-02", "2026-03-02"]],
            "物品": [["案件编号", "扣押时间"], ["A1", "2026-03-03"]],
            "说明": [["由系统导出"]],
        },
    )
    found = suggest_map(path, BOOK)
    assert [(name, key) for name, key, _ in found.joins] == [("物品", "案件编号")]
    assert use(found, path).log.event_count() == 3


def test_headings_nobody_knows_are_all_unused(tmp_path):
    path = write_csv(tmp_path / "a.csv", "甲,乙\n1,2")
    assert {mark for mark, _ in columns(suggest_map(path, BOOK)).values()} == {Mark.UNUSED}


def test_two_equal_headings_are_to_be_checked(tmp_path):
    path = write_csv(
        tmp_path / "a.csv", "案件编号,接报时间,受案时间,受案时间\nA1,2026-03-02,2026-03-02,2026-03-03"
    )
    assert columns(suggest_map(path, BOOK))["受案时间"] == (Mark.CHECK, {"ignore": True})


def test_a_file_without_headings_and_an_unknown_procedure_are_refused(tmp_path):
    with pytest.raises(FajingError, match="no row of headings"):
        suggest_map(write_csv(tmp_path / "a.csv", "1\n2"), BOOK)
    with pytest.raises(FajingError, match="no such procedure"):
        suggest_map(write_csv(tmp_path / "b.csv", "a,b\n1,2"), BOOK, "cases")


def test_every_word_survives_being_written(tmp_path):
    words = {
        "是": True,
        "No": None,
        "a: b": "x",
        "[x]": "true",
        "#": "7.0",
        "0x1": 3,
        '"': "2026-03-02",
        "on": "行〔2026〕",
    }
    assert YAML(typ="safe").load(flow(words)) == words


def test_each_line_says_how_sure_it_is(tmp_path):
    path = write_csv(tmp_path / "a.csv", "案件编号,接报时间,处罚决定书时间,颜色\nA1,2026-03-02,2026-03-03,x")
    text = map_text(suggest_map(path, BOOK))
    assert "# 请核对 / please check" in text
    assert "# 已认出 / recognised" in text
    assert "# 不使用 / unused" in text
