"""An event log is read under whichever of the usual headings it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from fajing.intake.read import read_logs
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook

BOOK = Path(__file__).resolve().parents[2] / "law" / "cn-police"


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(BOOK))


@pytest.mark.parametrize(
    "headings",
    [
        "案件编号,种类,环节,时间,民警,单位",
        "案件编码,种类,业务环节,操作时间,操作人,承办单位",
        "案事件编号,种类,环节名称,环节时间,经办民警,经办单位",
        "业务编号,种类,流程环节,发生时间,经办人,办案单位",
    ],
)
def test_an_event_log_is_read_under_the_usual_headings(headings: str, tmp_path: Path, book: Lawbook) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        f"{headings}\nA1,行政案件,接报案,2026-03-02 09:00,043318,城东所\n"
        "A1,行政案件,受案,2026-03-02 10:00,043318,城东所\n",
        "utf-8",
    )
    intake = read_logs([path], book)
    assert [count.map_id for count in intake.files] == ["events_csv"]
    assert not intake.rejects
    assert not intake.files[0].unread
    (matter,) = intake.log.matters.values()
    assert matter.unit == "城东所"
    assert [(event.step, [one.id for one in event.officers]) for event in matter.events] == [
        ("report_received", ["043318"]),
        ("case_accepted", ["043318"]),
    ]
