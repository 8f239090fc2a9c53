"""The guards hold on what stands in this repository, and nothing here switches one off."""

import ast
import inspect
import re

import pytest
from tests.conftest import REPOSITORY

from fajing.lawbook import guard_words, guards
from fajing.lawbook.yaml_reader import read_documents

LAW_FILES = sorted((REPOSITORY / "law").glob("*/**/*.yaml"))
PYTHON_FILES = sorted((REPOSITORY / "src").rglob("*.py"))
SWITCH = re.compile(
    r"(skip|disable|bypass|ignore|without|no|allow|relax|unsafe)[-_ ]?(the[-_ ])?guards?\b"
    r"|guards?[-_ ]?(off|disabled?|skip(ped)?|ignored?|optional|enabled?|mode|level)\b|FAJING_\w*GUARD",
    re.IGNORECASE,
)


def documents(path):
    return [document.data for document in read_documents(path) if document.data]


@pytest.mark.parametrize(
    "book", sorted(path for path in (REPOSITORY / "law").iterdir() if path.is_dir()), ids=lambda p: p.name
)
def test_every_file_of_a_shipped_lawbook_passes_its_guard(book):
    refused = []
    for path in sorted(book.rglob("*.yaml")):
        folder = path.relative_to(book).parts[0]
        for document in documents(path):
            refused += [
                f"{path.relative_to(REPOSITORY)}: {refusal}"
                for refusal in guards.check_file(folder, document)
            ]
    assert not refused, "\n".join(refused)


def test_no_command_or_module_bears_the_name_of_a_declined_system():
    names = {
        part for path in PYTHON_FILES for part in path.relative_to(REPOSITORY / "src").with_suffix("").parts
    }
    assert {name: guards.declined_name(name) for name in names if guards.declined_name(name)} == {}


def test_nothing_switches_a_guard_off():
    """Read every text under src, law and the build files for a key, flag or variable that would."""
    places = [
        *PYTHON_FILES,
        *LAW_FILES,
        *(REPOSITORY / "src").rglob("*.json"),
        *(REPOSITORY / "src").rglob("*.yaml"),
    ]
    places += [REPOSITORY / name for name in ("Makefile", "pyproject.toml", ".ci/run")]
    found = []
    for path in places:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if SWITCH.search(line):
                found.append(f"{path.relative_to(REPOSITORY)}:{number}: {line.strip()}")
    assert found == []


def test_no_guard_takes_more_than_the_file_it_judges():
    for name, function in inspect.getmembers(guards, inspect.isfunction):
        if name.startswith("check_"):
            expected = ["folder", "data"] if name == "check_file" else ["data"]
            assert list(inspect.signature(function).parameters) == expected, name
            assert all(p.default is p.empty for p in inspect.signature(function).parameters.values()), name


@pytest.mark.parametrize("module", [guards, guard_words], ids=lambda module: module.__name__)
def test_the_guards_read_no_environment_settings_or_arguments(module):
    tree = ast.parse(inspect.getsource(module))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    allowed = {"__future__", "functools", "re", "collections.abc", "pathlib", "typing"}
    assert imported <= allowed | {"fajing.lawbook.guard_words", "fajing.lawbook.yaml_reader"}


BAD_FILES = {
    "procedures/people/petitioner.yaml": "id: petitioner\nsubject: person\ntitle: 信访人\nsteps: {}\n",
    "norms/people/apart.yaml": "id: a.b\nversions: [{from: 2020-01-01, duty: {on: x, apart: suspect}}]\n",
    "registers/wanted.yaml": "id: wanted_persons\nentries: []\n",
    "maps/people.yaml": "id: people\nsource_key: 身份证号\n",
    "labels/people.yaml": "group: 人员\nlabels: [{id: people.watchlist, title: 重点人员}]\n",
}


@pytest.mark.parametrize("bad", sorted(BAD_FILES))
def test_the_loader_refuses_what_a_guard_refuses(tmp_path, bad):
    """Any user's own lawbook: the loader asks the guards, with no way round."""
    from fajing.core.errors import FajingError
    from fajing.lawbook import load

    book = tmp_path / "book"
    path = book / bad
    path.parent.mkdir(parents=True)
    (book / "lawbook.yaml").write_text("id: book\ntitle: 规则\nzone: Asia/Shanghai\n", encoding="utf-8")
    path.write_text(BAD_FILES[bad], encoding="utf-8")
    refusals = guards.check_file(bad.split("/")[0], documents(path)[0])
    assert refusals
    with pytest.raises(FajingError) as raised:
        load.load_lawbook(str(book))
    assert refusals[0].split(" / ")[0] in str(raised.value)
