"""Reads indicators, ranges of discretion and figures of earlier years; asked for by whoever makes figures.

In: a lawbook that is loaded. Out: an `IndicatorBook`, or everything that is wrong with its files at once. They are not
read with the lawbook itself: no duty hangs on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from fajing.lawbook.conditions import Binary, Call, Expression, Name, Negative, Node, walk
from fajing.lawbook.indicator_spec import (
    ACTS,
    OF_DUTIES,
    OF_FINDINGS,
    OPEN,
    Counted,
    Indicator,
    IndicatorBook,
    Leg,
    Median,
    Part,
    PriorValue,
)
from fajing.lawbook.model import Lawbook, Text
from fajing.lawbook.problems import Report, suggest
from fajing.lawbook.read_conditions import Names
from fajing.lawbook.read_ranges import read_ranges
from fajing.lawbook.reading import Known, Reading, as_list, optional, text_of
from fajing.lawbook.shelves import Shelves
from fajing.lawbook.yaml_reader import KeyPath

KINDS = {"indicators": "indicator", "ranges": "range", "priors": "priors"}
_UNITS = {
    "count": Text("件", "cases"),
    "sum": Text("元", "yuan"),
    "share": Text("%", "%"),
    "median": Text("小时", "hours"),
}
_FUNCTIONS = (
    "standing",
    "count",
    "first",
    "last",
    "present",
    "days",
    "hours",
    "days_between",
    "date",
    "hour",
)
_HEADS = {
    "events": ("event", "matter", "range"),
    "matters": ("matter",),
    "duties": ("duty",),
    "findings": ("finding",),
}
_OF_RANGES = ("applies", "outside", "above_law")
_ONLY_COUNTS = ("where", "each", "until", "of", "needs")


def load_indicators(lawbook: Lawbook) -> IndicatorBook:
    """The indicators of a lawbook and its overlays.

    Raises:
        LawbookError: Something is wrong with them; holds all of it.
    """
    report = Report()
    found = read_indicators(lawbook, report)
    report.raise_errors()
    return found


def read_indicators(lawbook: Lawbook, report: Report) -> IndicatorBook:
    """The indicators as far as they can be read; what is wrong with them is reported."""
    shelves = Shelves(report, kinds=KINDS)
    for number, folder in enumerate(lawbook.folders):
        shelves.add_files(folder, number)
    known = Known(
        counting=lawbook.counting,
        procedures=lawbook.procedures,
        sources=lawbook.sources,
        benchmarks=lawbook.benchmarks,
        labels=lawbook.labels,
        norm_ids=list(lawbook.norms),
    )
    readings = {
        kind: {
            entry.id: (entry, Reading(entry.document, report, known)) for entry in shelves.of(kind).values()
        }
        for kind in KINDS.values()
    }
    ranges = {
        one.id: one
        for _, (_, reading) in sorted(readings["range"].items())
        for one in read_ranges(reading, partial(_where, reading))
    }
    found = {}
    for name, (entry, reading) in readings["indicator"].items():
        one = _indicator(reading, entry.group, lawbook)
        if one is not None:
            found[name] = one
    for _, reading in readings["priors"].values():
        _lay_priors(reading, found)
    ordered = dict(sorted(found.items(), key=lambda item: (item[1].group, item[0])))
    return IndicatorBook(ordered, ranges)


# ---------------------------------------------------------------- indicators
def _indicator(reading: Reading, group: str, lawbook: Lawbook) -> Indicator | None:
    raw: Mapping[str, Any] = reading.document.data
    form = _form(reading, raw)
    if form is None:
        return None
    counted = whole = median = None
    if form == "share":
        counted = _counted(reading, raw["share"]["part"], ("share", "part"))
        whole = _counted(reading, raw["share"]["whole"], ("share", "whole"))
    elif form == "median":
        median = _median(reading, raw["median"])
    else:
        counted = _counted(reading, raw, ())
    if median is None and counted is None:
        return None
    if not group:
        reading.error((), "指标要放在按主题分的文件夹里 (stands in no group)", "indicators/cases/….yaml")
    if "parts" in raw and form != "count":
        reading.error(("parts",), "只有数量才分部分 (only a count has parts)", "count: …")
    parts = tuple(_parts(reading, raw.get("parts", ()), counted)) if counted is not None else ()
    named = raw.get("sum", "")
    return Indicator(
        id=raw["id"],
        title=text_of(raw["title"]),
        group=group,
        form=form,
        unit=text_of(raw["unit"]) if "unit" in raw else _UNITS[form],
        base=text_of(raw["base"]),
        better=raw.get("better", "none"),
        may_show_small=raw.get("small_cells", "show") == "show",
        counted=counted,
        whole=whole,
        field=named,
        is_money=bool(named) and _is_money(reading, named, counted),
        parts=parts,
        rest=optional(text_of, raw.get("rest")),
        median=median,
        formula=optional(text_of, raw.get("formula")),
        priors=tuple(_prior(one) for one in raw.get("priors", ())),
        was=tuple(raw.get("was", ())),
        why=optional(text_of, raw.get("why")),
        examples=tuple(raw.get("examples", ())),
        place=reading.place(("id",)),
    )


def _form(reading: Reading, raw: Mapping[str, Any]) -> str | None:
    """Which of the four forms a file says, if it says one."""
    said = [word for word in ("count", "share", "median") if word in raw]
    if len(said) != 1:
        reading.error((), "count、share、median 要写一个，且只写一个 (one of the three)", "count: events")
        return None
    for key in (*_ONLY_COUNTS, "sum"):
        if said != ["count"] and key in raw:
            reading.error((key,), f"{key} 要写在 share 或 median 里面 (belongs inside)", f"{said[0]}: {{…}}")
            return None
    return "sum" if "sum" in raw else said[0]


def _counted(reading: Reading, raw: Mapping[str, Any], keys: KeyPath) -> Counted | None:
    kind = raw["count"]
    names = [str(one) for one in as_list(raw.get("of"))]
    place: KeyPath = (*keys, "of")
    if kind != "duties" and not names:
        reading.error(keys, f"count: {kind} 要写 of (says not of what)", _OF_WHAT[kind])
        return None
    if kind == "duties" and names:
        reading.error(place, "应办用 where 挑选 (duties are chosen by where)", 'where: duty.label == "…"')
        return None
    if kind in ("duties", "findings") and raw.get("each", "event") != "event":
        reading.error((*keys, "each"), "每项应办、每个问题各计一次 (each counts one)", "")
    if kind != "events" and "until" in raw:
        reading.error((*keys, "until"), "只有办案记录才写 until (only for events)", "count: events")
    home = ""
    if kind == "events":
        home = names[0].rpartition(".")[0]
        of = tuple(reading.step(name, home, place) for name in names)
        if any("." not in name for name in names):
            reading.error(place, "环节要写明程序 (say the procedure too)", "administrative_case.case_filed")
            return None
        if any(not _is_step(reading, one) for one in of):
            return None
    elif kind == "matters":
        of = tuple(names)
        home = of[0]
        if any(reading.procedure(one, place) is None for one in of):
            return None
    else:
        of = tuple(names)
        for name in names:
            if name not in (*ACTS, OPEN):
                reading.error(
                    place, f"对问题没有这个动作 (no such act): {name}", suggest(name, (*ACTS, OPEN))
                )
                return None
    until = None
    if "until" in raw:
        until = tuple(reading.step(str(one), home, (*keys, "until")) for one in as_list(raw["until"]))
    found = Counted(kind, home, of, None, raw.get("each", "event"), until, raw.get("needs", "all") == "all")
    return replace(found, where=_where(reading, raw.get("where"), (*keys, "where"), found))


_OF_WHAT = {
    "events": "of: administrative_case.case_filed",
    "matters": "of: administrative_case",
    "findings": "of: raised",
}


def _is_step(reading: Reading, qualified: str) -> bool:
    procedure, _, step = qualified.partition(".")
    known = reading.known.procedures.get(procedure)
    return known is not None and step in known.steps


class _Names(Names):
    """The names of a condition, with those of `range.`."""

    __slots__ = ()

    def _name(self, path: tuple[str, ...], keys: KeyPath) -> None:
        if path[0] != "range":
            super()._name(path, keys)


def _where(reading: Reading, text: str | None, keys: KeyPath, counted: Counted) -> Expression | None:
    """A condition whose names and functions an indicator may use."""
    if text is None:
        return None
    if counted.kind in ("events", "matters"):
        triggers = counted.of if counted.kind == "events" else ()
        expression = _Names(reading, counted.home, triggers).condition(text, keys)
    else:
        expression = reading.condition(text, keys)
    if expression is not None:
        for node in walk(expression.root):
            _check_node(reading, node, keys, counted.kind)
    return expression


def _check_node(reading: Reading, node: Node, keys: KeyPath, kind: str) -> None:
    if isinstance(node, Call):
        if node.function not in _FUNCTIONS or (kind in ("duties", "findings") and node.function != "present"):
            reading.error(
                keys, f"指标的条件不能用 {node.function}() (not in an indicator)", "、".join(_FUNCTIONS)
            )
    elif isinstance(node, Negative) or (isinstance(node, Binary) and node.operator in ("+", "*", "/")):
        reading.error(keys, "指标的条件只有两个时间相减 (no arithmetic but a time minus a time)", "")
    elif isinstance(node, Name) and len(node.path) > 1:
        head, rest = node.path[0], node.path[1]
        if head in ("event", "matter", "range", "duty", "finding") and head not in _HEADS[kind]:
            right = "、".join(f"{one}.…" for one in _HEADS[kind])
            reading.error(keys, f"{'.'.join(node.path)} 在这里没有意义 (means nothing here)", right)
        known = {"duty": OF_DUTIES, "finding": OF_FINDINGS, "range": _OF_RANGES}.get(head)
        if known is not None and rest not in known:
            reading.error(keys, f"没有 {head}.{rest} (unknown name)", suggest(rest, known))
        elif head in ("file", "target"):
            reading.error(keys, f"指标的条件不能用 {head}. (not in an indicator)", "event.…、matter.…")
    elif isinstance(node, Name) and node.path[0] in ("officer_count",):
        reading.error(keys, "指标不按办案人计 (nothing is counted by officer)", "")


def _parts(reading: Reading, raw: Any, counted: Counted) -> list[Part]:
    found = []
    for number, one in enumerate(raw):
        where = _where(reading, one["where"], ("parts", number, "where"), counted)
        if where is not None:
            found.append(Part(text_of(one["title"]), where))
    return found


def _median(reading: Reading, raw: Mapping[str, Any]) -> Median | None:
    legs = []
    for word in ("from", "to"):
        value = raw[word]
        step = value if isinstance(value, str) else value["step"]
        if "." not in step:
            reading.error(("median", word), "环节要写明程序 (say the procedure too)", f"….{step}")
            return None
        step = reading.step(step, "", ("median", word))
        if not _is_step(reading, step):
            return None
        counted = Counted("events", step.partition(".")[0], (step,))
        text = None if isinstance(value, str) else value.get("where")
        if text is not None:
            text = text.replace("target.", "event.")
        legs.append(Leg(step, _where(reading, text, ("median", word, "where"), counted)))
    return Median(legs[0], legs[1], raw.get("each", "matter"))


def _is_money(reading: Reading, name: str, counted: Counted | None) -> bool:
    """Whether the field to be summed is money; it must be a number of every step."""
    kinds = set()
    for qualified in counted.of if counted is not None and counted.kind == "events" else ():
        procedure, _, step = qualified.partition(".")
        fields = reading.known.procedures[procedure].steps[step].fields
        if name not in fields:
            reading.error(("sum",), f"{qualified} 没有字段 {name} (undeclared field)", suggest(name, fields))
            return False
        kinds.add(fields[name].type)
    if counted is None or counted.kind != "events" or counted.each != "event" or counted.until is not None:
        reading.error(
            ("sum",), "只能把办案记录的字段相加 (only a field of events can be summed)", "count: events"
        )
    elif not kinds <= {"money", "integer"} or len(kinds) > 1:
        reading.error(("sum",), f"{name} 不是金额或整数 (not money or whole numbers)", "")
    return kinds == {"money"}


# ---------------------------------------------------------------- earlier years
def _number(value: float) -> int | Decimal:
    return value if isinstance(value, int) else Decimal(str(value))


def _prior(raw: Mapping[str, Any]) -> PriorValue:
    return PriorValue(
        raw["year"],
        _number(raw["value"]),
        text_of(raw["source"]),
        raw.get("unit"),
        raw.get("comparable", False),
    )


def _lay_priors(reading: Reading, found: dict[str, Indicator]) -> None:
    """Figures of a year, taken from elsewhere, laid on the indicators they belong to."""
    raw = reading.document.data
    for name, value in raw["values"].items():
        known = next((one for one in found.values() if name == one.id or name in one.was), None)
        if known is None:
            reading.error(("values", name), f"没有这个指标 (no such indicator): {name}", suggest(name, found))
            continue
        one = _prior({**raw, "value": value})
        found[known.id] = replace(known, priors=(*known.priors, one))
