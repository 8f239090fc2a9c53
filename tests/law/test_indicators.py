"""The indicators: each example holds, and every row of the reading of published reports is accounted for."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from fajing.indicators.examples import play
from fajing.indicators.words import formula_of
from fajing.lawbook.indicator_spec import IndicatorBook
from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.lawbook.problems import Report
from fajing.lawbook.read_indicators import read_indicators

BOOK = Path(__file__).resolve().parents[2] / "law" / "cn-police"


@pytest.fixture(scope="module")
def lawbook() -> Lawbook:
    return load_lawbook(str(BOOK), region=ALL_REGIONS)


@pytest.fixture(scope="module")
def book(lawbook: Lawbook) -> IndicatorBook:
    report = Report()
    found = read_indicators(lawbook, report)
    assert [one.line() for one in (*report.errors, *report.warnings)] == []
    return found


def test_every_example_gives_what_it_expects(lawbook: Lawbook, book: IndicatorBook) -> None:
    results = [one for indicator in book.indicators.values() for one in play(indicator, lawbook, book)]
    wrong = [
        f"{one.indicator} #{one.number}: {one.expected} ≠ {one.got} {one.error}"
        for one in results
        if not one.passed
    ]
    assert wrong == []
    assert [(one.indicator, one.undeclared) for one in results if one.undeclared] == []
    assert len(results) >= len(book.indicators) >= 200


# ---------------------------------------------------------------- the account of the rows of published reports
STATES = {"counted", "partly", "imported", "elsewhere", "not_recorded"}
NEEDED = {
    "complaints received / upheld",
    "no-filing decisions reversed",
    "property past its term",
    "recording coverage",
    "review and litigation correction rate by ground",
    "defect rate of sampled files",
    "deviation from benchmarks",
    "share of undecidable duties",
    "rectified by the due date",
    "verified by a second person",
}
ROWS = [str(number) for number in range(1, 47) if number != 34]


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    with (BOOK / "indicators" / "coverage.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_every_row_is_accounted_for_in_its_order(lines: list[dict[str, str]]) -> None:
    assert {tuple(line) for line in lines} == {("row", "state", "indicator", "why")}
    assert list(dict.fromkeys(line["row"] for line in lines if line["row"] != "-")) == ROWS
    assert {line["state"] for line in lines if line["row"] != "-"} <= STATES
    assert {line["state"] for line in lines if line["row"] == "-"} == {"needed", "beyond"}


def test_what_no_report_publishes_but_a_good_one_needs_is_there(lines: list[dict[str, str]]) -> None:
    assert {line["why"] for line in lines if line["state"] == "needed"} == NEEDED


def test_what_is_claimed_is_there_and_all_is_accounted_for(
    lines: list[dict[str, str]], book: IndicatorBook
) -> None:
    named = {line["indicator"] for line in lines} - {""}
    assert named - book.indicators.keys() == set()
    assert book.indicators.keys() - named == set()
    assert [
        line for line in lines if line["state"] in {"counted", "partly", "needed"} and not line["indicator"]
    ] == []


def test_what_the_records_cannot_give_has_its_reason(lines: list[dict[str, str]]) -> None:
    first = {line["row"]: line for line in reversed(lines)}
    wanting = [
        row for row, line in first.items() if line["state"] in STATES - {"counted"} and not line["why"]
    ]
    assert wanting == []


# ---------------------------------------------------------------- what stands in each
def test_no_measure_against_people_is_better_higher_or_lower(book: IndicatorBook) -> None:
    assert {one.better for one in book.indicators.values() if one.group in ("measures", "discretion")} == {
        "none"
    }


def test_every_label_group_with_a_norm_of_the_body_has_its_share(
    lawbook: Lawbook, book: IndicatorBook
) -> None:
    groups = {(norm.label or "").rpartition(".")[0] for norm in lawbook.norms.values() if norm.is_finding}
    groups &= {
        (norm.label or "").rpartition(".")[0]
        for norm in lawbook.norms.values()
        if norm.is_finding and norm.region is None and norm.status.value == "in_force"
    }
    assert {f"labels.{group}_broken_share" for group in groups} == {
        name for name in book.indicators if name.startswith("labels.")
    }


def test_every_share_says_its_base_and_every_formula_is_said_in_both_languages(
    lawbook: Lawbook, book: IndicatorBook
) -> None:
    for one in book.indicators.values():
        formula = formula_of(one, lawbook)
        assert one.base.zh and one.base.en
        assert formula.zh and formula.en
        assert one.form != "share" or "÷" in formula.zh


def test_no_formula_prints_a_code_and_every_group_has_a_title(lawbook: Lawbook, book: IndicatorBook) -> None:
    formulas = {one.id: formula_of(one, lawbook).zh for one in book.indicators.values()}
    assert {
        name: said for name, said in formulas.items() if re.search(r"[a-z]+_[a-z]+|“[a-z]{2,}”", said)
    } == {}
    groups = {one.group for one in book.indicators.values()}
    assert groups <= lawbook.indicator_groups.keys()
    assert all(title.zh and title.en for title in lawbook.indicator_groups.values())
