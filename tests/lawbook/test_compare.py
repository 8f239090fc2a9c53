"""Two lawbooks side by side."""

import shutil
from pathlib import Path

from tests.lawbook.bad_input_runner import SMALL

from fajing.lawbook.compare import compare
from fajing.lawbook.load import ALL_REGIONS, Lawbook, load_lawbook


def all_of(folder: Path) -> Lawbook:
    return load_lawbook(str(folder), region=ALL_REGIONS)


def test_a_lawbook_is_the_same_as_itself_and_as_a_copy_laid_out_otherwise(tmp_path: Path):
    shutil.copytree(SMALL, tmp_path / "copy")
    path = tmp_path / "copy/norms/forms/window.yaml"
    path.write_text("# a remark\n" + path.read_text("utf-8"), "utf-8")
    assert compare(all_of(SMALL), all_of(tmp_path / "copy")) == []


def test_changes_are_told_norm_by_norm(tmp_path: Path):
    shutil.copytree(SMALL, tmp_path / "copy")
    norms = tmp_path / "copy/norms/forms"
    window = (norms / "window.yaml").read_text("utf-8")
    (norms / "window.yaml").write_text(window.replace("working_days: 3", "working_days: 5"), "utf-8")
    told = (norms / "told_each.yaml").read_text("utf-8")
    told = told.replace("id: forms.each_victim_told", "id: forms.victims_told\nwas: [forms.each_victim_told]")
    (norms / "told_each.yaml").write_text(told.replace("severity: minor", "severity: grave"), "utf-8")
    decided = (norms / "decided_in_time.yaml").read_text("utf-8")
    (norms / "new.yaml").write_text(
        decided.replace("forms.decided_in_time", "forms.new").replace("was: [forms.old_name]\n", "")
    )
    (norms / "intervals.yaml").unlink()
    changes = {change.id: change for change in compare(all_of(SMALL), all_of(tmp_path / "copy"))}
    assert {id_: change.kind for id_, change in changes.items()} == {
        "forms.window": "changed",
        "forms.victims_told": "renamed",
        "forms.new": "added",
        "forms.filmed_throughout": "removed",
        "forms.one_room_one_person": "removed",
        "forms.eight_hours_a_day": "removed",
        "forms.sum_paid": "removed",
        "forms.extended_twice_at_most": "removed",
    }
    [difference] = changes["forms.window"].differences
    assert (difference.where, difference.before, difference.after) == (
        "version 2020-01-01: duty.within.working_days",
        3,
        5,
    )
    assert changes["forms.victims_told"].former == "forms.each_victim_told"
    assert [item.where for item in changes["forms.victims_told"].differences] == ["severity"]


def test_versions_that_come_and_go_are_told_by_their_day(tmp_path: Path):
    shutil.copytree(SMALL, tmp_path / "copy")
    path = tmp_path / "copy/norms/forms/decided_in_time.yaml"
    path.write_text(path.read_text("utf-8").replace("from: 2025-01-01", "from: 2025-07-01"), "utf-8")
    [change] = compare(all_of(SMALL), all_of(tmp_path / "copy"))
    assert [item.where for item in change.differences] == ["version 2025-01-01", "version 2025-07-01"]
