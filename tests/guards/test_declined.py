"""The systems that were declined have no name here."""

import pytest
from ruamel.yaml import YAML

from fajing.lawbook import guards

FOLDERS = [
    "procedures",
    "norms",
    "maps",
    "indicators",
    "registers",
    "labels",
    "benchmarks",
    "reports",
    "disclosures",
]


def words():
    from tests.conftest import REPOSITORY

    rows = YAML(typ="safe", pure=True).load((REPOSITORY / "tests/guards/declined.yaml").read_text("utf-8"))
    return [(word, row["reason"]) for row in rows for word in [*row["zh"], *row["en"]]]


@pytest.mark.parametrize(("word", "reason"), words())
def test_the_name_of_a_declined_system_is_refused(word, reason):
    refusal = guards.declined_name(word)
    assert refusal, reason
    assert " / " in refusal
    for folder in FOLDERS:
        assert guards.check_file(folder, {"id": word, "subject": "case"}), folder
        assert guards.check_file(
            folder, {"id": "x", "subject": "case", "title": {"zh": f"本局{word}平台", "en": word}}
        )
        assert guards.check_file(
            folder, {"id": "x", "subject": "case", "labels": [{"id": "y", "title": word}]}
        )
    assert guards.check_procedure({"id": "x", "subject": "case", "steps": {word: {"title": "记录"}}})
    assert guards.check_procedure({"id": "x", "subject": "case", "fields": {word: {"type": "boolean"}}})


@pytest.mark.parametrize(
    "written",
    ["WatchList", "watch list", "watch-list", "WATCH_LIST", "border.watchlists", "face-recognition"],
)
def test_joining_the_words_another_way_does_not_help(written):
    assert guards.declined_name(written)


@pytest.mark.parametrize("written", ["重 点 人 员", "“重点人员”", "重点-人员"])
def test_spacing_the_characters_does_not_help(written):
    assert guards.declined_name(written)


@pytest.mark.parametrize(
    "name",
    [
        "公布控告结果",
        "物流调度",
        "交流调研",
        "平稳控制",
        "法治访谈",
        "检查缉私物品",
        "acceptance.registered_in_time",
        "custody_stay",
        "case_file_review",
        "interface",
        "surface_recognised",
        "pointless",
    ],
)
def test_innocent_names_are_accepted(name):
    assert guards.declined_name(name) is None


def test_the_title_of_a_law_is_cited_as_it_stands():
    assert (
        guards.check_file("sources", {"id": "face_rules", "title": {"zh": "人脸识别技术应用安全管理办法"}})
        == []
    )
