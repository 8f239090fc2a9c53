"""Naive DuckDB: one kind of query for each form, a self-join or EXISTS for each norm, counting what is unmet.

    python -m bench.peer_duckdb RULEBOOK DATA [--check]

In: a rulebook and the flat log. Out: for each norm the number of duties late, missed or slow, as a person who knows
SQL but no engine would count them. The queries are run one after the other on an in-memory table. Made easy for the
peer: place in the file, civil day and step number are columns already, and the calendar is an array (its cost is not
counted). With `--check` every count is held against the reference engine's. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from pathlib import Path

import duckdb
from bench.casework import ZONE_SECONDS
from bench.flat_files import EPOCH_DAY
from bench.sql_conditions import FIRST_CALENDAR_DAY
from bench.sql_forms import unmet_query

from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook

CALENDAR_DAYS = 2600


def connect(flat: Path, lawbook: Lawbook) -> duckdb.DuckDBPyConnection:
    """A connection with the log in memory, the calendar, the register and the macros that the queries use."""
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE e AS SELECT * FROM '{flat}/by_file.parquet'")
    connection.execute(f"CREATE TABLE m AS SELECT * FROM '{flat}/matters.parquet'")
    connection.execute("CREATE TABLE officers (id VARCHAR, kind VARCHAR)")
    register = lawbook.registers["officers"].entries
    rows = ", ".join(f"('{key}', '{entries[0].values['kind']}')" for key, entries in register.items())
    connection.execute(f"INSERT INTO officers VALUES {rows}")
    _calendar(connection, lawbook)
    as_of = connection.execute("SELECT max(instant) FROM e").fetchone()
    assert as_of is not None
    connection.execute(f"SET VARIABLE as_of = {as_of[0]}")
    connection.execute(f"SET VARIABLE as_of_day = {(as_of[0] + ZONE_SECONDS) // 86400 + EPOCH_DAY}")
    return connection


def _calendar(connection: duckdb.DuckDBPyConnection, lawbook: Lawbook) -> None:
    """Working days as arrays, and the arithmetic of days as macros."""
    days = range(FIRST_CALENDAR_DAY, FIRST_CALENDAR_DAY + CALENDAR_DAYS)
    calendar = lawbook.calendar
    worked = [calendar.is_working_day(day) for day in days]
    rank = [calendar.count_working_days(FIRST_CALENDAR_DAY - 1, day) for day in days]
    connection.execute("SET VARIABLE worked = $1", [worked])
    connection.execute("SET VARIABLE rank = $1", [rank])
    connection.execute("SET VARIABLE roll = $1", [[calendar.next_working_day(day) for day in days]])
    connection.execute(
        "SET VARIABLE nth = $1", [[day for day, works in zip(days, worked, strict=True) if works]]
    )
    at = f"d - {FIRST_CALENDAR_DAY - 1}"
    epoch = f"DATE '{date.fromordinal(EPOCH_DAY).isoformat()}'"
    for macro in (
        f"is_worked(d) AS getvariable('worked')[{at}]",
        f"rolled(d) AS getvariable('roll')[{at}]",
        f"work_rank(d) AS getvariable('rank')[{at}]",
        f"add_working_days(d, n) AS CASE WHEN n = 0 THEN d ELSE getvariable('nth')[getvariable('rank')[{at}] + n] END",
        f"add_months(d, n) AS ((({epoch} + (d - {EPOCH_DAY})::INTEGER) + to_months(n))::DATE - {epoch}) + {EPOCH_DAY}",
    ):
        connection.execute(f"CREATE MACRO {macro}")


def main() -> None:
    """Counts, and checks if asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rulebook")
    parser.add_argument("data", type=Path)
    parser.add_argument("--check", action="store_true", help="compare with the reference engine (small logs)")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--slowest", type=int, default=0, help="name the slowest norms")
    options = parser.parse_args()
    lawbook = load_lawbook(options.rulebook)
    connection = connect(options.data / "flat", lawbook)
    counts: dict[str, int] = {}
    by_norm: dict[str, float] = {}
    seconds = []
    for _ in range(options.repeat):
        start = time.perf_counter()
        for norm in lawbook.norms.values():
            begin = time.perf_counter()
            row = connection.execute(unmet_query(norm, lawbook)).fetchone()
            assert row is not None
            counts[norm.id] = int(row[0])
            by_norm[norm.id] = time.perf_counter() - begin
        seconds.append(time.perf_counter() - start)
    for norm_id in sorted(by_norm, key=by_norm.__getitem__, reverse=True)[: options.slowest]:
        print(f"  {by_norm[norm_id]:8.3f} s  {norm_id}")
    if options.check:
        from bench.describe_rulebook import describe
        from bench.segment_log import read_segment

        unmet = describe(read_segment(options.data / "segments" / "000001"), lawbook).unmet
        wrong = {norm: (n, unmet[norm]) for norm, n in counts.items() if n != unmet[norm]}
        print(f"norms counted otherwise than by the reference: {len(wrong)} (SQL, reference) {wrong}")
    forms: dict[str, float] = {}
    for norm in lawbook.norms.values():
        form = norm.versions[0].duty.form.value
        forms[form] = forms.get(form, 0.0) + by_norm[norm.id]
    said = {"seconds": seconds, "by_form": forms, "counts": counts, "version": duckdb.__version__}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
