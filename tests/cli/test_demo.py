"""`fajing demo`: the whole main job on the invented week, for somebody who has just cloned the project."""

from __future__ import annotations

import json
import shlex
import time
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY

from fajing.cli import main


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_demo_checks_the_week_and_explains_one_finding(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    start = time.perf_counter()
    assert main(["demo", "--lang", language]) == 0
    assert time.perf_counter() - start < 60, "30 s on a machine that does nothing else"
    said = capsys.readouterr().out
    out = tmp_path / "fajing-demo"
    assert str(Path("fajing-demo") / "report.html") in said.splitlines()[-1]
    assert (out / "report.html").stat().st_size > 10_000
    assert json.loads((out / "summary.json").read_text("utf-8"))["log"]["matters"] == 300
    assert ("另外报出0个" if language == "zh" else "and 0 others") in said
    # one finding in six lines, between blank lines
    blocks = [block.splitlines() for block in said.split("\n\n")]
    assert any(len(block) == 6 and block[0].startswith("[") for block in blocks)


def test_the_demo_says_where_it_looked_when_the_week_is_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("fajing.cli.demo._WEEK", Path("examples") / "no_such_week")
    assert main(["demo"]) == 2
    assert "no_such_week" in capsys.readouterr().err


def test_the_commands_at_the_end_can_be_called_as_they_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from fajing.cli._demo_office import commands_to_print

    monkeypatch.chdir(REPOSITORY)
    printed = commands_to_print(tmp_path / "data", 8017, tmp_path / "none.docx")
    assert len(printed) == 2, "a report that was not written is not named"
    for pair in printed:
        called = {line.strip() for text in pair for line in text.splitlines() if line.startswith("  ")}
        assert len(called) == 1, "both languages name the same command"
    audit, serve = (shlex.split(pair[0].splitlines()[1]) for pair in printed)
    assert serve[1:] == ["office", "serve", "--data", str(tmp_path / "data"), "--port", "8017"]
    assert audit[1] == "audit" and (REPOSITORY / audit[2]).is_file()
    assert main(audit[1:]) == 0
    assert "1286" in capsys.readouterr().out, "what was planted first is found"
    assert len(list((tmp_path / "audit-sample").iterdir())) == 4
