"""Indicator files that are wrong say so with file and line; what no lawbook may make of them is refused."""

from __future__ import annotations

import shutil
from pathlib import Path
from textwrap import dedent

import pytest

from fajing.lawbook import guards
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.problems import LawbookError
from fajing.lawbook.read_indicators import load_indicators

BOOK = Path(__file__).parents[1] / "indicators" / "book"
HEAD = """\
id: cases.one
title: {zh: 一, en: One}
base: {zh: 基数, en: base}
examples: [{expect: 1}]
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book"
    shutil.copytree(BOOK, path)
    shutil.rmtree(path / "indicators")
    shutil.rmtree(path / "priors")
    return path


def said(book: Path, text: str, head: str = HEAD, name: str = "indicators/cases/one.yaml") -> str:
    """What is said of a file; empty where nothing is wrong."""
    path = book / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + dedent(text), encoding="utf-8")
    try:
        load_indicators(load_lawbook(str(book)))
    except LawbookError as error:
        return str(error)
    return ""


WRONG = [
    ("count: events", "count: events 要写 of"),
    ("count: events\nof: opened", "环节要写明程序"),
    ("count: events\nof: case.opend", "没有环节 'opend'"),
    ("count: matters\nof: cse", "没有程序 'cse'"),
    ("count: findings\nof: rased", "没有这个动作"),
    ("count: duties\nof: case.opened", "应办用 where 挑选"),
    ("count: events\nof: case.opened\nshare: {part: {count: duties}, whole: {count: duties}}", "要写一个，且只写一个"),
    ("sum: amount\nshare: {part: {count: duties}, whole: {count: duties}}", "要写在 share 或 median 里面"),
    ("count: events\nof: case.opened\nwhere: is_holiday(at)", "不能用 is_holiday()"),
    ("count: events\nof: case.opened\nwhere: event.amount * 2 > 1", "只有两个时间相减"),
    ("count: events\nof: case.opened\nwhere: officer_count > 1", "不按办案人计"),
    ("count: matters\nof: case\nwhere: event.kind == \"a\"", "没有意义"),
    ("count: duties\nwhere: duty.officer == \"A\"", "没有 duty.officer"),
    ("count: duties\nwhere: duty.outcome == \"late\" and count(case.opened) > 1", "不能用 count()"),
    ("count: findings\nof: raised\nwhere: finding.unit == \"U1\"", "没有 finding.unit"),
    ("count: events\nof: case.decided\nsum: is_good", "不是金额或整数"),
    ("count: events\nof: case.opened\nsum: amount", "没有字段 amount"),
    ("count: duties\neach: object", "各计一次"),
    ("count: findings\nof: raised\nuntil: case.ended", "才写 until"),
    ("count: events\nof: case.opened\neach: officer", "each 不能是 'officer'"),
    ("count: events\nof: case.opened\ngroup_by: officer", "没有 'group_by' 这个键"),
    (
        "share: {part: {count: duties}, whole: {count: duties}}\nparts: [{title: 甲, where: duty.is_finding}]",
        "只有数量才分部分",
    ),
    ("median: {from: opened, to: case.ended}", "环节要写明程序"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_what_is_wrong_is_said_with_file_and_line(book: Path, text: str, words: str) -> None:
    found = said(book, text)
    assert words in found
    assert "one.yaml:" in found


def test_an_indicator_stands_in_a_group(book: Path) -> None:
    assert "按主题分的文件夹" in said(book, "count: duties", name="indicators/one.yaml")


def test_priors_name_indicators_that_there_are(book: Path) -> None:
    assert said(book, "count: duties") == ""
    text = "id: y\nyear: 2025\nsource: 年报\nvalues: {cases.ones: 3}\n"
    assert "没有这个指标" in said(book, "", text, "priors/y.yaml")
    text = "id: y\nyear: 2025\nsource: 年报\nvalues: {cases.one: 3.5}\n"
    assert said(book, "", text, "priors/y.yaml") == ""
    (one,) = load_indicators(load_lawbook(str(book))).indicators["cases.one"].priors
    assert (one.year, str(one.value), one.source.zh) == (2025, "3.5", "年报")


def test_an_overlay_replaces_an_indicator_only_with_a_reason(book: Path, tmp_path: Path) -> None:
    assert said(book, "count: duties") == ""
    over = tmp_path / "over"
    path = over / "indicators" / "cases" / "one.yaml"
    path.parent.mkdir(parents=True)
    (over / "lawbook.yaml").write_text("id: over\ntitle: 本局\n", encoding="utf-8")
    path.write_text(HEAD + "count: events\nof: case.opened\n", encoding="utf-8")
    lawbook = load_lawbook(f"{book}+{over}")
    with pytest.raises(LawbookError, match="覆盖须写理由"):
        load_indicators(lawbook)
    path.write_text(HEAD + "count: events\nof: case.opened\noverrides: 口径不同\n", encoding="utf-8")
    assert load_indicators(load_lawbook(f"{book}+{over}")).indicators["cases.one"].counted is not None


def test_a_range_names_a_number_and_its_ends_are_in_order(book: Path) -> None:
    head = "id: r.one\ntitle: 一\nof: case.decided\n"
    name = "ranges/one.yaml"
    assert "没有这个数" in said(
        book, "", f"{head}field: kind\nversions: [{{from: 2020-01-01, low: 1, high: 2}}]\n", name
    )
    assert "上限低于下限" in said(
        book, "", f"{head}field: amount\nversions: [{{from: 2020-01-01, low: 3, high: 2}}]\n", name
    )


# ---------------------------------------------------------------- guards
def test_a_count_of_measures_does_not_hide_behind_a_count_of_duties() -> None:
    share = {
        "part": {"count": "events", "of": "criminal_case.arrest_approved"},
        "whole": {"count": "duties"},
    }
    one = {"id": "cases.x", "title": {"zh": "比例", "en": "Share"}, "share": share}
    assert guards.check_indicator({**one, "better": "higher"})
    assert guards.check_indicator({**one, "better": "none"}) == []


@pytest.mark.parametrize("key", ["group_by", "rank", "target", "per"])
def test_nothing_is_grouped_by_a_person_or_given_a_goal(key: str) -> None:
    one = {"id": "measures.arrests", "title": {"zh": "逮捕", "en": "Arrests"}, "count": "events"}
    assert guards.check_indicator({**one, key: "person"})
