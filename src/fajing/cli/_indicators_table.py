"""What `fajing indicators` prints: lists, one indicator in words, values, and the records behind one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from fajing.indicators.examples import IndicatorResult
    from fajing.indicators.figure import Figure, Figures, Number
    from fajing.lawbook.indicator_spec import Indicator
    from fajing.lawbook.model import Lawbook, Text

_FORMS = {
    "count": ("数量", "count"),
    "sum": ("合计", "sum"),
    "share": ("比例", "share"),
    "median": ("中位数", "median"),
}
_BETTER = {"higher": ("越高越好", "higher"), "lower": ("越低越好", "lower"), "none": ("不分好坏", "none")}


def _console() -> Console:
    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = 160
    return console


def print_list(indicators: Sequence[Indicator], lawbook: Lawbook, language: str) -> None:
    """Print indicators by group, one line each."""
    zh = language != "en"
    for group in dict.fromkeys(one.group for one in indicators):
        table = Table(
            box=SIMPLE_HEAD, pad_edge=False, title=title_of(group, lawbook, language), title_justify="left"
        )
        for title in (
            ("指标", "名称", "算法", "单位", "好坏")
            if zh
            else ("Indicator", "Title", "Form", "Unit", "Better")
        ):
            table.add_column(title, overflow="fold")
        for one in indicators:
            if one.group == group:
                table.add_row(
                    one.id,
                    one.title.in_language(language),
                    _FORMS[one.form][not zh],
                    one.unit.in_language(language),
                    _BETTER[one.better][not zh],
                )
        _console().print(table)
    click.echo(f"指标{len(indicators)}个" if zh else f"{len(indicators)} indicators")


def print_indicator(one: Indicator, formula: Text, results: Sequence[IndicatorResult], language: str) -> None:
    """Print one indicator in words, and whether its examples hold."""
    zh = language != "en"
    rows = [
        ("指标" if zh else "Indicator", one.id),
        ("名称" if zh else "Title", one.title.in_language(language)),
        ("算法" if zh else "Formula", formula.in_language(language)),
        ("基数" if zh else "Base", one.base.in_language(language)),
        ("单位" if zh else "Unit", one.unit.in_language(language)),
        ("好坏" if zh else "Better", _BETTER[one.better][not zh]),
    ]
    if not one.may_show_small:
        rows.append(
            ("小数" if zh else "Small cells", "不足十的对外不印" if zh else "under ten not for outsiders")
        )
    if one.why is not None:
        rows.append(("说明" if zh else "Why", one.why.in_language(language)))
    for title, text in rows:
        click.echo(f"{title}  {text}")
    for result in results:
        said = ("成立" if zh else "holds") if result.passed else ("不成立" if zh else "does not hold")
        number = f"例{result.number}" if zh else f"Example {result.number}"
        click.echo(f"{number}  {said}  {result.expected}  {result.error or result.got}")


def title_of(group: str, lawbook: Lawbook, language: str) -> str:
    """The title of a group, with its name for `--group`."""
    named = lawbook.indicator_groups.get(group)
    return group if named is None else f"{named.in_language(language)} ({group})"


def print_figures(figures: Figures, lawbook: Lawbook, language: str) -> None:
    """Print values with their terms and the year before."""
    zone = lawbook.zone
    zh = language != "en"
    console = _console()
    cut = zone.civil(figures.cut_off.instant).isoformat(" ", "minutes")
    head = f"{figures.first} – {figures.last}"
    scope = figures.scope or ("全机关" if zh else "whole body")
    console.print(f"{head}，{scope}，截至 {cut}" if zh else f"{head}, {scope}, as of {cut}", markup=False)
    for group in dict.fromkeys(figure.group for figure in figures):
        table = Table(
            box=SIMPLE_HEAD, pad_edge=False, title=title_of(group, lawbook, language), title_justify="left"
        )
        for number, title in enumerate(
            ("指标", "名称", "值", "构成", "上年")
            if zh
            else ("Indicator", "Title", "Value", "Terms", "Year before")
        ):
            table.add_column(title, overflow="fold", justify="right" if number in (2, 4) else "left")
        for figure in figures.group(group):
            table.add_row(
                figure.indicator,
                figure.title.in_language(language),
                *_cells(figure, language),
                style=_style(figure),
            )
        console.print(table)
    missing = sum(figure.value is None for figure in figures)
    console.print(
        f"指标{len(figures)}个，其中{missing}个没有数据"
        if zh
        else f"{len(figures)} indicators, {missing} of them without data"
    )


def _style(figure: Figure) -> str:
    return "dim" if figure.value is None else ""


def _cells(figure: Figure, language: str) -> tuple[str, str, str]:
    prior = "" if figure.prior is None else _number(figure.prior.value)
    if figure.prior is not None and figure.prior.source is not None:
        prior += f"（据{figure.prior.source.zh}）" if language != "en" else f" ({figure.prior.source.en})"
    if figure.value is None:
        return "—", figure.missing.in_language(language) if figure.missing else "", prior
    value = f"{_number(figure.value)} {figure.unit.in_language(language)}"
    if figure.form == "share":
        part, whole = figure.terms
        terms = f"{_number(part.value)} ÷ {_number(whole.value)}"
    else:
        between = "，" if language != "en" else ", "
        terms = between.join(
            f"{term.title.in_language(language)} {_number(term.value)}" for term in figure.terms[1:]
        )
    return value, terms, prior


def _number(value: Number | None) -> str:
    return "—" if value is None else f"{value:,}"


def print_opened(figure: Figure, term: int, language: str) -> None:
    """Print the ids of the records behind one term of a figure, with what each brings."""
    from fajing.core.errors import UsageError

    zh = language != "en"
    if figure.value is None and not figure.terms:
        click.echo(figure.missing.in_language(language) if figure.missing else "—")
        return
    if term >= len(figure.terms):
        raise UsageError(
            f"{figure.indicator} 只有{len(figure.terms)}项 (it has {len(figure.terms)} terms)",
            remedy=f"--term 1…{len(figure.terms)}",
        )
    one = figure.terms[term]
    total = _number(one.value)
    click.echo(f"{one.title.in_language(language)}  {total}  {one.rows.kind}")
    weights = one.rows.weights
    for place, name in enumerate(one.rows.ids):
        click.echo(name if weights is None else f"{name}\t{weights[place]}")
    click.echo(f"共{len(one.rows)}条" if zh else f"{len(one.rows)} records", err=True)
