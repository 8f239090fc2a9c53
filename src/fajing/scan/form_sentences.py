"""The sentences of the forms of duty, one function each.

In: `Told`. Out: one sentence without full stop: `[act]后应在 [moment] 前[duty]，实际 [moment]，迟N`.
"""

from __future__ import annotations

from collections.abc import Callable

from fajing.core.money import format_fen
from fajing.core.periods import Length
from fajing.core.working import format_duration
from fajing.lawbook.conditions import Expression
from fajing.lawbook.duty_spec import Amount, Form
from fajing.lawbook.model import Field
from fajing.scan.conditions_read import condition_words
from fajing.scan.duty import Duty, Outcome, Reason
from fajing.scan.told import Told, act_of, values_read
from fajing.scan.wording import Speaker, lower_first


def _do(told: Told) -> str:
    act, owed, due, pick = told.act, told.owed, told.due, told.pick
    should = pick("宜在" if told.duty.outcome is Outcome.SLOW else "应在", "due by")
    reason, done = told.verdict.reason, told.verdict.done
    if told.duty.outcome is Outcome.MET:
        when = told.speaker.moment(done.at) if done else ""
        done_what = told.speaker.event(done) if done else owed
        by = pick(f"，在 {due} 前", f", before {due}") if due else ""
        return pick(f"{act}后 {when} {done_what}{by}", f"{act}: {done_what} {when}{by}")
    if reason is Reason.ABSENT_PART:
        part = told.missing()
        return pick(f"{act}后应有{owed}，缺{part}", f"{act}: {owed} owed, {part} missing")
    if reason is Reason.ONLY_AFTER:
        return _wrong_order(told)
    if done is not None:
        what = "" if told.speaker.event(done) in owed else told.speaker.event(done)
        actual = told.moment(done)
        return pick(
            f"{act}后{should} {due} 前{owed}，实际 {actual} {what}".rstrip() + told.late(),
            f"{act}: {owed} {should} {due}, done {actual}{told.late()}",
        )
    if due:
        return pick(
            f"{act}后{should} {due} 前{owed}，此后没有记录", f"{act}: {owed} {should} {due}, no record since"
        )
    return pick(f"{act}后没有{owed}的记录", f"{act}: no record of {owed}")


def _wrong_order(told: Told) -> str:
    """`do` with `before:` or `in_order`: the step stands, but too late in the order."""
    done, owed = told.verdict.done, told.owed
    if not told.spec.before and done is not None:
        when = told.moment(done)
        return told.pick(
            f"{told.act}后应在结案前{owed}，{when} 才有",
            f"{told.act}: {owed} owed before the end, done {when}",
        )
    if not told.spec.before or done is None:
        return told.pick(
            f"{told.act}后应依次{owed}，次序不对",
            f"{told.act}: {owed} owed in this order, which was not kept",
        )
    before, what, when = (
        told.speaker.steps(told.spec.before),
        told.speaker.event(done),
        told.speaker.moment(done.at),
    )
    return told.pick(
        f"{told.act}后应先{what}再{before}，{what} {when} 才有",
        f"{told.act}: {what} owed before {before}, done {when}",
    )


def _preceded_by(told: Told) -> str:
    act, at, owed, pick, other = told.act, told.at, told.owed, told.pick, told.other
    reason = told.verdict.reason
    when = told.speaker.moment(other.at) if other else ""
    if told.duty.outcome is Outcome.MET:
        return pick(
            f"{act} {at}，此前已{owed} {when}".rstrip(), f"{act} {at}, {owed} earlier {when}".rstrip()
        )
    if reason is Reason.TOO_LATE:
        if told.due:
            actual = told.moment(told.trigger)
            what = told.other_title
            return pick(
                f"{what}后应在 {told.due} 前{act}，实际 {actual}{told.late()}",
                f"{act} due by {told.due} after {what}, done {actual}{told.late()}",
            )
        limit = told.speaker.within(told.spec.within)
        return pick(
            f"{act} {at}，距{owed} {when} 超过{limit}", f"{act} {at}, more than {limit} after {owed} {when}"
        )
    if reason is Reason.TOO_EARLY:
        return _too_early(told, when)
    if reason is Reason.ONLY_AFTER and told.verdict.done is None:
        return pick(f"{act} {at}，此前{owed}次序不对", f"{act} {at}, {owed} before it in the wrong order")
    if reason is Reason.ONLY_AFTER:
        after = pick(f"（{when}）", f" ({when})") if when else ""
        return pick(f"{act} {at}，{owed}在其后{after}", f"{act} {at}, {owed} only after it{after}")
    if reason is Reason.ABSENT_PART:
        part = told.missing()
        return pick(f"{act} {at}，此前缺{part}", f"{act} {at}, {part} missing before it")
    return pick(f"{act} {at}，此前没有{owed}", f"{act} {at}, no {owed} before it")


def _too_early(told: Told, when: str) -> str:
    """Before a least distance or a window had run out."""
    amount = told.amount()
    early = told.pick(f"，早{amount}", f", {amount} early") if amount else ""
    due, what = told.verdict.due, told.other_title
    if due is None:
        limit = (
            told.speaker.length(told.spec.at_least)
            if told.spec.at_least
            else told.speaker.within(told.spec.within)
        )
        return told.pick(
            f"{told.act} {told.at}，距{what} {when} 不足{limit}{early}",
            f"{told.act} {told.at}, less than {limit} after {what} {when}{early}",
        )
    actual = told.moment(told.trigger)
    if told.spec.form is Form.PRECEDED_BY and due.whole_day:
        day = told.speaker.day(due.day)
        return told.pick(
            f"{what}后最早 {day} 可{told.act}，实际 {actual}{early}",
            f"{told.act} not before {day} after {what}, done {actual}{early}",
        )
    return told.pick(
        f"{what}后等到 {told.due} 期满才可{told.act}，实际 {actual}{early}",
        f"{told.act} only once {told.due} is past after {what}, done {actual}{early}",
    )


def _accompanied_by(told: Told) -> str:
    if told.duty.outcome is Outcome.MET:
        return told.pick(
            f"{told.act} {told.at}，案卷中有{told.owed}", f"{told.act} {told.at}, {told.owed} in the file"
        )
    if told.verdict.reason is Reason.ABSENT_PART:
        part = told.missing()
        return told.pick(
            f"{told.act} {told.at}，案卷中缺{part}", f"{told.act} {told.at}, {part} missing in the file"
        )
    return told.pick(
        f"{told.act} {told.at}，案卷中没有{told.owed}", f"{told.act} {told.at}, no {told.owed} in the file"
    )


def _avoid(told: Told) -> str:
    limit = told.speaker.within(told.spec.within)
    within = told.pick(f"{limit}内", f" within {limit}") if limit else ""
    if told.duty.outcome is Outcome.MET:
        return told.pick(f"{told.act}后{within}没有{told.owed}", f"{told.act}: no {told.owed}{within}")
    when = told.moment(told.other)
    return told.pick(
        f"{told.act} {told.at} 后{within}不得{told.owed}，{when} 有",
        f"{told.act} {told.at}: {told.owed} not allowed{within}, done {when}",
    )


def counted_what(amount: Amount, duty: Duty, speaker: Speaker) -> str:
    """What is counted, in words."""
    title = speaker.steps(amount.targets) if amount.targets else act_of(duty, speaker)
    if amount.kind == "sum" and amount.value:
        field = _summed(amount, duty, speaker)
        return f"{title} {speaker.text(field.title)}" if field else f"{title} {amount.value}"
    return title


def _summed(amount: Amount, duty: Duty, speaker: Speaker) -> Field | None:
    """The field whose values are added up."""
    step = amount.targets[0].step if amount.targets else duty.trigger.qualified_step
    procedure, _, name = step.partition(".")
    owner = speaker.lawbook.procedures.get(procedure)
    return owner.steps[name].fields.get(amount.value or "") if owner and name in owner.steps else None


def bound_words(amount: Amount, duty: Duty, speaker: Speaker) -> str:
    """The bound in words: `2次`, `8小时`, `最近一次“处罚决定”的罚款`."""
    if isinstance(amount.bound, Length):
        return speaker.length(amount.bound)
    if isinstance(amount.bound, Expression):
        return condition_words(amount.bound, duty, speaker)
    return (
        speaker.pick(f"{amount.bound}次", str(amount.bound)) if amount.kind == "count" else str(amount.bound)
    )


def _amount(told: Told) -> str:
    amount = told.spec.amount
    assert amount is not None
    what, bound = counted_what(amount, told.duty, told.speaker), bound_words(amount, told.duty, told.speaker)
    most = told.spec.form is Form.AT_MOST
    counted_so_far = so_far(amount, told)
    if told.duty.outcome is Outcome.MET:
        limit = ""
    elif most:
        limit = told.pick(f"最多{bound}", f"at most {bound} allowed")
    else:
        limit = told.pick(f"至少{bound}", f"at least {bound} owed")
    if not amount.targets:
        parts = [f"{what} {told.at}", counted_so_far, limit]
    else:
        counted = told.pick(what, what[:1].lower() + what[1:])
        parts = [f"{told.act} {told.at}", f"{counted}{told.pick('', ' ')}{counted_so_far}", limit]
    return told.pick("，", ", ").join(part for part in parts if part)


def so_far(amount: Amount, told: Told) -> str:
    """What was counted, summed or measured up to now: `已是第3次`."""
    found = told.amount_found()
    if found is None:
        return ""
    if amount.kind == "length":
        length = told.speaker.hours(int(found))
        return told.pick(f"共{length}", f"{length} in all")
    number = told.speaker.value(found)
    if amount.kind == "sum":
        field = _summed(amount, told.duty, told.speaker)
        if field is not None and field.type == "money" and field.unit is None:
            number = format_fen(int(found), told.speaker.language)
        return told.pick(f"共{number}", f"{number} in all")
    if not amount.targets and amount.back:
        return told.pick(f"已是第{number}次", f"no. {number}")
    return told.pick(f"共{number}次", f"{number} in all")


def _officers(told: Told) -> str:
    word, wanted = told.spec.officers_count or (">=", 1)
    found = len({officer.id for officer in told.trigger.officers})
    there = "1 officer" if found == 1 else f"{found} officers"
    if told.duty.outcome is Outcome.MET:
        return told.pick(f"{told.act} {told.at}，{found}人", f"{told.act} {told.at}, {there}")
    least = {
        ">=": (f"应不少于{wanted}人", f"at least {wanted} owed"),
        "<=": (f"应不多于{wanted}人", f"at most {wanted} allowed"),
        "==": (f"应为{wanted}人", f"{wanted} owed"),
    }.get(word, (f"应{word} {wanted}人", f"{word} {wanted} owed"))
    if told.spec.officers_where is not None:
        # How many of them qualify is the judge's to know; that they were not enough is certain.
        return told.pick(
            f"{told.act} {told.at}，在场{found}人，合格的{least[0]}",
            f"{told.act} {told.at}, {there}, qualified ones: {least[1]}",
        )
    return told.pick(
        f"{told.act} {told.at}，在场{found}人，{least[0]}",
        f"{told.act} {told.at}, {there}, {least[1]}",
    )


def _role(told: Told) -> str:
    roles = told.speaker.either([told.speaker.role(role) for role in told.spec.roles])
    if told.duty.outcome is Outcome.MET:
        return told.pick(f"{told.act} {told.at}，由{roles}办理", f"{told.act} {told.at} by {roles}")
    return told.pick(f"{told.act} {told.at}，没有{roles}经手", f"{told.act} {told.at}, no {roles} acted")


def _by_other_than(told: Told) -> str:
    met = told.duty.outcome is Outcome.MET
    if told.spec.any_handler:
        return told.pick(
            f"{told.act} {told.at}，{'不是' if met else '是'}本案办案人",
            f"{told.act} {told.at} by {'nobody who handles' if met else 'a handler of'} the case",
        )
    return told.pick(
        f"{told.act} {told.at}，与{told.owed}{'不' if met else ''}是同一人",
        f"{told.act} {told.at} by {'another than' if met else 'the same person as'} {told.owed}",
    )


def _by_same_as(told: Told) -> str:
    if told.verdict.reason is Reason.ABSENT:
        return told.pick(
            f"{told.act} {told.at}，此前没有{told.owed}", f"{told.act} {told.at}, no {told.owed} before it"
        )
    met = told.duty.outcome is Outcome.MET
    return told.pick(
        f"{told.act} {told.at}，与{told.owed}{'' if met else '不'}是同一人",
        f"{told.act} {told.at} by {'the same person as' if met else 'another than'} {told.owed}",
    )


def _with(told: Told) -> str:
    names = told.verdict.missing or told.spec.parts
    titles = [told.speaker.fact(f"event.{name}" if "." not in name else name, told.trigger) for name in names]
    if not told.speaker.is_zh:
        titles = [lower_first(title) for title in titles]
    parts = told.speaker.listing(titles) if told.spec.parts_all else told.speaker.either(titles)
    if told.duty.outcome is Outcome.MET:
        return told.pick(f"{told.act} {told.at}，有{parts}", f"{told.act} {told.at}, with {parts}")
    if told.verdict.reason is Reason.ABSENT_PART:
        return told.pick(f"{told.act} {told.at}，缺{parts}", f"{told.act} {told.at}, {parts} missing")
    return told.pick(f"{told.act} {told.at}，没有{parts}", f"{told.act} {told.at}, no {parts}")


def _value(told: Told) -> str:
    said = [f"{title}{told.pick('', ' ')}{value}" for title, value in values_read(told.duty, told.speaker)]
    read = told.speaker.listing(said[:2])
    comma = told.pick("，", ", ") if read else ""
    if told.duty.outcome is Outcome.MET:
        return told.pick(
            f"{told.act} {told.at}，{read}{comma}符合要求", f"{told.act} {told.at}: {read}{comma}as required"
        )
    return told.pick(
        f"{told.act} {told.at}，{read}{comma}不符合要求",
        f"{told.act} {told.at}: {read}{comma}not as required",
    )


def _covered_by(told: Told) -> str:
    until = told.trigger.until
    act = f"{told.act} {told.at}"
    if until is not None:
        act += "–" + told.speaker.moment(until, after=told.trigger.at.day)
    if told.duty.outcome is Outcome.MET:
        return told.pick(f"{act}，全程有{told.owed}", f"{act}, covered by {told.owed} throughout")
    gap = told.gap_seconds()
    if told.verdict.reason is Reason.ABSENT or not told.verdict.facts:
        return told.pick(f"{act}，没有{told.owed}", f"{act}, no {told.owed}")
    length = format_duration(seconds=gap, language=told.speaker.language) if gap else ""
    return told.pick(
        f"{act}，有{length or '一段'}没有{told.owed}", f"{act}, {length or 'a part'} without {told.owed}"
    )


def _apart(told: Told) -> str:
    kind = {
        "officer": told.pick("人员", "officer"),
        "room": told.pick("房间", "room"),
        "device": told.pick("设备", "device"),
    }.get(told.spec.apart or "", told.spec.apart or "")
    if told.duty.outcome is Outcome.MET:
        return told.pick(
            f"{told.act} {told.at}，{kind}没有重叠", f"{told.act} {told.at}, {kind} not in use elsewhere"
        )
    other = told.other
    which = f" {other.matter} " if other else ""
    return told.pick(
        f"{told.act} {told.at}，同一{kind}同时在{which}{told.speaker.event(other) if other else '别处'}",
        f"{told.act} {told.at}, same {kind} at the same time in{which.rstrip() or ' another act'}",
    )


def _every(told: Told) -> str:
    number = told.duty.period
    nth = told.pick(f"第{number}期", f"period {number}") if number else told.pick("每期", "each period")
    done = told.verdict.done
    if told.duty.outcome is Outcome.MET:
        when = told.speaker.moment(done.at) if done else ""
        return told.pick(
            f"{told.act}后{nth} {when} {told.owed}", f"{told.act}, {nth}: {told.owed} {when}"
        ).strip()
    due = told.pick(f"应在 {told.due} 前", f" due by {told.due}") if told.due else told.pick("应", " owed")
    if done is not None:
        actual = told.moment(done)
        return told.pick(
            f"{told.act}后{nth}{due}{told.owed}，实际 {actual}{told.late()}",
            f"{told.act}, {nth}: {told.owed}{due}, done {actual}{told.late()}",
        )
    return told.pick(
        f"{told.act}后{nth}{due}{told.owed}，没有记录",
        f"{told.act}, {nth}: {told.owed}{due}, no record of it",
    )


FORMS: dict[Form, Callable[[Told], str]] = {
    Form.DO: _do,
    Form.PRECEDED_BY: _preceded_by,
    Form.AFTER_WINDOW: _preceded_by,
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
