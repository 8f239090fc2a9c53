"""Reads how a duty counts time: `within`, `by`, `extend`, `pause`, `excuse`, `rollover`, `starts`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from fajing.core.periods import Counting, Rollover, Starts, Unit
from fajing.lawbook.conditions import Expression
from fajing.lawbook.duty_spec import By, Excuse, Extension, Pause, Period, Within
from fajing.lawbook.problems import suggest
from fajing.lawbook.read_conditions import Names
from fajing.lawbook.reading import Reading, as_list, each, length_of, optional
from fajing.lawbook.yaml_reader import KeyPath

_UNITS = tuple(unit.value for unit in Unit)


def read_within(names: Names, raw: Any, keys: KeyPath) -> Within | None:
    """A period, tiers, or the earlier or later of several."""
    if raw is None:
        return None
    reading = names.reading
    if isinstance(raw, list):
        tiers = tuple(_period(names, item, (*keys, number)) for number, item in enumerate(raw))
        for number, tier in enumerate(tiers[:-1]):
            if tier.where is None:
                reading.error(
                    (*keys, number + 1),
                    "前一档没有 where，这一档永远轮不到 (never reached)",
                    "给前一档写 where",
                )
        if tiers[-1].where is not None:
            reading.warn(
                (*keys, len(tiers) - 1),
                "最后一档有 where：都不成立时无法判定 (if none holds: undecidable)",
                "最后一档不写 where",
            )
        return Within(tiers)
    joined = [word for word in ("earlier_of", "later_of") if word in raw]
    if not joined:
        return Within((_period(names, raw, keys),))
    if len(raw) > 1:
        reading.error(
            keys, f"{joined[0]} 旁边不能再写别的 (nothing beside it)", f"{{{joined[0]}: [{{days: 3}}, …]}}"
        )
    parts = [
        read_within(names, item, (*keys, joined[0], number)) for number, item in enumerate(raw[joined[0]])
    ]
    found = tuple(part for part in parts if part is not None)
    return Within(earlier_of=found) if joined[0] == "earlier_of" else Within(later_of=found)


def _period(names: Names, raw: Mapping[str, Any], keys: KeyPath) -> Period:
    reading = names.reading
    start = names.target_or_value(raw["from"], (*keys, "from")) if "from" in raw else None
    where = names.condition(raw.get("where"), (*keys, "where"))
    units = [unit for unit in (*_UNITS, "benchmark") if unit in raw]
    if len(units) != 1:
        reading.error(
            keys, "期限要写一个单位 (exactly one unit)", f"{{days: 3}}；{', '.join(_UNITS)}, benchmark"
        )
        return Period(Unit.DAYS, 0, start, where)
    if units[0] == "benchmark":
        benchmark = reading.known.benchmarks.get(raw["benchmark"])
        if benchmark is None:
            what = f"没有基准 {raw['benchmark']!r} (unknown benchmark)"
            reading.error((*keys, "benchmark"), what, suggest(raw["benchmark"], reading.known.benchmarks))
            return Period(Unit.DAYS, 0, start, where)
        # The newest version stands here; which one holds for a duty is known only at its trigger.
        latest = benchmark.versions[-1].within
        return replace(latest, start=start, where=where)
    unit, count = Unit(units[0]), raw[units[0]]
    if isinstance(count, str):
        count = names.condition(count, (*keys, units[0])) or 0
    return Period(unit, count, start, where)


def read_by(names: Names, raw: Any, keys: KeyPath) -> By | None:
    """A due moment that is a value, or lies some way from another norm's."""
    if raw is None:
        return None
    if isinstance(raw, str):
        return By(value=names.condition(names.value_named(raw), keys))
    if "minus" in raw and "plus" in raw:
        names.reading.error(keys, "minus 与 plus 只写一个 (either minus or plus)", "minus: {days: 7}")
    return By(
        due_of=raw["due_of"],
        minus=optional(length_of, raw.get("minus")),
        plus=optional(length_of, raw.get("plus")),
    )


def read_extensions(names: Names, raw: Any, keys: KeyPath) -> tuple[Extension, ...]:
    """`extend`."""
    found = []
    for item, here in each(raw, keys):
        if ("to" in item) == ("by" in item):
            names.reading.error(
                here, "延长要写 to 或 by 之一 (either to or by)", "to: {days: 7} 或 by: {days: 30}"
            )
        found.append(
            Extension(
                on=names.target(item["on"], (*here, "on"), item.get("where")),
                to=optional(length_of, item.get("to")),
                by=optional(length_of, item.get("by")),
                role=tuple(as_list(item.get("role"))),
                times=item.get("times"),
            )
        )
    return tuple(found)


def read_pauses(names: Names, raw: Any, keys: KeyPath) -> tuple[Pause, ...]:
    """`pause`; a condition on it is about the step that begins it."""
    return tuple(
        Pause(
            names.some(item["from"], (*here, "from"), item.get("where")),
            names.some(item["to"], (*here, "to")),
        )
        for item, here in each(raw, keys)
    )


def read_excuses(names: Names, raw: Any, keys: KeyPath) -> tuple[Excuse, ...]:
    """`excuse`; a condition on it is about the excusing step."""
    found = []
    for item, here in each(raw, keys):
        if "then" in item and "until" not in item:
            names.reading.error(here, "then 要与 until 同用 (then needs until)", "until: obstacle_removed")
        found.append(
            Excuse(
                names.some(item["on"], (*here, "on"), item.get("where")),
                names.some(item.get("until"), (*here, "until")),
                read_within(names, item.get("then", {}).get("within"), (*here, "then", "within")),
            )
        )
    return tuple(found)


def read_counting(
    reading: Reading, counting: Counting, raw: Mapping[str, Any], keys: KeyPath, units: Iterable[Unit]
) -> Counting:
    """A counting with what one level of a norm says laid over it.

    Args:
        reading: The document.
        counting: What holds so far.
        raw: The norm, version or duty.
        keys: Where it stands.
        units: Units of the norm's own periods, which a single word for `starts` is about.
    """
    rollover = Rollover(raw["rollover"]) if "rollover" in raw else counting.rollover
    starts = dict(counting.starts)
    said = raw.get("starts")
    new = {Unit(unit): Starts(word) for unit, word in said.items()} if isinstance(said, dict) else {}
    if isinstance(said, str):
        new = dict.fromkeys(units, Starts(said))
        if not new:
            reading.warn(
                (*keys, "starts"), "没有期限，starts 不起作用 (no period to start)", "删去 / delete it"
            )
    for unit, word in new.items():
        if word is Starts.NEXT_HOUR and not unit.is_clock:
            what = f"以 {unit.value} 计的期限不能从下一小时起算 (next_hour is for hours and minutes)"
            reading.error((*keys, "starts"), what, "next_day 或 moment")
    return Counting(rollover, {**starts, **new})


def units_of(within: Within | None) -> set[Unit]:
    """Every unit a period counts in."""
    if within is None:
        return set()
    units = {tier.unit for tier in within.tiers}
    for part in (*within.earlier_of, *within.later_of):
        units |= units_of(part)
    return units


def expression_of(names: Names, value: int | str, keys: KeyPath) -> int | Expression:
    """A whole number, or a value that gives one."""
    return value if isinstance(value, int) else (names.condition(value, keys) or 0)
