"""What a norm's own `message:` says of a duty: the duty in its words, then what is on record, and no more.

In: `Told`. Out: one sentence without full stop, or None where the message cannot speak. A clause whose value is not
there (`，迟{late}` of what was never done) is left out, and what is wrong instead is said after the rest.
"""

from __future__ import annotations

import re

from fajing.core.working import format_duration
from fajing.lawbook.duty_spec import Form
from fajing.scan.duty import Outcome, Reason
from fajing.scan.form_sentences import so_far
from fajing.scan.told import Told

_PLACEHOLDER = re.compile(r"\{(trigger|due|done|late|missing)\}")
_CLAUSES = {"zh": re.compile(r"(?<=[，；。])"), "en": re.compile(r"(?<=[,;.]) ")}
_BESIDE_A_SIGN = re.compile(r" +(?=[，。；、：）])|(?<=[，。；、：（]) +|^ +| +$| (?= )")
_DENIAL_ZH = re.compile("没有|未")
_DENIAL_EN = re.compile(r"\b(no|none|not|neither|nor|untold|lacks)\b")
_LONGEST_ZH, _LONGEST_EN = 120, 300
"""Longer ones give way to the program's own sentence; the lawbook's authors are asked for much shorter ones."""


def norm_words(told: Told) -> str | None:
    """The norm's own words, where the duty is broken or still to be done and the message names what it is about."""
    message = told.duty.norm.message
    if message is None or not _speaks(told):
        return None
    values = _values(told)
    source = told.speaker.text(message)
    if not _PLACEHOLDER.search(source):
        return None
    clauses = _CLAUSES["zh" if told.speaker.is_zh else "en"].split(source)
    kept = [clause for clause in clauses if all(values[name] for name in _PLACEHOLDER.findall(clause))]
    if clauses[0] not in kept or _loses_its_time(clauses, kept, values):
        return None
    text = ("" if told.speaker.is_zh else " ").join(kept)
    names = _PLACEHOLDER.findall(text)
    filled = _PLACEHOLDER.sub(lambda found: _spaced(told, found[1], values[found[1]]), text)
    if told.speaker.is_zh:
        filled = _BESIDE_A_SIGN.sub("", filled)
    filled = filled.rstrip("，；。,;. ")
    said = filled + _what_is_wrong(told, names, denied=_denies(filled, told))
    return said if len(said) <= (_LONGEST_ZH if told.speaker.is_zh else _LONGEST_EN) else None


def _speaks(told: Told) -> bool:
    """Whether the message is about this outcome; of what is still to be done only one with a due moment speaks."""
    if told.duty.outcome is Outcome.OPEN:
        due_named = told.duty.norm.message is not None and "{due}" in told.duty.norm.message.zh
        to_be_done = told.spec.form in (Form.DO, Form.EVERY) and told.verdict.paused_since is None
        return due_named and to_be_done and bool(told.due)
    return told.duty.outcome.is_broken or told.duty.outcome is Outcome.SLOW


def _values(told: Told) -> dict[str, str]:
    reason = told.verdict.reason
    in_time = reason in (Reason.TOO_LATE, Reason.TOO_EARLY)
    return {
        "trigger": told.at,
        "due": told.due,
        # Of what came in the wrong order the moment alone would look like a delay.
        "done": "" if reason is Reason.ONLY_AFTER else told.moment(told.verdict.done),
        "late": told.amount() if in_time else "",
        "missing": told.missing(),
    }


def _loses_its_time(clauses: list[str], kept: list[str], values: dict[str, str]) -> bool:
    """Whether a clause went for want of the due moment: then nobody could tell by when."""
    return any("{due}" in clause and not values["due"] for clause in clauses if clause not in kept)


def _spaced(told: Told, name: str, value: str) -> str:
    """A moment stands between spaces in Chinese: `应在 3月3日 24:00 前`."""
    return f" {value} " if told.speaker.is_zh and name in ("trigger", "due", "done") else value


def _denies(text: str, told: Told) -> bool:
    """Whether the words left already say that something is not there."""
    last = re.split("[，；]" if told.speaker.is_zh else "[,;] ", text)[-1]
    return bool((_DENIAL_ZH if told.speaker.is_zh else _DENIAL_EN).search(last))


def _what_is_wrong(told: Told, names: list[str], *, denied: bool) -> str:
    """What the message left unsaid, as one more clause."""
    pick, amount = told.pick, told.amount()
    if told.duty.outcome is Outcome.OPEN:
        return pick("，未到期", "; not yet due")
    match told.verdict.reason:
        case Reason.ABSENT if not denied and told.due:
            return pick("；没有记录", "; no record")
        case Reason.ABSENT_PART if "missing" not in names and not denied:
            return pick(f"；缺{told.missing()}", f"; {told.missing()} missing")
        case Reason.TOO_LATE if "late" not in names:
            return told.late()
        case Reason.TOO_EARLY if "late" not in names and amount:
            short = told.spec.form is Form.PRECEDED_BY
            return pick(
                f"，{'差' if short else '早'}{amount}", f", {amount} {'too short' if short else 'early'}"
            )
        case Reason.ONLY_AFTER:
            return _only_after(told)
        case Reason.TOO_MANY | Reason.TOO_FEW if told.spec.amount is not None:
            counted = so_far(told.spec.amount, told)
            return pick(f"，{counted}", f", {counted}") if counted else ""
        case Reason.UNCOVERED if seconds := told.gap_seconds():
            length = format_duration(seconds=seconds, language=told.speaker.language)
            return pick(f"；缺{length}", f"; {length} missing")
    return ""


def _only_after(told: Told) -> str:
    done = told.verdict.done or (told.other if told.spec.form is Form.PRECEDED_BY else None)
    if done is None or told.spec.targets.in_order:
        return told.pick("；次序不对", "; in the wrong order")
    when = told.speaker.moment(done.at)
    return told.pick(f"；{when} 才有", f"; done only {when}")


def in_general(message: str, *, is_zh: bool) -> str:
    """A message as it speaks of no matter in particular: the duty alone, without moments.

    Example:
        >>> in_general("接报（{trigger}）后，单位应在{due}前受案；实际{done}，迟{late}。", is_zh=True)
        '接报后，单位应在期限内受案'
        >>> in_general("The unit accepts by {due} what came {trigger}; done {done}, {late} late.", is_zh=False)
        'The unit accepts by the due moment what came at a given time'
    """
    first, *others = re.split("；" if is_zh else "; ", message)
    of_the_case = [part for part in others if "{trigger}" not in part or "{due}" in part]
    more = [] if is_zh else [part for part in of_the_case if not _OF_THE_RECORD_EN.search(part)]
    duty = "; ".join([first, *more])
    for written, said in _GENERALLY_ZH if is_zh else _GENERALLY_EN:
        duty = written.sub(said, duty)
    return duty.rstrip("，；。,;. ")


_GENERALLY_ZH = [
    (re.compile(written), said)
    for written, said in (
        (r"（\{trigger\}）", ""),
        (r"（\{trigger\}，?", "（"),
        (r"即\{due\}前", ""),
        (r"，本机关标准为\{due\}前", "，期限按本机关标准"),
        (r"在([^，；]{0,8})\{due\}前", r"在\1期限内"),
        (r"\{due\}", "期限届满时"),
        (r"[^，；。]*\{(done|late|missing)\}[^，；。]*", ""),
        (r"\{trigger\}", ""),
    )
]
_OF_THE_RECORD_EN = re.compile(
    r"\{(done|late|missing)\}|\b(record|recorded|file|untold)\b|own standard|^(on|for|that of) |^\{trigger\}"
)
_GENERALLY_EN = [
    (re.compile(written), said)
    for written, said in (
        (r" \(\{trigger\}\)", ""),
        (r"\b(on|of|from) \{trigger\}", r"\1 a given day"),
        (r"\{trigger\}", "at a given time"),
        (r"\{due\}", "the due moment"),
        (r",? [A-Za-z ]*\{(done|late|missing)\}[^,;.]*", ""),
    )
]
