"""Fixtures every test may use, and the numbers `make soak` keeps.

`soak_note("100000 random logs", seconds=12.3)` adds a line to the soak's result file, which FAJING_SOAK_NOTES
names; in an ordinary run it prints the line and keeps nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None, print_blob=True)  # a busy machine is no failure
settings.load_profile("house")

REPOSITORY = Path(__file__).resolve().parents[1]
# compiled once for all processes of a run, and kept for the next; cache.py names the folder by the sources
os.environ.setdefault("NUMBA_CACHE_DIR", str(REPOSITORY / ".pytest_cache" / "numba"))


WHOLE = ("tests/web/", "tests/browser/")
"""Folders whose tests share one office that takes long to make: each is run by one process, and begun first."""


def unit_of_work(nodeid: str) -> str:
    """What is run by one process, in order: a folder that shares an office, elsewhere a file."""
    return next((folder for folder in WHOLE if nodeid.startswith(folder)), nodeid.partition("::")[0])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(WHOLE))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Several processes: pytest-xdist's own groups are passed over in silence since pytest 9.2 (its issue 1386)."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    config.option.loadscopereorder = False
    scheduling = LoadScopeScheduling(config, log)
    scheduling._split_scope = unit_of_work
    return scheduling


def _note(line: str) -> None:
    notes = os.environ.get("FAJING_SOAK_NOTES")
    if notes:
        with Path(notes).open("a", encoding="utf-8") as out:
            out.write(line + "\n")
    else:
        print(line)


@pytest.fixture
def repository() -> Path:
    """The folder that holds pyproject.toml, law/ and src/."""
    return REPOSITORY


@pytest.fixture
def soak_note(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Keep a line of numbers in the soak's result file."""

    def note(text: str, **numbers: object) -> None:
        _note(
            f"{request.node.nodeid}  {text}" + "".join(f"  {key}={value}" for key, value in numbers.items())
        )

    return note


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" and item.get_closest_marker("soak"):
        _note(f"{item.nodeid}  {report.outcome}  seconds={report.duration:.1f}")
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if os.environ.get("FAJING_SOAK_NOTES"):
        counts = {kind: len(terminalreporter.stats.get(kind, [])) for kind in ("passed", "failed", "error")}
        _note("total  " + "  ".join(f"{kind}={count}" for kind, count in counts.items()))
