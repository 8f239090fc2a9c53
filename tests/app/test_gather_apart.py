"""Officers, rooms and devices of two districts do not meet in the city: only what overlaps in a district does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.app.folders import by_folder, cut, imported
from tests.app.test_apart_folder import crowded, crowded_log
from tests.engines.test_apart import ZONE, in_segments, random_book, random_log, told_by_automaton

from fajing.app.check_folder import CheckedFolder
from fajing.app.district import District
from fajing.app.gather import gather
from fajing.app.grouping import roots_as_linked
from fajing.core.events import Log
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.merge import Standing

DISTRICTS = ("north", "south")


def renamed(log: Log, prefix: str) -> Log:
    """The log under other ids; officers, rooms and devices stay."""
    found = Log(log.zone, carried=log.carried)
    for matter in log.matters.values():
        parent = None if matter.parent is None else prefix + matter.parent
        events = [
            replace(
                one,
                id=prefix + one.id,
                matter=prefix + one.matter,
                values={key: prefix + str(v) if v in log.matters else v for key, v in one.values.items()},
            )
            for one in matter.events
        ]
        found.matters[prefix + matter.id] = replace(
            matter, id=prefix + matter.id, parent=parent, events=events
        )
    return found


def gathered(path: Path) -> DataFolder:
    """The city of the districts that are there."""
    districts = [District(name, path / name) for name in DISTRICTS if (path / name).exists()]
    return gather(districts, path / "city").folder


@pytest.mark.parametrize("seed", range(4))
def test_a_full_check_finds_what_the_districts_find(seed: int, tmp_path: Path) -> None:
    rng = Random(seed)
    book, as_of = random_book(rng), ZONE.moment(datetime(2026, 3, 9))
    own = [in_segments(rng, renamed(random_log(rng), name), book, tmp_path / name) for name in DISTRICTS]
    city = Standing(gathered(tmp_path).segments(), roots_as_linked(book))
    (told_1, met_1, _), (told_2, met_2, _) = (told_by_automaton(one, book, as_of) for one in own)
    told, met, _ = told_by_automaton(city, book, as_of)
    assert told == told_1 + told_2
    assert met == met_1 + met_2


@pytest.mark.parametrize("seed", range(2))
def test_a_check_after_a_gathering_finds_what_the_districts_find(seed: int, tmp_path: Path) -> None:
    one, rng = crowded(seed), Random(seed)
    as_of = one.book.zone.moment(datetime(2026, 6, 1))
    logs = [
        renamed(log, f"{name}-")
        for name, log in zip(DISTRICTS, (one.log, crowded_log(rng, one.book.zone)), strict=True)
    ]
    parts = [cut(rng, log, 2) for log in logs]
    folders = [DataFolder.make(tmp_path / name, one.book.zone) for name in DISTRICTS]
    city: CheckedFolder | None = None
    for step in range(4):
        imported(folders[step % 2], one.book, parts[step % 2][step // 2])
        found = gathered(tmp_path)
        city = city or CheckedFolder(found, one.book)
        rows = by_folder(city, as_of)[1]
    expected: list[dict[str, Any]] = []
    for folder in folders:
        expected += by_folder(CheckedFolder(folder, one.book), as_of)[1]
    assert sorted(rows, key=str) == sorted(expected, key=str)
    assert expected
