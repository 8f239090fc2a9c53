"""编写年度报告：数字、文稿和背后的记录一起生成 / write the yearly report, its figures and the records behind them.

In: a data folder and a year. Out: a folder with four documents and the figures; the auditor's word on the text.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from fajing.cli._data_option import DATA
from fajing.cli._log_options import LANGUAGE, REGION, USUAL_LAW

_WORDS = {
    "compose": ("编排章节", "Putting sections together"),
    "documents": ("生成文稿", "Writing the documents"),
    "annex": ("写附件，已列记录", "Writing the annex, records listed"),
    "figures_file": ("写数字清单", "Writing the list of figures"),
}


def saying(told: Callable[[str, int], None] | None, language: str) -> Callable[[str, int], None]:
    """Tells how far the report is, in its own words."""

    def say(what: str, count: int) -> None:
        if told is None:
            return
        words = _WORDS.get(what)
        if words is None:
            told(what, count)
        else:
            told(f"{words[language == 'en']} {count:,}", 0)

    return say


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
@click.option("--unit", metavar="NAME", help="只写这个单位及其下级 / this unit and those under it")
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
@USUAL_LAW
@REGION
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
        built = build_report(wanted, saying(told, language))
    print_built(built, language)
    return int(built.audited.count("error") > 0)


@command.command(
    "sign",
    help="签发：把数字和各文件的摘要写入账本。/ Sign: figures and hashes of the files go into the ledger.",
)
@click.argument("report", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR")
@click.option(
    "--by", required=True, metavar="TOKEN", help="签发人的代号，如 officer:041276 / token of who signs"
)
@click.option(
    "--after", multiple=True, metavar="TOKEN", help="之前审核人的代号，依次 / tokens of the chain before"
)
@USUAL_LAW
@DATA
@LANGUAGE
def sign(report: Path, by: str, after: tuple[str, ...], law: str, data: Path | None, language: str) -> int:
    """Enter the report; a correction lists what it changes."""
    from fajing.app.report_signing import sign_report
    from fajing.cli._ledger_open import Say
    from fajing.ledger.segments.folder import data_path

    signed = sign_report(report, data_path(data), by=by, law=law, signed_by=after)
    say = Say(language)
    say(
        f"已签发第{signed.version}版，账目 {signed.entry}",
        f"signed: version {signed.version}, entry {signed.entry}",
    )
    if signed.version > 1:
        names = "、".join(signed.changed) or "—"
        say(f"与上一版不同的数字：{names}", f"figures changed since the version before: {names}")
    if signed.entered:
        count, numbers = len(signed.entered), "、".join(signed.entered)
        say(f"下年安排和不足列为{count}个事项：{numbers}", f"{count} commitments entered: {numbers}")
    return 0


@command.command(
    "commitments",
    help="列出一年的安排和不足事项；--enter 把 report.yaml 的上年安排列为事项。"
    "/ The plans and shortcomings of a year, as matters.",
)
@click.option("--year", type=click.IntRange(1949, 9998), required=True, help="办理年度 / year in which due")
@click.option(
    "--enter",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="report.yaml 的 last_year 列为事项 / enter them",
)
@click.option("--by", metavar="TOKEN", help="列入人的代号，--enter 时必填 / token of who enters them")
@USUAL_LAW
@DATA
@LANGUAGE
def commitments(
    year: int, enter: Path | None, by: str | None, law: str, data: Path | None, language: str
) -> int:
    """List them; with `--enter` those of a file become matters first."""
    from fajing.app.commitments import STATE_WORDS
    from fajing.app.enter_commitments import entered_from, standing
    from fajing.cli._ledger_open import Say
    from fajing.core.errors import UsageError
    from fajing.ledger.segments.folder import data_path

    say = Say(language)
    if enter is not None:
        if not by:
            raise UsageError("写明由谁列入 (say who enters them)", remedy="--by officer:041276")
        new = entered_from(enter, data_path(data), law, year, by)
        say(f"新列{len(new)}个事项", f"{len(new)} entered")
    for one in standing(data_path(data), law, year):
        state, told = STATE_WORDS[one.state], one.proof or one.why
        due = one.due.isoformat() if one.due else "—"
        say(
            f"{one.matter}  {state.zh}  {one.owner}  {due}  {one.text}" + (f"（{told}）" if told else ""),
            f"{one.matter}  {state.en}  {one.owner}  {due}  {one.text}" + (f" ({told})" if told else ""),
        )
    return 0


@command.command(
    "verify", help="核验：文件、数字、背后的记录是否与签发时相同。/ Verify files, figures and records."
)
@click.argument("report", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR")
@click.option(
    "--recount/--no-recount",
    default=True,
    show_default=True,
    help="按签发时的各段重新计算 / count anew from the segments of that time",
)
@USUAL_LAW
@REGION
@DATA
@LANGUAGE
def verify(
    report: Path, recount: bool, law: str, region: str | None, data: Path | None, language: str
) -> int:
    """Print what differs; 1 where anything does."""
    from fajing.app.report_signing import verify_report
    from fajing.cli._ledger_open import Say
    from fajing.ledger.segments.folder import data_path

    entry, differences = verify_report(report, data_path(data), law=law, region=region, recount=recount)
    say = Say(language)
    kinds = {
        "file": ("文件", "file"),
        "figure": ("数字", "figure"),
        "records": ("按记录重算", "counted anew"),
        "lawbook": ("规则库", "lawbook"),
    }
    for one in differences:
        zh, en = kinds[one.what]
        say(
            f"不同：{zh} {one.name}，签发时 {one.signed}，现在 {one.found}",
            f"differs: {en} {one.name}, signed {one.signed}, now {one.found}",
        )
    if not differences:
        version = entry.body["version"]
        say(
            f"与账目 {entry.index}（第{version}版）相同", f"as signed: entry {entry.index}, version {version}"
        )
    return int(bool(differences))
