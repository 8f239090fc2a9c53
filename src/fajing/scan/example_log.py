"""Turns the events of an example, as a lawbook writes them, into a log.

`step @ time [/ until] [field=value …] [of object[+object]] [by officer[/role][+officer]] [in matter]`;
the words are those of docs/lawbook_format.md, Examples. In: the strings of one example. Out: a log of
one file. Nothing is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from fajing.core.errors import FajingError
from fajing.core.events import Acting, Carried, Event, Log, Matter, Value
from fajing.core.moments import Moment, Precision, Zone, parse_moment
from fajing.lawbook.model import Field, Lawbook, Step
from fajing.lawbook.problems import suggest

MAIN = "main"
"""Id of the matter whose events name no other."""

_TOKEN = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s"'])+""")
_SHIFT = re.compile(r"(?P<sign>[+-])(?=\d)(?:(?P<d>\d+)d)?(?:(?P<h>\d+)h)?(?:(?P<m>\d+)m)?(?:(?P<s>\d+)s)?")
_CLOCK = re.compile(r"\d{2}:\d{2}(:\d{2})?")
_INTEGER = re.compile(r"-?\d{1,18}")
_NUMBER = re.compile(r"-?\d{1,18}\.\d{1,18}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?")
_WORDS = ("of", "by", "in")
_FORM = "step @ 2026-03-02T09:00 / 10:00 field=value of P1 by A/handler+B in M2"


@dataclass(slots=True)
class ExampleLog:
    """Builds the log of one example.

    Attributes:
        lawbook: Says which steps and fields there are.
        procedure: Procedure of steps named alone.
        undeclared: Fields that nobody declared, as `step.field`, for a warning.
    """

    lawbook: Lawbook
    procedure: str
    undeclared: list[str] = field(default_factory=list)
    _log: Log = field(init=False)
    _first: Moment | None = field(init=False, default=None)

    def build(
        self,
        events: Sequence[str],
        matter: Mapping[str, Any] | None = None,
        file: Mapping[str, Any] | None = None,
    ) -> Log:
        """The log of an example.

        Args:
            events: As the lawbook writes them.
            matter: Values of the main matter.
            file: Values of the matters of other procedures in the file, by procedure.

        Raises:
            FajingError: An event cannot be read, or names a step that is not declared.
        """
        self._log = Log(self.lawbook.zone, carried=Carried())
        self._matter(MAIN, self.procedure, matter)
        for procedure, values in (file or {}).items():
            if procedure not in self.lawbook.procedures or procedure == self.procedure:
                others = self.lawbook.procedures.keys() - {self.procedure}
                raise FajingError(
                    f"file: 没有别的程序叫 {procedure!r} (unknown procedure)",
                    remedy=suggest(procedure, others),
                )
            self._matter(procedure, procedure, values)
        for number, text in enumerate(events):
            try:
                self._add(text, number)
            except FajingError as error:
                why = f"例子里的这一条 / this event: {text}"
                raise FajingError(error.what, why=why, remedy=error.remedy or _FORM) from error
        return self._log

    def _matter(self, matter_id: str, procedure: str, values: Mapping[str, Any] | None = None) -> Matter:
        found = self._log.matters.get(matter_id)
        if found is None:
            declared = self.lawbook.procedures[procedure].fields
            found = Matter(
                id=matter_id,
                procedure=procedure,
                parent=None if matter_id == MAIN else MAIN,
                values={
                    name: _given(value, declared.get(name), self.lawbook.zone)
                    for name, value in (values or {}).items()
                },
            )
            self._log.matters[matter_id] = found
        elif found.procedure != procedure:
            raise FajingError(
                f"{matter_id} 已是 {found.procedure} (a matter has one procedure)",
                remedy="换一个名称 / another name",
            )
        return found

    def _add(self, text: str, number: int) -> None:
        named, at_sign, rest = text.partition("@")
        tokens = _TOKEN.findall(rest)
        if not at_sign or not tokens:
            raise FajingError("要写成“环节 @ 时间” (step @ time)")
        procedure, step = self._step(named.strip())
        at, until, tokens = self._times(tokens)
        parts = _Parts()
        while tokens:
            token = tokens.pop(0)
            if token in _WORDS:
                if not tokens or parts.said(token):
                    raise FajingError(f"{token} 后面要写一项，且只写一次 (one item after {token!r}, once)")
                parts.words[token] = tokens.pop(0)
            elif "=" in token:
                name, _, value = token.partition("=")
                if name in parts.values:
                    raise FajingError(f"{name} 写了两次 (twice)")
                parts.values[name] = value
            else:
                raise FajingError(
                    f"读不懂 {token!r} (not understood)",
                    remedy=f"有空格的文本加引号 / quote text with spaces; {_FORM}",
                )
        default = MAIN if procedure == self.procedure else procedure
        matter = self._matter(parts.words.get("in", default), procedure)
        recorded = parts.values.pop("recorded_at", None)
        unit = parts.values.pop("unit", None)
        matter.events.append(
            Event(
                id=f"{matter.id}:{step.id}:{number + 1}",
                matter=matter.id,
                procedure=procedure,
                step=step.id,
                at=at,
                seq=number,
                until=until,
                recorded_at=None if recorded is None else self._time(_unquoted(recorded)),
                officers=_officers(parts.words.get("by")),
                unit=None if unit is None else _unquoted(unit),
                objects=tuple(parts.words["of"].split("+")) if "of" in parts.words else (),
                values={name: self._value(step, name, value) for name, value in parts.values.items()},
                source=f"例 / example: {number + 1}",
            )
        )

    def _step(self, named: str) -> tuple[str, Step]:
        procedure, _, step = named.rpartition(".")
        procedure = procedure or self.procedure
        known = self.lawbook.procedures.get(procedure)
        if known is None:
            raise FajingError(
                f"没有程序 {procedure!r} (unknown procedure)",
                remedy=suggest(procedure, self.lawbook.procedures),
            )
        if step not in known.steps:
            raise FajingError(
                f"程序 {procedure} 没有环节 {step!r} (unknown step)", remedy=suggest(step, known.steps)
            )
        return procedure, known.steps[step]

    # ---- times

    def _times(self, tokens: list[str]) -> tuple[Moment, Moment | None, list[str]]:
        """When, until when, and what is left: `10:00 / 11:00` and `10:00/11:00` are the same."""
        begin, slash, end = tokens[0].partition("/")
        rest = tokens[1:]
        if not slash and rest and rest[0].startswith("/"):
            slash, end = "/", rest.pop(0)[1:]
        if slash and not end:
            if not rest:
                raise FajingError("斜线后面要写结束时间 (an end after the slash)")
            end = rest.pop(0)
        at = self._time(begin)
        if self._first is None:
            self._first = at
        if not end:
            return at, None, rest
        until = self._clock(at, end) if _CLOCK.fullmatch(end) else self._time(end)
        if until.instant < at.instant:
            raise FajingError("结束早于开始 (ends before it begins)")
        return at, until, rest

    def _clock(self, at: Moment, clock: str) -> Moment:
        day = self.lawbook.zone.civil(self.lawbook.zone.start_of_day(at.day)).date()
        return parse_moment(f"{day.isoformat()}T{clock}", self.lawbook.zone)

    def _time(self, text: str) -> Moment:
        shift = _SHIFT.fullmatch(text)
        if shift is None:
            return parse_moment(text, self.lawbook.zone)
        if self._first is None:
            raise FajingError(
                f"第一条要写明日期 (the first event needs a date): {text}", remedy="2026-03-02T09:00"
            )
        return _shifted(self._first, shift, self.lawbook.zone)

    # ---- values

    def _value(self, step: Step, name: str, text: str) -> Value:
        declared = step.fields.get(name)
        if declared is None and name not in step.documents:
            self.undeclared.append(f"{step.id}.{name}")
        plain = _unquoted(text)
        if plain != text:  # quoted: text, unless the field is declared to be a time
            return _typed(plain, declared, self.lawbook.zone) if declared is not None else plain
        return _typed(plain, declared, self.lawbook.zone)


@dataclass(slots=True)
class _Parts:
    words: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)

    def said(self, word: str) -> bool:
        return word in self.words


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _officers(text: str | None) -> tuple[Acting, ...]:
    if text is None:
        return ()
    found = []
    for part in text.split("+"):
        officer, slash, role = part.partition("/")
        if not officer or (slash and not role):
            raise FajingError(f"办案人写法不对 (not officers): {text}", remedy="by A/handler+B")
        found.append(Acting(officer, role or None))
    return tuple(found)


def _shifted(first: Moment, shift: re.Match[str], zone: Zone) -> Moment:
    """`+3d` keeps the clock time and the precision; hours, minutes and seconds are elapsed time."""
    sign = -1 if shift["sign"] == "-" else 1
    days, hours, minutes, seconds = (int(shift[unit] or 0) for unit in "dhms")
    moment = first
    if days:
        civil = zone.civil(first.instant) + timedelta(days=sign * days)
        moment = zone.moment(civil.date() if first.is_day else civil, first.precision)
    elapsed = hours * 3600 + minutes * 60 + seconds
    if not elapsed:
        return moment
    civil = zone.civil(moment.instant + sign * elapsed)
    precision = Precision.SECOND if civil.second else Precision.MINUTE
    return replace(zone.moment(civil, precision), instant=moment.instant + sign * elapsed)


def _given(value: Any, declared: Field | None, zone: Zone) -> Value:
    """A value of `matter:` or `file:`, already typed by YAML."""
    if value is None or isinstance(value, bool | int):
        return (
            str(value)
            if declared is not None and declared.type in ("text", "code") and value is not None
            else value
        )
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, str):
        kind = declared.type if declared is not None else None
        is_time = kind in ("date", "datetime") or (kind is None and _DATE.fullmatch(value))
        return parse_moment(value, zone) if is_time else value
    raise FajingError(f"例子里的值只写一个 (a single value): {value!r}", remedy="matter: {case_kind: fire}")


def _typed(text: str, declared: Field | None, zone: Zone) -> Value:
    """A value written in an event: as its field is declared, else by what it looks like."""
    kind = declared.type if declared is not None else None
    if kind in ("text", "code"):
        return text
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    if _DATE.fullmatch(text):
        return parse_moment(text, zone)
    if kind is not None:
        raise FajingError(f"{declared.id if declared else ''} 应是 {kind} (wrong kind of value): {text}")
    return text
