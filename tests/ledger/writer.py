"""A program of its own that writes into a ledger until it is killed; what it has been told is kept, it tells.

`python writer.py DATA`: for each line `go SEED` on its input it forks a writer, which appends batches of random size
and says `ack INDEX HASH` for each entry once it is acknowledged. `many COUNT EACH` forks so many writers at once. A
line `done` follows when they have ended.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

from fajing.ledger.entry import Entry
from fajing.ledger.ledger import Ledger


def tell(text: str) -> None:
    """Say something in one piece, whoever else is speaking."""
    os.write(1, text.encode())


def append(ledger: Ledger, seed: int, number: int, count: int) -> None:
    """Append a batch and tell what was acknowledged."""
    entries = [
        Entry("event", {"of": seed, "n": number, "m": m}, subjects=(f"of:{seed}",)) for m in range(count)
    ]
    receipts = ledger.append(entries)
    for first in range(0, len(receipts), 30):
        tell("".join(f"ack {one.index} {one.leaf_hash.hex()}\n" for one in receipts[first : first + 30]))


def write_for_ever(data: Path, seed: int) -> None:
    """Write until killed."""
    chance = random.Random(seed)
    ledger = Ledger.open(data)
    tell(f"start {os.getpid()}\n")
    for number in range(10**9):
        append(ledger, seed, number, chance.choice([1, 1, 1, 2, 5, 80]))


def write_some(data: Path, seed: int, count: int) -> None:
    """Write so many, one at a time."""
    ledger = Ledger.open(data)
    for number in range(count):
        append(ledger, seed, number, 1)
    ledger.close()


def forked(work: object, *arguments: object) -> int:
    """Do something in a process of its own."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work(*arguments)  # type: ignore[operator]
            code = 0
        finally:
            os._exit(code)
    return pid


def main() -> None:
    """Follow the lines of the input."""
    data = Path(sys.argv[1])
    Ledger.open(data).close()  # what it needs is loaded once, before anything is forked
    for line in sys.stdin:
        word, *numbers = line.split()
        given = [int(number) for number in numbers]
        if word == "go":
            children = [forked(write_for_ever, data, given[0])]
        else:
            children = [forked(write_some, data, seed, given[1]) for seed in range(given[0])]
        failed = sum(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) > 0 for pid in children)
        tell(f"done {failed}\n")


if __name__ == "__main__":
    main()
