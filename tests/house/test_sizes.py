"""Files stay small, paths short, folders shallow, and no statute is copied in."""

import re

from tests.conftest import REPOSITORY
from tests.house.tree import lines, name, python_files, repository_files

PYTHON_LINES = 400
LAW_LINES = 160
PROCEDURE_LINES = 400  # one procedure is one table of steps, and a table is not easier to read in pieces
PATH_LENGTH = 100
LAW_DEPTH = 3
LARGEST = 1024 * 1024
DATA_LINES = {"calendars"}  # a year's holidays are a table, however long


def test_no_python_file_is_longer_than_400_lines():
    long = {
        name(p): len(lines(p)) for p in python_files("src", "tests", "bench") if len(lines(p)) > PYTHON_LINES
    }
    assert long == {}


def allowed_law_lines(path):
    book = REPOSITORY / "law"
    return PROCEDURE_LINES if path.relative_to(book).parts[1] == "procedures" else LAW_LINES


def test_no_law_file_is_longer_than_160_lines_and_no_procedure_than_400():
    files = [p for p in (REPOSITORY / "law").glob("*/**/*.yaml") if p.parent.name not in DATA_LINES]
    long = {name(p): len(lines(p)) for p in files if len(lines(p)) > allowed_law_lines(p)}
    assert long == {}


def test_no_path_is_longer_than_100_characters():
    assert [name(path) for path in repository_files() if len(name(path)) > PATH_LENGTH] == []


def test_a_lawbook_is_at_most_three_deep():
    deep = [
        name(path)
        for book in (REPOSITORY / "law").iterdir()
        for path in book.rglob("*")
        if path.is_file() and len(path.relative_to(book).parts) > LAW_DEPTH
    ]
    assert deep == []


def test_a_lawbook_holds_no_code_and_no_text_but_yaml_markdown_and_its_coverage():
    strange = [
        name(p)
        for p in (REPOSITORY / "law").rglob("*")
        if p.is_file() and p.suffix not in {".yaml", ".md"} and p.name != "coverage.csv"
    ]
    assert strange == []


def test_no_file_is_larger_than_a_mebibyte():
    assert {name(p): p.stat().st_size for p in repository_files() if p.stat().st_size > LARGEST} == {}


def test_no_statute_text_is_committed():
    """A text whose lines begin article after article is a statute: it is cited here, never copied."""
    article = re.compile(r"^\s*第[一二三四五六七八九十百千零〇]+条[\s　]", re.MULTILINE)
    texts = [
        p for p in repository_files() if p.suffix in {".txt", ".md", ".html", ".yaml", ".json", ".csv", ""}
    ]
    assert [name(p) for p in texts if len(article.findall(p.read_text("utf-8", errors="replace"))) >= 5] == []
