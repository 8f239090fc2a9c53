"""The truth of thirty norms, recomputed from the raw exports by SQL that knows no engine, lawbook or recipe."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import duckdb
import pytest

pytestmark = pytest.mark.timeout(400)
SQL = Path(__file__).with_name("truth.sql").read_text("utf-8")
LOGS = {
    "admin": "bureau_cases_administrative_log.parquet",
    "crime": "bureau_cases_criminal_log.parquet",
    "custody": "bureau_custody_log.csv",
}
UNMET = ("late", "missed", "slow")


def sections() -> dict[str, str]:
    """Each norm's query."""
    parts = re.split(r"^-- norm: (\S+)$", SQL, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.fixture(scope="module")
def database(week):
    """The raw exports as tables of text, and a calendar from another source than the lawbook's."""
    base = duckdb.connect()
    for table, name in LOGS.items():
        path = week.built.out / "exports" / name
        source = f"read_csv('{path}', all_varchar=true)" if name.endswith("csv") else f"'{path}'"
        base.execute(f"create table {table} as select * from {source}")
    base.execute("create table cal (day date, working boolean, nth int)")
    day, nth = date(2025, 1, 1), 0
    while day <= date(2026, 12, 31):
        working = chinese_calendar.is_workday(day)
        nth += working
        base.execute("insert into cal values (?, ?, ?)", [day, working, nth])
        day += timedelta(1)
    base.execute(SQL.split("-- norm:", 1)[0])
    return base


@pytest.fixture(scope="module")
def truth(week):
    """Of each norm, what the truth says is not fulfilled in time."""
    found = defaultdict(set)
    with (week.built.out / "truth.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["outcome"] in UNMET:
                found[row["norm"]].add((row["matter"], row["at"], row["reason"]))
    return found


def test_there_are_thirty():
    assert len(sections()) >= 30


@pytest.mark.parametrize("norm", sections())
def test_the_raw_exports_say_the_same(norm, database, truth):
    rows = database.execute(sections()[norm]).fetchall()
    assert {(matter, at.strftime("%Y-%m-%d %H:%M"), reason) for matter, at, reason in rows} == truth[norm]
    assert rows, "a norm that nothing breaks proves nothing"
