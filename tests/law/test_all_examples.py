"""The examples of the whole book are met on every engine: `fajing law test law/cn-police --engine NAME`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pytest

from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.lawbook.model import Lawbook, Norm
from fajing.scan.engines import ENGINES, judge_of
from fajing.scan.examples import play

BOOKS = ("cn-police", "it-road-fines")
LAW = Path(__file__).resolve().parents[2] / "law"
DRAWN = 12
"""Of so many norms one is played on an engine that takes longer; all of them in the soak."""


@pytest.fixture(scope="module", params=BOOKS)
def book(request: pytest.FixtureRequest) -> Lawbook:
    return load_lawbook(str(LAW / request.param), region=ALL_REGIONS)


def not_met(norms: Iterable[Norm], book: Lawbook, engine: str) -> tuple[list[str], int]:
    """Examples that are not met, and how many were played."""
    judge, failed, played = judge_of(engine), list[str](), 0
    for norm in norms:
        for result in play(norm, book, judge):
            played += 1
            if not result.passed:
                failed.append(f"{norm.id}: {result}")
    return failed, played


def drawn(norm: Norm) -> bool:
    return hashlib.sha256(norm.id.encode()).digest()[0] % DRAWN == 0


def test_every_example_is_met_by_the_reference(book: Lawbook):
    failed, played = not_met(book.norms.values(), book, "reference")
    assert not failed
    assert played >= 2 * len(book.norms), "a norm has an example that passes and one that fails"


@pytest.mark.parametrize("engine", sorted(set(ENGINES) - {"reference"}))
def test_examples_drawn_by_their_norms_are_met_by_every_engine(book: Lawbook, engine: str):
    some = [norm for norm in book.norms.values() if drawn(norm)]
    failed, played = not_met(some, book, engine)
    assert not failed
    assert played >= 2 * len(some) > 0


@pytest.mark.soak
@pytest.mark.parametrize("engine", sorted(set(ENGINES) - {"reference"}))
def test_every_example_is_met_by_every_engine(book: Lawbook, engine: str, soak_note):
    failed, played = not_met(book.norms.values(), book, engine)
    assert not failed
    soak_note("examples", engine=engine, played=played)
