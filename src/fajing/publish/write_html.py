"""Writes the report as one page that needs nothing else: every figure opens to formula, base, cut-off and last year.

In: a document and the figures it prints. Out: the page. Its own policy forbids every connection; all text is escaped;
without a script each figure leads to its card at the end. It holds numbers of records and never a record: those open
only inside the office.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files

from fajing import __version__
from fajing.core.moments import Zone
from fajing.indicators.figure import Figure, Figures
from fajing.publish import wording
from fajing.publish.charts import svg
from fajing.publish.compose import cut_off_of
from fajing.publish.model import Block, Chart, Document, Heading, Note, Paragraph, Run, RunKind, Table

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
_BETTER = {
    "higher": ("越高越好；不用来给单位排名", "higher is better; never a ranking of units"),
    "lower": ("越低越好；不用来给单位排名", "lower is better; never a ranking of units"),
    "none": ("不评高低：多少都不说明好坏", "neither is better: more or less of it says nothing by itself"),
}
_KINDS = {
    "events": ("条记录", "records"), "matters": ("件案卷", "matters"), "duties": ("项应办", "duties"),
    "findings": ("起问题", "findings"), "objects": ("个对象", "objects"),
}  # fmt: skip


def html_text(document: Document, figures: Figures, zone: Zone) -> str:
    """The page."""
    page = _Page(document, figures, zone)
    language = "zh-CN" if page.zh else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(document.title)}</title>\n<style>\n{_asset('report.css')}</style></head>\n<body>\n"
        f'<a class="skip" href="#text">{page.pick("到正文", "Skip to the text")}</a>\n'
        f'<nav aria-label="{page.pick("目录", "Contents")}">{"".join(page.contents())}</nav>\n'
        f'<main id="text" tabindex="-1"><article><h1>{escape(document.title)}</h1>\n'
        f"{''.join(page.body())}</article>\n{page.cards()}{page.foot()}</main>\n"
        f'<aside id="panel" hidden aria-live="polite" aria-label="{page.pick("打开的数字", "The figure opened")}">'
        f'<button type="button" id="close">{page.pick("关闭", "Close")}</button><div id="shown"></div></aside>\n'
        f"<script>\n{_asset('report.js')}</script></body></html>\n"
    )


def _asset(name: str) -> str:
    return files("fajing.publish").joinpath(name).read_text(encoding="utf-8")


class _Page:
    """Draws one page."""

    def __init__(self, document: Document, figures: Figures, zone: Zone) -> None:
        self._document, self._figures, self._zone = document, figures, zone
        self.language = document.language
        self.zh = document.language == "zh"

    def pick(self, zh: str, en: str) -> str:
        return escape(zh if self.zh else en)

    def contents(self) -> Iterator[str]:
        """Headings of the first two levels."""
        yield "<ol>"
        for place, block in enumerate(self._document.blocks):
            if isinstance(block, Heading) and block.level <= 2:
                yield f'<li class="l{block.level}"><a href="#h{place}">{escape(block.text)}</a></li>'
        yield f'<li class="l0"><a href="#figures">{self.pick("数字的口径", "How figures are counted")}</a></li></ol>'

    def body(self) -> Iterator[str]:
        """Every block."""
        for place, block in enumerate(self._document.blocks):
            yield self._block(place, block)

    def _block(self, place: int, block: Block) -> str:
        if isinstance(block, Heading):
            level = (block.level or 1) + 1
            return f'<h{level} id="h{place}">{escape(block.text)}</h{level}>\n'
        if isinstance(block, Paragraph):
            return f"<p>{''.join(map(self._run, block.runs))}</p>\n"
        if isinstance(block, Note):
            return f'<p class="note">{"".join(map(self._run, block.runs))}</p>\n'
        if isinstance(block, Table):
            return self._table(block)
        return self._chart(block)

    def _run(self, run: Run) -> str:
        text = escape(run.text)
        if run.kind is RunKind.FIGURE and run.figure:
            figure = self._figures[run.figure]
            otherwise = " otherwise" if figure.prior is not None and not figure.prior.comparable else ""
            return f'<a class="figure{otherwise}" href="#f-{escape(run.figure)}">{text}</a>'
        if run.kind is RunKind.DETAIL:
            return f'<a class="detail" href="#f-{escape(run.figure)}">{text}</a>'
        if run.kind is RunKind.MISSING:
            if run.figure:
                return f'<a class="missing" href="#f-{escape(run.figure)}">{text}</a>'
            return f'<span class="lacking">{text}</span>'
        return f'<mark class="fill">{text}</mark>' if run.kind is RunKind.TO_FILL else text

    def _table(self, table: Table) -> str:
        head = "".join(f'<th scope="col">{escape(one)}</th>' for one in table.head)
        rows = []
        for row in table.rows:
            cells = "".join(
                f"<td{' class=number' if place in table.numeric else ''}>{self._run(run)}</td>"
                for place, run in enumerate(row)
            )
            rows.append(f"<tr>{cells}</tr>")
        caption = f"<caption>{escape(table.title)}</caption>" if table.title else ""
        return (
            f'<div class="wide"><table>{caption}<thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table></div>\n"
        )

    def _chart(self, chart: Chart) -> str:
        link = f'<a class="figure" href="#f-{escape(chart.figure)}">{escape(chart.title)}</a>'
        return f"<figure><figcaption>{link}</figcaption>{svg(chart)}</figure>\n"

    def cards(self) -> str:
        """What each figure opens to."""
        found = [self._card(self._figures[one]) for one in self._document.figures]
        return (
            f'<section class="cards" id="figures"><h2>{self.pick("数字的口径", "How figures are counted")}</h2>'
            f"{''.join(found)}</section>\n"
        )

    def _card(self, figure: Figure) -> str:
        name = escape(figure.indicator)
        value = wording.value_of(figure, self.language) or wording.missing_of(figure, self.language)
        rows = "".join(f"<dt>{key}</dt><dd>{told}</dd>" for key, told in self._facts(figure))
        state = "" if figure.value is not None else ' class="gone"'
        return (
            f'<section class="card" id="f-{name}" tabindex="-1"><h3>{escape(figure.title.in_language(self.language))}'
            f"</h3><p{state}><b>{escape(value)}</b></p><dl>{rows}</dl></section>\n"
        )

    def _facts(self, figure: Figure) -> Iterator[tuple[str, str]]:
        is_open = figure.value is not None and not figure.hidden
        yield self.pick("算式", "Formula"), escape(figure.formula.in_language(self.language))
        if is_open and len(figure.terms) > 1:
            listed = wording.formula_rows(figure, self.language)
            told = "".join(
                f"<tr><th scope=row>{escape(key)}</th><td>{value}</td></tr>" for key, value in listed
            )
            yield self.pick("数值", "Numbers"), f"<table>{told}</table>"
        if is_open and figure.interval is not None:
            yield self.pick("95%区间", "95% interval"), wording.interval_of(figure, self.language)
        yield self.pick("基数", "Base"), escape(figure.base.in_language(self.language))
        yield self.pick("统计期", "Period"), f"{figure.first.isoformat()} — {figure.last.isoformat()}"
        yield self.pick("截止", "Cut-off"), escape(cut_off_of(self._figures, self.language, self._zone))
        yield self.pick("上年", "Year before"), self._prior(figure)
        yield self.pick("方向", "Direction"), self.pick(*_BETTER[figure.better])
        if is_open:
            kind = self.pick(*_KINDS.get(figure.rows.kind, ("条", "rows")))
            count = f"{len(figure.rows):,}"
            yield self.pick("背后", "Behind it"), f"{count}{kind}" if self.zh else f"{count} {kind}"
        elif figure.hidden:
            yield (
                self.pick("背后", "Behind it"),
                self.pick("数量过少，对外不列", "too few to be shown outside"),
            )

    def _prior(self, figure: Figure) -> str:
        if figure.prior is None:
            return self.pick("没有上年数字", "no figure of the year before")
        if figure.hidden:
            return "—"
        before = wording.with_unit(figure.prior.value, figure.unit, self.language)
        source = figure.prior.source
        where = source.in_language(self.language) if source else self.pick("按记录", "from the records")
        change = wording.change_of(figure, self.language).lstrip("，, ")
        return f"{escape(before)}（{escape(where)}）{'<br>' + escape(change) if change else ''}"

    def foot(self) -> str:
        """By which lawbook, and by what."""
        book = self._figures.lawbook
        told = self.pick(
            f"规则库摘要 {book}；单个文件，不联网，可打印；法镜 {__version__}",
            f"Lawbook hash {book}; one file, no network, can be printed; fajing {__version__}",
        )
        return f'<footer class="foot">{told}</footer>'
