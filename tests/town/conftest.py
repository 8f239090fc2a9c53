"""A week of the town, built, read and judged once for all tests here."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from fajing.app.check import read_as_of
from fajing.intake.read import Intake, read_logs
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.scan.reference import judge_log
from fajing.town.build import Built, build_town

LAW = Path(__file__).resolve().parents[2] / "law" / "cn-police"
UNMET = ("late", "missed", "slow", "undecidable")

Key = tuple[str, str, str, str, str, str]
"""Norm, matter, step and time of the trigger, outcome, reason."""


@dataclass
class Judged:
    """A town with what the engine says of it."""

    built: Built
    lawbook: Lawbook
    intake: Intake
    duties: Counter[Key]
    truth: dict[Key, str]
    uncarried: set[str]

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


def judge_town(out: Path, size: str, seed: int) -> Judged:
    """Build a town, read its exports by the lawbook's maps, and judge it."""
    built = build_town(LAW, out, size, seed)
    lawbook = load_lawbook(f"{LAW}+{out / 'bureau'}")
    intake = read_logs(sorted((out / "exports").iterdir()), lawbook)
    duties: Counter[Key] = Counter()
    for duty in judge_log(intake.log, lawbook, as_of=read_as_of("2026-11-01", lawbook)):
        at = lawbook.zone.civil(duty.trigger.at.instant).strftime("%Y-%m-%d %H:%M")
        reason = duty.verdict.reason
        duties[
            (
                duty.norm.id,
                duty.matter.id,
                duty.trigger.step,
                at,
                duty.outcome.value,
                reason.value if reason else "",
            )
        ] += 1
    truth = {
        (row["norm"], row["matter"], row["step"], row["at"], row["outcome"], row["reason"]): row["kind"]
        for row in rows_of(out / "truth.csv")
    }
    uncarried = {row["norm"] for row in rows_of(out / "truth_uncarried.csv")}
    return Judged(built, lawbook, intake, duties, truth, uncarried)


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a text table."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="session")
def week(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """One week."""
    return judge_town(tmp_path_factory.mktemp("town"), "week", 1)
