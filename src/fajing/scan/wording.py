"""Plain words for values: moments, lengths, steps, fields, in Chinese or English.

In: values of the engine and the lawbook that names them. Out: short text a person reads. It judges nothing, and it
holds no word of any one law: titles come from the lawbook.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from fajing.core.events import Acting, Event, Value
from fajing.core.moments import Moment, Precision
from fajing.core.money import format_fen
from fajing.core.periods import Due, Lateness, Length
from fajing.core.working import format_duration
from fajing.lawbook.duty_spec import Period, Target, Targets, Within
from fajing.lawbook.model import Field, Lawbook, Text

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST_OBJECT = 14


class Speaker:
    """Says values in one language, with the titles of one lawbook.

    Args:
        lawbook: Names steps and fields, and gives the zone.
        language: `zh` or `en`.
        year: The year that goes without saying (that of as-of); None says the year always.
    """

    def __init__(self, lawbook: Lawbook, language: str = "zh", year: int | None = None) -> None:
        self.lawbook = lawbook
        self.language = language
        self.year = year
        self.is_zh = language != "en"
        self._steps: dict[str, str] = {}
        self._days: dict[tuple[int, int | None], str] = {}

    def text(self, text: Text | None) -> str:
        """A title in the language; empty where there is none."""
        return text.in_language(self.language) if text else ""

    def pick(self, zh: str, en: str) -> str:
        """The one of two texts that is in the language."""
        return zh if self.is_zh else en

    # ------------------------------------------------------------------ time

    def day(self, ordinal: int, *, after: int | None = None) -> str:
        """A civil date, with the year only where it is another than this year, or than that of the day `after`.

        Example: 3月2日, 2025年3月2日, 2 Mar 2025.
        """
        usual = self.year if after is None else date.fromordinal(after).year
        said = self._days.get((ordinal, usual))
        if said is None:
            said = self._days[ordinal, usual] = self._day(date.fromordinal(ordinal), usual)
        return said

    def _day(self, civil: date, usual: int | None) -> str:
        other = civil.year != usual
        if self.is_zh:
            return f"{civil.year}年{civil.month}月{civil.day}日" if other else f"{civil.month}月{civil.day}日"
        return f"{civil.day} {_MONTHS[civil.month - 1]}" + (f" {civil.year}" if other else "")

    def moment(
        self, moment: Moment, *, seconds: bool = False, after: int | None = None, clock_only: bool = True
    ) -> str:
        """A moment as precisely as it is known.

        Args:
            moment: The moment.
            seconds: Whether seconds are said, where they are known and not 0.
            after: The civil day just mentioned: its year is not said again, and a moment of that day is said by
                its clock time alone.
            clock_only: Whether the latter is wanted.
        """
        if moment.precision is Precision.DAY:
            return self.day(moment.day, after=after)
        civil = self.lawbook.zone.civil(moment.instant)
        clock = self._clock(civil, seconds)
        return clock if clock_only and after == moment.day else f"{self.day(moment.day, after=after)} {clock}"

    def instant(self, instant: int) -> str:
        """An instant to the minute; midnight that ends a day is said as 0:00 of the next."""
        civil = self.lawbook.zone.civil(instant)
        return f"{self.day(civil.toordinal())} {self._clock(civil, False)}"

    def due(self, due: Due) -> str:
        """A due moment: `3月3日 24:00` for the end of a day."""
        return f"{self.day(due.day)} 24:00" if due.whole_day else self.instant(due.latest)

    @staticmethod
    def _clock(civil: datetime, seconds: bool) -> str:
        return f"{civil:%H:%M:%S}" if seconds and civil.second else f"{civil:%H:%M}"

    def lateness(self, lateness: Lateness | None) -> str:
        """By how much: `6小时`, `2日`; empty where it is not known."""
        if lateness is None:
            return ""
        if lateness.days is not None:
            return format_duration(days=abs(lateness.days), language=self.language)
        if lateness.seconds is None:
            return ""
        return format_duration(seconds=abs(lateness.seconds), language=self.language)

    def lateness_of(self, seconds: int) -> str:
        """A length of elapsed seconds."""
        return format_duration(seconds=abs(seconds), language=self.language)

    def hours(self, seconds: int) -> str:
        """A length of time in hours and minutes, not in days: `24小时1分钟`, as a bound in hours is said."""
        hours, minutes = divmod(seconds // 60, 60)
        if seconds < 3600 or hours >= 100:
            return (
                format_duration(seconds=seconds, language=self.language)
                if seconds
                else self.pick("0小时", "0h")
            )
        rest = self.pick(f"{minutes}分钟", f"{minutes}m") if minutes else ""
        return self.pick(f"{hours}小时", f"{hours}h") + rest

    def length(self, length: Length) -> str:
        """`24小时`, `24 hours`."""
        return length.say(self.language)

    def within(self, within: Within | None) -> str:
        """The period of a norm, tiers joined: `8小时、12小时或24小时`; lengths that are values by their text."""
        if within is None:
            return ""
        parts = [self._period(period) for period in within.tiers]
        parts += [self.within(part) for part in (*within.earlier_of, *within.later_of)]
        return self.either(list(dict.fromkeys(part for part in parts if part)))

    def _period(self, period: Period) -> str:
        if isinstance(period.count, int):
            return self.length(Length(period.unit, period.count))
        return f"{period.count} {period.unit.value}"

    # ------------------------------------------------------------------ steps, fields, objects

    def step(self, qualified: str) -> str:
        """The title of a step; its id where the lawbook does not know it."""
        title = self._steps.get(qualified)
        if title is None:
            try:
                title = self.text(self.lawbook.step(qualified).title)
            except KeyError:
                title = qualified.rpartition(".")[2]
            title = self._steps[qualified] = title if self.is_zh else lower_first(title)
        return title

    def role(self, role: str) -> str:
        """What a role is called; the code in plain letters where the lawbook does not say."""
        title = self.lawbook.roles.get(role)
        return self.text(title) if title is not None else role.replace("_", " ")

    def register(self, register: str) -> str:
        """What a register is called; its id where the lawbook does not say."""
        title = self.lawbook.register_titles.get(register)
        return self.text(title) if title is not None else register

    def officers(self, officers: Sequence[Acting]) -> list[str]:
        """Who acted, by number, each with the role in which: `01（主办民警）`."""
        return [
            one.id
            + (self.pick(f"（{self.role(one.role)}）", f" ({self.role(one.role)})") if one.role else "")
            for one in officers
        ]

    def event(self, event: Event) -> str:
        """The title of the step that happened."""
        return self.step(event.qualified_step)

    def steps(self, targets: Targets | tuple[Target, ...]) -> str:
        """Titles of targets: `受案或不予受案`, `告知和复核`; of more than three the first two."""
        every = isinstance(targets, Targets) and targets.all
        found = targets.steps if isinstance(targets, Targets) else targets
        titles = list(dict.fromkeys(self.step(target.step) for target in found))
        return self.both(titles) if every else self.either(titles)

    def either(self, words: list[str]) -> str:
        """Words joined by `or`; of more than three the first two."""
        if len(words) > 3:
            return self.pick(
                f"{words[0]}、{words[1]}等{len(words)}项之一",
                f"{words[0]}, {words[1]} or {len(words) - 2} others",
            )
        return self._joined(words, "或", "or")

    def both(self, words: list[str]) -> str:
        """Words joined by `and`; of more than three the first two."""
        if len(words) > 3:
            return self.pick(
                f"{words[0]}、{words[1]}等{len(words)}项",
                f"{words[0]}, {words[1]} and {len(words) - 2} others",
            )
        return self._joined(words, "和", "and")

    def _joined(self, words: list[str], zh: str, en: str) -> str:
        if len(words) < 2:
            return words[0] if words else ""
        comma, last = ("、", zh) if self.is_zh else (", ", f" {en} ")
        return comma.join(words[:-1]) + last + words[-1]

    def listing(self, words: list[str]) -> str:
        """Words in a row."""
        return ("、" if self.is_zh else ", ").join(words)

    def object(self, name: str | None) -> str:
        """An object's id in brackets, or nothing."""
        if not name:
            return ""
        short = name if len(name) <= _LONGEST_OBJECT else name[: _LONGEST_OBJECT - 1] + "…"
        return f"（{short}）" if self.is_zh else f" ({short})"

    def fact(self, name: str, event: Event | None = None) -> str:
        """The title of a missing fact: a step, a field of the trigger, of the matter, or whatever it is called.

        Args:
            name: As the engine names it: `event.origin`, `matter.case_kind`, `case_filed`, `procedure.step`.
            event: The trigger, whose step and procedure give bare names their meaning.
        """
        if name.startswith("register "):
            return self.register(name.removeprefix("register "))
        if (called := _OF_STEP.fullmatch(name)) is not None:
            return self._of_step(called[1], called[2], called[3], event)
        path = name.split(".")
        if (path[0] in ("event", "target", "matter") and len(path) > 1) or (
            path[0] == "file" and len(path) == 3
        ):
            path = path[1:]
        procedure = self.lawbook.procedures.get(
            path[0] if len(path) > 1 else event.procedure if event else ""
        )
        if procedure is not None:
            if path[-1] in procedure.steps:
                return self.text(procedure.steps[path[-1]].title)
            field = self._field(path[-1], event, procedure.fields)
            if field is not None:
                return self.text(field.title)
        field = self._field(path[-1], event, {})
        return self.text(field.title) if field is not None else self._built_in(name)

    def _of_step(self, which: str, step: str, field: str | None, event: Event | None) -> str:
        """`last(payment).amount`: the latest payment's amount."""
        qualified = step if "." in step or event is None else f"{event.procedure}.{step}"
        title, word = self.step(qualified), self.pick(*_WHICH[which])
        if not field:
            return self.pick(f"{word}{title}", f"{word} {title}")
        procedure = self.lawbook.procedures.get(qualified.partition(".")[0])
        declared = procedure.steps.get(qualified.partition(".")[2]) if procedure else None
        found = declared.fields.get(field) if declared else None
        what = self.text(found.title) if found else field
        return self.pick(f"{word}{title}的{what}", f"{lower_first(what)} of the {word} {title}")

    def _field(self, name: str, event: Event | None, fields: Mapping[str, Field]) -> Field | None:
        found = fields.get(name)
        if (
            found is None
            and event is not None
            and (procedure := self.lawbook.procedures.get(event.procedure))
        ):
            step = procedure.steps.get(event.step)
            found = (step.fields.get(name) if step else None) or procedure.fields.get(name)
            if found is None:
                steps = procedure.steps.values()
                found = next((other.fields[name] for other in steps if name in other.fields), None)
        return found

    def source(self, place: str) -> str:
        """Where a record stands: `案件表 第191行` for `案件表:191`, `a.csv 第7行` for `a.csv row 7`."""
        found = _PLACE.fullmatch(place)
        if found is None:
            return place
        table = found[1] or found[2]
        before = f"{table} " if table else ""
        return self.pick(f"{before}第{found[3]}行", f"{before}row {found[3]}")

    def is_personal(self, name: str, event: Event) -> bool:
        """Whether a field of the event's step or matter is declared personal; such a value is never shown."""
        field = self._field(name, event, {})
        return field is not None and field.personal

    def _built_in(self, name: str) -> str:
        words = _FACTS.get(name.rpartition(".")[2])
        return self.pick(*words) if words else name

    def value_of(self, name: str, value: Value, event: Event) -> str:
        """A recorded value of a field: codes by their titles, money in its unit, which is yuan unless one is named."""
        field = self._field(name, event, {})
        if field is not None and isinstance(value, str) and value in field.names:
            return self.text(field.names[value])
        if field is None or field.type != "money" or not isinstance(value, int):
            return self.value(value)
        if field.unit is None:
            return format_fen(value, self.language)
        return f"{value // 100:,}.{value % 100:02d} {field.unit}"

    def value(self, value: Value) -> str:
        """A recorded value."""
        if value is None:
            return self.pick("空", "empty")
        if isinstance(value, bool):
            return self.pick("是", "yes") if value else self.pick("否", "no")
        if isinstance(value, Moment):
            return self.moment(value)
        return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


_OF_STEP = re.compile(r"(first|last|count|standing)\(([\w.]+)\)(?:\.(\w+))?")
_PLACE = re.compile(r"(?:(.+):|(?:(.+) )?row )(\d+)")
_WHICH = {
    "first": ("首次", "first"),
    "last": ("最近一次", "latest"),
    "count": ("次数：", "number of"),
    "standing": ("仍有效的", "standing"),
}
_FACTS = {
    "officers": ("经办人员", "officers"),
    "officer": ("经办人员", "officers"),
    "role": ("人员职务", "the officer's role"),
    "is_police": ("是否民警", "whether a police officer"),
    "until": ("结束时间", "end time"),
    "at": ("确切时间", "exact time"),
    "time": ("确切时间", "exact time"),
    "unit": ("办案单位", "unit"),
    "object": ("对象", "object"),
    "officer_count": ("经办人数", "number of officers"),
    "recorded_at": ("录入时间", "time of recording"),
}


def lower_first(title: str) -> str:
    """An English title as it stands inside a sentence.

    Example:
        >>> lower_first("Case accepted"), lower_first("DNA taken")
        ('case accepted', 'DNA taken')
    """
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
