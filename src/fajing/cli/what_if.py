"""试算一条规则草案会新增或免去哪些问题 / what a draft norm would flag or free.

In: a draft and a log. Out: totals, matters, units and months on the terminal; a CSV only with `--out`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fajing.cli._log_options import AS_OF, LANGUAGE, LAW, LOGS, MAP, REGION

if TYPE_CHECKING:
    from fajing.app.what_if import Judged, WhatIf

_SHOWN = 15


@click.command(
    "what-if", help="试算规则草案会新增或免去哪些问题。/ Which past matters a draft norm would flag or free."
)
@click.argument("draft", metavar="DRAFT.yaml", type=click.Path(path_type=Path))
@LOGS
@LAW
@MAP
@click.option("--instead-of", metavar="NORM", help="草案要替代的规则 / the norm it would replace")
@AS_OF
@REGION
@click.option(
    "--out", type=click.Path(path_type=Path), help="全部案事件写入这个 CSV / write all matters to a CSV"
)
@LANGUAGE
def command(
    draft: Path,
    logs: tuple[Path, ...],
    law: str,
    map_id: str | None,
    instead_of: str | None,
    as_of: str | None,
    region: str | None,
    out: Path | None,
    language: str,
) -> int:
    """Judge by the draft and print what changes."""
    from fajing.app.what_if import what_if

    result = what_if(draft, logs, law=law, map_id=map_id, instead_of=instead_of, as_of=as_of, region=region)
    _print(result, language)
    if out is not None:
        _write(result, out, language)
        click.echo(f"已写入 {out}" if language != "en" else f"Written to {out}")
    return 0


def _print(result: WhatIf, language: str) -> None:
    from rich.console import Console

    from fajing.app.what_if import by_month, by_unit

    def pick(zh: str, en: str) -> str:
        return en if language == "en" else zh

    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = 120
    console.print(_totals(result, language))
    newly, freed = result.newly, result.freed
    console.print(
        pick(
            f"案事件：新增{len(newly):,}，免去{len(freed):,}，仍违反{result.kept:,}",
            f"Matters: {len(newly):,} newly flagged, {len(freed):,} freed, {result.kept:,} flagged by both",
        )
    )
    console.print(_two_columns(pick("单位", "Unit"), by_unit(newly), by_unit(freed), language))
    console.print(_two_columns(pick("月份", "Month"), by_month(newly), by_month(freed), language))
    _list(result, language)


def _list(result: WhatIf, language: str) -> None:
    from fajing.scan.sentences import sentence_of
    from fajing.scan.wording import Speaker

    year = result.lawbook.zone.civil(result.as_of.instant).year if result.as_of is not None else None
    speaker = Speaker(result.lawbook, language, year)
    for title, duties in (
        (speaker.pick("新增", "Newly flagged"), result.newly),
        (speaker.pick("免去", "Freed"), result.freed),
    ):
        if not duties:
            continue
        click.echo(f"{title} {len(duties):,}")
        for duty in duties[:_SHOWN]:
            click.echo(f"  {duty.matter.id}  {sentence_of(duty, speaker)}")
        if len(duties) > _SHOWN:
            left = len(duties) - _SHOWN
            click.echo(
                speaker.pick(
                    f"  另有{left:,}件，用 --out 写出全部", f"  {left:,} more; --out writes them all"
                )
            )


def _totals(result: WhatIf, language: str) -> object:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from fajing.scan.duty import Outcome

    zh = language != "en"
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    heads = (
        ("违反", "迟", "未办", "无法判定", "应办")
        if zh
        else ("Broken", "Late", "Missed", "Undecidable", "Duties")
    )
    for head in heads:
        table.add_column(head, justify="right")

    def row(name: str, judged: Judged) -> None:
        outcomes = judged.outcomes
        numbers = (
            judged.broken,
            outcomes[Outcome.LATE],
            outcomes[Outcome.MISSED],
            outcomes[Outcome.UNDECIDABLE],
            sum(outcomes.values()),
        )
        ids = "、".join(norm.id for norm in judged.norms)
        table.add_row(f"{name} {ids}", *(f"{number:,}" for number in numbers))

    row("草案" if zh else "Draft", result.draft)
    if result.current.norms:
        row("现行" if zh else "In force", result.current)
    return table


def _two_columns(title: str, newly: dict[str, int], freed: dict[str, int], language: str) -> object:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from fajing.core.ids import natural_key

    zh = language != "en"
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(title)
    table.add_column("新增" if zh else "Newly", justify="right")
    table.add_column("免去" if zh else "Freed", justify="right")
    for key in sorted({*newly, *freed}, key=natural_key):
        name = key or ("未记单位" if zh else "no unit")
        table.add_row(name, f"{newly.get(key, 0):,}", f"{freed.get(key, 0):,}")
    return table


def _write(result: WhatIf, out: Path, language: str) -> None:
    import csv

    from fajing.app.tally import iso
    from fajing.core.errors import UsageError
    from fajing.intake.rejects import harmless
    from fajing.scan.sentences import sentence_of
    from fajing.scan.wording import Speaker

    speaker = Speaker(result.lawbook, language)
    zone = result.lawbook.zone
    try:
        with out.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["change", "matter", "norm", "unit", "trigger_at", "outcome", "sentence"])
            for change, duties in (("flagged", result.newly), ("freed", result.freed)):
                for duty in duties:
                    line = [
                        change,
                        duty.matter.id,
                        duty.norm.id,
                        duty.unit or "",
                        iso(duty.trigger.at, zone) or "",
                        duty.outcome.value,
                        sentence_of(duty, speaker),
                    ]
                    writer.writerow([harmless(cell) for cell in line])
    except OSError as error:
        raise UsageError(f"写不进这个文件 (cannot write): {out}", why=error.strerror or str(error)) from error
