import gzip
import tracemalloc

import pytest
from tests.intake.event_logs import DATA

from fajing.core.errors import FajingError
from fajing.intake.cells import DOUBLED, Several
from fajing.intake.readers import _bytes, _xes_log, _xml
from fajing.intake.readers.base import open_file

EVENT = '<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2026-03-02T09:00:00"/></event>'


def table(path):
    """Headings, then the rows as dicts of what they hold."""
    [sheet] = open_file(path)
    (number, names), *rows = list(sheet.rows())
    assert number == 1
    assert [at for at, _ in rows] == list(range(2, len(rows) + 2))
    return names, [
        {name: cell for name, cell in zip(names, row, strict=True) if cell is not None} for _, row in rows
    ]


def log(path, content, head="<log>", encoding="utf-8"):
    path.write_bytes(f'<?xml version="1.0" encoding="{encoding}"?>{head}{content}</log>'.encode(encoding))
    return path


def refused(path):
    with pytest.raises(FajingError) as error:
        [list(sheet.rows()) for sheet in open_file(path)]
    return str(error.value)


@pytest.mark.parametrize("name", ["cases.xes", "cases.xes.gz"])
def test_every_kind_of_attribute_has_its_heading(name):
    names, rows = table(DATA / name)
    assert names == [
        "case:concept:name",
        "case:kind",
        "concept:name",
        "time:timestamp",
        "org:group",
        "lifecycle:transition",
        "org:resource",
        "place",
        "place/room",
        "fine",
        "classifier:Activity",
        "log:concept:name",
        "log:statistics",
    ]
    assert rows[0] == {
        "case:concept:name": "A1",
        "case:kind": "fire",
        "concept:name": "接报",
        "time:timestamp": "2026-03-02T01:20:00.000Z",
        "lifecycle:transition": "complete",
        "org:resource": Several(("刘一", "陈二")),
        "place": "城东",
        "place/room": "3",
        "classifier:Activity": "接报+complete",
        "log:concept:name": "Cases of March",
        "log:statistics": "2",
    }
    assert rows[2]["org:resource"] == "陈二"  # given twice, alike
    assert rows[3]["fine"] == "1000"  # no exponent
    assert "classifier:Activity" not in rows[3]  # one of its keys is not there
    assert rows[5]["org:resource"] is DOUBLED
    assert rows[6] == {
        "case:concept:name": "A3",
        "log:concept:name": "Cases of March",
        "log:statistics": "2",
    }


def test_what_is_given_twice_is_counted():
    [sheet] = open_file(DATA / "cases.xes")
    [note] = sheet.notes
    assert note.count == 2
    assert "org:resource" in note.what.zh
    assert "org:resource" in note.what.en


def test_a_default_makes_a_column_and_never_a_value():
    names, rows = table(DATA / "cases.xes")
    assert "org:group" in names
    assert not any("org:group" in row for row in rows)
    assert "time:timestamp" not in rows[4]


def test_lists_and_containers_hold_several_values(tmp_path):
    path = log(
        tmp_path / "a.xes",
        '<trace><event><list key="l"><string key="x" value="1"/><string key="x" value="1"/></list>'
        '<container key="c"><string key="x" value="3"/><string key="x" value="4"/><int key="y" value="5"/>'
        '</container><list key="deep"><values><string key="x" value="6"><string key="y" value="7"/></string>'
        "</values></list></event></trace>",
    )
    [row] = table(path)[1]
    assert row == {
        "l": Several(("1", "1")),
        "c/x": Several(("3", "4")),
        "c/y": Several(("5",)),
        "deep": Several(("6",)),
        "deep/y": Several(("7",)),
    }


def test_an_event_outside_any_trace_is_a_row_of_no_case_and_late_attributes_of_a_trace_count(tmp_path):
    path = log(tmp_path / "a.xes", f'{EVENT}<trace>{EVENT}<string key="concept:name" value="A1"/></trace>')
    _, rows = table(path)
    assert [row.get("case:concept:name") for row in rows] == [None, "A1"]


def test_what_a_classifier_names_may_hold_blanks_and_be_of_the_trace(tmp_path):
    path = log(
        tmp_path / "a.xes",
        '<classifier name="K" keys="\'a b\' c"/><classifier name="T" scope="trace" keys="t"/>'
        '<trace><string key="t" value="9"/><event><string key="a b" value="1"/><string key="c" value="2"/>'
        "</event></trace>",
    )
    [row] = table(path)[1]
    assert row["classifier:K"] == "1+2"
    assert row["classifier:T"] == "9"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "gb2312", "iso-8859-1"])
def test_encodings(tmp_path, encoding):
    value = "é" if encoding.startswith("iso") else "接报"
    path = log(
        tmp_path / "a.xes",
        f'<trace><event><string key="k" value="{value}"/></event></trace>',
        encoding=encoding,
    )
    assert table(path)[1] == [{"k": value}]


def test_a_log_without_its_ending_is_known_by_its_content(tmp_path):
    path = log(tmp_path / "export.xml", f"<trace>{EVENT}</trace>")
    assert table(path)[1][0]["concept:name"] == "a"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('<trace><string kez="a" value="b"/></trace>', "no `key`"),
        ('<trace><string key="a" valve="b"/></trace>', "no `value`"),
        ("<trace><event><event/></event></trace>", "<event> stands where it cannot"),
        ("<trace><trace/></trace>", "<trace> stands where it cannot"),
        ("<log/>", "a <log> inside a <log>"),
        ('<trace><strong key="a" value="b"/></trace>', "<strong>"),
        ("<trace><event>", "mismatched tag"),
        ("<trace>&undefined;</trace>", "undefined entity"),
        ('<string key="a" value="b">' * 70 + "</string>" * 70, "nested too deeply"),
    ],
)
def test_broken_structures_are_refused_with_their_line(tmp_path, content, said):
    path = log(tmp_path / "a.xes", f"\n\n{content}")
    message = refused(path)
    assert said in message
    assert "a.xes:3" in message


def test_entities_and_document_types_are_refused_before_they_grow(tmp_path):
    bomb = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
    )
    path = tmp_path / "a.xes"
    path.write_text(f'{bomb}]><log><trace><string key="x" value="&m;"/></trace></log>')
    assert "DTD" in refused(path)
    path.write_text('<!DOCTYPE log SYSTEM "file:///etc/hostname"><log/>')
    assert "DTD" in refused(path)


def test_a_packed_bomb_and_a_broken_gz_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(_bytes, "RATIO_FROM", 1 << 16)
    path = tmp_path / "a.xes.gz"
    path.write_bytes(gzip.compress(b"<log>" + b" " * (1 << 22) + b"</log>"))
    assert "too large" in refused(path)
    path.write_bytes(gzip.compress(b"<log/>" * 9)[:-9])
    assert "damaged" in refused(path)


def test_a_tag_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(_xml, "LONGEST_PIECE", 1 << 19)
    path = log(tmp_path / "a.xes", f'<string key="a" value="{"x" * (1 << 21)}"/>')
    assert "one tag is far too long" in refused(path)


def test_too_many_attributes_are_refused(tmp_path):
    content = "".join(f'<string key="k{n}" value="1"/>' for n in range(2001))
    assert "2000 attributes" in refused(log(tmp_path / "a.xes", f"<trace>{content}</trace>"))


def test_a_number_that_is_none_stays_as_it_is():
    assert _xes_log._decimal_text("1e999999") == "1e999999"
    assert _xes_log._decimal_text("NaN") == "NaN"
    assert _xes_log._decimal_text("1e") == "1e"
    assert _xes_log._decimal_text("-2.5E-3") == "-0.0025"


def test_memory_does_not_grow_with_the_file(tmp_path):
    def peak(traces):
        path = log(tmp_path / f"{traces}.xes", f"<trace>{EVENT * 5}</trace>" * traces)
        tracemalloc.start()
        [sheet] = open_file(path)
        assert sum(1 for _ in sheet.rows()) == traces * 5 + 1
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    small = peak(2_000)
    assert peak(12_000) < small * 1.5
