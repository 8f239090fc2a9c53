"""pandas on the same log and checks, one rule after the other as an analyst writes them: merge, group, count.

    PYTHON-OF-THE-PEERS -m bench.peer_pandas DATA [--repeat 3]

Needs `bench/requirements.txt`. Prints one line of JSON: seconds from Parquet to counts, and unmet duties by norm.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import pandas as pd
from bench.peer_checks import (
    AT_MOST,
    CARRIED,
    LARGEST,
    OTHER_OFFICER,
    PRECEDENCE,
    SAME_OFFICER,
    TEMPORAL,
)

COLUMNS = ["ord", "file", "step", "instant", "officer_1", "officer_2", "inventory", "receipt", "amount"]


def count(flat: Path) -> dict[str, int]:
    """Unmet duties of every norm, each by its own pass over the frame."""
    log = pd.read_parquet(flat / "by_file.parquet", columns=COLUMNS)
    as_of = log["instant"].max()
    found: dict[str, int] = {}
    for n, (a, b, hours) in enumerate(TEMPORAL):
        found[f"temporal_{n}"] = _not_within(_of(log, a), _of(log, b), hours * 3600, as_of)
    for n, (a, b) in enumerate(PRECEDENCE):
        found[f"precedence_{n}"] = _not_preceded(_of(log, b), _of(log, a))
    for n, (a, b) in enumerate(SAME_OFFICER):
        found[f"same_{n}"] = _not_same(_of(log, a), _of(log, b))
    for n, (a, b) in enumerate(OTHER_OFFICER):
        found[f"other_{n}"] = _not_other(_of(log, a), _of(log, b))
    for n, (a, most) in enumerate(AT_MOST):
        found[f"most_{n}"] = int((_of(log, a).groupby("file").cumcount() >= most).sum())
    for n, (a, field) in enumerate(CARRIED):
        found[f"carried_{n}"] = int((~_of(log, a)[field].fillna(value=False).astype(bool)).sum())
    for n, (a, field, limit) in enumerate(LARGEST):
        found[f"largest_{n}"] = int((_of(log, a)[field] > limit).sum())
    return found


def _of(log: pd.DataFrame, step: str) -> pd.DataFrame:
    return log[log["step"] == step]


def _pairs(triggers: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    return triggers.merge(others, on="file", suffixes=("", "_b"))


def _not_within(triggers: pd.DataFrame, targets: pd.DataFrame, seconds: int, as_of: int) -> int:
    pairs = _pairs(triggers, targets)
    in_time = pairs[(pairs["ord_b"] > pairs["ord"]) & (pairs["instant_b"] <= pairs["instant"] + seconds)]
    due = triggers[triggers["instant"] + seconds < as_of]
    return int((~due["ord"].isin(in_time["ord"])).sum())


def _not_preceded(triggers: pd.DataFrame, targets: pd.DataFrame) -> int:
    pairs = _pairs(triggers, targets)
    return int((~triggers["ord"].isin(pairs.loc[pairs["ord_b"] < pairs["ord"], "ord"])).sum())


def _shared(pairs: pd.DataFrame) -> pd.Series:
    found = pairs["officer_1"] == pairs["officer_1_b"]
    found |= pairs["officer_1"] == pairs["officer_2_b"]
    found |= pairs["officer_2"] == pairs["officer_1_b"]
    return found | (pairs["officer_2"] == pairs["officer_2_b"])


def _not_same(triggers: pd.DataFrame, targets: pd.DataFrame) -> int:
    pairs = _pairs(triggers, targets)
    pairs = pairs[pairs["ord_b"] < pairs["ord"]].sort_values("ord_b").drop_duplicates("ord", keep="last")
    without = (~triggers["ord"].isin(pairs["ord"])).sum()
    return int(without + (~_shared(pairs)).sum())


def _not_other(triggers: pd.DataFrame, targets: pd.DataFrame) -> int:
    pairs = _pairs(triggers, targets)
    pairs = pairs[pairs["ord_b"] < pairs["ord"]]
    return int(pairs.loc[_shared(pairs), "ord"].nunique())


def main() -> None:
    """Measures the rules."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--repeat", type=int, default=1)
    options = parser.parse_args()
    seconds, counts = [], {}
    for _ in range(options.repeat):
        start = time.perf_counter()
        counts = count(options.data / "flat")
        seconds.append(time.perf_counter() - start)
    print(json.dumps({"seconds": seconds, "counts": counts, "version": pd.__version__}))


if __name__ == "__main__":
    main()
