"""`fajing data gather`: a city takes over its districts' segments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fajing.cli._log_options import LANGUAGE
from fajing.core.errors import UsageError

if TYPE_CHECKING:
    from fajing.app.district import District
    from fajing.app.gather import Gathering, Taken

_SHOWN = 5


@click.command(
    "gather",
    help="市级汇集区县的各段，逐段核验；第二次只收新的。/ Gather districts' segments, verified; again: only new ones.",
)
@click.argument("districts", nargs=-1, required=True, metavar="[NAME=]DISTRICT_DIR...")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    required=True,
    metavar="CITY_DIR",
    help="市的数据文件夹 / the city's data folder",
)
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    metavar="[NAME=]PATH",
    help="区县的检查点或交接文件夹，市里自己保存的 / a district's checkpoint or hand-over folder, held by the city",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="[NAME=]FILE",
    help="区县的公钥，另外取得的 / a district's public keys, come by another way",
)
@click.option(
    "--same-matter",
    "same",
    multiple=True,
    metavar="ID",
    help="两个区县里确是同一件的案事件 / a matter that is the same in two districts",
)
@click.option("--by", metavar="NUMBER", help="经办人编号 / number of who does it")
@LANGUAGE
def gather_command(
    districts: tuple[str, ...],
    into: Path,
    checkpoints: tuple[str, ...],
    keys: tuple[str, ...],
    same: tuple[str, ...],
    by: str | None,
    language: str,
) -> int:
    """Gather and say what was done."""
    from fajing.app.gather import gather
    from fajing.cli._progress import showing_progress

    named = read_districts(districts, checkpoints, keys)
    with showing_progress(language) as progress:
        done = gather(named, into, same=same, actor=f"officer:{by}" if by else "system", progress=progress)
    print_gathering(done, language)
    return 0


def read_districts(
    districts: Sequence[str], checkpoints: Sequence[str], keys: Sequence[str]
) -> list[District]:
    """The districts as they were named.

    Raises:
        UsageError: A checkpoint or key is given twice, or for a district that is not named.
    """
    from fajing.app.district import District

    folders = [_pair(text) for text in districts]
    named = [(name or path.resolve().name, path) for name, path in folders]
    names = [name for name, _ in named]
    held, public = _by_name(checkpoints, names, "--checkpoint"), _by_name(keys, names, "--key")
    return [District(name, path, held.get(name), public.get(name)) for name, path in named]


def _pair(text: str) -> tuple[str, Path]:
    name, sign, path = text.partition("=")
    return (name, Path(path)) if sign and not Path(text).exists() else ("", Path(text))


def _by_name(given: Sequence[str], names: Sequence[str], option: str) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for text in given:
        name, path = _pair(text)
        if not name and len(names) == 1:
            name = names[0]
        if name not in names or name in found:
            raise UsageError(
                f"没有指明是哪个区县的，或指明了两次 (of which district, or twice): {option} {text}",
                remedy=f"{option} 名称=文件 / NAME=FILE: {'、'.join(names)}",
            )
        found[name] = path
    return found


def print_gathering(done: Gathering, language: str) -> None:
    """Print what was done, and what whoever reads the city's figures must know."""
    is_en = language == "en"
    for taken in done.districts:
        for zh, en in _lines_of(taken):
            click.echo(f"{taken.name}: {en}" if is_en else f"{taken.name}：{zh}")
    folder = done.folder
    total = len(folder.segments())
    zh, en = f"{folder.path}：共{total}段", f"{folder.path}: {total} segments"
    if not done.has_ledger:
        zh, en = f"{zh}；市里没有账本，没有入账", f"{en}; the city has no ledger, nothing was entered"
    click.echo(en if is_en else zh)
    if done.units:
        names = ", ".join(list(done.units)[:_SHOWN]) + (" …" if len(done.units) > _SHOWN else "")
        click.echo(
            f"Note: {len(done.units)} units have the same name in two districts; their figures run together: {names}"
            if is_en
            else f"注意：有{len(done.units)}个单位在不止一个区县里同名，按单位的数字会合在一起：{names}"
        )
    if done.not_everywhere:
        steps = ", ".join(done.not_everywhere[:_SHOWN]) + (" …" if len(done.not_everywhere) > _SHOWN else "")
        count = len(done.not_everywhere)
        click.echo(
            f"Note: {count} steps are not in every district's records; for the city they are not known: {steps}"
            if is_en
            else f"注意：有{count}个环节不是各区县的记录里都有，全市按无法判定：{steps}"
        )


def _lines_of(taken: Taken) -> list[tuple[str, str]]:
    numbers = [one.number for one in taken.new]
    events = sum(one.manifest.events for one in taken.new)
    span = "" if not numbers else f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
    lines = [
        (
            f"新收{len(numbers)}段，办案记录{events:,}条，编为第{span}段；原有{taken.known}段",
            f"{len(numbers)} segments taken over, {events:,} events, now segments {span}; {taken.known} were there",
        )
        if numbers
        else (f"没有新的；原有{taken.known}段", f"nothing new; {taken.known} segments were there")
    ]
    if taken.checkpoint is None and numbers:
        lines.append(
            (
                "没有给检查点：只核了封存，区县有没有改写过，无从发现",
                "no checkpoint given: only the seals were verified, a rewriting by the district cannot be seen",
            )
        )
    elif taken.checkpoint is not None:
        at = taken.checkpoint.at.date()
        size = taken.checkpoint.size
        lines.append(
            (
                f"各段都在 {at} 的检查点（{size:,}条账目）之下",
                f"all of them stand under the checkpoint of {at} ({size:,} entries)",
            )
        )
    if taken.held_back:
        shown = ", ".join(str(one) for one in taken.held_back)
        lines.append(
            (
                f"未收第{shown}段：检查点还没有覆盖，等下一个检查点",
                f"segment {shown} not taken over: not covered by the checkpoint yet, wait for the next one",
            )
        )
    if taken.covered:
        lines.append(
            (
                f"以前收的{len(taken.covered)}段现在有了凭证",
                f"{len(taken.covered)} segments taken over before now have their receipts",
            )
        )
    if taken.withdrawn:
        shown = ", ".join(str(one) for one in taken.withdrawn)
        lines.append(
            (
                f"第{shown}段区县已撤销，不算数",
                f"segment {shown} was undone by the district and does not count",
            )
        )
    return lines
