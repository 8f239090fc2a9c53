"""演示：检查虚构的一周案件，讲明其中一项 / check an invented week of cases and explain one finding.

In: nothing; the week lies in the checkout, or in what was installed. Out: the counts, whether everything planted was
found, one finding in six lines, and where report.html lies.
"""

from __future__ import annotations

from pathlib import Path

import click

from fajing.cli._demo_build import build
from fajing.cli._demo_bureau import bureau
from fajing.cli._demo_office import office
from fajing.cli._log_options import LANGUAGE

_WEEK = Path("examples") / "first_week"
_GRAVEST_FIRST = ("grave", "serious", "minor", "notice")


@click.group(
    "demo",
    help="检查虚构的一周案件，讲明其中一项。/ Check an invented week of cases, explain one finding.",
    invoke_without_command=True,
)
@click.option(
    "--out",
    default="fajing-demo",
    show_default=True,
    type=click.Path(path_type=Path),
    help="结果写入的文件夹 / folder for the results",
)
@LANGUAGE
@click.pass_context
def command(context: click.Context, out: Path, language: str) -> int:
    """Run the demonstration, unless something else of it is asked for."""
    if context.invoked_subcommand is not None:
        return 0
    from fajing.app.check import run_check
    from fajing.app.explain_matter import explain_matter
    from fajing.cli._check_table import print_result
    from fajing.cli._progress import showing_progress

    def say(zh: str, en: str) -> None:
        click.echo(en if language == "en" else zh)

    week = find_week()
    ledger, law = week / "first_week.xlsx", f"cn-police+{week / 'bureau'}"
    say(
        "青岚县公安局（虚构）2026年3月第一周的案件台账，逐案对照 cn-police：",
        "The ledger of an invented bureau for the first week of March 2026, held against cn-police:",
    )
    with showing_progress(language) as progress:
        result = run_check([ledger], law=law, out=out, language=language, progress=progress)
    print_result(result, language)
    rows = _broken(out / "duties.parquet")
    planted = _planted(week / "truth.csv")
    found = {(row["matter"], row["norm"], row["outcome"], row["reason"]) for row in rows}
    say(
        f"台账里埋了{len(planted)}个问题，找到{len(planted & found)}个，另外报出{len(found - planted)}个。",
        f"{len(planted)} faults were planted in the ledger; {len(planted & found)} of them were found, "
        f"and {len(found - planted)} others.",
    )
    one = _telling(rows)
    if one is not None:
        click.echo()
        click.echo(explain_matter(ledger, one["matter"], one["norm"], law=law, language=language, short=True))
        click.echo()
    say(f"报告 {out / 'report.html'}", f"The report: {out / 'report.html'}")
    return 0


command.add_command(build)
command.add_command(bureau)
command.add_command(office)


def find_week() -> Path:
    """The folder of the invented week: the checkout's, else the one that was installed.

    Raises:
        UsageError: Neither is there.
    """
    import fajing
    from fajing.core.errors import UsageError

    package = Path(fajing.__file__).resolve().parent
    places = (package.parent.parent / _WEEK, package / "_examples" / _WEEK.name)
    for place in places:
        if (place / "first_week.xlsx").is_file():
            return place
    raise UsageError(
        "找不到演示用的案件 (the invented week is not here)",
        why="找过 / looked in: " + "; ".join(map(str, places)),
        remedy="从源码目录运行 make demo / run `make demo` in a checkout",
    )


def _broken(path: Path) -> list[dict[str, str]]:
    """What was late, missed or slow, as the check wrote it."""
    import pyarrow.parquet as pq

    columns = ["matter", "norm", "outcome", "reason", "severity", "is_finding"]
    rows: list[dict[str, str]] = pq.read_table(path, columns=columns).to_pylist()
    return [row for row in rows if row["outcome"] in ("late", "missed", "slow")]


def _planted(path: Path) -> set[tuple[str, ...]]:
    """The truth: matter, norm, outcome, reason."""
    import csv

    with path.open(encoding="utf-8", newline="") as lines:
        return set(map(tuple, list(csv.reader(lines))[1:]))


def _telling(rows: list[dict[str, str]]) -> dict[str, str] | None:
    """The finding to be told: something done too late, of the gravest kind."""
    findings = [row for row in rows if row["is_finding"] and row["outcome"] == "late"]
    return min(
        findings,
        key=lambda row: (_GRAVEST_FIRST.index(row["severity"]), row["norm"], row["matter"]),
        default=None,
    )
