"""The documents say what is there: targets, commands, folders and links."""

import re

import pytest
from tests.conftest import REPOSITORY
from tests.house.tree import name

from fajing.cli import group

PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])
ARCHITECTURE = (REPOSITORY / "ARCHITECTURE.md").read_text("utf-8")
WANTED = [
    "a norm", "a source", "a calendar year", "a procedure", "a map", "an input format", "a form of duty",
    "a CLI command", "a condition function", "a guard word",
]  # fmt: skip
MAKE = re.compile(r"\bmake ([a-z]+)(?=[`\s,;.，。；]|$)")
COMMAND = re.compile(r"(?:^|[`/\s])fajing ([a-z][a-z-]*)\b(?=[^.:]|$)")
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
PATH = re.compile(r"`((?:src|law|tests|docs|examples)/[^`\s<>*{}]*)`")


def code_of(page):
    """What stands in code spans and code blocks, where a command is meant as a command."""
    text = page.read_text("utf-8")
    return "\n".join([*re.findall(r"```.*?\n(.*?)```", text, re.DOTALL), *re.findall(r"`([^`\n]+)`", text)])


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_make_target_named_exists(page):
    targets = set(re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(MAKE.findall(code_of(REPOSITORY / page))) - targets == set()


def test_help_lists_every_target_a_user_may_call():
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    assert re.findall(r"^([a-z]+):.*## .* / ", makefile, re.MULTILINE) == [
        "help", "setup", "demo", "test", "lint", "soak", "bench", "kit",
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_command_named_exists(page):
    named = set(COMMAND.findall(code_of(REPOSITORY / page)))
    assert named - set(group.command_files()) == set()


def test_readme_is_in_chinese_first_and_complete_in_english():
    text = (REPOSITORY / "README.md").read_text("utf-8")
    chinese, english = text.split("\n## English\n")
    assert chinese.count("\n### ") == english.count("\n### ")
    for command in COMMAND.findall(code_of(REPOSITORY / "README.md")):
        assert f"fajing {command}" in chinese
        assert f"fajing {command}" in english


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_to_a_file_leads_somewhere(page):
    links = LINK.findall(page.read_text("utf-8"))
    broken = [link for link in links if not (page.parent / link).exists()]
    assert broken == []


def test_the_table_of_additions_has_a_row_for_each_kind_and_each_folder_exists():
    rows = re.findall(r"^\| (an? [^|]+?) \| `([^`]+)` \|", ARCHITECTURE, re.MULTILINE)
    firsts = {first.split(",")[0].removesuffix(" of an export") for first, _ in rows}
    assert set(WANTED) - firsts == set()
    assert [place for _, place in rows if not (REPOSITORY / place).exists()] == []


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "README.md", "CONTRIBUTING.md", "docs/threat_model.md"])
def test_every_path_named_in_code_marks_exists(page):
    named = PATH.findall((REPOSITORY / page).read_text("utf-8"))
    assert [place for place in named if not (REPOSITORY / place).exists()] == []


def test_the_table_of_rooms_names_every_room():
    rooms = {path.parent.name for path in (REPOSITORY / "src/fajing").glob("*/__init__.py")}
    assert set(re.findall(r"^\| `src/fajing/([a-z]+)/` \|", ARCHITECTURE, re.MULTILINE)) == rooms


def test_decisions_are_numbered_without_gaps():
    numbers = sorted(int(path.name[:4]) for path in (REPOSITORY / "docs/adr").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
