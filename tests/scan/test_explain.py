"""Facts, working, what would have met a duty, citations and the terminal's text."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.scan.explain_book import book, duty

from fajing.core.errors import FajingError
from fajing.scan.citations import Statutes, chinese_number, split_articles
from fajing.scan.duty import Duty
from fajing.scan.explain import citation, cited_text, facts, render_text, sentence, working
from fajing.scan.remedies import what_would_have_met
from fajing.scan.wording import Speaker

LATE = "{on: opened, do: [accepted], within: {hours: 24}, extend: [{on: extended, to: {days: 3}}]}"
EVENTS = ("opened @ 2026-03-02T09:00 origin=citizen", "accepted @ +30h")


def _speaker(one: Duty, language: str = "zh") -> Speaker:
    return Speaker(book(one.norm), language, 2026)


def test_facts_stand_in_order_of_time_and_say_what_was_looked_for() -> None:
    one = duty(LATE, *EVENTS)
    assert [(fact.what, fact.when, fact.detail) for fact in facts(one, _speaker(one))] == [
        ("接报案", "3月2日 09:00", ""),
        ("受案", "3月3日 15:00", ""),
        ("查过没有", "", "批准延长"),
    ]


@pytest.mark.parametrize(
    "place,zh,en",
    [
        ("log.parquet row 137", "log.parquet 第137行", "log.parquet row 137"),
        ("row 7", "第7行", "row 7"),
        ("台账.xlsx 案件表:191", "台账.xlsx 案件表 第191行", "台账.xlsx 案件表 row 191"),
        ("office", "office", "office"),
    ],
)
def test_the_place_of_a_record_is_said_in_the_language(place: str, zh: str, en: str) -> None:
    one = duty(LATE, *EVENTS)
    assert (_speaker(one).source(place), _speaker(one, "en").source(place)) == (zh, en)


def test_the_working_ends_with_the_comparison() -> None:
    one = duty(LATE, *EVENTS)
    assert [(line.operation, line.text) for line in working(one, _speaker(one))] == [
        ("起点", "从 3月2日 09:00 起"),
        ("往后数", "往后24小时 → 3月3日 09:00"),
        ("扣除与延长", "没有暂停，没有延长"),
        ("比较", "期限到 3月3日 09:00，实际 3月3日 15:00，相差6小时。结论：迟6小时"),
    ]


def test_the_working_in_english_shortens_months_like_the_sentence() -> None:
    one = duty("{on: opened, do: [accepted], within: {days: 3}}", "opened @ 2026-03-02", "accepted @ +5d")
    assert [line.text for line in working(one, _speaker(one, "en"))] == [
        "from 2 Mar",
        "2 Mar is not counted: counting starts on 3 Mar",
        "3 days on → 5 Mar 24:00",
        "time up to 5 Mar 24:00, actual 7 Mar, 2d apart; result: 2d late",
    ]


@pytest.mark.parametrize(
    "norm, events, zh",
    [
        (LATE, EVENTS, ["3月3日 09:00 前受案。", "3月3日 09:00 前批准延长，期限为3日。"]),
        ("{on: decided, preceded_by: [passed]}", ("decided @ 2026-03-02",), ["处罚决定之前先法制审核。"]),
        (
            "{on: decided, preceded_by: [noticed], at_least: {days: 7}}",
            ("noticed @ 2026-03-02", "decided @ +3d"),
            ["不早于 3月9日 处罚决定。"],
        ),
        (
            "{on: decided, after_window: noticed, within: {days: 5}}",
            ("noticed @ 2026-03-02", "decided @ +3d"),
            ["3月7日 24:00 之后处罚决定。"],
        ),
        (
            "{on: questioned, officers: {count: '>= 2'}}",
            ("questioned @ 2026-03-02 by A",),
            ["询问时人员不少于2人。"],
        ),
        ("{on: extended, at_most: 1}", ("extended @ 2026-03-02",), ["批准延长不超过1次。"]),
        (
            "{on: opened, where: 'event.origin == \"x\"', do: [accepted], within: {days: 3}}",
            ("opened @ 2026-03-02",),
            ["补上案件来源，即可判定。", "案件办结前受案。"],
        ),
    ],
)
def test_what_would_have_met_it(norm: str, events: tuple[str, ...], zh: list[str]) -> None:
    one = duty(norm, *events)
    assert what_would_have_met(one, _speaker(one)) == zh


def test_the_short_text_has_six_lines_in_both_languages() -> None:
    one = duty(LATE, *EVENTS)
    for language in ("zh", "en"):
        text = render_text(one, book(one.norm), language, year=2026, short=True)
        assert len(text.splitlines()) == 6
    assert render_text(one, book(one.norm), "zh", year=2026, short=True).splitlines()[0] == (
        "[迟6小时] 接报案后应在 3月3日 09:00 前受案，实际 15:00，迟6小时。"
    )


def test_the_full_text_has_a_dozen_lines_at_most() -> None:
    one = duty(LATE, *EVENTS)
    assert len(render_text(one, book(one.norm), year=2026).splitlines()) <= 13


def test_the_year_is_said_where_it_is_another() -> None:
    one = duty(LATE, *EVENTS)
    assert "2026年3月3日 09:00" in sentence(one, book(one.norm), "zh", year=2027)


def test_a_citation_says_how_well_its_text_is_known() -> None:
    one = duty(LATE, *EVENTS)
    [line] = citation(one, _speaker(one))
    assert cited_text(line, _speaker(one)) == "《程序规定》第一条【转述，未见原文】，自 2013-01-01 施行"
    [line] = citation(one, _speaker(one, "en"))
    said = cited_text(line, _speaker(one, "en"))
    assert said == "Procedures Art. 1 [as reported, text not seen], in force from 2013-01-01"


def test_the_article_is_quoted_from_the_statutes_folder(tmp_path: Path) -> None:
    (tmp_path / "rules.txt").write_text(
        "# 总则\n第一条 应当受案。\n应当登记。\n第二条 别的。\n", encoding="utf-8"
    )
    one = duty(LATE, *EVENTS)
    lawbook = book(one.norm)
    [line] = citation(one, Speaker(lawbook), Statutes(tmp_path, lawbook))
    assert line.text == "第一条 应当受案。\n应当登记。"


def test_a_missing_statutes_folder_is_an_error_and_a_missing_text_is_not(tmp_path: Path) -> None:
    one = duty(LATE, *EVENTS)
    with pytest.raises(FajingError):
        Statutes(tmp_path / "none", book(one.norm))
    [line] = citation(one, _speaker(one), Statutes(tmp_path, book(one.norm)))
    assert line.text == ""


def test_articles_are_told_apart_by_number_and_by_what_follows_it() -> None:
    text = "第十二条 甲\n第十二条之一 乙\n# 第二章\n第一百零五条 丙\n依照第三条办理\nArt. 204-bis. D\n"
    found = split_articles(text)
    assert found == {
        (12, ""): "第十二条 甲",
        (12, "1"): "第十二条之一 乙",
        (105, ""): "第一百零五条 丙\n依照第三条办理",
        (204, "bis"): "Art. 204-bis. D",
    }
    assert chinese_number(1204) == "一千二百零四"


def test_a_personal_value_is_never_said() -> None:
    one = duty("{on: decided, value: event.amount <= 20000}", "decided @ 2026-03-02 amount=30000")
    lawbook = book(one.norm)
    assert "300.00元" in sentence(one, lawbook, year=2026)
    from dataclasses import replace

    case = lawbook.procedures["case"]
    step = case.steps["decided"]
    fields = {name: replace(field, personal=True) for name, field in step.fields.items()}
    steps = {**case.steps, "decided": replace(step, fields=fields)}
    guarded = replace(lawbook, procedures={**lawbook.procedures, "case": replace(case, steps=steps)})
    assert "300" not in sentence(one, guarded, year=2026)
    assert "300" not in render_text(one, guarded, year=2026)
