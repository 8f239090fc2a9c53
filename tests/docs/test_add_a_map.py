"""The guide for adding a map is followed to the letter, and the examples of the map format are read."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from fajing.intake.map import read_map
from fajing.intake.map_text import flow
from fajing.lawbook.load import load_lawbook

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/guides/add_a_map.md").read_text(encoding="utf-8")
FORMAT = (ROOT / "docs/map_format.md").read_text(encoding="utf-8")
FILES = re.findall(r"```\w+ file=(\S+)\n(.*?)```", GUIDE, re.S)
COMMANDS = [
    line for block in re.findall(r"```bash\n(.*?)```", GUIDE, re.S) for line in block.strip().splitlines()
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "law", folder / "law")
    for name, text in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def said(folder: Path) -> list[str]:
    """What each command of the guide prints, in order."""
    found = []
    for command in COMMANDS:
        words = [sys.executable, "-m", "fajing", *command.split()[1:]]
        ran = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=110, check=False)
        assert ran.returncode == 0, f"{command}\n{ran.stderr}"
        found.append(ran.stdout)
    return found


def test_every_command_of_the_guide_runs_and_says_what_the_guide_says(said: list[str], folder: Path) -> None:
    assert [command.split()[1:3] for command in COMMANDS] == [
        ["map", "suggest"],
        ["map", "check"],
        ["check", "my-data/ledger.csv"],
    ]
    [equation] = re.findall(r"会看到 `(.*?)`", GUIDE)
    assert equation in said[1]
    assert "第5行，受案登记时间：2026/2/30，没有这一天" in said[1]
    assert (folder / "my-data/result/summary.json").is_file()


def test_the_proposal_asks_about_what_is_only_similar(said: list[str], folder: Path) -> None:
    draft = (folder / "my-data/draft.yaml").read_text(encoding="utf-8")
    assert re.search(r"案卷号, matter: true}  # 请核对", draft)
    assert re.search(r"接警时刻, step: report_received}  # 请核对", draft)
    assert re.search(r"受案民警, officers: true, of: case_accepted}  # 请核对", draft)


@pytest.mark.parametrize(
    "text", [one for one in re.findall(r"```yaml\n(.*?)```", FORMAT, re.S) if one.startswith("id:")]
)
def test_the_examples_of_the_format_are_maps(text: str) -> None:
    data = YAML(typ="safe").load(text)
    assert read_map(data, load_lawbook(str(ROOT / "law/cn-police"))).id == data["id"]
    assert YAML(typ="safe").load(flow(data)) == data
