"""The invented first week: what its README counts is what is read, and what was planted is what is found."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fajing.core.events import Carried
from fajing.intake.read import Intake, read_logs
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook
from fajing.scan.duty import Duty, Outcome
from fajing.scan.reference import judge_log

ROOT = Path(__file__).resolve().parents[2]
WEEK = ROOT / "examples" / "first_week"


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(f"{ROOT / 'law' / 'cn-police'}+{WEEK / 'bureau'}")


@pytest.fixture(scope="module")
def intake(book: Lawbook) -> Intake:
    return read_logs([WEEK / "first_week.xlsx"], book)


@pytest.fixture(scope="module")
def duties(intake: Intake, book: Lawbook) -> list[Duty]:
    return list(judge_log(intake.log, book))


def readme_number(label: str) -> int:
    """A number of the README's table, by the English end of its label."""
    found = re.search(rf"^\| .*{label} \| ([\d,]+)", (WEEK / "README.md").read_text("utf-8"), re.MULTILINE)
    assert found is not None, label
    return int(found[1].replace(",", ""))


def test_the_map_is_found_by_the_headings(intake: Intake, book: Lawbook) -> None:
    assert [count.map_id for count in intake.files] == ["bureau_wide_xlsx"]
    # what this ledger says in two columns (served when, on whom) others say in the heading of one
    steps = {column["heading"] for column in book.maps["bureau_wide_xlsx"]["columns"] if "step" in column}
    missing = set(intake.files[0].missing)
    assert missing & steps == {"拘留通知家属时间", "送达被侵害人时间", "送达被处罚人时间"}
    assert len(missing - steps) == 14, "facts that this ledger does not keep"
    assert not intake.files[0].unread


def test_the_counts_are_those_of_the_readme(intake: Intake) -> None:
    count, log = intake.files[0], intake.log
    assert (count.unchanged, count.corrected) == (0, 0)
    found = (count.rows, count.new, count.rejected, count.ignored, len(log.matters), log.event_count())
    labels = ("rows", "read", "rejected", "ignored", "matters", "events")
    assert dict(zip(labels, found, strict=True)) == {label: readme_number(label) for label in labels}


def test_the_broken_rows_are_turned_back_with_place_reason_and_remedy(intake: Intake) -> None:
    readme = (WEEK / "README.md").read_text("utf-8")
    places = [(reject.sheet, reject.row, reject.column) for reject in intake.rejects]
    assert places == [
        ("案件台账", 40, "接报案时间"),
        ("案件台账", 122, "案件编号"),
        ("案件台账", 208, "接报案时间"),
        ("涉案物品", 96, "案件编号"),
    ]
    for (sheet, row, column), reason in zip(places, ("没有这一天", "为空", "年份", "没有对应"), strict=True):
        assert f"| {sheet} | {row} | {column} |" in readme
        reject = next(one for one in intake.rejects if (one.sheet, one.row) == (sheet, row))
        assert reason in reject.reason_zh
        assert reject.reason_en
        assert reject.remedy_zh
        assert reject.remedy_en
        assert reject.value is None


def test_the_faults_found_are_the_faults_planted(duties: list[Duty]) -> None:
    with (WEEK / "truth.csv").open(encoding="utf-8", newline="") as lines:
        planted = sorted(map(tuple, list(csv.reader(lines))[1:]))
    found = sorted(
        (duty.matter.id, duty.norm.id, duty.outcome.value, duty.verdict.reason.value)
        for duty in duties
        if (duty.outcome.is_broken or duty.outcome is Outcome.SLOW) and duty.verdict.reason is not None
    )
    assert found == planted
    assert len({norm for _, norm, _, _ in planted}) >= 20


def is_carried(fact: str, duty: Duty, carried: Carried) -> bool:
    """Whether the ledger has a column for a fact that a duty lacks: a step, a field of one, or a matter's value."""
    trigger = duty.trigger.qualified_step
    scope, _, name = fact.rpartition(".")
    if scope in ("", "event"):
        return carried.carries_field(trigger, name)
    if scope == "matter":
        return carried.matter_fields is None or name in carried.matter_fields
    if scope == "target":
        assert duty.version is not None
        return any(carried.carries_field(target.step, name) for target in duty.version.duty.targets.steps)
    return carried.carries_field(scope, name) if "." in scope else carried.carries_step(fact)


def test_what_cannot_be_judged_is_only_what_the_ledger_does_not_carry(
    duties: list[Duty], intake: Intake
) -> None:
    unknown = [duty for duty in duties if duty.outcome is Outcome.UNDECIDABLE]
    assert all(duty.verdict.missing for duty in unknown), "what is lacking is named"
    held = {
        (duty.norm.id, fact)
        for duty in unknown
        for fact in duty.verdict.missing
        if is_carried(fact, duty, intake.log.carried)
    }
    assert not held, "a fact that has a column was not found in it"


def test_a_norm_that_finds_a_planted_fault_is_not_one_that_the_ledger_cannot_answer(
    duties: list[Duty],
) -> None:
    with (WEEK / "truth.csv").open(encoding="utf-8", newline="") as lines:
        planted = {norm for _, norm, *_ in list(csv.reader(lines))[1:]}
    unknown = {duty.norm.id for duty in duties if duty.outcome is Outcome.UNDECIDABLE}
    assert len(unknown) == readme_number("norms that cannot be judged")
    assert not unknown & planted


def test_a_fact_that_has_a_column_would_be_seen(duties: list[Duty], intake: Intake) -> None:
    duty = next(
        duty for duty in duties if duty.trigger.qualified_step == "administrative_case.person_questioned"
    )
    carried = intake.log.carried
    for fact in ("officers", "event.room", "matter.is_major", "administrative_case.case_closed"):
        assert is_carried(fact, duty, carried), fact
    assert is_carried("administrative_case.penalty_decided.fine", duty, carried)
    assert not is_carried("event.age_band", duty, carried)
    assert not is_carried("administrative_case.file_archived", duty, carried)


def test_no_name_of_a_party_gets_into_the_log(intake: Intake) -> None:
    objects = {name for event in intake.log.events() for name in event.objects}
    assert objects
    assert all(re.fullmatch(r"P\d+|W\d+", name) for name in objects)
    for event in intake.log.events():
        assert "某" not in repr(event)
    for matter in intake.log.matters.values():
        assert "某" not in repr(matter.values)


def test_officers_are_numbers_and_all_of_them_are_registered(intake: Intake, book: Lawbook) -> None:
    officers = {officer.id for event in intake.log.events() for officer in event.officers}
    assert all(re.fullmatch(r"\d{6}|F\d{4}", number) for number in officers)
    assert officers <= set(book.registers["officers"].entries)


def test_times_are_read_alike_in_whatever_way_they_are_written(intake: Intake) -> None:
    by_unit = {matter.unit for matter in intake.log.matters.values()}
    assert len(by_unit) == 5, "each unit has its own habit"
    assert not any(event.at.is_day for event in intake.log.events())


def test_the_files_are_what_the_generator_makes(tmp_path: Path) -> None:
    command = [sys.executable, "-B", str(WEEK / "make.py"), str(tmp_path)]
    subprocess.run(command, check=True, timeout=60)
    for name in ("first_week.xlsx", "truth.csv"):
        assert (tmp_path / name).read_bytes() == (WEEK / name).read_bytes(), f"{name}: run make.py"
