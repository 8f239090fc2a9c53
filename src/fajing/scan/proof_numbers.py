"""The numbers that a version of a norm holds its cases to, each with what an article must say for it.

In: a version as YAML said it, and the lawbook. Out: needed numbers. Values of a body's own standard (benchmarks) and
technical tolerances are no law and are not asked for. No text is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fajing.core.errors import FajingError
from fajing.core.periods import Unit
from fajing.lawbook.conditions import Binary, Call, Listing, Literal, Name, Node, parse_condition, walk
from fajing.lawbook.model import Lawbook
from fajing.scan.numerals import Amount

_UNITS = frozenset(unit.value for unit in Unit)
_COUNT = re.compile(r"\d+")
_NOT_LAW = ("tolerance", "benchmark")
_CONDITIONS = ("where", "unless", "value")
_COMPARED = ("==", "!=", "<", "<=", ">", ">=", "in", "not in", "+", "-")
_FEN = 100
_COUNTED = "count"
_NOT_COUNTED = (*_UNITS, "yuan", "age")
_ONE_OF = ("times", "persons", "个", "份", "件", "部", "式", "种", "项", "方", "")


@dataclass(frozen=True, slots=True)
class Needed:
    """A number that must stand in a cited article.

    Attributes:
        number: As the norm says it (fen where it is money).
        count: As the article says it (yuan where it is money).
        unit: A period's unit, `yuan`, `count` of acts or persons, or empty for a number of any kind.
        where: Key under which the norm says it.
    """

    number: int
    count: Decimal
    unit: str
    where: str

    def stands_among(self, found: Iterable[Amount], *, working_days: bool) -> bool:
        """Whether one of the amounts says it.

        Args:
            found: Amounts of the cited articles.
            working_days: Whether a cited article says that its days are working days.
        """
        return any(self._is_said_by(one, working_days) for one in found)

    def _is_said_by(self, one: Amount, working_days: bool) -> bool:
        if self.unit in ("", _COUNTED):
            fits = self.unit == "" or one.unit not in _NOT_COUNTED
            return fits and one.count == self.count and (one.count != 1 or one.unit in _ONE_OF)
        if one.unit == self.unit:
            return one.count == self.count
        if self.unit == Unit.WORKING_DAYS:
            return working_days and one.unit == Unit.DAYS and one.count == self.count
        if self.unit == Unit.MONTHS:
            return one.unit == Unit.YEARS and one.count * 12 == self.count
        return False

    def say(self) -> str:
        """As a message names it: `within: 24 hours`."""
        return f"{self.where}: {self.count} {self.unit}".rstrip()


def numbers_of(duty: Mapping[str, Any], lawbook: Lawbook) -> list[Needed]:
    """Every number of a duty, each once."""
    money = {
        field.id
        for procedure in lawbook.procedures.values()
        for fields in (procedure.fields, *(step.fields for step in procedure.steps.values()))
        for field in fields.values()
        if field.type == "money"
    }
    return list(dict.fromkeys(_numbers(duty, "duty", frozenset(money))))


def conditions_of(value: Any) -> Iterator[Node]:
    """Every condition that stands in a duty, however deep, as a tree."""
    if isinstance(value, list):
        for item in value:
            yield from conditions_of(item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key in _CONDITIONS and isinstance(item, str):
                if (root := _tree(item)) is not None:
                    yield root
            else:
                yield from conditions_of(item)


def _tree(text: str) -> Node | None:
    try:
        return parse_condition(text).root
    except FajingError:
        return None  # the loader has said so


def _numbers(value: Any, where: str, money: frozenset[str]) -> Iterator[Needed]:
    if isinstance(value, list):
        for item in value:
            yield from _numbers(item, where, money)
        return
    if not isinstance(value, Mapping):
        return
    for key, item in value.items():
        if key in _NOT_LAW:
            continue
        if isinstance(item, int) and not isinstance(item, bool):
            if key in _UNITS:
                yield Needed(item, Decimal(item), key, where)
            elif key in ("at_most", "at_least", "times"):
                yield Needed(item, Decimal(item), _COUNTED, key)
        elif key in _UNITS and isinstance(item, str):
            yield from _of_condition(f"({item})", where, money, key)
        elif key == "officers" and isinstance(item, Mapping):
            count = int(_COUNT.findall(str(item.get("count", "0")))[0])
            yield Needed(count, Decimal(count), _COUNTED, key)
        elif key in _CONDITIONS and isinstance(item, str):
            yield from _of_condition(item, key, money)
        else:
            yield from _numbers(item, key if key not in ("then", "from", "to") else where, money)


def _of_condition(text: str, where: str, money: frozenset[str], unit: str = "") -> Iterator[Needed]:
    """Numbers that a condition compares with. 0, and 1 of what is only counted, say whether there is any."""
    root = _tree(text)
    for node in walk(root) if root is not None else ():
        if isinstance(node, Call) and node.function in ("days", "hours"):
            for argument in node.arguments:
                if (number := _integer(argument)) is not None:
                    yield Needed(number, Decimal(number), node.function, where)
        if not isinstance(node, Binary) or node.operator not in _COMPARED:
            continue
        for side, other in ((node.left, node.right), (node.right, node.left)):
            items = side.items if isinstance(side, Listing) else (side,)
            for item in items:
                number = _integer(item)
                if number is None or number == 0 or (number == 1 and isinstance(other, Call)):
                    continue
                is_money = _last_name(other) in money
                yield Needed(
                    number, Decimal(number) / (_FEN if is_money else 1), "yuan" if is_money else unit, where
                )


def _integer(node: Node) -> int | None:
    value = node.value if isinstance(node, Literal) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _last_name(node: Node) -> str:
    if isinstance(node, Name):
        return node.path[-1]
    return (node.attribute or "") if isinstance(node, Call) else ""
