"""The guide's own examples are read by the program that it explains."""

from __future__ import annotations

import re
from pathlib import Path

from fajing.publish.given import read_given
from fajing.publish.marks import CONDITIONS, MARKS
from fajing.publish.sections import read_outline

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "guides" / "write_the_report.md").read_text("utf-8")


def test_the_example_of_report_yaml_is_read(tmp_path):
    (example,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    (tmp_path / "report.yaml").write_text(example, encoding="utf-8")
    given = read_given(tmp_path / "report.yaml")
    assert set(given.lists) == {"last_year", "shortcomings", "head_duties", "plans"}
    assert given.has("head")


def test_the_example_of_a_section_is_read(tmp_path):
    (example,) = re.findall(r"```\n(@part.*?)```", GUIDE, re.DOTALL)
    folder = tmp_path / "reports" / "annual"
    folder.mkdir(parents=True)
    required = ROOT / "law" / "cn-police" / "reports" / "annual" / "required.yaml"
    (folder / "required.yaml").write_text(required.read_text("utf-8"), encoding="utf-8")
    (folder / "60-disputes.md").write_text(example, encoding="utf-8")
    asked = set(read_outline((tmp_path,)).indicators())
    assert asked <= set(read_outline((ROOT / "law" / "cn-police",)).indicators())


def test_every_mark_and_condition_is_explained_in_both_languages():
    chinese, english = GUIDE.split("\n## In English\n")
    for name in MARKS:
        assert f"`{name}(" in chinese
        assert f"`{name}(" in english
    for name in CONDITIONS:
        assert f"`{name}`" in chinese
        assert f"`{name}`" in english
