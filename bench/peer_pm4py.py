"""PM4Py on the same log and checks: temporal profile (7 pairs) and declare (14 constraints), from Parquet to counts.

    PYTHON-OF-THE-PEERS -m bench.peer_pm4py DATA temporal|declare [--repeat 3]

Runs in an environment of its own (`bench/requirements.txt`): PM4Py is under the AGPL and never a dependency. Prints one
line of JSON: seconds and what was counted. What is comparable and what is not: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pm4py
from bench.peer_checks import PRECEDENCE, RESPONSE, TEMPORAL

COLUMNS = {"file": "case:concept:name", "step": "concept:name", "instant": "time:timestamp"}


def read(flat: Path) -> pd.DataFrame:
    """The log as PM4Py wants it."""
    frame = pd.read_parquet(flat / "by_file.parquet", columns=list(COLUMNS)).rename(columns=COLUMNS)
    frame["case:concept:name"] = frame["case:concept:name"].astype(str)
    frame["time:timestamp"] = pd.to_datetime(frame["time:timestamp"], unit="s", utc=True)
    return frame


def temporal(frame: pd.DataFrame) -> dict[str, int]:
    """Deviations of each pair; mean and deviation are set so that the band is from nought to the limit."""
    profile = {(a, b): (hours * 1800.0, hours * 1800.0) for a, b, hours in TEMPORAL}
    found = pm4py.conformance_temporal_profile(frame, profile, zeta=1.0)
    counts = dict.fromkeys([(a, b) for a, b, _ in TEMPORAL], 0)
    for case in found:
        for a, b, *_ in case:
            counts[a, b] += 1
    return {f"temporal_{n}": counts[a, b] for n, (a, b, _) in enumerate(TEMPORAL)}


def declare(frame: pd.DataFrame) -> dict[str, int]:
    """Cases that deviate from each constraint."""
    sure = {"support": 1.0, "confidence": 1.0}
    model = {"response": dict.fromkeys(RESPONSE, sure), "precedence": dict.fromkeys(PRECEDENCE, sure)}
    counts: dict[tuple[str, Any], int] = {}
    for case in pm4py.conformance_declare(frame, model):
        for kind, pair in case["deviations"]:
            counts[kind, pair] = counts.get((kind, pair), 0) + 1
    return {
        **{f"response_{n}": counts.get(("response", pair), 0) for n, pair in enumerate(RESPONSE)},
        **{f"precedence_{n}": counts.get(("precedence", pair), 0) for n, pair in enumerate(PRECEDENCE)},
    }


def main() -> None:
    """Measures one set of checks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("checks", choices=("temporal", "declare"))
    parser.add_argument("--repeat", type=int, default=1)
    options = parser.parse_args()
    check = {"temporal": temporal, "declare": declare}[options.checks]
    seconds, counts = [], {}
    for _ in range(options.repeat):
        start = time.perf_counter()
        counts = check(read(options.data / "flat"))
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds, "counts": counts, "version": pm4py.__version__}))


if __name__ == "__main__":
    main()
