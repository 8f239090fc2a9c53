"""Runs the experiments of docs/benchmarks.md and writes what came out, as JSON and as the tables of that page.

    python -m bench.run prepare --work DIR            logs and rulebooks (about 3 GB with the largest log)
    python -m bench.run all --work DIR [--engine NAME] [--times 3] [--peers PYTHON]
    python -m bench.run sql pm4py --work DIR ...      some of them
    python -m bench.run show                          print the tables of the last results

Every experiment runs both sides in turn in processes of their own, holds their counts against each other where both
count, and refuses to give a ratio where they differ.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import re
import statistics
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.measure import ROOT, Measured, in_turn, module, run
from bench.ours import unmet

RESULTS = ROOT / "bench" / "results"
PAGE = ROOT / "docs" / "benchmarks.md"
SHARED = Path(os.environ.get("FAJING_SHARED", ROOT.parent / "shared"))
LOGS = {"log1m": "1e6", "log10m": "1e7", "log100m": "1e8"}
FAR = "2100-01-01"
"""For checks without time: by then every period has run out, so that what never came is missed, as PM4Py takes it."""
REPEATED = ("--repeat", 5)
"""For work of a few tenths of a second: several runs in a process, of which the median counts."""
Raw = dict[str, Any]


class Differs(Exception):
    """Two sides counted differently: nothing may be said of their speed."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where things are and how often to measure.

    Attributes:
        work: Folder of logs and rulebooks.
        engine: Of ours.
        times: Runs of each side.
        peers: Python that has `bench/requirements.txt`.
        most: Name of the largest log to use.
    """

    work: Path
    engine: str
    times: int
    peers: str
    most: str

    def ours(self, rulebook: str, log: str, *more: object) -> tuple[str, ...]:
        """Our command."""
        return module("ours", self.work / rulebook, self.work / log, "--engine", self.engine, *more)

    def peer(self, name: str, *arguments: object) -> tuple[str, ...]:
        """The command of a peer that needs its own environment."""
        return module(name, *arguments, python=self.peers)

    def up_to(self, log: str) -> str:
        """This log, or the largest that may be used."""
        names = list(LOGS)
        if self.most not in names:
            return self.most
        return names[min(names.index(log), names.index(self.most))]


def _equal(ours: Mapping[str, int], theirs: Mapping[str, int]) -> int:
    """That both counted the same, norm by norm; how much in all."""
    ours = {norm.removeprefix("bench."): count for norm, count in ours.items()}
    theirs = {norm.removeprefix("bench."): count for norm, count in theirs.items()}
    wrong = {norm: (count, theirs.get(norm)) for norm, count in ours.items() if count != theirs.get(norm)}
    if wrong or ours.keys() != theirs.keys():
        raise Differs(f"ours and theirs differ: {wrong or ours.keys() ^ theirs.keys()}")
    return sum(ours.values())


def _of_outcome(measured: Measured, outcome: str) -> dict[str, int]:
    return {norm: found.get(outcome, 0) for norm, found in measured.counts.items()}


def _pair(ours: Measured, theirs: Measured, *, counted: int | None = None, faster: bool = True) -> Raw:
    """Both sides, and by how much ours is faster (or how many times as long as the other it takes)."""
    ratio = theirs.seconds / ours.seconds if faster else ours.seconds / theirs.seconds
    found: Raw = {"ours": ours.as_json(), "theirs": theirs.as_json(), "ratio": round(ratio, 3)}
    return found if counted is None else {**found, "counted_alike": counted}


# ---------------------------------------------------------------- experiments


def scan(bench: Bench) -> Raw:
    """The largest log and 200 norms, against DuckDB's bare scan-and-sum of the same columns."""
    log = bench.up_to("log100m")
    command = bench.ours("r200", log)
    read = run(command).said["columns"]  # also warms what is cached on disk
    columns = ["--columns", ",".join(read)] if read else []
    ours, theirs = in_turn(bench.times, command, module("peer_scan", bench.work / log, *columns))
    return {"log": log, **_pair(ours, theirs, faster=False)}


def growth(bench: Bench) -> Raw:
    """How time grows with events (exponent between the logs) and with norms (20 to 200 on the largest log)."""
    names = [log for log in LOGS if (bench.work / log).exists() and bench.up_to(log) == log] or [bench.most]
    large = names[-1]
    *by_events, few = in_turn(
        bench.times, *(bench.ours("r200", log) for log in names), bench.ours("r20", large)
    )
    sizes = [
        json.loads((bench.work / log / "segments" / "000001" / "segment.json").read_text())["events"]
        for log in names
    ]
    found: Raw = {log: one.as_json() for log, one in zip(names, by_events, strict=True)}
    found["r20"] = few.as_json()
    found["norms_20_to_200"] = round(by_events[-1].seconds / few.seconds, 3)
    if len(names) > 1:
        times = math.log(by_events[-1].seconds / by_events[0].seconds)
        found["exponent"] = round(times / math.log(sizes[-1] / sizes[0]), 3)
    return {"log": large, **found}


def sql(bench: Bench) -> Raw:
    """Naive DuckDB SQL, one query a norm on an in-memory table, 200 norms; every count alike."""
    log = bench.up_to("log10m")
    theirs = module("peer_duckdb", bench.work / "r200", bench.work / log)
    ours, peer = in_turn(bench.times, bench.ours("r200", log), theirs)
    found = _pair(ours, peer, counted=_equal(unmet(ours.counts), peer.counts))
    # A plain join of intervals compares every pair of an officer's; without it the comparison is the harder one for us.
    apart = statistics.median(one.said["by_form"].get("apart", 0.0) for one in peer.runs)
    found["ratio_without_their_apart"] = round((peer.seconds - apart) / ours.seconds, 3)
    return {"log": log, **found}


def pandas(bench: Bench) -> Raw:
    """pandas, rule after rule, 24 norms, both from Parquet; every count alike."""
    log = bench.up_to("log1m")
    ours, peer = in_turn(bench.times, bench.ours("pandas", log), bench.peer("peer_pandas", bench.work / log))
    return {"log": log, **_pair(ours, peer, counted=_equal(unmet(ours.counts), peer.counts))}


def pm4py(bench: Bench) -> Raw:
    """PM4Py's temporal profile (late pairs alike) and declare (deviating cases alike), both from Parquet."""
    log = bench.up_to("log1m")
    found: Raw = {"log": log}
    ours, peer = in_turn(
        bench.times,
        bench.ours("temporal", log, *REPEATED),
        bench.peer("peer_pm4py", bench.work / log, "temporal"),
    )
    found["temporal"] = _pair(ours, peer, counted=_equal(_of_outcome(ours, "late"), peer.counts))
    ours, peer = in_turn(
        bench.times,
        bench.ours("declare", log, "--as-of", FAR, *REPEATED),
        bench.peer("peer_pm4py", bench.work / log, "declare"),
    )
    found["declare"] = _pair(ours, peer, counted=_equal(_of_outcome(ours, "missed"), peer.counts))
    return found


def small(bench: Bench) -> Raw:
    """`fajing check` of the example week, from start to end of the process."""
    command = module("command_line", "small")
    [ours] = in_turn(max(bench.times, 3), command)
    return {"log": "examples/first_week", "ours": ours.as_json()}


def road_fines(bench: Bench) -> Raw:
    """`fajing check` of the whole road-fines log against DuckDB's reading of the same .csv.gz."""
    log = SHARED / "data" / "road_fines.csv.gz"
    if not log.is_file():
        return {"not_measured": "the road-fines log is not part of the project and was not found"}
    ours, theirs = in_turn(
        bench.times, module("command_line", "road_fines", log), module("command_line", "read_csv", log)
    )
    return {"log": log.name, **_pair(ours, theirs, faster=False)}


def new_day(bench: Bench) -> Raw:
    """One more day on the largest log, in a process that stays, against judging all of it again; counts alike."""
    log = bench.up_to("log100m")
    ours, theirs = in_turn(
        bench.times,
        module("new_day", bench.work / "r200", bench.work / log),
        module("ours", bench.work / "r200", bench.work / log / "day", "--engine", "automaton"),
    )
    found = _pair(ours, theirs, counted=_equal(unmet(ours.counts), unmet(theirs.counts)))
    found["first_check"] = [round(run.said["full"], 3) for run in ours.runs]
    return {"log": log, **found}


EXPERIMENTS: dict[str, Callable[[Bench], Raw]] = {
    "scan": scan, "growth": growth, "sql": sql, "pandas": pandas, "pm4py": pm4py, "small": small,
    "road_fines": road_fines, "new_day": new_day,
}  # fmt: skip


# ---------------------------------------------------------------- preparing, keeping, showing


def prepare(work: Path, most: str) -> None:
    """Logs and rulebooks that are not there yet."""
    for log, events in LOGS.items():
        if not (work / log / "segments" / "000001").exists():
            largest = ["--unsealed"] if log == "log100m" else ["--flat"]
            os.spawnv(
                os.P_WAIT, sys.executable, [*module("generate_log", work / log, "--events", events), *largest]
            )
        if log == most:
            break
    for norms in (20, 200):
        os.spawnv(
            os.P_WAIT, sys.executable, list(module("generate_rulebook", work / f"r{norms}", "--norms", norms))
        )
    for checks in ("temporal", "declare", "pandas"):
        os.spawnv(
            os.P_WAIT, sys.executable, list(module("generate_rulebook", work / checks, "--checks", checks))
        )


def table(results: Raw) -> str:
    """The results as the table of the page."""
    head = (
        "| experiment | log | runs | ours, s | other, s | ratio | peak, MB | counted alike |\n"
        + "|---" * 8
        + "|"
    )
    rows = []
    for name, found in results["experiments"].items():
        parts = (
            {name: found}
            if "ours" in found
            else {f"{name}: {key}": one for key, one in found.items() if isinstance(one, dict)}
        )
        for title, one in parts.items():
            ours = one.get("ours", one)
            if "median" not in ours:
                continue
            theirs = one.get("theirs", {})
            cells = [
                title,
                found.get("log", ""),
                str(found["times"]),
                f"{ours['median']:.3f}",
                f"{theirs['median']:.3f}" if theirs else "",
            ]
            cells += [f"{one['ratio']:.2f}" if "ratio" in one else "", str(ours["peak_mb"])]
            cells.append(f"{one['counted_alike']:,}" if "counted_alike" in one else "")
            rows.append(f"| {' | '.join(cells)} |")
        for key in ("exponent", "norms_20_to_200", "ratio_without_their_apart"):
            if key in found:
                rows.append(f"| {name}: {key} | {found['log']} | | | | {found[key]:.2f} | | |")
    about = f"{results['date']}, {results['machine']}, {results['processors']} processors, engine `{results['engine']}`"
    return f"{about}, medians:\n\n{head}\n" + "\n".join(rows)


def keep(results: Raw) -> None:
    """Writes the results, beside those of other experiments of the same day and engine, and the table into the page."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"benchmarks-{results['date']}.json"
    if path.is_file():
        before = json.loads(path.read_text("utf-8"))
        if all(before.get(name) == results[name] for name in ("engine", "machine", "processors", "python")):
            both = {**before["experiments"], **results["experiments"]}
            results = {**results, "experiments": {name: both[name] for name in EXPERIMENTS if name in both}}
    path.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    if PAGE.is_file():
        text = PAGE.read_text("utf-8")
        between = re.compile(r"(<!-- results -->\n).*?(\n<!-- end of results -->)", re.DOTALL)
        PAGE.write_text(between.sub(lambda found: found[1] + table(results) + found[2], text), "utf-8")
    print(table(results))
    print(f"written: {path.relative_to(ROOT)}")


def main() -> None:
    """Runs what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="+", choices=["prepare", "all", "show", *EXPERIMENTS])
    parser.add_argument("--work", type=Path, default=ROOT / "fajing-data" / "bench")
    parser.add_argument("--engine", default="reference")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--peers", default=sys.executable, help="python with bench/requirements.txt")
    parser.add_argument("--most", default="log100m", help="largest log to use")
    options = parser.parse_args()
    if options.what == ["show"]:
        print(table(json.loads(max(RESULTS.glob("benchmarks-*.json")).read_text())))
        return
    if "prepare" in options.what:
        prepare(options.work, options.most)
    bench = Bench(options.work, options.engine, options.times, options.peers, options.most)
    chosen = (
        list(EXPERIMENTS) if "all" in options.what else [one for one in options.what if one in EXPERIMENTS]
    )
    if not chosen:
        return
    found = {}
    for name in chosen:
        print(f"== {name}", flush=True)
        found[name] = EXPERIMENTS[name](bench)
        found[name]["times"] = bench.times
    about = {"date": datetime.now(UTC).date().isoformat(), "engine": bench.engine}
    machine = {
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
    }
    keep({**about, **machine, "experiments": found})


if __name__ == "__main__":
    main()
