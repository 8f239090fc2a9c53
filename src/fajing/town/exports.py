"""Writes the exports, a batch at a time: ledgers with a row a case, logs with a row a step, and rows that are damaged.

A damaged row is one too many: a second try at a row that stands, with a date or a word that cannot be read. It must be
rejected and must change nothing.
"""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from random import Random
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from fajing.town.layout import Layout
from fajing.town.play import Case, Step
from fajing.town.procedures import Procedure
from fajing.town.times import text_of

BATCH = 20_000
DAMAGED_OF = 50
"""One row in so many is followed by a damaged one."""
BAD_TIMES = ("2026-02-30 10:15", "2025-13-07 09:20", "26年3月2日", "2026-04-08 25:61", "时间待补")
GHOST = "错录"


class Sheet:
    """One file being written."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self.path, self.layout = path, layout
        self.rows = 0
        self.damaged: list[tuple[str, int, str]] = []
        self._batch: list[list[Any]] = []
        self._open()

    def _open(self) -> None:
        self._csv: IO[str] | None = None
        self._parquet: pq.ParquetWriter | None = None
        if self.path.suffix == ".csv":
            self._csv = self.path.open("w", encoding="utf-8-sig", newline="")
            self._lines = csv.writer(self._csv, lineterminator="\r\n")
            self._lines.writerow(self.layout.headings)
        elif self.path.suffix == ".xlsx":
            self._book = xlsxwriter.Workbook(str(self.path), {"constant_memory": True, "in_memory": False})
            self._book.set_properties({"created": datetime(2026, 11, 1), "author": ""})  # noqa: DTZ001
            self._table = self._book.add_worksheet("台账")
            self._table.write_row(0, 0, self.layout.headings)
        else:
            schema = pa.schema([(heading, pa.string()) for heading in self.layout.headings])
            self._parquet = pq.ParquetWriter(self.path, schema, compression="zstd")

    def write(self, row: list[Any], rng: Random) -> None:
        """A row, and now and then a damaged one after it."""
        self._put(row)
        if rng.randrange(DAMAGED_OF) == 0:
            spoilt, why = damage(row, self.layout, rng)
            self._put(spoilt)
            self.damaged.append((self.path.name, self.rows + 1, why))

    def _put(self, row: list[Any]) -> None:
        self.rows += 1
        if self.path.suffix == ".xlsx":
            for index, cell in enumerate(row):
                if cell is not None:
                    self._table.write_string(self.rows, index, cell)
            return
        self._batch.append(row)
        if len(self._batch) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._csv is not None:
            self._lines.writerows(self._batch)
        elif self._parquet is not None and self._batch:
            columns = [pa.array(cells, pa.string()) for cells in zip(*self._batch, strict=True)]
            self._parquet.write_table(pa.table(columns, names=self.layout.headings))
        self._batch = []

    def close(self) -> None:
        """Write what is left; a file in which nothing stands is taken away."""
        if self.path.suffix == ".xlsx":
            self._book.close()
        self._flush()
        if self._csv is not None:
            self._csv.close()
        if self._parquet is not None:
            self._parquet.close()
        if not self.rows:
            self.path.unlink()


def damage(row: list[Any], layout: Layout, rng: Random) -> tuple[list[Any], str]:
    """The row with something in it that cannot be read, and what."""
    spoilt = list(row)
    if layout.is_wide:
        spoilt[layout.single["matter"]] += GHOST
        filled = [index for index in layout.steps.values() if row[index] is not None]
        spoilt[rng.choice(filled)] = rng.choice(BAD_TIMES)
        return spoilt, "time"
    kind = rng.choice(("time", "step", "matter", "end"))
    if kind == "step":
        spoilt[layout.single["step"]] = rng.choice(("其他事项", "环节未选", "办理中"))
    elif kind == "matter":
        spoilt[layout.single["matter"]] = None
    elif kind == "end":
        spoilt[layout.single["until"]] = "2024-12-31 08:00"
    else:
        spoilt[layout.single["at"]] = rng.choice(BAD_TIMES)
    return spoilt, kind


class Exports:
    """All exports of one town."""

    def __init__(
        self,
        out: Path,
        layouts: list[Layout],
        procedures: dict[str, Procedure],
        domain: dict[str, str],
        as_of: int,
    ) -> None:
        self.procedures, self.as_of = procedures, as_of
        self.wide: dict[str, Sheet] = {}
        self.long: dict[str, Sheet] = {}
        self.events = 0
        for layout in layouts:
            if layout.is_wide:
                assert layout.procedure is not None
                ending = (
                    "csv" if layout.procedure in ("administrative_case", "hotline_ticket", "call") else "xlsx"
                )
                self.wide[layout.procedure] = Sheet(out / f"{layout.id}.{ending}", layout)
            else:
                ending = "parquet" if "_cases_" in layout.id else "csv"
                self.long[layout.id] = Sheet(out / f"{layout.id}.{ending}", layout)
        self.logs = {kind: self.long[name] for kind, name in domain.items() if name in self.long}

    def sheets(self) -> list[Sheet]:
        """Every file."""
        return [*self.wide.values(), *self.long.values()]

    def write(self, case: Case, rng: Random) -> None:
        """A case, as far as it has happened by the last day of the record."""
        begun: set[str] = set()
        wide: dict[str, list[Any]] = {}
        for number, step in enumerate(case.steps):
            if step.at > self.as_of:
                continue
            self.events += 1
            sheet = self.wide.get(step.procedure)
            if sheet is not None and self._in_ledger(sheet.layout, step, wide, case):
                continue
            self._in_log(step, case, number, begun, rng)
        for matter, row in wide.items():
            self.wide[case.matters[matter][0]].write(row, rng)

    def _in_ledger(self, layout: Layout, step: Step, wide: dict[str, list[Any]], case: Case) -> bool:
        index = layout.steps.get(step.step)
        if index is None or step.objects or step.until is not None:
            return False
        if any((step.step, name) not in layout.step_fields for name in step.fields):
            return False
        if any((step.step, role) not in layout.step_officers for _, role in step.officers):
            return False
        row = wide.get(step.matter)
        if row is not None and row[index] is not None:
            return False
        if row is not None and row[layout.single["unit"]] != step.unit:
            return False  # another unit has it now: what it does stands in the log
        if row is None:
            row = wide[step.matter] = [None] * len(layout.headings)
            _, parent, values = case.matters[step.matter]
            row[layout.single["matter"]] = step.matter
            row[layout.single["unit"]] = step.unit
            if parent is not None:
                row[layout.single["parent"]] = parent
            for name, value in values.items():
                column = layout.matter_fields[name]
                row[column.index] = column.word(value)
        row[index] = text_of(step.at)
        for officer, role in step.officers:
            place = layout.step_officers[step.step, role]
            row[place] = officer if row[place] is None else f"{row[place]}、{officer}"
        for name, value in step.fields.items():
            column = layout.step_fields[step.step, name]
            row[column.index] = column.word(value)
        return True

    def _in_log(self, step: Step, case: Case, number: int, begun: set[str], rng: Random) -> None:
        sheet = self.logs[step.procedure]
        layout = sheet.layout
        row: list[Any] = [None] * len(layout.headings)
        single = layout.single
        procedure = self.procedures[step.procedure]
        row[single["matter"]] = step.matter
        row[single["procedure"]] = procedure.title
        row[single["step"]] = procedure.steps[step.step].title
        row[single["at"]] = text_of(step.at)
        row[single["unit"]] = step.unit
        row[single["seq"]] = str(number + 1)
        if step.until is not None and step.until <= self.as_of:  # what has not ended yet says no end
            row[single["until"]] = text_of(step.until)
        for officer, role in step.officers:
            index = layout.roles[role]
            row[index] = officer if row[index] is None else f"{row[index]}、{officer}"
        _objects(row, single, step.objects)
        if step.matter not in begun:
            begun.add(step.matter)
            _, parent, values = case.matters[step.matter]
            row[single["parent"]] = parent
            for name, value in values.items():
                column = layout.matter_fields[name]
                row[column.index] = column.word(value)
        for name, value in step.fields.items():
            column = layout.fields[name]
            row[column.index] = column.word(value)
        sheet.write(row, rng)

    def close(self) -> None:
        """Finish every file."""
        for sheet in self.sheets():
            sheet.close()


def _objects(row: list[Any], single: dict[str, int], objects: tuple[str, ...]) -> None:
    persons = [PERSONS.get(one[0], "人员") + one[1:] for one in objects if one[0] in PERSONS]
    things = [one for one in objects if one[0] not in PERSONS]
    if persons:
        row[single["person"]] = "、".join(persons)
    if things:
        row[single["item"]] = "、".join(things)


PERSONS = {"P": "当事人", "V": "被侵害人", "S": "嫌疑人", "W": "证人", "C": "控告人"}
"""Plain labels: nobody in the town has a name."""
