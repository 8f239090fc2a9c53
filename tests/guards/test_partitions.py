"""Nothing is grouped, parted, joined or keyed by a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fajing.lawbook import guards
from fajing.lawbook.guard_words import lists

ALLOWED = [
    "object",
    "matter",
    "officer",
    "room",
    "device",
    "day",
    "month",
    "year",
    "unit",
    "label",
    "norm",
    "procedure",
]
KEYS = ["group_by", "partition", "partition_by", "apart", "per", "by", "split_by", "keyed_by"]
FOLDERS = ["procedures", "norms", "maps", "indicators", "registers", "labels", "reports", "disclosures"]


def norm(**duty):
    return {
        "id": "questioning.rooms_apart",
        "title": {"zh": "讯问不同时", "en": "Questionings apart"},
        "versions": [{"from": "2020-01-01", "duty": {"on": "questioned", **duty}}],
    }


def test_the_closed_list_is_the_one_written_here():
    assert sorted(lists().partitions) == sorted(ALLOWED)
    assert sorted(lists().apart) == ["device", "officer", "room"]


@pytest.mark.parametrize("key", [key for key in KEYS if key != "apart"])
@pytest.mark.parametrize("value", ALLOWED)
def test_every_listed_partition_is_accepted(key, value):
    assert guards.check_indicator({"id": "calls.count", key: value}) == []
    assert guards.check_indicator({"id": "calls.count", key: [value, "month"]}) == []


@pytest.mark.parametrize("folder", [folder for folder in FOLDERS if folder != "norms"])
@given(key=st.sampled_from(KEYS), value=st.text(min_size=1).filter(lambda text: text not in ALLOWED))
def test_any_partition_outside_the_list_is_refused(folder, key, value):
    inside = {"id": "x", "subject": "case", "sections": [{"table": {key: value}}]}
    assert guards.check_file(folder, inside)
    assert guards.check_file(folder, {**inside, "sections": [{key: ["unit", value]}]})


@given(
    key=st.sampled_from([key for key in KEYS if key != "by"]),
    value=st.text(min_size=1).filter(lambda text: text not in ALLOWED),
)
def test_any_partition_of_a_norm_outside_the_list_is_refused(key, value):
    assert guards.check_norm(norm(**{key: value}))


@given(value=st.text().filter(lambda text: text not in ("officer", "room", "device")))
def test_apart_takes_nothing_but_officer_room_and_device(value):
    assert guards.check_norm(norm(apart=value))


@pytest.mark.parametrize("value", ["officer", "room", "device"])
def test_apart_officer_room_and_device_are_accepted(value):
    assert guards.check_norm(norm(apart=value)) == []


@pytest.mark.parametrize(
    "field", ["party", "suspect_id", "id_number", "身份证号", "当事人", "phone", "plate", "person"]
)
@pytest.mark.parametrize("key", KEYS)
def test_a_party_or_personal_field_is_refused_everywhere(key, field):
    for folder in FOLDERS:
        assert guards.check_file(folder, {"id": "x", "subject": "case", "duty": {key: field}}), folder


def test_empty_partitions_are_refused():
    assert guards.check_indicator({"id": "calls.count", "group_by": None})
    assert guards.check_indicator({"id": "calls.count", "group_by": True})


def test_a_partition_hidden_in_a_mapping_is_refused():
    assert guards.check_indicator({"id": "calls.count", "group_by": {"field": "party"}})
    assert guards.check_indicator({"id": "calls.count", "group_by": [{"unit": "event.party"}]})


@pytest.mark.parametrize(
    "duty",
    [
        {"do": ["fine_paid"], "by": "matter.term_end"},
        {"do": ["served"], "by": {"due_of": "hearing.party_notified", "minus": {"days": 7}}},
        {"do": ["closed"], "within": {"days": 30}, "extend": [{"on": "extended", "by": {"days": 30}}]},
        {"at_most": 2, "per": "day"},
        {"do": ["served"], "per": "object"},
    ],
)
def test_due_dates_lengths_and_lawful_keys_of_a_norm_are_accepted(duty):
    assert guards.check_norm(norm(**duty)) == []


def test_apart_does_not_join_files_by_a_person():
    assert guards.check_norm(norm(apart="room", where="event.suspect == target.suspect"))
    assert guards.check_norm(norm(apart="room", where="event.kind == 'questioning'")) == []


def test_a_norm_does_not_look_a_person_up_in_a_register():
    assert guards.check_norm(norm(value='not in_register("wanted", event.party)'))
    assert guards.check_norm(norm(value="in_register(wanted_persons, event.object)"))
    assert guards.check_norm(norm(value='in_register("approved_rooms", event.room)')) == []


@pytest.mark.parametrize("name", ["wanted_persons", "petitioners", "resident_list", "foreigner_register"])
def test_a_register_of_persons_is_refused(name):
    assert guards.check_register({"id": name, "entries": []})


@pytest.mark.parametrize(
    "name", ["officers", "units", "approved_rooms", "prohibited_items", "qualified_reviewers"]
)
def test_registers_of_rooms_items_and_officers_are_accepted(name):
    assert guards.check_register({"id": name, "entries": [{"key": "043318", "rank": 3}]}) == []


@pytest.mark.parametrize(
    "column",
    ["身份证号", "当事人姓名", "嫌疑人 编号", "手机号码", "车牌", "id_number", "Phone", "party_id", "GMSFHM"],
)
@pytest.mark.parametrize("key", ["source_key", "parent", "join_on", "matter"])
def test_a_map_that_keys_or_joins_rows_by_a_person_is_refused(key, column):
    assert guards.check_map({"id": "export", key: column})
    assert guards.check_map({"id": "export", key: ["案件编号", column]})
    assert guards.check_map({"id": "export", "tables": [{"sheet": "人员", key: {"column": column}}]})


@pytest.mark.parametrize("column", ["案件编号", "警情编号", "Case ID", "民警警号", "case_number"])
def test_a_map_keyed_by_the_case_is_accepted(column):
    columns = {"当事人": {"object": True}, "身份证号": "ignore", "key": {"field": "party"}}
    assert guards.check_map({"id": "export", "source_key": column, "columns": columns}) == []
