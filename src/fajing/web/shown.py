"""Values as a page shows them: moments, spans of time, outcomes; two units at most, never a minus sign."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fajing.core.working import format_duration
from fajing.web.clock import instant as present
from fajing.web.clock import zone
from fajing.web.words import language, pick

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日"), ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MINUTE, HOUR, DAY = 60, 3600, 86_400


def number(value: Any) -> str:
    """A whole number with its thousands; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int):
        return "" if value is None else str(value)
    return f"{value:,}"


def civil(instant: int) -> datetime:
    """Civil time of an instant."""
    return zone().civil(instant)


def _day(at: datetime) -> str:
    year = civil(present()).year
    if language() == "en":
        return f"{at.day} {_MONTHS[at.month - 1]}" + ("" if at.year == year else f" {at.year}")
    return ("" if at.year == year else f"{at.year}年") + f"{at.month}月{at.day}日"


def day(instant: int | None) -> str:
    """`3月2日`; the year only when it is not this one."""
    return "" if instant is None else _day(civil(instant))


def moment(instant: int | None, *, whole_day: bool = False) -> str:
    """`3月2日 09:20`; the end of a day is its 24:00; today and yesterday by name."""
    if instant is None:
        return "—"
    at = civil(instant - 1 if whole_day else instant)
    gap = civil(present()).toordinal() - at.toordinal()
    named = {0: pick("今日", "today"), 1: pick("昨日", "yesterday")}.get(gap)
    clock = "24:00" if whole_day else f"{at:%H:%M}"
    return f"{named or _day(at)} {clock}"


def plain_moment(instant: int, *, whole_day: bool = False) -> str:
    """The same without names of days."""
    at = civil(instant - 1 if whole_day else instant)
    return f"{_day(at)} {'24:00' if whole_day else f'{at:%H:%M}'}"


def weekday(instant: int) -> str:
    """`周三`."""
    number = civil(instant).weekday()
    return pick(f"周{_WEEKDAYS[0][number]}", _WEEKDAYS[1][number])


def left(seconds: int) -> str:
    """How much time is left, rounded down: `剩1小时50分`, `剩1日7小时`."""
    days, rest = divmod(max(seconds, 0), DAY)
    hours, minutes = rest // HOUR, rest % HOUR // MINUTE
    if days:
        text = pick(f"{days}日", f"{days}d") + (pick(f"{hours}小时", f" {hours}h") if hours else "")
    elif hours:
        text = pick(f"{hours}小时", f"{hours}h") + (
            pick(f"{minutes}分", f" {minutes}m") if minutes and hours < 10 else ""
        )
    else:
        text = pick(f"{minutes}分钟", f"{minutes}m")
    return pick(f"剩{text}", f"{text} left")


def amount(seconds: int | None, days: int | None) -> str:
    """A lateness: `6小时`, `2日`."""
    if days is not None:
        return format_duration(days=abs(days), language=language())
    if seconds is None:
        return ""
    return format_duration(seconds=abs(seconds), language=language())


def waited(since: int | None) -> str:
    """`等2日`, `今日`."""
    if since is None:
        return ""
    gap = civil(present()).toordinal() - civil(since).toordinal()
    return pick("今日", "today") if gap <= 0 else pick(f"等{gap}日", f"{gap}d")


_REASONS = {
    "absent": ("未办", "not done"),
    "too_late": ("迟", "late"),
    "only_after": ("次序颠倒", "wrong order"),
    "too_early": ("过早", "too early"),
    "too_many": ("超限", "too many"),
    "too_few": ("不足", "too few"),
    "forbidden": ("不得而为", "not allowed"),
    "too_few_officers": ("人数不足", "too few officers"),
    "wrong_role": ("职务不符", "wrong role"),
    "same_person": ("未分开", "same person"),
    "other_person": ("换了人", "other person"),
    "absent_part": ("缺项", "part missing"),
    "out_of_range": ("超出范围", "out of range"),
    "uncovered": ("有缺口", "gap"),
    "overlaps": ("重叠", "overlap"),
    "absent_fact": ("缺少记录", "fact missing"),
}
_OUTCOMES = {
    "met": ("办到", "met", "met"),
    "late": ("迟", "late", "late"),
    "missed": ("未办", "not done", "missed"),
    "slow": ("逾基准", "slow", "slow"),
    "open": ("未到期", "open", "open"),
    "excused": ("免除", "excused", "excused"),
    "undecidable": ("无法判定", "cannot be judged", "unk"),
}


def unit(name: str) -> str:
    """A unit's name; what is sealed from every unit, or has none on record, is no unit's."""
    return name or pick("不归单位", "of no unit")


def verdict(outcome: str, reason: str = "", seconds: int | None = None, days: int | None = None) -> str:
    """The chip of an outcome: `迟6小时`, `未办`."""
    long = amount(seconds, days)
    if outcome == "late" and long:
        return pick(f"迟{long}", f"{long} late")
    if outcome == "missed" and reason in _REASONS:
        return pick(*_REASONS[reason])
    zh, en, _ = _OUTCOMES.get(outcome, (outcome, outcome, ""))
    return pick(zh, en)


def sign(outcome: str) -> str:
    """The icon of an outcome."""
    return _OUTCOMES.get(outcome, ("", "", "open"))[2]
