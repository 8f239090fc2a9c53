"""A year of the town judged by the whole lawbook, against the bare scan of the columns that takes.

    fajing demo build --size year --out TOWN
    python -m bench.town_speed TOWN DATA [--times 5] [--out FILE]

In: a built town and a data folder, into which its exports are imported where nothing stands in it yet. Out: one JSON
with both sides' seconds, measured in turn, each run in a process of its own, and the ratio of their medians. One run
judges from sealed segments to all counts with every duty that is not met written to Parquet; the other reads the same
columns of the same segments and sums them. What was judged must be what the town's truth holds, or no ratio is given.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
from collections import Counter
from pathlib import Path
from typing import Any

from bench.measure import Failed, Measured, in_turn, module, run

from fajing.ledger.segments.folder import DataFolder

LAW = Path(__file__).parents[1] / "law" / "cn-police"
AS_OF = "2026-11-01"
UNMET = ("late", "missed", "slow")


def law_of(town: Path) -> str:
    """The lawbook with the town's registers."""
    return f"{LAW}+{town / 'bureau'}"


def prepare(town: Path, data: Path) -> None:
    """Import the exports where that was not done yet."""
    if not (data / "segments" / "000001").is_dir():
        from fajing.app.import_log import run_import

        run_import(sorted((town / "exports").iterdir()), law=law_of(town), data=data)


def wrong_norms(town: Path, counts: dict[str, dict[str, int]]) -> list[str]:
    """Norms of which another number of duties is not met than the town's truth says."""
    with (town / "truth.csv").open(encoding="utf-8", newline="") as rows:
        truth = Counter(row["norm"] for row in csv.DictReader(rows) if row["outcome"] in UNMET)
    found = {norm: sum(of_norm.get(one, 0) for one in UNMET) for norm, of_norm in counts.items()}
    return sorted(norm for norm in truth.keys() | found.keys() if truth[norm] != found.get(norm, 0))


def measure(town: Path, data: Path, times: int, repeat: int) -> dict[str, Any]:
    """Both sides in turn.

    Raises:
        Failed: What was judged is not what the truth says, or a process ended with an error.
    """
    judge = module("ours", law_of(town), data, "--engine", "automaton", "--as-of", AS_OF, "--repeat", repeat)
    first = run(judge).said
    if wrong := wrong_norms(town, first["counts"]):
        raise Failed(f"not the town's truth: {', '.join(wrong)}")
    columns = ",".join(first["columns"])
    ours, scan = in_turn(times, judge, module("peer_scan", data, "--columns", columns, "--repeat", repeat))
    events = sum(one.manifest.events for one in DataFolder.open(data).segments())
    return {
        "machine": platform.processor() or platform.machine(),
        "processors": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "events": events,
        "norms": len(first["counts"]),
        "columns": len(first["columns"]),
        "judged": sum(sum(of_norm.values()) for of_norm in first["counts"].values()),
        "judge": said(ours),
        "scan": said(scan),
        "ratio": round(ours.seconds / scan.seconds, 2),
        "ratio_of_best": round(best(ours) / best(scan), 2),
    }


def said(measured: Measured) -> dict[str, Any]:
    """What was measured, without the folders of this machine."""
    return {key: value for key, value in measured.as_json().items() if key != "command"}


def best(measured: Measured) -> float:
    """The shortest of all."""
    return min(second for one in measured.runs for second in one.seconds)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("town", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument(
        "--repeat", type=int, default=3, help="runs in each process; the first is the coldest"
    )
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    town, data = options.town.resolve(), options.data.resolve()
    prepare(town, data)
    text = json.dumps(measure(town, data, options.times, options.repeat), indent=1)
    if options.out is not None:
        options.out.write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
