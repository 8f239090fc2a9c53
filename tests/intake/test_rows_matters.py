import pytest
from tests.intake.book import WIDE, lawbook, told, with_columns, write_csv

from fajing.core.events import Acting
from fajing.intake.read import read_logs


def read(tmp_path, data, content):
    return read_logs([write_csv(tmp_path / "cases.csv", content)], lawbook(data))


def test_each_filled_date_is_a_step_of_the_rows_matter(tmp_path):
    intake = read(
        tmp_path,
        WIDE,
        (
            "案件编号,办案单位,接报时间,受案时间,受案民警\n"
            "A1,城东所,2026年3月2日 9时30分,2026-03-02,张三、李四\n"
            "A2,城西所,2026-03-03,,"
        ),
    )
    first, second = intake.log.matters.values()
    assert (first.id, first.unit, first.procedure) == ("A1", "城东所", "case")
    assert told(first.events) == ["received 2026-03-02 09:30", "accepted 2026-03-02"]
    assert first.events[1].officers == (Acting("张三", "handler"), Acting("李四", "handler"))
    assert first.events[0].officers == ()
    assert told(second.events) == ["received 2026-03-03"]
    assert [event.source for event in first.events] == ["row 2", "row 2"]
    assert [event.id for event in first.events] == ["A1/received", "A1/accepted"]
    assert first.events[0].seq < first.events[1].seq < second.events[0].seq


def test_a_step_of_another_procedure_stands_in_a_matter_under_the_row(tmp_path):
    data = with_columns(
        WIDE,
        {"heading": "法制审核时间", "step": "review.passed"},
        {"heading": "审核人", "officers": True, "of": "review.passed"},
    )
    log = read(tmp_path, data, "案件编号,接报时间,法制审核时间,审核人\nA1,2026-03-02,2026-03-05,王五").log
    child = log.matters["A1/review"]
    assert (child.parent, child.procedure) == ("A1", "review")
    assert child.events[0].qualified_step == "review.passed"
    assert child.events[0].officers == (Acting("王五"),)


def test_a_row_may_say_the_kind_of_its_matter(tmp_path):
    data = with_columns(
        WIDE,
        {"heading": "性质", "procedure": True, "words": {"行政": "case", "刑事": "crime"}},
        {"heading": "立案时间", "step": "filed"},
    )
    intake = read(
        tmp_path,
        data,
        (
            "案件编号,性质,接报时间,立案时间\n"
            "A1,刑事,2026-03-02,2026-03-03\n"
            "A2,行政,2026-03-02,\n"
            "A3,民事,2026-03-02,\n"
            "A4,行政,2026-03-02,2026-03-03\n"
            "A5,,2026-03-02,"
        ),
    )
    assert {matter.id: matter.procedure for matter in intake.log.matters.values()} == {
        "A1": "crime",
        "A2": "case",
        "A5": "case",
    }
    assert [(one.row, one.column) for one in intake.rejects] == [(4, "性质"), (5, "立案时间")]


def test_a_kind_without_words_is_named_by_its_id_or_title(tmp_path):
    data = with_columns(WIDE, {"heading": "性质", "procedure": True})
    intake = read(
        tmp_path,
        data,
        "案件编号,性质,接报时间\nA1,刑事案件,2026-03-02\nA2,crime,2026-03-02\nA3,行政案件,2026-03-02",
    )
    assert [matter.procedure for matter in intake.log.matters.values()] == ["crime", "crime", "case"]


def test_a_value_goes_to_its_step_or_to_the_matter(tmp_path):
    data = with_columns(
        WIDE,
        {"heading": "处罚决定时间", "step": "decided"},
        {"heading": "罚款(万元)", "field": "fine", "of": "decided", "money_in": "wan"},
        {"heading": "是否听证", "field": "heard", "of": "处罚决定时间"},
        {"heading": "刑期止", "field": "term_end", "of": "decided"},
        {"heading": "重大", "field": "is_major"},
        {"heading": "类别", "field": "kind", "words": {"治安": "public_security"}},
    )
    log = read(
        tmp_path,
        data,
        (
            "案件编号,处罚决定时间,罚款（万元）,是否听证,刑期止,重大,类别\n"
            "A1,2026-03-02 10:00,1.2,无,2026-03-09 8:00,是,治安"
        ),
    ).log
    matter = log.matters["A1"]
    assert matter.values == {"is_major": True, "kind": "public_security"}
    values = matter.events[0].values
    assert (values["fine"], values["heard"], values["term_end"].is_day) == (1_200_000, False, True)


def test_a_code_that_is_not_declared_is_refused_or_passed_over(tmp_path):
    column = {"heading": "类别", "field": "kind"}
    content = "案件编号,接报时间,类别\nA1,2026-03-02,fire\nA2,2026-03-02,other"
    assert [one.row for one in read(tmp_path, with_columns(WIDE, column), content).rejects] == [3]
    log = read(tmp_path, with_columns(WIDE, {**column, "other": "ignore"}), content).log
    assert log.matters["A2"].values == {}


def test_a_personal_value_enters_neither_matter_nor_event(tmp_path):
    data = with_columns(
        WIDE,
        {"heading": "被侵害人", "field": "victim"},
        {"heading": "备注", "field": "note", "of": "accepted", "personal": True},
        {"heading": "嫌疑人", "object": "person", "of": "accepted"},
    )
    intake = read(
        tmp_path, data, "案件编号,受案时间,被侵害人,备注,嫌疑人\nA1,2026-03-02,赵六,住某处,钱七、孙八"
    )
    assert "赵六" not in repr(intake)
    assert "钱七" not in repr([event.objects for event in intake.log.events()])
    assert set(next(intake.log.events()).objects) == {"P1", "P2"}
    assert not intake.log.carried.carries_field("case.accepted", "note")


def test_a_step_said_with_yes_has_its_time_in_another_column(tmp_path):
    data = with_columns(
        WIDE,
        {"heading": "是否处罚", "step": "decided", "at_column": "处罚时间"},
        {"heading": "处罚时间", "ignore": True},
    )
    intake = read(
        tmp_path,
        data,
        (
            "案件编号,接报时间,是否处罚,处罚时间\n"
            "A1,2026-03-02,是,2026-03-05\n"
            "A2,2026-03-02,否,2026-03-05\n"
            "A3,2026-03-02,是,"
        ),
    )
    assert told(intake.log.matters["A1"].events) == ["received 2026-03-02", "decided 2026-03-05"]
    assert told(intake.log.matters["A2"].events) == ["received 2026-03-02"]
    assert [(one.row, one.column) for one in intake.rejects] == [(4, "处罚时间")]


def test_an_act_that_lasts_has_its_end_in_another_column(tmp_path):
    data = with_columns(WIDE, {"heading": "询问开始", "step": "questioned", "until": "询问结束"})
    intake = read(
        tmp_path,
        data,
        (
            "案件编号,询问开始,询问结束\n"
            "A1,2026-03-02 9:00,2026-03-02 10:00\n"
            "A2,2026-03-02 9:00,2026-03-02 8:00\n"
            "A3,2026-03-02 9:00,2026/2/30"
        ),
    )
    event = intake.log.matters["A1"].events[0]
    assert event.until.instant - event.at.instant == 3600
    assert [(one.row, one.column, one.reason_zh) for one in intake.rejects] == [
        (3, "询问结束", "结束早于开始"),
        (4, "询问结束", "2026/2/30，没有这一天"),
    ]
    assert intake.log.carried.carries_field("case.questioned", "until")


def test_two_columns_may_be_the_same_step(tmp_path):
    data = with_columns(
        WIDE,
        {"heading": "第一次询问", "step": "questioned"},
        {"heading": "第二次询问", "step": "questioned"},
        {"heading": "第二次询问室", "field": "room", "of": "第二次询问"},
    )
    events = (
        read(tmp_path, data, "案件编号,第一次询问,第二次询问,第二次询问室\nA1,2026-03-02,2026-03-04,R2")
        .log.matters["A1"]
        .events
    )
    assert [event.values for event in events] == [{}, {"room": "R2"}]
    assert [event.id for event in events] == ["A1/questioned", "A1/questioned#2"]


def test_a_value_beside_an_empty_date_is_counted_not_lost_in_silence(tmp_path):
    intake = read(
        tmp_path,
        WIDE,
        "案件编号,接报时间,受案时间,受案民警\nA1,2026-03-02,,张三\nA2,2026-03-02,2026-03-02,张三",
    )
    assert intake.files[0].loose == {"受案民警": 1}


def test_a_bad_cell_refuses_the_row_and_every_bad_cell_is_named(tmp_path):
    intake = read(tmp_path, WIDE, "案件编号,接报时间,受案时间\nA1,2026/2/30,3月2日\nA2,2026-03-02,2026-03-02")
    assert [one.sentence() for one in intake.rejects] == [
        "第2行，接报时间：2026/2/30，没有这一天。改成真实日期",
        "第2行，受案时间：3月2日，年份不完整或年月日次序不明。写出四位年份，如 2026-03-02；或在对照表里写明 date_order",
    ]
    assert (intake.files[0].rejected, intake.log.rejected, list(intake.log.matters)) == (1, 1, ["A2"])


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",2026-03-02,", "案件编号"),
        ("A1,,", ""),
        ("3.30102E+17,2026-03-02,", "案件编号"),
        ("制表人：张三,,", ""),
    ],
)
def test_a_row_without_number_or_without_any_step_is_refused(tmp_path, row, column):
    intake = read(tmp_path, WIDE, f"案件编号,接报时间,受案时间\n{row}\nA2,2026-03-02,")
    assert [one.column for one in intake.rejects] == [column]


def test_totals_and_repeated_headings_are_ignored_and_counted(tmp_path):
    data = {**WIDE, "skip_rows_where": {"案件编号": ["本页小结"]}}
    intake = read(
        tmp_path, data, "案件编号,接报时间\nA1,2026-03-02\n案件编号,接报时间\n,\n本页小结,3\n合 计：,4"
    )
    assert (intake.files[0].rows, intake.files[0].new, intake.files[0].ignored) == (4, 1, 3)


def test_several_rows_of_one_matter_bring_each_step_once(tmp_path):
    data = with_columns(
        WIDE,
        {"heading": "嫌疑人", "object": "person", "of": "受案时间", "source_key": True},
        source_key=["案件编号"],
    )
    data["columns"] = [*data["columns"][:3], data["columns"][3], data["columns"][5]]
    intake = read(
        tmp_path,
        data,
        "案件编号,接报时间,受案时间,嫌疑人\nA1,2026-03-02,2026-03-03,钱七\nA1,2026-03-02,2026-03-03,孙八",
    )
    assert told(intake.log.matters["A1"].events) == [
        "received 2026-03-02",
        "accepted 2026-03-03",
        "accepted 2026-03-03",
    ]
    assert intake.files[0].new == 2
    assert "钱七" not in repr([event.id for event in intake.log.events()])


def test_what_the_headings_cannot_bring_is_not_carried(tmp_path):
    carried = read(tmp_path, WIDE, "案件编号,接报时间\nA1,2026-03-02").log.carried
    assert carried.carries_step("case.received")
    assert not carried.carries_step("case.accepted")
    assert not carried.carries_step("case.decided")


def test_a_matter_cannot_hang_under_itself(tmp_path):
    data = with_columns(WIDE, {"heading": "上级", "parent": True})
    intake = read(
        tmp_path, data, "案件编号,接报时间,上级\nA1,2026-03-02,A1\nA2,2026-03-02,A1\nA3,2026-03-02,"
    )
    assert [one.column for one in intake.rejects] == ["上级"]
    assert [matter.parent for matter in intake.log.matters.values()] == ["A1", None]
