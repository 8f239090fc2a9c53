"""Of each group of indicators: records with known truth are counted, and the value stands in the printed report."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.publish.making import ZONE, figures_of, missing

from fajing.indicators.examples import figure_of
from fajing.indicators.figure import Figure
from fajing.lawbook.indicator_spec import IndicatorBook
from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.lawbook.problems import Report
from fajing.lawbook.read_indicators import read_indicators
from fajing.publish import wording
from fajing.publish.compose import compose
from fajing.publish.given import NOTHING_GIVEN
from fajing.publish.model import runs_of
from fajing.publish.sections import Outline, read_outline

BOOK = Path(__file__).resolve().parents[2] / "law" / "cn-police"
SECTIONS = "".join(path.read_text("utf-8") for path in sorted((BOOK / "reports" / "annual").glob("*.md")))
GROUPS = sorted(folder.name for folder in (BOOK / "indicators").iterdir() if folder.is_dir())

SMALL = "不足10"


@pytest.fixture(scope="module")
def lawbook() -> Lawbook:
    return load_lawbook(str(BOOK), region=ALL_REGIONS)


@pytest.fixture(scope="module")
def indicators(lawbook: Lawbook) -> IndicatorBook:
    return read_indicators(lawbook, Report())


@pytest.fixture(scope="module")
def outline() -> Outline:
    return read_outline((BOOK,))


def printed(outline: Outline, known: tuple[Figure, ...], indicators: IndicatorBook) -> str:
    """The report in which these figures alone are known, without spaces."""
    names = {one.indicator for one in known}
    others = [missing(name) for name in {*indicators.indicators, *outline.indicators()} if name not in names]
    document = compose(outline, figures_of(*known, *others), NOTHING_GIVEN, "zh", ZONE)
    return "".join(run.text for block in document.blocks for run in runs_of(block)).replace(" ", "")


@pytest.mark.parametrize("group", GROUPS)
def test_the_value_of_known_records_is_printed(
    group: str, lawbook: Lawbook, indicators: IndicatorBook, outline: Outline
) -> None:
    shown = []
    for name, indicator in sorted(indicators.indicators.items()):
        if indicator.group != group or f'"{name}"' not in SECTIONS:
            continue  # what only a chart shows, or the worst of a group, is looked at below
        raw = next((one for one in indicator.examples if str(one["expect"]) not in ("missing", "0")), None)
        if raw is None:
            continue
        found = figure_of(indicator, lawbook, indicators, raw)
        assert Decimal(found.value or 0) == Decimal(str(raw["expect"]))
        value = SMALL if found.hidden else f"{wording.number(found.value)}{found.unit.zh}".replace(" ", "")
        assert value in printed(outline, (found,), indicators), (name, value)
        shown.append(name)
    assert shown or group == "labels", f"no figure of {group} is printed"


def test_the_labels_most_often_broken_are_printed(
    lawbook: Lawbook, indicators: IndicatorBook, outline: Outline
) -> None:
    labels = sorted(name for name, one in indicators.indicators.items() if one.group == "labels")[:3]
    broken = indicators.indicators["duties.broken_share"]
    known = [
        figure_of(one, lawbook, indicators, one.examples[0])
        for one in map(indicators.indicators.get, labels)
        if one
    ]
    text = printed(outline, (figure_of(broken, lawbook, indicators, broken.examples[0]), *known), indicators)
    for one in known:
        assert one.terms[0].value, one.indicator
        assert f"{one.terms[0].value}项" in text
