"""Damaged and odd files to feed to intake, each made from a number so that it can be made again."""

from __future__ import annotations

import csv
import gzip
import io
import random
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from tests.intake.book import EVENTS, WIDE, with_columns, write_xlsx

XLS = Path(__file__).parent / "readers" / "data" / "cases.xls"

MAPS: tuple[dict[str, Any], ...] = (
    with_columns(
        WIDE,
        {"heading": "扣押时间", "step": "seized", "until": "发还时间"},
        {"heading": "物品", "object": True, "of": "seized"},
        {"heading": "罚款", "field": "fine", "of": "扣押时间", "type": "money"},
        {"heading": "重大", "field": "is_major"},
        {"heading": "上级", "parent": True},
        {"heading": "审核", "step": "review.passed"},
        join=[
            {"sheet": "物品*", "key": ["案件编号"], "columns": [{"heading": "入库时间", "step": "seized"}]}
        ],
    ),
    with_columns(
        EVENTS,
        {"heading": "民警", "officers": True},
        {"heading": "对象", "object": "person"},
        {"heading": "结束", "until": True},
        {"heading": "罚款", "field": "fine"},
        {"heading": "次序", "seq": True},
    ),
)
HEADS = (
    [
        "案件编号",
        "办案单位",
        "接报时间",
        "受案时间",
        "受案民警",
        "扣押时间",
        "发还时间",
        "物品",
        "罚款",
        "重大",
        "上级",
        "审核",
    ],
    ["案号", "环节", "时间", "民警", "对象", "结束", "罚款", "次序"],
)
ODD: tuple[Any, ...] = (
    *(
        None,
        "",
        " ",
        "无",
        "A1",
        "A2",
        "合计",
        "案件编号",
        "2026年3月2日 9时30分",
        "2026/2/30",
        "3月2日",
        "46083.39",
    ),
    *(
        46083.39,
        1e308,
        -1e308,
        10**18,
        -7,
        0,
        "9" * 400,
        "1e999",
        "是",
        "×",
        "1.2万元",
        "-0.001",
        "张三、李四；王五",
    ),
    *(
        "、、、",
        "=1+1",
        "@x",
        "\u202e\ufeff",
        "😀" * 50,
        "x" * 5000,
        "a\nb",
        'q"q',
        "2026-03-02T09:30:00+08:00",
    ),
    *(
        "9999-12-31",
        "0000-00-00",
        "２０２６．３．２",
        "接报",
        "受案",
        "received",
        "NULL",
        "24:00",
        "2026-03-02 24:00",
    ),
    *("20260302", "2026-03-02 25:61", "-5", "True", "١٢٣", "\x7f", "\u2028"),
)


def _cell(chance: random.Random, heading: str) -> Any:
    if chance.random() < 0.25:
        return chance.choice(ODD)
    if heading in ("案件编号", "案号"):
        return f"A{chance.randrange(12)}"
    if heading.endswith("时间") or heading in ("时间", "结束", "审核"):
        return chance.choice(
            ["2026-03-02 09:30", date(2026, 3, 2), datetime(2026, 3, 3, 8, 5), None, "2026年3月4日"]
        )
    if heading == "环节":
        return chance.choice(["接报", "受案", "扣押"])
    return chance.choice([None, "城东所", "张三、李四", "100", 3, "是"])


def _rows(chance: random.Random, heads: list[str]) -> list[list[Any]]:
    """A title or two, headings (some changed), rows (some ragged)."""
    named = list(heads)
    if chance.random() < 0.3:
        chance.shuffle(named)
    if chance.random() < 0.15:
        named[chance.randrange(len(named))] = chance.choice([named[0], "", "备注", "案 号"])
    rows: list[list[Any]] = [["受案登记表"]] * chance.randrange(3) + [list(named)]
    for _ in range(chance.randrange(40)):
        row = [_cell(chance, heading) for heading in named]
        if chance.random() < 0.1:
            row = row[: chance.randrange(len(row) + 1)]
        if chance.random() < 0.05:
            row += [chance.choice(ODD)] * chance.randrange(4)
        rows.append(row)
        if chance.random() < 0.1:
            rows.append(list(row))
    return rows


def _csv(chance: random.Random, rows: list[list[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=chance.choice([",", ",", ";", "\t"])).writerows(rows)
    encoding = chance.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5", "utf-32"])
    return out.getvalue().encode(encoding, "replace")


def _parquet(rows: list[list[Any]], path: Path) -> None:
    head = max(range(len(rows)), key=lambda number: len(rows[number]))
    names = [str(name) for name in rows[head]]
    body = rows[head + 1 :]
    columns = [
        [None if at >= len(row) or row[at] is None else str(row[at]) for row in body]
        for at in range(len(names))
    ]
    pq.write_table(
        pa.Table.from_arrays([pa.array(column, pa.string()) for column in columns], names=names), path
    )


def damaged(chance: random.Random, data: bytes) -> bytes:
    """Bytes flipped, cut off, taken out, put in, or NULs."""
    found = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 30])):
        if not found:
            break
        at = chance.randrange(len(found))
        match chance.randrange(6):
            case 0 | 1:
                found[at] ^= 1 << chance.randrange(8)
            case 2:
                del found[at : at + chance.randrange(1, 64)]
            case 3:
                found[at:at] = chance.randbytes(chance.randrange(1, 64))
            case 4:
                found[at : at + 4] = b"\0\0\0\0"
            case _:
                found = found[:at]
    return bytes(found)


def make_file(number: int, folder: Path) -> Path:
    """The file with that number."""
    chance = random.Random(number)
    rows = _rows(chance, HEADS[chance.randrange(2)])
    kind = chance.choice(["csv", "csv", "csv", "csv.gz", "xlsx", "xlsx", "parquet", "xls", "bomb"])
    path = folder / f"{number}.{kind if kind != 'bomb' else 'csv.gz'}"
    if kind == "bomb":
        filler = chance.choice([b"\0", b"a", b",", b"\n", b"A1,2026-03-02\n", b'"'])
        path.write_bytes(
            gzip.compress(_csv(chance, rows) + filler * (chance.randrange(1, 400_000) // len(filler)), 1)
        )
        return path
    if kind == "xls":
        path.write_bytes(XLS.read_bytes())
    elif kind == "xlsx":
        sheets: dict[str, Any] = {"案件": rows}
        if chance.random() < 0.5:
            sheets["物品"] = [["案件编号", "入库时间"]] + [
                [f"A{chance.randrange(14)}", chance.choice(ODD)] for _ in range(8)
            ]
        write_xlsx(path, sheets)
    elif kind == "parquet":
        _parquet(rows, path)
    else:
        data = _csv(chance, rows)
        path.write_bytes(gzip.compress(data, 1) if kind == "csv.gz" else data)
    if chance.random() < 0.6:
        path.write_bytes(damaged(chance, path.read_bytes()))
    return path
