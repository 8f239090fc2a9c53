"""The office's jobs for the command line. Importing this sets Django up; `$FAJING_DATA` says for which data folder."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fajing.web.settings")

_THREADS, _IDLE = 4, 600
"""Answers that a process makes at once: one reckons while others wait for the disk, or bring a file in; many more would
only slow each other down, and each holds connections to the database. They stay for so many seconds when idle."""


def _ready() -> None:
    django.setup()


def migrate() -> None:
    """Makes or updates the tables."""
    _ready()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def refuse_demo_users() -> None:
    """A production office refuses to start with a demonstration's user.

    Raises:
        UsageError: There is one.
    """
    from django.conf import settings

    from fajing.core.errors import UsageError
    from fajing.web.people.models import User

    if not settings.OFFICE.demo and User.objects.filter(is_demo=True).exists():
        raise UsageError(
            "正式系统里有演示用户，不启动 (a demonstration's user is here: a production office does not start)",
            remedy="停用并删除演示用户，或另建数据文件夹 / remove it, or use another data folder",
        )


def free_port(host: str, port: int) -> int:
    """The port, or the next that is free."""
    for number in range(port, port + 50):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((host, number))
            except OSError:
                continue
            return number
    return port


def serve(host: str, port: int, workers: int, say: Callable[[str], None]) -> None:
    """Serves pages until it is interrupted.

    Raises:
        UsageError: The port is taken, and a proxy would look for a production office there.
    """
    migrate()
    refuse_demo_users()
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces

    from fajing.core.errors import UsageError

    number = free_port(host, port)
    if number != port and not settings.OFFICE.demo:
        raise UsageError(f"端口已被占用 (the port is taken): {host}:{port}", remedy="--port")
    say(f"http://{host}:{number}/")
    server = Granian("fajing.web.wsgi:application", address=host, port=number, interface=Interfaces.WSGI,
                     workers=workers, log_access=False, log_enabled=False, blocking_threads=_THREADS,
                     blocking_threads_idle_timeout=_IDLE)  # fmt: skip
    server.serve()


_WATCHED = {"done": "已导入", "open": "要核对各列", "failed": "读不了"}


def nightly(push: bool = False) -> Iterator[str]:
    """One nightly run, told in lines.

    Raises:
        UsageError: A demonstration's user is in a production office.
    """
    migrate()
    refuse_demo_users()
    from fajing.findings.acts import Kind
    from fajing.web.nightly import push_new, run_night
    from fajing.web.watching import import_watched

    for row in import_watched():
        new = row.events_new or 0
        yield f"自动导入 {row.name}：{_WATCHED[row.state]}，新{new:,}条 / {row.name}: {row.state}, {new:,} new"
    found = run_night()
    counts = {kind: sum(act.kind is kind for act in found.acts) for kind in Kind}
    yield (
        f"检查完毕：案事件{len(found.matters):,}件，未办到的应办{len(found.duties):,}项 / "
        f"checked: {len(found.matters):,} matters, {len(found.duties):,} duties not met"
    )
    yield (
        f"新发现{counts[Kind.RAISED]}起，变化{counts[Kind.RESTATED]}起，自行消除{counts[Kind.CLOSED]}起，"
        f"重新出现{counts[Kind.REOPENED]}起 / new {counts[Kind.RAISED]}, restated {counts[Kind.RESTATED]}, "
        f"gone {counts[Kind.CLOSED]}, back {counts[Kind.REOPENED]}"
    )
    if up := counts[Kind.ESCALATED]:
        yield f"到期上报{up}起 / {up} went up by their age"
    if push:
        slips, pushed = push_new("system")
        yield f"推送{pushed}起，督办单{slips}份 / pushed {pushed} on {slips} slips"


def rebuild() -> str:
    """Builds the read tables anew."""
    migrate()
    from fajing.web.records import follower

    follower.rebuild()
    return "读取表已从存证重建 / the read tables are built anew"


def add_user(number: str, role: str, unit: str) -> str:
    """Makes one of the three administrators, with a first password that is shown once."""
    migrate()
    from fajing.core.errors import UsageError
    from fajing.findings.people import Role
    from fajing.web.people.accounts import make_administrator
    from fajing.web.people.models import Unit
    from fajing.web.people.units import keep_tree, root

    keep_tree()
    if role not in [one.value for one in Role]:
        raise UsageError(f"没有这个角色 (no such role): {role}", remedy="、".join(one.value for one in Role))
    seat = Unit.objects.filter(name=unit).first() if unit else root()
    if seat is None:
        raise UsageError(f"没有这个单位 (no such unit): {unit}")
    return f"{number}  {make_administrator(number, Role(role), seat)}"


def list_users() -> Iterator[str]:
    """Users, one a line."""
    migrate()
    from fajing.web.people.models import User

    for user in User.objects.select_related("unit").order_by("number"):
        state = "" if user.is_active else "  停用 / off"
        yield f"{user.number}  {user.role}  {user.unit.name if user.unit else ''}{state}"
