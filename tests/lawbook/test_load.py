"""Loading: overlays, hashes, regions, versions, the order of files."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from tests.lawbook.bad_input_runner import SMALL

from fajing.core.errors import UsageError
from fajing.core.periods import Length, Rollover, Unit
from fajing.lawbook.drafts import read_norms
from fajing.lawbook.load import ALL_REGIONS, load_lawbook, norms_on, problems, read_lawbook
from fajing.lawbook.model import Status
from fajing.lawbook.problems import LawbookError

NORM = """id: {id}
title: {{zh: 自定, en: Own rule}}
procedure: case
severity: minor
status: draft
{more}versions:
  - from: 2020-01-01
    cites: [{{source: code, article: "1"}}]
    duty: {{on: opened, do: decided, within: {{days: 7}}}}
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    (folder / "norms").mkdir(parents=True)
    return folder


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_the_small_lawbook_has_no_problems():
    assert problems(str(SMALL)).problems == []


@pytest.mark.parametrize("name", ["cn-police", "it-road-fines"])
def test_the_shipped_lawbooks_have_no_errors(name: str):
    assert problems(name).errors == []


def test_an_overlay_adds_and_gives_its_name(overlay: Path):
    put(overlay, "norms/own.yaml", NORM.format(id="own.rule", more=""))
    book = load_lawbook(f"{SMALL}+{overlay}")
    assert "own.rule" in book.norms
    assert book.id == "small+mine"
    assert book.folders == (SMALL, overlay)


def test_an_overlay_replaces_what_it_overrides_with_a_reason(overlay: Path):
    put(
        overlay,
        "norms/own.yaml",
        NORM.format(id="forms.window", more="overrides: {zh: 更严, en: Stricter}\n"),
    )
    book = load_lawbook(f"{SMALL}+{overlay}")
    assert book.norms["forms.window"].title.en == "Own rule"
    assert book.norms.keys() == load_lawbook(str(SMALL)).norms.keys()


def test_an_overlay_may_bring_registers_maps_labels_and_calendars(overlay: Path):
    put(
        overlay,
        "registers/officers.yaml",
        "id: officers\noverrides: our own\nentries: [{key: A, kind: police}]\n",
    )
    put(overlay, "calendars/2027.yaml", "year: 2027\nholidays: [{date: 2027-01-01, name: 元旦}]\n")
    put(overlay, "maps/ours.yaml", "id: ours\nshape: matters\nanything: {goes: here}\n")
    put(overlay, "labels/ours.yaml", "group: ours\nlabels: [{id: ours.one, title: one}]\n")
    book = load_lawbook(f"{SMALL}+{overlay}")
    assert list(book.registers["officers"].entries) == ["A"]
    assert book.registers["officers"].entries["A"][0].values["is_police"] is True
    assert book.calendar.last_year == 2027
    assert book.maps["ours"]["anything"] == {"goes": "here"}
    assert "ours.one" in book.labels and "late" in book.labels


def test_an_overlay_may_change_the_defaults_with_a_reason(overlay: Path):
    put(overlay, "lawbook.yaml", "id: ours\nrollover: next_working_day\noverrides: because\n")
    book = load_lawbook(f"{SMALL}+{overlay}")
    assert book.counting.rollover is Rollover.NEXT_WORKING_DAY
    assert book.id == "small+ours"
    assert book.title.en == "Small lawbook"


def test_an_overlay_over_an_overlay_replaces_the_nearer(overlay: Path, tmp_path: Path):
    put(overlay, "norms/own.yaml", NORM.format(id="own.rule", more=""))
    second = tmp_path / "second"
    put(
        second,
        "norms/own.yaml",
        NORM.format(id="own.rule", more="overrides: x\n").replace("days: 7", "days: 8"),
    )
    book = load_lawbook(f"{SMALL}+{overlay}+{second}")
    within = book.norms["own.rule"].versions[0].duty.within
    assert within is not None and within.tiers[0].fixed() == Length(Unit.DAYS, 8)


def test_errors_come_all_at_once_and_warnings_stop_nothing(overlay: Path):
    put(overlay, "norms/a.yaml", NORM.format(id="own.a", more="label: nothing\n"))
    put(overlay, "norms/b.yaml", NORM.format(id="own.b", more="").replace("on: opened", "on: oppened"))
    put(overlay, "norms/c.yaml", "id: [")
    with pytest.raises(LawbookError) as caught:
        load_lawbook(f"{SMALL}+{overlay}")
    assert {problem.place.path.name for problem in caught.value.problems if problem.place} == {
        "a.yaml",
        "b.yaml",
        "c.yaml",
    }
    assert caught.value.exit_code == 2
    (overlay / "norms/c.yaml").unlink()
    put(
        overlay,
        "norms/a.yaml",
        NORM.format(id="own.a", more="").replace("do: decided", "where: event.x == 1, do: decided"),
    )
    put(overlay, "norms/b.yaml", NORM.format(id="own.b", more=""))
    assert "own.a" in load_lawbook(f"{SMALL}+{overlay}").norms
    assert len(problems(f"{SMALL}+{overlay}").warnings) == 1


def test_the_hash_is_of_the_content_not_of_the_place(tmp_path: Path):
    shutil.copytree(SMALL, tmp_path / "elsewhere")
    assert load_lawbook(str(tmp_path / "elsewhere")).hash == load_lawbook(str(SMALL)).hash
    norm = tmp_path / "elsewhere/norms/forms/window.yaml"
    norm.write_text(norm.read_text("utf-8").replace("working_days: 3", "working_days: 4"), "utf-8")
    assert load_lawbook(str(tmp_path / "elsewhere")).hash != load_lawbook(str(SMALL)).hash


def test_the_hash_counts_every_overlay_in_its_order(overlay: Path, tmp_path: Path):
    second = tmp_path / "second"
    put(overlay, "norms/own.yaml", NORM.format(id="own.a", more=""))
    put(second, "norms/own.yaml", NORM.format(id="own.b", more=""))
    hashes = {
        load_lawbook(spec).hash for spec in (str(SMALL), f"{SMALL}+{overlay}", f"{SMALL}+{overlay}+{second}")
    }
    hashes.add(load_lawbook(f"{SMALL}+{second}+{overlay}").hash)
    assert len(hashes) == 4


def test_a_regional_norm_is_there_for_its_region_only():
    assert "forms.on_the_island" not in load_lawbook(str(SMALL)).norms
    assert load_lawbook(str(SMALL), region="Island").norms["forms.on_the_island"].region == "Island"
    everything, _ = read_lawbook(str(SMALL), region=ALL_REGIONS)
    assert everything is not None and "forms.on_the_island" in everything.norms


def test_a_region_nobody_knows_is_refused():
    with pytest.raises(UsageError, match="Iland") as caught:
        load_lawbook(str(SMALL), region="Iland")
    assert "Island" in caught.value.remedy


def test_norms_that_count_from_a_norm_of_another_region_drop_out_with_it(overlay: Path):
    text = NORM.format(id="own.rule", more="").replace("on: opened", "on: {expired: own.island}")
    put(overlay, "norms/own.yaml", text)
    put(overlay, "norms/island.yaml", NORM.format(id="own.island", more="region: Island\n"))
    assert "own.rule" not in load_lawbook(f"{SMALL}+{overlay}").norms
    assert "own.rule" in load_lawbook(f"{SMALL}+{overlay}", region="Island").norms


def test_norms_on_a_date_come_with_the_version_of_that_day():
    book = load_lawbook(str(SMALL))
    old = {norm.id: version for norm, version in norms_on(book, date(2024, 12, 31))}
    new = {norm.id: version for norm, version in norms_on(book, date(2025, 1, 1))}
    assert old["forms.decided_in_time"].cites[0].article == "2"
    assert old["forms.decided_in_time"].end == date(2024, 12, 31)
    assert new["forms.decided_in_time"].cites[0].article == "3"
    assert norms_on(book, date(2019, 12, 31)) == []
    assert [norm.id for norm, _ in norms_on(book, date(2026, 1, 1), status=Status.DRAFT)] == [
        "forms.filmed_somewhere"
    ]


def test_a_former_id_finds_the_norm():
    book = load_lawbook(str(SMALL))
    norm = book.norm("forms.old_name")
    assert norm is not None and norm.id == "forms.decided_in_time"
    assert book.norm("forms.never") is None


def test_included_fields_are_the_procedures_own():
    case = load_lawbook(str(SMALL)).procedures["case"]
    assert case.fields["kind"].values == ("plain", "grave")
    assert case.steps["approved"].cancels == ("case.halted",)
    assert case.rosters == {"victim": (("case.victim_named",), ("case.victim_left",))}
    assert case.group == "cases"


def test_a_draft_outside_the_lawbook_is_read_against_it(tmp_path: Path):
    path = put(tmp_path, "draft.yaml", NORM.format(id="own.draft", more="label: late\n"))
    [norm] = read_norms(path, load_lawbook(str(SMALL)))
    assert norm.versions[0].duty.targets.steps[0].step == "case.decided"
    put(tmp_path, "draft.yaml", NORM.format(id="own.draft", more="label: latte\n"))
    with pytest.raises(LawbookError, match="latte"):
        read_norms(path, load_lawbook(str(SMALL)))


def test_an_unknown_folder_and_yml_files_are_pointed_out(overlay: Path):
    put(overlay, "norm/own.yaml", "id: x\n")
    put(overlay, "norms/own.yml", "id: x\n")
    said = [problem.what for problem in problems(f"{SMALL}+{overlay}").warnings]
    assert len(said) == 2
    assert "norm" in said[0] and "own.yml" in said[1]
