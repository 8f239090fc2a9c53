"""Whether two files (案卷) share a party leaves no trace in what is kept of them: promise four, as a property.

The same export is read twice. Once everybody is somebody else; once the parties of several files are the same persons.
What is sealed of both must be the same, row by row: then no column of any table, and nothing that is made of tables,
can join two files by a party.
"""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.book import WIDE, lawbook, with_columns, write_csv

from fajing.core.moments import Zone
from fajing.intake.read import read_logs
from fajing.intake.read_columns import read_tables
from fajing.ledger.segments.folder import DataFolder
from fajing.ledger.segments.schema import Origin
from fajing.scan.files import group_into_files
from fajing.scan.reference import latest_moment

MATTERS = 5
MAP = with_columns(
    WIDE,
    {"heading": "被侵害人", "field": "victim"},
    {"heading": "联系方式", "field": "note", "of": "accepted", "personal": True},
    {"heading": "嫌疑人", "object": "person", "of": "accepted"},
)
PERSONS = ("赵六", "钱七", "孙八", "李 九")
HEADINGS = "案件编号,办案单位,接报时间,受案时间,受案民警,被侵害人,联系方式,嫌疑人"
Parties = list[tuple[int, int, list[int]]]


def export(path: Path, parties: Parties, *, shared: bool) -> Path:
    """The export, with persons of a few names in all files, or of names that stand in one file alone."""
    rows = [HEADINGS]
    for number, (victim, contact, suspects) in enumerate(parties):

        def name(person: int, number: int = number) -> str:
            return PERSONS[person] if shared else f"{PERSONS[person]}之{number}"

        own = "、".join(name(one) for one in suspects)
        rows.append(f"A{number},城东所,2026-03-02,2026-03-03,041001,{name(victim)},{name(contact)},{own}")
    return write_csv(path, "\n".join(rows))


def sealed(export_file: Path, folder: Path) -> list[object]:
    """Root and tables of what is kept of an export."""
    book = lawbook(MAP)
    log = read_logs([export_file], book).log
    latest = latest_moment(log)
    assert latest is not None
    data = DataFolder.make(folder, Zone.of("Asia/Shanghai"))
    data.write(Origin(carried=log.carried), list(group_into_files(log, book, latest)))
    (segment,) = data.segments()
    return [segment.manifest.root, segment.events(0), segment.matters(0), segment.files(0)]


one_matter = st.tuples(
    st.integers(0, 3), st.integers(0, 3), st.lists(st.integers(0, 3), max_size=3, unique=True)
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(one_matter, min_size=MATTERS, max_size=MATTERS))
def test_what_is_kept_is_the_same_whoever_the_parties_are(tmp_path_factory, parties: Parties):
    place = tmp_path_factory.mktemp("parties")
    same = sealed(export(place / "cases.csv", parties, shared=True), place / "same")
    other = sealed(export(place / "cases.csv", parties, shared=False), place / "other")
    assert same == other


def test_the_way_by_columns_keeps_the_same_too(tmp_path: Path):
    parties: Parties = [(0, 1, [0, 2]), (0, 1, [2]), (3, 3, [0])]
    tables = []
    for shared in (True, False):
        path = export(tmp_path / "cases.csv", parties, shared=shared)
        found = read_tables([path], lawbook(MAP))
        assert found is not None
        tables.append((found.log.events, found.log.matters))
        kept = repr([one.to_pylist() for one in tables[-1]])
        assert not [name for name in PERSONS if name in kept]
    assert tables[0] == tables[1]
