"""The guide for adding a check is followed to the letter: its files are written, its commands run, its check finds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/guides/add_a_check.md").read_text(encoding="utf-8")
FILES = re.findall(r"```\w+ file=(\S+)\n(.*?)```", GUIDE, re.S)
COMMANDS = [
    line for block in re.findall(r"```bash\n(.*?)```", GUIDE, re.S) for line in block.strip().splitlines()
]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a newcomer has, with the files of the guide written."""
    folder = tmp_path_factory.mktemp("checkout")
    unwanted = shutil.ignore_patterns("__pycache__")
    for name in ("law", "src", "tests/audit"):
        shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copy(ROOT / "tests/conftest.py", folder / "tests")
    for name, text in FILES:
        path = folder / name
        assert not path.exists(), name
        path.write_text(text, encoding="utf-8")
    return folder


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs one line of the guide with this environment's interpreter in place of `.venv/bin/…`."""
    words = command.removeprefix(".venv/bin/").split()
    if words[0] == "python":
        words = [sys.executable, *words[1:]]
    else:
        words = [sys.executable, "-m", *words]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    return subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, timeout=110, check=False
    )


def test_the_guide_has_files_and_commands() -> None:
    assert [name for name, _ in FILES] == [
        "tests/audit/templates/99_clock.yaml",
        "src/fajing/audit/checks/clock_times.py",
        "clock.txt",
    ]
    assert len(COMMANDS) == 3


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_guide_works(command: str, checkout: Path) -> None:
    result = run(command, checkout)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "no tests ran" not in result.stdout


def test_the_new_check_finds_what_it_looks_for_and_nothing_else(checkout: Path) -> None:
    assert "没有8时72分这一时刻" in run(COMMANDS[0], checkout).stdout
    program = (
        "import random\nfrom tests.audit import generate as g\nfrom fajing.audit.run import audit_text\n"
        "(t,) = [t for t in g.templates() if t.id == 'calendar.no_such_time']\n"
        "for broken in (False, True):\n"
        "    for _ in range(20):\n"
        "        sample = g.render(t, random.Random(_), broken)\n"
        "        found = [f for f in audit_text(sample.text).findings if f.check == 'clock_times']\n"
        "        assert [f.places[0].quote for f in found] == ([sample.truth[0].quotes[0]] if broken else []), sample\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{checkout / 'src'}{os.pathsep}{checkout}"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=checkout, env=environment, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
