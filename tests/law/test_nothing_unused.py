"""Nothing is carried that the work does not need: every label and every field has a use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fajing.app.disclosure.profile import OF_RECORD, read_profiles
from fajing.lawbook.load import load_lawbook
from fajing.lawbook.model import Lawbook

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "law" / "cn-police"
SYSTEMS = ROOT / "docs" / "systems.md"
WORD = re.compile(r"\b[a-z][a-z_0-9]*\b")

SERVES = {
    "absence_ground": "A46",
    "agreement_stands": "A64",
    "all_figures_traced": "A84",
    "alternatives_written": "A29",
    "area_kind": "A76",
    "backlog_kind": "A21",
    "commitment_kind": "A84",
    "commitment_text": "A84",
    "decision_reason": "A84",
    "dispute_kind": "A64",
    "diverted_to": "A77",
    "duty_code": "A81",
    "flow_kind": "A05",
    "goods_kind": "A56",
    "hazard_kind": "A55",
    "is_cross_province": "A71",
    "is_single_track": "A07",
    "is_true": "A72",
    "is_voluntary": "A65",
    "ladder_step": "A50",
    "lesson_norm": "A79",
    "method": "A20",
    "necessity_written": "A29",
    "oversight_level": "A34",
    "owner_unit": "A84",
    "progress_note": "A84",
    "proof_reference": "A84",
    "quorum_met": "A28",
    "report_year": "A84",
    "retention_kind": "A18",
    "stage_kind": "A51",
    "task_kind": "A68",
    "training_topic": "A79",
}
"""Fields that neither a norm nor an indicator names, each with the system that keeps it."""


@pytest.fixture(scope="module")
def book() -> Lawbook:
    return load_lawbook(str(LAW))


def fields(book: Lawbook) -> dict[str, set[str]]:
    """The procedures of each field of a step or a matter."""
    found: dict[str, set[str]] = {}
    for procedure in book.procedures.values():
        for one in (procedure, *procedure.steps.values()):
            for name in one.fields:
                found.setdefault(name, set()).add(procedure.id)
    return found


def used(book: Lawbook) -> set[str]:
    """Every word that a duty, an indicator, a step's links or a list to be written names."""
    words: set[str] = set()
    for path in (*(LAW / "norms").rglob("*.yaml"), *(LAW / "indicators").rglob("*.yaml")):
        duties = re.split(r"^examples:", path.read_text("utf-8"), flags=re.MULTILINE)[0]
        words |= set(
            WORD.findall("\n".join(line for line in duties.splitlines() if not line.startswith("#")))
        )
    for procedure in book.procedures.values():
        for step in procedure.steps.values():
            words |= {step.done_at or "", *step.relinks.values()}
    for profile in read_profiles(book).values():
        words |= {profile.listed, *(one.field for one in profile.held), *(name for name, _ in profile.kinds)}
        words |= {column.source or "" for column in profile.columns} - set(OF_RECORD)
    return words


def systems_of_procedures() -> dict[str, set[str]]:
    """The procedures that docs/systems.md names for each system."""
    rows = re.findall(r"^\| (A\d\d) \| [^|]+ \| ([^|]+) \|", SYSTEMS.read_text("utf-8"), re.MULTILINE)
    return {number: set(re.findall(r"`(\w+)`", cell)) for number, cell in rows}


def test_every_label_is_used_by_a_norm(book: Lawbook) -> None:
    text = "\n".join(path.read_text("utf-8") for path in (LAW / "norms").rglob("*.yaml"))
    named = set(re.findall(r"^label: (\S+)", text, re.MULTILINE))
    assert book.labels.keys() - named == set()


def test_every_field_is_named_by_a_norm_or_an_indicator_or_serves_a_system(book: Lawbook) -> None:
    unused = fields(book).keys() - used(book)
    assert sorted(unused - SERVES.keys()) == [], "cut them, or say which system needs them"
    assert sorted(SERVES.keys() - unused) == [], "a norm or an indicator names them now, or they are gone"


def test_what_serves_a_system_stands_in_a_procedure_of_it(book: Lawbook) -> None:
    where, systems = fields(book), systems_of_procedures()
    wrong = {name: system for name, system in SERVES.items() if not where[name] & systems[system]}
    assert wrong == {}


def test_every_benchmark_is_used_and_cites_the_law_that_asks_for_it(book: Lawbook) -> None:
    text = "\n".join(path.read_text("utf-8") for path in (LAW / "norms").rglob("*.yaml"))
    named = set(re.findall(r"benchmark: ([\w.]+)", text))
    assert book.benchmarks.keys() - named == set()
    assert [one.id for one in book.benchmarks.values() for part in one.versions if not part.cites] == []


def test_every_norm_says_at_its_head_why_it_is_as_severe_as_it_is(book: Lawbook) -> None:
    silent = [
        path.stem
        for path in sorted((LAW / "norms").rglob("*.yaml"))
        if not re.search(r"^# Severity (notice|minor|serious|grave)\b", path.read_text("utf-8"))
    ]
    assert silent == []


LESS_THAN_THE_LAW = {
    "questioning.within_the_hours": ("69",),
    "handling.public_security_case_in_30_days": ("165",),
    "hearing.offered_above_the_threshold": ("123",),
    "hearing.window_respected": ("133",),
    "evidence.home_inspected_with_warrant": ("82",),
    "evidence.two_officers": ("52", "102"),
    "decision.exempt_persons_are_not_detained": ("164",),
    "service.spot_penalty_within_the_limit": ("37",),
    "service.spot_collection_within_the_limit": ("214",),
}
"""Norms on which the procedures of 2018 say another thing than the law above them, with the articles there."""


def test_where_procedures_yield_to_the_higher_law_the_norm_says_so() -> None:
    for norm_id, articles in LESS_THAN_THE_LAW.items():
        folder, name = norm_id.split(".")
        head = (LAW / "norms" / folder / f"{name}.yaml").read_text("utf-8").split("\nid:")[0]
        head = re.sub(r"\n# ?", " ", head)
        assert re.search(r"yields? to the higher law|higher law governs|stand below the law", head), norm_id
        named = set(re.findall(r"\d+", " ".join(re.findall(r"\(([\d, ]+)", head))))
        assert "procedures" in head and set(articles) <= named, norm_id
