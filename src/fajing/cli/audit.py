"""核对已公布的年度报告：数字之间对不对得上 / audit a published yearly report: do its figures reconcile.

In: reports, perhaps last year's. Out: findings on the terminal, four files for each report in `--out`, exit code 0,
1 (with `--fail-on`) or 2.
"""

from __future__ import annotations

from pathlib import Path

import click

from fajing.cli._log_options import LANGUAGE


@click.command(
    "audit",
    help="核对已公布的年度报告：数字之间对不对得上。/ Audit a published yearly report: do its figures reconcile.",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="上一年的报告 / the report of the year before",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="结果写入的文件夹 / folder for the results"
)
@click.option(
    "--law",
    metavar="BOOK[+OVERLAY]",
    help="规则库，写明报告应有的部分 / lawbook that says what a report must hold",
)
@LANGUAGE
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    help="有对不上（或请核对）时退出码为 1 / exit 1 where figures do not reconcile (or need a look)",
)
def command(
    files: tuple[Path, ...],
    previous: Path | None,
    out: Path | None,
    law: str | None,
    language: str,
    fail_on: str | None,
) -> int:
    """Audit reports one after the other; one that cannot be read does not stop the others."""
    from fajing.audit.files import audit_file
    from fajing.audit.outputs.write import names_for, refuse_to_overwrite, write_outputs
    from fajing.audit.readers import read_report
    from fajing.cli._audit_table import print_audit
    from fajing.cli._progress import showing_progress
    from fajing.core.errors import FajingError, UsageError
    from fajing.lawbook.load import load_lawbook

    if previous is not None and len(files) > 1:
        raise UsageError(
            "--previous 只能配一份报告 (--previous goes with one report)",
            where=f"{len(files)} FILE",
            remedy="一次核对一份 / audit one at a time",
        )
    lawbook = load_lawbook(law) if law is not None else None
    names = names_for(files)
    if out is not None:
        for name in names:
            refuse_to_overwrite(out, name, [*files, *([previous] if previous else [])])
    before = read_report(previous) if previous is not None else None
    failed = found = False
    for path, name in zip(files, names, strict=True):
        try:
            with showing_progress(language) as progress:
                audited = audit_file(path, previous=before, lawbook=lawbook, progress=progress)
            written = write_outputs(out, name, audited, language) if out is not None else []
        except FajingError as error:
            if len(files) == 1:
                raise
            click.echo(str(error), err=True)
            failed = True
            continue
        print_audit(audited, written, language)
        worst = audited.count("error") + (audited.count("warning") if fail_on == "warning" else 0)
        found = found or worst > 0
    return 2 if failed else int(fail_on is not None and found)
