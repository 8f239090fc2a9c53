"""检查办案记录，写出问题和报告 / check a log against a lawbook, write findings and report.

In: files and a lawbook. Out: a table on the terminal, four files in `--out`, exit code 0, 1 (with `--fail-on`) or 2.
"""

from __future__ import annotations

from pathlib import Path

import click

from fajing.cli._log_options import AS_OF, LANGUAGE, LAW, LOGS, MAP, REGION, STATUTES


@click.command("check", help="检查办案记录，写出问题和报告。/ Check a log, write findings and report.")
@LOGS
@LAW
@MAP
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="结果写入的文件夹 / folder for the results"
)
@AS_OF
@REGION
@click.option(
    "--fail-on",
    type=click.Choice(["notice", "minor", "serious", "grave"]),
    help="有这一级或更重的问题时退出码为 1 / exit 1 on findings at or above this severity",
)
@click.option(
    "--with-values", is_flag=True, help="退回清单中写出个人信息栏的值 / show personal values in rejects.csv"
)
@LANGUAGE
@STATUTES
def command(
    logs: tuple[Path, ...],
    law: str,
    map_id: str | None,
    out: Path,
    as_of: str | None,
    region: str | None,
    fail_on: str | None,
    with_values: bool,
    language: str,
    statutes: Path | None,
) -> int:
    """Run a check and print what was found."""
    from fajing.app.check import run_check
    from fajing.cli._check_table import print_result
    from fajing.cli._progress import showing_progress
    from fajing.lawbook.model import Severity

    with showing_progress(language) as progress:
        result = run_check(
            logs,
            law=law,
            out=out,
            map_id=map_id,
            as_of=as_of,
            region=region,
            with_values=with_values,
            language=language,
            statutes=statutes,
            progress=progress,
        )
    print_result(result, language)
    return int(fail_on is not None and result.findings_at(Severity(fail_on)) > 0)
