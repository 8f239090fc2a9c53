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


def exports_of(town):
    """The raw exports as tables of text, and a calendar from another source than the lawbook's."""
    base = duckdb.connect()
    for table, name in LOGS.items():
        path = town.built.out / "exports" / name
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


def truth_of(town):
    """Of each norm, what the truth says is not fulfilled in time."""
    found = defaultdict(set)
    with (town.built.out / "truth.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["outcome"] in UNMET:
                found[row["norm"]].add((row["matter"], row["at"], row["reason"]))
    return found


def said_by(database, norm):
    """What a norm's query finds in the raw exports."""
    rows = database.execute(sections()[norm]).fetchall()
    return {(matter, at.strftime("%Y-%m-%d %H:%M"), reason) for matter, at, reason in rows}


@pytest.fixture(scope="module")
def database(week):
    """The exports of a week."""
    return exports_of(week)


@pytest.fixture(scope="module")
def truth(week):
    """The truth of a week."""
    return truth_of(week)


def test_there_are_thirty():
    assert len(sections()) >= 30


@pytest.mark.parametrize("norm", sections())
def test_the_raw_exports_say_the_same(norm, database, truth):
    assert said_by(database, norm) == truth[norm]
    assert truth[norm], "a norm that nothing breaks proves nothing"


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_the_raw_exports_of_a_year_say_the_same(year, soak_note):
    database, truth = exports_of(year), truth_of(year)
    wrong = {norm: said_by(database, norm) ^ truth[norm] for norm in sections()}
    assert {norm: cases for norm, cases in wrong.items() if cases} == {}
    assert all(truth[norm] for norm in sections())
    soak_note(
        f"town year: truth of {len(wrong)} norms by SQL, {sum(len(truth[norm]) for norm in wrong)} duties not met"
    )
