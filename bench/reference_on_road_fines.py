"""How long the reference judge takes for the real road-fines log: read, judge, and the most memory it held.

    make bench            (or: python bench/reference_on_road_fines.py [LOG])

The log (de Leoni and Mannhardt 2015, doi 10.4121/uuid:270fd440-1057-4fb9-89a9-b699b47990f5) is not part of the
project: it is looked for in `$FAJING_SHARED/data` and `../shared/data`. Seconds depend on the machine;
compare runs of one machine.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections import Counter
from pathlib import Path

from fajing.intake.read import read_logs
from fajing.lawbook.load import load_lawbook
from fajing.scan.reference import judge_log

ROOT = Path(__file__).parents[1]
LOG = Path(os.environ.get("FAJING_SHARED", ROOT.parent / "shared")) / "data" / "road_fines.csv.gz"


def main() -> None:
    """Reads and judges the log once and prints the figures."""
    log_path = Path(sys.argv[1]) if len(sys.argv) > 1 else LOG
    if not log_path.is_file():
        print(f"没有这个日志，未测 / no log, nothing measured: {log_path.name}")
        return
    lawbook = load_lawbook(str(ROOT / "law" / "it-road-fines"))
    start = time.process_time()
    intake = read_logs([log_path], lawbook)
    read = time.process_time()
    outcomes = Counter(duty.outcome for duty in judge_log(intake.log, lawbook))
    judged = time.process_time()
    duties = sum(outcomes.values())
    print(f"matters {len(intake.log.matters):,}, events {intake.log.event_count():,}, duties {duties:,}")
    print(f"read   {read - start:7.1f} s of processor time")
    print(f"judge  {judged - read:7.1f} s, {duties / (judged - read):,.0f} duties a second")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB at most")


if __name__ == "__main__":
    main()
