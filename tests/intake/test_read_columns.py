"""Reading by whole columns and reading row by row are the same: matters, events, ids, order, counts, every word."""

from __future__ import annotations

import csv
import gzip
import io
import random
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from tests.intake import mutants
from tests.intake.book import EVENTS, WIDE, lawbook, with_columns

from fajing.core.errors import FajingError
from fajing.core.events import Log
from fajing.intake import read_columns
from fajing.intake.read import read_logs
from fajing.intake.read_columns import read_tables
from fajing.lawbook.model import Lawbook
from fajing.ledger.segments.columns import event_table

KINDS = {"行政案件": "case", "刑事案件": "crime", "复核": "review"}
LONG = with_columns(
    EVENTS,
    {"heading": "种类", "procedure": True, "words": KINDS},
    {"heading": "上级", "parent": True},
    {"heading": "单位", "unit": True},
    {"heading": "民警", "officers": True, "role": "handler"},
    {"heading": "协办", "officers": True, "words": {"李": "李四", "无名": None}},
    {"heading": "对象", "object": "person"},
    {"heading": "物品", "object": "item"},
    {"heading": "结束", "until": True},
    {"heading": "登记", "recorded_at": True},
    {"heading": "罚款", "field": "fine", "of": ["decided"], "also": [{"field": "days"}]},
    {"heading": "重量", "field": "weight", "of": ["case.seized", "received"]},
    {"heading": "另重", "field": "weight"},
    {"heading": "已听", "field": "heard", "words": {"听了": True, "没听": False}, "other": "ignore"},
    {"heading": "期满", "field": "term_end"},
    {"heading": "备注", "field": "note"},
    {"heading": "类别", "field": "kind", "of": "matter"},
    {"heading": "重大", "field": "is_major"},
    {"heading": "次序", "seq": True},
    skip_rows_where={"备注": ["作废", "测试"]},
)
STEPS = {"接报": "received", "受案": "accepted", "扣押": "seized", "处罚": "decided", "审核": "review.passed"}


def long_map(**more: Any) -> dict[str, Any]:
    """The map of steps with words of its own for them."""
    columns = [dict(column) for column in LONG["columns"]]
    columns[1] |= {"words": {**STEPS, "催办": None, "立案": "filed"}}
    return {**LONG, "columns": columns, **more}


BROAD = with_columns(
    WIDE,
    {"heading": "种类", "procedure": True, "words": KINDS},
    {"heading": "上级", "parent": True},
    {"heading": "类别", "field": "kind"},
    {"heading": "重大", "field": "is_major"},
    {"heading": "来源", "field": "origin", "of": "received"},
    {"heading": "扣押时间", "step": "seized", "until": "发还时间"},
    {"heading": "物品", "object": True, "of": ["seized", "received"]},
    {"heading": "对象", "object": "person"},
    {"heading": "重量", "field": "weight", "of": "扣押时间"},
    {"heading": "听取", "step": "questioned", "at_column": "听取时间"},
    {"heading": "地点", "field": "room", "of": "questioned"},
    {"heading": "处罚时间", "step": "decided", "set": {"heard": True, "days": 3}},
    {"heading": "罚款", "field": "fine", "of": "decided"},
    {
        "heading": "已听",
        "field": "heard",
        "of": "decided",
        "words": {"听了": True, "没听": False},
        "other": "ignore",
    },
    {"heading": "协办", "officers": True, "of": "*", "words": {"李": "李四", "无名": None}},
    {"heading": "登记", "recorded_at": True, "of": "accepted"},
    {"heading": "单位", "unit": True, "of": "accepted"},
    {"heading": "审核时间", "step": "review.passed"},
    {"heading": "立案时间", "step": "filed"},
    skip_rows_where={"地点": ["作废"]},
)
TIMES = (
    "2026-03-02",
    "2026-03-02 09:30",
    "2026-03-02 09:30:15",
    "2026年3月4日9时",
    "2026/3/5",
    "20260306",
    "46083.39",
)
CELLS: dict[str, tuple[str, ...]] = {
    "环节": ("接报", "受案", "扣押", "处罚", "审核", "立案", "催办", "Ｘ"),
    "种类": ("行政案件", "行政案件", "刑事案件", "review", ""),
    "上级": ("", "", "", "A1", "B9", "无"),
    "单位": ("城东所", "城西所", "", " 城东所 "),
    "民警": ("张三、李四", "王 五", "", "张三"),
    "协办": ("李", "无名", "张三", ""),
    "对象": ("甲、乙", "甲", "", "丙"),
    "物品": ("W-1", "刀；棍", "", "W-1、刀"),
    "罚款": ("200", "1.2万元", "", "３"),
    "重量": ("12.5克", "12.50", "", "1,000"),
    "另重": ("", "", "7"),
    "已听": ("听了", "没听", "不明", ""),
    "备注": ("", "已\n办", 'x"y', "作废", "a,b", "甲" * 40),
    "类别": ("fire", "Public_Security", ""),
    "重大": ("是", "无", ""),
    "次序": ("", "", "1", "２"),
    "办案单位": ("城东所", "城西所", ""),
    "受案民警": ("张三、李四", "王 五", ""),
    "来源": ("citizen", "transferred", ""),
    "听取": ("是", "否", "√", ""),
    "地点": ("", "一室", "二\n室", "作废"),
    "号": ("K1", "K2", "", "A1", "K 3"),
}
ODD = (
    "",
    "无",
    "合计",
    "案号",
    "2026-02-30",
    "1e20",
    "-",
    "x" * 130,
    "\u200bA1",
    "是",
    "２０２６．３．２",
    "a\x07b",
)


def long_rows(chance: random.Random, heads: list[str], count: int, odd: float) -> list[list[str]]:
    """Rows for these headings, some cells of them anything at all."""

    def cell(heading: str) -> str:
        if chance.random() < odd:
            return chance.choice(ODD)
        if heading in ("案号", "案件编号"):
            return f"{chance.choice('AB')}{chance.randrange(9)}"
        if heading in ("时间", "结束", "登记", "期满") or heading.endswith("时间"):
            none = () if heading == "时间" else ("", "", "", "", "", "")
            return chance.choice((*TIMES, *none))
        return chance.choice(CELLS.get(heading, ("", "x")))

    return [[cell(heading) for heading in heads] for _ in range(count)]


def write(path: Path, chance: random.Random, heads: list[str], rows: list[list[str]]) -> Path:
    """A CSV in some encoding and manner, perhaps packed, perhaps with blank and ragged rows."""
    lines: list[list[str]] = [["台账"]] if chance.random() < 0.2 else []
    lines.append(heads)
    for row in rows:
        ragged = chance.random()
        if ragged < 0.02:
            lines.append(row[: chance.randrange(1, len(row))])
        elif ragged < 0.04:
            lines.append([*row, chance.choice(["", "多"])])
        elif ragged < 0.06:
            lines.append(chance.choice([[], [""] * len(row), [" "] * len(row)]))
        lines.append(row)
    out = io.StringIO()
    quoting = chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    end = chance.choice(["\r\n", "\n"])
    writer = csv.writer(out, delimiter=chance.choice(",;\t"), lineterminator=end, quoting=quoting)
    writer.writerows(lines)
    text = out.getvalue()
    if chance.random() < 0.3:
        text = text.removesuffix(end)
    data = text.encode(chance.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
    path.write_bytes(gzip.compress(data) if path.name.endswith(".gz") else data)
    return path


def values(log: Log) -> list[Any]:
    """All of a log, in its order, for comparing."""
    return [
        (one.id, one.procedure, one.parent, one.unit, one.source, sorted(one.values.items()), told)
        for one in log.matters.values()
        for told in [
            [
                (event.id, event.matter, event.procedure, event.step, event.at, event.seq, event.until,
                 event.recorded_at, event.officers, event.unit, event.objects, event.source,
                 sorted((name, repr(value)) for name, value in event.values.items()))
                for event in one.events
            ]
        ]
    ]  # fmt: skip


def equal_both_ways(paths: list[Path], book: Lawbook) -> bool:
    """Read twice and compare; whether the files could be read at all."""
    try:
        rows = read_logs(paths, book, with_values=True)
    except FajingError as error:
        refused = error
    else:
        refused = None
    if refused is not None:
        with pytest.raises(FajingError) as again:
            read_tables(paths, book, with_values=True)
        assert str(again.value) == str(refused)
        return False
    tables = read_tables(paths, book, with_values=True)
    if tables is None:  # a number of more than 64 bits
        events = list(rows.log.events())
        with pytest.raises(FajingError):
            event_table(events, [0] * len(events), [0] * len(events))
        return False
    columns = tables.intake()
    assert values(columns.log) == values(rows.log)
    assert list(map(asdict, columns.files)) == list(map(asdict, rows.files))
    assert columns.rejects == rows.rejects
    assert columns.corrections == rows.corrections
    assert columns.missing_keys == rows.missing_keys
    assert columns.log.carried == rows.log.carried
    assert columns.log.rejected == rows.log.rejected
    assert tables.log.event_count() == rows.log.event_count()
    assert tables.log.matters_with_tied_times() == rows.log.matters_with_tied_times()
    return True


@pytest.fixture
def by_columns(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each file was read as columns."""
    found: list[bool] = []
    own = read_columns._by_columns

    def watched(*args: Any) -> Any:
        batch = own(*args)
        found.append(batch is not None)
        return batch

    monkeypatch.setattr(read_columns, "_by_columns", watched)
    return found


def test_mutants_are_read_alike(tmp_path: Path) -> None:
    book = lawbook(*mutants.MAPS)
    read = 0
    for number in range(60):
        path = mutants.make_file(number, tmp_path)
        read += equal_both_ways([path], book)
        path.unlink()
    assert read > 15


@pytest.mark.parametrize("key", [(), ("号",), ("案号", "号")])
def test_tables_of_events_are_read_alike(
    tmp_path: Path, key: tuple[str, ...], by_columns: list[bool]
) -> None:
    more = {"source_key": list(key)} if key else {}
    of_map = long_map(**more)
    if key:
        of_map["columns"] = [*of_map["columns"], {"heading": "号", "source_key": True}]
    one_kind = of_one_kind(of_map)
    for number in range(20):
        chance = random.Random(number)
        book = lawbook(one_kind if number % 3 == 0 else of_map)
        heads = [column["heading"] for column in of_map["columns"]]
        heads = heads[:3] + [
            head for head in heads[3:] if head == "备注" or head in key or chance.random() < 0.6
        ]
        chance.shuffle(heads)
        odd = chance.choice([0.0, 0.0, 0.01, 0.2])
        rows = long_rows(chance, heads, chance.randrange(1, 60), odd)
        if key and chance.random() < 0.8:  # else records stand twice
            place = heads.index("号")
            rows = [[*row[:place], f"K{at}", *row[place + 1 :]] for at, row in enumerate(rows)]
        name = f"{number}.csv.gz" if chance.random() < 0.3 else f"{number}.csv"
        equal_both_ways([write(tmp_path / name, chance, heads, rows)], book)
    assert sum(by_columns) > 8


def of_one_kind(of_map: dict[str, Any]) -> dict[str, Any]:
    """The map for matters of one kind."""
    return {**of_map, "columns": [one for one in of_map["columns"] if one.get("procedure") is not True]}


@pytest.mark.parametrize("key", [(), ("号",)])
def test_tables_of_matters_are_read_alike(
    tmp_path: Path, key: tuple[str, ...], by_columns: list[bool]
) -> None:
    more = {"columns": [*BROAD["columns"], {"heading": "号", "source_key": True}]} if key else {}
    of_map = {**BROAD, **more, "source_key": list(key)}
    for number in range(30):
        chance = random.Random(number)
        book = lawbook(of_one_kind(of_map) if number % 2 == 0 else of_map)
        heads = [column["heading"] for column in of_map["columns"]]
        heads += ["发还时间"] * (number % 3 > 0) + ["听取时间"] * (number % 4 > 0)
        kept = {"案件编号", "接报时间", "地点", *key}
        heads = [head for head in heads if head in kept or chance.random() < 0.7]
        chance.shuffle(heads)
        rows = long_rows(chance, heads, chance.randrange(1, 50), chance.choice([0.0, 0.0, 0.01, 0.1]))
        unique = heads.index(key[0] if key else "案件编号")
        if chance.random() < 0.9:  # else records stand twice
            rows = [[*row[:unique], f"Ｋ{at}", *row[unique + 1 :]] for at, row in enumerate(rows)]
        equal_both_ways([write(tmp_path / f"{number}.csv", chance, heads, rows)], book)
    assert sum(by_columns) > 8


def test_several_files_and_maps_are_read_alike(tmp_path: Path) -> None:
    wide = with_columns(
        WIDE, {"heading": "重大", "field": "is_major"}, {"heading": "审核时间", "step": "review.passed"}
    )
    book = lawbook(wide, long_map())
    heads = [column["heading"] for column in LONG["columns"]]
    wide_heads = [column["heading"] for column in wide["columns"]]
    for number in range(10):
        chance = random.Random(number)
        paths = []
        for at in range(chance.randrange(2, 4)):
            own = chance.choice([heads, wide_heads])
            rows = long_rows(chance, own, chance.randrange(1, 30), 0.02)
            paths.append(write(tmp_path / f"{number}-{at}.csv", chance, own, rows))
        equal_both_ways(paths, book)
