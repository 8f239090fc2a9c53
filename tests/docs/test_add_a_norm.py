"""The guide for adding a norm is followed to the letter: its files are written, its commands run, its norm judges."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/guides/add_a_norm.md").read_text(encoding="utf-8")
FILES = re.findall(r"```yaml file=(\S+)\n(.*?)```", GUIDE, re.S)
COMMANDS = [
    line for block in re.findall(r"```bash\n(.*?)```", GUIDE, re.S) for line in block.strip().splitlines()
]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a newcomer has, with the files of the guide written."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("law", "examples"):
        shutil.copytree(ROOT / name, folder / name)
    for name, text in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs one line of the guide with this environment's interpreter in place of `.venv/bin/fajing`."""
    words = command.replace(".venv/bin/fajing", "fajing").split()
    if words[0] == "fajing":
        words = [sys.executable, "-m", "fajing", *words[1:]]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=110, check=False)


def test_the_guide_has_files_and_commands() -> None:
    assert [name for name, _ in FILES] == [
        "my-bureau/sources/our_rules.yaml",
        "my-bureau/labels/receipt.yaml",
        "my-bureau/norms/acceptance/receipt_in_two_days.yaml",
    ]
    assert len(COMMANDS) == 7


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_guide_works(command: str, checkout: Path) -> None:
    result = run(command, checkout)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_new_norm_judges(checkout: Path) -> None:
    command = next(command for command in COMMANDS if " check examples" in command)
    assert run(command, checkout).returncode == 0
    summary = json.loads((checkout / "out/summary.json").read_text(encoding="utf-8"))
    judged = summary["norms"]["our.receipt_in_two_days"]
    outcomes = ("met", "late", "missed", "slow", "open", "excused", "undecidable")
    assert sum(judged[outcome] for outcome in outcomes) > 0


def test_every_mutant_of_the_guides_norm_is_noticed(checkout: Path) -> None:
    command = next(command for command in COMMANDS if command.endswith("--mutate"))
    result = run(command, checkout)
    assert "100" in result.stdout, result.stdout
