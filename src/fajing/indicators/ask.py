"""Asks a condition of many rows at once, in three values, as `scan.evaluate` asks it of one.

In: a condition of an indicator and some rows of one step. Out: yes, no or unknown for each. What a condition may see is
everything known at the cut-off: of steps of the row's own procedure those of its matter, of others those of its file,
and, where objects are counted, those that share the object or name none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from fajing.core.moments import parse_moment
from fajing.indicators.known import Known, look_up
from fajing.indicators.objects import NO_OBJECT
from fajing.indicators.record import Record
from fajing.indicators.values import (
    COMPARE,
    Column,
    Ints,
    Part,
    Truth,
    compare,
    constant,
    days_between,
    minus,
    truth_of,
)
from fajing.lawbook.conditions import (
    Binary,
    Call,
    DateLiteral,
    Expression,
    Listing,
    Literal,
    Name,
    Node,
    Not,
    step_of,
)

_DAY = 86_400


class Asked(Protocol):
    """Rows that a condition is asked of."""

    @property
    def memo(self) -> dict[Node, Truth] | None:
        """What was answered before about the same rows; None where nothing is kept."""

    @property
    def size(self) -> int:
        """How many."""

    def name(self, path: tuple[str, ...]) -> Column:
        """What a name stands for."""

    def steps(self, node: Call) -> Column:
        """What `standing`, `count`, `first` or `last` of a step says."""

    def moment(self, text: str) -> tuple[int, int, bool]:
        """A literal moment: its instant, its day, and whether only the day is meant."""

    def local(self, instants: Ints) -> Ints:
        """Instants in seconds of civil time."""


def ask(where: Expression, rows: Asked) -> Truth:
    """The answers to a condition."""
    return _truth(where.root, rows)


def _truth(node: Node, rows: Asked) -> Truth:
    if rows.memo is None:
        return _told(node, rows)
    found = rows.memo.get(node)
    if found is None:
        found = rows.memo[node] = _told(node, rows)
    return found


def _told(node: Node, rows: Asked) -> Truth:
    match node:
        case Not(operand=operand):
            found = _truth(operand, rows)
            return Truth(~found.yes & found.known, found.known)
        case Binary(operator="and", left=left, right=right):
            a, b = _truth(left, rows), _truth(right, rows)
            no = (a.known & ~a.yes) | (b.known & ~b.yes)
            return Truth(a.yes & b.yes, no | (a.known & b.known))
        case Binary(operator="or", left=left, right=right):
            a, b = _truth(left, rows), _truth(right, rows)
            yes = a.yes | b.yes
            return Truth(yes, yes | (a.known & b.known))
        case Binary(operator="in", left=left, right=right):
            return _contains(left, right, rows)
        case Binary(operator=word, left=left, right=right) if word in COMPARE:
            return compare(word, _value(left, rows), _value(right, rows))
        case _:
            return truth_of(_value(node, rows))


def _contains(item: Node, items: Node, rows: Asked) -> Truth:
    first = _value(item, rows)
    yes, known = np.zeros(rows.size, bool), np.ones(rows.size, bool)
    for other in items.items if isinstance(items, Listing) else (items,):
        found = compare("==", first, _value(other, rows))
        yes |= found.yes
        known &= found.known
    return Truth(yes, yes | (known & first.known))


def _value(node: Node, rows: Asked) -> Column:
    match node:
        case Literal(value=value):
            kind = "bool" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"
            return constant(rows.size, kind, value)
        case DateLiteral(text=text):
            instant, day, by_day = rows.moment(text)
            return constant(rows.size, "moment", instant, days=day, by_day=by_day)
        case Name(path=path):
            return rows.name(path)
        case Binary(operator="-", left=left, right=right):
            return minus(_value(left, rows), _value(right, rows))
        case Call():
            return _call(node, rows)
        case _:
            found = _truth(node, rows)
            return Column(rows.size, (Part("bool", found.yes, found.known),))


def _call(node: Call, rows: Asked) -> Column:
    if node.function in ("standing", "count", "first", "last"):
        return rows.steps(node)
    first = _value(node.arguments[0], rows)
    if node.function == "present":
        return Column(rows.size, (Part("bool", first.known, np.ones(rows.size, bool)),))
    if node.function in ("days", "hours"):
        size = _DAY if node.function == "days" else 3600
        return Column(
            rows.size,
            tuple(
                Part("span", np.array([int(one * size) for one in part.data], np.int64), part.known)
                for part in first.parts
                if part.kind == "number"
            ),
        )
    if node.function == "days_between":
        return days_between(first, _value(node.arguments[1], rows))
    return _of_moment(node.function, first, rows)


def _of_moment(function: str, column: Column, rows: Asked) -> Column:
    parts = []
    for part in column.parts:
        if part.kind != "moment":
            continue
        if function == "date":
            parts.append(Part("moment", part.data, part.known, (), part.days, np.ones(rows.size, bool)))
        else:
            hours = rows.local(part.data) % _DAY // 3600
            parts.append(Part("number", hours, part.known & ~part.by_day))
    return Column(rows.size, tuple(parts))


# ---------------------------------------------------------------- events
@dataclass(slots=True)
class EventRows:
    """Events of one step (or the first events of matters) that a condition is asked of.

    Attributes:
        known: What is known.
        home: Procedure of steps named alone in the condition.
        procedure: That of the rows.
        rows: The rows.
        objects: The object each row is about; None where objects are not told apart.
        memo: What was answered before about the same rows.
    """

    known: Known
    home: str
    procedure: str
    rows: Ints
    objects: Ints | None = None
    memo: dict[Node, Truth] | None = None

    def about(self, rows: Ints) -> EventRows:
        """Other rows of the same kind, of which each condition is asked once."""
        return EventRows(self.known, self.home, self.procedure, rows, None, {})

    @property
    def size(self) -> int:
        """How many."""
        return len(self.rows)

    @property
    def record(self) -> Record:
        """The record they are of."""
        return self.known.record

    def moment(self, text: str) -> tuple[int, int, bool]:
        """A literal moment."""
        found = parse_moment(text, self.record.zone)
        return found.instant, found.day, found.is_day

    def local(self, instants: Ints) -> Ints:
        """Instants in seconds of civil time."""
        return self.record.local(instants)

    def name(self, path: tuple[str, ...]) -> Column:
        """`event.x`, `matter.x`, `range.x`, `at`, `step`."""
        if len(path) == 1:
            return self.record.values(path[0]).take(self.rows)
        if path[0] == "event":
            return self.record.values(path[1]).take(self.rows)
        if path[0] == "range" and self.known.ranges is not None:
            return self.known.ranges.ask(path[1], self)
        if path[0] == "matter":
            return self.known.latest_of_matter(path[1], self.record.matter[self.rows])
        return Column(self.size, ())

    def steps(self, node: Call) -> Column:
        """What `standing`, `count`, `first` or `last` of a step says."""
        named = step_of(node.arguments[0]) or ""
        step = named if "." in named else f"{self.home}.{named}"
        of = "matter" if step.startswith(f"{self.procedure}.") else "file"
        which = "standing" if node.function == "standing" else "known"
        number, first, last = self._found(step, of, which)
        if not number.any() and not (step in self.record.steps or self.record.carried.carries_step(step)):
            return Column(self.size, ())
        every = np.ones(self.size, bool)
        if node.function == "count":
            return Column(self.size, (Part("number", number, every),))
        if node.function == "standing":
            return Column(self.size, (Part("bool", number > 0, every),))
        row = first if node.function == "first" else last
        there = number > 0
        if not there.any():
            return Column(self.size, ())
        values = self.record.values(node.attribute or "at")
        return values.take(np.where(there, row, 0), there)

    def _found(self, step: str, of: str, which: str) -> tuple[Ints, Ints, Ints]:
        """How many events of a step go with each row, the first and the last of them."""
        own = getattr(self.record, of)[self.rows]
        if self.objects is None:
            return self._looked_up(self.known.groups(step, of, False, which), own)
        groups = self.known.groups(step, of, True, which)
        same = self._looked_up(groups, self.known.key(own, self.objects))
        if (self.objects == NO_OBJECT).all():
            return same
        # What names no object goes with every object.
        free = self._looked_up(groups, self.known.key(own, np.full(self.size, NO_OBJECT)))
        free_number = np.where(self.objects == NO_OBJECT, 0, free[0])
        number = same[0] + free_number
        first = np.where(
            same[0] == 0, free[1], np.where(free_number == 0, same[1], np.minimum(same[1], free[1]))
        )
        last = np.where(
            same[0] == 0, free[2], np.where(free_number == 0, same[2], np.maximum(same[2], free[2]))
        )
        return number, first, last

    def _looked_up(self, groups: tuple[Any, ...], wanted: Ints) -> tuple[Ints, Ints, Ints]:
        keys, number, first, last = groups
        places, there = look_up(keys, wanted)
        if not len(keys):
            none = np.zeros(self.size, np.int64)
            return none, none, none
        return np.where(there, number[places], 0), first[places], last[places]
