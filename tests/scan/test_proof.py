"""Citations held against invented statutes: articles, paragraphs, numbers, dates, and what is declared."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from fajing.lawbook.load import ALL_REGIONS, read_lawbook
from fajing.scan.citations import Statutes
from fajing.scan.proof import Proof, prove

SOURCES = {
    "rules": "{from: 2019-01-01}",
    "old_rules": "{from: 2010-01-01, until: 2018-12-31}",
}
TEXT = """\
第五条 应当在二十四小时以内受案。

罚款四千元以上的，由两名以上人员办理。

（一）甲；

（二）乙。

第六条 应当在七日内送达，可以延长三至五日，以两次为限。

第七条 本法所称七日，是指工作日。

第八条 期限为三个月，不满十六周岁的除外；每年报告一次。

第九条 本规定自2019年1月1日起施行。
"""


def book(
    tmp_path: Path,
    duty: str,
    *,
    cites: str = '[{source: rules, article: "5"}]',
    more: str = "",
    title: str = "甲",
    start: str = "2020-01-01",
    text: str = TEXT,
    source: str = "",
) -> Proof:
    files = {
        "lawbook.yaml": "id: tiny\nzone: Asia/Shanghai\nrollover: none\n",
        "procedures/cases/case.yaml": """
            id: case
            title: {zh: 案件, en: Case}
            subject: case
            steps:
              received: {title: {zh: 接报, en: Received}}
              accepted: {title: {zh: 受案, en: Accepted}}
              extended: {title: {zh: 延长, en: Extended}}
              decided: {title: {zh: 决定, en: Decided}, fields: {fine: {type: money, title: {zh: 罚款, en: Fine}},
                                                                age: {type: integer, title: {zh: 年龄, en: Age}}}}
            example: [received @ 2026-03-02T09:00]
            """,
        "norms/all/one.yaml": f"""
            id: all.one
            title: {{zh: {title}, en: One}}
            procedure: case
            bearer: body
            severity: minor
            status: in_force
            versions:
              - from: {start}
                cites: {cites}
                {more}
                duty: {duty}
            examples: [{{expect: none, events: [accepted @ 2026-03-02T09:00]}}]
            """,
    }
    for name, dates in SOURCES.items():
        files[f"sources/{name}.yaml"] = (
            f"id: {name}\ntitle: {{zh: 规定, en: Rules}}\nin_force: {dates}\nread: full\ntext: {name}\n"
            + (source if name == "rules" else "")
        )
    for name, content in files.items():
        path = tmp_path / "book" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(content), "utf-8")
    (tmp_path / "texts").mkdir(exist_ok=True)
    (tmp_path / "texts" / "rules.txt").write_text(text, "utf-8")
    lawbook, report = read_lawbook(str(tmp_path / "book"), region=ALL_REGIONS)
    assert lawbook is not None and not report.errors, [problem.line() for problem in report.errors]
    return prove(lawbook, Statutes(tmp_path / "texts", lawbook))


def whats(proof: Proof) -> str:
    return "\n".join(doubt.what for doubt in proof.doubts)


DO = "{on: received, do: [accepted], within: {%s}}"


@pytest.mark.parametrize(
    ("duty", "article"),
    [
        (DO % "hours: 24", "5"),
        (DO % "days: 7", "6"),
        (DO % "days: 3", "6"),
        (DO % "days: 5", "6"),
        (DO % "months: 3", "8"),
        ("{on: decided, where: event.fine >= 400000, preceded_by: [accepted]}", "5"),
        ("{on: decided, where: event.age < 16, preceded_by: [accepted]}", "8"),
        ('{on: decided, officers: {count: ">= 2"}}', "5"),
        ("{on: extended, per: matter, at_most: 2}", "6"),
        ("{on: received, every: {years: 1}, do: [decided]}", "8"),
        ("{on: decided, where: count(accepted) >= 1, preceded_by: [accepted]}", "5"),
    ],
)
def test_a_number_that_stands_in_the_article_is_proven(tmp_path, duty, article):
    proof = book(tmp_path, duty, cites=f'[{{source: rules, article: "{article}"}}]')
    assert whats(proof) == ""
    assert proof.cited == 1


@pytest.mark.parametrize(
    ("duty", "article"),
    [
        (DO % "hours: 25", "5"),
        (DO % "days: 24", "5"),
        (DO % "days: 4", "6"),
        (DO % "working_days: 24", "5"),
        (DO % "months: 16", "8"),
        ("{on: decided, where: event.fine >= 4000, preceded_by: [accepted]}", "5"),
        ("{on: decided, where: event.age < 18, preceded_by: [accepted]}", "8"),
        ('{on: decided, officers: {count: ">= 3"}}', "5"),
        ("{on: extended, per: matter, at_most: 3}", "6"),
        ("{on: received, every: {months: 1}, do: [decided]}", "8"),
        ("{on: received, do: [accepted], within: {hours: 24}, extend: [{on: extended, by: {days: 2}}]}", "5"),
    ],
)
def test_a_number_that_does_not_is_doubted(tmp_path, duty, article):
    proof = book(tmp_path, duty, cites=f'[{{source: rules, article: "{article}"}}]')
    assert "找不到" in whats(proof)


def test_days_are_working_days_only_where_a_cited_article_says_so(tmp_path):
    duty = DO % "working_days: 7"
    assert "7 working_days" in whats(book(tmp_path, duty, cites='[{source: rules, article: "6"}]'))
    both = '[{source: rules, article: "6"}, {source: rules, article: "7"}]'
    assert whats(book(tmp_path, duty, cites=both)) == ""


def test_a_derived_number_is_declared_with_its_reason(tmp_path):
    duty = DO % "days: 6"
    cites = '[{source: rules, article: "6"}]'
    assert "6 days" in whats(book(tmp_path, duty, cites=cites))
    proof = book(
        tmp_path, duty, cites=cites, more="derived: [{number: 6, why: {zh: 七日减当日, en: Less a day}}]"
    )
    assert whats(proof) == ""
    assert proof.declared == 1


def test_a_declaration_that_is_not_needed_is_doubted(tmp_path):
    more = "derived: [{number: 24, why: {zh: 无, en: None}}]"
    assert "不需要" in whats(book(tmp_path, DO % "hours: 24", more=more))


@pytest.mark.parametrize(
    ("cites", "said"),
    [
        ('[{source: rules, article: "55"}]', "没有rules 第五十五条"),
        ('[{source: rules, article: "5", paragraph: 3}]', "只有2款"),
        ('[{source: rules, article: "5", paragraph: 2, item: 3}]', "只有2项"),
    ],
)
def test_an_article_paragraph_or_item_that_is_not_there_is_doubted(tmp_path, cites, said):
    assert said in whats(book(tmp_path, DO % "hours: 24", cites=cites))


def test_paragraphs_and_items_that_are_there_are_found(tmp_path):
    cites = '[{source: rules, article: "5", paragraph: 2, item: 2}]'
    assert whats(book(tmp_path, DO % "hours: 24", cites=cites)) == ""


def test_a_version_may_not_stand_before_or_after_what_it_cites(tmp_path):
    assert "起才施行" in whats(book(tmp_path, DO % "hours: 24", start="2018-01-01"))
    old = '[{source: rules, article: "5"}, {source: old_rules, article: "1"}]'
    assert "失效" in whats(book(tmp_path, DO % "hours: 24", cites=old))


def test_a_day_in_a_condition_is_one_on_which_law_changed(tmp_path):
    duty = "{on: decided, where: at >= %s, preceded_by: [accepted]}"
    assert whats(book(tmp_path, duty % "2019-01-01")) == ""
    assert "2019-02-01" in whats(book(tmp_path, duty % "2019-02-01"))


def test_the_day_a_text_gives_for_itself_is_that_of_the_source(tmp_path):
    text = TEXT.replace("2019年1月1日", "2019年3月1日")
    assert "原文写明的施行日是 2019-03-01" in whats(book(tmp_path, DO % "hours: 24", text=text))


def test_one_instrument_ends_the_day_before_the_next_begins(tmp_path):
    assert whats(book(tmp_path, DO % "hours: 24", source="replaces: [old_rules]\n")) == ""
    wrong = book(tmp_path, DO % "hours: 24", source="replaces: [nobody]\n")
    assert "没有 nobody" in whats(wrong)


def test_a_number_of_the_title_must_stand_in_the_law_too(tmp_path):
    assert whats(book(tmp_path, DO % "hours: 24", title="二十四小时内受案")) == ""
    assert "“三十日”" in whats(book(tmp_path, DO % "hours: 24", title="三十日内受案"))


def test_what_is_not_at_hand_is_named_and_not_taken_for_proven(tmp_path):
    cites = '[{source: old_rules, article: "1"}]'
    proof = book(tmp_path, DO % "hours: 99", cites=cites, start="2012-01-01", more="until: 2018-12-31")
    assert proof.unread == ["all.one: old_rules 第一条"]
    assert proof.numbers == 0
    assert "找不到" not in whats(proof)
