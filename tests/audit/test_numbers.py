from decimal import Decimal

import pytest

from fajing.audit.numbers import find_figures, flatten, spelt_number


def figures(text):
    return list(find_figures(flatten(text)))


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("收件45件", 45, "件"),
        ("收件４５件", 45, "件"),
        ("收件12,345件", 12345, "件"),
        ("收件一百零五件", 105, "件"),
        ("接待两千二百五十人次", 2250, "人次"),
        ("接待1.2万人次", 12000, "人次"),
        ("追回欠薪3.05亿元", 305000000, "元"),
        ("追回欠薪400多万元", 4000000, "元"),
        ("发放三万余份", 30000, "份"),
        ("推出三个方面的做法", 3, "个方面"),
        ("检查场所70个/次", 70, "个/次"),
    ],
)
def test_a_number_is_read_with_its_unit(text, number, unit):
    assert [(f.number, f.unit) for f in figures(text)] == [(Decimal(number), unit)]


@pytest.mark.parametrize(
    ("text", "marker", "low", "high"),
    [
        ("走访500户", "exact", 500, 500),
        ("走访500余户", "at_least", 500, 600),
        ("走访近500户", "under", 400, 500),
        ("走访约500户", "about", 450, 550),
        ("走访超过500户", "at_least", 500, 1100),
        ("走访500户以上", "at_least", 500, 1100),
        ("走访高达500户", "exact", 500, 500),
        ("走访1.5万户", "exact", 14500, 15500),
    ],
)
def test_what_the_writing_allows(text, marker, low, high):
    (figure,) = figures(text)
    assert (figure.marker, figure.low, figure.high) == (marker, low, high)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("97.5%", "97.5"),
        ("９７．５％", "97.5"),
        ("百分之九十七点五", "97.5"),
        ("百分之百", None),
        ("四分之三", "75"),
        ("七成", "70"),
    ],
)
def test_a_share_is_in_hundredths(text, number):
    found = [f.number for f in figures(text) if f.kind == "share"]
    assert found == ([Decimal(number)] if number else [])


@pytest.mark.parametrize(
    "text",
    [
        "2023年3月5日",
        "3月5日",
        "第十二条",
        "第三届",
        "〔2023〕12号",
        "12345热线",
        "8:30",
        "0571-88886666",
        "一季度",
        "1—11月",
    ],
)
def test_what_counts_nothing_is_no_count(text):
    assert all(f.kind not in ("count", "share") for f in figures(text))


@pytest.mark.parametrize("text", ["十分重要", "一起努力", "统一部署", "一是健全制度", "万众一心", "三三两两"])
def test_words_with_numerals_are_no_counts(text):
    assert [f for f in figures(text) if f.kind == "count"] == []


def test_a_range_keeps_both_ends():
    (figure,) = figures("压缩到3—5个工作日")
    assert (figure.kind, figure.number, figure.upper) == ("range", 3, 5)


def test_flattening_keeps_every_offset():
    text = "收件１,２００件(其中,网上３００件);另有12,000次,及5:30"
    flat = flatten(text)
    assert len(flat) == len(text)
    assert flat == "收件1,200件（其中，网上300件）；另有12,000次，及5:30"


@pytest.mark.parametrize("text", ["二十十", "十二十", "三四", "五百百", ""])
def test_what_is_no_numeral_has_no_value(text):
    assert not spelt_number(text)
