"""Writes report.html: one file that needs nothing else.

In: a check's result and the findings kept. Out: the page. Styles and scripts stand inside it; its own policy forbids
every connection. All text from the log is escaped; the script puts text into the page as text only.
"""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fajing import __version__
from fajing.app.report import tables
from fajing.app.report.collect import Collector
from fajing.app.report.findings import FindingPacker, Record, in_order, written_out
from fajing.app.report.words import Words
from fajing.app.undecided import why_undecided
from fajing.core.moments import Moment
from fajing.lawbook.model import Lawbook
from fajing.scan.citations import Statutes
from fajing.scan.duty import Duty
from fajing.scan.wording import Speaker

if TYPE_CHECKING:
    from fajing.app.check import CheckResult

PAGE = 50
MATTERS = 8
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
_FOR_THE_SCRIPT = (
    "range", "page", "nothing", "facts", "working", "remedy", "remedy_note", "law", "mend", "should_be_here",
    "limit", "paused",
)  # fmt: skip


def write_report(path: Path, result: CheckResult, found: Collector, statutes: Statutes | None) -> None:
    """Writes the page.

    Args:
        path: The file.
        result: Counts, lawbook and what was read.
        found: The findings to show.
        statutes: Statute texts to quote, or None.
    """
    book, words = result.lawbook, Words(found.language)
    year = book.zone.civil(result.as_of.instant).year if result.as_of is not None else None
    speaker = Speaker(book, found.language, year)
    packer = FindingPacker(speaker, words, result.as_of, statutes)
    findings, provisional = found.findings(), found.provisional()
    records = [packer.pack(duty) for duty in findings]
    more = [packer.pack(duty) for duty in provisional]
    has_units = any(unit for unit in packer.units)
    units = _sort_units(packer, records + more, book, words)
    counts = tables.outcome_counts(result.tally)
    main = "".join(
        (
            _head(result, words, speaker),
            tables.headline(result.tally, result.judged.files, counts, words),
            tables.under_headline(result.tally, counts, result.judged.rejected, words, speaker),
            tables.split_bar(counts, words),
            tables.norm_table(result.tally, words, speaker),
            tables.gap_table(result.tally, words, speaker),
            _findings(found, findings, packer, units, has_units, words, speaker),
            _provisional(found, provisional, has_units, words, speaker),
            _undecided(result, words, speaker),
            _foot(result, words, speaker),
        )
    )
    data = {
        "strings": packer.packer.strings.as_list(),
        "templates": packer.packer.templates.as_list(),
        "units": units,
        "hasUnits": has_units,
        "laws": packer.laws,
        "findings": records,
        "provisional": more,
        "words": {
            **words.table(*_FOR_THE_SCRIPT),
            "comma": speaker.pick("，", ", "),
            "colon": speaker.pick("：", ": "),
            "english": not speaker.is_zh,
            "year": year,
        },
    }
    path.write_text(_page(main, data, result, words, has_units), encoding="utf-8", newline="\n")


def _page(main: str, data: dict[str, Any], result: CheckResult, words: Words, has_units: bool) -> str:
    title = f"{words('report')} {_names(result)}"
    language = "en" if words.language == "en" else "zh-CN"
    units = "" if has_units else ' class="no-units"'
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_asset('report.css')}</style></head>\n"
        f"<body{units}>{_asset('sprite.svg')}<main>{main}</main>\n"
        f'<script type="application/json" id="data">{_json(data)}</script>\n'
        f"<script>\n{_asset('draw.js')}\n{_asset('report.js')}</script></body></html>\n"
    )


def _asset(name: str) -> str:
    return files("fajing.app.report").joinpath(name).read_text(encoding="utf-8")


def _json(data: dict[str, Any]) -> str:
    """JSON that cannot end the element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _names(result: CheckResult) -> str:
    return "、".join(count.name for count in result.sources[:3]) + ("…" if len(result.sources) > 3 else "")


def _as_of(moment: Moment | None, speaker: Speaker) -> str:
    """The cut-off with its year, a whole day by its end."""
    if moment is None:
        return "—"
    full = Speaker(speaker.lawbook, speaker.language)
    return f"{full.day(moment.day)} 24:00" if moment.is_day else full.moment(moment, seconds=True)


def _head(result: CheckResult, words: Words, speaker: Speaker) -> str:
    book = result.lawbook
    short = f"{book.hash[:4]}…{book.hash[-4:]}"
    parts = (
        f"<b>{escape(words('report'))}</b>",
        escape(_names(result)),
        escape(words("lawbook", book.id.replace("+", " + "), short)),
        escape(words("as_of", _as_of(result.as_of, speaker))),
    )
    spans = "".join(f"<span>{part}</span>" for part in parts)
    return f'<div class="head">{spans}<span class="right only-screen">{escape(words("self_contained"))}</span></div>'


def _sort_units(packer: FindingPacker, records: list[Record], book: Lawbook, words: Words) -> list[str]:
    """Puts units into organisational order and renumbers the findings."""
    order = in_order(packer.units, book)
    place = {packer.units[unit]: number for number, unit in enumerate(order)}
    for record in records:
        record[2] = place[record[2]]
    return [unit or words("no_unit") for unit in order]


def _options(first: str, rest: list[tuple[int, str]]) -> str:
    return f'<option value="">{escape(first)}</option>' + "".join(
        f'<option value="{number}">{escape(name)}</option>' for number, name in rest
    )


def _findings(
    found: Collector,
    duties: list[Duty],
    packer: FindingPacker,
    units: list[str],
    has_units: bool,
    words: Words,
    speaker: Speaker,
) -> str:
    title = f"<h2>{escape(words('findings', found.total))}</h2>"
    if not duties:
        return f'<div class="bar-line">{title}</div><p class="note">{escape(words("no_findings"))}</p>'
    shown = {duty.norm.id: duty.norm for duty in duties}
    norms = [(packer.norms[norm_id], speaker.text(norm.title)) for norm_id, norm in sorted(shown.items())]
    selects = [("by-norm", "filter_norm", _options(words("all_norms"), norms))]
    if has_units:
        used = {duty.unit or words("no_unit") for duty in duties}
        listed = [(number, unit) for number, unit in enumerate(units) if unit in used]
        selects.append(("by-unit", "filter_unit", _options(words("all_units"), listed)))
    outcomes = _options(words("all_outcomes"), [(0, words("late")), (1, words("missed"))])
    selects.append(("by-outcome", "filter_outcome", outcomes))
    filters = "".join(
        f'<select id="{name}" class="only-screen" aria-label="{escape(words(label))}">{options}</select>'
        for name, label, options in selects
    )
    left = (
        f'<p class="note">{escape(words("left_out", len(duties), found.total))}</p>'
        if found.total > len(duties)
        else ""
    )
    return (
        f'<div class="bar-line">{title}{filters}<span class="right">{escape(words("by_time"))}</span></div>{left}'
        f'<noscript><p class="note">{escape(words("noscript"))}</p></noscript>'
        f"{_list('findings', duties, has_units, words, speaker)}"
    )


def _provisional(
    found: Collector, duties: list[Duty], has_units: bool, words: Words, speaker: Speaker
) -> str:
    if not duties:
        return ""
    note = words("provisional_note")
    if found.provisional_total > len(duties):
        note += speaker.pick("", " ") + words("provisional_left", len(duties))
    return (
        f'<div class="bar-line"><h2>{escape(words("provisional_head", found.provisional_total))}</h2></div>'
        f'<p class="note">{escape(note)}</p>{_list("provisional", duties, has_units, words, speaker)}'
    )


def _undecided(result: CheckResult, words: Words, speaker: Speaker) -> str:
    """What hangs on norms that await a decision: why, how many, and the latest matters."""
    if not result.undecided:
        return ""
    total = sum(one.count for one in result.undecided)
    rows = "".join(
        f'<tr><th scope="row">{escape(speaker.text(one.norm.title))}'
        f'<p class="note">{escape(why_undecided(one.norm, speaker))}</p></th>'
        f'<td class="n">{one.count:,}</td><td>{escape(_matters(one.matters, words, speaker))}</td></tr>'
        for one in result.undecided
    )
    heads = (("norm", ""), ("duties", ' class="n"'), ("undecided_matters", ""))
    head = "".join(f'<th{more} scope="col">{escape(words(key))}</th>' for key, more in heads)
    return (
        f'<div class="bar-line"><h2>{escape(words("undecided_head", total))}</h2></div>'
        f'<p class="note">{escape(words("undecided_note"))}</p>'
        f'<div class="panel undecided"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _matters(numbers: tuple[str, ...], words: Words, speaker: Speaker) -> str:
    """The first few of some matters."""
    more = words("undecided_more", len(numbers) - MATTERS) if len(numbers) > MATTERS else ""
    return speaker.pick("、", ", ").join(numbers[:MATTERS]) + more


def _list(name: str, duties: list[Duty], has_units: bool, words: Words, speaker: Speaker) -> str:
    """A list with its pager; the first page is written out, so that it can be read without a script."""
    rows = written_out(duties[:PAGE], speaker, words, has_units=has_units)
    pages = -(-len(duties) // PAGE)
    return (
        f'<div class="list" id="{name}"><div class="rows">{rows}</div><div class="pager">'
        f'<span class="range">{escape(words("range", 1, min(PAGE, len(duties)), len(duties)))}</span>'
        f'<span class="right"><span class="of">{escape(words("page", 1, pages))}</span>'
        f'<button type="button" disabled>{escape(words("previous"))}</button>'
        f'<button type="button">{escape(words("next"))}</button></span></div></div>'
    )


def _foot(result: CheckResult, words: Words, speaker: Speaker) -> str:
    colon = speaker.pick("：", ": ")
    lines = [
        count.name
        + colon
        + words(
            "rows", count.rows, count.new, count.unchanged, count.corrected, count.rejected, count.ignored
        )
        for count in result.sources
    ]
    lines.append(words("full_hash", result.lawbook.hash))
    lines.append(words("foot", __version__))
    return f'<div class="foot">{"<br>".join(escape(line) for line in lines)}</div>'
