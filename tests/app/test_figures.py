"""Figures of a data folder: duties with their keys, files of several segments, findings, rows that open."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import pytest
from tests.app.folders import cut, fresh, imported, in_force, standing_log
from tests.indicators.logs import random_log
from tests.indicators.plain import Plain

from fajing.app.all_duties import all_duties
from fajing.app.figures import figures_in, sources_of
from fajing.app.grouping import roots_as_linked
from fajing.app.office_book import open_book
from fajing.core.errors import UsageError
from fajing.core.moments import Moment, Precision
from fajing.findings.acts import SYSTEM, Act, Kind
from fajing.indicators.evaluate import Input, figures_of
from fajing.indicators.period import Period
from fajing.indicators.record import Record
from fajing.lawbook.indicator_spec import IndicatorBook
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook, Register, RegisterEntry
from fajing.lawbook.read_indicators import load_indicators
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.merge import Standing
from fajing.scan.reference import judge_log, latest_moment

BOOK = Path(__file__).parents[1] / "indicators" / "book"
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(scope="module")
def lawbook() -> Lawbook:
    return load_lawbook(str(BOOK))


@pytest.fixture(scope="module")
def police() -> tuple[Lawbook, IndicatorBook]:
    found = load_lawbook("cn-police")
    return found, load_indicators(found)


@pytest.mark.parametrize("seed", [3, 11])
def test_every_duty_is_there_with_its_key_and_outcome(seed: int, tmp_path: Path) -> None:
    one = in_force(seed)
    folder = fresh(tmp_path, one.book)
    for part in cut(Random(seed), one.log, 2):
        imported(folder, one.book, part)
    log = standing_log(folder, one.book)
    latest = latest_moment(log)
    assert latest is not None
    instant = one.book.zone.latest(latest)
    moment = Moment(instant, one.book.zone.civil(instant).toordinal(), Precision.SECOND)
    expected = Counter(
        (duty.key, duty.outcome.value, duty.trigger.at.day, duty.unit or "")
        for duty in judge_log(standing_log(folder, one.book, moment), one.book, as_of=moment)
    )
    table = all_duties(folder, folder.segments(), one.book, instant, lambda *_: None)
    rows = np.arange(table.size)
    outcome = table.columns["outcome"].parts[0]
    units = [table.unit_words[code] if code >= 0 else "" for code in table.units.tolist()]
    found = Counter(
        zip(
            table.ids(rows),
            [outcome.words[code] for code in outcome.data.tolist()],
            table.days[""].tolist(),
            units,
            strict=True,
        )
    )
    assert found == expected
    assert any(outcome == "met" for _, outcome, _, _ in expected)


@pytest.mark.parametrize("seed", range(8))
def test_files_of_several_segments_are_counted_as_they_stand(
    seed: int, lawbook: Lawbook, tmp_path: Path
) -> None:
    log = random_log(seed, lawbook)
    folder = fresh(tmp_path, lawbook)
    for part in cut(Random(seed), log, 3):
        imported(folder, lawbook, part)
    if not folder.segments():
        return
    book = load_indicators(lawbook)
    standing = Standing(folder.segments(), roots_as_linked(lawbook))
    record = Record(sources_of(standing), lawbook.zone, standing.carried())
    period = Period(YEAR[0].toordinal(), YEAR[1].toordinal())
    instant = lawbook.zone.end_of_day(period.last) - 1
    figures = figures_of(Input(lawbook, book, record), period, Moment(instant, period.last, Precision.SECOND))
    stands = standing_log(folder, lawbook)
    plain = Plain(stands, lawbook, dict(book.ranges), period, instant)
    ids = {event.id for event in stands.events()}
    known = {event.procedure for event in stands.events()}
    for figure in figures:
        one = book.indicators[figure.indicator]
        if figure.value is None and not known >= {"case", "review"}:
            continue
        assert figure.value == plain.value(one)[0], figure.indicator
        for term in figure.terms:
            if term.rows.kind == "events":
                assert set(term.rows.ids) <= ids
            else:
                assert set(term.rows.ids) <= stands.matters.keys() | {"elsewhere"}


def test_the_same_folder_gives_the_same_figures_and_an_earlier_segment_those_of_then(
    lawbook: Lawbook, tmp_path: Path
) -> None:
    log = random_log(5, lawbook)
    folder = fresh(tmp_path, lawbook)
    book = load_indicators(lawbook)
    first, *others = cut(Random(5), log, 2)
    imported(folder, lawbook, first)
    signed = figures_in(folder, lawbook, book).of(*YEAR, cut_off=None)
    for part in others:
        imported(folder, lawbook, part)
    assert len(folder.segments()) == 2
    again = figures_in(folder, lawbook, book, upto_segment=1).of(*YEAR)
    assert again == signed
    assert repr([(one, list(one.rows.ids)) for one in again]) == repr(
        [(one, list(one.rows.ids)) for one in again]
    )
    now = figures_in(folder, lawbook, book).of(*YEAR)
    assert [one.value for one in now] != [one.value for one in signed]


def test_findings_are_folded_from_the_ledger_as_known_at_the_cut_off(
    lawbook: Lawbook, police: tuple[Lawbook, IndicatorBook], tmp_path: Path
) -> None:
    small, (lawbook, indicators) = lawbook, police
    zone = lawbook.zone
    folder = DataFolder.make(tmp_path / "data", zone)
    log = random_log(5, small)
    for matter in list(log.matters.values()):
        matter.procedure = "complaint"
        for event in matter.events:
            event.procedure, event.step, event.values = "complaint", "complaint_received", {}
    imported(folder, lawbook, log)
    book = open_book(folder.path)

    def at(day: int) -> int:
        return zone.start_of_day(date(2026, 3, day).toordinal()) + 36_000

    facts = {"key": "k1", "norm": "n", "label": "property.list", "unit": "U1", "severity": "serious"}
    book.act(
        [
            Act(Kind.RAISED, "2026-0001", at(2), SYSTEM, values=facts),
            Act(Kind.RAISED, "2026-0002", at(2), SYSTEM, values={**facts, "key": "k2", "unit": "U2"}),
            Act(Kind.PUSHED, "2026-0001", at(3), "041", values={"reply_due": at(8)}),
            Act(Kind.RECTIFIED, "2026-0001", at(5), "042"),
            Act(Kind.VERIFIED, "2026-0001", at(9), "043"),
        ]
    )
    source = figures_in(folder, lawbook, indicators)
    only = [name for name in source.book.indicators if name.startswith("findings.")]
    end = Moment(at(28), date(2026, 3, 28).toordinal(), Precision.SECOND)
    found = source.of(*YEAR, cut_off=end, only=only)
    values = {name: found[f"findings.{name}"].value for name in ("raised", "pushed", "verified", "open")}
    assert values == {"raised": 2, "pushed": 1, "verified": 1, "open": 1}
    assert list(found["findings.raised"].rows.ids) == ["2026-0001", "2026-0002"]
    assert found["findings.answered_in_time"].value == 100
    assert found["findings.verified_by_another"].value == 100
    assert found["findings.contested"].value == 0
    assert found["findings.upheld_share"].missing is not None
    then = Moment(at(6), date(2026, 3, 6).toordinal(), Precision.SECOND)
    earlier = source.of(*YEAR, cut_off=then, only=only)
    assert earlier["findings.verified"].value == 0
    assert earlier["findings.open"].value == 2


def test_without_a_ledger_findings_are_missing_and_never_zero(
    lawbook: Lawbook, police: tuple[Lawbook, IndicatorBook], tmp_path: Path
) -> None:
    law, indicators = police
    folder = DataFolder.make(tmp_path / "data", law.zone)
    log = random_log(5, lawbook)
    for matter in log.matters.values():
        matter.procedure = "call"
        for event in matter.events:
            event.procedure, event.step, event.values = "call", "call_received", {}
    imported(folder, law, log)
    source = figures_in(folder, law, indicators)
    found = source.of(*YEAR, only=["findings.raised", "cases.calls", "oversight.committee_sessions"])
    assert found["findings.raised"].value is None
    assert "账本" in (found["findings.raised"].missing.zh if found["findings.raised"].missing else "")
    assert found["oversight.committee_sessions"].value is None
    assert isinstance(found["cases.calls"].value, int)
    entries = {"片区": (RegisterEntry("片区", None, None, {}),)}
    entries |= {f"U{one}": (RegisterEntry(f"U{one}", None, None, {"parent": "片区"}),) for one in (1, 2, 7)}
    treed = figures_in(folder, replace(law, registers={"units": Register("units", entries)}), indicators)
    area, one, two = (
        treed.of(*YEAR, unit=unit, only=["cases.calls"])["cases.calls"] for unit in ("片区", "U1", "U2")
    )
    assert area.scope == "片区"
    assert area.value == one.value + two.value > one.value > 0
    with pytest.raises(UsageError, match="没有这个单位"):
        source.of(*YEAR, unit="U9", only=["cases.calls"])
    with pytest.raises(UsageError, match="没有这个指标"):
        found.by_id("cases.cals")
