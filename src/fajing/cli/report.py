"""编写年度报告：数字、文稿和背后的记录一起生成 / write the yearly report, its figures and the records behind them.

In: a data folder and a year. Out: a folder with four documents and the figures; the auditor's word on the text.
"""

from __future__ import annotations

from pathlib import Path

import click

from fajing.cli._data_option import DATA
from fajing.cli._log_options import LANGUAGE

_WORDS = {
    "compose": ("编排章节", "Putting sections together"),
    "documents": ("生成文稿", "Writing the documents"),
    "annex": ("写附件，已列记录", "Writing the annex, records listed"),
    "figures_file": ("写数字清单", "Writing the list of figures"),
}


@click.group("report", help="编写年度报告。/ Write the yearly report.")
def command() -> None:
    """The group."""


@command.command(
    "build", help="生成一年的报告：docx、PDF、网页、附件、数字清单。/ Make the report of a year."
)
@click.option("--year", type=click.IntRange(1949, 9998), required=True, help="公历年度 / calendar year")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="写入的文件夹 / folder to write to",
)
@click.option("--unit", metavar="NAME", help="只写这个单位 / this unit only")
@click.option(
    "--given",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="report.yaml：上年安排、不足、履职、下年安排 / what only a person can write",
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="上一年的报告，核对时一并比较 / last year's report, for the audit",
)
@click.option("--as-of", metavar="TIME", help="截至时间，默认年末 / cut-off; default: end of the year")
@click.option(
    "--fonts", type=click.Path(path_type=Path), metavar="DIR", help="PDF 另用的字体 / own fonts for the PDF"
)
@click.option(
    "--law",
    metavar="BOOK[+OVERLAY]",
    default="cn-police",
    show_default=True,
    help="规则库，可加叠加规则 / lawbook, with overlays",
)
@click.option("--region", metavar="NAME", help="连同这个地区的规则 / with the norms of this region")
@DATA
@LANGUAGE
def build(
    year: int,
    out: Path,
    unit: str | None,
    given: Path | None,
    previous: Path | None,
    as_of: str | None,
    fonts: Path | None,
    law: str,
    region: str | None,
    data: Path | None,
    language: str,
) -> int:
    """Build, then print what was made and what the auditor says; 1 where a figure does not reconcile."""
    from fajing.app.annual_report import Wanted, build_report
    from fajing.cli._progress import showing_progress
    from fajing.cli._report_table import print_built

    wanted = Wanted(
        year=year, out=out, unit=unit, data=data, law=law, region=region, as_of=as_of, given=given, fonts=fonts,
        previous=previous, language=language,
    )  # fmt: skip
    with showing_progress(language) as told:

        def saying(what: str, count: int) -> None:
            if told is None:
                return
            words = _WORDS.get(what)
            if words is None:
                told(what, count)
            else:
                told(f"{words[language == 'en']} {count:,}", 0)

        built = build_report(wanted, saying)
    print_built(built, language)
    return int(built.audited.count("error") > 0)
