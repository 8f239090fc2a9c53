"""The notes in the margin: number, grade, one sentence, the arithmetic, what to do. What reconciles takes one line."""

from __future__ import annotations

from html import escape

from fajing.audit.files import AuditedFile
from fajing.audit.finding import Finding, Grade
from fajing.audit.kinds import name_of
from fajing.audit.outputs.marks import distinct_places
from fajing.audit.outputs.places import Signposts
from fajing.audit.outputs.text import anchor
from fajing.audit.outputs.words import grade_word, pick, said

_LONGEST_QUOTE = 40
_MOST_PLACES = 6


def chip(grade: Grade, language: str) -> str:
    """Shape and word of a grade."""
    return (
        f'<span class="chip {grade}"><svg aria-hidden="true" viewBox="0 0 14 14"><use href="#i-{grade}"/></svg>'
        f"{escape(grade_word(grade, language))}</span>"
    )


class NoteWriter:
    """Writes the notes of one report."""

    def __init__(self, audited: AuditedFile, language: str) -> None:
        self._audited, self._language = audited, language
        self._signposts = Signposts(audited.report)

    def notes(self) -> str:
        """All of them, in the order of the text."""
        findings = self._audited.audit.findings
        if not findings:
            nothing = pick(self._language, "没有可以核对的数字。", "There is no figure to check.")
            return f'<p class="nothing">{escape(nothing)}</p>'
        notes = "".join(self._note(number, finding) for number, finding in enumerate(findings, 1))
        return f'<ol class="notes">{notes}</ol>'

    def _note(self, number: int, finding: Finding) -> str:
        words = said(finding, self._language)
        start = finding.places[0].start if finding.places else 0
        where = self._signposts.at(start, self._language)
        if finding.grade == "consistent":
            body = f'<p class="line">{escape(finding.arithmetic or words.what)}</p>'
        else:
            advice = f'<p class="advice">{escape(words.advice)}</p>' if words.advice else ""
            body = (
                f'<p class="what">{escape(words.what)}</p>{self._working(finding)}{advice}'
                f"{self._places(number, finding)}"
            )
        kind = escape(name_of(finding.kind, self._language))
        label = f"{number} {grade_word(finding.grade, self._language)}"
        return (
            f'<li class="note {finding.grade}" id="n{number}" data-grade="{finding.grade}" tabindex="-1" '
            f'aria-label="{escape(label)}"><a class="number" href="#m{number}" tabindex="-1" '
            f'aria-label="{escape(pick(self._language, "看原文", "Show the place"))}">{number}</a>'
            f'<div class="side">{chip(finding.grade, self._language)}'
            f'<small>{kind}</small></div><div class="body" title="{escape(f"{kind} · {where}")}">{body}</div></li>'
        )

    def _working(self, finding: Finding) -> str:
        """The arithmetic: rows with a rule above the last, or one line."""
        if finding.working:
            rows = []
            for label, value in finding.working:
                is_gap = ' class="gap"' if label.zh.startswith("差") else ""
                name = pick(self._language, label.zh, label.en)
                rows.append(f'<tr{is_gap}><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>')
            return f'<table class="working"><tbody>{"".join(rows)}</tbody></table>'
        if finding.arithmetic:
            return f'<p class="sum">{escape(finding.arithmetic)}</p>'
        return ""

    def _places(self, number: int, finding: Finding) -> str:
        """Links to the places, where there are several."""
        places = distinct_places(finding)
        if len(places) < 2:
            return ""
        links = []
        for nth, place in enumerate(places[:_MOST_PLACES], 1):
            quote = " ".join(place.quote.split())
            if len(quote) > _LONGEST_QUOTE:
                quote = quote[: _LONGEST_QUOTE - 1] + "…"
            where = self._signposts.at(place.start, self._language)
            links.append(
                f'<a href="#{anchor(number, nth)}" tabindex="-1"><b>{escape(where)}</b>{escape(quote)}</a>'
            )
        more = len(places) - _MOST_PLACES
        if more > 0:
            links.append(f"<span>{escape(pick(self._language, f'另有{more}处', f'{more} more'))}</span>")
        return f'<div class="places">{"".join(links)}</div>'
