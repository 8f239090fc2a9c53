"""No procedure is about a person."""

import pytest

from fajing.lawbook import guards
from fajing.lawbook.guard_words import lists

GOOD = {
    "id": "administrative_case",
    "title": {"zh": "行政案件", "en": "Administrative case"},
    "subject": "case",
    "parents": ["call"],
    "fields": {"case_kind": {"type": "code", "title": {"zh": "案件类别", "en": "Kind"}}},
    "rosters": {"victim": {"add": ["victim_identified"]}},
    "steps": {
        "report_received": {"title": {"zh": "接报案", "en": "Report received"}, "roles": ["duty_officer"]},
        "detention_decided": {
            "title": {"zh": "行政拘留决定", "en": "Detention decided"},
            "fields": {"target_days": {"type": "integer"}, "rank": {"type": "integer"}},
        },
    },
}


def changed(**values):
    return {**GOOD, **values}


def test_a_procedure_about_a_case_is_accepted():
    assert guards.check_procedure(GOOD) == []


@pytest.mark.parametrize("subject", sorted(lists().subjects))
def test_every_listed_subject_is_accepted(subject):
    assert guards.check_procedure(changed(subject=subject)) == []


def test_a_procedure_that_does_not_state_its_subject_is_refused():
    without = {key: value for key, value in GOOD.items() if key != "subject"}
    (refusal,) = guards.check_procedure(without)
    assert "须写明 subject" in refusal
    assert "must state its subject" in refusal


@pytest.mark.parametrize(
    "subject",
    [
        "person",
        "citizen",
        "party",
        "suspect",
        "petitioner",
        "driver",
        "patient",
        "juvenile",
        "人员",
        "公民",
        "当事人",
        "嫌疑人",
        "信访人",
        "Case",
        "case ",
        "",
        ["case"],
        {"zh": "案件"},
        None,
        True,
        0,
        "anything",
    ],
)
def test_any_other_subject_is_refused(subject):
    assert guards.check_procedure(changed(subject=subject))


def test_no_listed_subject_is_a_word_for_a_person():
    assert [subject for subject in lists().subjects if lists().persons.ends(subject)] == []


@pytest.mark.parametrize(
    "name",
    [
        "petitioner",
        "juveniles",
        "drug_addict",
        "patient_visit",
        "person_register",
        "migrant_management",
        "citizen_file",
        "juvenile_record",
        "resident_score",
        "person-of-interest",
    ],
)
def test_an_id_that_makes_a_person_the_subject_is_refused(name):
    assert guards.check_procedure(changed(id=name))


@pytest.mark.parametrize(
    "title",
    [
        "信访人",
        "涉疆人员管理",
        "精神障碍患者走访",
        "未成年人台账",
        "刑满释放人员帮教",
        "流动人口登记",
        "驾驶员管控",
        "少年档案",
    ],
)
def test_a_chinese_title_that_makes_a_person_the_subject_is_refused(title):
    assert guards.check_procedure(changed(title={"zh": title, "en": "Case"}))


@pytest.mark.parametrize(
    "title",
    ["Visits to patients", "Register of petitioners", "Control of migrants in town", "Juvenile offenders"],
)
def test_an_english_title_that_makes_a_person_the_subject_is_refused(title):
    assert guards.check_procedure(changed(title={"zh": "案件", "en": title}))


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("juvenile_case", "未成年人案件", "Case of a juvenile"),
        ("party_complaint", "当事人投诉", "Complaint by a party"),
        ("officer_training", "执法人员培训", "Training of officers"),
        ("officer_register", "执法人员名录", "Register of officers"),
        ("case_file_record", "案卷登记", "Record of a case file"),
        ("personal_data_query", "个人信息查询审批", "Query of personal data"),
        ("custody_stay", "羁押期间", "Stay in custody"),
        ("lawyer_meeting", "律师会见", "Lawyer's meeting"),
        ("announcement", "公布控告结果", "Publication of the result of an accusation"),
        ("open_lecture", "法治访谈", "Talk on the rule of law"),
    ],
)
def test_what_only_mentions_a_person_is_accepted(name, zh, en):
    assert guards.check_procedure(changed(id=name, title={"zh": zh, "en": en})) == []


@pytest.mark.parametrize(
    "key", ["target", "rank", "goal", "quota", "colour", "color", "better", "score", "目标"]
)
def test_a_step_with_a_goal_is_refused(key):
    steps = {**GOOD["steps"], "report_received": {"title": "接报案", key: 10}}
    assert guards.check_procedure(changed(steps=steps))
    listed = [{"id": "report_received", key: 10}]
    assert guards.check_procedure(changed(steps=listed))
