"""The whole demonstration: an invented bureau's season built, imported, checked, and its office opened."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import click

from fajing.cli._demo_office import build_office, end
from fajing.cli._log_options import LANGUAGE
from fajing.cli._progress import showing_progress

_LAST_DAY = date(2026, 5, 28)
"""The record ends on this evening, so that in the office of the next morning work is under way."""
_MORNING = "2026-05-29T08:20"


@click.command(
    "bureau",
    help="造一个季度的虚构分局，导入、检查，打开办公系统。/ Build a season of an invented bureau, import and check it, "
    "open its office.",
)
@click.option("--size", type=click.Choice(["week", "season"]), default="season", show_default=True)
@click.option(
    "--out",
    default="fajing-demo/bureau",
    show_default=True,
    type=click.Path(path_type=Path),
    help="写入的文件夹，旧的会换掉 / folder that is written; an old one is replaced",
)
@click.option("--serve/--no-serve", default=True, help="建好就打开 / serve it when it is built")
@click.option(
    "--port", default=8000, show_default=True, help="端口；占用时用下一个 / port, or the next free one"
)
@LANGUAGE
def bureau(size: str, out: Path, serve: bool, port: int, language: str) -> int:
    """Builds everything anew and prints who may sign in."""
    from fajing.app.import_log import run_import
    from fajing.cli._import_table import print_import
    from fajing.lawbook.find import find_folder
    from fajing.ledger.ledger import Ledger
    from fajing.town.build import build_town

    def say(zh: str, en: str) -> None:
        click.echo(en if language == "en" else zh)

    _make_room(out)
    town, data = out / "town", out / "data"
    say("一、造一个虚构的分局，写出它会有的导出表", "1. An invented bureau, and the exports it would have")
    with showing_progress(language) as progress:
        told = progress or _nobody
        built = build_town(
            find_folder("cn-police"),
            town,
            size,
            progress=lambda done, _of: told("town", done),
            until=_LAST_DAY if size == "season" else None,
        )
    say(
        f"    {built.cases.total():,}件案事件，{built.events:,}个环节，{sum(built.rows.values()):,}行，"
        f"其中{built.rejects:,}行故意损坏",
        f"    {built.cases.total():,} matters, {built.events:,} steps in {sum(built.rows.values()):,} rows, "
        f"{built.rejects:,} of them damaged on purpose",
    )
    law = f"cn-police+{town / 'bureau'}"
    data.mkdir()
    Ledger.init(data)
    say("二、导入", "2. The import")
    with showing_progress(language) as progress:
        result = run_import(sorted((town / "exports").iterdir()), law=law, data=data, progress=progress)
    print_import(result, language)
    say("三、夜间检查，前几周的问题往来，建好用户", "3. The nightly check, weeks of findings, and users")
    as_of = _MORNING if size == "season" else "2026-04-06T08:20"
    users = build_office(data, law, as_of, language, "青岚县公安局")
    say("四、年度报告，数字都打得开", "4. The yearly report, whose figures open")
    _report(data, law, out / "report", as_of, language)
    say("五、都建好了\n", "5. All is built\n")
    end(data, users, port, language, serve, out / "report" / "report.docx")
    return 0


def _report(data: Path, law: str, out: Path, as_of: str, language: str) -> None:
    """The report of the year so far; in the office it is written on, reviewed and signed."""
    from fajing.app.annual_report import Wanted, build_report
    from fajing.cli._report_table import print_built
    from fajing.cli.report import saying

    with showing_progress(language) as told:
        wanted = Wanted(year=int(as_of[:4]), out=out, data=data, law=law, as_of=as_of, language=language)
        built = build_report(wanted, saying(told, language))
    print_built(built, language)


def _make_room(out: Path) -> None:
    """Removes what an earlier demonstration left; anything else in the way is left alone.

    Raises:
        UsageError: The folder holds something else.
    """
    from fajing.core.errors import UsageError

    mark = out / ".fajing-demo"
    if out.exists() and any(out.iterdir()):
        if not mark.exists():
            raise UsageError(
                f"文件夹里有别的东西 (the folder holds something else): {out}",
                remedy="--out 换一个文件夹 / another folder with --out",
            )
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    mark.write_text("", "utf-8")


def _nobody(_what: str, _count: int) -> None:
    """Nobody watches."""
