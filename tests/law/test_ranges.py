"""The ranges that law sets: each end stands in the cited article; with examples of what lies inside and outside.

The texts are not part of the project. They are looked for beside the checkout, and that test skips without them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from fajing.lawbook.indicator_spec import IndicatorBook, Range, RangeVersion
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.lawbook.problems import Report
from fajing.lawbook.read_indicators import read_indicators
from fajing.scan.citations import Statutes, chinese_number

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT.parent / "shared" / "law"
ACTS = 12


@pytest.fixture(scope="module")
def lawbook() -> Lawbook:
    return load_lawbook(str(ROOT / "law" / "cn-police"))


@pytest.fixture(scope="module")
def book(lawbook: Lawbook) -> IndicatorBook:
    report = Report()
    found = read_indicators(lawbook, report)
    assert [one.line() for one in report.errors] == []
    return found


def test_the_commonest_acts_have_a_range_in_both_laws(lawbook: Lawbook, book: IndicatorBook) -> None:
    acts: dict[str, set[str]] = {}
    for one in book.ranges.values():
        assert one.is_law
        assert one.also_dated == "conduct_ended_on"
        for version in one.versions:
            assert version.cites
            acts.setdefault(one.id.rpartition(".")[0], set()).update(cite.source for cite in version.cites)
    assert len(acts) >= ACTS
    assert {len(sources) for sources in acts.values()} == {2}
    named = lawbook.step("administrative_case.penalty_decided").fields["violation"].values
    assert {f"statute.{name}" for name in named if name != "other"} == acts.keys()


@pytest.mark.skipif(not (LAW / "texts").is_dir(), reason="the statute texts are not beside the checkout")
def test_every_end_stands_in_the_article_it_cites(lawbook: Lawbook, book: IndicatorBook) -> None:
    statutes = Statutes(LAW / "texts", lawbook)
    wrong = [
        f"{one.id} {version.start}: {said}"
        for one in book.ranges.values()
        for version in one.versions
        for said in _said(one, version)
        if not any(said in text for text in _texts(statutes, version))
    ]
    assert wrong == []


def _texts(statutes: Statutes, version: RangeVersion) -> list[str]:
    return [statutes.whole_article(cite) for cite in version.cites]


def _said(one: Range, version: RangeVersion) -> list[str]:
    """How the law would say the ends."""
    unit, per = ("元", 100) if one.field == "fine" else ("日", 1)
    low, high = version.low // per, version.high // per
    said = [f"{chinese_number(high)}{unit}以下"] if high else []
    return [*said, f"{chinese_number(low)}{unit}以上"] if low else said
