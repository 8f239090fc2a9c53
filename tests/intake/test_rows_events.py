import pytest
from tests.intake.book import EVENTS, lawbook, told, with_columns, write_csv

from fajing.core.errors import FajingError
from fajing.core.events import Acting
from fajing.intake.read import read_logs

MORE = with_columns(
    EVENTS,
    {"heading": "结束", "until": True},
    {"heading": "录入", "recorded_at": True},
    {"heading": "民警", "officers": True, "split": ";", "words": {"张三": "0433"}},
    {"heading": "单位", "unit": True},
    {"heading": "对象", "object": True},
    {"heading": "上级", "parent": True},
    {"heading": "次序", "seq": True},
    {"heading": "罚款", "field": "fine"},
    {"heading": "类别", "field": "kind"},
    {"heading": "重量", "field": "weight", "of": ["seized"]},
)
HEADS = "案号,环节,时间,结束,录入,民警,单位,对象,上级,次序,罚款,类别,重量"


def read(tmp_path, data, content):
    return read_logs([write_csv(tmp_path / "events.csv", content)], lawbook(data))


def test_each_row_is_a_step(tmp_path):
    log = read(
        tmp_path,
        MORE,
        f"{HEADS}\nA1,扣押,2026-03-02 9:00,2026-03-02 9:30,2026-03-03,张三;李四,城东所,手机1部;刀,A0,7,,fire,12.5克",
    ).log
    event = next(log.events())
    assert (event.qualified_step, event.seq, event.unit, sorted(event.objects)) == (
        "case.seized",
        7,
        "城东所",
        ["I1", "I2"],
    )
    assert event.officers == (Acting("0433"), Acting("李四"))
    assert event.until.instant - event.at.instant == 1800
    assert event.recorded_at.is_day
    assert str(event.values["weight"]) == "12.5"
    assert event.source == "row 2"
    matter = log.matters["A1"]
    assert (matter.parent, matter.unit, matter.values) == ("A0", "城东所", {"kind": "fire"})


@pytest.mark.parametrize("word", ["received", "接报", "Received", " 接报 ", "RECEIVED"])
def test_a_step_is_named_by_its_id_or_title(tmp_path, word):
    assert told(read(tmp_path, EVENTS, f"案号,环节,时间\nA1,{word},2026-03-02").log.matters["A1"].events) == [
        "received 2026-03-02"
    ]


def test_a_word_that_is_no_step_is_refused_or_ignored(tmp_path):
    content = "案号,环节,时间\nA1,接报,2026-03-02\nA1,归档,2026-03-02\nA1,,2026-03-02"
    intake = read(tmp_path, EVENTS, content)
    assert [(one.row, one.column) for one in intake.rejects] == [(3, "环节"), (4, "环节")]
    columns = [EVENTS["columns"][0], {**EVENTS["columns"][1], "other": "ignore"}, EVENTS["columns"][2]]
    ignoring = read(tmp_path, {**EVENTS, "columns": columns}, content)
    assert (ignoring.files[0].ignored, ignoring.files[0].rejected) == (1, 1)


def test_the_maps_words_name_steps_of_this_and_other_procedures(tmp_path):
    words = {"Create": "received", "Review": "review.passed", "Note": None}
    columns = [EVENTS["columns"][0], {**EVENTS["columns"][1], "words": words}, EVENTS["columns"][2]]
    intake = read(
        tmp_path,
        {**EVENTS, "columns": columns},
        "案号,环节,时间\nA1,create,2026-03-02\nA1,Review,2026-03-03\nA1,Note,2026-03-03",
    )
    assert intake.log.matters["A1/review"].parent == "A1"
    assert intake.files[0].ignored == 1
    assert intake.log.carried.steps == {"case.received", "review.passed"}


def test_every_bad_cell_of_a_row_is_named(tmp_path):
    intake = read(tmp_path, MORE, f"{HEADS}\nA1,归档,2026/2/30,,,,,,,x,很多,water,轻\n,接报,,,,,,,,,,,")
    assert [(one.row, one.column) for one in intake.rejects] == [
        (2, "环节"),
        (2, "时间"),
        (2, "次序"),
        (2, "罚款"),
        (2, "类别"),
        (2, "重量"),
        (3, "案号"),
        (3, "时间"),
    ]
    assert intake.files[0].rejected == 2


def test_an_end_before_its_start_is_refused(tmp_path):
    content = f"{HEADS}\nA1,询问,2026-03-02 9:00,2026-03-02 8:59,,,,,,,,,\nA1,询问,2026-03-02 9:00,2026-03-02,,,,,,,,,"
    assert [one.row for one in read(tmp_path, MORE, content).rejects] == [2]


def test_the_procedure_may_stand_in_a_column(tmp_path):
    data = with_columns(
        EVENTS, {"heading": "种类", "procedure": True, "words": {"行政": "case", "刑事": "crime"}}
    )
    del data["procedure"]
    intake = read(
        tmp_path,
        data,
        (
            "案号,环节,时间,种类\n"
            "A1,立案,2026-03-02,刑事\n"
            "A2,立案,2026-03-02,行政\n"
            "A3,接报,2026-03-02,\n"
            "A4,接报,2026-03-02,民事"
        ),
    )
    assert {matter.id: matter.procedure for matter in intake.log.matters.values()} == {"A1": "crime"}
    assert [(one.row, one.column) for one in intake.rejects] == [(3, "环节"), (4, "种类"), (5, "种类")]


def test_equal_rows_of_one_file_all_stand_where_no_key_tells_them_apart(tmp_path):
    intake = read(
        tmp_path, EVENTS, "案号,环节,时间\nA1,接报,2026-03-02\nA1,接报,2026-03-02\nA1,接报,2026-03-02"
    )
    assert [event.id for event in intake.log.events()] == [
        "A1/received/2026-03-02",
        "A1/received/2026-03-02#2",
        "A1/received/2026-03-02#3",
    ]
    assert intake.files[0].new == 3


def test_a_row_with_too_many_cells_is_refused_and_a_short_one_read(tmp_path):
    intake = read(
        tmp_path, MORE, "案号,环节,时间\nA1,接报,2026-03-02,x\nA1,接报,2026-03-02,,\nA2,接报,2026-03-02"
    )
    assert [(one.row, one.reason_zh) for one in intake.rejects] == [(2, "单元格比表头多，可能错列")]
    assert len(intake.log.matters) == 2


def test_a_heading_in_two_columns_refuses_the_file(tmp_path):
    with pytest.raises(FajingError, match="A、D"):
        read(tmp_path, EVENTS, "案号,环节,时间,案号\nA1,接报,2026-03-02,A2")
