"""What `fajing report build` says when it is done."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fajing.app.annual_report import Built
from fajing.audit.finding import GRADES
from fajing.audit.outputs.words import GRADE_WORDS

_FILES = {
    "report.docx": ("公文格式文稿", "official layout"),
    "report.pdf": ("带标签的 PDF", "tagged PDF"),
    "report.html": ("网页，数字可以打开", "page whose figures open"),
    "annex.xlsx": ("数字和背后的记录，内部使用", "figures and the records behind them, for use inside"),
    "figures.json": ("数字清单和记录摘要，内部使用", "figures and hashes of records, for use inside"),
}


def print_built(built: Built, language: str) -> None:
    """The files, what is missing, what must be filled in, the audit."""
    console = Console()
    column = 1 if language == "en" else 0

    def pick(zh: str, en: str) -> str:
        return (zh, en)[column]

    table = Table(show_header=False, box=None, pad_edge=False)
    for path in built.files:
        table.add_row(Text(path.name), Text(_FILES[path.name][column]), f"{path.stat().st_size:,}")
    console.print(Text(built.document.title, style="bold"))
    console.print(Text(str(built.files[0].parent), overflow="fold"))
    console.print(table)
    printed = len(built.document.figures)
    console.print(
        pick(
            f"数字 {printed - built.missing} 个，缺 {built.missing} 个；附件列出记录 {built.records:,} 条",
            f"figures {printed - built.missing}, missing {built.missing}; records in the annex {built.records:,}",
        )
    )
    if built.to_fill:
        console.print(
            pick(
                f"待填 {built.to_fill} 处：写进 report.yaml，用 --given 给出",
                f"to be filled in: {built.to_fill}; write them into report.yaml and give it with --given",
            )
        )
    counts = ", ".join(f"{GRADE_WORDS[grade][column]} {built.audited.count(grade)}" for grade in GRADES)
    console.print(pick(f"自行核对：{counts}", f"own audit: {counts}"))
    for number, finding in built.audited.numbered("error", "warning"):
        quote = finding.places[0].quote if finding.places else ""
        message = finding.message.en if column else finding.message.zh
        console.print(Text(f"  {number}. {GRADE_WORDS[finding.grade][column]}：{quote}｜{message}"))
