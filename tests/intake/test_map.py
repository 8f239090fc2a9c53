import pytest
from tests.intake.book import EVENTS, WIDE, lawbook, with_columns

from fajing.core.errors import FajingError
from fajing.core.moments import Precision
from fajing.intake.map import find_map, read_map

BOOK = lawbook(WIDE, EVENTS)


def wrong(data):
    with pytest.raises(FajingError) as caught:
        read_map(data, BOOK)
    return str(caught.value)


def test_a_map_is_read_with_its_defaults():
    found = find_map(BOOK, "cases")
    assert (found.shape, found.procedure, found.zone.name, found.precision) == (
        "matters",
        "case",
        "Asia/Shanghai",
        None,
    )
    assert [column.role for column in found.columns] == ["matter", "unit", "step", "step", "officers"]
    assert not found.is_full_export
    assert not found.refuses_other_columns


def test_a_map_may_name_its_own_zone_precision_and_words_for_nothing():
    found = read_map(
        {**WIDE, "zone": "Europe/Rome", "precision": "minute", "blank": ["尚未"], "header_row": 3}, BOOK
    )
    assert (found.zone.name, found.precision, found.header_row) == ("Europe/Rome", Precision.MINUTE, 3)
    assert "尚未" in found.blank


def test_a_column_may_have_a_second_role():
    data = with_columns(
        WIDE, {"heading": "刑期止", "step": "decided", "also": [{"field": "term_end", "of": "decided"}]}
    )
    assert [column.role for column in read_map(data, BOOK).columns][-2:] == ["step", "field"]


def test_a_procedure_may_stand_in_a_column():
    data = {
        **WIDE,
        "columns": [
            *WIDE["columns"],
            {"heading": "性质", "procedure": True, "words": {"行政": "case", "刑事": "crime"}},
        ],
    }
    del data["procedure"]
    assert [one.id for one in read_map(data, BOOK).procedures] == ["case", "crime"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({**WIDE, "collumns": []}, "columns"),
        ({**WIDE, "shape": "wide"}, "matters"),
        ({**WIDE, "procedure": "cases"}, "case"),
        ({**WIDE, "zone": "Mars"}, "Asia/Shanghai"),
        ({**WIDE, "precision": "hour"}, "minute"),
        ({**WIDE, "columns": []}, "columns"),
        ({**WIDE, "columns": ["案件编号"]}, "columns[1]"),
        ({**WIDE, "header_row": 0}, "auto"),
        ({**WIDE, "delimiter": "ab"}, "delimiter"),
        ({**WIDE, "source_key": ["编号"]}, "案件编号"),
        ({**WIDE, "join": [{"key": ["案件编号"], "columns": [{"heading": "x", "step": "seized"}]}]}, "sheet"),
        (
            {
                **WIDE,
                "join": [
                    {"sheet": "物品", "key": ["a", "b"], "columns": [{"heading": "x", "step": "seized"}]}
                ],
            },
            "案件编号",
        ),
        (
            {
                **WIDE,
                "join": [
                    {"sheet": "s", "key": ["a"], "shape": "events", "columns": [{"heading": "x", "at": True}]}
                ],
            },
            "step: true",
        ),
        ({**WIDE, "columns": WIDE["columns"][1:]}, "matter: true"),
        ({**EVENTS, "columns": EVENTS["columns"][:2]}, "at: true"),
        (with_columns(WIDE, {"heading": "案号", "ignore": True}), "案号"),
        (with_columns(WIDE, {"heading": "案 件 编 号", "ignore": True}), "also"),
        (with_columns(WIDE, {"heading": "x", "step": "acepted"}), "accepted"),
        (with_columns(WIDE, {"heading": "x", "step": "review.pased"}), "review.passed"),
        (with_columns(WIDE, {"heading": "x", "step": True}), "step: case_accepted"),
        (with_columns(EVENTS, {"heading": "x", "step": "accepted"}), "step: true"),
        (with_columns(WIDE, {"heading": "x"}), "matter"),
        (with_columns(WIDE, {"heading": "x", "unit": True, "parent": True}), "also"),
        (with_columns(WIDE, {"heading": "x", "officers": True}), "of:"),
        (with_columns(WIDE, {"heading": "x", "officers": True, "of": "decided"}), "accepted"),
        (with_columns(WIDE, {"heading": "x", "field": "knid"}), "kind"),
        (with_columns(WIDE, {"heading": "x", "field": "kind", "type": "words"}), "text"),
        (with_columns(WIDE, {"heading": "x", "field": "kind", "words": {"a": 1.5}}), "words"),
        (with_columns(WIDE, {"heading": "x", "object": "car"}), "item"),
        (with_columns(WIDE, {"heading": "x", "at": True}), "at_column"),
        (
            with_columns(
                WIDE, {"heading": "x", "step": "accepted"}, {"heading": "y", "unit": True, "of": "accepted"}
            ),
            "of",
        ),
        (with_columns(EVENTS, {"heading": "x", "step": True, "words": {"a": "accepded"}}), "accepted"),
        (with_columns(WIDE, {"heading": "x", "personal": "yes", "ignore": True}), "true"),
        (with_columns(WIDE, {"heading": "x", "headings": "y", "ignore": True}), "heading"),
        (with_columns(WIDE, {"heading": "x", "matter": True}), "matter"),
    ],
)
def test_each_mistake_in_a_map_is_named_with_what_would_be_right(data, said):
    message = wrong(data)
    assert said in message
    assert "remedy" in message
    assert "maps/" in message


def test_a_map_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(FajingError) as caught:
        find_map(BOOK, "case")
    assert "cases" in str(caught.value)


def test_every_map_of_the_shipped_lawbooks_is_read(repository):
    from fajing.lawbook.load import load_lawbook

    for folder in sorted((repository / "law").iterdir()):
        book = load_lawbook(str(folder))
        for data in book.maps.values():
            assert read_map(data, book).columns
