"""The guide to browsing the law, followed literally: each of its commands does what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from fajing.cli import main
from fajing.cli.law import command

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "browse_the_law.md"
COMMANDS = re.findall(r"^\.venv/bin/fajing (.+)$", GUIDE.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_runs(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "statutes").mkdir()
    assert main(shlex.split(line)) == 0, capsys.readouterr()
    if "browse" in line:
        assert (tmp_path / "site" / "index.html").is_file()


def test_the_guide_names_only_options_that_exist() -> None:
    known = {option for sub in command.commands.values() for one in sub.params for option in one.opts}
    named = set(re.findall(r"(?<![-\w])--[a-z][a-z-]*", GUIDE.read_text("utf-8")))
    assert named - known == set()


def test_both_halves_name_the_same_commands() -> None:
    chinese, english = GUIDE.read_text("utf-8").split("\n# In English\n")
    for sub in ("browse", "check", "history", "stale"):
        assert f"law {sub}" in chinese
        assert f"law {sub}" in english
