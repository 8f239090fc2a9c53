"""列出、说明、计算指标，打开指标看到记录 / list, explain and reckon indicators, open a figure to its records.

In: a lawbook and a data folder. Out: tables; with `--open` the ids of the records behind one figure. It changes
nothing.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fajing.cli._data_option import DATA
from fajing.cli._log_options import LANGUAGE, REGION, USUAL_LAW

if TYPE_CHECKING:
    from fajing.lawbook.indicator_spec import Indicator, IndicatorBook
    from fajing.lawbook.model import Lawbook


@click.group(
    "indicators",
    help="列出、说明、计算指标，打开看记录。/ List, explain and reckon indicators; open a figure to its records.",
)
def command() -> None:
    """The group."""


@command.command("list", help="列出规则库的指标。/ List the indicators of a lawbook.")
@USUAL_LAW
@click.option("--group", "group", metavar="NAME", help="只列这一组 / this group only")
@LANGUAGE
def list_indicators(law: str, group: str | None, language: str) -> int:
    """Print the indicators by group."""
    from fajing.cli._indicators_table import print_list

    lawbook, book = _load(law)
    chosen = [one for one in book.indicators.values() if group is None or one.group == group]
    if not chosen:
        from fajing.core.errors import UsageError
        from fajing.lawbook.problems import suggest

        groups = dict.fromkeys(one.group for one in book.indicators.values())
        raise UsageError(f"没有这一组 (no such group): {group}", remedy=suggest(group, groups))
    print_list(chosen, lawbook, language)
    return 0


@command.command(
    "show", help="说明一个指标：算法、基数、所需记录、例子。/ Explain an indicator, with its examples."
)
@click.argument("name", metavar="ID")
@USUAL_LAW
@LANGUAGE
def show(name: str, law: str, language: str) -> int:
    """Print one indicator; 1 where an example of it does not hold."""
    from fajing.cli._indicators_table import print_indicator
    from fajing.indicators.examples import play
    from fajing.indicators.words import formula_of

    lawbook, book = _load(law)
    one = _indicator(book, name)
    results = play(one, lawbook, book)
    print_indicator(one, formula_of(one, lawbook), results, language)
    return int(not all(result.passed for result in results))


@command.command("run", help="计算一个时期的指标。/ Reckon the indicators of a period.")
@click.option("--year", type=click.IntRange(1949, 9998), help="公历年度 / calendar year")
@click.option("--from", "first", metavar="DATE", help="期初，代替 --year / first day, instead of --year")
@click.option("--to", "last", metavar="DATE", help="期末 / last day")
@click.option("--unit", metavar="NAME", help="只算这个单位及其下级 / this unit and those under it")
@click.option("--as-of", metavar="TIME", help="截至时间，默认期末 / cut-off; default: end of the period")
@click.option(
    "--open", "opened", metavar="ID", help="列出这个指标背后的记录 / list the records behind this one"
)
@click.option(
    "--term", type=click.IntRange(1), default=1, show_default=True, help="打开第几项 / which term to open"
)
@click.option("--group", "group", metavar="NAME", help="只算这一组 / this group only")
@DATA
@USUAL_LAW
@REGION
@LANGUAGE
def run(
    year: int | None,
    first: str | None,
    last: str | None,
    unit: str | None,
    as_of: str | None,
    opened: str | None,
    term: int,
    group: str | None,
    data: Path | None,
    law: str,
    region: str | None,
    language: str,
) -> int:
    """Print the values, or the records behind one of them."""
    from fajing.app.figures import open_figures, read_cut_off
    from fajing.cli._indicators_table import print_figures, print_opened
    from fajing.cli._progress import showing_progress

    begin, end = _period(year, first, last)
    with showing_progress(language) as told:
        source = open_figures(data, law=law, region=region, progress=told)
        only = None
        if opened is not None:
            only = [_indicator(source.book, opened).id]
        elif group is not None:
            only = [one.id for one in source.book.indicators.values() if one.group == group]
        cut_off = read_cut_off(as_of, source.lawbook)
        figures = source.of(begin, end, unit=unit, cut_off=cut_off, only=only)
    if only is not None and opened is not None:
        print_opened(figures[only[0]], term - 1, language)
    else:
        print_figures(figures, source.lawbook, language)
    return 0


def _load(law: str) -> tuple[Lawbook, IndicatorBook]:
    from fajing.lawbook.load import load_lawbook
    from fajing.lawbook.read_indicators import load_indicators

    lawbook = load_lawbook(law)
    return lawbook, load_indicators(lawbook)


def _indicator(book: IndicatorBook, name: str) -> Indicator:
    from fajing.core.errors import UsageError
    from fajing.lawbook.problems import suggest

    found = book.indicator(name)
    if found is None:
        raise UsageError(f"没有这个指标 (no such indicator): {name}", remedy=suggest(name, book.indicators))
    return found


def _period(year: int | None, first: str | None, last: str | None) -> tuple[date, date]:
    """The first and last day of what was asked for."""
    from fajing.core.errors import UsageError

    if (year is None) == (first is None and last is None) or (first is None) != (last is None):
        raise UsageError(
            "要写 --year，或者 --from 和 --to (either a year, or both ends of a period)",
            remedy="--year 2026；--from 2026-01-01 --to 2026-06-30",
        )
    if year is not None:
        return date(year, 1, 1), date(year, 12, 31)
    try:
        return date.fromisoformat(first or ""), date.fromisoformat(last or "")
    except ValueError as error:
        raise UsageError(f"不是日期 (not a date): {error}", remedy="2026-01-01") from error
