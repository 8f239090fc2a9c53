"""The demonstration office over a data folder: ready users, some weeks of findings, and pages to open."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from fajing.cli._data_option import DATA
from fajing.cli._log_options import LANGUAGE, LAW
from fajing.cli._progress import showing_progress


@click.command(
    "office", help="在数据文件夹上建演示办公系统，打印用户。/ Build a demonstration office, print its users."
)
@DATA
@LAW
@click.option("--title", default="青岚县公安局", show_default=True, help="单位名称 / name of the body")
@click.option("--now", default=None, metavar="TIME", help="演示时钟从何时走起 / when its clock begins")
@click.option("--serve", is_flag=True, help="建好就打开 / serve it when it is built")
@click.option("--port", default=8000, show_default=True, help="端口 / port")
@LANGUAGE
def office(
    data: Path | None, law: str, title: str, now: str | None, serve: bool, port: int, language: str
) -> int:
    """Builds the office, prints who may sign in and where to look first, and serves it if asked to."""
    build_office(data, law, now, language, title)
    if serve:
        importlib.import_module("fajing.web.jobs").serve("127.0.0.1", port, 1, click.echo)
    return 0


def build_office(data: Path | None, law: str, now: str | None, language: str, title: str = "") -> None:
    """The building and the printed list; what `make demo` calls."""
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
        users = demo.build(progress)
    keep_first(where)
    is_en = language == "en"
    click.echo(
        "Number    Password          Role                    Look here first"
        if is_en
        else "警号      密码              角色            先看这里"
    )
    for one in users:
        role, look = (one.role_en, one.look_en) if is_en else (one.role_zh, one.look_zh)
        click.echo(f"{one.number:<8}  {demo.PASSWORD}  {role:<12}  {one.link}  {look}")
