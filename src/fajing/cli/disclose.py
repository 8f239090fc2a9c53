"""写出依法公开的清单（如双公示），个人信息一律留空 / write a list for publication, personal fields left empty.

In: the name of a list and a data folder. Out: a workbook or text tables, counts on the terminal, exit code 0 or 2.
Nothing is published: a person looks at it first.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from fajing.cli._data_option import DATA
from fajing.cli._log_options import LANGUAGE, LAW

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    "disclose",
    help="写出依法公开的清单（如双公示），个人信息一律留空。/ Write a list for publication, personal fields empty.",
)
@click.argument("name", metavar="LIST")
@LAW
@DATA
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="PATH",
    help="写入的文件夹 / folder that is written",
)
@click.option("--from", "first", type=_DAY, metavar="DAY", help="决定日期从 / decided from this day")
@click.option("--until", "last", type=_DAY, metavar="DAY", help="决定日期到 / decided up to this day")
@click.option(
    "--form",
    type=click.Choice(["xlsx", "csv"]),
    default="xlsx",
    show_default=True,
    help="文件格式 / form of the files",
)
@LANGUAGE
def command(
    name: str,
    law: str,
    data: Path | None,
    out: Path,
    first: datetime | None,
    last: datetime | None,
    form: str,
    language: str,
) -> int:
    """Write it and say how much stands in it."""
    from fajing.app.disclosure.run import run_disclosure

    result = run_disclosure(
        name,
        law=law,
        out=out,
        data=data,
        first=first.date() if first else None,
        last=last.date() if last else None,
        form=form,
    )
    listing, is_en = result.listing, language == "en"
    if is_en:
        click.echo(f"{result.profile.title.en}: {len(listing.rows):,} rows")
        click.echo(
            f"held back for a person to decide: {len(listing.held):,}; need not be published: "
            f"{listing.not_listed:,}; annulled or withdrawn: {listing.gone:,}"
        )
    else:
        click.echo(f"{result.profile.title.zh}：{len(listing.rows):,}行")
        click.echo(
            f"暂不公开、须由人决定：{len(listing.held):,}；不必公开：{listing.not_listed:,}；已撤销变更或者撤回：{listing.gone:,}"
        )
    for path in result.written:
        click.echo(str(path))
    return 0
