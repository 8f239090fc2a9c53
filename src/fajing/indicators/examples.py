"""Plays the examples that stand in an indicator: records are counted, and the value is held against what it expects.

In: an indicator and its lawbook. Out: one result for each example. Events are written as in the examples of norms;
`duties:` as `norm @ 2026-03-02 outcome=missed`, `findings:` as `F1 pushed @ 2026-03-03 reply_due=2026-03-10 by B`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from fajing.core.errors import FajingError
from fajing.core.events import Log
from fajing.core.moments import Moment, Precision, parse_moment
from fajing.findings.acts import Act, Kind
from fajing.indicators.evaluate import Input, figures_of
from fajing.indicators.figure import Figure
from fajing.indicators.log_source import record_of
from fajing.indicators.period import Period
from fajing.indicators.tables import Table, flag_column, group_of, table_of_findings, text_column
from fajing.lawbook.indicator_spec import Indicator, IndicatorBook
from fajing.lawbook.model import Lawbook
from fajing.lawbook.problems import suggest
from fajing.scan.duty import Outcome
from fajing.scan.example_log import MAIN, ExampleLog

MISSING = "missing"
_YEAR = 2026


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """What became of one example.

    Attributes:
        indicator: Its id.
        number: Of the example, from 1.
        passed: Whether it gave what it expects.
        expected: As written.
        got: What came out.
        error: Why it could not be played, if it could not.
        undeclared: Fields in it that nobody declared.
    """

    indicator: str
    number: int
    passed: bool
    expected: str
    got: str = ""
    error: str = ""
    undeclared: tuple[str, ...] = ()


def play(indicator: Indicator, lawbook: Lawbook, book: IndicatorBook) -> list[IndicatorResult]:
    """Play all examples of an indicator."""
    return [_play(indicator, lawbook, book, number) for number in range(1, len(indicator.examples) + 1)]


def figure_of(indicator: Indicator, lawbook: Lawbook, book: IndicatorBook, raw: Mapping[str, Any]) -> Figure:
    """The figure that the records of an example give.

    Raises:
        FajingError: The example cannot be read.
    """
    return _figure(indicator, lawbook, book, raw, ExampleLog(lawbook, _home(indicator)))


def _play(indicator: Indicator, lawbook: Lawbook, book: IndicatorBook, number: int) -> IndicatorResult:
    raw = indicator.examples[number - 1]
    parts = raw.get("parts")
    expected = f"{raw['expect']}" + (f" = {' + '.join(map(str, parts))}" if parts else "")
    builder = ExampleLog(lawbook, _home(indicator))
    try:
        figure = _figure(indicator, lawbook, book, raw, builder)
    except FajingError as error:
        text = "；".join(filter(None, (error.what, error.why, error.remedy)))
        return IndicatorResult(indicator.id, number, False, expected, error=text)
    got = MISSING if figure.value is None else str(figure.value)
    values = [term.value for term in figure.terms[1:]]
    if parts:
        got += f" = {' + '.join(map(str, values))}"
    passed = _fits(raw["expect"], figure) and (not parts or values == list(parts))
    return IndicatorResult(indicator.id, number, passed, expected, got, "", tuple(builder.undeclared))


def _fits(expect: Any, figure: Figure) -> bool:
    if expect == MISSING or figure.value is None:
        return expect == MISSING and figure.value is None
    return Decimal(str(expect)) == Decimal(figure.value)


def _home(indicator: Indicator) -> str:
    if indicator.median is not None:
        return indicator.median.begin.step.partition(".")[0]
    assert indicator.counted is not None
    return indicator.counted.home


def _figure(
    indicator: Indicator, lawbook: Lawbook, book: IndicatorBook, raw: Mapping[str, Any], builder: ExampleLog
) -> Figure:
    log = Log(lawbook.zone)
    if "events" in raw:
        log = builder.build(raw["events"], raw.get("matter"))
        for (
            matter
        ) in log.matters.values():  # matters of one kind are files of their own, unless a step joins them
            if matter.procedure == builder.procedure and matter.id != MAIN:
                matter.parent = None
    year = raw.get("year", _YEAR)
    unit = raw.get("unit")
    units = None if unit is None else frozenset({unit})
    period = Period(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal(), units)
    zone = lawbook.zone
    end = Moment(zone.end_of_day(period.last) - 1, period.last, Precision.SECOND)
    cut_off = parse_moment(raw["as_of"], zone) if "as_of" in raw else end
    acts = _acts(raw.get("findings", ()), lawbook)
    duties = _duties(raw.get("duties", ()), lawbook)
    given = Input(
        lawbook,
        book,
        record_of(log, lawbook),
        lambda _: duties,
        lambda instant: table_of_findings(acts, lawbook, zone, instant),
    )
    return figures_of(given, period, cut_off, scope=unit, only=frozenset({indicator.id}))[indicator.id]


# ---------------------------------------------------------------- duties and findings in words
def _duties(lines: Sequence[str], lawbook: Lawbook) -> Table:
    norms, days, outcomes, units = [], [], [], []
    for line in lines:
        name, at_sign, rest = line.partition("@")
        words = rest.split()
        norm = lawbook.norm(name.strip())
        if norm is None or not at_sign or not words:
            raise FajingError(
                f"读不懂这项应办 (not a duty): {line}", remedy=suggest(name.strip(), lawbook.norms)
            )
        values = _values(words[1:], line)
        outcome = values.get("outcome", "")
        if outcome not in list(Outcome):
            raise FajingError(
                f"没有这种结果 (no such outcome): {line}", remedy=suggest(outcome, list(Outcome))
            )
        norms.append(norm)
        days.append(parse_moment(words[0], lawbook.zone).day)
        outcomes.append(outcome)
        units.append(values.get("unit", ""))
    known = {unit: code for code, unit in enumerate(dict.fromkeys(one for one in units if one))}
    broken = np.array([Outcome(one).is_broken for one in outcomes], bool)
    labels = [norm.label or "" for norm in norms]
    return Table(
        "duties",
        len(norms),
        {"": np.array(days, np.int64)},
        {
            "norm": text_column(norm.id for norm in norms),
            "label": text_column(labels),
            "group": text_column(group_of(one) for one in labels),
            "outcome": text_column(outcomes),
            "reason": text_column("" for _ in norms),
            "severity": text_column(norm.severity.value for norm in norms),
            "bearer": text_column(norm.bearer.value for norm in norms),
            "procedure": text_column(norm.procedure for norm in norms),
            "is_finding": flag_column(broken & np.array([norm.is_finding for norm in norms], bool)),
            "is_provisional": flag_column(np.zeros(len(norms), bool)),
            "has_benchmark": flag_column(
                np.array(["benchmark" in str(norm.raw["versions"]) for norm in norms], bool)
            ),
        },
        np.array([known.get(one, -1) for one in units], np.int64),
        list(known),
        lambda rows: [f"{norms[row].id}|{row}" for row in rows.tolist()],
    )


def _acts(lines: Sequence[str], lawbook: Lawbook) -> list[Act]:
    acts = []
    for line in lines:
        head, at_sign, rest = line.partition("@")
        named, words = head.split(), rest.split()
        if not at_sign or len(named) != 2 or not words or named[1] not in list(Kind):
            raise FajingError(f"读不懂这个动作 (not an act): {line}", remedy="F1 pushed @ 2026-03-03 by B")
        by = words[words.index("by") + 1] if "by" in words else "S"
        values: dict[str, Any] = dict(_values([one for one in words[1:] if "=" in one], line))
        if "reply_due" in values:
            values["reply_due"] = lawbook.zone.latest(parse_moment(values["reply_due"], lawbook.zone))
        acts.append(
            Act(Kind(named[1]), named[0], parse_moment(words[0], lawbook.zone).instant, by, "", values)
        )
    return acts


def _values(words: Sequence[str], line: str) -> dict[str, str]:
    found = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise FajingError(f"读不懂 {word!r} (not understood)", why=line, remedy="name=value")
        found[name] = value
    return found
