"""What has aged in a lawbook: sources, versions, benchmarks, calendars, texts not read."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from tests.app.small_book import write_book

from fajing.lawbook.load import ALL_REGIONS, load_lawbook
from fajing.lawbook.stale import Age, Stale, stale

DAY = date(2026, 11, 1)
SOURCE = "id: {id}\ntitle: {{zh: 新规定, en: New rules}}\nin_force: {{{dates}}}\nread: full\n{more}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_book(tmp_path / "book")


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def found(folder: Path, day: date = DAY) -> list[Stale]:
    return stale(load_lawbook(str(folder), region=ALL_REGIONS), day)


def of(age: Age, items: list[Stale]) -> list[Stale]:
    return [item for item in items if item.age is age]


def test_a_source_read_by_hearsay_is_named_with_its_norms(folder):
    (item,) = of(Age.NOT_READ, found(folder))
    assert item.about == "rules"
    assert "handling.accepted_in_time" in item.norms
    assert "转述" in item.what.zh


def test_a_norm_that_still_rests_on_an_ended_source_comes_first(folder):
    edit(folder, "sources/rules.yaml", "{from: 2019-01-01}", "{from: 2019-01-01, until: 2026-06-30}")
    items = found(folder)
    assert items[0].age is Age.REPEALED
    assert "2026-06-30" in items[0].what.en
    assert "no successor" in items[0].what.en


def test_a_successor_on_file_ends_what_it_replaces(folder):
    text = SOURCE.format(id="new_rules", dates="from: 2026-07-01", more="replaces: [rules]\n")
    (folder / "sources" / "new.yaml").write_text(text, "utf-8")
    (item,) = of(Age.REPEALED, found(folder))
    assert item.about == "rules"
    assert "new_rules" in item.what.zh
    assert of(Age.REPEALED, found(folder, date(2026, 6, 30))) == []


def test_what_will_end_is_announced_until_the_norm_has_a_later_version(folder):
    edit(folder, "sources/rules.yaml", "{from: 2019-01-01}", "{from: 2019-01-01, until: 2027-06-30}")
    (item,) = of(Age.ENDING, found(folder))
    assert "handling.accepted_in_time" in item.norms
    text = SOURCE.format(id="new_rules", dates="from: 2027-07-01", more="")
    (folder / "sources" / "new.yaml").write_text(text, "utf-8")
    edit(
        folder,
        "norms/handling/accepted.yaml",
        "examples:",
        '  - from: 2027-07-01\n    cites: [{source: new_rules, article: "1"}]\n'
        "    duty: {on: report_received, do: [case_accepted], within: {hours: 12}}\nexamples:",
    )
    (item,) = of(Age.ENDING, found(folder))
    assert "handling.accepted_in_time" not in item.norms
    assert of(Age.ENDING, found(folder, date(2025, 11, 1))) == []


def test_a_version_without_a_successor_and_a_gap_are_named(folder):
    edit(
        folder,
        "norms/handling/accepted.yaml",
        "- from: 2019-01-01",
        "- from: 2019-01-01\n    until: 2026-01-31",
    )
    (item,) = of(Age.NO_VERSION, found(folder))
    assert item.about == "handling.accepted_in_time"
    (ahead,) = of(Age.ENDING, found(folder, date(2025, 5, 1)))
    assert ahead.about == "handling.accepted_in_time"
    edit(
        folder,
        "norms/handling/accepted.yaml",
        "examples:",
        '  - from: 2026-03-01\n    cites: [{source: rules, article: "1"}]\n'
        "    duty: {on: report_received, do: [case_accepted], within: {hours: 12}}\nexamples:",
    )
    (gap,) = of(Age.NO_VERSION, found(folder))
    assert "2026-01-31" in gap.what.zh and "2026-03-01" in gap.what.zh


def test_calendars_are_asked_for_only_where_a_norm_counts_with_them(folder):
    assert of(Age.CALENDAR, found(folder)) == [], "rollover none, no working days"
    edit(folder, "norms/handling/accepted.yaml", "{hours: 24}", "{working_days: 3}")
    years = [item.about for item in of(Age.CALENDAR, found(folder))]
    assert years == ["2026", "2027"]
    (folder / "calendars").mkdir(exist_ok=True)
    real = Path(__file__).parents[2] / "law" / "cn-police" / "calendars" / "2026.yaml"
    shutil.copy(real, folder / "calendars" / "2026.yaml")
    (item,) = of(Age.CALENDAR, found(folder))
    assert item.about == "2027"
    assert item.norms == ("handling.accepted_in_time",)


def test_an_own_standard_that_nobody_has_set_anew_is_old(folder):
    (folder / "benchmarks").mkdir(exist_ok=True)
    (folder / "benchmarks" / "own.yaml").write_text(
        "benchmarks:\n  - id: prompt.accepted\n    title: {zh: 受案, en: Accepted}\n"
        "    versions: [{from: 2015-01-01, within: {hours: 4}}]\n",
        "utf-8",
    )
    edit(folder, "norms/handling/accepted.yaml", "{hours: 24}", "{benchmark: prompt.accepted}")
    (item,) = of(Age.BENCHMARK, found(folder))
    assert item.norms == ("handling.accepted_in_time",)
    assert of(Age.BENCHMARK, found(folder, date(2019, 6, 1))) == []


def test_drafts_are_left_alone(folder):
    for name in ("accepted", "reviewed", "by_origin"):
        edit(folder, f"norms/handling/{name}.yaml", "status: in_force", "status: draft")
    norms = {norm for item in found(folder) for norm in item.norms}
    assert not norms & {
        "handling.accepted_in_time",
        "handling.reviewed_before_decision",
        "handling.by_origin",
    }
