"""A small lawbook in memory with the maps a test wants, and files to read by them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from fajing.core.calendar import Calendar
from fajing.core.events import Event
from fajing.core.moments import Zone
from fajing.core.periods import Counting, Rollover
from fajing.lawbook.model import Field, Lawbook, Procedure, Step, Text


def text(zh: str, en: str = "") -> Text:
    return Text(zh, en or zh)


def field(
    id_: str, type_: str, *, personal: bool = False, values: Sequence[str] = (), unit: str | None = None
) -> Field:
    return Field(id_, type_, text(id_), personal=personal, values=tuple(values), unit=unit)


def step(id_: str, zh: str, *fields: Field) -> Step:
    return Step(id_, text(zh, id_.replace("_", " ").capitalize()), fields={one.id: one for one in fields})


def procedure(id_: str, zh: str, steps: Sequence[Step], fields: Sequence[Field] = ()) -> Procedure:
    return Procedure(
        id_, text(zh, id_), "case", "cases", steps={s.id: s for s in steps}, fields={f.id: f for f in fields}
    )


CASE = procedure(
    "case",
    "行政案件",
    [
        step("received", "接报", field("origin", "code", values=["citizen", "transferred"])),
        step("accepted", "受案", field("note", "text"), field("name", "text", personal=True)),
        step("questioned", "询问", field("room", "text")),
        step("seized", "扣押", field("weight", "number", unit="克")),
        step("returned", "发还"),
        step(
            "decided",
            "处罚决定",
            field("fine", "money"),
            field("days", "integer"),
            field("heard", "boolean"),
            field("term_end", "date"),
            field("posted_on", "datetime"),
        ),
    ],
    [
        field("kind", "code", values=["public_security", "fire"]),
        field("is_major", "boolean"),
        field("victim", "text", personal=True),
    ],
)
CRIME = procedure("crime", "刑事案件", [step("received", "接报"), step("filed", "立案")])
REVIEW = procedure("review", "法制审核", [step("passed", "审核通过")])

WIDE: dict[str, Any] = {
    "id": "cases",
    "title": "案件台账",
    "shape": "matters",
    "procedure": "case",
    "columns": [
        {"heading": "案件编号", "synonyms": ["案号"], "matter": True},
        {"heading": "办案单位", "unit": True},
        {"heading": "接报时间", "step": "received"},
        {"heading": "受案时间", "synonyms": ["受案日期"], "step": "accepted"},
        {"heading": "受案民警", "officers": True, "of": "accepted", "role": "handler"},
    ],
}
EVENTS: dict[str, Any] = {
    "id": "events",
    "title": "环节表",
    "shape": "events",
    "procedure": "case",
    "columns": [
        {"heading": "案号", "matter": True},
        {"heading": "环节", "step": True},
        {"heading": "时间", "at": True},
    ],
}


def lawbook(*maps: Mapping[str, Any], zone: str = "Asia/Shanghai") -> Lawbook:
    return Lawbook(
        id="test",
        title=text("试", "test"),
        hash="0" * 64,
        zone=Zone.of(zone),
        counting=Counting(Rollover.NONE),
        calendar=Calendar({}),
        folders=(),
        sources={},
        procedures={one.id: one for one in (CASE, CRIME, REVIEW)},
        norms={},
        labels={},
        benchmarks={},
        registers={},
        maps={str(one["id"]): one for one in maps},
    )


def with_columns(base: Mapping[str, Any], *columns: Mapping[str, Any], **more: object) -> dict[str, Any]:
    """A map with more columns and keys."""
    return {**base, "columns": [*base["columns"], *columns], **more}


def rows_of(csv_text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_text.strip())))


def write_csv(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.strip().encode(encoding) + b"\n")
    return path


def write_xlsx(
    path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], *, is_1904: bool = False
) -> Path:
    """A workbook of plain cells; dates get a date format."""
    book = xlsxwriter.Workbook(
        str(path),
        {"date_1904": is_1904, "default_date_format": "yyyy-mm-dd hh:mm", "strings_to_numbers": False},
    )
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, column, cell)
    book.close()
    return path


def told(events: Sequence[Event]) -> list[str]:
    """Events as `step day/time`, for comparing."""
    zone = Zone.of("Asia/Shanghai")
    found = []
    for event in events:
        civil = zone.civil(event.at.instant)
        found.append(f"{event.step} {civil.date() if event.at.is_day else civil.isoformat(' ', 'minutes')}")
    return found
