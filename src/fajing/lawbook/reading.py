"""What the readers of all kinds of file share: where they are, what they know, and how they complain.

In: a document whose shape its schema has passed. Out: typed values. A reader reports what is wrong and
goes on with a stand-in, so that one run shows everything; nothing read with errors ever leaves `load`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from fajing.core.errors import FajingError
from fajing.core.periods import Counting, Length, Unit
from fajing.lawbook.conditions import Expression, Literal, parse_condition
from fajing.lawbook.model import Benchmark, Place, Procedure, Source, Text
from fajing.lawbook.problems import Report, suggest
from fajing.lawbook.yaml_reader import Document, KeyPath

R = TypeVar("R")

NO_CONDITION = Expression("true", Literal(True))
"""Stands in for a condition that could not be read."""


@dataclass(slots=True)
class Known:
    """What a file may name: everything that has been read before it, over all folders of the lawbook."""

    counting: Counting = field(default_factory=Counting)
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    benchmarks: Mapping[str, Benchmark] = field(default_factory=dict)
    labels: Iterable[str] = ()
    norm_ids: Iterable[str] = ()
    codes: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """One document being read."""

    document: Document
    report: Report
    known: Known

    def place(self, keys: KeyPath = ()) -> Place:
        """Where the value at a path of keys stands."""
        return Place(self.document.path, self.document.line(keys))

    def error(self, keys: KeyPath, what: str, remedy: str = "") -> None:
        """Report an error at a path of keys."""
        self.report.error(self.place(keys), what, remedy)

    def warn(self, keys: KeyPath, what: str, remedy: str = "") -> None:
        """Report a warning at a path of keys."""
        self.report.warn(self.place(keys), what, remedy)

    def date(self, value: str, keys: KeyPath) -> date:
        """A civil date."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.error(keys, f"没有这一天 (no such date): {value}", "2026-01-01")
            return date.min

    def condition(self, value: str, keys: KeyPath) -> Expression:
        """A condition or value in the language of conditions."""
        try:
            return parse_condition(value)
        except FajingError as error:
            detail = "；".join(filter(None, (error.what, error.where, error.why)))
            self.error(keys, detail, error.remedy)
            return NO_CONDITION

    def procedure(self, value: str, keys: KeyPath) -> Procedure | None:
        """A procedure by its id."""
        found = self.known.procedures.get(value)
        if found is None:
            self.error(keys, f"没有程序 {value!r} (unknown procedure)", suggest(value, self.known.procedures))
        return found

    def step(self, value: str, home: str, keys: KeyPath) -> str:
        """A step's qualified name; `home` is the procedure meant where none is named."""
        procedure_id, _, step = value.rpartition(".")
        procedure_id = procedure_id or home
        procedure = self.known.procedures.get(procedure_id)
        if procedure is None:
            if procedure_id != home:
                self.error(
                    keys,
                    f"没有程序 {procedure_id!r} (unknown procedure)",
                    suggest(procedure_id, self.known.procedures),
                )
        elif step not in procedure.steps:
            self.error(
                keys, f"程序 {procedure_id} 没有环节 {step!r} (unknown step)", suggest(step, procedure.steps)
            )
        return f"{procedure_id}.{step}"


def text_of(value: str | Mapping[str, str]) -> Text:
    """A title or message; a plain string serves both languages."""
    return Text(value, value) if isinstance(value, str) else Text(value["zh"], value["en"])


def optional(function: Callable[[Any], R], value: Any) -> R | None:
    """The function's result, or None where there is nothing to read."""
    return None if value is None else function(value)


def length_of(value: Mapping[str, int]) -> Length:
    """A length the schema has passed: one unit, a whole number."""
    [(unit, count)] = value.items()
    return Length(Unit(unit), count)


def as_list(value: Any) -> list[Any]:
    """A list of one where the lawbook allows the one alone."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def each(value: Any, keys: KeyPath) -> list[tuple[Any, KeyPath]]:
    """The items of a value that is one or a list, each with its path of keys."""
    if isinstance(value, list):
        return [(item, (*keys, number)) for number, item in enumerate(value)]
    return [] if value is None else [(value, keys)]
