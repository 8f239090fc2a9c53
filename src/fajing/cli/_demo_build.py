"""`fajing demo build`: writes an invented bureau with known truth.

In: a size, a seed, a folder. Out: exports, registers and the truth in that folder; the counts on the terminal.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from fajing.cli._log_options import LANGUAGE

_SIZES = ("week", "season", "year", "two-years")


@click.command("build", help="生成虚构的一个公安局及其已知真相。/ Build an invented bureau with known truth.")
@click.option(
    "--size", type=click.Choice(_SIZES), default="week", show_default=True, help="规模 / how much of it"
)
@click.option(
    "--out",
    default="fajing-town",
    show_default=True,
    type=click.Path(path_type=Path),
    help="写入的文件夹 / folder that is written",
)
@click.option("--seed", type=int, default=1, show_default=True, help="换一个数就换一批案件 / another town")
@LANGUAGE
def build(size: str, out: Path, seed: int, language: str) -> int:
    """Build the town and say what is in it."""
    from fajing.lawbook.find import find_folder
    from fajing.town.build import build_town

    shows = sys.stderr.isatty()

    def progress(done: int, of: int) -> None:
        if shows:
            click.echo(f"\r{done:,} / {of:,}", err=True, nl=done == of)

    def say(zh: str, en: str) -> None:
        click.echo(en if language == "en" else zh)

    law = find_folder("cn-police")
    built = build_town(law, out, size, seed, progress)
    say(
        f"虚构的局：{built.cases.total():,}件事项，{built.events:,}个环节，截至2026年11月1日。",
        f"An invented bureau: {built.cases.total():,} matters, {built.events:,} steps, as of 1 November 2026.",
    )
    for name, rows in built.rows.items():
        say(f"  {name}：{rows:,}行", f"  {name}: {rows:,} rows")
    truths = built.truths
    say(
        f"真相：{truths['breach']:,}处违反（{built.norms}条规则）、{truths['side']:,}处连带，{truths['near']:,}处擦边不违反，"
        f"{truths['undecidable']:,}处无法判断，{built.rejects:,}行损坏。",
        f"The truth: {truths['breach']:,} breaches of {built.norms} norms and {truths['side']:,} that come with them, "
        f"{truths['near']:,} near misses, {truths['undecidable']:,} not decidable, {built.rejects:,} damaged rows.",
    )
    exports = out / "exports"
    say(
        f"检查它：fajing check {exports}/* --law cn-police+{out / 'bureau'} --as-of 2026-11-01",
        f"Check it: fajing check {exports}/* --law cn-police+{out / 'bureau'} --as-of 2026-11-01",
    )
    return 0
