"""Figures of a unit count nothing of what is sealed from it; those of the whole body count everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fajing.core.moments import Moment, Precision
from fajing.indicators.evaluate import Input, figures_of
from fajing.indicators.log_source import record_of
from fajing.indicators.period import Period
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.read_indicators import load_indicators

from .logs import random_log

PERIOD = Period(date(2020, 1, 1).toordinal(), date(2030, 12, 31).toordinal())


def counted(seed: int, period: Period) -> dict[str, list[int]]:
    lawbook = load_lawbook(str(Path(__file__).parent / "book"))
    end = Moment(lawbook.zone.end_of_day(period.last) - 1, period.last, Precision.SECOND)
    given = Input(lawbook, load_indicators(lawbook), record_of(random_log(seed, lawbook), lawbook))
    scope = None if period.units is None else "U1"
    return {
        one.indicator: [len(term.rows) for term in one.terms]
        for one in figures_of(given, period, end, scope=scope)
    }


@pytest.mark.parametrize("seed", range(6))
def test_a_units_figures_leave_out_what_is_sealed(seed: int) -> None:
    open_to = replace(PERIOD, units=frozenset({"U1", "U2"}))
    sealed = replace(open_to, sealed=frozenset({"case", "review"}))
    assert sum(sum(one) for one in counted(seed, open_to).values()) > 0
    assert sum(sum(one) for one in counted(seed, sealed).values()) == 0
    reviews = replace(open_to, sealed=frozenset({"case"}))
    assert sum(sum(one) for one in counted(seed, reviews).values()) <= sum(
        sum(one) for one in counted(seed, open_to).values()
    )


def test_the_whole_bodys_figures_count_everything() -> None:
    assert counted(3, replace(PERIOD, sealed=frozenset({"case"}))) == counted(3, PERIOD)
