"""说明一件案事件的各项应办 / explain the duties of one matter.

In: a log, a matter, and perhaps a norm. Out: every duty of the matter in a line; those of the norm in full.
"""

from __future__ import annotations

from pathlib import Path

import click

from fajing.cli._log_options import AS_OF, LANGUAGE, LAW, LOG, MAP, REGION, STATUTES


@click.command(
    "explain",
    help="说明一件案事件的各项应办；写明规则时给出全部算法。/ Explain the duties of a matter; with NORM in full.",
)
@LOG
@click.argument("matter", metavar="MATTER")
@click.argument("norm", required=False, metavar="[NORM]")
@LAW
@MAP
@AS_OF
@REGION
@click.option("--short", is_flag=True, help="每项六行 / six lines each")
@LANGUAGE
@STATUTES
def command(
    log: Path,
    matter: str,
    norm: str | None,
    law: str,
    map_id: str | None,
    as_of: str | None,
    region: str | None,
    short: bool,
    language: str,
    statutes: Path | None,
) -> int:
    """Print the explanation."""
    from fajing.app.explain_matter import explain_matter

    text = explain_matter(
        log,
        matter,
        norm,
        law=law,
        map_id=map_id,
        as_of=as_of,
        region=region,
        language=language,
        statutes=statutes,
        short=short,
    )
    click.echo(text)
    return 0
