"""Figures in words: bases beside changes, parts behind wholes, nothing said of what is not known."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.publish.making import events, figure, missing, share, words

from fajing.audit.run import audit_text
from fajing.indicators.figure import Prior, Term
from fajing.publish import wording


def change(now: int, before: int | None, language: str = "zh", **more: object) -> str:
    prior = None if before is None else Prior(before, None, True)
    return wording.change_of(figure("a", now, prior=prior, **more), language)


def test_growth_stands_beside_the_value_of_the_year_before():
    assert change(4957, 4219) == "，比上年的4,219件增长17.5%"
    assert change(4219, 4957) == "，比上年的4,957件下降14.9%"
    assert change(4957, 4219, "en") == ", up 17.5% from 4,219 cases the year before"


def test_a_base_too_small_for_a_percentage_gets_a_difference():
    assert change(5, 3) == "，比上年的3件增加2件"
    assert change(0, 3, "en") == ", 3 cases fewer than the year before (3 cases)"


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [(7, 7, "，与上年持平"), (7, 0, "，上年为0件"), (7, None, ""), (0, 0, "，与上年持平")],
)
def test_no_change_nothing_before_and_no_figure_before(now, before, said):
    assert change(now, before) == said


def test_a_growth_too_small_to_print_becomes_a_difference():
    assert change(100_001, 100_000) == "，比上年的100,000件增加1件"


def test_what_was_counted_otherwise_is_shown_and_not_compared():
    prior = Prior(90, words("据2025年度报告", "the report of 2025"), False)
    said = wording.change_of(figure("a", 100, prior=prior), "zh")
    assert said == "（上年90件（据2025年度报告），口径不同，不作比较）"
    assert "%" not in said


def test_shares_change_by_points():
    assert wording.change_of(share("s", 33, 120, prior=Prior(Decimal("25.10"), None, True)), "zh") == (
        "，比上年提高2.4个百分点"
    )


def parts(*values: int) -> tuple[Term, ...]:
    titles = ("合计", "批准", "不批准")
    return tuple(
        Term(words(title), value, events(value)) for title, value in zip(titles, values, strict=True)
    )


def test_parts_are_a_sentence_of_their_own_behind_a_change():
    plain = figure("a", 18, unit="人次", terms=parts(18, 12, 6))
    changed = figure("a", 18, unit="人次", terms=parts(18, 12, 6), prior=Prior(15, None, True))
    assert wording.parts_of(plain, "zh") == "，其中批准12人次、不批准6人次"
    assert wording.parts_of(changed, "zh") == "。其中，批准12人次、不批准6人次"


def test_one_part_that_is_the_whole_is_said_in_a_word():
    assert wording.parts_of(figure("a", 18, terms=parts(18, 18, 0)), "zh") == "，均为批准"


def test_a_small_cell_is_not_printed_outside_and_has_no_change():
    small = figure("a", 7, hidden=True, prior=Prior(3, None, True))
    assert wording.value_of(small, "zh") == "不足10件"
    assert wording.value_of(small, "zh", is_public=False) == "7件"
    assert wording.change_of(small, "zh") == ""
    of_many = share("s", 7, 1626, hidden=True)
    assert wording.term_of(of_many, 0, "zh") == "不足10"
    assert wording.term_of(of_many, 1, "zh") == "1,626"  # the base is not small, and is not said to be
    assert wording.value_of(figure("a", 167, hidden=True), "zh") == "167件"
    assert "7" not in wording.value_of(share("s", 7, 9, hidden=True), "zh")  # type: ignore[operator]


def test_what_is_missing_says_why_and_never_nought():
    assert wording.value_of(missing("a", "7月录像目录未导入"), "zh") is None
    assert wording.missing_of(missing("a", "7月录像目录未导入"), "zh") == "［缺：7月录像目录未导入］"


@pytest.mark.parametrize("now", [0, 1, 9, 10, 120, 4957])
@pytest.mark.parametrize("before", [0, 3, 10, 99, 4219, 4957])
def test_the_auditor_agrees_with_every_change(now, before):
    one = figure("a", now, prior=Prior(before, None, True))
    text = f"全年受理行政案件{wording.value_of(one, 'zh')}{wording.change_of(one, 'zh')}。"
    assert [f.kind for f in audit_text(text).findings if f.grade in ("error", "warning")] == []
