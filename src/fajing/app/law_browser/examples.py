"""The examples of a norm: what was given, what happened, what came out, each with its drawing.

In: a norm. Out: HTML. Every example is played again on the engine; one that does not come out as it says is marked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fajing.app.law_browser.shell import icon, panel
from fajing.app.law_browser.site import Site, html
from fajing.app.law_browser.timeline import Timeline
from fajing.core.errors import FajingError
from fajing.core.events import Event
from fajing.core.moments import Moment, parse_moment
from fajing.lawbook.model import Norm
from fajing.scan.duty import Duty
from fajing.scan.example_log import MAIN, ExampleLog
from fajing.scan.examples import as_expected, judge_example
from fajing.scan.sentences import sentence_of, verdict_words
from fajing.scan.wording import Speaker

_FIRST = 8
_GIVEN = ("file", "officers", "registers")


def examples_panel(norm: Norm, site: Site) -> str:
    """All examples: the first eight, one of each outcome before a second of any; the rest folded away."""
    if not norm.examples:
        return ""
    words = site.words
    rows = [_example(norm, raw, number, site) for number, raw in enumerate(norm.examples, 1)]
    order = _telling_first(norm.examples)
    shown = "".join(rows[place] for place in sorted(order[:_FIRST]))
    rest = [rows[place] for place in sorted(order[_FIRST:])]
    folded = (
        f"<details class='rest'><summary>{html(words('more_examples', len(rest)))}</summary>{''.join(rest)}</details>"
        if rest
        else ""
    )
    title = words("examples", len(rows))
    return panel(title, f'<div class="examples">{shown}{folded}</div>', words("examples_note"), "flush")


def _telling_first(examples: Sequence[Mapping[str, Any]]) -> list[int]:
    """Positions of the examples: the first of each outcome, then the others, each in their order."""
    seen: set[str] = set()
    first: list[int] = []
    others: list[int] = []
    for place, raw in enumerate(examples):
        outcome = str(raw["expect"]).split(" ")[0]
        (others if outcome in seen else first).append(place)
        seen.add(outcome)
    return first + others


def _example(norm: Norm, raw: Mapping[str, Any], number: int, site: Site) -> str:
    words, lawbook = site.words, site.lawbook
    try:
        log = ExampleLog(lawbook, norm.procedure).build(raw["events"], raw.get("matter"), raw.get("file"))
        duties = judge_example(norm, lawbook, raw)
        as_of = parse_moment(raw["as_of"], lawbook.zone) if "as_of" in raw else None
        passed = as_expected(raw["expect"], duties)
    except FajingError as error:
        return (
            f'<div class="example"><p class="say">{number}. {html(words("unplayable", error.what))}</p></div>'
        )
    events = sorted(log.events(), key=lambda event: event.seq)
    year = lawbook.zone.civil(events[0].at.instant).year
    speaker = Speaker(lawbook, site.speaker.language, year)
    title = "; ".join(sentence_of(duty, speaker) for duty in duties) or words("no_duty_note")
    chips = "".join(_chip(duty, speaker) for duty in duties[:4])
    if not duties:
        chips = f'<span class="chip is-none">{icon("excused")}{html(words("no_duty"))}</span>'
    said = "<br>".join(html(sentence_of(duty, speaker)) for duty in duties[:4]) or html(words("no_duty_note"))
    expected = raw["expect"] if isinstance(raw["expect"], str) else "; ".join(raw["expect"])
    wrong = "" if passed else f'<p class="wrong">{html(words("expected", expected))}</p>'
    timeline = Timeline(speaker, events, duties, as_of, title)
    drawing = timeline.svg() if timeline.says_something else ""
    return (
        f'<div class="example"><div class="head-line"><span class="chips">{chips}</span>'
        f'<p class="say">{said}</p></div>{wrong}'
        f'<div class="two">{_events(events, norm, raw, speaker, site, as_of)}'
        f'<div class="drawing">{drawing}</div></div></div>'
    )


def _chip(duty: Duty, speaker: Speaker) -> str:
    return (
        f'<span class="chip is-{duty.outcome.value}">{icon(duty.outcome.value)}'
        f"{html(verdict_words(duty, speaker))}</span>"
    )


def _events(
    events: Sequence[Event],
    norm: Norm,
    raw: Mapping[str, Any],
    speaker: Speaker,
    site: Site,
    as_of: Moment | None,
) -> str:
    """What was given, then each event with its number, moment and values."""
    words, rows = site.words, []
    given = _given(norm, raw, speaker)
    if given:
        rows.append(f"<p class='given'><b>{html(words('given'))}</b>{html(given)}</p>")
    full = site.speaker
    items = []
    for number, event in enumerate(events, 1):
        moment = (full if number == 1 else speaker).moment(event.at, seconds=True)
        if event.until is not None:
            moment += "–" + speaker.moment(event.until, seconds=True, after=event.at.day)
        title = speaker.event(event) if speaker.is_zh else _capital(speaker.event(event))
        detail = speaker.listing(_details(event, norm, speaker))
        items.append(
            f"<li><b>{html(title)}</b> {html(moment)}"
            + (f" <small>{html(detail)}</small>" if detail else "")
            + "</li>"
        )
    rows.append(f'<ol class="events">{"".join(items)}</ol>')
    if as_of is not None:
        rows.append(f"<p class='given'>{html(words('as_of', speaker.moment(as_of)))}</p>")
    return f"<div>{''.join(rows)}</div>"


def _details(event: Event, norm: Norm, speaker: Speaker) -> list[str]:
    found = []
    if event.matter != MAIN:
        home = speaker.lawbook.procedures.get(event.procedure)
        other = speaker.text(home.title) if home is not None and event.procedure != norm.procedure else ""
        found.append(f"{other} {event.matter}".strip() if event.matter != event.procedure else other)
    found += event.objects
    officers = speaker.officers(event.officers)
    if officers:
        found.append(speaker.pick("经办 ", "by ") + speaker.pick("、", ", ").join(officers))
    for name, value in event.values.items():
        said = speaker.value_of(name, value, event)
        found.append(f"{speaker.fact(f'event.{name}', event)} {said}")
    return [one for one in found if one]


def _given(norm: Norm, raw: Mapping[str, Any], speaker: Speaker) -> str:
    """Values of the matter in words, the rest as YAML says it."""
    found = []
    fields = speaker.lawbook.procedures[norm.procedure].fields
    for name, value in raw.get("matter", {}).items():
        title = speaker.text(fields[name].title) if name in fields else name
        found.append(f"{title} {_flow(value, speaker)}")
    found += [f"{name}: {_flow(raw[name], speaker)}" for name in _GIVEN if name in raw]
    return speaker.listing(found)


def _flow(value: Any, speaker: Speaker) -> str:
    if isinstance(value, bool):
        return speaker.pick("是", "yes") if value else speaker.pick("否", "no")
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item, speaker)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item, speaker) for item in value) + "]"
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
