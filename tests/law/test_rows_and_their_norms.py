"""Each row that the account calls executable or merged is cited by its norm; each change of the law is a version.

The list of rows and the table of changes are not part of the project. They are looked for beside the checkout, and the
tests skip without them.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.lawbook.model import Lawbook, Version
from fajing.scan.citations import chinese_number

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "law" / "cn-police"
LAW = ROOT.parent / "shared" / "law"
pytestmark = pytest.mark.skipif(
    not (LAW / "norms.csv").is_file() or not (LAW / "laws.md").is_file(),
    reason="the list of norms and the table of changes are not beside the checkout",
)
NAMED = re.compile(r"第[零一二三四五六七八九十百千]+条")
NEW_LAW = date(2026, 1, 1)
NEW_TEXT = "治安管理处罚法_2025"
CHANGE = re.compile(
    r"^\| (?P<about>[^|]+) \| (?P<old>[^|]+) \| (?P<new>(?P<row>[A-Z]{2}-\d{3})[^|]*) \|", re.M
)


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(BOOK), region=ALL_REGIONS)


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, str]]:
    with (LAW / "norms.csv").open(encoding="utf-8-sig", newline="") as text:
        return {row["id"]: row for row in csv.DictReader(text)}


@pytest.fixture(scope="module")
def claimed(rows: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    with (BOOK / "coverage.csv").open(encoding="utf-8", newline="") as text:
        return [line for line in csv.DictReader(text) if line["state"] in {"executable", "merged"}]


def cited(version: Version, book: Lawbook) -> set[tuple[str, str]]:
    """Text and article of each citation, the article as the texts write it."""
    return {
        (book.sources[cite.source].text or "", f"第{chinese_number(int(cite.article))}条")
        for cite in version.cites
        if cite.article.isdigit()
    }


def articles(row: dict[str, str]) -> set[tuple[str, str]]:
    """Text and article of a row."""
    return {(row["text_file"], article) for article in NAMED.findall(row["article"])}


def rests_elsewhere(why: str) -> bool:
    """Whether a row's reason says in both languages that the norm rests on another text."""
    return bool(re.search(r"不引用|为据", why) and re.search(r"not cited|rest(s|ing) on", why))


def test_each_row_is_cited_by_the_norm_it_names_or_says_what_the_norm_rests_on(
    book: Lawbook, rows: dict[str, dict[str, str]], claimed: list[dict[str, str]]
) -> None:
    elsewhere: list[str] = []
    wrong: list[str] = []
    for line in claimed:
        held = set().union(*(cited(version, book) for version in book.norms[line["norm"]].versions))
        if not articles(rows[line["id"]]) & held:
            (elsewhere if rests_elsewhere(line["why"]) else wrong).append(f"{line['id']} {line['norm']}")
    assert wrong == []
    assert len(elsewhere) < 10, "most rows are the norm's own law"
    assert len(claimed) > 440


def test_a_row_is_cited_on_the_days_on_which_it_is_law(
    book: Lawbook, rows: dict[str, dict[str, str]], claimed: list[dict[str, str]]
) -> None:
    """Where a version lies within a row's days and the norm cites the row's article, it is that version's too."""
    for line in claimed:
        row, norm = rows[line["id"]], book.norms[line["norm"]]
        if row["text_file"] == NEW_TEXT and not rests_elsewhere(line["why"]):
            new = [version for version in norm.versions if articles(row) & cited(version, book)]
            assert min(version.start for version in new) == NEW_LAW, line
            assert all(version.end for version in norm.versions if version.start < NEW_LAW), line


def changes() -> list[dict[str, str]]:
    """The rows of the table of what the law of 2025 changed."""
    return [found.groupdict() for found in CHANGE.finditer((LAW / "laws.md").read_text("utf-8"))]


def test_the_table_of_changes_is_read_whole() -> None:
    table = (LAW / "laws.md").read_text("utf-8").split("## 2025年治安管理处罚法修订")[1].split("\n## ")[0]
    assert len(changes()) == sum(line.startswith("| ") for line in table.splitlines()) - 1 >= 20


@pytest.mark.parametrize("change", changes() if LAW.is_dir() else [], ids=lambda change: change["row"])
def test_each_change_of_the_law_of_2025_is_a_version_from_its_day(
    change: dict[str, str], book: Lawbook, rows: dict[str, dict[str, str]]
) -> None:
    with (BOOK / "coverage.csv").open(encoding="utf-8", newline="") as text:
        line = next(line for line in csv.DictReader(text) if line["id"] == change["row"])
    if line["state"] not in {"executable", "merged"}:
        assert line["why"], "what is not judged says why"
        return
    norm = book.norms[line["norm"]]
    begun = [version for version in norm.versions if version.start == NEW_LAW]
    assert len(begun) == 1, f"{norm.id} has no version from {NEW_LAW}"
    assert articles(rows[change["row"]]) & cited(begun[0], book)
    for version in norm.versions:
        days = (version.start, version.end or date.max)
        held = {text for text, _ in cited(version, book)}
        assert days[0] >= NEW_LAW or NEW_TEXT not in held
        assert days[0] < NEW_LAW or "治安管理处罚法_2012" not in held
    old = re.match(r"[A-Z]{2}-\d{3}", change["old"])
    if old and rows[old[0]]["text_file"]:
        assert (
            any(version.end and version.end < NEW_LAW for version in norm.versions)
            or norm.versions[0].start == NEW_LAW
        )
