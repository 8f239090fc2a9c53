"""Killed at any moment, a writer loses nothing that was acknowledged, and leaves a ledger that is whole."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from tests.conftest import REPOSITORY

from fajing.ledger.fsck import check_log
from fajing.ledger.ledger import Ledger

ORDINARY, FULL = 50, 500
LONGEST = 0.012  # seconds from the last acknowledgement that was seen to the kill


class Writers:
    """The program in `writer.py`, and what it was told."""

    def __init__(self, data):
        self.acknowledged = {}
        self.process = subprocess.Popen(
            [sys.executable, str(REPOSITORY / "tests/ledger/writer.py"), str(data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY / "src")},
        )

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hear(self):
        line = self.process.stdout.readline()
        assert line, "the writer's program has ended"
        word, *rest = line.split()
        if word == "ack":
            self.acknowledged[int(rest[0])] = rest[1]
        return word, rest

    def kill_one(self, seed):
        """Start a writer and kill it at a random moment."""
        chance = random.Random(seed)
        self.say(f"go {seed}")
        word, rest = self.hear()
        assert word == "start", (word, rest)
        for _ in range(chance.randrange(6)):
            self.hear()
        time.sleep(chance.random() * LONGEST)
        os.kill(int(rest[0]), signal.SIGKILL)
        while self.hear()[0] != "done":
            pass

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


def kill_many(ledger, count):
    writers = Writers(ledger.data_dir)
    try:
        for seed in range(count):
            writers.kill_one(seed)
            if seed % 25 == 24:
                assert check_log(ledger.log).is_whole
    finally:
        writers.close()
    return writers.acknowledged


def check(ledger, acknowledged):
    """Every acknowledged entry is there, and the ledger is whole."""
    verdict = check_log(ledger.log)
    assert verdict.is_whole, verdict.faults
    there = {one.index: ledger.log.algorithm.leaf(one.leaf).hex() for one in ledger.entries()}
    assert {index: there.get(index) for index in acknowledged} == acknowledged
    assert set(there) == set(range(len(there)))
    return len(there)


@pytest.mark.timeout(600)
def test_fifty_kills_lose_nothing(make_ledger):
    ledger = make_ledger()
    acknowledged = kill_many(ledger, ORDINARY)
    assert len(acknowledged) > ORDINARY
    check(ledger, acknowledged)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_five_hundred_kills_lose_nothing(make_ledger, soak_note):
    ledger = make_ledger()
    acknowledged = kill_many(ledger, FULL)
    size = check(ledger, acknowledged)
    store = ledger.about.store.partition(":")[0]
    soak_note("kills", store=store, kills=FULL, acknowledged=len(acknowledged), entries=size)


@pytest.mark.timeout(600)
def test_fifty_writers_at_once_lose_nothing(make_ledger):
    ledger = make_ledger()
    count, each = (50, 8) if ledger.about.store.startswith("postgresql") else (8, 20)
    writers = Writers(ledger.data_dir)
    try:
        writers.say(f"many {count} {each}")
        while (heard := writers.hear())[0] != "done":
            pass
    finally:
        writers.close()
    assert heard[1] == ["0"], "a writer failed"
    assert len(writers.acknowledged) == count * each
    assert check(ledger, writers.acknowledged) == count * each + 1
    for seed in range(count):
        assert [one.body["n"] for one in ledger.entries(subject=f"of:{seed}")] == list(range(each))


def test_a_writer_killed_between_two_others_does_not_hold_them_up(make_ledger):
    ledger = make_ledger()
    writers = Writers(ledger.data_dir)
    try:
        writers.kill_one(1)
    finally:
        writers.close()
    begun = time.perf_counter()
    other = Ledger.open(ledger.data_dir)
    other.append([one.entry for one in other.entries(0, 1)])
    assert time.perf_counter() - begun < 20
    other.close()
