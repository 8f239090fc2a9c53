"""All figures of a period from one reading of the record.

In: indicators, a record in columns, duties and findings as tables, a period. Out: `Figures`, the same for the same
input. Prior years are counted from the record where it reaches back, else taken from what was imported with its source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from fajing.core.moments import Moment
from fajing.indicators import words
from fajing.indicators.count import Found, are_in, find, hours_of, median_of, weighed_rows
from fajing.indicators.figure import NO_ROWS, SMALL_CELL, Figure, Figures, Number, Prior, Rows, Term
from fajing.indicators.known import Known
from fajing.indicators.lessons import counted_of, lessons_of, shares_of
from fajing.indicators.needs import lacking_for, lacking_for_parts, told, told_nothing, without_records
from fajing.indicators.pairs import pairs_of
from fajing.indicators.period import Period
from fajing.indicators.ranges import Ranges
from fajing.indicators.record import Record
from fajing.indicators.tables import Table
from fajing.indicators.values import Ints
from fajing.lawbook.indicator_spec import Counted, Indicator, IndicatorBook
from fajing.lawbook.model import Lawbook, Text

_WEEK = 7
_HUNDREDTH = Decimal("0.01")
Tables = Callable[[int], Table | None]
"""Gives duties or findings as they were known at an instant; None where there are none."""


@dataclass(frozen=True, slots=True)
class Input:
    """What figures are made of.

    Attributes:
        lawbook: The law.
        book: Its indicators.
        record: Events in columns.
        duties: Judged duties, as of an instant.
        findings: Findings, as of an instant.
    """

    lawbook: Lawbook
    book: IndicatorBook
    record: Record
    duties: Tables = field(default=lambda _: None)
    findings: Tables = field(default=lambda _: None)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What an indicator comes to in one period, before it becomes a figure."""

    value: Number | None
    terms: tuple[Term, ...]
    series: tuple[tuple[str, Number | None], ...]
    missing: Text | None = None
    unknown: int = 0


def figures_of(
    given: Input,
    period: Period,
    cut_off: Moment,
    *,
    scope: str | None = None,
    only: frozenset[str] | None = None,
) -> Figures:
    """The figures of a period.

    Args:
        given: What they are made of.
        period: Which days, and whose.
        cut_off: Up to when the record is read.
        scope: Name of the unit they are about; None for the whole body.
        only: Ids of the indicators that are wanted.
    """
    made = _Maker(given, period, cut_off)
    found: dict[str, Figure] = {}
    for indicator in given.book.indicators.values():
        if only is None or indicator.id in only:
            found[indicator.id] = made.figure(indicator, scope)
    if only is None:
        found.update({one.indicator: one for one in made.lessons(scope)})
    first, last = date.fromordinal(period.first), date.fromordinal(period.last)
    return Figures(scope, first, last, cut_off, given.lawbook.hash, found)


class _Maker:
    """Makes figures; what is known at the cut-off is looked up once for all of them."""

    def __init__(self, given: Input, period: Period, cut_off: Moment) -> None:
        self.given, self.period, self.cut_off = given, period, cut_off
        zone = given.lawbook.zone
        self.instant = zone.latest(cut_off)
        self.now = _Then(given, period, self.instant)
        before = period.year_before()
        late = self.instant - zone.start_of_day(period.last + 1)
        self.before = _Then(given, before, zone.start_of_day(before.last + 1) + late)
        start = given.record.first_day
        self.reaches_back = start is not None and start < before.first + _WEEK

    def figure(self, one: Indicator, scope: str | None) -> Figure:
        """One indicator."""
        record, lawbook = self.given.record, self.given.lawbook
        lacks = lacking_for(one, record.carried, record.steps)
        empty = [] if lacks else without_records(one, record.procedures)
        if lacks or empty:
            why = told(lacks, lawbook) if lacks else told_nothing(empty, lawbook)
            counted = _Counted(None, (), (), why)
        else:
            counted = self.now.count(one)
        return Figure(
            indicator=one.id,
            title=one.title,
            group=one.group,
            form=one.form,
            value=counted.value,
            missing=counted.missing,
            unit=one.unit,
            formula=words.formula_of(one, self.given.lawbook),
            base=one.base,
            terms=counted.terms,
            scope=scope,
            first=date.fromordinal(self.period.first),
            last=date.fromordinal(self.period.last),
            cut_off=self.cut_off,
            better=one.better,
            prior=self._prior(one, scope, bool(lacks or empty)),
            series=counted.series,
            hidden=not one.may_show_small and _is_small(counted),
            unknown=counted.unknown,
        )

    def lessons(self, scope: str | None) -> Iterator[Figure]:
        """What was lost under each label, what was trained after it, how often it was broken before and since."""
        lawbook = self.given.lawbook
        for lesson in lessons_of(self.now.known, self.period):
            rows = (lesson.losses, lesson.sessions)
            titles = (None, Text("、".join(lesson.topics), ", ".join(lesson.topics)))
            for one, own, title in zip(counted_of(lesson, lawbook), rows, titles, strict=True):
                days = self.given.record.day[own]
                term = _term(title or one.title, Found("event", own, days, None, 0, self.now.known))
                yield self._told(one, scope, _Counted(len(own), (term,), ()))
            for one, period in shares_of(lesson, self.period, lawbook):
                yield self._told(one, scope, self.now.within(period).count(one))

    def _told(self, one: Indicator, scope: str | None, counted: _Counted) -> Figure:
        return Figure(
            one.id, one.title, one.group, one.form, counted.value, counted.missing, one.unit,
            words.formula_of(one, self.given.lawbook), one.base, counted.terms, scope,
            date.fromordinal(self.period.first), date.fromordinal(self.period.last), self.cut_off, one.better,
            None, counted.series, hidden=False, unknown=counted.unknown,
        )  # fmt: skip

    def _prior(self, one: Indicator, scope: str | None, lacks: bool) -> Prior | None:
        year = self.before.period.whole_year
        if self.reaches_back and not lacks:
            counted = self.before.count(one, months=False)
            if counted.value is not None:
                return Prior(counted.value, None, True)
        for given in reversed(one.priors):
            if year is not None and given.year == year and given.unit == scope:
                return Prior(given.value, given.source, given.comparable)
        return None


class _Then:
    """The record as known at one instant, counted over one period."""

    def __init__(self, given: Input, period: Period, instant: int) -> None:
        self.given, self.period, self.instant = given, period, instant
        cancelled: dict[str, list[str]] = {}
        moves = {}
        for procedure in given.lawbook.procedures.values():
            for step in procedure.steps.values():
                for gone in step.cancels:
                    cancelled.setdefault(gone, []).append(f"{procedure.id}.{step.id}")
                if "unit" in step.relinks:
                    moves[f"{procedure.id}.{step.id}"] = step.relinks["unit"]
        self.known = Known(
            given.record,
            instant,
            {step: tuple(by) for step, by in cancelled.items()},
            Ranges(given.book.ranges),
            moves,
        )
        self._tables: dict[str, Table | None] = {}

    def within(self, period: Period) -> _Then:
        """The same knowledge, counted over another period."""
        other = copy(self)
        other.period = period
        return other

    def table(self, kind: str) -> Table | None:
        """Duties or findings."""
        if kind not in self._tables:
            self._tables[kind] = getattr(self.given, kind)(self.instant)
        return self._tables[kind]

    def count(self, one: Indicator, months: bool = True) -> _Counted:
        """What an indicator comes to."""
        for counted in one.terms():
            if counted.kind in ("duties", "findings") and self.table(counted.kind) is None:
                return _Counted(
                    None, (), (), words.NO_LEDGER if counted.kind == "findings" else words.NO_DUTIES
                )
            if "range." in (counted.where.text if counted.where else "") and not self.given.book.ranges:
                return _Counted(None, (), (), words.NO_RANGES)
        match one.form:
            case "share":
                return self._share(one, months)
            case "median":
                return self._median(one, months)
            case "sum":
                return self._sum(one, months)
            case _:
                return self._count(one, months)

    def _find(self, counted: Counted, period: Period | None = None) -> Found:
        return find(
            counted,
            self.known,
            self.table(counted.kind) if counted.kind in _TABLES else None,
            period or self.period,
        )

    # ------------------------------------------------------------ the four forms
    def _count(self, one: Indicator, months: bool) -> _Counted:
        assert one.counted is not None
        found = self._find(one.counted)
        terms = [Term(one.title, len(found), found.opened())]
        unknown = found.unknown
        if not len(found) and unknown:
            return _Counted(None, (), (), words.NOT_SAID, unknown)
        record = self.given.record
        parts = () if lacking_for_parts(one, record.carried, record.steps) else one.parts
        rest = np.ones(len(found), bool)
        for part in parts:
            answer = found.asked(part.where, one.counted.home)
            own = answer.yes & rest
            rest &= ~own
            terms.append(_term(part.title, found.only(own)))
        if parts:
            terms.append(_term(one.rest or words.OTHERS, found.only(rest)))
        series = self._by_month(one.counted, found) if months else ()
        return _Counted(len(found), tuple(terms), series, None, unknown)

    def _share(self, one: Indicator, months: bool) -> _Counted:
        assert one.counted is not None
        assert one.whole is not None
        part, whole = self._find(one.counted), self._find(one.whole)
        if (not len(whole) and whole.unknown) or (
            not len(part) and part.unknown and part.unknown >= len(whole)
        ):
            return _Counted(None, (), (), words.NOT_SAID, part.unknown + whole.unknown)
        terms = (_term(_part_title(one), part), _term(_whole_title(one), whole))
        series: tuple[tuple[str, Number | None], ...] = ()
        if months:
            wholes = dict(self._by_month(one.whole, whole))
            series = tuple(
                (month, percent(int(number or 0), int(wholes[month] or 0)))
                for month, number in self._by_month(one.counted, part)
            )
        value = percent(len(part), len(whole))
        missing = words.NO_BASE if value is None else None
        return _Counted(value, terms, series, missing, part.unknown + whole.unknown)

    def _sum(self, one: Indicator, months: bool) -> _Counted:
        assert one.counted is not None
        found = self._find(one.counted)
        values = self.given.record.values(one.field).take(found.rows)
        amounts = np.zeros(len(found), np.int64)
        is_known = np.zeros(len(found), bool)
        for part in values.parts:
            if part.kind == "number":
                amounts = np.where(part.known, part.data, amounts)
                is_known |= part.known
        if len(found) and not is_known.any():
            return _Counted(None, (), (), words.NOT_SAID, len(found) + found.unknown)
        kept, amounts = found.only(is_known), amounts[is_known]
        whole = Decimal if one.is_money else int

        def told_as(total: int) -> Number:
            return Decimal(total).scaleb(-2) if whole is Decimal else total

        rows = weighed_rows(self.known, kept.rows, lambda: [told_as(amount) for amount in amounts.tolist()])
        term = Term(one.title, told_as(int(amounts.sum())), rows)
        series = tuple(
            (month, told_as(int(amounts[(kept.days >= first) & (kept.days <= last)].sum())))
            for month, first, last in (self.period.months() if months else ())
        )
        unknown = found.unknown + int((~is_known).sum())
        return _Counted(term.value, (term,), series, None, unknown)

    def _median(self, one: Indicator, months: bool) -> _Counted:
        assert one.median is not None
        rows, seconds = pairs_of(one.median, self.known, self.period)
        if self.period.units is not None and len(rows):
            kept = are_in(self.period.units, self.known, rows, self.period.sealed)
            rows, seconds = rows[kept], seconds[kept]
        opened = weighed_rows(self.known, rows, lambda: [hours_of(one) for one in seconds.tolist()])
        value = median_of(seconds) if len(seconds) else None
        days = self.given.record.day[rows]
        series = []
        for month, first, last in self.period.months() if months else ():
            own = seconds[(days >= first) & (days <= last)]
            series.append((month, median_of(own) if len(own) else None))
        missing = words.NO_PAIRS if value is None else None
        return _Counted(value, (Term(one.title, value, opened),), tuple(series), missing)

    def _by_month(self, counted: Counted, found: Found) -> tuple[tuple[str, Number | None], ...]:
        """How many in each month; of what stands, at the end of each."""
        if counted.until is not None or "open" in counted.of:
            return tuple(
                (month, len(self._find(counted, replace(self.period, last=last))))
                for month, _, last in self.period.months()
            )
        months = self.period.months()
        places = _month_of(found.days, np.array([first for _, first, _ in months], np.int64))
        numbers = np.bincount(places, minlength=len(months)).tolist()
        return tuple((month, number) for (month, _, _), number in zip(months, numbers, strict=True))


_TABLES = ("duties", "findings")


def _month_of(days: Ints, firsts: Ints) -> Ints:
    return np.asarray(np.searchsorted(firsts, days, side="right") - 1)


def _term(title: Text, found: Found) -> Term:
    return Term(title, len(found), found.opened())


def _part_title(one: Indicator) -> Text:
    return Text(f"{one.title.zh}：分子", f"{one.title.en}: part")


def _whole_title(one: Indicator) -> Text:
    return Text(f"{one.title.zh}：基数", f"{one.title.en}: base")


def percent(part: int, whole: int) -> Decimal | None:
    """A share in percent with two decimals, halves up; None where there is no whole."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(_HUNDREDTH, ROUND_HALF_UP)


def _is_small(counted: _Counted) -> bool:
    """Whether any number of it is of a few persons or acts."""
    numbers = [term.value for term in counted.terms if term.value is not None]
    return any(0 < number < SMALL_CELL for number in numbers)


def open_rows(figure: Figure, term: int = 0) -> Rows:
    """The records behind one term of a figure."""
    return figure.terms[term].rows if term < len(figure.terms) else NO_ROWS


__all__ = ["Input", "Mapping", "figures_of", "open_rows", "percent"]
