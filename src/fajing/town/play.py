"""Plays a scene: lines become steps with times, officers and values, at a station, from a start.

Edits change a scene before it is played: `drop step`, `set step field=value`, `unset step field`,
`by step A/handler`, `of step P1`, `until step TIME`, `at step TIME`, `add LINE`, `matter field=value`,
`unmatter field`; several are parted by `;`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from fajing.town.bureau import Station
from fajing.town.procedures import Procedure
from fajing.town.scenes import Line, Maybe, Scene, When, pairs, read_line, read_officers, read_when
from fajing.town.times import DAY, FIRST, TownCalendar, length_of, minute_of, moment, text_of

LETTERS = {
    "L": "bureau_leader", "U": "unit_leader", "K": "property_keeper", "H": "hearing_host", "G": "legal_officer",
    "A": "handler", "B": "handler", "C": "handler", "D": "handler", "X": "assistant_handler", "Y": "legal_officer",
}  # fmt: skip
"""The role of an officer who is named by a letter."""
_DATED = re.compile(r"(@@?)([a-z_.#0-9]*[a-z_][a-z_.#0-9]*)?(?:\+?(-?\d+[mhd]))?")
Lines = Sequence[Line | Maybe]
SPREAD = 1.35
"""Of the logarithm of a drawn wait: some wait long, most do not."""


@dataclass(slots=True)
class Step:
    """A step that happened."""

    matter: str
    procedure: str
    step: str
    at: int
    until: int | None
    fields: dict[str, str]
    objects: tuple[str, ...]
    officers: list[tuple[str, str]]
    unit: str
    name: str


@dataclass(slots=True)
class Case:
    """A case that was played: its steps, and of each matter the kind, the parent and the values."""

    steps: list[Step]
    matters: dict[str, tuple[str, str | None, dict[str, str]]] = field(default_factory=dict)

    def named(self, name: str) -> Step:
        """The step of that name, the second of its kind being `step#2`."""
        for one in self.steps:
            if one.name == name:
                return one
        raise KeyError(name)


@dataclass(slots=True)
class Script:
    """A scene after its edits."""

    scene: Scene
    lines: list[Line | Maybe]
    values: dict[str, str]
    moved: dict[str, str]
    gone: set[str] = field(default_factory=set)


def edited(scene: Scene, edits: list[str]) -> Script:
    """The scene with the edits made."""
    script = Script(scene, list(scene.lines), dict(scene.values), {})
    for edit in edits:
        word, _, rest = edit.strip().partition(" ")
        if word:
            _edit(script, word, rest.strip())
    return script


def _edit(script: Script, word: str, rest: str) -> None:
    name, _, more = rest.partition(" ")
    if word == "matter":
        script.values.update(pairs(rest))
    elif word == "unmatter":
        for key in rest.split():
            del script.values[key]
    elif word == "add":
        script.lines.append(read_line(rest))
    elif word == "at":
        _find(script, name)
        script.moved[name] = more
    elif word == "drop":
        _find(script, name)
        script.gone.add(name)
    else:
        index = _find(script, name)
        line = script.lines[index]
        assert isinstance(line, Line)
        script.lines[index] = _changed(line, word, more)


def _changed(line: Line, word: str, more: str) -> Line:
    if word == "set":
        return replace(line, fields={**line.fields, **pairs(more)})
    if word == "unset":
        gone = set(more.split())
        assert gone <= line.fields.keys(), (line.step, gone)
        return replace(line, fields={key: value for key, value in line.fields.items() if key not in gone})
    if word == "by":
        return replace(line, officers=read_officers(more))
    if word == "of":
        return replace(line, objects=tuple(more.split("+")) if more else ())
    if word == "until":
        return replace(line, until=more)
    raise ValueError(f"edit not understood: {word}")


def _find(script: Script, name: str) -> int:
    step, _, number = name.partition("#")
    wanted = int(number or 1)
    for index, line in enumerate(script.lines):
        if isinstance(line, Line) and line.step == step:
            wanted -= 1
            if not wanted:
                return index
    raise KeyError(f"{script.scene.name}: {name}")


class Player:
    """Plays scripts."""

    def __init__(self, procedures: dict[str, Procedure], calendar: TownCalendar) -> None:
        self.procedures = procedures
        self.calendar = calendar

    def play(
        self, script: Script, matter: str, start: int, station: Station, rng: Random, *, chances: bool
    ) -> Case:
        """One case.

        Args:
            script: What happens.
            matter: The number of the matter.
            start: When it begins.
            station: Where.
            rng: Draws what is drawn.
            chances: Whether what may happen does so by its chance; else never.
        """
        procedure = script.scene.procedure
        values = _drawn_values(script.values, rng)
        for key, value in values.items():
            if value.startswith("@"):
                values[key] = _dated(value, start, {})
        own = {key: value for key, value in values.items() if "." not in key}
        case = Case([], {matter: (procedure, None, own)})
        lines = self._flat(script.lines, rng, chances)
        names = _names(lines)
        ats = self._times(lines, names, script.moved, start, station, rng if chances else None)
        times = {"": start} | dict(zip(names, ats, strict=True))
        crew = station.crew(rng)
        for line, name, at in zip(lines, names, ats, strict=True):
            if name in script.gone:  # its time stays, so that what is counted from it stays where it was
                continue
            child, step = self._place(case, matter, procedure, line, values)
            kind = case.matters[child][0]
            end = None if line.until is None else self._until(line.until, at, times)
            fields = _drawn_values(line.fields, rng)
            for key, value in fields.items():
                if value.startswith("@"):
                    fields[key] = _dated(value, at, times)
            officers = self._officers(kind, step, line, crew)
            case.steps.append(
                Step(child, kind, step, at, end, fields, line.objects, officers, station.name, name)
            )
        case.steps.sort(key=lambda step: step.at)
        return case

    def _times(
        self,
        lines: list[Line],
        names: list[str],
        moved: dict[str, str],
        start: int,
        station: Station,
        rng: Random | None,
    ) -> list[int]:
        """When each line happens; a line may be counted from one after it; without `rng` nothing is drawn."""
        times: dict[str, int] = {"": start}
        ats: list[int | None] = [None] * len(lines)
        left = list(range(len(lines)))
        while left:
            waiting = []
            for index in left:
                line, name = lines[index], names[index]
                when = read_when(moved[name]) if name in moved else line.when
                before = ats[index - 1] if index else start
                anchor = _anchor(when)
                if (anchor is None and before is None and when.fixed is None) or (
                    anchor and anchor not in times
                ):
                    waiting.append(index)
                    continue
                ats[index] = times[name] = self._time(when, times, before or start, station, rng)
            if len(waiting) == len(left):
                raise ValueError([names[index] for index in waiting])
            left = waiting
        return [at for at in ats if at is not None]

    def _flat(self, lines: Lines, rng: Random, chances: bool, stood: set[str] | None = None) -> list[Line]:
        """The lines that stand this time."""
        stood = set() if stood is None else stood
        found: list[Line] = []
        for one in lines:
            if isinstance(one, Line):
                found.append(one)
                stood.add(one.step)
            else:
                stands = one.given in stood if one.given else chances and rng.random() < one.chance
                found += self._flat(one.lines if stands else one.otherwise, rng, chances, stood)
        return found

    def _time(
        self, when: When, times: dict[str, int], before: int, station: Station, rng: Random | None
    ) -> int:
        if when.fixed is not None:
            return self._due(when.fixed, times) if _is_due(when) else moment(when.fixed)
        base = before if when.anchor is None else times[when.anchor]
        if rng is None:
            wait = when.wait
        elif when.queued:
            wait = station.wait(base, rng)
        elif when.drawn:
            wait = max(1, round(when.wait * math.exp(SPREAD * rng.gauss(0, 1))))
        else:
            wait = when.wait
        if when.cap is not None and wait > when.cap:
            wait = int(when.cap * rng.uniform(0.7, 1)) if rng else when.cap
        at = base + wait
        if when.clock is not None:
            at = minute_of_clock(at, when.clock)
        return self.calendar.office(at, rng.randrange(50) if rng else 7) if when.office else at

    def _due(self, text: str, times: dict[str, int]) -> int:
        _, period, rest = text.split(":")
        sign = 1 if "+" in rest else -1
        name, _, delta = rest.replace("-", "+").partition("+")
        return self.calendar.due(times[name], period) + sign * int(delta or 0)

    @staticmethod
    def _until(text: str, at: int, times: dict[str, int]) -> int:
        if text.startswith("+"):
            return at + length_of(text[1:])
        if "+" in text:
            name, _, wait = text.partition("+")
            return times[name] + length_of(wait)
        return minute_of_clock(at, text)

    def _place(
        self, case: Case, root: str, procedure: str, line: Line, values: dict[str, str]
    ) -> tuple[str, str]:
        """The matter a line stands in, made where it is new, and the plain step."""
        kind, dot, step = line.step.rpartition(".")
        if not dot:
            kind, step = procedure, line.step
        if line.place is None and kind == procedure:
            return root, step
        matter = f"{root}-{line.place or _letters(kind)}"
        if matter not in case.matters:
            mark = f"{kind}."
            own = {key.removeprefix(mark): value for key, value in values.items() if key.startswith(mark)}
            case.matters[matter] = (kind, root, own)
        return matter, step

    def _officers(self, kind: str, step: str, line: Line, crew: dict[str, str]) -> list[tuple[str, str]]:
        roles = self.procedures[kind].steps[step].roles
        if line.officers is None:
            return [(crew[roles[0]], roles[0])] if roles else []
        first = roles[0] if roles else "handler"
        return [(crew[name], role or LETTERS.get(name, first)) for name, role in line.officers]


def _names(lines: list[Line]) -> list[str]:
    """The step of each line, the second of its kind as `step#2`."""
    seen: dict[str, int] = {}
    names = []
    for line in lines:
        count = seen[line.step] = seen.get(line.step, 0) + 1
        names.append(line.step if count == 1 else f"{line.step}#{count}")
    return names


def _anchor(when: When) -> str | None:
    """The step from which a time is counted, if it is named."""
    if when.fixed is None or not _is_due(when):
        return when.anchor
    return when.fixed.rpartition(":")[2].replace("-", "+").partition("+")[0]


def _is_due(when: When) -> bool:
    return when.fixed is not None and when.fixed.startswith("due:")


def minute_of_clock(at: int, clock: str) -> int:
    """The same day at that clock time."""
    return at // DAY * DAY + minute_of_day(clock)


def minute_of_day(clock: str) -> int:
    """Minutes since midnight."""
    return minute_of(FIRST, clock)


def _dated(text: str, at: int, times: dict[str, int]) -> str:
    """`@-3d`: the date three days before the step; `@step+2d`: two days after another; `@@` with the clock time."""
    match = _DATED.fullmatch(text)
    if match is None:
        raise ValueError(text)
    base = times[match[2]] if match[2] else at
    when = text_of(base + length_of(match[3] or "0m"))
    return when if match[1] == "@@" else when[:10]


def _letters(kind: str) -> str:
    return "".join(part[0] for part in kind.split("_")).upper()


def _drawn_values(values: dict[str, str], rng: Random) -> dict[str, str]:
    if not any("|" in value for value in values.values()):
        return dict(values)
    return {key: rng.choice(value.split("|")) if "|" in value else value for key, value in values.items()}
