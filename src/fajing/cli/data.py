"""列出数据文件夹的各段，核验封存，汇集 / list the segments of a data folder, verify their seals, gather districts.

In: a data folder. Out: a table, or what differs from the seal with segment and row; exit code 0, 1 where a seal does
not hold, or 2. Nothing is changed.
"""

from __future__ import annotations

from pathlib import Path

import click

from fajing.cli._data_gather import gather_command
from fajing.cli._data_option import DATA
from fajing.cli._log_options import LANGUAGE


@click.group(
    "data", help="列出数据文件夹的各段，核验封存。/ List the segments of a data folder, verify seals."
)
def command() -> None:
    """The group."""


@command.command(
    "show", help="列出各段：来源、条数、起止时间、根。/ List segments: source, counts, times, root."
)
@DATA
@LANGUAGE
def show(data: Path | None, language: str) -> int:
    """Print the segments."""
    from fajing.cli._data_table import print_segments
    from fajing.ledger.segments.folder import DataFolder, data_path

    folder = DataFolder.open(data_path(data))
    print_segments(folder, folder.segments(), language)
    return 0


@command.command(
    "verify",
    help="重算每段的根，指出不符的段和行。/ Recompute every root; name segments and rows that differ.",
)
@DATA
@LANGUAGE
def verify(data: Path | None, language: str) -> int:
    """Print what differs from the seals; 1 where anything does."""
    from fajing.ledger.segments.folder import DataFolder, data_path

    is_en = language == "en"
    folder = DataFolder.open(data_path(data))
    whole = broken = 0
    for segment, problems in folder.verify():
        for one in problems:
            click.echo(f"{one.segment}  {one.en if is_en else one.zh}")
        if segment is not None and not problems:
            whole += 1
            root = segment.manifest.root
            click.echo(f"{segment.path.name}  {'whole, root' if is_en else '完好，根'} {root}")
        else:
            broken += 1
    click.echo(
        f"{whole} segments whole, {broken} not" if is_en else f"{whole}段完好，{broken}段不符", err=broken > 0
    )
    return int(broken > 0)


@command.command(
    "withdraw",
    help="撤销一次导入：一条存证说明它不再算数，不删除任何东西。/ Undo an import by an entry; nothing is deleted.",
)
@click.argument("segment", type=int)
@click.option("--reason", required=True, help="为什么，不写个人信息 / why, without personal values")
@click.option("--by", required=True, metavar="NUMBER", help="经办人编号 / number of who does it")
@click.option("--restore", is_flag=True, help="恢复已撤销的 / let a withdrawn one count again")
@DATA
@LANGUAGE
def withdraw_command(
    segment: int, reason: str, by: str, restore: bool, data: Path | None, language: str
) -> int:
    """Append the entry and print its number."""
    from fajing.app.withdraw_import import withdraw
    from fajing.core.clock import now
    from fajing.findings.rules import refuse_personal
    from fajing.ledger.ledger import Ledger
    from fajing.ledger.segments.folder import DataFolder, data_path

    where = data_path(data)
    refuse_personal(reason, str(segment))
    ledger, at = Ledger.open(where), int(now().timestamp())
    try:
        entry = withdraw(
            ledger, DataFolder.open(where), segment, reason, actor=f"officer:{by}", at=at, restore=restore
        )
    finally:
        ledger.close()
    zh, en = ("恢复", "counts again") if restore else ("撤销", "is withdrawn")
    click.echo(
        f"Segment {segment} {en}, entry {entry}" if language == "en" else f"第{segment}段已{zh}，账目 {entry}"
    )
    return 0


command.add_command(gather_command)
