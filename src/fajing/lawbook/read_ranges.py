"""Reads ranges of discretion: what a statute or a benchmark allows for one kind of decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fajing.lawbook.conditions import Expression
from fajing.lawbook.indicator_spec import Counted, Range, RangeVersion
from fajing.lawbook.problems import suggest
from fajing.lawbook.read_sources import read_citations
from fajing.lawbook.reading import Reading, text_of
from fajing.lawbook.yaml_reader import KeyPath

Where = Callable[[str | None, KeyPath, Counted], Expression | None]
"""Reads a condition at a place of the file, about what is counted."""


def read_ranges(reading: Reading, where: Where) -> Iterator[Range]:
    """The ranges of a file: one, or several about the same thing."""
    raw = reading.document.data
    step = reading.step(raw["of"], "", ("of",))
    procedure, _, name = step.partition(".")
    known = reading.known.procedures.get(procedure)
    if known is None or name not in known.steps:
        return
    numbers = [one.id for one in known.steps[name].fields.values() if one.type in ("money", "integer")]
    dates = [one.id for one in known.steps[name].fields.values() if one.type in ("date", "time")]
    also_dated = raw.get("also_dated")
    if also_dated is not None and also_dated not in dates:
        reading.error(
            ("also_dated",), f"{step} 没有这个日期 (no such date): {also_dated}", suggest(also_dated, dates)
        )
        return
    several = raw.get("ranges")
    if (several is None) == ("field" not in raw or "versions" not in raw):
        reading.error((), "要么 field 和 versions，要么 ranges (either field and versions, or ranges)", "")
        return
    for place, one in enumerate(several or [raw]):
        keys: KeyPath = ("ranges", place) if several else ()
        if one["field"] not in numbers:
            reading.error(
                (*keys, "field"),
                f"{step} 没有这个数 (no such number): {one['field']}",
                suggest(one["field"], numbers),
            )
            continue
        yield Range(
            f"{raw['id']}.{place + 1}" if several else raw["id"],
            text_of(raw["title"]),
            step,
            one["field"],
            where(one.get("where"), (*keys, "where"), Counted("events", procedure, (step,))),
            tuple(_versions(reading, one["versions"], keys)),
            raw.get("basis") == "statute",
            also_dated,
        )


def _versions(reading: Reading, raw: list[Mapping[str, Any]], keys: KeyPath) -> Iterator[RangeVersion]:
    for number, one in enumerate(raw):
        own: KeyPath = (*keys, "versions", number)
        if one["high"] < one["low"]:
            reading.error((*own, "high"), "上限低于下限 (the upper end lies below the lower)", "low ≤ high")
        yield RangeVersion(
            reading.date(one["from"], (*own, "from")),
            reading.date(one["until"], (*own, "until")) if "until" in one else None,
            one["low"],
            one["high"],
            read_citations(reading, one.get("cites", []), (*own, "cites")),
        )
