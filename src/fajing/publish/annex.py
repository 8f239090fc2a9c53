"""Writes annex.xlsx: every figure, and one row for each record behind it.

In: figures, and a way to look a record up (matter, unit, moment). Out: a workbook, the same bytes for the same
figures. It is for use inside: it holds numbers of files. Personal values are never asked for. Every cell is text or a
number; none is ever a formula, whatever a record says.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

from fajing.indicators.figure import Figure, Figures, Number, Rows, Term
from fajing.indicators.kept import LookUp
from fajing.publish import wording
from fajing.publish.annex_rows import ROWS_OF_A_SHEET, Block, fill
from fajing.publish.figures_file import ids_hash

Progress = Callable[[str, int], None]

_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - xlsxwriter wants civil time; fixed, so that the bytes are
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_767
_FONT = {"font_name": "Microsoft YaHei", "font_size": 10}
_LONG = 50_000
_FORMS = {
    "count": ("计数", "count"),
    "sum": ("合计", "sum"),
    "share": ("比率", "share"),
    "median": ("中位数", "median"),
}
_KINDS = {
    "events": ("记录", "event"), "matters": ("案卷", "matter"), "duties": ("应办", "duty"),
    "findings": ("问题", "finding"), "objects": ("对象", "object"), "none": ("无", "none"),
}  # fmt: skip
_FIGURE_COLUMNS = (
    ("编号", "Id", 34), ("指标", "Indicator", 26), ("组", "Group", 14), ("方式", "Form", 8), ("数值", "Value", 12),
    ("单位", "Unit", 8), ("缺什么", "Missing", 24), ("算式", "Formula", 40), ("基数", "Base", 30), ("分子", "Part", 10),
    ("分母", "Whole", 10), ("上年", "Year before", 12), ("上年来源", "Its source", 18), ("比上年", "Change", 26),
    ("记录数", "Records", 9), ("对外不列", "Hidden outside", 10),
)  # fmt: skip
_RECORD_COLUMNS = (
    ("指标", "Indicator", 34), ("算式项", "Term", 16), ("类别", "Kind", 8), ("记录号", "Record", 40),
    ("案卷", "Matter", 26), ("单位", "Unit", 20), ("时间", "Time", 20), ("计为", "Counts as", 10),
)  # fmt: skip


def write_annex(
    path: Path,
    figures: Figures,
    listed: Iterable[str],
    look_up: LookUp,
    language: str,
    progress: Progress | None = None,
) -> int:
    """Write the workbook.

    Args:
        path: The file.
        figures: All figures; each has a row on the first sheet.
        listed: Ids of those whose records are listed: the ones that the report prints.
        look_up: Gives matter, unit and moment of records.
        language: `zh` or `en`.
        progress: Told how many records are written.

    Returns:
        How many records are listed.
    """
    settings = {
        "in_memory": True, "default_format_properties": dict(_FONT),
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    made = io.BytesIO()
    rows = _Rows(figures, listed, look_up, language, progress)
    count = max(1, -(-rows.lines // ROWS_OF_A_SHEET))
    with xlsxwriter.Workbook(made, settings) as book:
        title = (
            f"数字和记录 {figures.last.year}"
            if language == "zh"
            else f"Figures and records {figures.last.year}"
        )
        book.set_properties({"title": title, "created": _CREATED, "comments": "fajing report"})
        writer = _Writer(book, language)
        writer.figures(figures)
        for number in range(count):
            writer.records(number)
    fill(path, made.getvalue(), [f"xl/worksheets/sheet{n + 2}.xml" for n in range(count)], rows.blocks())
    return rows.count


class _Rows:
    """One row for each record behind a figure."""

    def __init__(
        self,
        figures: Figures,
        listed: Iterable[str],
        look_up: LookUp,
        language: str,
        progress: Progress | None,
    ) -> None:
        self._figures = [figures[name] for name in listed]
        self._look_up, self._language, self._progress = look_up, language, progress
        self._all = list(self._terms())
        self.count = sum(len(rows) for _figure, _term, rows, same in self._all if same is None)
        self.lines = self.count + sum(same is not None for _figure, _term, _rows, same in self._all)

    def blocks(self) -> Iterator[Block]:
        """The rows, term by term; records that were listed already are pointed to."""
        column = 1 if self._language == "en" else 0
        written = 0
        for figure, term, rows, same in self._all:
            title = term.title.in_language(self._language)
            kind = _KINDS.get(rows.kind, (rows.kind, rows.kind))[column]
            if same is not None:
                said = f"同 {same} 所列" if column == 0 else f"as listed under {same}"
                empty = pa.array([""])
                texts = [pa.array([said]), empty, empty, empty]
                yield Block((figure.indicator, title, kind), texts, pa.array([str(rows.total())]))
                continue
            ids = list(rows.ids)
            texts = [pa.array(ids, pa.string()), *self._look_up(rows.kind, ids)]
            weights = pa.repeat("1", len(ids)) if rows.weights is None else pa.array(map(str, rows.weights))
            yield Block((figure.indicator, title, kind), texts, weights)
            written += len(ids)
            if self._progress is not None:
                self._progress("annex", written)

    def _terms(self) -> Iterator[tuple[Figure, Term, Rows, str | None]]:
        """Whose records are listed: part and whole of a share, else the value's own; and where they stand already.

        Long lists only are pointed to: one that is read by a person stands beside its figure.
        """
        seen: dict[tuple[str, str], str] = {}
        for figure in self._figures:
            for term in figure.terms if figure.form == "share" else figure.terms[:1]:
                rows = term.rows
                if not len(rows):
                    continue
                key = None
                if len(rows) > _LONG and rows.weights is None:
                    key = rows.kind, ids_hash(rows)
                same = seen.get(key) if key is not None else None
                yield figure, term, rows, same
                if key is not None:
                    seen.setdefault(key, f"{figure.indicator} · {term.title.in_language(self._language)}")


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, language: str) -> None:
        self._book, self._column = book, 1 if language == "en" else 0
        self._language = language
        font = {**_FONT, "valign": "top"}
        self._text = book.add_format(font)
        self._quoted = book.add_format({**font, "quote_prefix": True})
        self._wrapped = book.add_format({**font, "text_wrap": True})
        self._number = book.add_format({**font, "num_format": "#,##0.##"})
        self._whole = book.add_format({**font, "num_format": "#,##0"})
        self._head = book.add_format({**font, "bold": True, "bg_color": "#F3F4F6", "bottom": 2})

    def figures(self, figures: Figures) -> None:
        """The sheet of all figures."""
        sheet = self._sheet(("数字", "Figures"), _FIGURE_COLUMNS, 1)
        for row, figure in enumerate(figures, 1):
            for column, value in enumerate(self._figure(figure)):
                self._write(sheet, row, column, value, wrap=column in (1, 6, 7, 8, 13))
        sheet.autofilter(0, 0, max(1, len(figures)), len(_FIGURE_COLUMNS) - 1)

    def _figure(self, figure: Figure) -> list[str | Number | None]:
        language = self._language
        prior = figure.prior
        source = "" if prior is None else (
            prior.source.in_language(language) if prior.source else self._pick("按记录", "from records")
        )  # fmt: skip
        is_share = figure.form == "share"
        return [
            figure.indicator,
            figure.title.in_language(language),
            figure.group,
            self._pick(*_FORMS.get(figure.form, (figure.form, figure.form))),
            figure.value,
            figure.unit.in_language(language),
            "" if figure.value is not None else wording.missing_of(figure, language)[1:-1],
            figure.formula.in_language(language),
            figure.base.in_language(language),
            figure.terms[0].value if is_share and figure.terms else None,
            figure.terms[1].value if is_share and len(figure.terms) > 1 else None,
            None if prior is None else prior.value,
            source,
            wording.change_of(figure, language, is_public=False).lstrip("，, "),
            len(figure.rows),
            self._pick("是", "yes") if figure.hidden else "",
        ]

    def records(self, number: int) -> None:
        """A sheet of records with its head and the pattern of a row; `annex_rows` fills it."""
        tail = f" {number + 1}" if number else ""
        sheet = self._sheet((f"记录{tail}", f"Records{tail}"), _RECORD_COLUMNS, 1)
        sheet.write_blank(1, len(_RECORD_COLUMNS), None, self._quoted)

    def _sheet(self, names: tuple[str, str], columns: tuple[tuple[str, str, int], ...], frozen: int) -> Any:
        sheet = self._book.add_worksheet(self._pick(*names))
        for column, (zh, en, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, self._pick(zh, en), self._head)
        sheet.freeze_panes(1, frozen)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def _write(
        self, sheet: Any, row: int, column: int, value: str | Number | None, *, wrap: bool = False
    ) -> None:
        if isinstance(value, int):
            sheet.write_number(row, column, value, self._whole)
        elif isinstance(value, Decimal):
            sheet.write_number(row, column, float(value), self._number)
        elif value:
            text = "".join(sign for sign in value if sign >= " " or sign in "\n\t")[:_LONGEST_CELL]
            plain = self._wrapped if wrap else self._text
            sheet.write_string(row, column, text, self._quoted if text.startswith(_RISKY) else plain)

    def _pick(self, *pair: str) -> str:
        return pair[self._column]
