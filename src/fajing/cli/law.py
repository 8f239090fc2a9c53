"""核对、测试、查看、比较、翻阅规则库 / check, test, show, compare and browse lawbooks.

In: lawbooks by name or path. Out: lines and tables; exit code 0, 1 where examples fail, 2 where a lawbook has errors.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fajing.cli._log_options import LANGUAGE, STATUTES

if TYPE_CHECKING:
    from fajing.lawbook.model import Lawbook, Norm
    from fajing.lawbook.problems import Report

_DEFAULT_BOOK = "cn-police"
BOOK = click.argument("book", default=_DEFAULT_BOOK, metavar="[BOOK[+OVERLAY]]")
LAW_OF = click.option(
    "--law",
    "book",
    default=_DEFAULT_BOOK,
    show_default=True,
    metavar="BOOK[+OVERLAY]",
    help="规则库 / lawbook",
)


@click.group(
    "law", help="核对、测试、查看、比较、翻阅规则库。/ Check, test, show, compare and browse lawbooks."
)
def command() -> None:
    """Group of the commands on lawbooks."""


@command.command(
    "check", help="核对规则库，列出全部错误和提醒。/ Check a lawbook, list all errors and warnings."
)
@BOOK
@click.option("--strict", is_flag=True, help="有提醒也算不通过 / warnings fail too")
@STATUTES
def check(book: str, strict: bool, statutes: Path | None) -> int:
    """Read everything, say everything that is wrong; with --statutes, prove every citation."""
    from fajing.cli._law_tables import print_proof, print_summary
    from fajing.lawbook.load import ALL_REGIONS, read_lawbook
    from fajing.scan.examples import check_examples

    lawbook, report = read_lawbook(book, region=ALL_REGIONS)
    if lawbook is not None:
        from fajing.lawbook.read_indicators import read_indicators
        from fajing.lawbook.titles import report_untitled

        check_examples(lawbook, report)
        read_indicators(lawbook, report)
        report_untitled(lawbook, report)
    proof = None
    if lawbook is not None and statutes is not None:
        from fajing.scan.citations import Statutes
        from fajing.scan.proof import prove, report_doubts

        proof = prove(lawbook, Statutes(statutes, lawbook))
        report_doubts(proof, report)
    _print_problems(report)
    if lawbook is not None:
        print_summary(lawbook)
    if proof is not None:
        print_proof(proof)
    click.echo(
        f"错误 {len(report.errors)}，提醒 {len(report.warnings)} / "
        f"{len(report.errors)} errors, {len(report.warnings)} warnings"
    )
    return 2 if report.errors or (strict and report.warnings) else 0


@command.command("test", help="演算各规则自带的例子。/ Play the examples that stand in the norms.")
@BOOK
@click.option(
    "--mutate",
    is_flag=True,
    help="逐处改动规则，看例子能否发现 / change norms in small ways; examples must notice",
)
@click.option(
    "--norm",
    "norm_ids",
    multiple=True,
    metavar="ID",
    help="只测这条规则，可写多次 / only this norm; repeatable",
)
@click.option(
    "--engine",
    default="reference",
    show_default=True,
    metavar="NAME",
    help="用哪个引擎演算 / the engine to play on",
)
def test(book: str, mutate: bool, norm_ids: tuple[str, ...], engine: str) -> int:
    """Play examples; with --mutate, mutants too."""
    from fajing.cli._law_tables import print_examples, print_mutation
    from fajing.scan.engines import judge_of
    from fajing.scan.examples import play
    from fajing.scan.mutate import mutation_score

    judge = judge_of(engine)
    lawbook = _load_all(book)
    norms = [_norm(lawbook, norm_id) for norm_id in norm_ids] or sorted(
        lawbook.norms.values(), key=lambda n: n.id
    )
    results = {norm.id: play(norm, lawbook, judge) for norm in norms}
    failed = print_examples(results, lawbook)
    if mutate:
        print_mutation(mutation_score(norms, lawbook, judge))
    return int(failed > 0)


@command.command("show", help="显示一条规则或一个程序。/ Show one norm or procedure.")
@click.argument("name", metavar="ID")
@LAW_OF
@LANGUAGE
@STATUTES
def show(name: str, book: str, language: str, statutes: Path | None) -> None:
    """Print a card."""
    from fajing.cli._law_cards import print_norm, print_procedure

    lawbook = _load_all(book)
    if name in lawbook.procedures:
        print_procedure(lawbook.procedures[name], lawbook, language)
    else:
        print_norm(_norm(lawbook, name), lawbook, language, statutes)


@command.command("diff", help="逐条比较两个规则库。/ Compare two lawbooks norm by norm.")
@click.argument("first", metavar="A[+OVERLAY]")
@click.argument("second", metavar="B[+OVERLAY]")
@LANGUAGE
def diff(first: str, second: str, language: str) -> None:
    """Print what came, went and changed."""
    from fajing.cli._law_tables import print_changes
    from fajing.lawbook.compare import compare

    print_changes(compare(_load_all(first), _load_all(second)), language)


@command.command(
    "history", help="一条规则的各个版本，改了什么。/ The versions of a norm, and what changed between them."
)
@click.argument("name", metavar="NORM")
@LAW_OF
@LANGUAGE
def history(name: str, book: str, language: str) -> None:
    """Print versions, oldest first."""
    from fajing.cli._law_aging import print_history

    lawbook = _load_all(book)
    print_history(_norm(lawbook, name), lawbook, language)


@command.command(
    "stale",
    help="已经或将要过时的依据、版本、基准、日历。/ Sources, versions, benchmarks, calendars that have aged.",
)
@BOOK
@click.option("--as-of", metavar="DATE", help="截至日期；默认今日 / as of which day; default: today")
@LANGUAGE
def stale(book: str, as_of: str | None, language: str) -> None:
    """Print what has aged, most urgent first."""
    from fajing.cli._law_aging import day_of, print_stale
    from fajing.lawbook.stale import stale as find_stale

    lawbook = _load_all(book)
    day = day_of(as_of, lawbook)
    print_stale(find_stale(lawbook, day), day, lawbook, language)


@command.command("browse", help="把规则库写成可离线翻阅的网页。/ Write a lawbook as pages to read offline.")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="写到这个文件夹 / folder to write to",
)
@LAW_OF
@click.option(
    "--lang",
    "--language",
    "language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="语言 / language",
)
@STATUTES
def browse(out: Path, book: str, language: str, statutes: Path | None) -> None:
    """Write the pages."""
    from fajing.app.law_browser.build import build_site

    site = build_site(_load_all(book), out, language=language, statutes=statutes)
    click.echo(f"规则 {site.norms} 条，网页 {site.pages} 页 / {site.norms} norms, {site.pages} pages")
    click.echo(str(site.index))


def _load_all(book: str) -> Lawbook:
    """A lawbook with the norms of every region."""
    from fajing.lawbook.load import ALL_REGIONS, load_lawbook

    return load_lawbook(book, region=ALL_REGIONS)


def _norm(lawbook: Lawbook, name: str) -> Norm:
    """A norm by its id or a former one."""
    from fajing.core.errors import UsageError
    from fajing.lawbook.problems import suggest

    norm = lawbook.norm(name)
    if norm is None:
        known = [*lawbook.norms, *lawbook.procedures]
        raise UsageError(f"没有规则 {name!r} (no such norm)", remedy=suggest(name, known))
    return norm


def _print_problems(report: Report) -> None:
    """Errors, then warnings, paths relative to the current folder where they lie under it."""
    here = Path.cwd()
    for problem in (*report.errors, *report.warnings):
        click.echo(problem.line(here))
