"""The demonstration office over a data folder: ready users, some weeks of findings, and pages to open."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from fajing.cli._data_option import DATA
from fajing.cli._log_options import LANGUAGE, LAW
from fajing.cli._progress import showing_progress

HOST = "127.0.0.1"
_SAMPLE = Path("examples") / "annual_report" / "sample.txt"


@click.command(
    "office", help="在数据文件夹上建演示办公系统，打印用户。/ Build a demonstration office, print its users."
)
@DATA
@LAW
@click.option("--title", default="青岚县公安局", show_default=True, help="单位名称 / name of the body")
@click.option("--now", default=None, metavar="TIME", help="演示时钟从何时走起 / when its clock begins")
@click.option("--serve", is_flag=True, help="建好就打开 / serve it when it is built")
@click.option(
    "--port", default=8000, show_default=True, help="端口；占用时用下一个 / port, or the next free one"
)
@LANGUAGE
def office(
    data: Path | None, law: str, title: str, now: str | None, serve: bool, port: int, language: str
) -> int:
    """Builds the office, prints who may sign in and where to look first, and serves it if asked to."""
    from fajing.ledger.segments.folder import data_path

    users = build_office(data, law, now, language, title)
    end(data_path(data), users, port, language, serve)
    return 0


def build_office(
    data: Path | None, law: str, now: str | None, language: str, title: str = ""
) -> Sequence[Any]:
    """The building; the ready users, for the list that is printed at the end."""
    from fajing.app.demo_checkpoint import keep_first
    from fajing.cli.office import commands
    from fajing.ledger.segments.folder import data_path

    where = data_path(data).absolute()
    jobs = commands(where)
    setting_up = importlib.import_module("fajing.web.setting_up")
    setting_up.write(where, law, title=title, demo=True, now_is=now)
    jobs.migrate()
    demo = importlib.import_module("fajing.web.demo")
    with showing_progress(language) as progress:
        users: Sequence[Any] = demo.build(progress)
    keep_first(where)
    return users


def end(
    data: Path, users: Sequence[Any], port: int, language: str, serve: bool, written: Path | None = None
) -> None:
    """What a demonstration ends with, and the office opened if it is asked for.

    Args:
        data: The data folder.
        users: The ready users.
        port: Where the office is served; the next free port where it is taken.
        language: `zh` or `en`.
        serve: Whether to serve it now; the same is printed where not.
        written: A yearly report that was written; it can be audited too, also where the sample is not here.
    """
    jobs = importlib.import_module("fajing.web.jobs")
    number = jobs.free_port(HOST, port)
    base = f"http://{HOST}:{number}"
    for line in importlib.import_module("fajing.web.demo_end").ending(users, base, language):
        click.echo(line)
    click.echo()
    for zh, en in commands_to_print(data, number, written):
        click.echo(en if language == "en" else zh)
    if serve:
        jobs.serve(HOST, number, 1, click.echo)


def commands_to_print(data: Path, port: int, written: Path | None) -> list[tuple[str, str]]:
    """How to audit a report and how to open the office again, as commands that work where this one did."""
    program = _program()
    lines = []
    for report in [one for one in (_SAMPLE, written) if one is not None and one.is_file()]:
        out = data.parent / f"audit-{report.stem}"
        what = (
            "核对已公布的年度报告（虚构的样本，埋了5处）",
            "To audit a published report (invented, 5 faults planted)",
        )
        if report != _SAMPLE:
            what = ("核对上面写出的年度报告", "To audit the yearly report written above")
        command = f"{program} audit {report} --out {out}"
        lines.append((f"{what[0]}：\n  {command}", f"{what[1]}:\n  {command}"))
    again = f"{program} office serve --data {data} --port {port}"
    return [*lines, (f"打开办公系统：\n  {again}", f"To open the office:\n  {again}")]


def _program() -> str:
    """How this command was called, so that what is printed can be called in the same way."""
    name = Path(sys.argv[0])
    return str(name) if name.name == "fajing" and name.is_file() else "fajing"
