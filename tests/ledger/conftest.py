"""Ledgers to test, on each store."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator

import pytest
from tests.ledger.server import Server, running, why_not

from fajing.ledger.ledger import Ledger

STORES = ("sqlite", "postgresql")
_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server for the whole run; quick, since it is not the machine that fails here."""
    if reason := why_not():
        pytest.skip(f"not tested on PostgreSQL: {reason}")
    with running("fsync=off", "max_connections=80") as server:
        yield server


@pytest.fixture(params=STORES)
def store_url(request: pytest.FixtureRequest) -> str | None:
    """The address of an empty store of each kind; None for the default."""
    if request.param == "sqlite":
        return None
    server: Server = request.getfixturevalue("postgresql")
    return server.make(f"t{os.getpid()}_{next(_numbers)}")


@pytest.fixture
def make_ledger(tmp_path, store_url) -> Iterator[Callable[..., Ledger]]:
    """Makes the ledger of `tmp_path` on each kind of store."""
    made: list[Ledger] = []

    def make(hash_name: str = "sha256") -> Ledger:
        made.append(Ledger.init(tmp_path, store_url, hash_name))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()
