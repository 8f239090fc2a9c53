"""Signing freezes figures and bytes: what is changed afterwards, in a file or in the record, is seen."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.report_given import FULL

from fajing.app.annual_report import DOCX, FIGURES, Wanted, build_report
from fajing.app.import_log import run_import
from fajing.app.report_signing import SIGNED, sign_report, verify_report
from fajing.cli import main
from fajing.core.errors import FajingError
from fajing.ledger.ledger import Ledger

WEEK = Path(__file__).resolve().parents[2] / "examples" / "first_week"
LAW = f"cn-police+{WEEK / 'bureau'}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a data folder that has a ledger, and a report of it."""
    folder = tmp_path_factory.mktemp("signing")
    run_import([WEEK / "first_week.xlsx"], law=LAW, data=folder / "data")
    assert main(["ledger", "init", "--name", "example/week", "--data", str(folder / "data")]) == 0
    (folder / "report.yaml").write_text(FULL, "utf-8")
    build_report(Wanted(2026, folder / "report", data=folder / "data", law=LAW, given=folder / "report.yaml"))
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it to be changed."""
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy"


def test_a_signed_report_verifies_and_its_figures_count_anew_the_same(folder: Path) -> None:
    signed = sign_report(folder / "report", folder / "data", by="officer:1", signed_by=("officer:2",))
    assert (signed.version, signed.changed) == (1, ())
    entry, differences = verify_report(folder / "report", folder / "data", law=LAW)
    assert differences == []
    assert entry.index == signed.entry
    assert entry.body["chain"] == ["officer:2"]
    assert "cases.administrative_accepted" in entry.body["figures"]


def test_a_changed_file_and_a_changed_figure_are_seen(folder: Path) -> None:
    sign_report(folder / "report", folder / "data", by="officer:1")
    docx = folder / "report" / DOCX
    docx.write_bytes(docx.read_bytes() + b"\0")
    path = folder / "report" / FIGURES
    changed = json.loads(path.read_text("utf-8"))
    one = next(row for row in changed["figures"] if row["printed"] and isinstance(row["value"], int))
    one["value"] += 1
    path.write_text(json.dumps(changed), encoding="utf-8")
    _entry, differences = verify_report(folder / "report", folder / "data", law=LAW, recount=False)
    assert {(d.what, d.name) for d in differences} == {
        ("file", DOCX),
        ("file", FIGURES),
        ("figure", one["id"]),
    }


def test_a_record_that_is_not_as_it_was_signed_is_seen(folder: Path) -> None:
    path = folder / "report" / FIGURES
    forged = json.loads(path.read_text("utf-8"))
    one = next(
        row for row in forged["figures"] if row["printed"] and row["terms"] and row["terms"][0]["count"]
    )
    one["terms"][0]["ids_sha256"] = "0" * 64
    path.write_text(json.dumps(forged), encoding="utf-8")
    sign_report(folder / "report", folder / "data", by="officer:1")
    _entry, differences = verify_report(folder / "report", folder / "data", law=LAW)
    assert [(d.what, d.name) for d in differences] == [("records", one["id"])]


def test_a_correction_is_a_new_version_that_lists_what_changed(folder: Path) -> None:
    first = sign_report(folder / "report", folder / "data", by="officer:1")
    with pytest.raises(FajingError, match="已经签发过"):
        sign_report(folder / "report", folder / "data", by="officer:1")
    path = folder / "report" / FIGURES
    corrected = json.loads(path.read_text("utf-8"))
    one = next(row for row in corrected["figures"] if row["printed"] and isinstance(row["value"], int))
    one["value"] += 1
    path.write_text(json.dumps(corrected), encoding="utf-8")
    second = sign_report(folder / "report", folder / "data", by="officer:1")
    assert (second.version, second.changed) == (2, (one["id"],))
    entries = list(Ledger.open(folder / "data").entries(kind=SIGNED))
    assert [entry.body["replaces"] for entry in entries] == [None, first.entry]


def test_the_commands_sign_and_verify(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(folder / "data")]
    assert main(["report", "verify", str(folder / "report"), *data]) == 2
    assert "没有签发过" in capsys.readouterr().err
    assert main(["report", "sign", str(folder / "report"), "--by", "officer:1", *data]) == 0
    assert main(["report", "verify", str(folder / "report"), "--no-recount", *data]) == 0
    told = capsys.readouterr().out
    assert "第1版" in told
    assert "下年安排和不足列为3个事项：诺〔2027〕001、诺〔2027〕002、诺〔2027〕003" in told
    assert main(["report", "commitments", "--year", "2027", *data]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed[0] == "诺〔2027〕001  未开始  法制大队  2027-03-31  把送达时间列为登记簿必填项"
    given = folder / "report.yaml"
    given.write_text("last_year:\n  - {kind: plan, text: 甲, owner: 乙, state: not_begun}\n", "utf-8")
    enter = ["report", "commitments", "--year", "2026", "--enter", str(given), *data]
    assert main(enter) == 2, "who enters them is to be said"
    assert main([*enter, "--by", "officer:1"]) == 0
    assert "诺〔2026〕001  未开始  乙  —  甲" in capsys.readouterr().out
    (folder / "report" / DOCX).write_bytes(b"x")
    assert main(["report", "verify", str(folder / "report"), "--no-recount", *data, "--lang", "en"]) == 1
    assert "differs: file report.docx" in capsys.readouterr().out


def test_a_report_with_places_to_be_filled_is_not_signed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, report = ["--data", str(folder / "data")], folder / "report"
    path = report / FIGURES
    found = json.loads(path.read_text("utf-8"))
    assert found["to_fill"] == []
    found["to_fill"] = ["四、下一年度主要安排 ［待填：下一年度安排］"]
    path.write_text(json.dumps(found), "utf-8")
    assert main(["report", "sign", str(report), "--by", "officer:1", *data]) == 2
    told = capsys.readouterr().err
    assert "还有1处待填，不能签发" in told
    assert "下一年度主要安排" in told
    assert list(Ledger.open(folder / "data").entries(kind=SIGNED)) == []
