"""The findings of the page: packed for the script, and the first fifty written out for browsers without scripts.

In: duties to show, in order. Out: plain data for JSON, and HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from fajing.app.report.drawing import Draughtsman
from fajing.app.report.pack import FIELD, LINE, SECTION, Packer
from fajing.app.report.words import Words
from fajing.core.events import Event
from fajing.core.ids import natural_key
from fajing.core.moments import Moment
from fajing.lawbook.model import Lawbook, Version
from fajing.scan.citations import Statutes
from fajing.scan.duty import Duty, Outcome
from fajing.scan.explain import Fact, Working, citation, facts, version_words, working
from fajing.scan.remedies import what_would_have_met
from fajing.scan.sentences import sentence_of, verdict_words
from fajing.scan.told import values_read
from fajing.scan.wording import Speaker

Record = list[Any]


class FindingPacker:
    """Packs findings for one page.

    Args:
        speaker: Says what they say.
        words: The report's own words.
        as_of: The moment up to which the record was read.
        statutes: Statute texts to quote.

    Attributes:
        norms: Norms that occur, in order of their number.
        units: Units that occur; sorted once all findings are packed.
        laws: What each version cites.
    """

    def __init__(
        self, speaker: Speaker, words: Words, as_of: Moment | None, statutes: Statutes | None
    ) -> None:
        self.speaker, self.words, self.statutes = speaker, words, statutes
        self.packer = Packer()
        self.norms: dict[str, int] = {}
        self.units: dict[str, int] = {}
        self.laws: list[dict[str, Any]] = []
        self._laws: dict[tuple[str, Version | None], int] = {}
        self._draw = Draughtsman(speaker, words, self.packer.strings.number, as_of)

    def pack(self, duty: Duty) -> Record:
        """One finding as the script reads it: outcome, norm, unit, law, template, values, drawing."""
        template, values = self.packer.pack(self._text(duty), self._names(duty))
        return [
            int(duty.outcome is not Outcome.LATE),
            self.norms.setdefault(duty.norm.id, len(self.norms)),
            self.units.setdefault(duty.unit or "", len(self.units)),
            self._law(duty),
            template,
            values,
            self._draw.draw(duty),
        ]

    def _text(self, duty: Duty) -> str:
        speaker = self.speaker
        end = speaker.pick("。", ".")
        return SECTION.join(
            (
                verdict_words(duty, speaker),
                sentence_of(duty, speaker),
                duty.matter.id,
                speaker.day(duty.trigger.at.day),
                LINE.join(_fact_line(fact) for fact in facts(duty, speaker)),
                LINE.join(_working_line(line, end) for line in working(duty, speaker)),
                LINE.join(what_would_have_met(duty, speaker)),
                f"{speaker.text(duty.norm.title)}{speaker.pick('（', ' (')}{duty.norm.id}{speaker.pick('），', '), ')}"
                + version_words(duty, speaker),
            )
        )

    def _names(self, duty: Duty) -> Iterable[str]:
        """What stands in the text and differs from finding to finding, beside dates and numbers."""
        events = [duty.trigger, *duty.verdict.facts]
        events += [
            event for event in (duty.verdict.done, duty.verdict.excused_by) if isinstance(event, Event)
        ]
        names = {duty.matter.id, duty.object or ""}
        for event in events:
            names.update(
                (event.matter, event.source, *event.objects, *(officer.id for officer in event.officers))
            )
        names.update(value for _, value in values_read(duty, self.speaker))
        return names

    def _law(self, duty: Duty) -> int:
        key = (duty.norm.id, duty.version)
        number = self._laws.get(key)
        if number is None:
            number = self._laws[key] = len(self.laws)
            self.laws.append(
                {
                    "cites": [
                        [line.title, line.article, line.quality, line.in_force, line.text]
                        for line in citation(duty, self.speaker, self.statutes)
                    ],
                    "mend": self.speaker.text(duty.norm.remedy),
                }
            )
        return number


def _fact_line(fact: Fact) -> str:
    return FIELD.join((fact.what, fact.when, fact.detail, fact.source))


def _working_line(line: Working, end: str) -> str:
    text = line.text if line.text.endswith(end) else line.text + end
    return FIELD.join((line.operation, text, line.article))


def in_order(units: Iterable[str], lawbook: Lawbook) -> list[str]:
    """Units in organisational order, as the register `units` lists them; others by name. Never by findings."""
    register = lawbook.registers.get("units")
    known = {key: place for place, key in enumerate(register.entries)} if register else {}
    return sorted(units, key=lambda unit: (known.get(unit, len(known)), natural_key(unit)))


def written_out(duties: Sequence[Duty], speaker: Speaker, words: Words, *, has_units: bool) -> str:
    """Findings as HTML that opens without a script: all but the drawing."""
    return "".join(_details(duty, speaker, words, has_units) for duty in duties)


def _details(duty: Duty, speaker: Speaker, words: Words, has_units: bool) -> str:
    icon = "late" if duty.outcome is Outcome.LATE else "missed"
    unit = f'<span class="unit">{escape(duty.unit or words("no_unit"))}</span>' if has_units else ""
    cells = (
        f'<span class="chip"><svg viewBox="0 0 14 14" aria-hidden="true"><use href="#i-{icon}"/></svg>'
        f"{escape(verdict_words(duty, speaker))}</span>"
        f'<span class="say">{escape(sentence_of(duty, speaker))}</span>'
        f'<span class="case">{escape(duty.matter.id)}</span>{unit}'
        f'<span class="day">{escape(speaker.day(duty.trigger.at.day))}</span>'
    )
    comma = speaker.pick("，", ", ")
    said = "".join(
        f"<li><b>{escape(fact.what)}</b>{escape(comma.join(filter(None, (fact.when, fact.detail))))}"
        f" <small>{escape(fact.source)}</small></li>"
        for fact in facts(duty, speaker)
    )
    counted = "".join(
        f"<li><i>{number}</i><b>{escape(line.operation)}</b><span>{escape(line.text)}"
        + (f"<small>{escape(line.article)}</small>" if line.article else "")
        + "</span></li>"
        for number, line in enumerate(working(duty, speaker), 1)
    )
    met = "".join(f"<li>{escape(line)}</li>" for line in what_would_have_met(duty, speaker))
    cited = "".join(
        f"<b>{escape(words('law')) if number == 0 else ''}</b><div>{escape(line.title)} {escape(line.article)}"
        + (f' <span class="tag">{escape(line.quality)}</span>' if line.quality else "")
        + f" {escape(line.in_force)}</div>"
        for number, line in enumerate(citation(duty, speaker))
    )
    return (
        f'<details class="f"><summary>{cells}</summary><div class="body"><div class="cols">'
        f"<div><h3>{escape(words('facts'))}</h3><ul>{said}</ul></div>"
        f"<div><h3>{escape(words('working'))}</h3><ol>{counted}</ol></div>"
        f"<div><h3>{escape(words('remedy'))}</h3><ul>{met}</ul></div></div>"
        f'<div class="law">{cited}</div></div></details>'
    )
