"""The small language of section files: `{{ figure("id") }}` in a sentence, `positive("id")` as a condition.

In: a line of a section. Out: its pieces, or an error that says file, line and column. There is a closed list of marks
and of conditions, each with its number of arguments; nothing is evaluated, nothing can be called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fajing.core.errors import FajingError
from fajing.lawbook.problems import suggest

MARKS: Mapping[str, tuple[int, int]] = {
    "figure": (1, 1),
    "part": (1, 1),
    "whole": (1, 1),
    "parts": (1, 1),
    "change": (1, 1),
    "title": (1, 1),
    "most": (3, 3),
    "given": (2, 2),
    "year": (0, 0),
    "last_year": (0, 0),
    "next_year": (0, 0),
    "body": (0, 0),
    "period": (0, 0),
    "cut_off": (0, 0),
}
"""Each mark with the fewest and most arguments it takes."""

OF_INDICATORS = frozenset({"figure", "part", "whole", "parts", "change", "title"})
"""Marks whose first argument is the id of an indicator."""

CONDITIONS: Mapping[str, tuple[int, int]] = {
    "known": (1, 1),
    "positive": (1, 1),
    "zero": (1, 1),
    "given": (1, 1),
    "whole_body": (0, 0),
    "ended": (0, 0),
}
_OF_FIGURES = frozenset({"known", "positive", "zero"})

_MARK = re.compile(r"\{\{(?P<inside>.*?)\}\}")
_CALL = re.compile(r'\s*(?P<name>[a-z_]+)\((?P<arguments>(?:\s*"[^"]*"\s*(?:,\s*"[^"]*"\s*)*)?)\)\s*')
_ARGUMENT = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark or condition, as read.

    Attributes:
        name: Which.
        arguments: Its texts.
        where: File and line.
    """

    name: str
    arguments: tuple[str, ...]
    where: str

    @property
    def indicator(self) -> str | None:
        """The id of the indicator it asks for, where it asks for one."""
        return self.arguments[0] if self.name in OF_INDICATORS | _OF_FIGURES and self.arguments else None


@dataclass(frozen=True, slots=True)
class Condition:
    """Conditions that must all hold; each may be turned round by `not`."""

    clauses: tuple[tuple[bool, Mark], ...]


class SectionError(FajingError):
    """A section file that does not say what it should, with file and line."""


def read_marks(text: str, where: str) -> tuple[str | Mark, ...]:
    """Text and marks of a line, in order.

    Raises:
        SectionError: A mark is unknown, badly written, or left open.

    Example:
        >>> read_marks('接报{{ figure("calls_received") }}。', "10.md:3")[1].arguments
        ('calls_received',)
    """
    pieces = list(_pieces(text, where))
    for piece in pieces:
        if isinstance(piece, str) and ("{{" in piece or "}}" in piece or "{%" in piece):
            raise SectionError(
                "标记没有写完整 (a mark is left open)",
                where=where,
                why=piece.strip(),
                remedy='{{ figure("id") }}',
            )
    return tuple(pieces)


def _pieces(text: str, where: str) -> Iterator[str | Mark]:
    at = 0
    for found in _MARK.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        yield _call(found["inside"], where, MARKS)
        at = found.end()
    if at < len(text):
        yield text[at:]


def read_condition(text: str, where: str) -> Condition:
    """A condition: calls joined by `and`, each perhaps after `not`.

    Raises:
        SectionError: It is written otherwise, or asks for what is not on the list.

    Example:
        >>> [(holds, mark.name) for holds, mark in read_condition('not zero("a") and whole_body()', "x").clauses]
        [(False, 'zero'), (True, 'whole_body')]
    """
    clauses = []
    for clause in re.split(r"\s+and\s+", text.strip()):
        holds = not clause.startswith("not ")
        clauses.append((holds, _call(clause.removeprefix("not "), where, CONDITIONS)))
    return Condition(tuple(clauses))


def _call(text: str, where: str, known: Mapping[str, tuple[int, int]]) -> Mark:
    found = _CALL.fullmatch(text)
    if found is None:
        raise SectionError("看不懂这个标记 (not a mark)", where=where, why=text.strip(), remedy='name("id")')
    name, arguments = found["name"], tuple(_ARGUMENT.findall(found["arguments"]))
    if name not in known:
        raise SectionError(f"没有这个标记 (no such mark): {name}", where=where, remedy=suggest(name, known))
    fewest, most = known[name]
    if not fewest <= len(arguments) <= most:
        raise SectionError(
            f"{name} 的参数个数不对 (wrong number of arguments)",
            where=where,
            why=f"{len(arguments)}，应为 / not {fewest}" + (f"—{most}" if most != fewest else ""),
        )
    return Mark(name, arguments, where)
