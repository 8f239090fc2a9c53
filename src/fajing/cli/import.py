# ruff: noqa: N999 - a command's file has the command's name
"""导入办案记录，只收新的和更正的 / import logs into the data folder, only what is new or corrected.

In: files and a lawbook. Out: at most one sealed segment in the data folder, rejects, a table on the terminal, exit
code 0 or 2.
"""

from __future__ import annotations

from pathlib import Path

import click

from fajing.cli._data_option import DATA
from fajing.cli._log_options import LANGUAGE, LAW, LOGS, MAP


@click.command(
    "import", help="导入办案记录，只收新的和更正的。/ Import logs, keeping only what is new or corrected."
)
@LOGS
@LAW
@MAP
@DATA
@click.option(
    "--rejects",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="退回清单写到这里；默认 DIR/rejects/段号.csv / where rejects go; default: DIR/rejects/NNNNNN.csv",
)
@click.option(
    "--with-values", is_flag=True, help="退回清单中写出个人信息栏的值 / show personal values in the rejects"
)
@LANGUAGE
def command(
    logs: tuple[Path, ...],
    law: str,
    map_id: str | None,
    data: Path | None,
    rejects: Path | None,
    with_values: bool,
    language: str,
) -> int:
    """Import and print what was new."""
    from fajing.app.import_log import run_import
    from fajing.cli._import_table import print_import
    from fajing.cli._progress import showing_progress

    with showing_progress(language) as progress:
        result = run_import(
            logs,
            law=law,
            data=data,
            map_id=map_id,
            rejects=rejects,
            with_values=with_values,
            progress=progress,
        )
    print_import(result, language)
    return 0
