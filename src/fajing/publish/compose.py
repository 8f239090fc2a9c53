"""Puts sections, figures and what was given together into one document.

In: the outline of a lawbook, the figures of a year, `report.yaml`. Out: a document for any writer. A sentence whose
figures are all missing is not printed; what is missing is said at the end of its section, with the reason. A place that
a person must fill is printed as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fajing.core.moments import Zone
from fajing.indicators.figure import Figures
from fajing.publish import wording
from fajing.publish.charts import chart_of
from fajing.publish.conditions import holds
from fajing.publish.given import Given
from fajing.publish.lessons import lessons_table
from fajing.publish.lists import items
from fajing.publish.marks import Mark, SectionError
from fajing.publish.model import Block, Document, Heading, Note, Paragraph, Run, RunKind, Table
from fajing.publish.sections import OPENING, Outline, Passage, Section, Sentence

_DIGITS = "零一二三四五六七八九"
_TEN = 10


def spelt(value: int) -> str:
    """A small number in Chinese.

    Example:
        >>> [spelt(n) for n in (1, 10, 12, 20, 25)]
        ['一', '十', '十二', '二十', '二十五']
    """
    tens, ones = divmod(value, _TEN)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones or not tens else "")


@dataclass(slots=True)
class _State:
    """What a report is made from, and what has been used of it."""

    figures: Figures
    given: Given
    language: str
    zone: Zone
    used: dict[str, None] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)

    def pick(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en


def compose(outline: Outline, figures: Figures, given: Given, language: str, zone: Zone) -> Document:
    """A document.

    Raises:
        SectionError: A section asks for an indicator that the lawbook does not have; with file and line.
    """
    for indicator, where in outline.indicators().items():
        if indicator not in figures:
            raise SectionError(f"没有这个指标 (no such indicator): {indicator}", where=where)
    state = _State(figures, given, language, zone)
    blocks = tuple(_blocks(outline, state))
    year = figures.last.year
    body = _body(state)
    name = body.text if body.kind is RunKind.PLAIN else ""
    usual = state.pick(
        f"{name}{year}年度法治政府建设工作报告", f"{name}: report on law-based government {year}"
    )
    title = given.title.in_language(language) if given.title else usual.removeprefix(": ")
    cut_off = zone.civil(figures.cut_off.instant).date()
    return Document(
        title, name, language, year, cut_off.isoformat(), blocks, tuple({**state.used, **state.missing}),
        given.promises(),
    )  # fmt: skip


def _blocks(outline: Outline, state: _State) -> Iterator[Block]:
    part, parts_seen, sections_seen = "", 0, 0
    alone = {one.part for one in outline.sections if _is_alone(outline, one)}
    for section in outline.sections:
        found = list(_section(section, state))
        if not found:
            continue
        if section.part != part:
            part, sections_seen = section.part, 0
            if part != OPENING:
                parts_seen += 1
                yield Heading(
                    1, _number(1, parts_seen, state) + outline.parts[part].in_language(state.language)
                )
        if section.title is not None and part not in alone:
            sections_seen += 1
            title = section.title.in_language(state.language)
            yield Heading(*((0, title) if part == OPENING else (2, _number(2, sections_seen, state) + title)))
        yield from found


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]


def _is_alone(outline: Outline, section: Section) -> bool:
    """Whether a part has but one section, whose title would only repeat the part's."""
    return section.part != OPENING and sum(one.part == section.part for one in outline.sections) == 1


def _number(level: int, value: int, state: _State) -> str:
    if state.language == "en":
        return f"{value}. " if level in (1, 3) else f"({value}) "
    return {1: f"{spelt(value)}、", 2: f"（{spelt(value)}）", 3: f"{value}. "}[level]


def _section(section: Section, state: _State) -> Iterator[Block]:
    state.missing, before = {}, dict(state.missing)
    headings = 0
    printed: list[Block] = []
    for passage in section.passages[state.language]:
        if not holds(passage.condition, state.figures, state.given):
            _note_missing(passage, state)
            continue
        if passage.kind == "heading":
            headings += 1
            printed.append(Heading(3, _number(3, headings, state) + passage.words[0]))
        else:
            printed.extend(_passage(passage, state))
    state.missing = {one: None for one in state.missing if one not in before}
    if state.missing:
        printed.append(_missing_note(state))
    state.missing = {**before, **state.missing}
    yield from printed


def _note_missing(passage: Passage, state: _State) -> None:
    """What a passage that is left out would have told, where it is left out for want of records."""
    for indicator, _where in passage.indicators():
        if state.figures[indicator].value is None:
            state.missing[indicator] = None


def _passage(passage: Passage, state: _State) -> Iterator[Block]:
    if passage.kind == "items":
        yield from items(passage.words[0], state.given, state.language)
    elif passage.kind == "lessons":
        lessons, printed = lessons_table(state.figures, state.language)
        state.used.update(dict.fromkeys(printed))
        if lessons is not None:
            yield lessons
    elif passage.kind == "chart":
        figure = state.figures[passage.words[0]]
        if figure.value is None or figure.hidden:
            _note_missing(passage, state)
            return
        state.used[figure.indicator] = None
        chart = chart_of(figure, state.language)
        if chart is not None:
            yield chart
    elif passage.kind == "table":
        table = _table(passage, state)
        if table.rows:
            yield table
    else:
        runs = tuple(_join(_runs(passage.sentences, state), state))
        if runs:
            yield Paragraph(runs)


def _table(passage: Passage, state: _State) -> Table:
    rows = []
    for word in passage.words:
        figure = state.figures[word]
        value = wording.value_of(figure, state.language)
        if value is None:
            state.missing[word] = None
            continue
        state.used[word] = None
        prior = figure.prior
        before = "—" if prior is None else wording.with_unit(prior.value, figure.unit, state.language)
        title = figure.title.in_language(state.language)
        change = wording.change_of(figure, state.language).lstrip("，, ") or "—"
        rows.append((Run(title), Run(value, RunKind.FIGURE, word), Run(before), Run(change)))
    head = state.pick("指标|本年|上年|变化", "Indicator|This year|Year before|Change").split("|")
    return Table("", tuple(head), tuple(rows), frozenset({1, 2}), (5, 2, 2, 5))


def _runs(sentences: tuple[Sentence, ...], state: _State) -> Iterator[tuple[Run, ...]]:
    for sentence in sentences:
        if not holds(sentence.condition, state.figures, state.given):
            wanted = _asked(sentence, also_when=True)
            state.missing.update({one: None for one in wanted if state.figures[one].value is None})
            continue
        asked = _asked(sentence)
        lacking = [one for one in asked if state.figures[one].value is None]
        if asked and len(lacking) == len(asked):
            state.missing.update(dict.fromkeys(lacking))
            continue
        state.used.update(dict.fromkeys(asked))
        yield tuple(
            run
            for piece in sentence.pieces
            for run in ([Run(piece)] if isinstance(piece, str) else _runs_of_mark(piece, state))
            if run.text
        )


def _asked(sentence: Sentence, *, also_when: bool = False) -> list[str]:
    """The indicators whose values a sentence prints; perhaps also those that its condition asks for."""
    marks = [piece for piece in sentence.pieces if isinstance(piece, Mark)]
    if also_when and sentence.condition is not None:
        marks += [mark for _holds, mark in sentence.condition.clauses]
    found = [mark.indicator for mark in marks if mark.indicator is not None and mark.name != "title"]
    return list(dict.fromkeys(found))


def _join(sentences: Iterator[tuple[Run, ...]], state: _State) -> Iterator[Run]:
    """Sentences one after the other; English ones with a blank between."""
    for place, runs in enumerate(sentences):
        if place and state.language == "en":
            yield Run(" ")
        yield from runs


def _runs_of_mark(mark: Mark, state: _State) -> list[Run]:
    if mark.name == "most":
        return _most(mark, state)
    if mark.indicator is None:
        return [_run(mark, state)]
    run = _figure_run(mark, mark.indicator, state)
    if mark.name not in ("change", "parts") or run.kind is not RunKind.FIGURE:
        return [run]
    opening = len(run.text) - len(run.text.lstrip("，。（,.(: "))
    return [Run(run.text[:opening]), Run(run.text[opening:], RunKind.DETAIL, run.figure)]


def _most(mark: Mark, state: _State) -> list[Run]:
    """The shares of a group with the largest parts: what kinds of duty, never which unit or person."""
    group, most, unit = mark.arguments
    found = [
        (figure.terms[0].value, figure)
        for figure in state.figures.group(group)
        if figure.form == "share" and figure.value and figure.terms[0].value and not figure.hidden
    ]
    found.sort(key=lambda one: (-one[0], one[1].indicator))
    runs: list[Run] = []
    for part, figure in found[: int(most)]:
        state.used[figure.indicator] = None
        title = re.split("[：:]", figure.title.in_language(state.language))[0]
        gap = state.pick("", " ")
        runs += [
            Run((state.pick("、", ", ") if runs else "") + title + gap),
            Run(wording.number(part) + (gap + unit if unit else ""), RunKind.FIGURE, figure.indicator),
        ]
    return runs or [Run(state.pick("（没有可列的类别）", "(none to name)"))]


def _run(mark: Mark, state: _State) -> Run:
    first, last = state.figures.first, state.figures.last
    if mark.name == "body":
        return _body(state)
    if mark.name == "given":
        name, hint = mark.arguments
        if name in state.given.words:
            return Run(state.given.words[name].in_language(state.language))
        return Run(state.pick(f"［待填：{hint}］。", f"[to be filled in: {hint}]."), RunKind.TO_FILL)
    if mark.name == "period":
        return Run(
            state.pick(
                f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日",
                f"{first.day} {first:%B} to {last.day} {last:%B} {last.year}",
            )
        )
    if mark.name == "cut_off":
        return Run(cut_off_of(state.figures, state.language, state.zone))
    return Run(str({"year": last.year, "last_year": last.year - 1, "next_year": last.year + 1}[mark.name]))


def cut_off_of(figures: Figures, language: str, zone: Zone) -> str:
    """The cut-off with its time; a whole day by its end."""
    moment = figures.cut_off
    civil = zone.civil(moment.instant)
    clock = "24:00" if moment.is_day else f"{civil:%H:%M}"
    if language == "zh":
        return f"{civil.year}年{civil.month}月{civil.day}日{clock}"
    return f"{clock} on {civil.day} {civil:%B} {civil.year}"


def _body(state: _State) -> Run:
    if state.given.body is not None:
        name = state.given.body.in_language(state.language)
    elif state.figures.scope is not None:
        name = state.figures.scope
    else:
        return Run(state.pick("［待填：单位名称］", "[to be filled in: name of the body]"), RunKind.TO_FILL)
    if state.given.body is not None and state.figures.scope is not None:
        name += state.pick(state.figures.scope, f" ({state.figures.scope})")
    return Run(name)


def _figure_run(mark: Mark, indicator: str, state: _State) -> Run:
    figure, language = state.figures[indicator], state.language
    if mark.name == "title":
        return Run(figure.title.in_language(language))
    lacking = Run(wording.missing_of(figure, language), RunKind.MISSING, indicator)
    if figure.value is None:
        return lacking if mark.name in ("figure", "part", "whole") else Run("")
    told: str | None
    if mark.name == "figure":
        told = wording.value_of(figure, language)
    elif mark.name == "change":
        told = wording.change_of(figure, language)
    elif mark.name == "parts":
        told = wording.parts_of(figure, language)
    else:
        told = wording.term_of(figure, 0 if mark.name == "part" else 1, language)
    return lacking if told is None else Run(told, RunKind.FIGURE, indicator)


def _missing_note(state: _State) -> Note:
    reasons: dict[str, list[str]] = {}
    for indicator in state.missing:
        figure = state.figures[indicator]
        reason = _in_short(wording.missing_of(figure, state.language)[1:-1])
        reasons.setdefault(reason, []).append(figure.title.in_language(state.language))
    said = [
        wording.joined(titles, state.language) + state.pick(f"（{reason}）。", f" ({reason}).")
        for reason, titles in reasons.items()
    ]
    head = state.pick("没有数字的事项：", "Without a figure: ")
    return Note((Run(head + state.pick("", " ").join(said), RunKind.MISSING),))


def _in_short(reason: str) -> str:
    """A reason without the names of steps and fields, so that figures that lack the same thing are told together."""
    head = re.split(r"(?<!缺)：|(?<!missing): ", reason)[0]
    return re.sub(r"(?:a |an )?“[^”]*”", "", head)
