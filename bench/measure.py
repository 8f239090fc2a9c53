"""Runs a program as a process of its own and says how long it took and how much memory it held at most.

In: a command whose last line of output is JSON with `seconds`. Out: a `Run`. Two commands are measured in turn, one run
of each after the other, so that what else the machine does meets both; their ratio is what is compared.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


class Failed(Exception):
    """A measured program failed; holds the end of what it said."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program.

    Attributes:
        seconds: As the program measured its own work, without starting up; of several runs in it all.
        whole: Seconds of the process from start to end.
        peak: Most memory it held, in bytes.
        said: The JSON it printed.
    """

    seconds: tuple[float, ...]
    whole: float
    peak: int
    said: Mapping[str, Any]


@dataclass(slots=True)
class Measured:
    """Several runs of one program."""

    command: tuple[str, ...]
    runs: list[Run] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Median of all its measurements."""
        return statistics.median(second for run in self.runs for second in run.seconds)

    @property
    def peak(self) -> int:
        """Most memory of any run, in bytes."""
        return max(run.peak for run in self.runs)

    @property
    def counts(self) -> Any:
        """What the last run counted."""
        return self.runs[-1].said.get("counts")

    def as_json(self) -> dict[str, Any]:
        """Everything measured, to be kept."""
        return {
            # Folders are left out: where things lay says nothing, and belongs to whoever measured.
            "command": [Path(word).name if Path(word).is_absolute() else word for word in self.command],
            "median": round(self.seconds, 4),
            "seconds": [round(second, 4) for run in self.runs for second in run.seconds],
            "whole": [round(run.whole, 3) for run in self.runs],
            "peak_mb": round(self.peak / 1e6),
        }


def module(name: str, *arguments: object, python: str = sys.executable) -> tuple[str, ...]:
    """The command of a module of this folder."""
    return (python, "-m", f"bench.{name}", *(str(argument) for argument in arguments))


def run(command: Sequence[str]) -> Run:
    """Runs a command once.

    Raises:
        Failed: It ended with an error or printed no JSON.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src")))}
    # An installed program has its bytecode: it is not compiled again in each of the runs.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=errors, cwd=ROOT, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        whole = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        lines = [line for line in out.read().splitlines() if line.startswith("{")]
        if process.returncode or not lines:
            raise Failed(f"{' '.join(command)}\n{errors.read()[-2000:]}")
    said = json.loads(lines[-1])
    seconds = tuple(float(second) for second in said.get("seconds", [whole]))
    return Run(seconds, whole, usage.ru_maxrss * 1024, said)


def in_turn(times: int, *commands: Sequence[str]) -> list[Measured]:
    """Runs commands in turn, each so many times."""
    found = [Measured(tuple(command)) for command in commands]
    for _ in range(times):
        for one in found:
            one.runs.append(run(one.command))
    return found
