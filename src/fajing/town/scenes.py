r"""Scenes: how a lawful case of one kind runs, as lines of text.

A line is `step @ time [/ end] [field=value …] [of object[+object]] [by officer[/role][+officer]]`; a stroke `\` at
its end goes on in the next. The time is `0` (the start), `+2h` after the line before, `step+2h` after the first such
step, `=2026-03-02T09:00`, or `due:8h:step+1`, a minute after a period counted from a step has run out. `+~3h<20h`
draws a wait about three hours long and never longer than twenty, `+q<20d` waits in the unit's queue. `^` at the end
of a time moves on to office hours, `@10:00` to that time of the day. `a|b` draws one of several values. `?0.3 {` …
`} else {` … `}` may happen; `?if:step {` … `}` does where that step stands before. `matter: field=value` gives the
matter its values, `kind.field=value` a matter below it. A step of another kind of matter is named `procedure.step`
and stands in a matter below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from fajing.town.times import length_of

_LINE = re.compile(r"(?P<step>[a-z0-9_.#]+)\s*@\s*(?P<time>\S+)(?:\s*/\s*(?P<until>\S+))?(?P<rest>.*)")
_TIME = re.compile(
    r"(?P<anchor>[a-z_.#0-9]*[a-z_#][a-z_.#0-9]*)?(?P<sign>[+-])(?P<wait>q|~?\d+[mhd])(?:<(?P<cap>\d+[mhd]))?(?:@(?P<clock>\d\d:\d\d))?(?P<office>\^?)"
)


@dataclass(frozen=True, slots=True)
class When:
    """How a time is found."""

    anchor: str | None = None
    wait: int = 0
    drawn: bool = False
    queued: bool = False
    cap: int | None = None
    office: bool = False
    fixed: str | None = None
    clock: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a scene."""

    step: str
    when: When
    until: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    objects: tuple[str, ...] = ()
    officers: tuple[tuple[str, str | None], ...] | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Maybe:
    """Lines that stand with some probability, and those that stand otherwise."""

    chance: float
    given: str | None
    lines: tuple[Line | Maybe, ...]
    otherwise: tuple[Line | Maybe, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """A kind of case."""

    name: str
    procedure: str
    values: dict[str, str]
    lines: tuple[Line | Maybe, ...]


def read_when(text: str) -> When:
    """The time of a line."""
    if text == "0":
        return When(anchor="")
    if text.startswith("due:"):
        return When(fixed=text)
    if text.startswith("="):
        return When(fixed=text[1:])
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(f"time not understood: {text}")
    wait = match["wait"]
    length = 0 if wait == "q" else length_of(wait.removeprefix("~"))
    return When(
        anchor=match["anchor"],
        wait=-length if match["sign"] == "-" else length,
        drawn=wait.startswith("~"),
        queued=wait == "q",
        cap=length_of(match["cap"]) if match["cap"] else None,
        office=bool(match["office"]),
        clock=match["clock"],
    )


def read_line(text: str) -> Line:
    """One line of a scene."""
    match = _LINE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"line not understood: {text}")
    line = Line(match["step"], read_when(match["time"]), match["until"])
    words = match["rest"].split()
    while words:
        word = words.pop(0)
        if word == "of":
            line = replace(line, objects=read_objects(words.pop(0)))
        elif word == "by":
            line = replace(line, officers=read_officers(words.pop(0)))
        elif word == "in":
            line = replace(line, place=words.pop(0))
        else:
            name, _, value = word.partition("=")
            line.fields[name] = value
    return line


def pairs(text: str) -> dict[str, str]:
    """`field=value field=value` as a mapping."""
    return {name: value for name, _, value in (word.partition("=") for word in text.split())}


def read_objects(text: str) -> tuple[str, ...]:
    """`P1+I1` as it says; `F1..F3` as F1, F2 and F3."""
    found: list[str] = []
    for one in text.split("+"):
        first, dots, last = one.partition("..")
        found += [f"{first[0]}{at}" for at in range(int(first[1:]), int(last[1:]) + 1)] if dots else [first]
    return tuple(found)


def read_officers(text: str) -> tuple[tuple[str, str | None], ...]:
    """`A/handler+B` as pairs; `-` is nobody."""
    if text == "-":
        return ()
    pairs = (one.partition("/") for one in text.split("+"))
    return tuple((name, role or None) for name, _, role in pairs)


def read_scene(name: str, procedure: str, text: str) -> Scene:
    """A scene from its lines."""
    values: dict[str, str] = {}
    text = text.replace("\\\n", " ")
    rows = iter([row.strip() for row in text.splitlines() if row.strip() and not row.strip().startswith("#")])

    def block() -> tuple[list[Line | Maybe], str]:
        found: list[Line | Maybe] = []
        for row in rows:
            if row.startswith("}"):
                return found, row
            if row.startswith("?"):
                inside, closing = block()
                otherwise: list[Line | Maybe] = []
                if "else" in closing:
                    otherwise, _ = block()
                chance = row[1:].split()[0]
                given = chance.removeprefix("if:") if chance.startswith("if:") else None
                found.append(Maybe(0.0 if given else float(chance), given, tuple(inside), tuple(otherwise)))
            elif row.startswith("matter:"):
                values.update(pairs(row.removeprefix("matter:")))
            else:
                found.append(read_line(row))
        return found, ""

    lines, _ = block()
    return Scene(name, procedure, values, tuple(lines))


def all_lines(lines: tuple[Line | Maybe, ...]) -> Iterator[Line]:
    """Every line that may stand."""
    for one in lines:
        if isinstance(one, Line):
            yield one
        else:
            yield from all_lines(one.lines)
            yield from all_lines(one.otherwise)
