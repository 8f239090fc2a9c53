"""The judge's own steps of working in words; those of counting are said by `core.working`.

In: one (operation, values) of a verdict's trace. Out: a sentence without full stop, or None where it is counting's.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fajing.core.errors import FajingError
from fajing.core.moments import Moment, Precision
from fajing.core.working import format_duration
from fajing.lawbook.conditions import parse_condition
from fajing.scan.conditions_read import condition_words
from fajing.scan.duty import Duty
from fajing.scan.wording import Speaker

_OPERATIONS = {
    "start": ("起点", "Start"),
    "first_day_not_counted": ("当日不算", "First day out"),
    "first_hour_not_counted": ("当时不算", "First hour out"),
    "add": ("往后数", "Count on"),
    "stopped": ("扣除", "Left out"),
    "skipped": ("跳过", "Skipped"),
    "rolled": ("顺延", "Moved on"),
    "provisional": ("暂定", "Provisional"),
    "tier": ("适用档次", "Tier"),
    "extended": ("延长", "Extended"),
    "paused": ("暂停", "Paused"),
    "paused_open": ("暂停未完", "Paused still"),
    "by_value": ("期限", "Due"),
    "due_of": ("期限", "Due"),
    "backward": ("相距", "Distance"),
    "gap": ("缺口", "Gap"),
    "amount": ("计数", "Counted"),
    "not_carried": ("没有这一栏", "Not in the log"),
    "period": ("周期", "Period"),
}


_OF_COUNTING = (
    "start",
    "first_day_not_counted",
    "first_hour_not_counted",
    "add",
    "stopped",
    "skipped",
    "rolled",
    "provisional",
)


def operation_words(operation: str, speaker: Speaker) -> str:
    """The name of an operation."""
    return speaker.pick(*_OPERATIONS.get(operation, (operation, operation)))


def is_counting(operation: str) -> bool:
    """Whether `core.working` says this operation."""
    return operation in _OF_COUNTING


def own_words(operation: str, values: Mapping[str, Any], duty: Duty, speaker: Speaker) -> str | None:
    """What one operation of the judge did; None for those of `core.working`."""
    method = _WORDS.get(operation)
    return method(values, duty, speaker) if method else None


def _tier(values: Mapping[str, Any], duty: Duty, speaker: Speaker) -> str:
    try:
        condition = condition_words(parse_condition(str(values["condition"])), duty, speaker)
    except FajingError:
        condition = str(values["condition"])
    return speaker.pick(f"符合 {condition}", f"because {condition}")


def _extended(values: Mapping[str, Any], _: Duty, speaker: Speaker) -> str:
    day, step = speaker.day(values["day"]), speaker.step(values["step"])
    return speaker.pick(f"{day} {step}，期限延长", f"{step} on {day} moves the end")


def _paused(values: Mapping[str, Any], _: Duty, speaker: Speaker) -> str:
    first, last, step = (
        speaker.day(values["from_day"]),
        speaker.day(values["to_day"]),
        speaker.step(values["step"]),
    )
    return speaker.pick(f"{step} {first} 至 {last} 不计入", f"{step}, {first} to {last}, is left out")


def _paused_open(values: Mapping[str, Any], _: Duty, speaker: Speaker) -> str:
    day = speaker.day(values["day"])
    return speaker.pick(f"{day} 起暂停，还没有恢复", f"stopped on {day} and not resumed yet")


def _by_value(values: Mapping[str, Any], duty: Duty, speaker: Speaker) -> str:
    day, name = speaker.day(values["day"]), speaker.fact(str(values["value"]), duty.trigger)
    return speaker.pick(f"{name}：{day}", f"{name}: {day}")


def _due_of(values: Mapping[str, Any], _: Duty, speaker: Speaker) -> str:
    norm = speaker.lawbook.norms.get(str(values["norm"]))
    title = speaker.text(norm.title) if norm else str(values["norm"])
    day = speaker.day(values["day"])
    return speaker.pick(f"按“{title}”的期限推算，到 {day}", f"from the due moment of “{title}”: {day}")


def _backward(values: Mapping[str, Any], duty: Duty, speaker: Speaker) -> str:
    first, last = speaker.day(values["from_day"]), speaker.day(values["to_day"])
    apart = values["to_day"] - values["from_day"]
    days = format_duration(days=apart, language=speaker.language)
    spec = duty.version.duty if duty.version else None
    if "most" in values:
        bound = (
            speaker.within(spec.within)
            if spec and spec.within and len(spec.within.tiers) == 1
            else str(values["most"])
        )
        limit = speaker.pick(f"最多{bound}", f"at most {bound}")
    else:
        bound = speaker.length(spec.at_least) if spec and spec.at_least else str(values.get("least", ""))
        limit = speaker.pick(f"至少{bound}", f"at least {bound}")
    return speaker.pick(
        f"{first} 到 {last}，相距{days}，{limit}", f"{first} to {last}: {days} apart, {limit} allowed"
    )


def _gap(values: Mapping[str, Any], _: Duty, speaker: Speaker) -> str:
    zone, start, end = speaker.lawbook.zone, values["from_instant"], values["to_instant"]
    first, last = (
        Moment(instant, zone.civil(instant).toordinal(), Precision.SECOND) for instant in (start, end)
    )
    length = format_duration(seconds=end - start, language=speaker.language)
    begun, done = speaker.moment(first, seconds=True), speaker.moment(last, seconds=True, after=first.day)
    return speaker.pick(f"{begun} 至 {done} 没有覆盖，{length}", f"{begun} to {done} not covered, {length}")


def _amount(values: Mapping[str, Any], _: Duty, speaker: Speaker) -> str:
    total, bound = str(values["total"]), str(values["bound"])
    if values["kind"] == "length":
        total, bound = (speaker.hours(int(Decimal(number))) for number in (total, bound))
    return speaker.pick(f"计得{total}，界限{bound}", f"{total} counted, the bound is {bound}")


def _period(values: Mapping[str, Any], _: Duty, speaker: Speaker) -> str:
    first, last = speaker.day(values["from_day"]), speaker.day(values["to_day"], after=values["from_day"])
    return speaker.pick(
        f"第{values['number']}期，{first} 至 {last}", f"no. {values['number']}, {first} to {last}"
    )


def _not_carried(values: Mapping[str, Any], _: Duty, speaker: Speaker) -> str:
    step = speaker.step(str(values["step"]))
    return speaker.pick(
        f"本记录不载“{step}”，按没有计", f"this log does not carry “{step}”: taken as not there"
    )


_WORDS = {
    "amount": _amount,
    "period": _period,
    "not_carried": _not_carried,
    "tier": _tier,
    "extended": _extended,
    "paused": _paused,
    "paused_open": _paused_open,
    "by_value": _by_value,
    "due_of": _due_of,
    "backward": _backward,
    "gap": _gap,
}
