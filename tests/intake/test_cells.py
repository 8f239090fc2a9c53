from decimal import Decimal

import pytest

from fajing.intake.cells import (
    CellError,
    Remembered,
    blank_words,
    is_blank,
    number_text,
    read_boolean,
    read_decimal,
    read_fen,
    read_integer,
    read_text,
    read_word,
)
from fajing.lawbook.model import Text


@pytest.mark.parametrize(
    "cell", [None, "", "  ", "空", "-", "/", "无", "不详", "NULL", "null", "N/A", "　", "——", "NaN"]
)
def test_words_for_nothing_are_blank(cell):
    assert is_blank(cell)


@pytest.mark.parametrize("cell", [0, 0.0, "0", "无锡", "A-1", "/1"])
def test_what_says_something_is_not_blank(cell):
    assert not is_blank(cell)


def test_a_map_may_add_words_for_nothing():
    assert is_blank("9999-12-31", blank_words(["9999-12-31"]))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12.0, "12"),
        (43318, "43318"),
        ("  A1 ", "A1"),
        (0.1 + 0.2, "0.3"),
        (1.5, "1.5"),
        (1e15, "1000000000000000"),
    ],
)
def test_a_cell_is_read_as_the_text_a_person_sees(cell, text):
    assert read_text(cell) == text


@pytest.mark.parametrize("cell", [330102202603020001.0, "3.30102E+17", "A\nB", "x" * 200, 10**130])
def test_a_number_of_a_case_whose_digits_are_lost_is_refused(cell):
    with pytest.raises(CellError):
        read_text(cell, exact=True)


def test_a_long_number_kept_as_text_is_whole():
    assert read_text("330102202603020001", exact=True) == "330102202603020001"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,234.50", "1234.5"),
        (22.0, "22"),
        ("１２．５", "12.5"),
        ("1.2万", "12000"),
        (7, "7"),
        (Decimal("3.10"), "3.1"),
        ("-3", "-3"),
    ],
)
def test_numbers_are_exact_and_equal_ones_have_one_form(cell, number):
    assert str(read_decimal(cell)) == number


@pytest.mark.parametrize(
    "cell", ["1e9", "12,34", "abc", "", True, float("inf"), "9" * 400, 10**400, "1.2.3", float("nan"), 1e300]
)
def test_what_is_no_number_is_refused(cell):
    with pytest.raises(CellError):
        read_decimal(cell)


def test_whole_numbers_only():
    assert read_integer("5天", "天") == 5
    with pytest.raises(CellError):
        read_integer(1.5)


@pytest.mark.parametrize(
    ("cell", "scale", "fen"),
    [
        ("1.2万元", "yuan", 1_200_000),
        (22.0, "yuan", 2200),
        ("￥200", "yuan", 20_000),
        ("1,234.50", "yuan", 123_450),
        ("3.5", "wan", 3_500_000),
        ("500元", "wan", 50_000),
        (50, "fen", 50),
        (0.1 + 0.2, "yuan", 30),
        ("36.0", "yuan", 3600),
    ],
)
def test_money_becomes_whole_fen(cell, scale, fen):
    assert read_fen(cell, scale) == fen


@pytest.mark.parametrize("cell", ["0.001", "很多", "1.2.3元", "-", float("nan"), 10**50])
def test_what_is_no_money_is_refused(cell):
    with pytest.raises(CellError):
        read_fen(cell)


def test_yes_and_no_as_people_write_them():
    assert [read_boolean(cell) for cell in ("是", "√", 1, "TRUE", "否", "无", "×", 0.0)] == [True] * 4 + [
        False
    ] * 4
    with pytest.raises(CellError):
        read_boolean("也许")


def test_a_word_the_map_does_not_list_is_refused_and_the_listed_ones_named():
    with pytest.raises(CellError) as caught:
        read_word("其它", {"治安": 1}, Text("类别", "kind"))
    assert "治安" in caught.value.remedy.zh


def test_what_was_read_once_is_not_parsed_again():
    seen = []
    parser = Remembered(lambda cell: seen.append(cell) or cell)
    assert [parser["a"], parser["a"], parser["b"]] == ["a", "a", "b"]
    assert seen == ["a", "b"]


def test_numbers_look_as_in_the_spreadsheet():
    assert number_text(1e20) == "100000000000000000000"
