"""The indicators of the lawbook: each example holds, and every row of the reading of published reports is accounted for."""

from __future__ import annotations

import csv
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
    wrong = [f"{one.indicator} #{one.number}: {one.expected} ≠ {one.got} {one.error}" for one in results if not one.passed]
    assert wrong == []
    assert [(one.indicator, one.undeclared) for one in results if one.undeclared] == []
    assert len(results) >= len(book.indicators) >= 200
