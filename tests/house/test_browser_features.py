"""Styles and scripts use what a five-year-old browser has; a page without the rest is still whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from tests.conftest import REPOSITORY

LIST = yaml.safe_load(Path(__file__).with_name("browser_features.yaml").read_text("utf-8"))
SOURCES = REPOSITORY / "src"
STYLES = sorted(SOURCES.rglob("*.css"))
SCRIPTS = sorted(SOURCES.rglob("*.js"))


def parts_of(style: str) -> dict[str, set[str]]:
    """What a style uses, by kind."""
    style = re.sub(r'"[^"]*"', '""', re.sub(r"/\*.*?\*/", " ", style, flags=re.DOTALL))
    found: dict[str, set[str]] = {name: set() for name in ("selectors", "functions", "units", "properties")}
    found["at_rules"] = set(re.findall(r"@[\w-]+", style))
    for head in re.findall(r"([^{};]*)\{", style):
        if "@" not in head:
            found["selectors"] |= set(re.findall(r"::?[a-z][\w-]*", head))
    for name, value in re.findall(r"[{;]\s*([a-z-]+)\s*:\s*([^;{}]*)(?=[;}])", style):
        if not name.startswith("--"):
            found["properties"].add(name)
        found["functions"] |= set(re.findall(r"([a-z-]+)\(", value))
        found["units"] |= set(re.findall(r"(?<![\w#.-])-?\d*\.?\d+([a-z%]+)", value))
    return found


@pytest.mark.parametrize("path", STYLES, ids=lambda path: str(path.relative_to(SOURCES)))
def test_a_style_keeps_to_the_list(path: Path) -> None:
    optional = set(LIST["optional"])
    newer = {
        kind: sorted(used - set(LIST[kind]) - optional)
        for kind, used in parts_of(path.read_text("utf-8")).items()
    }
    assert {kind: names for kind, names in newer.items() if names} == {}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(SOURCES)))
def test_a_script_keeps_to_the_list(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", " ", path.read_text("utf-8"), flags=re.DOTALL)
    used = set(re.findall(r"\.([a-zA-Z]+)\(", text))
    assert sorted(used - set(LIST["methods"])) == []
    assert [word for word in LIST["declined"] if word in text] == []


def test_what_is_newer_is_seen() -> None:
    style = parts_of("a:has(b) { inset: 0 1lh; color: oklch(1 0 0); } @layer x { b { width: 1px; } }")
    assert ":has" in style["selectors"] - set(LIST["selectors"])
    assert "lh" in style["units"] - set(LIST["units"])
    assert "oklch" in style["functions"] - set(LIST["functions"])
    assert "@layer" in style["at_rules"] - set(LIST["at_rules"])


def test_the_list_holds_nothing_that_no_style_uses() -> None:
    used: dict[str, set[str]] = {}
    for path in STYLES:
        for kind, names in parts_of(path.read_text("utf-8")).items():
            used.setdefault(kind, set()).update(names)
    for kind in ("selectors", "functions", "at_rules"):
        assert sorted(set(LIST[kind]) - used[kind]) == [], kind
