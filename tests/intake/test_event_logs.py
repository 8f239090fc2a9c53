"""Event logs read by maps: whole logs from every format, published counts, proposals, and the command line."""

import csv
import gzip
import io
import os
from pathlib import Path

import pytest
from tests.intake.book import EVENTS, WIDE, lawbook, procedure, step, told, write_csv
from tests.intake.event_logs import DATA, OCEL, OCEL_FILES, OCEL_MAP, XES_MAP, write_json

from fajing.cli import main
from fajing.core.errors import FajingError
from fajing.intake.read import read_logs
from fajing.intake.readers.base import open_file
from fajing.intake.suggest import Mark, suggest_map
from fajing.lawbook.load import load_lawbook

SHARED = Path(os.environ.get("FAJING_SHARED") or Path(__file__).parents[2].parent / "shared") / "data"
BOOK = lawbook(XES_MAP, OCEL_MAP)


def shared(name):
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"the log {name} is not here; FAJING_SHARED names its folder")
    return path


def whole(log):
    """Everything a log says, places and ids included."""
    return [
        (
            (matter.id, matter.procedure, matter.parent, matter.unit, dict(matter.values), matter.source),
            [
                (
                    *(event.id, event.matter, event.procedure, event.step, event.at, event.seq, event.until),
                    *(event.recorded_at, event.officers, event.unit, event.objects, dict(event.values)),
                    event.source,
                )
                for event in matter.events
            ],
        )
        for matter in log.matters.values()
    ], (log.carried, log.rejected)


def counts(count):
    return (count.rows, count.new, count.unchanged, count.corrected, count.rejected, count.ignored)


def reasons(intake):
    return [(one.row, one.column, one.reason_en) for one in intake.rejects]


@pytest.mark.parametrize("name", ["cases.xes", "cases.xes.gz"])
def test_xes_honours_offsets_and_rejects_row_by_row(name):
    intake = read_logs([DATA / name], BOOK)
    assert counts(intake.files[0]) == (7, 3, 0, 0, 3, 1)
    assert list(intake.log.matters) == ["A1"]
    assert told(intake.log.matters["A1"].events) == [
        "received 2026-03-02 09:20",  # written as 01:20Z
        "accepted 2026-03-02 18:30",  # civil time of the zone
        "decided 2026-03-09 09:00",
    ]
    received, _, decided = intake.log.matters["A1"].events
    assert [one.id for one in received.officers] == ["刘一", "陈二"]
    assert decided.values == {"fine": 100_000}
    assert intake.log.matters["A1"].values == {"kind": "fire"}
    assert reasons(intake) == [
        (6, "time:timestamp", "time:timestamp is empty"),
        (7, "org:resource", "the same attribute is given twice, with different values"),
        (8, "concept:name", "no step"),
    ]
    [note] = intake.files[0].notes
    assert note.count == 2


def test_both_forms_of_xes_give_the_same_log():
    assert whole(read_logs([DATA / "cases.xes"], BOOK).log) == whole(
        read_logs([DATA / "cases.xes.gz"], BOOK).log
    )


def test_a_naive_time_of_a_log_is_civil_time_of_the_map():
    book = lawbook({**XES_MAP, "zone": "Europe/Rome"})
    matter = read_logs([DATA / "cases.xes"], book).log.matters["A1"]
    assert told(matter.events)[:2] == ["received 2026-03-02 09:20", "accepted 2026-03-03 01:30"]


def test_a_doubled_attribute_refuses_only_rows_that_use_it(tmp_path):
    columns = [one for one in XES_MAP["columns"] if one["heading"] != "org:resource"]
    intake = read_logs([DATA / "cases.xes"], lawbook({**XES_MAP, "columns": columns}))
    assert counts(intake.files[0]) == (7, 4, 0, 0, 2, 1)
    skipping = {**XES_MAP, "columns": columns, "skip_rows_where": {"org:resource": ["刘一"]}}
    rejected = reasons(read_logs([DATA / "cases.xes"], lawbook(skipping)))
    assert (7, "org:resource", "the same attribute is given twice, with different values") in rejected


def test_the_classifier_tells_start_from_end():
    columns = [one for one in XES_MAP["columns"] if one["heading"] != "concept:name"]
    words = {"接报+complete": "received", "受案+complete": "accepted", "受案+schedule": None}
    steps = {"heading": "classifier:Activity", "step": True, "words": words}
    book = lawbook({**XES_MAP, "columns": [*columns, steps], "skip_rows_where": {}})
    intake = read_logs([DATA / "cases.xes"], book)
    assert [event.step for event in intake.log.matters["A1"].events] == ["received", "accepted"]
    assert intake.files[0].ignored == 1


@pytest.mark.parametrize("name", OCEL_FILES)
def test_an_event_of_several_matters_stands_in_each_and_is_counted(name):
    intake = read_logs([DATA / name], BOOK)
    count = intake.files[0]
    assert counts(count) == (8, 6, 0, 0, 2, 0)
    assert [(note.what.en, note.count) for note in count.notes] == [
        ("rows that stand again because one record belongs to several matters", 1)
    ]
    assert [event.id for event in intake.log.events()] == [
        *("A1/received/e1", "A1/accepted/e2", "A1/seized/e3", "A1/returned/e4", "A1/decided/e5"),
        "A2/accepted/e2",
    ]
    assert reasons(intake) == [
        (7, "ocel:timestamp", "ocel:timestamp is empty"),
        (8, "ocel:near:Case", "ocel:near:Case is empty"),
    ]
    seized = intake.log.matters["A1"].events[2]
    assert seized.objects == ("I1", "P1")  # one item whose label has a stroke, one suspect and no witness
    assert intake.log.matters["A1"].values == {"kind": "fire"}  # as it was when the first event happened


def test_the_three_formats_of_ocel_give_the_same_log():
    first, *others = [whole(read_logs([DATA / name], BOOK).log) for name in OCEL_FILES]
    assert len(first[0]) == 2
    assert all(other == first for other in others)


def test_the_same_log_again_in_another_format_changes_nothing():
    intake = read_logs([DATA / name for name in OCEL_FILES], BOOK)
    assert [counts(one) for one in intake.files] == [(8, 6, 0, 0, 2, 0), *[(8, 0, 6, 0, 2, 0)] * 2]


def test_events_of_no_matter_can_be_left_out_and_are_counted():
    book = lawbook({**OCEL_MAP, "skip_rows_where": {"ocel:near:Case": [""]}})
    assert counts(read_logs([DATA / "cases.sqlite"], book).files[0]) == (8, 6, 0, 0, 1, 1)


def test_values_of_several_objects_are_chosen_with_the_matter_and_never_between_others(tmp_path):
    events = [{**OCEL["events"][1], "relationships": [{"objectId": one, "qualifier": ""} for one in ids]}
              for ids in (["A1", "A2"], ["A1", "phone/1", "bag"])]  # fmt: skip
    objects = [*OCEL["objects"]]
    objects[1] = {**objects[1], "attributes": [{**objects[1]["attributes"][0], "value": "public_security"}]}
    path = write_json(tmp_path / "a.jsonocel", {**OCEL, "objects": objects, "events": events})
    intake = read_logs([path], BOOK)
    assert [dict(matter.values) for matter in intake.log.matters.values()] == [
        {"kind": "fire"},
        {"kind": "public_security"},
    ]
    assert reasons(intake) == [(3, "ocel:type:Item.weight", "several values where there can be one")]


def test_an_event_table_may_be_joined_to_a_table_of_cases(tmp_path):
    cases = write_csv(tmp_path / "cases.csv", "案件编号,接报时间\nA1,2026-03-01\nA2,2026-03-01")
    path = tmp_path / "steps.jsonocel"
    path.write_bytes((DATA / "cases.jsonocel").read_bytes())
    columns = [one for one in OCEL_MAP["columns"] if "matter" not in one and one["heading"] != "ocel:eid"]
    columns = [one for one in columns if one.get("of") != "matter"]
    join = {"file": "steps*", "key": ["ocel:near:Case"], "shape": "events", "columns": columns}
    intake = read_logs([cases, path], lawbook({**WIDE, "join": [join]}))
    assert counts(intake.files[1]) == (7, 4, 0, 0, 3, 0)
    assert (3, "", "several values where there can be one") in reasons(intake)  # it names two cases


# ---------------------------------------------------------------------- bad maps
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"source_key": ["ocel:id"]}, "ocel:id"),
        ({"columns": [{"heading": "ocel:type:Case", "matter": True, "split": 3}]}, "split"),
        ({"columns": [*OCEL_MAP["columns"], {"heading": "ocel:near:case", "parent": True}]}, "twice"),
        ({"columns": OCEL_MAP["columns"][1:]}, "matter"),
    ],
)
def test_a_bad_map_of_an_event_log_is_refused(changes, said):
    with pytest.raises(FajingError, match=said):
        read_logs([DATA / "cases.sqlite"], lawbook({**OCEL_MAP, **changes}))


def test_a_map_of_another_log_says_what_is_lacking():
    with pytest.raises(FajingError) as error:
        read_logs([DATA / "cases.xes"], lawbook(OCEL_MAP))
    assert "ocel:near:Case" in str(error.value)


def test_only_the_named_heading_of_two_alike_is_refused(tmp_path):
    path = tmp_path / "a.xes"
    event = '<string key="concept:name" value="接报"/><date key="time:timestamp" value="2026-03-02"/>'
    path.write_text(
        f'<log><trace><string key="concept:name" value="A1"/><event>{event}<string key="Fine" value="1"/>'
        '<string key="fine" value="2"/></event></trace></log>'
    )
    with pytest.raises(FajingError, match="fine"):
        read_logs([path], BOOK)


# ---------------------------------------------------------------------- proposals and the command line
@pytest.mark.parametrize("name", ["cases.xes", "cases.xes.gz"])
def test_a_proposal_for_xes_reads_it(name):
    found = suggest_map(DATA / name, lawbook(EVENTS))
    told_ = {one.column["heading"]: one for one in found.columns}
    assert found.shape == "events"
    assert told_["case:concept:name"].column["matter"] is True
    assert told_["concept:name"].column["step"] is True
    assert told_["time:timestamp"].mark is Mark.RECOGNISED
    assert not any(heading.startswith("log:") for heading in told_)
    intake = read_logs([DATA / name], lawbook({**found.as_map(), "title": "x"}))
    assert intake.log.event_count() == 4  # the planned step too: a person has to leave it out


@pytest.mark.parametrize("name", OCEL_FILES)
def test_a_proposal_for_ocel_asks_which_objects_are_the_matters(name):
    found = suggest_map(DATA / name, lawbook(EVENTS))
    told_ = {one.column["heading"]: one for one in found.columns}
    assert told_["ocel:type:Case"].column["matter"] is True
    assert told_["ocel:type:Case"].mark is Mark.CHECK
    assert told_["ocel:type:Item"].column["object"] == "item"
    assert told_["ocel:eid"].column["source_key"] is True
    intake = read_logs([DATA / name], lawbook({**found.as_map(), "title": "x"}))
    assert set(intake.log.matters) == {"A1", "A2"}


FINES = """<log><trace><string key="concept:name" value="A1"/>
<event><string key="concept:name" value="Create Fine"/><string key="amount" value="22.0"/>
<date key="time:timestamp" value="2007-03-12T00:00:00.000+01:00"/></event>
<event><string key="concept:name" value="Send Fine"/><string key="a" value="1"/><string key="a" value="1"/></event>
</trace></log>"""


def test_the_command_line_tries_and_checks_an_event_log(tmp_path, capsys):
    path = tmp_path / "fines.xes"
    path.write_text(FINES)
    assert main(["map", "check", str(path), "--law", "it-road-fines"]) == 0
    said = capsys.readouterr().out
    assert "2 行 = 新 1 + 未变 0 + 更正 0 + 退回 1 + 忽略 0" in said
    assert "第3行，time:timestamp：time:timestamp为空" in said
    assert "属性 a 在同一条里给了两次（值相同取一次，不同而又用到它的行退回）: 1" in said
    assert main(["map", "check", str(path), "--law", "it-road-fines", "--lang", "en"]) == 0
    assert "attribute a given twice" in capsys.readouterr().out
    assert main(["map", "suggest", str(path), "--law", "it-road-fines"]) == 0
    assert "time:timestamp" in capsys.readouterr().out
    out = tmp_path / "out"
    arguments = ["check", str(path), "--law", "it-road-fines", "--as-of", "2008-12-31", "--out", str(out)]
    assert main(arguments) in (0, 1)
    assert "Traceback" not in capsys.readouterr().err


# ---------------------------------------------------------------------- logs nobody here wrote
def book_of(path, step_heading, **more):
    """A lawbook whose steps are the activities of a log, and its map."""
    [sheet] = open_file(path)
    (_, names), *rows = sheet.rows()
    at = names.index(step_heading)
    words = {word: f"s{number}" for number, word in enumerate(dict.fromkeys(row[at] for _, row in rows))}
    kind = procedure("case", "案件", [step(one, one) for one in words.values()])
    columns = [
        {"heading": more.pop("matter", "case:concept:name"), "matter": True},
        {"heading": step_heading, "step": True, "words": words},
        {"heading": more.pop("at", "time:timestamp"), "at": True},
        *more.pop("columns", []),
    ]
    book = lawbook({**EVENTS, "columns": columns, **more}, zone="Europe/Rome")
    return book, kind, words


def read_shared(name, step_heading="concept:name", **more):
    path = shared(name)
    book, kind, words = book_of(path, step_heading, **more)
    book.procedures["case"] = kind
    return read_logs([path], book), words


@pytest.mark.parametrize(
    ("name", "cases", "events", "activities"),
    [
        ("08_receipt.xes.gz", 1_434, 8_577, 27),
        ("helpdesk.xes.gz", 4_580, 21_348, 14),
        ("roadtraffic100traces.xes", 100, 390, None),
    ],
)
def test_published_counts(name, cases, events, activities):
    intake, words = read_shared(name)
    assert len(intake.log.matters) == cases
    assert intake.log.event_count() == events
    assert counts(intake.files[0]) == (events, events, 0, 0, 0, 0)
    assert activities in (None, len(words))


def test_the_sample_of_road_fines_is_the_same_as_its_csv(tmp_path):
    """The same hundred cases from the CSV of the whole log: steps, days and values."""
    sample = shared("roadtraffic100traces.xes")
    book = load_lawbook("it-road-fines")
    intake = read_logs([sample], book)
    assert counts(intake.files[0]) == (390, 390, 0, 0, 0, 0)
    with gzip.open(shared("road_fines.csv.gz"), "rt", encoding="utf-8") as file:
        head = file.readline()
        at = next(csv.reader(io.StringIO(head))).index("case:concept:name")
        lines = [line for line in file if line.split(",")[at] in intake.log.matters]
    path = tmp_path / "same.csv"
    path.write_text(head + "".join(lines), "utf-8")
    other = read_logs([path], book)

    def values(event):  # the CSV writes the article, a whole number in the log, as 157.0
        return {name: str(value).removesuffix(".0") for name, value in event.values.items()}

    def facts(log):
        return {
            matter.id: [(event.step, event.at.day, values(event)) for event in matter.events]
            for matter in log.matters.values()
        }

    assert facts(other.log) == facts(intake.log)


def test_the_example_of_ocel_gives_the_same_log_from_its_three_formats():
    """Two of its files have times without an offset: civil time of the place it comes from."""
    logs = []
    for name in ("ocel20_example.jsonocel", "ocel20_example.xmlocel", "ocel20_example.sqlite"):
        intake, _ = read_shared(
            name,
            "ocel:activity",
            matter="ocel:near:Purchase Order",
            at="ocel:timestamp",
            zone="Europe/Berlin",
            source_key=["ocel:eid"],
            columns=[
                {"heading": "ocel:eid", "ignore": True},
                {"heading": "ocel:type:Invoice", "object": "document"},
                {"heading": "ocel:type:Payment", "object": "document"},
                {"heading": "ocel:near:Purchase Order.po_quantity", "field": "quantity", "type": "integer"},
                {"heading": "po_creator", "officers": True},
            ],
        )
        logs.append(whole(intake.log))
        assert intake.log.event_count() == 13
        assert set(intake.log.matters) == {"PO1", "PO2"}
        quantities = [event.values["quantity"] for event in intake.log.matters["PO1"].events if event.values]
        assert (quantities[0], quantities[-1]) == (500, 600)
    assert logs[0] == logs[1] == logs[2]
