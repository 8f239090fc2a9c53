"""What a check writes: the summary, the duties, the rejects, the report; all or none; the same bytes every time."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.app.small_book import ROWS, write_book, write_log

from fajing.app.check import FILES, CheckResult, run_check
from fajing.app.duties_file import SCHEMA
from fajing.core.errors import FajingError
from fajing.lawbook.model import Severity


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_book(tmp_path_factory.mktemp("law") / "small")


def check(book: Path, log: Path, out: Path, **more: Any) -> CheckResult:
    return run_check([log], law=str(book), out=out, **more)


def test_the_summary_has_exactly_the_keys_of_its_schema(book: Path, tmp_path: Path) -> None:
    check(book, write_log(tmp_path / "log.csv"), tmp_path / "out")
    found = json.loads((tmp_path / "out/summary.json").read_text("utf-8"))
    assert list(found) == ["as_of", "lawbook", "log", "norms", "schema"]
    assert found["schema"] == 1
    assert found["lawbook"].keys() == {"id", "hash"}
    assert found["lawbook"]["id"] == "small"
    assert found["log"] == {"files": 3, "matters": 3, "events": 9, "rejected": 1}
    assert found["as_of"] == "2026-03-12T11:00"
    keys = {"met", "late", "missed", "slow", "open", "excused", "undecidable", "broken", "reasons"}
    assert all(norm.keys() == keys for norm in found["norms"].values())
    assert found["norms"]["handling.accepted_in_time"] == {
        "met": 1,
        "late": 1,
        "missed": 1,
        "slow": 0,
        "open": 0,
        "excused": 0,
        "undecidable": 0,
        "broken": 2,
        "reasons": {"absent": 1, "too_late": 1},
    }


def test_every_norm_in_force_is_listed_and_no_draft(book: Path, tmp_path: Path) -> None:
    check(book, write_log(tmp_path / "log.csv", ROWS[:1]), tmp_path / "out")
    norms = json.loads((tmp_path / "out/summary.json").read_text("utf-8"))["norms"]
    assert set(norms) == {
        "handling.accepted_in_time",
        "handling.by_origin",
        "handling.paid_in_time",
        "handling.reviewed_before_decision",
    }


def test_the_same_log_gives_the_same_bytes(book: Path, tmp_path: Path) -> None:
    log = write_log(tmp_path / "log.csv")
    for name in ("a", "b"):
        check(book, log, tmp_path / name)
    for name in FILES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


@pytest.mark.parametrize("seed", range(6))
def test_rows_in_another_order_give_the_same_summary(book: Path, tmp_path: Path, seed: int) -> None:
    rows = list(ROWS)
    random.Random(seed).shuffle(rows)
    check(book, write_log(tmp_path / "a.csv"), tmp_path / "a")
    check(book, write_log(tmp_path / "b.csv", tuple(rows)), tmp_path / "b")
    assert (tmp_path / "a/summary.json").read_bytes() == (tmp_path / "b/summary.json").read_bytes()
    one, other = (pq.read_table(tmp_path / name / "duties.parquet").drop_columns(["source"]) for name in "ab")
    assert one.equals(other)


def test_duties_hold_every_duty_that_was_not_met(book: Path, tmp_path: Path) -> None:
    check(book, write_log(tmp_path / "log.csv"), tmp_path / "out")
    table = pq.read_table(tmp_path / "out/duties.parquet")
    assert table.schema.equals(SCHEMA)
    rows = table.to_pylist()
    assert [(row["norm"], row["matter"], row["outcome"]) for row in rows] == [
        ("handling.accepted_in_time", "行〔2026〕1", "late"),
        ("handling.accepted_in_time", "行〔2026〕3", "missed"),
        ("handling.by_origin", "行〔2026〕2", "undecidable"),
        ("handling.paid_in_time", "行〔2026〕1", "missed"),
        ("handling.reviewed_before_decision", "行〔2026〕1", "missed"),
    ]
    late = rows[0]
    assert late["trigger_at"] == "2026-03-02T09:00"
    assert late["due"] == "2026-03-03T09:00"
    assert late["done_at"] == "2026-03-03T15:00"
    assert (late["late_seconds"], late["late_days"]) == (21600, None)
    assert late["is_finding"] is True
    assert late["unit"] == "柳汀所"
    assert rows[2]["missing"] == ["event.origin"]
    assert rows[3]["is_finding"] is False, "a party's duty is only counted"
    assert (rows[3]["due"], rows[3]["whole_day"]) == ("2026-03-11", True)


def test_findings_are_counted_from_a_severity_on(book: Path, tmp_path: Path) -> None:
    result = check(book, write_log(tmp_path / "log.csv"), tmp_path / "out")
    counts = {severity.value: result.findings_at(severity) for severity in Severity}
    assert counts == {"notice": 3, "minor": 3, "serious": 1, "grave": 0}


def test_an_earlier_result_is_replaced_and_other_files_stay(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    log = write_log(tmp_path / "log.csv")
    check(book, log, out)
    (out / "notes.txt").write_text("mine", "utf-8")
    (out / "summary.json").write_text("old", "utf-8")
    check(book, log, out)
    assert (out / "notes.txt").read_text("utf-8") == "mine"
    assert json.loads((out / "summary.json").read_text("utf-8"))["schema"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.csv", "out"]


def test_nothing_is_written_when_the_log_cannot_be_read(book: Path, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("什么,都不是\n1,2\n", "utf-8")
    with pytest.raises(FajingError):
        check(book, tmp_path / "log.csv", tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["log.csv"]


def test_a_file_in_place_of_the_folder_is_refused(book: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x", "utf-8")
    with pytest.raises(FajingError, match="not a folder"):
        check(book, write_log(tmp_path / "log.csv"), tmp_path / "out")


def test_the_log_itself_is_never_replaced(book: Path, tmp_path: Path) -> None:
    log = write_log(tmp_path / "rejects.csv")
    with pytest.raises(FajingError, match="replace the log"):
        check(book, log, tmp_path)


def test_as_of_cuts_off_what_came_later(book: Path, tmp_path: Path) -> None:
    check(book, write_log(tmp_path / "log.csv"), tmp_path / "out", as_of="2026-03-02")
    found = json.loads((tmp_path / "out/summary.json").read_text("utf-8"))
    assert found["as_of"] == "2026-03-02"
    assert found["norms"]["handling.accepted_in_time"]["open"] == 1
    with pytest.raises(FajingError, match="not a date"):
        check(book, tmp_path / "log.csv", tmp_path / "out", as_of="gestern")


def test_a_log_without_events_gives_zeros(book: Path, tmp_path: Path) -> None:
    check(book, write_log(tmp_path / "log.csv", ROWS[:0]), tmp_path / "out")
    found = json.loads((tmp_path / "out/summary.json").read_text("utf-8"))
    assert found["as_of"] is None
    assert found["log"] == {"files": 0, "matters": 0, "events": 0, "rejected": 0}
    assert pq.read_table(tmp_path / "out/duties.parquet").num_rows == 0
    assert "没有发现问题" in (tmp_path / "out/report.html").read_text("utf-8")


def test_a_log_of_which_every_row_is_turned_back_is_refused(book: Path, tmp_path: Path) -> None:
    with pytest.raises(FajingError, match="every row was turned back"):
        check(book, write_log(tmp_path / "log.csv", ROWS[-1:]), tmp_path / "out")
    assert not (tmp_path / "out").exists()
