"""coverage.csv accounts for every row of the list of norms: each once, with a state, a norm or a reason."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.lawbook.model import Lawbook

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "law" / "cn-police"
ROWS = ROOT.parent / "shared" / "law" / "norms.csv"
STATES = {
    "executable",
    "merged",
    "superseded",
    "not_decidable",
    "unverified",
    "needs_decision",
    "not_yet",
}
BEYOND = "beyond"
"""The state of a line that names a norm no row asks for; its id is `-`."""


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(BOOK), region=ALL_REGIONS)


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    with (BOOK / "coverage.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def of_rows(lines: list[dict[str, str]]) -> list[dict[str, str]]:
    return [line for line in lines if line["state"] != BEYOND]


def test_every_line_has_four_cells(lines: list[dict[str, str]]) -> None:
    assert {tuple(line) for line in lines} == {("id", "state", "norm", "why")}
    assert [line for line in lines if None in line.values()] == []


@pytest.mark.skipif(not ROWS.is_file(), reason="the list of norms is not beside the checkout")
def test_every_row_of_the_list_is_there_once_and_in_its_order(lines: list[dict[str, str]]) -> None:
    with ROWS.open(encoding="utf-8", newline="") as text:
        ids = [row["id"] for row in csv.DictReader(text)]
    assert len(ids) == 560
    assert [line["id"] for line in of_rows(lines)] == ids


def test_every_state_is_one_of_seven(lines: list[dict[str, str]]) -> None:
    assert {line["state"] for line in of_rows(lines)} - STATES == set()
    assert {line["id"] for line in lines if line["state"] == BEYOND} <= {"-"}


def test_what_is_claimed_is_there(lines: list[dict[str, str]], book: Lawbook) -> None:
    named = [line for line in lines if line["norm"]]
    assert [line["id"] for line in named if line["norm"] not in book.norms] == []
    claimed = [line for line in lines if line["state"] in {"executable", "merged", BEYOND}]
    assert [line["id"] for line in claimed if not line["norm"]] == []


def test_what_is_executable_is_judged(lines: list[dict[str, str]], book: Lawbook) -> None:
    claimed = {line["norm"] for line in lines if line["state"] in {"executable", "merged"}}
    assert sorted(norm for norm in claimed if book.norms[norm].status.value != "in_force") == []


def test_every_norm_of_the_lawbook_is_accounted_for(lines: list[dict[str, str]], book: Lawbook) -> None:
    assert sorted(set(book.norms) - {line["norm"] for line in lines}) == []


def test_what_is_not_judged_has_its_reason(lines: list[dict[str, str]]) -> None:
    unsaid = [line["id"] for line in lines if line["state"] != "executable" and not line["why"].strip()]
    assert unsaid == []


def test_the_account_is_not_law(book: Lawbook, tmp_path: Path) -> None:
    """What is said about the norms does not change what they are: the lawbook keeps its hash."""
    copy = tmp_path / BOOK.name
    shutil.copytree(BOOK, copy)
    assert load_lawbook(str(copy), region=ALL_REGIONS).hash == book.hash
    (copy / "coverage.csv").write_text("id,state,norm,why\n", encoding="utf-8")
    assert load_lawbook(str(copy), region=ALL_REGIONS).hash == book.hash
    norm = copy / "norms" / "hearing" / "report_by_the_host.yaml"
    norm.write_text(norm.read_text("utf-8") + "# changed\n", encoding="utf-8")
    assert load_lawbook(str(copy), region=ALL_REGIONS).hash != book.hash
