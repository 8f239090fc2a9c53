"""Makes the invented first week: first_week.xlsx and truth.csv, the same bytes every time.

    python examples/first_week/make.py

Every case, officer and party is invented. A case is made without fault by `lives.py`; `faults.py` then plants breaches
in some and notes the truth; this file lays them out as a bureau's ledger would, with its bad habits: a title over the
headings, dates written in four ways, several officers in one cell, a total at the end, and a few broken rows.
"""

# ruff: noqa: DTZ001  civil time of China throughout, as a ledger has it

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

sys.path.insert(0, str(Path(__file__).parent))

from faults import plant_faults
from lives import Case, make_cases

HERE = Path(__file__).parent
SEED = 20260302
EXPORTED = datetime(2026, 7, 1, 8, 0)
TITLE = "青岚县公安局执法办案台账（2026年3月2日至8日接报案件）"
CASES_SHEET, ITEMS_SHEET = "案件台账", "涉案物品"
CASE_HEADINGS = (
    "序号", "案件编号", "案件性质", "办案单位", "案件类别", "案件来源", "属本单位管辖",
    "涉案人数众多", "身份不明", "疑难复杂", "涉及重大公共利益", "情节复杂或重大", "办案民警",
    "当事人", "被侵害人", "接报案时间", "受案时间", "立案时间", "确认被侵害人时间",
    "移送管辖时间", "刑事拘留时间", "通知家属时间", "通知事项", "冻结财产时间", "提请批捕时间",
    "释放时间", "到案时间", "延长询问批准时间", "询问开始时间", "询问结束时间", "询问地点",
    "询问室", "录音录像开始时间", "录音录像结束时间", "离开时间", "传唤证时间已填写",
    "送鉴时间", "收到鉴定意见时间", "鉴定类别", "鉴定意见作为证据", "送达鉴定意见时间",
    "第一次延期时间", "第二次延期时间", "处罚前告知时间", "听证权利告知时间", "申请听证时间",
    "听证通知时间", "举行听证时间", "听证主持人", "法制审核时间", "法制审核人", "集体讨论时间",
    "处罚决定时间", "罚款金额（元）", "拘留天数", "责令停业整顿", "吊销许可证件", "送达时间",
    "受送达人", "第二次送达时间", "第二受送达人", "不予处罚时间", "调解达成协议时间",
    "撤销案件时间", "移送案件时间", "结案时间", "备注",
)  # fmt: skip
ITEM_HEADINGS = (
    "案件编号", "物品编号", "物品名称", "批准扣押时间", "扣押时间", "扣押地点", "当场扣押",
    "异地扣押", "扣押民警", "延长扣押时间", "延长扣押批准人", "移交保管时间", "解除扣押时间",
    "退还时间", "没收时间", "随案移交时间", "财物处理决定时间",
)  # fmt: skip
# Rows that no reader should take: what stands in them, by heading, and where (before the case with that number).
BROKEN = (
    (
        37,
        {
            "案件编号": "行〔2026〕1901",
            "接报案时间": "2026/2/30 10:00",
            "案件性质": "行政",
            "办案单位": "北关派出所",
        },
    ),
    (118, {"案件编号": None, "接报案时间": "2026-03-04 09:12", "案件性质": "行政", "办案单位": "南湖派出所"}),
    (
        203,
        {
            "案件编号": "行〔2026〕1902",
            "接报案时间": "3月5日 14时20分",
            "案件性质": "行政",
            "办案单位": "临江派出所",
        },
    ),
)
BROKEN_ITEM = {
    "案件编号": "行〔2026〕1999",
    "物品编号": "W001",
    "物品名称": "手机",
    "扣押时间": "2026-03-06 16:00",
}


class Ledger:
    """Writes cells as the unit that keeps the row is used to."""

    def __init__(self, book: Any) -> None:
        self.bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True})
        self.title = book.add_format({"bold": True, "font_size": 14, "align": "center"})
        self.date = book.add_format({"num_format": "yyyy/m/d h:mm"})

    def write(self, sheet: Any, row: int, column: int, value: object, habit: int) -> None:
        """Write one cell; `habit` 0 to 3 says how this unit writes a time."""
        if value is None:
            return
        if not isinstance(value, datetime):
            sheet.write(row, column, value)
            return
        if value.time() == time():
            value += timedelta(
                minutes=1
            )  # on the stroke of midnight a spreadsheet's time is read as a bare date
        if habit == 0:
            sheet.write_datetime(row, column, value, self.date)
        else:
            sheet.write_string(row, column, written(value, habit))


def written(moment: datetime, habit: int) -> str:
    """A time as text, in one of the ways bureaus write it."""
    day, clock = (moment.year, moment.month, moment.day), (moment.hour, moment.minute)
    if habit == 1:
        return f"{day[0]}年{day[1]}月{day[2]}日 {clock[0]}时{clock[1]}分"
    if habit == 2:
        return f"{moment:%Y-%m-%d %H:%M}"
    return f"{day[0]}/{day[1]}/{day[2]} {clock[0]}:{clock[1]:02}"


def sheet_with_title(book: Any, ledger: Ledger, name: str, headings: Sequence[str]) -> Any:
    """A sheet with a merged title, a line about the export, and headings in the third row."""
    sheet = book.add_worksheet(name)
    last = len(headings) - 1
    sheet.merge_range(0, 0, 0, last, TITLE, ledger.title)
    sheet.merge_range(
        1, 0, 1, last, f"填报单位：法制大队    导出时间：{written(EXPORTED, 1)}    （虚构数据）"
    )
    for column, heading in enumerate(headings):
        sheet.write(2, column, heading, ledger.bold)
    sheet.set_column(0, last, 15)
    sheet.freeze_panes(3, 2)
    return sheet


def write_cases(book: Any, ledger: Ledger, cases: Sequence[Case]) -> None:
    """The first sheet: a row a case, the broken rows among them, the total at the end."""
    sheet = sheet_with_title(book, ledger, CASES_SHEET, CASE_HEADINGS)
    row = 3
    for number, case in enumerate(cases, 1):
        for before, broken in BROKEN:
            if before == number:
                for column, heading in enumerate(CASE_HEADINGS):
                    ledger.write(sheet, row, column, broken.get(heading), 2)
                row += 1
        for column, heading in enumerate(CASE_HEADINGS):
            value = number if heading == "序号" else case.cells.get(heading)
            ledger.write(sheet, row, column, value, case.habit)
        row += 1
    sheet.write(row, 0, "合计")
    sheet.write(row, 1, "合计")
    fine = "罚款金额（元）"
    sheet.write(row, CASE_HEADINGS.index(fine), sum(case.cells.get(fine) or 0 for case in cases))


def write_items(book: Any, ledger: Ledger, cases: Sequence[Case]) -> None:
    """The second sheet: a row for each seized thing, several to a case; one belongs to no case."""
    sheet = sheet_with_title(book, ledger, ITEMS_SHEET, ITEM_HEADINGS)
    rows = [({"案件编号": case.number, **item}, case.habit) for case in cases for item in case.items]
    rows.insert(len(rows) // 2, (dict(BROKEN_ITEM), 2))
    for row, (cells, habit) in enumerate(rows, 3):
        for column, heading in enumerate(ITEM_HEADINGS):
            ledger.write(sheet, row, column, cells.get(heading), habit)


def make(folder: Path) -> None:
    """Write both files into a folder."""
    rng = random.Random(SEED)  # noqa: S311  no secret is made here
    cases = make_cases(rng)
    truth = plant_faults(cases)
    with xlsxwriter.Workbook(str(folder / "first_week.xlsx")) as book:
        book.set_properties({"title": TITLE, "comments": "虚构数据 / invented data", "created": EXPORTED})
        ledger = Ledger(book)
        write_cases(book, ledger, cases)
        write_items(book, ledger, cases)
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("matter", "norm", "outcome", "reason"))
        writer.writerows(sorted(truth))


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
