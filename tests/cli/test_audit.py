"""`fajing audit`: what it prints, what it writes, and its exit codes."""

import json
import re

import pytest
from tests.conftest import REPOSITORY

from fajing.cli import main

SAMPLE = REPOSITORY / "examples/annual_report/sample.txt"
PREVIOUS = REPOSITORY / "examples/annual_report/previous.txt"
GOOD = "全年评查案卷30卷，其中优秀12卷、合格15卷、其他3卷。\n"
BAD = "全年评查案卷30卷，其中优秀12卷、合格15卷、其他5卷。\n"


def audit(capsys, *arguments):
    code = main(["audit", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.txt"
    path.write_text(GOOD, "utf-8")
    return path


@pytest.fixture
def bad(tmp_path):
    path = tmp_path / "bad.txt"
    path.write_text(BAD, "utf-8")
    return path


def test_one_sentence_then_the_findings_by_grade(capsys, bad):
    code, out, _ = audit(capsys, bad)
    assert code == 0
    assert re.match(r"bad\.txt：读出数量说法\d+处；对不上1处，", out)
    assert "▲ 对不上 1" in out
    assert "12 + 15 + 5 = 32 ≠ 30" in out
    assert "不等于数字是假的" in out


def test_in_english(capsys, bad):
    code, out, _ = audit(capsys, bad, "--lang", "en")
    assert code == 0
    assert re.search(r"bad\.txt: \d+ quantities read; 1 do not reconcile", out)
    assert "▲ Does not reconcile 1" in out


def test_exit_codes_follow_fail_on(capsys, good, bad):
    assert audit(capsys, bad)[0] == 0
    assert audit(capsys, bad, "--fail-on", "error")[0] == 1
    assert audit(capsys, bad, "--fail-on", "warning")[0] == 1
    assert audit(capsys, good, "--fail-on", "warning")[0] == 0
    assert audit(capsys, good, bad, "--fail-on", "error")[0] == 1


def test_a_warning_fails_only_where_it_is_asked_to(capsys, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("坚持每月开展一次执法巡查，全年巡查11次。\n", "utf-8")
    assert audit(capsys, path, "--fail-on", "error")[0] == 0
    assert audit(capsys, path, "--fail-on", "warning")[0] == 1


def test_of_very_many_findings_some_are_printed_and_the_rest_counted(capsys, tmp_path):
    path = tmp_path / "many.txt"
    lines = [f"第{n}项评查案卷{n + 30}卷，其中优秀12卷、合格15卷、其他{n + 7}卷。" for n in range(70)]
    path.write_text("\n".join(lines), "utf-8")
    out = audit(capsys, path)[1]
    found = int(re.search(r"▲ 对不上 (\d+)", out)[1])
    assert found >= 70
    assert f"另有{found - 60}处" in out


def test_four_files_are_written_and_named(capsys, bad, tmp_path):
    code, out, _ = audit(capsys, bad, "--out", tmp_path / "out")
    assert code == 0
    names = ["bad.html", "bad.json", "bad.txt", "bad.xlsx"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    assert all(name in out for name in names)
    data = json.loads((tmp_path / "out/bad.json").read_text("utf-8"))
    text = (tmp_path / "out/bad.txt").read_text("utf-8")
    assert [f["kind"] for f in data["findings"] if f["grade"] == "error"] == ["sum"]
    for finding in data["findings"]:
        for place in finding["places"]:
            assert text[place["start"] : place["end"]] == place["quote"]


def test_one_file_that_cannot_be_read_does_not_stop_the_others(capsys, good, bad, tmp_path):
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"")
    code, out, err = audit(capsys, good, empty, bad)
    assert code == 2
    assert "good.txt" in out
    assert "bad.txt" in out
    assert "空的" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "空的"),
        ("a.pdf", b"%PDF-1.7\nx", "损坏"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "图片"),
        ("a.docx", b"PK\x03\x04x", "损坏"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(capsys, tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)
    code, _, err = audit(capsys, tmp_path / name)
    assert code == 2
    assert words in err
    assert "办法 remedy" in err
    assert "Traceback" not in err


def test_bad_usage_is_said_in_words(capsys, good, bad, tmp_path):
    assert audit(capsys)[0] == 2
    assert audit(capsys, tmp_path / "none.txt")[0] == 2
    code, _, err = audit(capsys, good, bad, "--previous", good)
    assert code == 2
    assert "--previous" in err
    code, _, err = audit(capsys, bad, "--out", tmp_path)
    assert code == 2
    assert "覆盖" in err
    assert bad.read_text("utf-8") == BAD
    assert audit(capsys, bad, "--law", "no-such-book")[0] == 2


def test_the_report_of_the_year_before_is_held_against_this_one(capsys, tmp_path):
    this, before = tmp_path / "this.txt", tmp_path / "before.txt"
    before.write_text("砚北分局2024年法治政府建设年度报告\n全年办理法律援助案件500件。\n", "utf-8")
    this.write_text("砚北分局2025年法治政府建设年度报告\n全年办理法律援助案件600件，同比增长35%。\n", "utf-8")
    audit(capsys, this, "--previous", before, "--out", tmp_path / "out")
    kinds = {f["kind"] for f in json.loads((tmp_path / "out/this.json").read_text("utf-8"))["findings"]}
    assert "growth-vs-previous" in kinds


def test_the_faults_planted_in_the_sample_are_found(capsys, tmp_path):
    code, _, _ = audit(capsys, SAMPLE, "--out", tmp_path)
    assert code == 0
    found = json.loads((tmp_path / "sample.json").read_text("utf-8"))["findings"]
    said = {
        (f["grade"], place["quote"])
        for f in found
        for place in f["places"]
        if f["grade"] in {"error", "warning"}
    }
    page = (REPOSITORY / "examples/annual_report/README.md").read_text("utf-8")
    planted = re.findall(r"^\| (\d+) \| “([^”]+)” \|", page, re.MULTILINE)
    assert len(planted) >= 5
    for _, words in planted:
        assert any(words in quote or quote in words for _, quote in said), words
