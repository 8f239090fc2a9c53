"""The columns and the plain reckoning agree on every indicator, over random logs, units and cut-offs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.indicators.logs import random_log
from tests.indicators.plain import Plain

from fajing.core.moments import Moment, Precision
from fajing.indicators.evaluate import Input, figures_of
from fajing.indicators.log_source import record_of
from fajing.indicators.period import Period
from fajing.lawbook.indicator_spec import IndicatorBook
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.lawbook.read_indicators import load_indicators

FIRST, LAST = date(2026, 1, 1).toordinal(), date(2026, 12, 31).toordinal()


@pytest.fixture(scope="module")
def lawbook() -> Lawbook:
    return load_lawbook(str(Path(__file__).parent / "book"))


@pytest.fixture(scope="module")
def book(lawbook: Lawbook) -> IndicatorBook:
    return load_indicators(lawbook)


def check(seed: int, lawbook: Lawbook, book: IndicatorBook, unit: str | None, cut: int, last: int) -> None:
    log = random_log(seed, lawbook)
    period = Period(FIRST, last, None if unit is None else frozenset({unit}))
    zone = lawbook.zone
    instant = zone.end_of_day(cut) - 1
    record = record_of(log, lawbook)
    figures = figures_of(
        Input(lawbook, book, record), period, Moment(instant, cut, Precision.SECOND), scope=unit
    )
    plain = Plain(log, lawbook, dict(book.ranges), period, instant)
    steps = {event.procedure for event in log.events()}
    for figure in figures:
        one = book.indicators[figure.indicator]
        wanted = [step.partition(".")[0] for counted in one.terms() for step in counted.of]
        wanted += [one.median.begin.step.partition(".")[0]] if one.median else []
        if not steps.intersection(wanted):
            assert figure.value is None
            continue
        value, terms = plain.value(one)
        assert figure.value == value, (seed, figure.indicator, figure.value, value, figure.missing)
        if one.form in ("count", "share") and value is not None:
            assert [term.value for term in figure.terms] == terms, (seed, figure.indicator)
        for term in figure.terms:
            if one.form != "median":
                assert term.rows.total() == term.value, (seed, figure.indicator)
            assert list(term.rows.ids) == sorted(term.rows.ids)
        if one.parts and figure.value is not None:
            assert sum(int(term.value or 0) for term in figure.terms[1:]) == figure.value
        if one.form in ("count", "sum") and one.counted is not None and one.counted.until is None:
            if figure.value is not None:
                assert sum(number or 0 for _, number in figure.series) == figure.value, figure.indicator


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**9),
    unit=st.sampled_from([None, None, "U1", "U2"]),
    cut=st.sampled_from([LAST, LAST, date(2026, 4, 3).toordinal(), date(2026, 7, 1).toordinal()]),
    last=st.sampled_from([LAST, date(2026, 6, 30).toordinal()]),
)
def test_columns_and_plain_reckoning_agree(
    lawbook: Lawbook, book: IndicatorBook, seed: int, unit: str | None, cut: int, last: int
) -> None:
    check(seed, lawbook, book, unit, cut, last)


@pytest.mark.soak
def test_columns_and_plain_reckoning_agree_on_many(lawbook: Lawbook, book: IndicatorBook) -> None:
    for seed in range(3_000):
        check(seed, lawbook, book, (None, "U1", "U2")[seed % 3], (LAST, LAST - 200)[seed % 2], LAST)


def test_a_prior_year_is_counted_where_the_record_reaches_back(lawbook: Lawbook, book: IndicatorBook) -> None:
    log = random_log(3, lawbook)
    for matter in log.matters.values():
        for number, event in enumerate(matter.events):
            matter.events[number] = replace(event, recorded_at=None)
    period = Period(FIRST, LAST)
    end = Moment(lawbook.zone.end_of_day(LAST) - 1, LAST, Precision.SECOND)
    before = Period(FIRST, LAST).year_before()
    start = min(event.at.day for event in log.events())
    figures = figures_of(Input(lawbook, book, record_of(log, lawbook)), period, end)
    earlier = figures_of(
        Input(lawbook, book, record_of(log, lawbook)),
        before,
        Moment(lawbook.zone.end_of_day(before.last) - 1, before.last, Precision.SECOND),
    )
    one, other = figures["cases.opened"], earlier["cases.opened"]
    assert one.prior is not None
    if start < before.first + 7:
        assert (one.prior.value, one.prior.source) == (other.value, None)
    else:
        assert one.prior.value == 41
        assert one.prior.source is not None and one.prior.source.zh == "上年年报"
