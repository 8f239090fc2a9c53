import random

import pytest
from tests.intake.book import EVENTS, WIDE, lawbook, told, with_columns, write_csv, write_xlsx

from fajing.core.errors import FajingError
from fajing.intake.read import read_logs

FIRST = (
    "案件编号,办案单位,接报时间,受案时间,受案民警\n"
    "A1,城东所,2026-03-02 9:30,2026-03-02 18:00,张三\n"
    "A2,城西所,2026-03-03 8:00,,"
)


def counts(count):
    return (count.rows, count.new, count.unchanged, count.corrected, count.rejected, count.ignored)


def facts(log):
    """All that a log says, in any order of rows."""
    return sorted(
        (
            matter.id,
            matter.parent,
            matter.unit,
            sorted(matter.values.items()),
            event.id,
            event.at,
            event.officers,
            event.objects,
        )
        for matter in log.matters.values()
        for event in matter.events
    )


def test_reading_a_file_twice_changes_nothing(tmp_path):
    path = write_csv(tmp_path / "cases.csv", FIRST)
    once = read_logs([path], lawbook(WIDE))
    twice = read_logs([path, path], lawbook(WIDE))
    assert [counts(one) for one in twice.files] == [(2, 2, 0, 0, 0, 0), (2, 0, 2, 0, 0, 0)]
    assert facts(twice.log) == facts(once.log)
    assert not twice.corrections


def test_events_without_a_key_read_twice_change_nothing_and_equal_ones_stay(tmp_path):
    path = write_csv(
        tmp_path / "events.csv",
        ("案号,环节,时间\nA1,接报,2026-03-02\nA1,接报,2026-03-02\nA2,接报,2026-03-02"),
    )
    more = write_csv(tmp_path / "more.csv", "案号,环节,时间\n" + "A1,接报,2026-03-02\n" * 3)
    intake = read_logs([path, path, more], lawbook(EVENTS))
    assert [counts(one) for one in intake.files] == [
        (3, 3, 0, 0, 0, 0),
        (3, 0, 3, 0, 0, 0),
        (3, 1, 2, 0, 0, 0),
    ]
    assert intake.log.event_count() == 4


def test_a_changed_cell_is_one_correction_and_the_newer_content_counts(tmp_path):
    old = write_csv(tmp_path / "monday.csv", FIRST)
    new = write_csv(tmp_path / "tuesday.csv", FIRST.replace("18:00", "19:00"))
    intake = read_logs([old, new], lawbook(WIDE))
    assert counts(intake.files[1]) == (2, 0, 1, 1, 0, 0)
    [correction] = intake.corrections
    assert (correction.key, correction.old_source, correction.new_source) == (
        "A1",
        "monday.csv, row 2",
        "tuesday.csv, row 2",
    )
    assert correction.changed == ("accepted: 2026-03-02 18:00 by 张三 → 2026-03-02 19:00 by 张三",)
    assert told(intake.log.matters["A1"].events)[1] == "accepted 2026-03-02 19:00"
    assert [event.id for event in intake.log.matters["A1"].events] == ["A1/received", "A1/accepted"]


def test_a_change_in_a_column_that_is_not_read_is_no_correction(tmp_path):
    data = with_columns(WIDE, {"heading": "被侵害人", "field": "victim"})
    old = write_csv(tmp_path / "a.csv", "案件编号,接报时间,备注,被侵害人\nA1,2026-03-02,甲,赵六")
    new = write_csv(tmp_path / "b.csv", "案件编号,接报时间,备注,被侵害人\nA1,2026年3月2日,乙,钱七")
    assert counts(read_logs([old, new], lawbook(data)).files[1]) == (1, 0, 1, 0, 0, 0)


def test_a_key_tells_events_apart_and_their_correction_replaces_them(tmp_path):
    data = with_columns(EVENTS, {"heading": "流水号", "source_key": True})
    old = write_csv(
        tmp_path / "a.csv",
        ("流水号,案号,环节,时间\n1,A1,接报,2026-03-02\n2,A1,受案,2026-03-02\n1,A1,接报,2026-03-02"),
    )
    new = write_csv(tmp_path / "b.csv", "流水号,案号,环节,时间\n2,A1,受案,2026-03-03\n1,A1,接报,2026-03-02")
    intake = read_logs([old, new], lawbook(data))
    assert [counts(one) for one in intake.files] == [(3, 2, 1, 0, 0, 0), (2, 0, 1, 1, 0, 0)]
    assert told(intake.log.matters["A1"].events) == ["received 2026-03-02", "accepted 2026-03-03"]
    assert [event.id for event in intake.log.events()] == ["A1/received/1", "A1/accepted/2"]


def test_a_personal_key_is_neither_shown_nor_part_of_an_id(tmp_path):
    data = with_columns(
        EVENTS, {"heading": "当事人", "source_key": True, "personal": True}, source_key=["案号"]
    )
    old = write_csv(tmp_path / "a.csv", "案号,当事人,环节,时间\nA1,赵六,接报,2026-03-02")
    new = write_csv(tmp_path / "b.csv", "案号,当事人,环节,时间\nA1,赵六,接报,2026-03-03")
    intake = read_logs([old, new], lawbook(data))
    assert len(intake.corrections) == 1
    assert "赵六" not in repr(intake)
    assert "赵六" not in repr(list(intake.log.events()))


def test_a_key_gone_from_a_full_export_is_reported_and_stays(tmp_path):
    data = {**WIDE, "export": "full"}
    old = write_csv(tmp_path / "a.csv", FIRST)
    new = write_csv(tmp_path / "b.csv", "案件编号,接报时间\nA2,2026-03-03 8:00")
    intake = read_logs([old, new], lawbook(data))
    assert intake.missing_keys == ["A1"]
    assert "A1" in intake.log.matters
    assert read_logs([old, new], lawbook(WIDE)).missing_keys == []


def test_a_key_whose_row_cannot_be_read_is_not_taken_for_gone(tmp_path):
    data = {**WIDE, "export": "full"}
    new = write_csv(tmp_path / "b.csv", "案件编号,接报时间\nA1,坏\nA2,2026-03-03 8:00")
    assert read_logs([write_csv(tmp_path / "a.csv", FIRST), new], lawbook(data)).missing_keys == []


@pytest.mark.parametrize(
    "data", [WIDE, with_columns(WIDE, {"heading": "物品", "object": True, "of": "accepted"})]
)
def test_the_order_of_rows_changes_nothing(tmp_path, data):
    heads, *rows = (
        "案件编号,办案单位,接报时间,受案时间,受案民警,物品\n"
        "A1,城东所,2026-03-02 9:30,2026-03-02 18:00,张三,手机、刀\nA2,城西所,2026-03-03 8:00,2026-03-03,李四,手机\n"
        "A3,城西所,2026-03-04 8:00,2026-03-04,李四,10号箱、9号箱\nA4,,2026-03-04 8:00,,,"
    ).split("\n")
    expected = facts(read_logs([write_csv(tmp_path / "a.csv", "\n".join([heads, *rows]))], lawbook(data)).log)
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        shuffled = write_csv(tmp_path / f"{seed}.csv", "\n".join([heads, *rows]))
        assert facts(read_logs([shuffled], lawbook(data)).log) == expected


def test_the_order_of_events_without_key_changes_neither_ids_nor_the_matter(tmp_path):
    data = with_columns(EVENTS, {"heading": "单位", "unit": True}, {"heading": "民警", "officers": True})
    rows = [
        "A1,接报,2026-03-02 9:00,城东所,张三",
        "A1,受案,2026-03-02 9:00,城西所,李四",
        "A1,接报,2026-03-02 9:00,城西所,王五",
    ]
    seen = set()
    for seed in range(6):
        random.Random(seed).shuffle(rows)
        log = read_logs(
            [write_csv(tmp_path / "a.csv", ("\n").join(["案号,环节,时间,单位,民警", *rows]))], lawbook(data)
        ).log
        seen.add(repr(facts(log)))
    assert len(seen) == 1


def test_ids_of_events_are_unique_across_maps(tmp_path):
    intake = read_logs(
        [
            write_csv(tmp_path / "a.csv", FIRST),
            write_csv(tmp_path / "b.csv", ("案号,环节,时间\nA1,接报,2026-03-02 9:30")),
        ],
        lawbook(WIDE, EVENTS),
    )
    ids = [event.id for event in intake.log.events()]
    assert len(ids) == len(set(ids)) == 4
    assert [count.map_id for count in intake.files] == ["cases", "events"]
    assert next(intake.log.events()).source == "a.csv row 2"


def test_the_map_may_be_left_out_when_exactly_one_fits(tmp_path):
    path = write_csv(tmp_path / "a.csv", FIRST)
    assert read_logs([path], lawbook(EVENTS, WIDE)).files[0].map_id == "cases"
    with pytest.raises(FajingError) as caught:
        read_logs([path], lawbook(WIDE, {**WIDE, "id": "other"}))
    assert "cases" in str(caught.value)
    assert "other" in str(caught.value)
    assert read_logs([path], lawbook(WIDE, {**WIDE, "id": "other"}), "other").files[0].map_id == "other"


def test_a_file_no_map_fits_is_refused_with_the_headings_it_lacks(tmp_path):
    path = write_csv(tmp_path / "a.csv", "甲,乙\n1,2")
    for book in (lawbook(WIDE, EVENTS), lawbook()):
        with pytest.raises(FajingError) as caught:
            read_logs([path], book)
        assert caught.value.exit_code == 2
    with pytest.raises(FajingError, match="案件编号"):
        read_logs([path], lawbook(WIDE), "cases")
    with pytest.raises(FajingError, match="no such file"):
        read_logs([tmp_path / "gone.csv"], lawbook(WIDE))
    with pytest.raises(FajingError, match="no file given"):
        read_logs([], lawbook(WIDE))


def test_headings_the_map_does_not_know_may_refuse_the_file(tmp_path):
    path = write_csv(tmp_path / "a.csv", "案件编号,接报时间,口供\nA1,2026-03-02,x")
    assert read_logs([path], lawbook(WIDE)).files[0].new == 1
    with pytest.raises(FajingError, match="口供"):
        read_logs([path], lawbook({**WIDE, "other_columns": "refuse"}))


def test_a_workbook_with_a_title_and_several_sheets_is_read_whole(tmp_path):
    path = write_xlsx(
        tmp_path / "book.xlsx",
        {
            "说明": [["本表由系统导出"]],
            "三月": [
                ["受案登记表"],
                ["案件编号", "接报时间"],
                ["A1", "2026年3月2日 9时30分"],
                [None, None],
                ["A2", 46083.5],
            ],
            "四月": [["案号", "受案日期"], ["A3", 46113.25], ["A1", "2026-04-01"]],
        },
    )
    intake = read_logs([path], lawbook(WIDE))
    assert {matter: told(one.events) for matter, one in intake.log.matters.items()} == {
        "A1": ["accepted 2026-04-01"],
        "A2": ["received 2026-03-02 12:00"],
        "A3": ["accepted 2026-04-01 06:00"],
    }
    assert [event.source for event in intake.log.events()] == ["四月:3", "三月:5", "四月:2"]
    assert intake.files[0].unread == ("说明",)
    assert counts(intake.files[0]) == (4, 3, 0, 1, 0, 0)


def test_the_map_may_name_its_sheets_and_their_header_rows(tmp_path):
    path = write_xlsx(
        tmp_path / "book.xlsx",
        {
            "案件1": [["x"], ["案件编号", "接报时间"], ["A1", "2026-03-02"]],
            "旧": [["案件编号", "接报时间"], ["A2", "2026-03-02"]],
        },
    )
    intake = read_logs([path], lawbook({**WIDE, "sheets": [{"name": "案件*", "header_row": 2}]}))
    assert list(intake.log.matters) == ["A1"]
    with pytest.raises(FajingError):
        read_logs([path], lawbook({**WIDE, "sheets": ["没有"]}))


def test_progress_is_told_and_the_counts_add_up(tmp_path):
    path = write_csv(
        tmp_path / "a.csv", "案号,环节,时间\n" + "\n".join(f"A{n},接报,2026-03-02" for n in range(12_000))
    )
    seen = []
    intake = read_logs([path], lawbook(EVENTS), progress=lambda name, rows: seen.append((name, rows)))
    assert seen == [("a.csv", 5000), ("a.csv", 10_000), ("a.csv", 12_000)]
    assert intake.files[0].is_complete
    assert len(intake.files[0].hash) == 64
