"""检查办案记录，写出问题和报告 / check a log against a lawbook, write findings and report.

In: files, or a data folder, and a lawbook. Out: a table on the terminal, four files in `--out`, exit code 0, 1 (with
`--fail-on`) or 2.
"""

from __future__ import annotations

from pathlib import Path

import click

from fajing.cli._data_option import DATA_ONLY
from fajing.cli._log_options import AS_OF, LANGUAGE, LAW, MAP, REGION, STATUTES


@click.command("check", help="检查办案记录，写出问题和报告。/ Check a log, write findings and report.")
@click.argument("logs", nargs=-1, metavar="[LOG...]", type=click.Path(path_type=Path))
@DATA_ONLY
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
@click.option(
    "--engine",
    type=click.Choice(["auto", "reference", "automaton", "spark"]),
    default="auto",
    show_default=True,
    help="引擎，结果逐字节相同；spark 只用于 --data / which engine; the results are the same, byte by byte; "
    "spark with --data only",
)
@click.option(
    "--master", metavar="URL", help="Spark 在哪里运行，默认 local[*] / where Spark runs; default: local[*]"
)
@LANGUAGE
@STATUTES
def command(
    logs: tuple[Path, ...],
    data: Path | None,
    law: str,
    map_id: str | None,
    out: Path,
    as_of: str | None,
    region: str | None,
    fail_on: str | None,
    with_values: bool,
    engine: str,
    master: str | None,
    language: str,
    statutes: Path | None,
) -> int:
    """Run a check and print what was found."""
    import gc

    from fajing.cli._check_table import print_result
    from fajing.cli._progress import showing_progress
    from fajing.lawbook.model import Severity

    gc.set_threshold(400_000, 50, 50)  # law and record stay to the end: going over them again finds nothing
    _refuse_what_does_not_fit(logs, data, map_id, engine, with_values=with_values)
    _refuse_spark_elsewhere(data, engine, master)
    with showing_progress(language) as progress:
        if data is not None:
            from fajing.app.check_folder import run_check_folder

            result = run_check_folder(
                data,
                law=law,
                out=out,
                as_of=as_of,
                region=region,
                language=language,
                statutes=statutes,
                progress=progress,
                master=(master or "local[*]") if engine == "spark" else None,
            )
        else:
            from fajing.app.check import run_check

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
                engine=engine,
            )
    print_result(result, language)
    return int(fail_on is not None and result.findings_at(Severity(fail_on)) > 0)


def _refuse_what_does_not_fit(
    logs: tuple[Path, ...], data: Path | None, map_id: str | None, engine: str, *, with_values: bool
) -> None:
    """Files or a data folder, not both; options of reading files go with files only.

    Raises:
        UsageError: They do not fit together.
    """
    from fajing.core.errors import UsageError

    if bool(logs) == (data is not None):
        raise UsageError(
            "要检查的文件和 --data 二者给一个 (give either log files or --data)",
            remedy="fajing check LOG... / fajing check --data DIR",
        )
    if data is not None and (map_id is not None or with_values or engine == "reference"):
        raise UsageError(
            "--data 不用 --map、--with-values、--engine reference (these options do not go with --data)",
            why="段里的记录导入时已经读过 / the events of a data folder were read when imported",
            remedy="去掉它们 / leave them out",
        )


def _refuse_spark_elsewhere(data: Path | None, engine: str, master: str | None) -> None:
    """Spark reads the segments of a data folder; `--master` says where it runs.

    Raises:
        UsageError: There is no data folder, or no Spark.
    """
    from fajing.core.errors import UsageError

    if engine == "spark" and data is None:
        raise UsageError(
            "--engine spark 要用 --data (--engine spark needs --data)",
            why="Spark 读数据文件夹里的段 / Spark reads the segments of a data folder",
            remedy="先 fajing import，再 fajing check --data DIR / import first, then check --data DIR",
        )
    if master is not None and engine != "spark":
        raise UsageError(
            "--master 只用于 --engine spark (--master goes with --engine spark only)",
            remedy="加 --engine spark / add --engine spark",
        )
