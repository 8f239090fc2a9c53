import copy
import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from tests.intake.event_logs import DATA, OCEL, OCEL_FILES, write_json, write_sqlite, write_xml

from fajing.core.errors import FajingError
from fajing.core.moments import Zone
from fajing.intake.cells import DOUBLED, Several
from fajing.intake.readers import _json_stream
from fajing.intake.readers.base import open_file

WRITERS = {"a.jsonocel": write_json, "a.xmlocel": write_xml, "a.sqlite": write_sqlite}


def table(path, zone="Asia/Shanghai"):
    [sheet] = open_file(path)
    (_, names), *rows = list(sheet.within(Zone.of(zone)).rows())
    found = [
        {name: cell for name, cell in zip(names, row, strict=True) if cell is not None} for _, row in rows
    ]
    return names, found, [(note.what.en, note.count) for note in sheet.notes]


def refused(path):
    with pytest.raises(FajingError) as error:
        [list(sheet.rows()) for sheet in open_file(path)]
    return str(error.value)


def changed(change):
    log = copy.deepcopy(OCEL)
    change(log)
    return log


@pytest.mark.parametrize("name", OCEL_FILES)
def test_the_table_has_objects_qualifiers_relations_and_attributes_at_their_moment(name):
    names, rows, notes = table(DATA / name)
    assert names[:7] == [
        "ocel:eid",
        "ocel:activity",
        "ocel:timestamp",
        "ocel:type:Case",
        "ocel:type:Case.kind",
        "ocel:type:Item",
        "ocel:type:Item.weight",
    ]
    assert notes == []
    seized = rows[2]
    assert seized["ocel:type:Person"] == Several(("赵六", "钱七"))
    assert seized["ocel:type:Person/suspect"] == Several(("赵六",))
    assert seized["ocel:type:Item.weight"] == Several(("200",))
    assert seized["ocel:near:Case"] == Several(("A1",))
    returned = rows[3]
    assert "ocel:type:Case" not in returned
    assert returned["ocel:near:Case"] == Several(("A1",))
    assert returned["ocel:near:Case.kind"] == Several(("fire",))
    assert rows[4]["ocel:type:Case.kind"] == Several(("public_security",))  # it has changed meanwhile
    assert rows[4]["heard"] == "true"
    assert rows[4]["fine"] == "500"
    assert "ocel:timestamp" not in rows[5]
    assert "ocel:type:Case.kind" not in rows[5]  # no moment, no value
    assert "ocel:near:Case" not in rows[6]


def test_the_three_formats_give_the_same_table():
    first, *others = [table(DATA / name) for name in OCEL_FILES]
    assert all(other == first for other in others)


def test_the_order_of_sections_and_keys_in_the_file_does_not_matter(tmp_path):
    turned = dict(reversed(OCEL.items()))
    assert next(iter(turned)) == "events"
    assert table(write_json(tmp_path / "a.jsonocel", turned)) == table(DATA / "cases.jsonocel")


def test_a_naive_time_is_civil_time_of_the_zone_when_values_are_chosen(tmp_path):
    def naive(log):
        log["events"][4]["time"] = "2026-03-05T00:30:00"  # 16:30 UTC of the day before, in Shanghai
        log["objects"][0]["attributes"][1]["time"] = "2026-03-04T16:00:00Z"

    for name, write in WRITERS.items():
        path = write(tmp_path / name, changed(naive))
        assert table(path)[1][4]["ocel:type:Case.kind"] == Several(("public_security",))
        assert table(path, "America/New_York")[1][4]["ocel:type:Case.kind"] == Several(("public_security",))
        assert table(path, "Pacific/Kiritimati")[1][4]["ocel:type:Case.kind"] == Several(("fire",))


def test_two_values_from_one_moment_on_are_not_chosen_between(tmp_path):
    def twice(log):
        log["objects"][0]["attributes"].append(
            {"name": "kind", "time": "2026-03-05T00:00:00+08:00", "value": "fire"}
        )

    for name, write in WRITERS.items():
        rows = table(write(tmp_path / name, changed(twice)))[1]
        assert rows[4]["ocel:type:Case.kind"] is DOUBLED
        assert rows[0]["ocel:type:Case.kind"] == Several(("fire",))


def test_what_is_odd_is_counted(tmp_path):
    def odd(log):
        log["events"][0]["relationships"].append({"objectId": "nobody", "qualifier": ""})
        log["objects"][2]["attributes"].append({"name": "weight", "time": "soon", "value": 1})
        log["events"].append({**log["events"][0], "attributes": []})

    json_notes = table(write_json(tmp_path / "a.jsonocel", changed(odd)))[2]
    assert json_notes == table(write_xml(tmp_path / "a.xmlocel", changed(odd)))[2]
    assert [count for _, count in json_notes] == [1, 2, 1]
    assert "id that an earlier event has" in json_notes[0][0]
    assert "objects the file does not hold" in json_notes[1][0]
    assert "unreadable time" in json_notes[2][0]


def test_an_attribute_given_twice_is_told(tmp_path):
    def twice(log):
        log["events"][0]["attributes"] += [{"name": "handler", "value": "陈二"}]
        log["events"][1]["attributes"] *= 2

    for name, write in (("a.jsonocel", write_json), ("a.xmlocel", write_xml)):
        _, rows, notes = table(write(tmp_path / name, changed(twice)))
        assert rows[0]["handler"] is DOUBLED
        assert rows[1]["handler"] == "刘一、陈二"
        assert [count for _, count in notes] == [2]


def test_many_qualifiers_are_remarks_and_counted(tmp_path):
    def remark(log):
        for number in range(201):
            log["events"][0]["relationships"].append({"objectId": "bag", "qualifier": f"remark {number}"})

    names, _, notes = table(write_json(tmp_path / "a.jsonocel", changed(remark)))
    assert not any("/" in name for name in names if name.startswith("ocel:type:"))
    assert notes[0][1] > 200


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda log: log["events"][1].update(attributes="x"), "events[2]"),
        (lambda log: log["events"][1]["relationships"].append({}), "no `objectId`"),
        (lambda log: log["events"].append(7), "events[8]"),
        (lambda log: log["objects"][1].pop("type"), "objects[2]"),
        (lambda log: log["objects"].append(log["objects"][0]), "id of object no. 7"),
        (lambda log: log["eventTypes"][0].pop("name"), "eventTypes[1]"),
        (lambda log: log.update(events={}), "events[0]"),
        (lambda log: log.pop("events"), "missing: events"),
        (lambda log: log.update({"ocel:events": {}}), "OCEL 1.0"),
    ],
)
def test_json_of_another_form_is_refused_with_its_place(tmp_path, change, said):
    assert said in refused(write_json(tmp_path / "a.jsonocel", changed(change)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"events": [\n{"id": 1,\n "id": 2}]}', "the same key twice"),
        ('{"events": [], "events": []}', "the same key twice"),
        ('{"events": [\n\n{"id" 1}]}', "a.jsonocel:3"),
        ('{"events": [{}]', "is wanted here"),
        ('{"events": [{}', "is wanted here"),
        ('{"events": [{"id": ', "a.jsonocel:1"),
        ('{"events": []} x', "something follows the end"),
        ('{"events": [{"id": NaN}]}', "NaN is no number"),
        ('{"events": [' + "[" * 100_000 + "]}", "nested too deeply"),
        ("{7: []}", "a key is a text"),
        ("{", "ends too early"),
    ],
)
def test_broken_json_is_refused_with_its_line(tmp_path, text, said):
    path = tmp_path / "a.jsonocel"
    path.write_text(text)
    assert said in refused(path)


def test_json_that_is_no_utf8_or_holds_an_endless_element_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.jsonocel"
    path.write_bytes(json.dumps(OCEL, ensure_ascii=False).encode("gb18030"))
    assert "not UTF-8" in refused(path)
    monkeypatch.setattr(_json_stream, "LONGEST_ELEMENT", 1 << 10)
    path.write_text('{"events": [{"id": "' + "x" * (1 << 17) + '"}]}')
    assert table(path)[1][0]["ocel:eid"].startswith("x")  # one block holds it whole
    path.write_text('{"events": [{"id": "' + "x" * (1 << 17))
    assert "far too long" in refused(path)


def test_elements_that_cross_blocks_are_read_whole(tmp_path, monkeypatch):
    whole = list(_json_stream.elements(DATA / "cases.jsonocel"))
    monkeypatch.setattr("fajing.intake.readers._bytes.BLOCK", 7)
    assert list(_json_stream.elements(DATA / "cases.jsonocel")) == whole
    path = tmp_path / "numbers.json"
    path.write_text('{"a": 1234567890123456789012345.50, "events": [1234567, true]}')
    assert list(_json_stream.elements(path)) == [
        ("a", 0, "1234567890123456789012345.50"),
        ("events", 1, "1234567"),
        ("events", 2, True),
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<event id", "<evant id", "<evant>"),
        ("</log>", "", "no element found"),
        ('<attribute name="handler">', "<attribute>", "has no `name`"),
        ("<relationship object-id", "<relationship object", "has no `object-id`"),
        ('<object id="A1" type="Case">', '<object id="A1">', "has no `type`"),
        ("<log>", '<!DOCTYPE log [<!ENTITY a "b">]><log>', "DTD"),
    ],
)
def test_broken_xml_is_refused(tmp_path, old, new, said):
    text = (DATA / "cases.xmlocel").read_text("utf-8")
    assert old in text
    path = tmp_path / "a.xmlocel"
    path.write_text(text.replace(old, new), "utf-8")
    assert said in refused(path)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("DROP TABLE event_object", "event_object"),
        ("DROP TABLE event_T0", "event_T0"),
        ("ALTER TABLE event_T0 DROP COLUMN ocel_time", "ocel_time"),
        ("UPDATE event SET ocel_type = 'unknown' WHERE ocel_id = 'e1'", "not declared"),
        ("DELETE FROM event WHERE ocel_id = 'e1'", "belongs to no event"),
        ("DELETE FROM object WHERE ocel_id = 'A1'", "belongs to no event or object"),
        ("INSERT INTO event_T0 SELECT * FROM event_T0", "two rows for one event"),
        ("UPDATE event_map_type SET ocel_type_map = NULL", "not filled in"),
        (
            "DROP TABLE object; CREATE VIEW object AS SELECT 1 AS ocel_id, 'Case' AS ocel_type",
            "no such table",
        ),
        ("UPDATE event_T0 SET handler = x'ff00'", "bytes"),
        ("UPDATE object SET ocel_id = NULL WHERE ocel_id = 'bag'", "id of object no."),
    ],
)
def test_a_database_of_another_form_is_refused(tmp_path, script, said):
    path = tmp_path / "a.sqlite"
    shutil.copy(DATA / "cases.sqlite", path)
    with closing(sqlite3.connect(path)) as base:
        base.executescript(script)
    assert said in refused(path)


def test_a_database_is_left_as_it_is_and_one_not_closed_is_refused(tmp_path):
    path = tmp_path / "a.sqlite"
    shutil.copy(DATA / "cases.sqlite", path)
    before = path.read_bytes()
    path.chmod(0o400)
    assert len(table(path)[1]) == 7
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.sqlite"]
    (tmp_path / "a.sqlite-wal").write_bytes(b"pages that were not written yet")
    assert "was not closed" in refused(path)


def test_a_broken_index_does_not_lose_rows_in_silence(tmp_path):
    path = tmp_path / "a.sqlite"
    shutil.copy(DATA / "cases.sqlite", path)
    with closing(sqlite3.connect(path)) as base:
        [page] = base.execute(
            "SELECT rootpage FROM sqlite_master WHERE type = 'index' AND tbl_name = 'event_object'"
        ).fetchone()
    data = bytearray(path.read_bytes())
    at = data.index(b"e3", (page - 1) * 512)
    assert at < page * 512
    data[at : at + 2] = b"e9"
    path.write_bytes(data)
    assert "damaged" in refused(path)


def test_an_object_that_everything_hangs_on_is_near_nothing(tmp_path):
    def hub(log):
        log["objects"] += [
            {"id": f"p{n}", "type": "Person", "relationships": [{"objectId": "bag", "qualifier": ""}]}
            for n in range(10_001)
        ]
        log["events"][3]["relationships"] = [{"objectId": "p7", "qualifier": ""}]

    rows = table(write_json(tmp_path / "a.jsonocel", changed(hub)))[1]
    assert rows[3]["ocel:near:Item"] == Several(("bag",))  # one relation away
    assert "ocel:near:Case" not in rows[3]  # beyond everything
