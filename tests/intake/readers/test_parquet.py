from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.intake.book import EVENTS, WIDE, lawbook, told, with_columns

from fajing.core.errors import FajingError
from fajing.intake.read import read_logs
from fajing.intake.readers import parquet


def write(path, **columns):
    pq.write_table(pa.table(columns), path)
    return path


def test_typed_columns_are_read(tmp_path):
    data = with_columns(EVENTS, {"heading": "罚款", "field": "fine"}, {"heading": "听证", "field": "heard"})
    path = write(
        tmp_path / "a.parquet",
        案号=pa.array([1, 2, None]),
        环节=pa.array(["接报", "处罚决定", "接报"]).dictionary_encode(),
        时间=pa.array(
            [datetime(2026, 3, 2, 9, 30), datetime(2026, 3, 2), datetime(2026, 3, 2)], pa.timestamp("ns")
        ),
        罚款=pa.array([None, Decimal("12.50"), None], pa.decimal128(10, 2)),
        听证=pa.array([None, True, None]),
    )
    intake = read_logs([path], lawbook(data))
    assert told(intake.log.matters["1"].events) == ["received 2026-03-02 09:30"]
    event = intake.log.matters["2"].events[0]
    assert event.values == {"fine": 1250, "heard": True}
    assert event.source == "row 3"
    assert [(one.row, one.column) for one in intake.rejects] == [(4, "案号")]


def test_times_with_a_zone_become_civil_times_of_the_lawbook(tmp_path):
    path = write(
        tmp_path / "a.parquet",
        案号=["A1"],
        环节=["接报"],
        时间=pa.array([datetime(2026, 3, 2, 1, 30)], pa.timestamp("us", "UTC")),
    )
    assert told(read_logs([path], lawbook(EVENTS)).log.matters["A1"].events) == ["received 2026-03-02 09:30"]


def test_both_shapes_and_many_batches_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "BATCH", 7)
    path = write(
        tmp_path / "a.parquet",
        案件编号=[f"A{n}" for n in range(50)],
        接报时间=[date(2026, 3, 2)] * 50,
        表=[[n] for n in range(50)],
    )
    intake = read_logs([path], lawbook(WIDE))
    assert intake.files[0].new == 50
    assert list(intake.log.events())[49].source == "row 51"


def test_a_damaged_or_huge_file_is_refused(tmp_path, monkeypatch):
    path = write(tmp_path / "a.parquet", 案号=["A1"])
    monkeypatch.setattr(parquet, "MOST_ROWS", 0)
    with pytest.raises(FajingError, match="too large"):
        read_logs([path], lawbook(EVENTS))
    monkeypatch.undo()
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(FajingError, match="damaged"):
        read_logs([path], lawbook(EVENTS))
