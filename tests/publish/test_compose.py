"""A document from sections: what is printed, what is left out and named, how headings are numbered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.publish.making import ZONE, figure, figures_of, missing, share, words

from fajing.core.moments import Precision
from fajing.indicators.figure import Figures, Prior
from fajing.publish.charts import svg
from fajing.publish.compose import compose, spelt
from fajing.publish.given import NOTHING_GIVEN
from fajing.publish.marks import SectionError
from fajing.publish.model import Chart, Heading, Note, Paragraph, RunKind, runs_of

TWO = """@part done
@title zh 甲
@title en A
@zh
受理{{ figure("a") }}。
登记{{ figure("m") }}。

## 小题
? positive("a") | 有受理。
? zero("a") | 没有受理。
? not known("m") | 没有登记可以统计。
? positive("m") | 登记不少。
@en
Accepted {{ figure("a") }}.
"""
OTHER = "@part done\n@title zh 乙\n@title en B\n@zh\n乙。\n@en\nB.\n"
PLAN = "@part plan\n@zh\n@items plans\n@en\n@items plans\n"


def lines(document) -> list[str]:
    return ["".join(run.text for run in runs_of(block)) for block in document.blocks]


@pytest.fixture
def figures() -> Figures:
    return figures_of(figure("a", 12), missing("m", "登记簿没有导入"), share("s", 1, 3))


def test_parts_and_sections_are_numbered_and_a_part_of_one_section_has_no_second_title(book, figures):
    document = compose(book(s10__a=TWO, s20__b=OTHER, s90__plan=PLAN), figures, NOTHING_GIVEN, "zh", ZONE)
    headings = [(one.level, one.text) for one in document.blocks if isinstance(one, Heading)]
    assert headings == [
        (1, "一、主要举措和成效"),
        (2, "（一）甲"),
        (3, "1. 小题"),
        (2, "（二）乙"),
        (1, "二、下一年度主要安排"),
    ]


def test_a_sentence_without_its_figure_is_left_out_and_named_with_the_reason(book, figures):
    document = compose(book(s10__a=TWO), figures, NOTHING_GIVEN, "zh", ZONE)
    told = lines(document)
    assert "受理12件。" in told
    assert not any("登记0" in line for line in told)
    notes = [one for one in document.blocks if isinstance(one, Note)]
    assert [run.text for run in notes[0].runs] == ["没有数字的事项：题m（缺：登记簿没有导入）。"]
    assert document.figures == ("a", "m")


def test_conditions_choose_sentences_and_say_nothing_of_what_nobody_knows(book, figures):
    told = "".join(lines(compose(book(s10__a=TWO), figures, NOTHING_GIVEN, "zh", ZONE)))
    assert "有受理。没有登记可以统计。" in told
    assert "没有受理" not in told
    assert "登记不少" not in told


def test_a_sentence_of_which_one_figure_is_missing_says_so_in_its_place(book):
    text = '@part done\n@title zh 甲\n@title en A\n@zh\n受理{{ figure("a") }}，登记{{ figure("m") }}。\n@en\nA.\n'
    document = compose(
        book(s10__a=text), figures_of(figure("a", 12), missing("m")), NOTHING_GIVEN, "zh", ZONE
    )
    paragraph = next(one for one in document.blocks if isinstance(one, Paragraph))
    assert "".join(run.text for run in paragraph.runs) == "受理12件，登记［缺：没有登记］。"
    assert [run.figure for run in paragraph.runs if run.kind is RunKind.MISSING] == ["m"]


def test_a_share_that_is_nought_is_printed_and_a_share_of_nothing_is_not(book):
    text = (
        "@part done\n@title zh 甲\n@title en A\n@zh\n"
        '受理{{ whole("s") }}件，办结{{ part("s") }}件，办结率{{ figure("s") }}。'
        "\n@en\nA.\n"
    )
    some = compose(book(s10__a=text), figures_of(share("s", 0, 8)), NOTHING_GIVEN, "zh", ZONE)
    none = compose(book(s10__a=text), figures_of(missing("s", "没有发生")), NOTHING_GIVEN, "zh", ZONE)
    assert "受理8件，办结0件，办结率0%。" in lines(some)
    assert not any("办结率" in line for line in lines(none))


def test_an_indicator_that_is_not_there_is_told_with_file_and_line(book):
    with pytest.raises(SectionError, match="m") as failed:
        compose(book(s10__a=TWO), figures_of(figure("a", 1)), NOTHING_GIVEN, "zh", ZONE)
    assert failed.value.where.endswith("10-a.md:6")


def test_a_unit_report_bears_its_name_and_the_date_is_the_cut_off(book, figures):
    unit = Figures(
        "城东派出所",
        date(2026, 1, 1),
        date(2026, 12, 31),
        ZONE.moment(date(2026, 10, 9), Precision.DAY),
        "ab",
        figures.found,
    )
    document = compose(book(s10__a=TWO), unit, NOTHING_GIVEN, "zh", ZONE)
    assert document.title == "城东派出所2026年度法治政府建设工作报告"
    assert document.date == "2026-10-09"


def test_the_largest_of_a_group_are_named_by_what_they_are_about(book):
    text = '@part done\n@title zh 甲\n@title en A\n@zh\n较多的是{{ most("labels", "2", "项") }}。\n@en\nA.\n'
    found = [
        share(name, part, 50, group="labels", title=words(f"{title}：违反比例", f"{title}: share broken"))
        for name, part, title in (("l1", 3, "受案"), ("l2", 9, "送达"), ("l3", 0, "听证"), ("l4", 3, "财物"))
    ]
    document = compose(book(s10__a=text), figures_of(*found), NOTHING_GIVEN, "zh", ZONE)
    assert "较多的是送达9项、受案3项。" in lines(document)


def test_english_stands_on_its_own(book, small_figures, given):
    from tests.publish.making import SMALL

    document = compose(book(s10__law=SMALL), small_figures, given, "en", ZONE)
    assert document.title == "Example branch: report on law-based government 2026"
    told = " ".join(lines(document))
    assert "Cases accepted: 120 cases, up 20% from 100 cases the year before" in told
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in told)


def test_small_numbers_are_spelt():
    assert [spelt(n) for n in (1, 9, 10, 11, 19, 20, 21, 30)] == "一 九 十 十一 十九 二十 二十一 三十".split()


def test_change_and_parts_open_the_same_figure(book):
    text = '@part done\n@title zh 甲\n@title en A\n@zh\n受理{{ figure("a") }}{{ change("a") }}。\n@en\nA.\n'
    one = figure("a", 12, prior=Prior(Decimal(10), None, True))
    document = compose(book(s10__a=text), figures_of(one), NOTHING_GIVEN, "zh", ZONE)
    paragraph = next(block for block in document.blocks if isinstance(block, Paragraph))
    assert [(run.text, run.kind.value) for run in paragraph.runs] == [
        ("受理", "plain"),
        ("12件", "figure"),
        ("，", "plain"),
        ("比上年的10件增长20%", "detail"),
        ("。", "plain"),
    ]


def test_a_month_after_the_cut_off_is_no_nought(book):
    text = "@part done\n@title zh 甲\n@title en A\n@zh\n@chart a\n? not ended() | 期未满。\n@en\nA.\n"
    series = tuple((f"2026-{month:02d}", 0 if month > 9 else month) for month in range(1, 13))
    one = figure("a", 45, series=series, cut_off=ZONE.moment(date(2026, 10, 9), Precision.DAY))
    early = Figures(None, date(2026, 1, 1), date(2026, 12, 31), one.cut_off, "ab", {"a": one})
    document = compose(book(s10__a=text), early, NOTHING_GIVEN, "zh", ZONE)
    (chart,) = [block for block in document.blocks if isinstance(block, Chart)]
    assert [value for _label, value, _height in chart.points][8:] == ["9", "0", "缺", "缺"]
    assert "期未满。" in lines(document)
    assert "缺" in svg(chart)
