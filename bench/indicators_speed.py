"""All indicators of a year of the town, against the bare scan of the columns that takes.

    fajing demo build --size year --out TOWN
    python -m bench.indicators_speed TOWN DATA [--times 5] [--out FILE]

In: a built town and a data folder, into which its exports are imported where nothing stands in it yet. Out: one JSON
with both sides' seconds, measured in turn, each run in a process of its own, and the ratio of their medians. One side
reads the segments and counts every indicator of records (month by month, all terms); the other reads the same columns
of the same segments with DuckDB and sums them. Judging the duties is left out: a check has done it before.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from bench.measure import Failed, in_turn, module, run
from bench.peer_scan import scan_and_sum
from bench.town_speed import law_of, prepare

PERIOD = (date(2025, 11, 1), date(2026, 10, 31))


def ours(town: Path, data: Path) -> None:
    """One run of our side."""
    from fajing.app.figures import figures_in
    from fajing.lawbook.load import load_lawbook
    from fajing.lawbook.read_indicators import load_indicators
    from fajing.ledger.segments.folder import DataFolder

    lawbook = load_lawbook(law_of(town))
    book = load_indicators(lawbook)
    wanted = [
        one.id
        for one in book.indicators.values()
        if all(counted.kind in ("events", "matters") for counted in one.terms())
    ]
    start = time.perf_counter()
    source = figures_in(DataFolder.open(data), lawbook, book)
    figures = source.of(*PERIOD, only=wanted)
    seconds = time.perf_counter() - start
    values = {figure.indicator: str(figure.value) for figure in figures}
    said = {
        "seconds": [seconds],
        "counts": {
            "indicators": len(values),
            "with_value": sum(value != "None" for value in values.values()),
        },
        "columns": source.record.columns_read(),
        "events": source.record.size,
    }
    print(json.dumps(said))


def bare(data: Path, columns: list[str]) -> None:
    """One run of the bare scan."""
    start = time.perf_counter()
    for events in sorted(data.glob("segments/*/events.parquet")):
        scan_and_sum(events, columns)
    print(json.dumps({"seconds": [time.perf_counter() - start], "version": duckdb.__version__}))


def measure(town: Path, data: Path, times: int) -> dict[str, Any]:
    """Both sides in turn.

    Raises:
        Failed: A process ended with an error.
    """
    own = module("indicators_speed", town, data, "--one", "ours")
    first = run(own).said
    peer = module("indicators_speed", town, data, "--one", "bare", "--columns", ",".join(first["columns"]))
    ours_side, bare_side = in_turn(times, own, peer)
    ratio = ours_side.seconds / bare_side.seconds
    return {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "events": first["events"],
        "counts": first["counts"],
        "columns": len(first["columns"]),
        "ratio": round(ratio, 2),
        "ours": ours_side.as_json(),
        "bare": bare_side.as_json(),
    }


def main() -> int:
    """Measures, or runs one side."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("town", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--one", choices=("ours", "bare"))
    parser.add_argument("--columns", default="")
    options = parser.parse_args()
    if options.one == "ours":
        ours(options.town, options.data)
        return 0
    if options.one == "bare":
        bare(options.data, options.columns.split(","))
        return 0
    prepare(options.town, options.data)
    try:
        found = measure(options.town, options.data, options.times)
    except Failed as error:
        print(error, file=sys.stderr)
        return 1
    text = json.dumps(found, ensure_ascii=False, indent=2)
    if options.out is not None:
        options.out.write_text(text + "\n", encoding="utf-8")
    print(
        f"{found['ratio']} × the scan: {found['ours']['median']} s for {found['counts']['indicators']} indicators"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
