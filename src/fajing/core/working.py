"""The working of a due moment in plain sentences, Chinese and English, and durations for a reader.

In comes the trace that `fajing.core.periods` wrote; out go sentences. Nothing is counted here.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from fajing.core.lengths import Length, Unit
from fajing.core.moments import Zone

_WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_STEPS = ((86400, "日", "d"), (3600, "小时", "h"), (60, "分钟", "m"), (1, "秒", "s"))


def describe(
    trace: Sequence[tuple[str, Mapping[str, Any]]],
    zone: Zone,
    language: str = "zh",
    *,
    this_year: int | None = None,
) -> list[str]:
    """Write a count's working as sentences without a full stop, in the order in which it was done.

    Args:
        trace: What `Counter` wrote.
        zone: In whose civil time to write.
        language: `zh` or `en`.
        this_year: The year that is left out of dates; by default every date has its year.

    Example:
        >>> from fajing.core.periods import Counter, Counting, Starts
        >>> from fajing.core.calendar import Calendar
        >>> from fajing.core.moments import parse_moment
        >>> zone, trace = Zone.of("Asia/Shanghai"), []
        >>> counting = Counting(starts={Unit.HOURS: Starts.NEXT_HOUR})
        >>> counter = Counter(zone, Calendar.weekends_only())
        >>> start = parse_moment("2026-03-02T09:20", zone)
        >>> due = counter.nominal_end(start, [Length(Unit.HOURS, 24)], counting, trace=trace)
        >>> print("；".join(describe(trace, zone, this_year=2026)))
        从 3月2日 09:20 起；09时这一小时不计入，从 10:00 起数；往后24小时 → 3月3日 10:00
    """
    writer = _Writer(zone, "en" if language == "en" else "zh", this_year)
    return [writer.sentence(operation, values) for operation, values in trace]


def format_duration(*, seconds: int | None = None, days: int | None = None, language: str = "zh") -> str:
    """Write a duration in its two largest units; what is smaller is dropped.

    Args:
        seconds: Elapsed seconds.
        days: Civil days; used where `seconds` is not given.
        language: `zh` or `en`.

    Example:
        >>> format_duration(seconds=21600), format_duration(seconds=111660), format_duration(days=3)
        ('6小时', '1日7小时', '3日')
        >>> format_duration(seconds=5400, language="en"), format_duration(days=1, language="en")
        ('1h30m', '1d')
    """
    names = 2 if language == "en" else 1
    if seconds is None:
        return f"{days or 0}{_STEPS[0][names]}"
    rest = abs(seconds)
    parts: list[str] = []
    for step in _STEPS:
        count, rest = divmod(rest, step[0])
        if count:
            parts.append(f"{count}{step[names]}")
        elif parts:
            break
    return ("-" if seconds < 0 else "") + ("".join(parts[:2]) or f"0{_STEPS[-1][names]}")


class _Writer:
    """Sentences in one language, one method per operation of a trace."""

    def __init__(self, zone: Zone, language: str, this_year: int | None) -> None:
        self.zone = zone
        self.language = language
        self.this_year = this_year

    def sentence(self, operation: str, values: Mapping[str, Any]) -> str:
        method: Callable[[Mapping[str, Any]], str] | None = getattr(self, f"_{operation}", None)
        return method(values) if method else f"{operation}: {dict(values)}"

    def _pick(self, zh: str, en: str) -> str:
        return en if self.language == "en" else zh

    def _date(self, day: int | date) -> str:
        on = date.fromordinal(day) if isinstance(day, int) else day
        year = "" if on.year == self.this_year else str(on.year)
        return self._pick(
            f"{year}{'年' if year else ''}{on.month}月{on.day}日",
            f"{on.day} {_MONTHS[on.month - 1]}{' ' if year else ''}{year}",
        )

    def _clock(self, civil: datetime) -> str:
        return civil.strftime("%H:%M:%S" if civil.second else "%H:%M")

    def _time(self, instant: int) -> str:
        civil = self.zone.civil(instant)
        return f"{self._date(civil.date())} {self._clock(civil)}"

    def _end(self, values: Mapping[str, Any]) -> str:
        if "to_day" in values:
            return f"{self._date(values['to_day'])} 24:00"
        low, high = values["earliest"], values["to_instant"]
        if low == high:
            return self._time(high)
        return self._pick(
            f"{self._time(low)} 至 {self._time(high)} 之间",
            f"between {self._time(low)} and {self._time(high)}",
        )

    def _why(self, why: str, values: Mapping[str, Any]) -> str:
        return self._pick(why, values.get("english", {}).get(why, why))

    def _start(self, values: Mapping[str, Any]) -> str:
        at = self._date(values["day"]) if values["precision"] == "day" else self._time(values["instant"])
        return self._pick(f"从 {at} 起", f"from {at}")

    def _first_day_not_counted(self, values: Mapping[str, Any]) -> str:
        day, first = self._date(values["day"]), self._date(values["from_day"])
        return self._pick(
            f"{day}当天不计入，从 {first} 起数", f"{day} is not counted: counting starts on {first}"
        )

    def _first_hour_not_counted(self, values: Mapping[str, Any]) -> str:
        begun, first = self.zone.civil(values["instant"]), self.zone.civil(values["from_instant"])
        at = self._clock(first) if begun.date() == first.date() else self._time(values["from_instant"])
        if values["is_day"]:
            return self._pick(
                f"开始的那一小时不计入，最早从 {at} 起数",
                f"the first hour is not counted: counting starts at {at} at the earliest",
            )
        return self._pick(
            f"{begun.hour:02d}时这一小时不计入，从 {at} 起数",
            f"the hour from {begun.hour:02d}:00 is not counted: counting starts at {at}",
        )

    def _add(self, values: Mapping[str, Any]) -> str:
        length = Length(Unit(values["unit"]), values["count"]).say(self.language)
        return self._pick(f"往后{length} → {self._end(values)}", f"{length} on → {self._end(values)}")

    def _stopped(self, values: Mapping[str, Any]) -> str:
        if values["unit"] == "seconds":
            length = format_duration(seconds=values["count"], language=self.language)
        else:
            length = Length(Unit(values["unit"]), values["count"]).say(self.language)
        return self._pick(
            f"扣除不计入的{length} → {self._end(values)}",
            f"{length} left out of the count → {self._end(values)}",
        )

    def _skipped(self, values: Mapping[str, Any]) -> str:
        runs: list[list[Any]] = []
        for day, why in values["days"]:
            if runs and runs[-1][1] == day - 1 and runs[-1][2] == why:
                runs[-1][1] = day
            else:
                runs.append([day, day, why])
        texts = []
        for first, last, why in runs:
            days = self._date(first) if first == last else f"{self._date(first)}–{self._date(last)}"
            texts.append(self._pick(f"{days}（{why}）", f"{days} ({self._why(why, values)})"))
        return self._pick(f"其间跳过 {'、'.join(texts)}", f"skipping {', '.join(texts)}")

    def _rolled(self, values: Mapping[str, Any]) -> str:
        weekday = _WEEKDAYS[self.language][date.fromordinal(values["from"]).weekday()]
        day, to = self._date(values["from"]), self._date(values["to"])
        why = self._why(values["why"], values)
        return self._pick(
            f"{day}是{weekday}（{why}），顺延到 {to} 24:00",
            f"{day} is a {weekday} ({why}): moved to {to} 24:00",
        )

    def _provisional(self, values: Mapping[str, Any]) -> str:
        return self._pick(
            f"{values['year']}年的放假安排尚未公布，只按周末计算，为暂定",
            f"the holidays of {values['year']} are not published: weekends only, provisional",
        )
