"""从导出表生成对照表，试读文件 / propose a map for an export, try one out.

In: a file and a lawbook. Out: a proposed map as YAML, or what would become of every row. Nothing is stored.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fajing.cli._log_options import LANGUAGE, LAW, MAP

if TYPE_CHECKING:
    from fajing.app.read_exports import Read
    from fajing.intake.files import FileCount

SHOWN = 20  # rejects listed on the terminal

FILE = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))


@click.group("map", help="从导出表生成对照表，试读文件。/ Propose a map for an export, try one out.")
def command() -> None:
    """The group."""


@command.command(
    "suggest",
    help="按表头提出一份对照表，供人核对。/ Propose a map from the headings, for a person to check.",
)
@FILE
@LAW
@click.option(
    "--procedure",
    metavar="ID",
    help="案事件种类，不写则选最像的 / kind of matter; else the one that fits best",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="写入此文件，不覆盖已有文件 / write to this new file"
)
def suggest(file: Path, law: str, procedure: str | None, out: Path | None) -> int:
    """Print or write a proposed map."""
    from fajing.core.errors import UsageError
    from fajing.intake.map_text import map_text
    from fajing.intake.suggest import Mark, suggest_map
    from fajing.lawbook.load import load_lawbook

    found = suggest_map(file, load_lawbook(law), procedure)
    text = map_text(found)
    if out is None:
        click.echo(text, nl=False)
    else:
        try:
            with out.open("x", encoding="utf-8") as target:
                target.write(text)
        except FileExistsError:
            raise UsageError(
                f"文件已存在 (the file exists): {out}", remedy="换一个文件名 / choose another name"
            ) from None
        except OSError as error:
            raise UsageError(f"写不了文件 (cannot write): {out}", why=str(error)) from error
    marked = [one for _, _, columns in found.joins for one in columns] + found.columns
    counts = {mark: sum(one.mark is mark for one in marked) for mark in Mark}
    click.echo(
        f"已认出 {counts[Mark.RECOGNISED]} 列，请核对 {counts[Mark.CHECK]} 列，不使用 {counts[Mark.UNUSED]} 列 / "
        f"{counts[Mark.RECOGNISED]} recognised, {counts[Mark.CHECK]} to check, {counts[Mark.UNUSED]} unused",
        err=True,
    )
    return 0


@command.command("check", help="试读文件：每行的去向，读不了的行。/ Try a file: what becomes of each row.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@LAW
@MAP
@click.option(
    "--rejects", type=click.Path(path_type=Path), help="把退回的行写成 CSV / write the rejects as CSV"
)
@click.option(
    "--with-values",
    is_flag=True,
    help="CSV 中写出原值，可能含个人信息 / write the cells too; they may be personal",
)
@LANGUAGE
def check(
    files: tuple[Path, ...],
    law: str,
    map_id: str | None,
    rejects: Path | None,
    with_values: bool,
    language: str,
) -> int:
    """Read files without keeping anything, and say what was found."""
    from fajing.app.read_exports import read_exports
    from fajing.intake.rejects import write_rejects
    from fajing.lawbook.load import load_lawbook

    read = read_exports(files, load_lawbook(law), map_id, with_values=with_values)
    for count in read.files:
        _print_count(count, language)
    _print_rest(read, language)
    if rejects is not None:
        write_rejects(read.rejects, rejects, with_values=with_values)
    return 0


def _print_count(count: FileCount, language: str) -> None:
    """The rows of one file and what became of them."""
    name = Path(count.path).name
    if language == "en":
        click.echo(
            f"{name} by map {count.map_id}: {count.rows} rows = {count.new} new + {count.unchanged} unchanged + "
            f"{count.corrected} corrected + {count.rejected} rejected + {count.ignored} ignored"
        )
        words = ("headings not found", "sheets not read", "values beside an empty date, left out")
    else:
        click.echo(
            f"{name}，对照表 {count.map_id}：{count.rows} 行 = 新 {count.new} + 未变 {count.unchanged} + "
            f"更正 {count.corrected} + 退回 {count.rejected} + 忽略 {count.ignored}"
        )
        words = ("没有找到的表头", "没有读取的工作表", "日期为空而未采用的值")
    loose = [f"{heading} ({number})" for heading, number in count.loose.items()]
    for word, names in zip(
        words, (count.missing, [name for name in count.unread if name], loose), strict=True
    ):
        if names:
            click.echo(f"  {word}: {'、'.join(names)}")
    for note in count.notes:
        click.echo(f"  {note.what.en if language == 'en' else note.what.zh}: {note.count}")


def _print_rest(read: Read, language: str) -> None:
    """Matters and events, rejects, corrections, missing keys."""
    is_en = language == "en"
    matters, events = read.matter_count(), read.event_count()
    click.echo(
        f"{matters} matters, {events} events" if is_en else f"案事件 {matters} 件，办案记录 {events} 条"
    )
    for reject in read.rejects[:SHOWN]:
        click.echo(f"  {reject.file} {reject.sentence(language)}")
    left = len(read.rejects) - SHOWN
    if left > 0:
        click.echo(
            f"  … {left} more; see --rejects" if is_en else f"  ……另有 {left} 处，用 --rejects 写出全部"
        )
    for one in read.corrections[:SHOWN]:
        said = "corrected" if is_en else "更正"
        click.echo(f"  {said} {one.key}: {one.old_source} → {one.new_source}: {'; '.join(one.changed)}")
    if read.missing_keys:
        said = "gone from the full export" if is_en else "全量导出中不再有"
        click.echo(f"  {said}: {len(read.missing_keys)}: {'、'.join(read.missing_keys[:SHOWN])}")
