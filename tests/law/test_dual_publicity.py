"""The lists of penalties and permits for the credit platforms are read, under their headings or their codes."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from fajing.intake.read import Intake, read_logs
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook

ROOT = Path(__file__).resolve().parents[2]
MAPS = ROOT / "law" / "cn-police" / "maps"
FIELDS = ROOT.parent / "shared" / "data" / "dual_publicity_fields.csv"
MAP_OF = {"penalty": "dual_publicity_penalty", "permit": "dual_publicity_permit"}

PENALTIES_2018 = """行政处罚公示清单,,,,,,,
行政相对人名称,行政相对人类别,自然人证件号码,行政处罚决定书文号,违法事实,罚款金额（万元）,处罚决定日期,处罚机关
甲某某,自然人,证号甲,青公罚〔2025〕1号,某日扰乱秩序,0.05,2025-03-04,青岚县公安局
山前宾馆,法人及非法人组织,,青公罚〔2025〕2号,未按规定登记,1.2,2025/3/5,青岚县公安局
坏行,法人及非法人组织,,青公罚〔2025〕3号,未按规定登记,一些,2025-03-06,青岚县公安局
"""
PENALTIES_2016 = """CF_WSH,CF_CFMC,CF_CFLB1,CF_SY,CF_XDR_MC,CF_XDR_SFZ,CF_JDRQ,CF_XZJG,SJC
青公罚〔2017〕9号,罚款,罚款,未按规定登记,山前宾馆,,2017-03-04,青岚县公安局,2017-03-09
"""
PERMITS = """XK_XDR_MC,XK_XDR_LB,XK_WSH,XK_XKLB,XK_JDRQ,XK_XKJG,XK_ZT
山前宾馆,法人及非法人组织,青公许〔2025〕7号,普通,2025-04-01,青岚县公安局,1
"""


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(ROOT / "law" / "cn-police"))


def read(folder: Path, text: str, book: Lawbook) -> Intake:
    path = folder / "list.csv"
    path.write_text(text, "utf-8")
    return read_logs([path], book)


def test_the_penalties_of_2018_are_read_without_their_names(tmp_path: Path, book: Lawbook) -> None:
    intake = read(tmp_path, PENALTIES_2018, book)
    assert intake.files[0].map_id == MAP_OF["penalty"]
    assert not intake.files[0].unread
    assert [(reject.row, reject.column) for reject in intake.rejects] == [(5, "罚款金额（万元）")]
    fines = {}
    for matter in intake.log.matters.values():
        assert (matter.procedure, matter.unit) == ("administrative_case", "青岚县公安局")
        (event,) = matter.events
        assert event.step == "penalty_decided"
        assert event.at.is_day
        assert event.objects == ()
        fines[matter.id] = event.values
        assert not re.search("甲某某|证号甲|山前|扰乱", repr(matter) + repr(event))
    assert fines == {"青公罚〔2025〕1号": {"fine": 50000}, "青公罚〔2025〕2号": {"fine": 1200000}}
    assert not intake.log.carried.carries_step("administrative_case.decision_published")


def test_the_penalties_of_2016_are_read_by_their_codes(tmp_path: Path, book: Lawbook) -> None:
    intake = read(tmp_path, PENALTIES_2016, book)
    assert intake.files[0].map_id == MAP_OF["penalty"]
    assert not intake.rejects
    assert not intake.files[0].unread
    (matter,) = intake.log.matters.values()
    assert (matter.id, matter.unit) == ("青公罚〔2017〕9号", "青岚县公安局")
    assert [event.step for event in matter.events] == ["penalty_decided"]


def test_the_permits_are_read_by_their_codes(tmp_path: Path, book: Lawbook) -> None:
    intake = read(tmp_path, PERMITS, book)
    assert intake.files[0].map_id == MAP_OF["permit"]
    assert not intake.rejects
    (matter,) = intake.log.matters.values()
    assert (matter.id, matter.procedure) == ("青公许〔2025〕7号", "permit_application")
    assert [event.step for event in matter.events] == ["permit_granted"]


def test_a_row_of_codes_under_the_headings_is_no_record(tmp_path: Path, book: Lawbook) -> None:
    text = (
        "行政处罚决定书文号,行政相对人名称,处罚决定日期,处罚机关\nCF_WSH,CF_XDR_MC,CF_JDRQ,CF_CFJG\n"
        "青公罚〔2025〕4号,山前宾馆,2025-03-04,青岚县公安局\n"
    )
    assert list(read(tmp_path, text, book).log.matters) == ["青公罚〔2025〕4号"]


def test_a_ledger_that_also_has_the_number_of_the_decision_is_still_a_ledger(
    tmp_path: Path, book: Lawbook
) -> None:
    text = (
        "案件编号,案件性质,行政处罚决定书文号,接报案时间,处罚决定时间\n"
        "A1,行政,青公罚〔2025〕5号,2025-03-01 09:00,2025-03-04 10:00\n"
    )
    intake = read(tmp_path, text, book)
    assert intake.files[0].map_id == "bureau_wide_xlsx"
    assert list(intake.log.matters) == ["A1"]


@pytest.mark.skipif(not FIELDS.is_file(), reason="the field lists are not beside the checkout")
@pytest.mark.parametrize("kind", MAP_OF)
def test_every_field_is_known_and_a_code_by_analogy_is_marked(kind: str, book: Lawbook) -> None:
    columns = book.maps[MAP_OF[kind]]["columns"]
    names = [{column["heading"], *column.get("synonyms", [])} for column in columns]
    lines = (MAPS / f"{MAP_OF[kind]}.yaml").read_text("utf-8").splitlines()
    with FIELDS.open(encoding="utf-8", newline="") as text:
        fields = [row for row in csv.DictReader(text) if row["list"] == kind]
    assert len(fields) >= 27
    for row in fields:
        assert any({row["name_zh"], row["code"]} <= one for one in names), row["code"]
        (line,) = [one for one in lines if re.search(rf"\b{row['code']}[,\]]", one)]
        assert ("# code by analogy" in line) == ("analogy" in row["note"]), row["code"]
        if row["personal"] != "no":
            assert "ignore: true" in line, row["code"]
