"""One new day on a long history, in a process that stays: what a nightly check costs.

    python -m bench.new_day RULEBOOK DATA [--prove]

In: a rulebook and a data folder with a further segment under `DATA/day`. Out: one line of JSON: seconds of the first
check of the history (which judges all and writes what later checks need), of the check after the new day, files judged
again, counts, and whether a full check of both gives the same (`--prove`). The folder is linked, not copied; nothing is
written into DATA.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from fajing.app.check_folder import CheckedFolder
from fajing.app.warm.checked import Checked
from fajing.lawbook.load import load_lawbook
from fajing.ledger.segments.folder import DataFolder
from fajing.scan.automaton.cache import keep_in


def _link(source: Path, target: Path) -> None:
    shutil.copytree(source, target, copy_function=os.link)


def _counts(checked: Checked) -> dict[str, Any]:
    """Duties of each norm."""
    return {norm: found.as_json() for norm, found in checked.tally.counts.items()}


def measure(rulebook: Path, data: Path, *, prove: bool) -> dict[str, Any]:
    """The full check, the check after one more day, and if asked for a full check of both.

    Args:
        rulebook: The norms.
        data: A data folder with `day/segments/000002` beside its own segments.
        prove: Check everything once more from nothing and compare the counts.
    """
    with tempfile.TemporaryDirectory(dir=data.parent) as name:
        folder = Path(name) / "data"
        folder.mkdir()
        shutil.copy(data / "fajing.json", folder)
        _link(data / "segments", folder / "segments")
        lawbook = load_lawbook(str(rulebook))
        keep_in(data.parent / "numba")
        staying = CheckedFolder(DataFolder.open(folder), lawbook)
        start = time.perf_counter()
        staying.check()
        full = time.perf_counter() - start
        _link(data / "day" / "segments" / "000002", folder / "segments" / "000002")
        start = time.perf_counter()
        checked = staying.check()
        day = time.perf_counter() - start
        found: dict[str, Any] = {
            "seconds": [day],
            "full": full,
            "files_judged_again": checked.changed,
            "how": checked.how()[1],
            "counts": _counts(checked),
        }
        if prove:
            shutil.rmtree(folder / "warm")
            again = CheckedFolder(DataFolder.open(folder), lawbook).check(checked.as_of)
            found["alike"] = found["counts"] == _counts(again)
        return found


def main() -> None:
    """Measures once."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rulebook", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--prove", action="store_true")
    options = parser.parse_args()
    print(json.dumps(measure(options.rulebook, options.data, prove=options.prove)))


if __name__ == "__main__":
    main()
