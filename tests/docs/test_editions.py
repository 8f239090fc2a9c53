"""The English and the Chinese edition of a format document say the same: marks, keys, code and tables.

What stands in code marks and code blocks is the format itself; it is never translated, so it can be compared.
Placeholders in angle brackets and comments are words for the reader and may differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ["lawbook_format", "map_format"]
BLOCK = re.compile(r"^```(\w*).*?\n(.*?)^```", re.MULTILINE | re.DOTALL)
MARKED = re.compile(r"`([^`]+)`")
PLACEHOLDER = re.compile(r"<[^<>\n]*[^<>\n=\s]>")
COMMENT = re.compile(r"(?:^|(?<=\s))#(?=\s).*$", re.MULTILINE)
NAME = re.compile(r"--[a-z-]+|[a-z]+(?:_[a-z]+)+(?:\.\w+)*|\w+(?: \| \w+)+", re.ASCII)


def edition(page: str, language: str) -> str:
    return (DOCS / (f"{page}.zh.md" if language == "zh" else f"{page}.md")).read_text("utf-8")


def plain(code: str) -> str:
    """Code with its placeholders blanked and its blanks made one."""
    return " ".join(PLACEHOLDER.sub("<>", code).split())


def marked(text: str) -> set[str]:
    """Everything in code marks, outside code blocks."""
    return {plain(token) for token in MARKED.findall(BLOCK.sub("", text))}


def blocks(text: str) -> list[str]:
    """The code blocks, without comments."""
    return [COMMENT.sub("", code) for _, code in BLOCK.findall(text)]


def keys(text: str) -> set[str]:
    """Every key of the YAML in the code blocks, however deep."""
    found: set[str] = set()
    for language, code in BLOCK.findall(text):
        if language == "yaml":
            found.update(_keys_of(yaml.compose(code, Loader=yaml.SafeLoader)))
    return found


def _keys_of(node: yaml.Node | None) -> Iterable[str]:
    """Keys of nodes, not of values: a block may hold the same key again, as one more example of it."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value)
            yield from _keys_of(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _keys_of(item)


def code_lines(text: str) -> set[str]:
    return {plain(line) for code in blocks(text) for line in code.splitlines() if line.strip()}


def names_in_comments(text: str) -> set[str]:
    """Options, names with an underscore and lists of choices: what a comment says of the format."""
    comments = [found[0] for _, code in BLOCK.findall(text) for found in COMMENT.finditer(code)]
    return {name for comment in comments for name in NAME.findall(comment)}


def tree(text: str) -> set[str]:
    """The folders and files of an indented layout, by their first word."""
    lines = re.findall(r"^ {4,}(\S+)", BLOCK.sub("", text), re.MULTILINE)
    return {plain(line) for line in lines if "/" in line or line.endswith(".yaml")}


def shape(text: str) -> list[str]:
    """Headings by their depth, rows of tables and points of lists, in order."""
    return re.findall(r"^(#+(?= )|\|(?= )|-(?= ))", BLOCK.sub("", text), re.MULTILINE)


def assert_same(page: str, what: str, in_english: set[str], in_chinese: set[str]) -> None:
    lacking = [
        f"{page}{ending} lacks {what}: {one}"
        for ending, ours, theirs in ((".zh.md", in_chinese, in_english), (".md", in_english, in_chinese))
        for one in sorted(theirs - ours)
    ]
    assert not lacking, "\n".join(["the two editions differ", *lacking])


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("what", "collect"),
    [
        ("in code marks", marked),
        ("the key", keys),
        ("the line of code", code_lines),
        ("in a comment", names_in_comments),
        ("in the layout", tree),
    ],
    ids=["marks", "keys", "code", "comments", "layout"],
)
def test_both_editions_hold_the_same(page, what, collect):
    in_english, in_chinese = collect(edition(page, "en")), collect(edition(page, "zh"))
    assert in_english or what in {"in a comment", "in the layout"}, f"nothing found in {page}.md"
    assert_same(page, what, in_english, in_chinese)


@pytest.mark.parametrize("page", PAGES)
def test_both_editions_have_the_same_headings_rows_and_points_in_the_same_order(page):
    assert shape(edition(page, "zh")) == shape(edition(page, "en"))


@pytest.mark.parametrize("page", PAGES)
def test_each_edition_links_to_the_other_at_its_top(page):
    for language, other in (("en", f"{page}.zh.md"), ("zh", f"{page}.md")):
        head = edition(page, language).split("\n")[:4]
        assert any(f"]({other})" in line for line in head), f"no link to {other} at the top"


def test_what_is_missing_is_named():
    english, chinese = "`within` and `starts: <word>`", "`starts: <词>`"
    with pytest.raises(AssertionError, match=r"page\.zh\.md lacks in code marks: within"):
        assert_same("page", "in code marks", marked(english), marked(chinese))


def test_a_key_that_only_one_edition_has_is_seen():
    english = "```yaml\nduty: {on: a, within: {days: 3}}   # a | b\n```"
    chinese = "```yaml\nduty: {on: a}   # a | b\n```"
    assert keys(english) - keys(chinese) == {"within", "days"}
    assert names_in_comments(english) == {"a | b"}
