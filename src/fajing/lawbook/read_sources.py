"""Reads the small kinds of file: sources, calendars, labels, benchmarks, registers, shared fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fajing.lawbook.duty_spec import Period
from fajing.lawbook.model import (
    Benchmark,
    BenchmarkVersion,
    Citation,
    Field,
    Label,
    Register,
    RegisterEntry,
    Source,
    Text,
)
from fajing.lawbook.problems import suggest
from fajing.lawbook.reading import Reading, each, length_of, optional, text_of
from fajing.lawbook.yaml_reader import KeyPath


def read_source(reading: Reading) -> Source:
    """An instrument."""
    raw = reading.document.data
    start = reading.date(raw["in_force"]["from"], ("in_force", "from"))
    end = optional(lambda value: reading.date(value, ("in_force", "until")), raw["in_force"].get("until"))
    if end is not None and end < start:
        reading.error(
            ("in_force",), f"失效早于生效 (until lies before from): {end} < {start}", "until ≥ from"
        )
    return Source(
        id=raw["id"],
        title=text_of(raw["title"]),
        read=raw["read"],
        in_force_from=start,
        in_force_until=end,
        number=raw.get("number"),
        issuer=optional(text_of, raw.get("issuer")),
        replaces=tuple(raw.get("replaces", ())),
        region=raw.get("region"),
        text=raw.get("text"),
        place=reading.place(("id",)),
    )


def read_calendar(reading: Reading) -> dict[str, Any]:
    """A year's table as `core.calendar` wants it."""
    raw = reading.document.data
    holidays = []
    for number, entry in enumerate(raw["holidays"]):
        name = text_of(entry["name"])
        day = reading.date(entry["date"], ("holidays", number, "date"))
        holidays.append({"date": day, "name": {"zh": name.zh, "en": name.en}})
    working = [reading.date(day, ("working", number)) for number, day in enumerate(raw.get("working", ()))]
    return {"year": raw["year"], "holidays": holidays, "working": working}


def read_labels(reading: Reading) -> list[tuple[Label, KeyPath]]:
    """The labels of a group."""
    raw = reading.document.data
    group = text_of(raw["group"])
    return [
        (Label(item["id"], text_of(item["title"]), group), ("labels", number))
        for number, item in enumerate(raw["labels"])
    ]


def read_benchmarks(reading: Reading) -> list[tuple[Benchmark, KeyPath]]:
    """The benchmarks of a file."""
    found = []
    for number, raw in enumerate(reading.document.data["benchmarks"]):
        keys: KeyPath = ("benchmarks", number)
        versions = []
        for place, item in enumerate(raw["versions"]):
            here: KeyPath = (*keys, "versions", place)
            length = length_of(item["within"])
            versions.append(
                BenchmarkVersion(
                    start=reading.date(item["from"], (*here, "from")),
                    within=Period(length.unit, length.count, benchmark=raw["id"]),
                    cites=read_citations(reading, item.get("cites"), (*here, "cites")),
                )
            )
        versions.sort(key=lambda version: version.start)
        found.append((Benchmark(raw["id"], text_of(raw["title"]), tuple(versions)), keys))
    return found


def read_register(reading: Reading) -> Register:
    """A dated list."""
    raw = reading.document.data
    entries: dict[str, list[RegisterEntry]] = {}
    for item, keys in each(raw["entries"], ("entries",)):
        entry = register_entry(item)
        start, end = (_register_date(reading, item, key, keys) for key in ("from", "until"))
        entry = RegisterEntry(entry.key, start, end, entry.values)
        for other in entries.get(entry.key, ()):
            if _overlap(entry, other):
                reading.error(
                    keys, f"{entry.key} 的两条记录时间重叠 (two entries overlap)", "前一条写明 until"
                )
        entries.setdefault(entry.key, []).append(entry)
    return Register(raw["id"], {key: tuple(items) for key, items in entries.items()})


def register_entry(item: str | Mapping[str, Any]) -> RegisterEntry:
    """One undated line of a register: a key alone, or a mapping; `kind` also answers `is_police`."""
    if isinstance(item, str):
        return RegisterEntry(item, None, None, {})
    values = {key: value for key, value in item.items() if key not in ("key", "from", "until")}
    if "kind" in values:
        values.setdefault("is_police", values["kind"] == "police")
    return RegisterEntry(str(item["key"]), None, None, values)


def read_fields(raw: Mapping[str, Any] | None, codes: Mapping[str, Mapping[str, Text]]) -> dict[str, Field]:
    """Declared values of a step, a matter or a shared group.

    Args:
        raw: Fields by name.
        codes: Titles of codes by field; a field's own `names` come before them.
    """
    return {
        name: Field(
            id=name,
            type=item["type"],
            title=text_of(item.get("title", name)),
            required=item.get("required", False),
            personal=item.get("personal", False),
            values=tuple(item.get("values", ())),
            unit=item.get("unit"),
            names=_code_titles(codes.get(name, {}), item),
        )
        for name, item in (raw or {}).items()
    }


def _code_titles(known: Mapping[str, Text], item: Mapping[str, Any]) -> dict[str, Text]:
    own = {code: text_of(said) for code, said in item.get("names", {}).items()}
    return {code: known[code] for code in item.get("values", ()) if code in known} | own


def read_citations(reading: Reading, raw: Any, keys: KeyPath) -> tuple[Citation, ...]:
    """What is cited; every source must be known."""
    found = []
    for item, here in each(raw, keys):
        if item["source"] not in reading.known.sources:
            known = reading.known.sources
            reading.error(
                (*here, "source"),
                f"没有依据 {item['source']!r} (unknown source)",
                suggest(item["source"], known),
            )
        found.append(
            Citation(
                item["source"],
                str(item["article"]),
                item.get("paragraph"),
                item.get("item"),
                item.get("quality"),
            )
        )
    return tuple(found)


def _register_date(reading: Reading, item: Any, key: str, keys: KeyPath) -> date | None:
    value = item.get(key) if isinstance(item, Mapping) else None
    return None if value is None else reading.date(value, (*keys, key))


def _overlap(a: RegisterEntry, b: RegisterEntry) -> bool:
    return (a.start or date.min) <= (b.end or date.max) and (b.start or date.min) <= (a.end or date.max)
