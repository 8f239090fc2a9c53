"""Explains a duty: sentence, facts, working, what would have met it, citation; for terminal and report.

In: a judged duty and the lawbook. Out: plain text in Chinese or English. It judges nothing and computes no
date: what it says was computed by the judge and stands in the verdict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fajing.core.events import Event
from fajing.core.working import describe
from fajing.lawbook.duty_spec import Form
from fajing.lawbook.model import Lawbook
from fajing.scan.citations import CitedLine, Statutes, cited_lines
from fajing.scan.conditions_read import condition_words
from fajing.scan.duty import Duty, Outcome, Reason
from fajing.scan.remedies import what_would_have_met
from fajing.scan.sentences import own_sentence, sentence_of, verdict_words
from fajing.scan.told import act_of, done_moment, values_read
from fajing.scan.trace_words import is_counting, operation_words, own_words
from fajing.scan.wording import Speaker

_MOST_FACTS = 8
_LONG_MONTH = re.compile(
    r"\b(January|February|March|April|June|July|August|September|October|November|December)\b"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something on record.

    Attributes:
        what: The step.
        when: Its moment, as precisely as it is known.
        detail: Object, officers (numbers), values the norm reads.
        source: Where the record stands.
    """

    what: str
    when: str
    detail: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Working:
    """One line of `怎么算的`.

    Attributes:
        operation: What was done: `起点`, `往后数`, `比较`.
        text: What happened.
        article: The article it rests on, or empty.
    """

    operation: str
    text: str
    article: str = ""


def sentence(duty: Duty, lawbook: Lawbook, language: str = "zh", *, year: int | None = None) -> str:
    """One sentence saying what was owed and what happened."""
    return sentence_of(duty, Speaker(lawbook, language, year))


def facts(duty: Duty, speaker: Speaker) -> list[Fact]:
    """What the record says: the trigger, what fulfilled it or came too late, and whatever else was looked at."""
    found = [duty.trigger, *duty.verdict.facts, *([duty.verdict.done] if duty.verdict.done else [])]
    if isinstance(duty.verdict.excused_by, Event):
        found.append(duty.verdict.excused_by)
    events = sorted({event.id: event for event in reversed(found)}.values(), key=_in_time)
    lines = [_fact(event, duty, speaker) for event in events[:_MOST_FACTS]]
    if len(events) > _MOST_FACTS:
        left = len(events) - _MOST_FACTS
        lines.append(Fact(speaker.pick(f"另有{left}条记录", f"{left} more records"), ""))
    looked = looked_for(duty, speaker)
    if looked:
        lines.append(Fact(speaker.pick("查过没有", "Looked for, not there"), "", looked))
    return lines


def _in_time(event: Event) -> tuple[int, int, str]:
    return (event.at.instant, event.seq, event.id)


def _fact(event: Event, duty: Duty, speaker: Speaker) -> Fact:
    what = act_of(duty, speaker) if event is duty.trigger else speaker.event(event)
    when = speaker.moment(event.at, seconds=True)
    if event.until is not None:
        when += "–" + speaker.moment(event.until, seconds=True, after=event.at.day)
    counted = done_moment(event, speaker)
    details = []
    if counted is not event.at:
        details.append(
            speaker.pick(f"按 {speaker.moment(counted)} 计", f"counted as of {speaker.moment(counted)}")
        )
    if event is not duty.trigger and event.objects:
        details.append(speaker.listing(list(event.objects[:3])))
    if event.officers:
        numbers = speaker.listing(speaker.officers(event.officers[:4]))
        details.append(speaker.pick(f"经办 {numbers}", f"by {numbers}"))
    if event.matter != duty.matter.id:
        details.append(event.matter)
    if event is duty.trigger:
        details += [f"{title} {value}" for title, value in values_read(duty, speaker)[:3]]
    return Fact(
        what[:1].upper() + what[1:],
        when,
        speaker.pick("，", ", ").join(details),
        speaker.source(event.source),
    )


def looked_for(duty: Duty, speaker: Speaker) -> str:
    """Steps that would have counted and were not found."""
    if duty.version is None or not (duty.outcome.is_broken or duty.outcome is Outcome.SLOW):
        return ""
    spec = duty.version.duty
    seen = {event.qualified_step for event in duty.verdict.facts}
    if duty.verdict.done is not None:
        seen.add(duty.verdict.done.qualified_step)
    wanted = [target.step for target in spec.targets.steps] if spec.form.value not in ("avoid",) else []
    if not spec.targets.all and any(step in seen for step in wanted):
        wanted = []
    wanted += [extension.on.step for extension in spec.extend]
    wanted += [target.step for pause in spec.pause for target in pause.start]
    wanted += [target.step for excuse in spec.excuse for target in excuse.on]
    titles = [speaker.step(step) for step in dict.fromkeys(wanted) if step not in seen]
    return speaker.listing(titles[:6])


def working(duty: Duty, speaker: Speaker) -> list[Working]:
    """How it was counted and compared, in order; the last line is the comparison."""
    lines: list[Working] = []
    version = duty.version
    article = cited_lines(version.cites[:1], speaker) if version else []
    cited = article[0].article if article else ""
    for operation, values in duty.verdict.trace:
        text = own_words(operation, values, duty, speaker)
        if text is None and is_counting(operation):
            year = speaker.year
            said = describe([(operation, values)], speaker.lawbook.zone, speaker.language, this_year=year)[0]
            text = said if speaker.is_zh else _LONG_MONTH.sub(lambda found: found[1][:3], said)
        if text:
            rests = cited if operation in ("add", "backward") else ""
            lines.append(Working(operation_words(operation, speaker), text, rests))
    spec = version.duty if version else None
    names = {operation for operation, _ in duty.verdict.trace}
    if (
        spec
        and duty.verdict.due
        and (spec.extend or spec.pause)
        and not names & {"extended", "paused", "stopped"}
    ):
        nothing = speaker.pick("没有暂停，没有延长", "no pause, no extension")
        lines.append(Working(speaker.pick("扣除与延长", "Pauses"), nothing))
    if spec and spec.value is not None:
        condition = condition_words(spec.value, duty, speaker)
        lines.append(Working(speaker.pick("要求", "Required"), condition, cited))
    lines.append(
        Working(speaker.pick("比较", "Compared"), _comparison(duty, speaker), "" if lines else cited)
    )
    return lines


def _comparison(duty: Duty, speaker: Speaker) -> str:
    verdict = duty.verdict
    chip = verdict_words(duty, speaker)
    end = speaker.pick(f"结论：{chip}", f"result: {chip}")
    if verdict.outcome is Outcome.UNDECIDABLE:
        named = speaker.listing([speaker.fact(name, duty.trigger) for name in verdict.missing[:4]])
        return speaker.pick(f"缺{named}，不能比较。{end}", f"{named} missing, nothing to compare; {end}")
    if verdict.due is None:
        if duty.version is None or not verdict.outcome.is_broken:
            return end
        return f"{own_sentence(duty, speaker)}{speaker.pick('。', '; ')}{end}"
    due = speaker.due(verdict.due)
    if verdict.reason is Reason.TOO_EARLY:
        return _too_early(duty, speaker, end)
    if verdict.done is not None:
        actual = speaker.moment(done_moment(verdict.done, speaker), seconds=True)
        amount = speaker.lateness(verdict.lateness)
        differ = speaker.pick(f"，相差{amount}", f", {amount} apart") if amount else ""
        return speaker.pick(
            f"期限到 {due}，实际 {actual}{differ}。{end}", f"time up to {due}, actual {actual}{differ}; {end}"
        )
    return speaker.pick(f"期限到 {due}，没有记录。{end}", f"time up to {due}, no record; {end}")


def _too_early(duty: Duty, speaker: Speaker, end: str) -> str:
    due = duty.verdict.due
    assert due is not None
    actual, amount = speaker.moment(duty.trigger.at, seconds=True), speaker.lateness(duty.verdict.lateness)
    if due.whole_day and duty.version is not None and duty.version.duty.form is Form.PRECEDED_BY:
        day = speaker.day(due.day)
        return speaker.pick(
            f"最早 {day}，实际 {actual}，差{amount}。{end}",
            f"not before {day}, actual {actual}, {amount} short; {end}",
        )
    until = speaker.due(due)
    return speaker.pick(
        f"等到 {until} 以后，实际 {actual}，差{amount}。{end}",
        f"only after {until}, actual {actual}, {amount} short; {end}",
    )


def citation(duty: Duty, speaker: Speaker, statutes: Statutes | None = None) -> list[CitedLine]:
    """The sources of the version that judged it."""
    return cited_lines(duty.version.cites, speaker, statutes) if duty.version else []


def version_words(duty: Duty, speaker: Speaker) -> str:
    """Which version of the norm applied."""
    if duty.version is None:
        return speaker.pick("版本不能确定", "version not known")
    start = duty.version.start.isoformat()
    return speaker.pick(f"规则版本 {start} 起", f"rule as from {start}")


def cited_text(line: CitedLine, speaker: Speaker) -> str:
    """A citation in one line."""
    tag = speaker.pick(f"【{line.quality}】", f" [{line.quality}]") if line.quality else ""
    since = speaker.pick(f"，{line.in_force}", f", {line.in_force}") if line.in_force else ""
    return f"{line.title}{speaker.pick('', ' ')}{line.article}{tag}{since}"


def render_text(
    duty: Duty,
    lawbook: Lawbook,
    language: str = "zh",
    *,
    year: int | None = None,
    short: bool = False,
    statutes: Statutes | None = None,
) -> str:
    """The explanation for a terminal: some twelve lines, or with `short` exactly six.

    Args:
        duty: The duty.
        lawbook: Names what it speaks of.
        language: `zh` or `en`.
        year: The year that goes without saying.
        short: Six lines: sentence, norm and matter, facts, working, what would have met it, citation.
        statutes: Statute texts to quote (not in the short form).
    """
    speaker = Speaker(lawbook, language, year)
    pick = speaker.pick
    comma, semicolon = pick("，", ", "), pick("；", "; ")
    said = [
        comma.join(part for part in (f"{fact.what} {fact.when}".strip(), fact.detail, fact.source) if part)
        for fact in facts(duty, speaker)
    ]
    counted = [f"{line.operation} {line.text}" for line in working(duty, speaker)]
    cited = [cited_text(line, speaker) for line in citation(duty, speaker)]
    met = what_would_have_met(duty, speaker)
    unit = f"{duty.unit}{comma}" if duty.unit else ""
    place = f"{duty.matter.id}{comma}{unit}{duty.norm.id}{comma}{version_words(duty, speaker)}"
    labels = [pick(*pair) for pair in _LABELS]
    head = f"[{verdict_words(duty, speaker)}] {sentence_of(duty, speaker)}{pick('。', '.')}"
    if short:
        rows = (place, semicolon.join(said[:3]), semicolon.join(counted), met[0], semicolon.join(cited[:2]))
        return "\n".join(
            [head, *(f"{label}{pick('：', ': ')}{row}" for label, row in zip(labels, rows, strict=True))]
        )
    lines = [head, f"{labels[0]}{pick('：', ': ')}{place}"]
    lines += _block(labels[1], said[:5], pick("：", ": "))
    lines += _block(
        labels[2], [f"{number}. {line}" for number, line in enumerate(counted, 1)], pick("：", ": ")
    )
    lines += _block(labels[3], met[:2], pick("：", ": "))
    lines += _block(labels[4], cited[:2], pick("：", ": "))
    if statutes is not None:
        lines += [
            f"  {text}" for line in citation(duty, speaker, statutes) for text in line.text.splitlines()
        ]
    return "\n".join(lines)


_LABELS = (
    ("案件", "Matter"),
    ("事实", "Facts"),
    ("怎么算的", "How counted"),
    ("怎样就算做到", "What would have met it"),
    ("依据", "Law"),
)


def _block(label: str, rows: list[str], colon: str) -> list[str]:
    """The first row beside the label, the rest beneath it."""
    return [f"{label}{colon}{row}" if number == 0 else f"  {row}" for number, row in enumerate(rows)]
