"""Our engine on a data folder: the only place of the benchmarks that knows how it is called.

    python -m bench.ours RULEBOOK DATA [--engine reference] [--as-of 2100-01-01] [--repeat 3]

In: a rulebook and a data folder. Out: one line of JSON: seconds to load the law, seconds until the engine was ready,
seconds of each run from segments to counts and the processor's in all threads, and duties by norm and outcome. `run.py`
starts it as a process of its own, so that the peak of memory is its own. An engine is made ready by judging the first
few files, copied into a folder of their own: what a process needs to load its code is not counted on either side, here
machine code, there packages.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

from fajing.core.moments import Moment, parse_moment
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.ledger.segments.folder import DataFolder

Counts = dict[str, dict[str, int]]
"""Duties by norm and outcome."""

Engine = Callable[[Path, Lawbook, Moment | None], tuple[Counts, list[str] | None]]
"""Gives counts, and the columns of events that it read, where it reads columns."""


def reference(data: Path, lawbook: Lawbook, as_of: Moment | None) -> tuple[Counts, list[str] | None]:
    """The reference judge on the whole first segment, in memory; for small logs."""
    from bench.segment_log import read_segment

    from fajing.scan.reference import judge_log

    counts: Counts = {norm_id: {} for norm_id in lawbook.norms}
    for duty in judge_log(read_segment(data / "segments" / "000001"), lawbook, as_of=as_of):
        of_norm = counts[duty.norm.id]
        of_norm[duty.outcome.value] = of_norm.get(duty.outcome.value, 0) + 1
    return counts, None


def automaton(data: Path, lawbook: Lawbook, as_of: Moment | None) -> tuple[Counts, list[str] | None]:
    """The compiled pass over all segments; every duty that is not met is written to Parquet."""
    import tempfile

    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from fajing.app.grouping import roots_as_linked
    from fajing.ledger.segments.merge import Standing
    from fajing.scan.automaton import layout
    from fajing.scan.automaton.found import Found
    from fajing.scan.automaton.row_columns import words_of
    from fajing.scan.automaton.segments import judge_folder

    small, wide = pa.int16(), pa.int64()
    columns = {
        "norm": (layout.O_NORM, small),
        "version": (layout.O_VERSION, small),
        "file": (layout.O_FILE, pa.int32()),
        "trigger": (layout.O_TRIGGER, pa.int32()),
        "object": (layout.O_OBJECT, wide),
        "period": (layout.O_PERIOD, small),
        "outcome": (layout.O_OUTCOME, pa.int8()),
        "reason": (layout.O_REASON, pa.int8()),
        "due": (layout.O_LATEST, wide),
        "done": (layout.O_DONE, pa.int32()),
        "late": (layout.O_LATE, wide),
    }
    places = np.array([place for place, _ in columns.values()])
    kinds = [kind for _, kind in columns.values()]
    schema = pa.schema([("group", pa.int32()), *((name, kind) for name, (_, kind) in columns.items())])
    standing = Standing(DataFolder.open(data).segments(), roots_as_linked(lawbook))
    with (
        tempfile.TemporaryDirectory(dir=data) as folder,
        pq.ParquetWriter(
            Path(folder) / "duties.parquet",
            schema,
            compression="lz4",
            use_dictionary=False,
            write_statistics=False,
        ) as writer,
    ):

        def sink(found: Found) -> None:
            words = words_of(found.rows, places)
            arrays = [
                pa.array(column.astype(kind.to_pandas_dtype(), copy=False))
                for column, kind in zip(words, kinds, strict=True)
            ]
            group = pa.repeat(pa.scalar(found.source.piece.group, pa.int32()), len(found.rows))
            writer.write_table(pa.Table.from_arrays([group, *arrays], schema=schema))

        totals = judge_folder(standing, lawbook, as_of=as_of, sink=sink)
    return totals.outcomes(), list(totals.columns)


ENGINES: dict[str, Engine] = {"reference": reference, "automaton": automaton}
"""An engine is added by one function and one entry here."""


def make_ready(engine: str, data: Path, lawbook: Lawbook) -> None:
    """Lets an engine load what it needs."""
    import tempfile

    from bench.segment_log import read_segment

    from fajing.ledger.segments.schema import Origin
    from fajing.scan.files import group_into_files
    from fajing.scan.reference import latest_moment

    source = DataFolder.open(data).segments()[0]
    log = read_segment(source.path, 20)
    latest = latest_moment(log)
    if latest is None:
        return
    with tempfile.TemporaryDirectory() as name:
        few = DataFolder.make(Path(name) / "few", source.zone)
        few.write(Origin(carried=log.carried), list(group_into_files(log, lawbook, latest)))
        ENGINES[engine](few.path, lawbook, latest)


def unmet(counts: Counts) -> dict[str, int]:
    """Duties late, missed or slow, by norm."""
    return {
        norm: sum(found.get(outcome, 0) for outcome in ("late", "missed", "slow"))
        for norm, found in counts.items()
    }


def main() -> None:
    """Measures an engine."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rulebook")
    parser.add_argument("data", type=Path)
    parser.add_argument("--engine", choices=sorted(ENGINES), default="reference")
    parser.add_argument("--as-of", help="by default the latest event")
    parser.add_argument("--repeat", type=int, default=1)
    options = parser.parse_args()
    start = time.perf_counter()
    lawbook = load_lawbook(options.rulebook)
    load = time.perf_counter() - start
    as_of = parse_moment(options.as_of, lawbook.zone) if options.as_of else None
    start = time.perf_counter()
    make_ready(options.engine, options.data, lawbook)
    ready = time.perf_counter() - start
    seconds: list[float] = []
    own: list[float] = []
    counts: Counts = {}
    columns: list[str] | None = None
    for _ in range(options.repeat):
        start, begun = time.perf_counter(), time.process_time()
        counts, columns = ENGINES[options.engine](options.data, lawbook, as_of)
        seconds.append(time.perf_counter() - start)
        own.append(time.process_time() - begun)
    print(
        json.dumps(
            {
                "seconds": seconds,
                "load": load,
                "ready": ready,
                "processor_seconds": own,
                "counts": counts,
                "columns": columns,
            }
        )
    )


if __name__ == "__main__":
    main()
