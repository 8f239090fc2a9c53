"""How quickly the office answers many people at once: open arrivals at a fixed rate, whatever the last answer took.

    python -m bench.office_load DATA --law BOOK [--database URL] [--rate 10] [--minutes 5] [--out FILE] [--keep FOLDER]

DATA is a data folder with imported events; a demonstration's office is built over a copy of it. Without --database a
PostgreSQL server is started for the run, with fsync on, for the pages' tables and for the ledger. The server (pages and
database) is held on one processor, the maker of the load on another. A request's time is counted from when it was
due to leave, so a queue shows. Persons of five roles ask, in the shares below; some eight requests in a hundred write:
a reminder, or an act on a finding that its page offers (received, rectified, contested, verified); each is an entry of
the ledger. Arrivals are exponential, of a fixed seed.

With --keep the office and its databases are built in a folder and stay there; the next run with the same folder asks
at once. A run also tells what processor time the server and the database took for each request.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import queue
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from bench.office_person import Person

NOW = "2026-05-29T08:20"
ROLES = {"case_officer": 30, "unit_leader": 20, "legal_officer": 35, "supervisor": 10, "report_writer": 5}
PAGES = {
    "today": 26, "about_to_breach": 10, "findings": 14, "finding": 14, "matters": 8, "matter": 12,
    "search": 4, "law": 3, "documents": 4, "remind": 5, "act": 3,
}  # fmt: skip
WRITER_PAGES = {"today": 40, "documents": 40, "desk": 20}
DESK = 12
"""A supervisor opens the desk this often among a hundred requests."""
HANDS = 48


def chosen(person: Person, rng: random.Random) -> str:
    """What a person asks for next."""
    if person.role == "report_writer":
        return rng.choices(list(WRITER_PAGES), list(WRITER_PAGES.values()))[0]
    if person.role == "supervisor" and rng.random() * 100 < DESK:
        return "desk"
    return rng.choices(list(PAGES), list(PAGES.values()))[0]


def load(people: list[Person], rate: float, seconds: float) -> dict[str, Any]:
    """Open arrivals; times from when a request was due."""
    rng = random.Random(7)
    for one in people:
        one.acts.clear()
    shares = [ROLES[person.role] for person in people]
    waiting: queue.Queue[tuple[float, Person, str, int] | None] = queue.Queue()
    times: dict[str, list[float]] = defaultdict(list)
    statuses: Counter[int] = Counter()
    locks = {id(person): threading.Lock() for person in people}

    def hand() -> None:
        while (one := waiting.get()) is not None:
            due, person, page, seed = one
            with locks[id(person)]:
                try:
                    status = person.do(page, random.Random(seed))
                except OSError:
                    status = 0
            times[page].append(time.perf_counter() - due)
            statuses[status] += 1

    hands = [threading.Thread(target=hand, daemon=True) for _ in range(HANDS)]
    for one in hands:
        one.start()
    begun = time.perf_counter()
    due = begun
    number = 0
    while (due := due + rng.expovariate(rate)) < begun + seconds:
        time.sleep(max(0.0, due - time.perf_counter()))
        person = rng.choices(people, shares)[0]
        waiting.put((due, person, chosen(person, rng), number))
        number += 1
    for _ in hands:
        waiting.put(None)
    for one in hands:
        one.join()
    every = sorted(second for some in times.values() for second in some)
    return {
        "requests": number,
        "seconds": round(time.perf_counter() - begun, 1),
        "statuses": {str(status): count for status, count in sorted(statuses.items())},
        "acts": {
            f"{kind} {status}": count
            for (kind, status), count in sorted(sum((one.acts for one in people), Counter()).items())
        },
        "errors": sum(count for status, count in statuses.items() if status == 0 or status >= 400),
        "median_ms": milliseconds(every, 0.5),
        "p95_ms": milliseconds(every, 0.95),
        "p99_ms": milliseconds(every, 0.99),
        "pages": {
            page: {
                "requests": len(some), "median_ms": milliseconds(sorted(some), 0.5),
                "p95_ms": milliseconds(sorted(some), 0.95),
            }
            for page, some in sorted(times.items())
        },
    }  # fmt: skip


def milliseconds(rising: list[float], share: float) -> int:
    """A quantile."""
    return round(rising[min(len(rising) - 1, int(share * len(rising)))] * 1000) if rising else 0


def main() -> None:
    """Builds the office, serves it, asks, tells."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--law", default="cn-police")
    parser.add_argument("--database", default="")
    parser.add_argument("--now", default=NOW, help="the office's clock begins here")
    parser.add_argument("--rate", type=float, default=10.0)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sqlite", action="store_true", help="the embedded default instead of PostgreSQL")
    parser.add_argument("--keep", type=Path, help="folder in which the office is built once and stays")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    with ExitStack() as stack:
        if args.keep:
            folder = args.keep.absolute()
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fajing-load-")))
        data, environment, listed = folder / "data", dict(os.environ), folder / "users.txt"
        stores = None if args.sqlite else databases(stack, args.database, args.keep and folder)
        if stores is not None:
            environment["FAJING_DATABASE_URL"] = stores.pages
        begun, built = time.perf_counter(), 0.0
        if not listed.exists():
            build(args, data, listed, stores, environment)
            built = round(time.perf_counter() - begun, 1)
        server = serve(stack, environment, data, args.workers)
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        people = signed_in(server.port, listed.read_text("utf-8"))
        told: dict[str, Any] = {"rate": args.rate, "workers": args.workers, "built_seconds": built} | sizes(
            data
        )
        told |= {"store": "sqlite" if args.sqlite else "postgresql", "cores": os.cpu_count()}
        load(people, args.rate, min(20.0, args.minutes * 60))
        groups = [server.pid, *([stores.pid] if stores and stores.pid else [])]
        before = [processor_seconds(pid) for pid in groups]
        told |= load(people, args.rate, args.minutes * 60)
        used = [processor_seconds(pid) - spent for pid, spent in zip(groups, before, strict=True)]
        told["processor_ms_a_request"] = {
            name: round(seconds * 1000 / told["requests"], 1)
            for name, seconds in zip(("pages", "database"), used, strict=False)
        }
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    print(text)
    if args.out:
        args.out.write_text(text + "\n", encoding="utf-8")


class Stores(NamedTuple):
    """Where the tables of pages and the ledger are, and the database's first process, where it was started here."""

    pages: str
    kept: str
    pid: int


def databases(stack: ExitStack, url: str, keep: Path | None) -> Stores:
    """One for the pages and one for the ledger."""
    if url:
        return Stores(url, url, 0)
    from tests.ledger.server import kept, running, why_not

    if why_not():
        raise SystemExit(why_not())
    server = stack.enter_context(kept(keep / "pg") if keep else running())
    pid = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
    os.sched_setaffinity(pid, {min(os.sched_getaffinity(0))})
    return Stores(server.make_if_missing("pages"), server.make_if_missing("ledger"), pid)


def build(
    args: argparse.Namespace, data: Path, listed: Path, stores: Stores | None, environment: dict[str, str]
) -> None:
    """A demonstration's office over a copy of the data folder; its users are written down."""
    shutil.copytree(args.data, data)
    if stores is not None:
        for old in ("ledger", "keys", "office"):
            shutil.rmtree(data / old, ignore_errors=True)
        run(environment, "ledger", "init", "--data", str(data), "--store", stores.kept)
    users = run(
        environment,
        "demo",
        "office",
        "--data",
        str(data),
        "--law",
        args.law,
        "--now",
        args.now,
        "--lang",
        "en",
    )
    listed.write_text(users, encoding="utf-8")


def processor_seconds(first: int) -> float:
    """What a process and all it has started have taken so far; those that ended are with whoever waited for them."""
    of, parents = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(path.parent.name)
        parents[pid] = int(fields[1])
        of[pid] = sum(int(one) for one in fields[11:15])
    family, grown = {first}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in family} - family
        family |= more
        grown = bool(more)
    return sum(of.get(pid, 0) for pid in family) / os.sysconf("SC_CLK_TCK")


def run(environment: dict[str, str], *arguments: str) -> str:
    """One command of Fajing's; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "fajing", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"fajing {' '.join(arguments[:2])}\n{done.stdout[-1000:]}{done.stderr[-2000:]}")
    return done.stdout


class Serving(NamedTuple):
    """A served office."""

    port: int
    pid: int


def serve(stack: ExitStack, environment: dict[str, str], data: Path, workers: int) -> Serving:
    """The office on the first processor."""
    command = [
        sys.executable,
        "-m",
        "fajing",
        "office",
        "serve",
        "--data",
        str(data),
        "--workers",
        str(workers),
    ]
    first = min(os.sched_getaffinity(0))
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    os.sched_setaffinity(process.pid, {first})  # its workers are started later and inherit it
    stack.callback(process.wait)
    stack.callback(process.terminate)
    assert process.stdout is not None
    line = process.stdout.readline()
    port = int(line.rsplit(":", 1)[1].strip("/ \n"))
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/health/")
            if connection.getresponse().status < 500:
                return Serving(port, process.pid)
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the office did not answer")


def signed_in(port: int, users: str) -> list[Person]:
    """The demonstration's users of the five roles, each at two desks."""
    titles = {
        "case officer": "case_officer", "unit leader": "unit_leader", "legal officer": "legal_officer",
        "supervisor": "supervisor", "report writer": "report_writer",
    }  # fmt: skip
    found = []
    for line in users.splitlines():
        match = re.match(r"(\d{6})\s+\S+\s+(.+?)\s+\S*/", line)
        if match and match.group(2) in titles:
            found += [Person(port, match.group(1), titles[match.group(2)]) for _ in range(4)]
    if {person.role for person in found} != set(ROLES):
        raise SystemExit(f"not every role is there:\n{users}")
    return found


def sizes(data: Path) -> dict[str, int]:
    """Events in the data folder."""
    told = [json.loads(path.read_bytes()) for path in sorted((data / "segments").glob("*/segment.json"))]
    return {"events": sum(one["events"] for one in told), "files": sum(one["files"] for one in told)}


if __name__ == "__main__":
    main()
