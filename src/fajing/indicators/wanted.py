"""Which fields of events a book of indicators asks for, so that the record is read once."""

from __future__ import annotations

from collections.abc import Iterator

from fajing.indicators.lessons import FIELDS
from fajing.lawbook.conditions import Call, Expression, Name, walk
from fajing.lawbook.indicator_spec import Indicator, IndicatorBook


def fields_wanted(book: IndicatorBook) -> set[str]:
    """Names of fields; `object` and `unit` among them where they are asked for."""
    found: set[str] = set()
    for indicator in book.indicators.values():
        found.update(_of(indicator))
        if indicator.field:
            found.add(indicator.field)
    for one in book.ranges.values():
        found.add(one.field)
        found |= {one.also_dated} if one.also_dated else set()
        if one.where is not None:
            found.update(_in(one.where))
    return (found | FIELDS) - {"at", "step", "recorded_at"}


def _of(indicator: Indicator) -> Iterator[str]:
    for counted in indicator.terms():
        if counted.kind in ("events", "matters"):
            if counted.each in ("object", "object_in_file"):
                yield "object"
            if counted.where is not None:
                yield from _in(counted.where)
            for part in indicator.parts:
                yield from _in(part.where)
    if indicator.median is not None:
        if indicator.median.each == "object":
            yield "object"
        for leg in (indicator.median.begin, indicator.median.end):
            if leg.where is not None:
                yield from _in(leg.where)


def _in(where: Expression) -> Iterator[str]:
    for node in walk(where.root):
        if isinstance(node, Name) and len(node.path) == 2 and node.path[0] in ("event", "matter"):
            yield node.path[1]
        elif isinstance(node, Call) and node.attribute is not None:
            yield node.attribute
