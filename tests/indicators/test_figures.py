"""What a figure says beside its value: hidden small cells, the year before, months, reasons, ranges, units."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fajing.core.events import Carried, Event, Log, Matter
from fajing.core.moments import Moment, Precision, parse_moment
from fajing.indicators.evaluate import Input, figures_of, percent
from fajing.indicators.figure import Figures
from fajing.indicators.log_source import record_of
from fajing.indicators.period import Period
from fajing.lawbook.indicator_spec import IndicatorBook
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.lawbook.read_indicators import load_indicators

YEAR = Period(date(2026, 1, 1).toordinal(), date(2026, 12, 31).toordinal())


@pytest.fixture(scope="module")
def lawbook() -> Lawbook:
    return load_lawbook(str(Path(__file__).parent / "book"))


@pytest.fixture(scope="module")
def book(lawbook: Lawbook) -> IndicatorBook:
    return load_indicators(lawbook)


def log_of(
    lawbook: Lawbook, *events: tuple[str, str, str, dict[str, Any]], carried: Carried | None = None
) -> Log:
    """A log of cases: matter, step, day, values."""
    log = Log(lawbook.zone, carried=carried or Carried())
    for number, (matter, step, day, values) in enumerate(events):
        own = log.matters.setdefault(matter, Matter(matter, "case"))
        at = parse_moment(day, lawbook.zone)
        own.events.append(Event(f"{matter}/{step}/{number}", matter, "case", step, at, number, values=values))
    return log


def figures(lawbook: Lawbook, book: IndicatorBook, log: Log, period: Period = YEAR) -> Figures:
    end = Moment(lawbook.zone.end_of_day(period.last) - 1, period.last, Precision.SECOND)
    return figures_of(Input(lawbook, book, record_of(log, lawbook)), period, end)


def test_a_share_has_its_two_terms_its_months_and_its_imported_year_before(
    lawbook: Lawbook, book: IndicatorBook
) -> None:
    log = log_of(
        lawbook,
        ("C1", "decided", "2026-03-02", {"is_good": True}),
        ("C1", "decided", "2026-03-05", {"is_good": False}),
        ("C2", "decided", "2026-05-05", {"is_good": True}),
        ("C3", "decided", "2026-05-06", {}),
    )
    one = figures(lawbook, book, log)["cases.good_share"]
    assert one.value == Decimal("66.67")
    assert [term.value for term in one.terms] == [2, 3]
    assert list(one.terms[1].rows.ids) == ["C1/decided/0", "C1/decided/1", "C2/decided/2"]
    assert dict(one.series)["2026-03"] == Decimal("50.00")
    assert dict(one.series)["2026-04"] is None
    assert one.prior is not None
    assert (one.prior.value, one.prior.comparable) == (Decimal("62.5"), False)
    half = figures(lawbook, book, log, Period(YEAR.first, date(2026, 6, 30).toordinal()))["cases.good_share"]
    assert half.prior is None  # what was imported is of a whole year


def test_small_cells_are_hidden_where_the_law_file_asks_for_it(lawbook: Lawbook, book: IndicatorBook) -> None:
    one = replace(book.indicators["cases.opened"], may_show_small=False)
    other = replace(book, indicators={"cases.opened": one})
    few = [(f"C{n}", "opened", "2026-03-02", {}) for n in range(9)]
    assert figures(lawbook, other, log_of(lawbook, *few))["cases.opened"].hidden
    ten = [*few, ("C9", "opened", "2026-03-02", {})]
    assert not figures(lawbook, other, log_of(lawbook, *ten))["cases.opened"].hidden
    assert not figures(lawbook, book, log_of(lawbook, *few))["cases.opened"].hidden
    none = log_of(lawbook, ("C1", "decided", "2026-03-02", {}))
    assert not figures(lawbook, other, none)["cases.opened"].hidden


def test_what_no_map_brings_is_missing_with_its_reason_and_never_zero(
    lawbook: Lawbook, book: IndicatorBook
) -> None:
    carried = Carried(
        frozenset({"case.opened", "case.decided"}), {"case.decided": frozenset({"kind"})}, frozenset()
    )
    found = figures(lawbook, book, log_of(lawbook, ("C1", "opened", "2026-03-02", {}), carried=carried))
    assert found["cases.opened"].value == 1
    standing, amount, kinds = found["cases.standing"], found["cases.amount"], found["cases.changed"]
    assert standing.value is None
    assert standing.missing is not None
    assert "结案" in standing.missing.zh
    assert amount.missing is not None
    assert "金额" in amount.missing.zh
    assert kinds.missing is not None
    assert kinds.terms == ()
    assert found["cases.both"].value is None  # of its two procedures one is not brought


def test_nothing_of_a_procedure_in_the_whole_record_is_no_zero(lawbook: Lawbook, book: IndicatorBook) -> None:
    found = figures(lawbook, book, log_of(lawbook, ("C1", "opened", "2026-03-02", {})))
    one = found["cases.changed"]
    assert one.value is None
    assert one.missing is not None
    assert "复议" in one.missing.zh
    assert found["cases.outside"].value == 0


def test_ranges_are_dated_and_tell_what_lies_outside(lawbook: Lawbook, book: IndicatorBook) -> None:
    log = log_of(
        lawbook,
        ("C1", "decided", "2026-06-30", {"kind": "a", "amount": 150}),
        ("C2", "decided", "2026-07-01", {"kind": "a", "amount": 150}),
        ("C3", "decided", "2026-07-01", {"kind": "b", "amount": 999}),
        ("C4", "decided", "2026-03-01", {"kind": "a", "amount": 301}),
        ("C5", "decided", "2026-03-01", {"kind": "a"}),
    )
    one = figures(lawbook, book, log)["cases.outside"]
    assert list(one.rows.ids) == ["C2/decided/1", "C4/decided/3"]
    assert one.unknown == 1


def test_money_is_told_in_yuan_and_its_rows_bring_it(lawbook: Lawbook, book: IndicatorBook) -> None:
    log = log_of(
        lawbook,
        ("C1", "decided", "2026-03-01", {"kind": "a", "amount": 12_345}),
        ("C2", "decided", "2026-03-01", {"kind": "a", "amount": 5}),
        ("C3", "decided", "2026-03-01", {"kind": "a"}),
    )
    one = figures(lawbook, book, log)["cases.amount"]
    assert str(one.value) == "123.50"
    assert one.rows.weights is not None
    assert [str(weight) for weight in one.rows.weights] == ["123.45", "0.05"]
    assert one.unknown == 1


def test_a_period_knows_its_months_and_the_year_before() -> None:
    period = Period(date(2024, 2, 10).toordinal(), date(2024, 4, 2).toordinal())
    assert [month for month, _, _ in period.months()] == ["2024-02", "2024-03", "2024-04"]
    assert period.months()[0][1:] == (period.first, date(2024, 2, 29).toordinal())
    leap = Period(date(2024, 2, 29).toordinal(), date(2024, 2, 29).toordinal()).year_before()
    assert date.fromordinal(leap.first) == date(2023, 2, 28)
    assert YEAR.whole_year == 2026
    assert period.whole_year is None


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(1, 3, "33.33"), (2, 3, "66.67"), (1, 800, "0.13"), (5, 4, "125.00")]
)
def test_a_share_is_rounded_half_up(part: int, whole: int, share: str) -> None:
    assert str(percent(part, whole)) == share
    assert percent(0, 0) is None


def test_a_month_after_the_cut_off_has_no_value() -> None:
    from tests.publish.making import figure

    series = (("2026-04", 3), ("2026-05", 0), ("2026-06", 0))
    day = date(2026, 5, 29)
    one = figure("a", 3, series=series, cut_off=Moment(0, day.toordinal(), Precision.SECOND))
    assert one.months == (("2026-04", 3), ("2026-05", 0), ("2026-06", None))
