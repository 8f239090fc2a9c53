"""办公系统：今天、问题、案件、督导台，网页上办 / the office: today, findings, cases, the desk, in a browser.

In: a data folder. Out: a served office, or one of its jobs done. The pages are an extra: `pip install 'fajing[web]'`.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from pathlib import Path
from typing import Any

import click

from fajing.cli._data_option import DATA
from fajing.cli._log_options import LAW, STATUTES
from fajing.core.errors import UsageError

_NEEDED = ("django", "ninja", "axes", "csp", "django_otp", "whitenoise", "granian", "segno")


@click.group("office", help="网页办公系统。/ The office in a browser.")
def command() -> None:
    """The group."""


def commands(data: Path | None) -> Any:
    """The office's own jobs, once its packages and its data folder are known.

    Raises:
        UsageError: The web packages are not installed.
    """
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise UsageError(
            "没有装网页部分 (the packages of the office are not installed)",
            why="缺 / missing: " + "、".join(missing),
            remedy="pip install 'fajing[web]'",
        )
    from fajing.ledger.segments.folder import VARIABLE, data_path

    os.environ[VARIABLE] = str(data_path(data).absolute())
    return importlib.import_module("fajing.web.jobs")


@command.command("init", help="在数据文件夹里建办公系统。/ Set up an office in a data folder.")
@DATA
@LAW
@click.option("--title", default="", help="单位名称 / name of the body")
@click.option("--title-en", default="", help="单位英文名称 / its English name")
@click.option("--region", default=None, help="地区 / region")
@click.option("--start", default="", help="起算日，以前的只作存量 / breaches before this day are stock")
@click.option("--host", "hosts", multiple=True, help="访问用的主机名 / host name it is asked for by")
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    help="可信的反向代理的地址或网段 / address or network of a trusted reverse proxy",
)
@click.option(
    "--watch",
    default="",
    help="每晚自动导入这个文件夹里的新文件 / folder whose new exports come in each night",
)
@STATUTES
@click.option("--demo", is_flag=True, help="演示系统 / a demonstration")
@click.option("--now", default=None, help="演示时钟从何时走起 / when a demonstration's clock begins")
def init(data: Path | None, law: str, **more: Any) -> None:
    """Writes office.json and makes the tables."""
    from fajing.ledger.segments.folder import data_path

    jobs = _prepared(data_path(data), law, more)
    click.echo(f"办公系统已建好：{jobs} / the office is set up")


def _prepared(where: Path, law: str, more: dict[str, Any]) -> Path:
    commands(where)
    setting_up = importlib.import_module("fajing.web.setting_up")
    setting_up.write(where.absolute(), law, **more)
    importlib.import_module("fajing.web.jobs").migrate()
    return where


@command.command("serve", help="打开办公系统。/ Serve the office.")
@DATA
@click.option("--host", default="127.0.0.1", show_default=True, help="地址 / address")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    help="端口；演示系统遇占用时用下一个 / port; a demonstration takes the next free one",
)
@click.option("--workers", default=1, show_default=True, help="进程数 / processes")
def serve(data: Path | None, host: str, port: int, workers: int) -> None:
    """Serves pages with granian."""
    commands(data).serve(host, port, workers, click.echo)


@command.command("nightly", help="夜间：检查、发现、推送。/ Nightly: check, find, push.")
@DATA
@click.option("--push", is_flag=True, help="新发现直接推送给各单位 / push new findings to the units at once")
def nightly(data: Path | None, push: bool) -> None:
    """One nightly run."""
    for line in commands(data).nightly(push):
        click.echo(line)


@command.command("rebuild", help="从存证重建读取表。/ Build the read tables anew from the ledger.")
@DATA
def rebuild(data: Path | None) -> None:
    """Drops and fills the read tables."""
    click.echo(commands(data).rebuild())


@command.group("user", help="用户。/ Users.")
def user() -> None:
    """Users."""


@user.command(
    "add", help="加一个管理员，打印首次密码。/ Add one of the three administrators; prints a first password."
)
@click.argument("number")
@DATA
@click.option("--role", required=True, help="角色 / role")
@click.option("--unit", default="", help="单位，默认为本机关 / unit; the body itself by default")
def add(number: str, data: Path | None, role: str, unit: str) -> None:
    """Makes a user."""
    click.echo(commands(data).add_user(number, role, unit))


@user.command("list", help="列出用户。/ List users.")
@DATA
def list_users(data: Path | None) -> None:
    """Lists users."""
    for line in commands(data).list_users():
        click.echo(line)
