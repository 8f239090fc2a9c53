import pytest
from tests.intake.book import WIDE, lawbook, with_columns, write_csv

from fajing.core.errors import FajingError
from fajing.intake.read import read_logs

HEAD = "案件编号,接报时间,电话报案时间,来源\n"


def read(tmp_path, column, content):
    data = with_columns(WIDE, column, {"heading": "来源", "field": "origin", "of": "电话报案时间"})
    return read_logs([write_csv(tmp_path / "cases.csv", content)], lawbook(data))


def test_what_the_heading_says_stands_on_every_event_of_its_column(tmp_path):
    column = {"heading": "电话报案时间", "step": "received", "set": {"origin": "citizen"}}
    intake = read(tmp_path, column, HEAD + "A1,2026-03-02,2026-03-03,\nA2,,2026-03-03,transferred")
    first, second = intake.log.matters.values()
    assert [event.values.get("origin") for event in first.events] == [None, "citizen"]
    assert [event.values.get("origin") for event in second.events] == ["transferred"]
    assert intake.log.carried.carries_field("case.received", "origin")


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ({"heading": "电话报案时间", "step": "received", "set": {"orign": "citizen"}}, "origin"),
        ({"heading": "电话报案时间", "step": "received", "set": {"origin": "letter"}}, "transferred"),
        ({"heading": "电话报案时间", "ignore": True, "set": {"origin": "citizen"}}, "set"),
    ],
)
def test_a_constant_that_the_step_does_not_declare_is_refused(tmp_path, column, message):
    with pytest.raises(FajingError, match=message):
        read(tmp_path, column, HEAD + "A1,2026-03-02,2026-03-03,")
