"""Districts as branches of a city: what `--unit` takes beside the units of the record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.app.folders import fresh, imported
from tests.app.test_gather import INDICATORS, NORTH, SOUTH, renamed
from tests.indicators.logs import random_log

from fajing.app.district import District
from fajing.app.figures import figures_in
from fajing.app.gather import gather
from fajing.core.moments import Moment, Precision
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.read_indicators import load_indicators
from fajing.ledger.ledger import Ledger
from fajing.ledger.segments.folder import DataFolder


def test_a_district_is_a_branch_of_the_city(tmp_path: Path) -> None:
    lawbook = load_lawbook(str(INDICATORS))
    book = load_indicators(lawbook)
    for name, seed in ((NORTH, 3), (SOUTH, 5)):
        log = random_log(seed, lawbook)
        for matter in log.matters.values():
            matter.unit = f"{name}{matter.unit or '无'}"
            for event in matter.events:
                event.unit = event.unit and f"{name}{event.unit}"
                event.values = {key: value for key, value in event.values.items() if key != "to_unit"}
        imported(fresh(tmp_path / name, lawbook), lawbook, renamed(log, "S") if name == SOUTH else log)
    Ledger.init(tmp_path / "city").close()
    gather([District(name, tmp_path / name) for name in (NORTH, SOUTH)], tmp_path / "city")
    source = figures_in(DataFolder.open(tmp_path / "city"), lawbook, book)
    last = date(2026, 12, 31)
    cut_off = Moment(lawbook.zone.end_of_day(last.toordinal()) - 1, last.toordinal(), Precision.SECOND)
    for name in (NORTH, SOUTH):
        own = figures_in(DataFolder.open(tmp_path / name), lawbook, book)
        whole = own.of(date(2026, 1, 1), last, cut_off=cut_off)
        branch = source.of(date(2026, 1, 1), last, unit=name, cut_off=cut_off)
        assert branch.scope == name
        counted = [one for one in whole if one.indicator.startswith("cases.") and one.value is not None]
        assert {one.indicator: branch[one.indicator].value for one in counted} == {
            one.indicator: one.value for one in counted
        }
        assert len(counted) > 5
