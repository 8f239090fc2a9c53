"""Officers, rooms and devices across files, import after import: judged again is only what an interval can change."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from tests.app.folders import by_folder, by_reference, cut, fresh, imported, in_force, standing_log, steps
from tests.scan.bench_book import lawbook, norm_of
from tests.scan.random_books import Pair, pair
from tests.scan.random_logs import random_event

from fajing.app.check_folder import CheckedFolder
from fajing.app.warm import open_files
from fajing.app.warm.across import Affected
from fajing.app.warm.open_files import OpenFiles, trimmed
from fajing.core.events import Acting, Event, Log, Matter
from fajing.core.moments import Zone
from fajing.lawbook.model import Status
from fajing.ledger.segments import merge
from fajing.ledger.segments.components import node

SEEDS = 20
SOAK = int(os.environ.get("FAJING_SOAK_FOLDERS", "2000"))
BASE = date(2026, 3, 20)
OFFICERS, ROOMS, DEVICES = "ABCDEFGHIJ", ("R1", "R2", "R3", "R4", "R5", "", 7, True), ("D1", "D2", "D3")
CONDITIONS = (
    None,
    None,
    "event.room != target.room",
    "target.amount > 5",
    "present(target.device) and count(opened) > 0",
)


def crowded(seed: int) -> Pair:
    """Some norms with `apart`, now and then under a condition on both events, and files that share much."""
    one, rng = pair(seed), Random(seed + 1_000_000)
    raws = [raw for raw in one.raws if "apart" not in raw["id"]][: rng.randint(1, 2)]
    raws = [raw for raw in raws if "expired" not in str(raw) and "due_of" not in str(raw)]
    for number in range(rng.randint(1, 4)):
        duty: dict[str, Any] = {"on": rng.choice((["questioned"], ["questioned", "inspected"]))}
        duty["apart"] = rng.choice(("officer", "officer", "room", "device"))
        if (where := rng.choice(CONDITIONS)) is not None:
            duty["where"] = where
        elif rng.random() < 0.3:
            duty["unless"] = rng.choice(("event.amount > 5", "present(event.origin)", "count(filed) > 0"))
        cites = [{"source": "s", "article": "1"}]
        versions = [{"from": "2020-01-01", "cites": cites, "duty": duty}]
        if rng.random() < 0.2:
            changed = {**duty, "apart": rng.choice(("officer", "room", "device"))}
            versions.append({"from": "2026-03-22", "cites": cites, "duty": changed})
        raws.append(
            {"id": f"x{number}.apart", "title": "t", "procedure": "case", "severity": "minor"}
            | {"status": "in_force", "versions": versions}
        )
    if rng.random() < 0.4:  # a duty that rests on one that looks across files
        duty = {"on": ["opened"], "do": ["filed"], "by": {"due_of": "x0.apart", "plus": {"days": 1}}}
        versions = [{"from": "2020-01-01", "cites": [{"source": "s", "article": "1"}], "duty": duty}]
        raws.append(
            {"id": "y.do", "title": "t", "procedure": "case", "severity": "minor"}
            | {"status": "in_force", "versions": versions}
        )
    norms = [norm_of(raw, one.rollover, [other["id"] for other in raws]) for raw in raws]
    norms = [replace(norm, status=Status.IN_FORCE) for norm in norms]
    book = lawbook(*norms, zone=one.book.zone.name, rollover=one.rollover)
    book = replace(book, registers=one.book.registers)
    return Pair(seed, raws, book, crowded_log(rng, one.book.zone), one.rollover)


def crowded_log(rng: Random, zone: Zone) -> Log:
    """Some files whose questionings and inspections share officers, rooms and devices."""
    log, number = Log(zone), 0
    by_day = rng.choice((0.0, 0.1, 0.3))
    names = [f"f{place}" for place in range(rng.randint(6, 14))]
    for name in names:
        parent = rng.choice(names[: names.index(name)]) if rng.random() < 0.1 and name != "f0" else None
        matter = log.matters[name] = Matter(name, "case", parent, "U1", {})
        own = [
            "opened",
            *rng.choices(("questioned", "questioned", "inspected", "filed"), k=rng.randint(1, 5)),
        ]
        for step in own:
            event = random_event(rng, zone, matter, step, BASE, by_day, number)
            matter.events.append(taken(rng, zone, event) if step != "opened" else event)
            number += 1
        if rng.random() < 0.1:
            event = random_event(rng, zone, matter, "merged", BASE, 0.0, number)
            matter.events.append(replace(event, values={"into": rng.choice(names)}))
            number += 1
    return log


def taken(rng: Random, zone: Zone, event: Event) -> Event:
    """The event at some other time, by other officers, in another room, with another device."""
    day = BASE + timedelta(days=rng.randrange(12))
    begin = zone.moment(day) if event.at.is_day else event.at
    if not begin.is_day:
        begin = replace(begin, instant=zone.moment(day).instant + 30_000 + 900 * rng.randrange(32))
        begin = replace(begin, day=zone.civil(begin.instant).toordinal())
    until = None
    if rng.random() < 0.85:
        length = rng.choice((-30, 0, 15, 60, 60, 120, 180, 300, 3_000))
        until = replace(begin, instant=begin.instant + (0 if begin.is_day else 60 * length))
        until = replace(until, day=zone.civil(until.instant).toordinal())
    officers = tuple(
        Acting(one, "handler") for one in rng.sample(OFFICERS, rng.choice((0, 1, 1, 2, 2, 3, 4)))
    )
    values = dict(event.values)
    values.update(room=rng.choice(ROOMS), device=rng.choice(DEVICES), amount=rng.randint(0, 12))
    values = {name: value for name, value in values.items() if rng.random() < 0.9}
    return replace(event, at=begin, until=until, officers=officers, values=values)


def parts_of(rng: Random, log: Log, days: int) -> list[Log]:
    """The log as several imports, of which later ones move what earlier ones brought."""
    parts = cut(rng, log, days)
    for number, part in enumerate(parts[:-1]):
        for event in list(part.events()):
            if event.step in ("questioned", "inspected") and rng.random() < 0.2:
                later = parts[rng.randrange(number + 1, days)]
                matter = later.matters.setdefault(event.matter, replace(log.matters[event.matter], events=[]))
                if all(other.id != event.id for other in matter.events):
                    matter.events.append(taken(rng, log.zone, event))
    return parts


def days_of(seed: int, path: Path, one: Pair) -> Counter[str]:
    """Imports a log in parts and checks after each; how often it was judged in which way."""
    rng, told_of = Random(seed), Counter[str]()
    days = rng.choice((2, 3, 4, 5))
    folder, warm = fresh(path, one.book), None
    for part, as_of in zip(parts_of(rng, one.log, days), steps(rng, one.log, days), strict=True):
        if rng.random() < 0.9:
            imported(folder, one.book, part)
        if not folder.segments():
            continue
        if warm is None or rng.random() < 0.3:  # another process goes on
            warm = CheckedFolder(folder, one.book)
        told, rows, done = by_folder(warm, as_of)
        wanted, wanted_rows = by_reference(standing_log(folder, one.book, as_of), one.book, as_of)
        assert told == wanted, seed
        assert rows == wanted_rows, seed
        told_of["all" if done.changed is None else done.why_en or "changed"] += 1
    return told_of


def agree(seeds: range, path: Path) -> Counter[str]:
    told_of = Counter[str]()
    for seed in seeds:
        told_of += days_of(seed, path / str(seed), crowded(seed))
        shutil.rmtree(path / str(seed))
    return told_of


@pytest.fixture
def attempts(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Units judged again, and other units read for the reference, of each attempt."""
    found: list[tuple[int, int]] = []
    attempt = Affected._attempt

    def counted(self: Affected, pairs: Any, others: Any, own: Any, seen: Any) -> Any:
        found.append((len(own), len(seen)))
        return attempt(self, pairs, others, own, seen)

    monkeypatch.setattr(Affected, "_attempt", counted)
    return found


@pytest.mark.timeout(600)
@pytest.mark.parametrize("start", range(0, SEEDS, 20))
def test_norms_across_files_equal_the_reference(
    start: int, tmp_path: Path, attempts: list[tuple[int, int]]
) -> None:
    told_of = agree(range(start, start + 20), tmp_path)
    assert set(told_of) == {"all", "changed"}
    assert told_of["changed"] > 20
    assert sum(seen > 0 for _, seen in attempts) > 1, "the reference never had to see other files"


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("start", range(SEEDS, SEEDS + SOAK, 250))
def test_a_great_many_days_across_files_equal_the_reference(start: int, tmp_path: Path) -> None:
    agree(range(start, min(start + 250, SEEDS + SOAK)), tmp_path)


@pytest.mark.timeout(600)
def test_levels_become_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fajing.app.warm.intervals._LEVELS", 1)
    monkeypatch.setattr("fajing.app.warm.intervals._CHUNK", 3)
    for seed in range(4):
        days_of(seed, tmp_path / str(seed), crowded(seed))
        levels = [np.load(one) for one in (tmp_path / str(seed) / "warm").glob("intervals-*.npy")]
        assert len(levels) == 1
        order = np.lexsort((levels[0][1], levels[0][0]))
        assert (levels[0][:2, order] == levels[0][:2]).all()


@pytest.mark.timeout(600)
def test_too_much_at_once_is_judged_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fajing.app.warm.across._FEW", 0)
    told_of = sum((days_of(seed, tmp_path / str(seed), crowded(seed)) for seed in range(6)), Counter[str]())
    assert told_of["norms across files judged in full: too many files are concerned"] > 3


def folder_of(seed: int, path: Path) -> tuple[Any, Pair, list[Log], list[Any]]:
    one, rng = crowded(seed), Random(seed)
    folder = fresh(path, one.book)
    return folder, one, cut(rng, one.log, 2), list(steps(rng, one.log, 2))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("how", ["gone", "short", "other"])
def test_damaged_intervals_are_made_anew(how: str, tmp_path: Path) -> None:
    folder, one, parts, moments = folder_of(3, tmp_path / "data")
    imported(folder, one.book, parts[0])
    CheckedFolder(folder, one.book).check(moments[0])
    imported(folder, one.book, parts[1])
    [path] = (tmp_path / "data/warm").glob("intervals-*.npy")
    data = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(data[:-8] if how == "short" else data[:-8] + bytes(8))
    told, rows, done = by_folder(CheckedFolder(folder, one.book), moments[1])
    assert done.changed is None
    assert path.name in done.why_en or "damaged" in done.why_en
    wanted = by_reference(standing_log(folder, one.book, moments[1]), one.book, moments[1])
    assert (told, rows) == wanted


def test_without_norms_across_files_nothing_is_kept(tmp_path: Path) -> None:
    one = next(
        one for one in map(in_force, range(100)) if not any("apart" in norm for norm in one.book.norms)
    )
    folder = fresh(tmp_path / "data", one.book)
    imported(folder, one.book, one.log)
    CheckedFolder(folder, one.book).check()
    assert not list((tmp_path / "data/warm").glob("intervals-*"))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("which", ["matters.arrow", "events.arrow", ".npy"])
def test_damaged_rows_of_open_files_are_made_anew(which: str, tmp_path: Path) -> None:
    folder, one, parts, moments = folder_of(5, tmp_path / "data")
    imported(folder, one.book, parts[0])
    CheckedFolder(folder, one.book).check(moments[0])
    imported(folder, one.book, parts[1])
    [path] = (tmp_path / "data/warm").glob(f"open-*{which}")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    told, rows, done = by_folder(CheckedFolder(folder, one.book), moments[1])
    assert done.changed is None
    assert path.name in done.why_en
    wanted = by_reference(standing_log(folder, one.book, moments[1]), one.book, moments[1])
    assert (told, rows) == wanted


def test_rows_of_open_files_are_those_of_the_segments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_files, "_BATCH", 4)
    monkeypatch.setattr(open_files, "_BLOCK", 9)
    monkeypatch.setattr(open_files, "_SMALL", 0)
    one = crowded(11)
    folder = fresh(tmp_path / "data", one.book)
    for part in cut(Random(11), one.log, 3):
        imported(folder, one.book, part)
    segments = folder.segments()
    nodes = np.array(
        [node(place, file) for place, own in enumerate(segments) for file in range(own.manifest.files)]
    )
    for kept in (nodes[:0], nodes[::2], nodes[1:], nodes):
        opened = OpenFiles(tmp_path)
        for place in range(len(segments)):
            opened.keep(segments, place, kept, f"open-{len(kept)}")
        for asked in (nodes[:0], nodes[::3], nodes):
            found = opened.rows(segments, asked)
            wanted = merge.all_rows(segments, asked.tolist())
            for given, rows in zip((found, map(trimmed, found)), (wanted, wanted), strict=True):
                assert _plain(*given) == _plain(*rows)


def _plain(matters: Any, events: Any) -> tuple[list[str], list[str]]:
    """Rows as texts; an event with the row of its matter."""
    of_matter = sorted(map(str, matters.to_pylist()))
    rows = matters.to_pylist()
    return of_matter, sorted(str(row | {"matter": rows[row["matter"]]}) for row in events.to_pylist())
