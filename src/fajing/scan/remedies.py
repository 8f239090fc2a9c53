"""What would have met a duty: for each form, the lines of `怎样就算做到`.

In: a duty. Out: alternatives, of which one is enough, read from the norm and the moments already computed.
"""

from __future__ import annotations

from collections.abc import Callable

from fajing.core.periods import Length
from fajing.lawbook.duty_spec import DutySpec, Form
from fajing.scan.conditions_read import condition_words
from fajing.scan.duty import Duty, Outcome, Reason
from fajing.scan.form_sentences import bound_words, counted_what
from fajing.scan.told import act_of
from fajing.scan.wording import Speaker


def what_would_have_met(duty: Duty, speaker: Speaker) -> list[str]:
    """Ways in which the duty would have been met; one is enough. Sentences with their full stop."""
    if duty.version is None:
        return [
            speaker.pick(
                "补上确定适用版本所需的日期，即可判定。",
                "Record the date that decides which version applies.",
            )
        ]
    spec = duty.version.duty
    lines = []
    if duty.outcome is Outcome.UNDECIDABLE:
        facts = [speaker.fact(name, duty.trigger) for name in duty.verdict.missing]
        named = speaker.listing(facts[:4])
        lines.append(speaker.pick(f"补上{named}，即可判定。", f"Record {named}, and it can be judged."))
    lines.append(_FORMS[spec.form](duty, spec, speaker))
    lines += _extensions(duty, spec, speaker)
    lines += _excuses(duty, spec, speaker)
    return lines


def _stop(text: str, speaker: Speaker) -> str:
    return text + speaker.pick("。", ".")


def _by(duty: Duty, speaker: Speaker) -> str:
    return speaker.due(duty.verdict.due) if duty.verdict.due is not None else ""


def _do(duty: Duty, spec: DutySpec, speaker: Speaker) -> str:
    owed = speaker.steps(spec.targets)
    if spec.targets.in_order:
        owed = speaker.pick(f"依次{owed}", f"{owed} in this order")
    before = speaker.steps(spec.before)
    due = _by(duty, speaker)
    when = [speaker.pick(f"{due} 前", f"by {due}")] if due else []
    when += [speaker.pick(f"{before}之前", f"before {before}")] if before else []
    when = when or [speaker.pick("案件办结前", "before the matter ends")]
    return speaker.pick(f"{'、'.join(when)}{owed}。", f"{_up(owed)} {' and '.join(when)}.")


def _up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _preceded_by(duty: Duty, spec: DutySpec, speaker: Speaker) -> str:
    owed, act, due = speaker.steps(spec.targets), act_of(duty, speaker), _by(duty, speaker)
    if duty.verdict.reason is Reason.TOO_LATE and due:
        return speaker.pick(f"{due} 前{act}。", f"{act} by {due}.")
    if duty.verdict.reason is Reason.TOO_EARLY and duty.verdict.due is not None:
        return _not_before(duty, spec, speaker)
    limits = []
    if spec.within is not None:
        most = speaker.within(spec.within)
        limits.append(speaker.pick(f"相距不超过{most}", f"no more than {most} apart"))
    if spec.at_least is not None:
        least = speaker.length(spec.at_least)
        limits.append(speaker.pick(f"相距不少于{least}", f"at least {least} apart"))
    more = "".join(speaker.pick(f"，{limit}", f", {limit}") for limit in limits)
    order = speaker.pick("依次", "") if spec.targets.in_order else ""
    return speaker.pick(f"{act}之前先{order}{owed}{more}。", f"{_up(owed)} before {_low(act)}{more}.")


def _low(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _not_before(duty: Duty, spec: DutySpec, speaker: Speaker) -> str:
    act, due = act_of(duty, speaker), duty.verdict.due
    assert due is not None
    # `at_least` is met on the day the distance is reached; a window must have run out altogether.
    if spec.form is Form.PRECEDED_BY and due.whole_day:
        day = speaker.day(due.day)
        return speaker.pick(f"不早于 {day} {act}。", f"{act} not before {day}.")
    return speaker.pick(f"{speaker.due(due)} 之后{act}。", f"{act} after {speaker.due(due)}.")


def _after_window(duty: Duty, spec: DutySpec, speaker: Speaker) -> str:
    if duty.verdict.due is not None:
        return _not_before(duty, spec, speaker)
    owed, act, window = speaker.steps(spec.targets), act_of(duty, speaker), speaker.within(spec.within)
    return speaker.pick(f"{owed}满{window}后再{act}。", f"{act} once {window} after {owed} have run out.")


def _accompanied_by(duty: Duty, spec: DutySpec, speaker: Speaker) -> str:
    owed = speaker.steps(spec.targets)
    return speaker.pick(f"案卷中有{owed}。", f"{_up(owed)} in the file.")


def _avoid(duty: Duty, spec: DutySpec, speaker: Speaker) -> str:
    owed, until, due = speaker.steps(spec.targets), speaker.steps(spec.until), _by(duty, speaker)
    when = speaker.pick(f"{due} 前", f" until {due}") if due else ""
    when = speaker.pick(f"{until}之前", f" until {until}") if until else when
    act = act_of(duty, speaker)
    return speaker.pick(f"{act}后{when}不{owed}。", f"No {owed} after {_low(act)}{when}.")


def _amount(duty: Duty, spec: DutySpec, speaker: Speaker) -> str:
    assert spec.amount is not None
    what, bound = counted_what(spec.amount, duty, speaker), bound_words(spec.amount, duty, speaker)
    if spec.form is Form.AT_MOST:
        return speaker.pick(f"{what}不超过{bound}。", f"{_up(what)} no more than {bound}.")
    due = _by(duty, speaker)
    by = speaker.pick(f"{due} 前", f" by {due}") if due else ""
    return speaker.pick(f"{by}{what}不少于{bound}。", f"{_up(what)} at least {bound}{by}.")


def _officers(duty: Duty, spec: DutySpec, speaker: Speaker) -> str:
    word, count = spec.officers_count or (">=", 1)
    who = condition_words(spec.officers_where, duty, speaker) if spec.officers_where else ""
    kind = speaker.pick(f"（{who}）", f" ({who})") if who else ""
    sign = {">=": ("不少于", "at least "), "<=": ("不多于", "at most ")}.get(word, (word, word))
    return speaker.pick(
        f"{act_of(duty, speaker)}时人员{sign[0]}{count}人{kind}。",
        f"{_up(sign[1])}{count} officers at {_low(act_of(duty, speaker))}{kind}.",
    )


def _role(duty: Duty, spec: DutySpec, speaker: Speaker) -> str:
    roles = speaker.either([speaker.role(role) for role in spec.roles])
    return speaker.pick(f"由{roles}{act_of(duty, speaker)}。", f"{act_of(duty, speaker)} by {roles}.")


def _by_other_than(duty: Duty, spec: DutySpec, speaker: Speaker) -> str:
    act = act_of(duty, speaker)
    if spec.any_handler:
        return speaker.pick(f"由不办理本案的人员{act}。", f"{act} by someone who does not handle the case.")
    owed = speaker.steps(spec.targets)
    return speaker.pick(f"由没有经手{owed}的人员{act}。", f"{act} by someone who did not act at {owed}.")


def _by_same_as(duty: Duty, spec: DutySpec, speaker: Speaker) -> str:
    act, owed = act_of(duty, speaker), speaker.steps(spec.targets)
    return speaker.pick(f"由经手{owed}的同一人员{act}。", f"{act} by someone who acted at {owed}.")


def _with(duty: Duty, spec: DutySpec, speaker: Speaker) -> str:
    titles = [speaker.fact(f"event.{name}", duty.trigger) for name in spec.parts]
    parts = speaker.both(titles) if spec.parts_all else speaker.either(titles)
    act = act_of(duty, speaker)
    return speaker.pick(f"{act}的记录中有{parts}。", f"The record of {_low(act)} has {parts}.")


def _value(duty: Duty, spec: DutySpec, speaker: Speaker) -> str:
    assert spec.value is not None
    return _stop(condition_words(spec.value, duty, speaker), speaker)


def _covered_by(duty: Duty, spec: DutySpec, speaker: Speaker) -> str:
    owed, trigger = speaker.steps(spec.targets), duty.trigger
    start = speaker.moment(trigger.at, seconds=True)
    end = speaker.moment(trigger.until, seconds=True, after=trigger.at.day) if trigger.until else ""
    spare = speaker.lateness_of(spec.tolerance) if spec.tolerance else ""
    slack = speaker.pick(f"（误差不超过{spare}）", f" (give or take {spare})") if spare else ""
    return speaker.pick(
        f"{owed}覆盖 {start} 至 {end} 全程{slack}。",
        f"{_up(owed)} covers {start} to {end} throughout{slack}.",
    )


def _apart(duty: Duty, spec: DutySpec, speaker: Speaker) -> str:
    kind = kind_words(spec.apart, speaker)
    act = act_of(duty, speaker)
    return speaker.pick(
        f"同一{kind}在同一时间只用于一项{act}。", f"The same {kind} serves one {_low(act)} at a time."
    )


def kind_words(kind: str | None, speaker: Speaker) -> str:
    """What must not overlap: an officer, a room, a device."""
    known = {"officer": ("人员", "officer"), "room": ("房间", "room"), "device": ("设备", "device")}
    return speaker.pick(*known.get(kind or "", (kind or "", kind or "")))


def _every(duty: Duty, spec: DutySpec, speaker: Speaker) -> str:
    owed, due = speaker.steps(spec.targets), _by(duty, speaker)
    if due:
        return speaker.pick(f"{due} 前{owed}。", f"{_up(owed)} by {due}.")
    length = speaker.length(spec.every) if isinstance(spec.every, Length) else ""
    return speaker.pick(f"每{length}{owed}。", f"{_up(owed)} every {length}.")


_FORMS: dict[Form, Callable[[Duty, DutySpec, Speaker], str]] = {
    Form.DO: _do,
    Form.PRECEDED_BY: _preceded_by,
    Form.AFTER_WINDOW: _after_window,
    Form.ACCOMPANIED_BY: _accompanied_by,
    Form.AVOID: _avoid,
    Form.AT_MOST: _amount,
    Form.AT_LEAST: _amount,
    Form.OFFICERS: _officers,
    Form.ROLE: _role,
    Form.BY_OTHER_THAN: _by_other_than,
    Form.BY_SAME_AS: _by_same_as,
    Form.WITH: _with,
    Form.VALUE: _value,
    Form.COVERED_BY: _covered_by,
    Form.APART: _apart,
    Form.EVERY: _every,
}


def _extensions(duty: Duty, spec: DutySpec, speaker: Speaker) -> list[str]:
    """Steps that would have moved the due moment and did not."""
    due = _by(duty, speaker)
    used = {event.qualified_step for event in duty.verdict.facts}
    lines = []
    for extension in spec.extend:
        length = extension.to or extension.by
        if not due or length is None or extension.on.step in used:
            continue
        step, long = speaker.step(extension.on.step), speaker.length(length)
        more = speaker.pick(
            "期限为" if extension.to else "期限延长", "the time is then " if extension.to else "which adds "
        )
        lines.append(speaker.pick(f"{due} 前{step}，{more}{long}。", f"{_up(step)} by {due}; {more}{long}."))
    return lines[:2]


def _excuses(duty: Duty, spec: DutySpec, speaker: Speaker) -> list[str]:
    """Steps and conditions that would have excused it."""
    lines = []
    due = _by(duty, speaker)
    for excuse in spec.excuse[:1]:
        steps = speaker.steps(excuse.on)
        lines.append(
            speaker.pick(
                f"{due + ' 前' if due else ''}有{steps}，免除。",
                f"{_up(steps)}{' by ' + due if due else ''}: excused.",
            )
        )
    if spec.unless is not None and duty.outcome is not Outcome.EXCUSED:
        condition = condition_words(spec.unless, duty, speaker)
        lines.append(speaker.pick(f"{condition}，免除。", f"{condition}: excused."))
    return lines
