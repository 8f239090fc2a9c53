"""Towns, built, read and judged: a week once for all tests here, larger ones where a test asks for them."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from fajing.app.check import read_as_of
from fajing.intake.read import Intake, read_logs
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.scan.duty import Duty
from fajing.scan.engines import AUTOMATON, REFERENCE, judge_of
from fajing.town.build import Built, build_town

LAW = Path(__file__).resolve().parents[2] / "law" / "cn-police"
UNMET = ("late", "missed", "slow", "undecidable")

Key = tuple[str, ...]
"""Norm, matter, step and time of the trigger, outcome, reason."""


@dataclass
class Judged:
    """A town with what the engine says of it.

    Attributes:
        built: What was built.
        lawbook: The law with the town's registers.
        intake: Its exports, read.
        duties: How often each duty came out, of those that were not met, are in the truth, or are not carried.
        laws: Of the duties in the truth, the day since when the version is in force by which each was judged.
        about: Norm, matter, step and time of all duties in the truth that came out in any way.
        truth: The kind of each entry of the truth.
        law: Of an entry that says so, the day since when the law has been in force that must judge it.
        uncarried: Norms that the exports cannot decide.
        told: Of an entry, the unit that owes it and the officers of its trigger, as the truth says.
        people: Of a duty, the same as the engine says.
        ways: How many near misses are near in each way.
    """

    built: Built
    lawbook: Lawbook
    intake: Intake
    duties: Counter[Key]
    laws: dict[Key, str]
    about: set[Key]
    truth: dict[Key, str]
    law: dict[Key, str]
    uncarried: set[str]
    told: dict[Key, tuple[str, str]] = field(default_factory=dict)
    people: dict[Key, tuple[str, str]] = field(default_factory=dict)
    ways: Counter[str] = field(default_factory=Counter)

    def unmet(self) -> set[Key]:
        """What the engine found, without what these exports cannot decide at all."""
        return {
            key
            for key in self.duties
            if key[4] in UNMET and not (key[0] in self.uncarried and key[4] == "undecidable")
        }

    def expected(self) -> set[Key]:
        """What the truth says it must find."""
        return {key for key in self.truth if key[4] in UNMET}


def judge_town(out: Path, size: str, seed: int, engine: str = REFERENCE) -> Judged:
    """Build a town, read its exports by the lawbook's maps, and judge it."""
    built = build_town(LAW, out, size, seed)
    lawbook = load_lawbook(f"{LAW}+{out / 'bureau'}")
    intake = read_logs(sorted((out / "exports").iterdir()), lawbook)
    rows = {key_of(row): row for row in rows_of(out / "truth.csv")}
    uncarried = {row["norm"] for row in rows_of(out / "truth_uncarried.csv")}
    judged = Judged(
        built,
        lawbook,
        intake,
        Counter(),
        {},
        set(),
        {key: row["kind"] for key, row in rows.items()},
        {key: row["law"] for key, row in rows.items() if row["law"]},
        uncarried,
        {key: (row["unit"], row["officers"]) for key, row in rows.items()},
    )
    triggers = {key[:4] for key in rows}
    for duty in judge_of(engine)(intake.log, lawbook, as_of=read_as_of("2026-11-01", lawbook)):
        at = lawbook.zone.civil(duty.trigger.at.instant).strftime("%Y-%m-%d %H:%M")
        about = (duty.norm.id, duty.matter.id, duty.trigger.step, at)
        outcome, reason = duty.outcome.value, duty.verdict.reason
        key = (*about, outcome, reason.value if reason else "")
        if about in triggers:
            judged.about.add(about)
            judged.people[key] = (duty.unit or "", "、".join(one.id for one in duty.trigger.officers))
            judged.laws[key] = duty.version.start.isoformat() if duty.version else ""
            if judged.truth.get(key) == "near":
                judged.ways.update(ways_of(duty, lawbook))
        if about in triggers or outcome in UNMET or duty.norm.id in uncarried:
            judged.duties[key] += 1
    return judged


def ways_of(duty: Duty, lawbook: Lawbook) -> set[str]:
    """In which ways a duty that is not broken comes near to it."""
    verdict, ways = duty.verdict, set[str]()
    said: dict[str, Any] = next(
        (
            one["duty"]
            for one in duty.norm.raw["versions"]
            if duty.version and str(one["from"]) == duty.version.start.isoformat()
        ),
        {},
    )
    steps = {event.step for event in verdict.facts}
    if steps & named_steps(said.get("extend", ()), "on"):
        ways.add("extension")
    if verdict.paused_since is not None:
        ways.add("open pause")
    elif steps & named_steps(said.get("pause", ()), "from"):
        ways.add("pause")
    if verdict.due is not None and verdict.done is not None:
        if 0 <= verdict.due.latest - verdict.done.at.instant <= 120:
            ways.add("minute")
        if verdict.due.whole_day and not lawbook.calendar.is_working_day(verdict.due.day - 1):
            ways.add("day off")
    return ways


def named_steps(rules: Iterable[Any], key: str) -> set[str]:
    """The steps that extensions or pauses name, without their procedure."""
    found = set[str]()
    for rule in rules:
        names = rule[key] if isinstance(rule[key], list) else [rule[key]]
        found |= {(name["step"] if isinstance(name, dict) else name).split(".")[-1] for name in names}
    return found


def key_of(row: dict[str, str]) -> Key:
    """What a row of the truth says, as a duty is named here."""
    return (row["norm"], row["matter"], row["step"], row["at"], row["outcome"], row["reason"])


def exactness(town: Judged) -> dict[str, set[Key]]:
    """What differs from the truth, by what is wrong; nothing where all and only what was put in is found."""
    wrong = {
        "missed": town.expected() - town.unmet(),
        "false": town.unmet() - town.expected(),
        "near miss taken for something else": {
            key for key, kind in town.truth.items() if kind == "near" and key not in town.duties
        },
        "a duty where there is none": {
            key for key, kind in town.truth.items() if kind == "none" and key[:4] in town.about
        },
        "found twice": {key for key, count in town.duties.items() if count > 1},
        "judged by another law": {
            key for key, law in town.law.items() if key in town.laws and town.laws[key] != law
        },
    }
    return {what: keys for what, keys in wrong.items() if keys}


def rejects_as_expected(town: Judged) -> bool:
    """Whether the damaged rows and only they were rejected."""
    where = {(row["file"], int(row["row"])) for row in rows_of(town.built.out / "truth_rejects.csv")}
    return {(Path(one.file).name, one.row) for one in town.intake.rejects} == where


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a text table."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="session")
def week(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """One week."""
    return judge_town(tmp_path_factory.mktemp("town"), "week", 1)


@pytest.fixture(scope="session")
def season(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """Three months, judged by the fast engine."""
    return judge_town(tmp_path_factory.mktemp("season"), "season", 1, AUTOMATON)


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """A year, judged by the fast engine."""
    return judge_town(tmp_path_factory.mktemp("year"), "year", 1, AUTOMATON)


@pytest.fixture(scope="session")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """The twenty-two months of the bureau, judged by the fast engine."""
    return judge_town(tmp_path_factory.mktemp("two_years"), "two-years", 1, AUTOMATON)
