"""Whole commands, measured from start to end as a user meets them, and the bare reading they are held against.

    python -m bench.command_line small | road_fines LOG | read_csv LOG

Prints one line of JSON. `small` and `road_fines` start `fajing check` as a process; `read_csv` is DuckDB reading a
.csv.gz in full, every column of every row.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[1]
WEEK = ROOT / "examples" / "first_week"


def check(log: Path, law: str) -> float:
    """Seconds of `fajing check`, with the writing of its results."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "fajing", "check", str(log), "--law", law]
        start = time.perf_counter()
        subprocess.run([*command, "--out", f"{folder}/out"], check=True, capture_output=True)
        return time.perf_counter() - start


def read_csv(log: Path) -> float:
    """Seconds of DuckDB's reading of every value, as text."""
    start = time.perf_counter()
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE rows AS SELECT * FROM read_csv('{log}', all_varchar = true)")
    return time.perf_counter() - start


def main() -> None:
    """Measures one command once."""
    what, *paths = sys.argv[1:]
    if what == "small":
        seconds = check(WEEK / "first_week.xlsx", f"{ROOT / 'law' / 'cn-police'}+{WEEK / 'bureau'}")
    elif what == "road_fines":
        seconds = check(Path(paths[0]), str(ROOT / "law" / "it-road-fines"))
    elif what == "read_csv":
        seconds = read_csv(Path(paths[0]))
    else:
        raise SystemExit(__doc__)
    print(json.dumps({"seconds": [seconds]}))


if __name__ == "__main__":
    main()
