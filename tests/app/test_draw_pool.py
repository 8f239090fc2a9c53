"""Pools from tables: known columns only, no name, no weight on a person."""

from __future__ import annotations

import stat

import pytest
from tests.draw.samples import committed, drawn

from fajing.app.draw_pool import PoolFile, new_pool
from fajing.core.errors import FajingError
from fajing.draw.plan import Plan
from fajing.draw.pool import Conflict, Person, Pool, Target

PREMISES = "场所编号,风险权重,辖区,所需专长\nLG-002,3,一所,消防、网安\nLG-001,,二所,\n\n"
PEOPLE = "警号,专长,单位\n030102,消防;网安,一所\n030101,,二所\n"
CONFLICTS = "警号,场所编号,理由\n030101,LG-002,近亲属关系\n030102,LG-001,\n"


def tables(folder, premises=PREMISES, people=PEOPLE, conflicts=CONFLICTS, encoding="utf-8"):
    paths = []
    for name, text in (("premises", premises), ("people", people), ("conflicts", conflicts)):
        path = folder / f"{name}.csv"
        path.write_bytes(text.encode(encoding))
        paths.append(path)
    return paths


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_three_tables_make_a_pool(tmp_path, encoding):
    pool = new_pool("inspection", *tables(tmp_path, encoding=encoding)).pool
    assert pool.targets == (Target("LG-001", 1, "二所"), Target("LG-002", 3, "一所", ("消防", "网安")))
    assert pool.people == (Person("030101", (), "二所"), Person("030102", ("消防", "网安"), "一所"))
    assert pool.conflicts == (
        Conflict("030101", "LG-002", "relative"),
        Conflict("030102", "LG-001", "interest"),
    )


def test_a_spreadsheet_does_as_well(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["案号", "办案单位"], ["A1", "一所"], [20260001, "二所"]):
        book.active.append(row)
    book.save(tmp_path / "files.xlsx")
    pool = new_pool("file_sample", tmp_path / "files.xlsx").pool
    assert pool.targets == (Target("20260001", 1, "二所"), Target("A1", 1, "一所"))


@pytest.mark.parametrize(
    ("change", "said", "where"),
    [
        ({"people": "警号,权重\n030101,2\n"}, "a person cannot have a weight", "people.csv:1"),
        ({"people": "警号,姓名\n030101,张三\n"}, "headings are wrong.*姓名", "people.csv:1"),
        ({"people": "警号,警号\n1,2\n"}, "headings are wrong", "people.csv:1"),
        ({"people": "单位\n一所\n"}, "headings are wrong", "people.csv:1"),
        (
            {"premises": "场所编号,法定代表人\nLG-1,张三\n"},
            "headings are wrong.*法定代表人",
            "premises.csv:1",
        ),
        ({"premises": "场所编号,权重\nLG-1,高\n"}, "a weight is a whole number", "premises.csv:2"),
        ({"premises": "场所编号,权重\nLG-1,2.5\n"}, "a weight is a whole number", "premises.csv:2"),
        ({"premises": "场所编号,权重\n,3\n"}, "something is missing", "premises.csv:2"),
        ({"premises": "场所编号\n悦来客栈\n"}, "looks like a name", "targets"),
        ({"conflicts": "警号,场所编号,理由\n030101,LG-002,不喜欢\n"}, "unknown ground", "LG-002"),
        ({"conflicts": "警号,场所编号\n030109,LG-002\n"}, "not in the pool", "030109"),
    ],
)
def test_what_is_not_right_is_said_with_its_place(tmp_path, change, said, where):
    with pytest.raises(FajingError, match=said) as raised:
        new_pool("inspection", *tables(tmp_path, **change))
    assert where in str(raised.value)


def test_panels_are_drawn_for_what_another_draw_gave(tmp_path):
    draw = drawn(Pool.of("file_sample", [Target(f"A{n}", 1, f"u{n % 2}") for n in range(9)]), Plan({"*": 3}))
    (tmp_path / "record.json").write_bytes(draw.to_bytes())
    (tmp_path / "p.csv").write_text("评查员编号\nreader:1\nreader:2\n", encoding="utf-8")
    pool = new_pool("panel", tmp_path / "record.json", tmp_path / "p.csv").pool
    assert {one.id for one in pool.targets} == {one.target for one in draw.result()}
    assert all(one.stratum == f"u{int(one.id[1:]) % 2}" for one in pool.targets)
    (tmp_path / "early.json").write_bytes(committed().to_bytes())
    with pytest.raises(FajingError, match="has no result"):
        new_pool("panel", tmp_path / "early.json")


def test_a_pool_file_is_private_and_comes_back(tmp_path):
    made = new_pool("inspection", *tables(tmp_path))
    path = tmp_path / "pool.json"
    made.write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PoolFile.read(path) == made
    with pytest.raises(FajingError, match="it is not replaced"):
        made.write(path)


def test_the_same_tables_give_another_salt_each_time(tmp_path):
    first, second = (new_pool("inspection", *tables(tmp_path)) for _ in range(2))
    assert first.pool == second.pool
    assert first.hash != second.hash


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": "fajing-draw-1", "pool": {}, "salt": "00"}'])
def test_what_is_no_pool_file_is_refused(tmp_path, text):
    (tmp_path / "pool.json").write_text(text)
    with pytest.raises(FajingError):
        PoolFile.read(tmp_path / "pool.json")
