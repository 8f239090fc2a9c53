"""Rejects: rows that could not be read, each bad cell with its reason and remedy; and their CSV.

In: `Reject` values. Out: a CSV that a spreadsheet opens. The value of a cell stands there only where the user
asked for it, and no cell begins with a sign a spreadsheet would take for a formula.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HEADINGS = (
    "文件 file", "工作表 sheet", "行 row", "列 column", "原因", "reason", "办法", "remedy",
)  # fmt: skip
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Reject:
    """One cell that kept its row out.

    Attributes:
        file: Name of the file.
        sheet: Name of the sheet; empty in a file without sheets.
        row: Number of the row as a person sees it.
        column: Heading; empty where the whole row is meant.
        reason_zh: What is wrong.
        reason_en: The same in English.
        remedy_zh: What would be right.
        remedy_en: The same in English.
        value: The cell, only where the user asked for values.
    """

    file: str
    sheet: str
    row: int
    column: str
    reason_zh: str
    reason_en: str
    remedy_zh: str
    remedy_en: str
    value: str | None = None

    def sentence(self, language: str = "zh") -> str:
        """The reject as one line for a person."""
        if language == "en":
            place = f"sheet {self.sheet}, row {self.row}" if self.sheet else f"row {self.row}"
            column = f", {self.column}" if self.column else ""
            return f"{place}{column}: {self.reason_en}. Remedy: {self.remedy_en}"
        place = f"{self.sheet} 第{self.row}行" if self.sheet else f"第{self.row}行"
        column = f"，{self.column}" if self.column else ""
        return f"{place}{column}：{self.reason_zh}。{self.remedy_zh}"


def write_rejects(rejects: Iterable[Reject], path: Path, *, with_values: bool = False) -> None:
    """Write the rejects for a spreadsheet: UTF-8 with its mark, one line for each bad cell.

    Args:
        rejects: What to write.
        path: The file.
        with_values: Whether the cells themselves are written too. They may hold personal values.
    """
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([*HEADINGS, "原值 value"] if with_values else HEADINGS)
        for one in rejects:
            line = [
                one.file,
                one.sheet,
                str(one.row),
                one.column,
                one.reason_zh,
                one.reason_en,
                one.remedy_zh,
                one.remedy_en,
            ]
            if with_values:
                line.append(one.value or "")
            writer.writerow([harmless(cell) for cell in line])


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    Example:
        >>> harmless("=1+1"), harmless("案"), harmless("@x")
        ("'=1+1", '案', "'@x")
    """
    return f"'{cell}" if cell.lstrip()[:1] in ("=", "+", "-", "@") or cell[:1] in ("\t", "\r", "\n") else cell
