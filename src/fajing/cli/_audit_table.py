"""What `fajing audit` prints: for each report one sentence, then what needs a look by grade, then where files lie."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fajing.audit.files import AuditedFile
from fajing.audit.finding import GRADES, Finding, Grade
from fajing.audit.kinds import name_of
from fajing.audit.outputs.marks import distinct_places
from fajing.audit.outputs.words import CAVEAT, GRADE_SIGNS, grade_word, pick

_STYLES: dict[Grade, str] = {
    "error": "bold red",
    "warning": "yellow",
    "unchecked": "dim",
    "consistent": "green",
}
_SHOWN: tuple[Grade, ...] = ("error", "warning", "unchecked")
_WIDTH_OF_A_FILE = 140
_LONGEST_QUOTE = 60
_MOST_ROWS = 60  # of one grade; the files of --out hold all


def print_audit(audited: AuditedFile, written: Sequence[Path], language: str) -> None:
    """Print one report's result to stdout."""
    width = None if sys.stdout.isatty() else _WIDTH_OF_A_FILE
    console = Console(highlight=False, width=width)
    console.print(Text(headline(audited, language), style="bold"))
    for note in audited.report.notes:
        console.print(Text(note.in_language(language), style="yellow"))
    for grade in _SHOWN:
        rows = audited.numbered(grade)
        if rows:
            sign = f"{GRADE_SIGNS[grade]} {grade_word(grade, language)} {len(rows):,}"
            console.print(Text("\n" + sign, style=_STYLES[grade]))
            console.print(_table(rows[:_MOST_ROWS], language))
            if len(rows) > _MOST_ROWS:
                more = len(rows) - _MOST_ROWS
                console.print(
                    pick(
                        language,
                        f"另有{more:,}处，见 --out 写出的文件",
                        f"{more:,} more in the files of --out",
                    )
                )
    if audited.count("error"):
        console.print(Text(pick(language, *CAVEAT), style="dim"))
    if written:
        names = "、".join(path.name for path in written)
        where = pick(
            language, f"结果在 {written[0].parent}：{names}", f"Results in {written[0].parent}: {names}"
        )
        console.print(Text(where), soft_wrap=True)


def headline(audited: AuditedFile, language: str) -> str:
    """One sentence: how many places do not reconcile, and how many of the rest."""
    counts = {grade: audited.count(grade) for grade in GRADES}
    claims = len(audited.audit.claims)
    if language == "en":
        parts = [
            f"{counts['error']} do not reconcile", f"{counts['warning']} to check",
            f"{counts['unchecked']} cannot be checked", f"{counts['consistent']} reconcile",
        ]  # fmt: skip
        return f"{audited.path.name}: {claims:,} quantities read; {', '.join(parts)}."
    parts = [f"{grade_word(grade, language)}{counts[grade]:,}处" for grade in GRADES]
    return f"{audited.path.name}：读出数量说法{claims:,}处；{'，'.join(parts)}。"


def _table(rows: Sequence[tuple[int, Finding]], language: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("#", justify="right", no_wrap=True)
    for name, ratio in zip(pick(language, "类别 原文 算式 说明与办法", "Kind Quote Arithmetic What-and-how").split(),
                           (9, 34, 24, 40), strict=True):  # fmt: skip
        table.add_column(name.replace("-", " "), overflow="fold", ratio=ratio)
    for number, finding in rows:
        quotes = " … ".join(_short(place.quote) for place in distinct_places(finding)[:3])
        message = finding.message.en if language == "en" else finding.message.zh
        cells = (name_of(finding.kind, language), quotes, finding.arithmetic, message)
        table.add_row(str(number), *(Text(cell) for cell in cells))
    return table


def _short(quote: str) -> str:
    quote = " ".join(quote.split())
    return quote if len(quote) <= _LONGEST_QUOTE else quote[: _LONGEST_QUOTE - 1] + "…"
