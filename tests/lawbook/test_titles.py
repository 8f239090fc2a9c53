"""Titles of roles and codes: read from `titles/`, laid over by overlays, missed by a check, used where one is shown."""

from __future__ import annotations

import shutil
from pathlib import Path

from fajing.lawbook.load import ALL_REGIONS, load_lawbook, read_lawbook
from fajing.lawbook.model import Lawbook, Text
from fajing.lawbook.titles import report_untitled
from fajing.scan.condition_words import ConditionWords
from fajing.scan.wording import Speaker

SMALL = Path(__file__).parent / "books" / "small"


def _warnings(spec: str) -> list[str]:
    lawbook, report = read_lawbook(spec, region=ALL_REGIONS)
    assert lawbook is not None
    before = len(report.warnings)
    report_untitled(lawbook, report)
    return [problem.what for problem in report.warnings[before:]]


def _kind(lawbook: Lawbook) -> dict[str, Text]:
    steps = lawbook.procedures["case"].steps.values()
    fields = [field for step in steps for field in step.fields.values()]
    fields += lawbook.procedures["case"].fields.values()
    return dict(next(field.names for field in fields if field.id == "kind"))


def test_roles_and_codes_have_their_titles() -> None:
    lawbook = load_lawbook(str(SMALL), region=ALL_REGIONS)
    assert lawbook.roles["handler"] == Text("经办人", "handler")
    assert _kind(lawbook) == {"grave": Text("重大", "grave"), "plain": Text("普通", "plain")}
    assert _warnings(str(SMALL)) == []


def test_an_overlay_has_the_last_word_and_may_add(tmp_path: Path) -> None:
    (tmp_path / "titles").mkdir()
    text = "roles: {handler: 主办, scribe: {zh: 记录员, en: scribe}}\n"
    text += "codes: {kind: {grave: {zh: 重案, en: grave case}}}\n"
    (tmp_path / "titles" / "ours.yaml").write_text(text, "utf-8")
    lawbook = load_lawbook(f"{SMALL}+{tmp_path}", region=ALL_REGIONS)
    assert lawbook.roles["handler"] == Text("主办", "主办")
    assert lawbook.roles["scribe"].en == "scribe"
    assert _kind(lawbook) == {"grave": Text("重案", "grave case"), "plain": Text("普通", "plain")}


def test_a_fields_own_names_come_first(tmp_path: Path) -> None:
    book = tmp_path / "copy"
    shutil.copytree(SMALL, book)
    path = book / "procedures" / "cases" / "case.yaml"
    old, new = "values: [office, home]}", "values: [office, home], names: {home: {zh: 家里, en: at home}}}"
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    names = load_lawbook(str(book), region=ALL_REGIONS).step("case.asked").fields["place"].names
    assert names == {"home": Text("家里", "at home"), "office": Text("办公室", "office")}


def test_what_is_shown_without_a_title_is_said(tmp_path: Path) -> None:
    book = tmp_path / "copy"
    shutil.copytree(SMALL, book)
    text = "roles: {unit_leader: 部门负责人}\ncodes: {about: {case: 案件}}\n"
    (book / "titles" / "all.yaml").write_text(text, "utf-8")
    found = _warnings(str(book))
    assert len(found) == 2
    assert all("handler" in one and "unit_leader" not in one for one in found)
    assert any("about.right" in one and "about.case" not in one for one in found)


def test_a_role_without_a_title_is_said_in_plain_letters() -> None:
    lawbook = load_lawbook(str(SMALL), region=ALL_REGIONS)
    assert Speaker(lawbook).role("unit_leader") == "部门负责人"
    assert Speaker(lawbook, "en").role("night_watch") == "night watch"


def test_a_condition_speaks_of_steps_codes_and_registers_by_their_titles() -> None:
    lawbook = load_lawbook("cn-police", region=ALL_REGIONS)
    evidence, rooms = (
        lawbook.norms["evidence.two_officers"].versions[-1].duty,
        lawbook.norms["continued_questioning.waiting_room_accepted"].versions[-1].duty,
    )
    assert evidence.unless is not None
    assert rooms.value is not None
    words = ConditionWords(Speaker(lawbook), "administrative_case", ("administrative_case.scene_inspected",))
    said = words.say(evidence.unless)
    assert "办案区" in said
    assert "“扣押”" in said
    assert "_" not in said
    home = ("continued_questioning.waiting_room_entered",)
    said = ConditionWords(Speaker(lawbook, "en"), "continued_questioning", home).say(rooms.value)
    assert "accepted waiting rooms" in said


def test_the_chinese_book_names_every_role_and_code() -> None:
    assert _warnings("cn-police") == []
