"""How quickly the ledger takes entries, beside bare inserts of the same rows, and how quickly an import is sealed.

    python -m bench.ledger_speed [--entries 100000] [--singles 2000] [--events 1000000]
        [--postgresql URL] [--folder DIR] [--out bench/results/ledger-speed-DATE.json]

Without --postgresql a server is started for the run, with fsync on. Bare inserts put the same four columns and the same
pairs of subjects into tables with the same keys, in batches of the same size and by the same way (executemany on
SQLite, COPY on PostgreSQL), without hashes to compute, triggers or a lock. Each number is the median of three runs;
what the disk does with one small write and fsync is measured beside, since single appends wait for it. The quickest
batch and the quickest 50 singles are told as well: on a machine that others use too, the median tells of them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from fajing.core.moments import Zone
from fajing.ledger.entry import Entry
from fajing.ledger.ledger import Ledger
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.schema import Origin

BATCH = 5_000
BURST = 50  # single appends, of which the quickest lot is told too: on a shared machine that is what it can do alone
ROUNDS = 3
ZONE = "Asia/Shanghai"


def entries(count: int) -> list[Entry]:
    """Entries as the office writes them."""
    return [
        Entry(
            "event",
            {
                "matter": f"A{n // 8}",
                "step": "case.case_accepted",
                "unit": f"u{n % 40}",
                "n": n,
                "place": "柳汀所",
            },
            f"officer:{n % 900}",
            (f"matter:A{n // 8}",),
        )
        for n in range(count)
    ]


def timed(work: Callable[[], object]) -> float:
    """Seconds that something took."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def rate(count: int, seconds: list[float]) -> int:
    """How many a second, by the median."""
    return round(count / statistics.median(seconds))


def bare_sqlite(folder: Path, rows: list[Any], pairs: list[Any], size: int) -> Callable[[], None]:
    """Bare inserts into SQLite with the same durability."""
    connection = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (number INTEGER PRIMARY KEY, kind TEXT, leaf BLOB, hashes BLOB)")
    connection.execute("CREATE INDEX by_kind ON bare (kind, number)")
    connection.execute(
        "CREATE TABLE subject (subject TEXT, number INTEGER, PRIMARY KEY (subject, number)) WITHOUT ROWID"
    )

    def insert() -> None:
        for first in range(0, len(rows), size):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO bare VALUES (?, ?, ?, ?)", rows[first : first + size])
            connection.executemany("INSERT INTO subject VALUES (?, ?)", pairs[first : first + size])
            connection.execute("COMMIT")

    return insert


def bare_postgresql(url: str, rows: list[Any], pairs: list[Any], size: int) -> Callable[[], None]:
    """Bare COPY into PostgreSQL with the same durability; one INSERT where it is a single row."""
    import psycopg

    connection = psycopg.connect(url, autocommit=True)
    connection.execute("DROP TABLE IF EXISTS bare, subject")
    connection.execute("CREATE TABLE bare (number bigint PRIMARY KEY, kind text, leaf bytea, hashes bytea)")
    connection.execute("CREATE INDEX ON bare (kind, number)")
    connection.execute(
        'CREATE TABLE subject (subject text COLLATE "C", number bigint, PRIMARY KEY (subject, number))'
    )

    def insert() -> None:
        for first in range(0, len(rows), size):
            with connection.transaction(), connection.cursor() as cursor:
                if size == 1:
                    cursor.execute("INSERT INTO bare VALUES (%s, %s, %s, %s)", rows[first])
                    cursor.execute("INSERT INTO subject VALUES (%s, %s)", pairs[first])
                    continue
                for table, types, some in (
                    ("bare", ("int8", "text", "bytea", "bytea"), rows),
                    ("subject", ("text", "int8"), pairs),
                ):
                    with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
                        copy.set_types(types)
                        for row in some[first : first + size]:
                            copy.write_row(row)

    return insert


def of_store(
    name: str, folder: Path, make_url: Callable[[], str | None], count: int, singles: int
) -> dict[str, Any]:
    """The numbers of one store."""
    written, few = entries(count), entries(singles)
    rounds = [one_round(folder / f"{name}{number}", make_url(), written, few) for number in range(ROUNDS)]
    found = {key: [one[key] for one in rounds] for key in rounds[0]}
    batches, bare = rate(count, found["batches"]), rate(count, found["bare"])
    return {
        "entries_per_second_in_batches": batches,
        "bare_inserts_per_second": bare,
        "share_of_bare": round(batches / bare, 3),
        "entries_per_second_of_this_process": rate(count, found["own"]),
        "best_batch_entries_per_second": round(1 / min(found["best batch"])),
        "single_per_second": rate(singles, found["single"]),
        "best_burst_single_per_second": round(1 / min(found["best single"])),
        "bare_single_per_second": rate(singles, found["bare single"]),
        "single_by_eight_threads_per_second": rate(singles, found["threads"]),
    }


def one_round(place: Path, url: str | None, written: list[Entry], few: list[Entry]) -> dict[str, float]:
    """Seconds of each kind of writing, into a ledger of its own."""
    ledger = Ledger.init(place, url)
    found: dict[str, float] = {}

    bursts: list[float] = []

    def in_batches() -> None:
        for first in range(0, len(written), BATCH):
            some = written[first : first + BATCH]
            bursts.append(timed(lambda: ledger.append(some)) / len(some))  # noqa: B023 - called at once

    def one_by_one(some: list[Entry]) -> None:
        for one in some:
            ledger.append([one])

    def singles() -> None:
        for first in range(0, len(few), BURST):
            some = few[first : first + BURST]
            bursts.append(timed(lambda: one_by_one(some)) / len(some))  # noqa: B023 - called at once

    def by_threads() -> None:
        threads = [threading.Thread(target=one_by_one, args=(few[k::8],)) for k in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    own = time.process_time()
    found["batches"] = timed(in_batches)
    found["own"] = time.process_time() - own
    found["best batch"] = min(bursts)
    bursts.clear()
    found["single"] = timed(singles)
    found["best single"] = min(bursts)
    found["threads"] = timed(by_threads)
    rows = [(row.number, row.kind, row.leaf, row.hashes) for row in ledger.log.rows(1, len(written) + 1)]
    pairs = [(one.subjects[0], number) for number, one in enumerate(written, 1)]
    for name, count, size in (("bare", len(rows), BATCH), ("bare single", len(few), 1)):
        if url is None:
            (place / "bare.sqlite").unlink(missing_ok=True)
            insert = bare_sqlite(place, rows[:count], pairs[:count], size)
        else:
            insert = bare_postgresql(url, rows[:count], pairs[:count], size)
        found[name] = timed(insert)
    assert ledger.size() == 1 + len(written) + 2 * len(few)
    ledger.close()
    shutil.rmtree(place)
    return found


def of_disk(folder: Path, count: int = 300) -> int:
    """Small writes made lasting, a second."""
    path = folder / "disk"
    with path.open("wb", buffering=0) as out:

        def write() -> None:
            out.write(b"x" * 400)
            os.fsync(out.fileno())

        found = rate(count, [timed(lambda: [write() for _ in range(count)])])
    path.unlink()
    return found


def of_sealing(folder: Path, events: int) -> dict[str, Any]:
    """Sealing an import: its segment written, hashed and made lasting, and its entry."""
    import pyarrow as pa

    source = folder / "source"
    command = [sys.executable, "-m", "bench.generate_log", str(source), "--events", str(events)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    parts = []
    for segment in DataFolder.open(source).segments():
        groups = range(segment.group_count)
        tables = [
            pa.concat_tables([read(group) for group in groups]).unify_dictionaries().combine_chunks()
            for read in (segment.files, segment.matters, segment.events)
        ]
        parts.append((tables[0].column("id").to_pylist(), tables[1], tables[2]))
    count = sum(one[2].num_rows for one in parts)
    rounds = [sealed(folder / f"target{number}", parts) for number in range(ROUNDS)]
    seconds = [wall for wall, _ in rounds]
    return {
        "events": count,
        "events_sealed_per_second": rate(count, seconds),
        "best_events_sealed_per_second": round(count / min(seconds)),
        "events_sealed_per_processor_second": rate(count, [own for _, own in rounds]),
    }


def sealed(place: Path, parts: list[Any]) -> tuple[float, float]:
    """Seconds to seal each part and enter it, and the processor's seconds of it in all threads."""
    from fajing.ledger.receipts import segment_token

    target = DataFolder.make(place, Zone.of(ZONE))
    ledger = Ledger.init(place)

    def seal() -> None:
        for files, matters, table in parts:
            with target.writer(Origin()) as writer:
                writer.add_columns(files, matters, table)
                number = int(writer.seal().name)
            ledger.append([Entry("import", {"segment": number}, subjects=(segment_token(number),))])

    own = time.process_time()
    seconds = timed(seal)
    own = time.process_time() - own
    ledger.close()
    shutil.rmtree(place)
    return seconds, own


def main() -> None:
    """Measure, print, and keep what was measured where it is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--singles", type=int, default=2_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--postgresql", metavar="URL")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--out", type=Path, metavar="FILE", help="the same numbers, written to a file")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="fajing-ledger-speed-", dir=options.folder))
    found: dict[str, Any] = {"fsync_per_second": of_disk(folder), "load": round(os.getloadavg()[0], 1)}
    try:
        with ExitStack() as stack:
            found["sqlite"] = of_store("sqlite", folder, lambda: None, options.entries, options.singles)
            numbers = iter(range(10**6))
            make_url: Callable[[], str] | None = None
            if options.postgresql:
                make_url = lambda: str(options.postgresql)  # noqa: E731
            else:
                from tests.ledger.server import running, why_not

                if why_not():
                    found["postgresql"] = why_not()
                else:
                    server = stack.enter_context(running())
                    make_url = lambda: server.make(f"speed{next(numbers)}")  # noqa: E731
            if make_url is not None:
                found["postgresql"] = of_store("pg", folder, make_url, options.entries, options.singles)
        if options.events:
            found["sealing"] = of_sealing(folder, options.events)
        found["load_after"] = round(os.getloadavg()[0], 1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    told = json.dumps(found, indent=2, ensure_ascii=False)
    print(told)
    if options.out is not None:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(f"{told}\n", "utf-8")


if __name__ == "__main__":
    main()
