"""Columns of values of which some are not known, and what can be asked of two of them.

A field may stand in the record as text in one row and as a number in another: a column is a few parts of one kind each,
of which at most one knows a row. What is compared means what `scan.evaluate` means by it; nothing here is a float.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Part:
    """Values of one kind.

    Attributes:
        kind: `bool`, `number`, `text`, `moment` or `span`.
        data: Bools; whole numbers or `Decimal` objects; codes of `words`; instants; seconds.
        known: Which rows have a value.
        words: The texts that codes stand for.
        days: Of moments the ordinal of the civil day.
        by_day: Of moments whether only the day is known.
    """

    kind: str
    data: Any
    known: Bools
    words: Sequence[str] = ()
    days: Any = None
    by_day: Any = None

    def take(self, rows: Ints, there: Bools | None = None) -> Part:
        """The values of some rows; with `there` only where a row is meant at all."""
        known = self.known[rows] if there is None else self.known[rows] & there
        days = None if self.days is None else self.days[rows]
        by_day = None if self.by_day is None else self.by_day[rows]
        return Part(self.kind, self.data[rows], known, self.words, days, by_day)


@dataclass(frozen=True, slots=True)
class Column:
    """Values of some rows, by kind."""

    size: int
    parts: tuple[Part, ...]

    @property
    def known(self) -> Bools:
        """Which rows have a value."""
        found = np.zeros(self.size, bool)
        for part in self.parts:
            found |= part.known
        return found

    def take(self, rows: Ints, there: Bools | None = None) -> Column:
        """The values of some rows."""
        return Column(len(rows), tuple(part.take(rows, there) for part in self.parts))

    def else_(self, other: Column) -> Column:
        """The values of another where there are none."""
        known = self.known
        rest = [
            Part(one.kind, one.data, one.known & ~known, one.words, one.days, one.by_day)
            for one in other.parts
        ]
        return Column(self.size, (*self.parts, *(one for one in rest if one.known.any())))


@dataclass(frozen=True, slots=True)
class Truth:
    """Answers in three values.

    Attributes:
        yes: Where the answer is yes.
        known: Where there is one.
    """

    yes: Bools
    known: Bools


def constant(size: int, kind: str, value: Any, **more: Any) -> Column:
    """The same value for all rows."""
    known = np.ones(size, bool)
    if kind == "text":
        return Column(size, (Part(kind, np.zeros(size, np.int64), known, (value,)),))
    if kind == "number" and isinstance(value, Decimal):
        return Column(size, (Part(kind, np.full(size, value, object), known),))
    data = np.full(size, value, bool if kind == "bool" else np.int64)
    filled = [np.full(size, more[name]) if name in more else None for name in ("days", "by_day")]
    return Column(size, (Part(kind, data, known, (), *filled),))


def truth_of(column: Column) -> Truth:
    """A column taken as yes or no: zero and empty text are no, as `bool` has it."""
    yes = np.zeros(column.size, bool)
    for part in column.parts:
        if part.kind == "text":
            said = np.array([bool(word) for word in part.words] or [False], bool)[part.data]
        elif part.kind in ("bool", "number"):
            said = part.data.astype(bool)
        else:
            said = np.ones(column.size, bool)
        yes |= said & part.known
    return Truth(yes, column.known)


def compare(word: str, a: Column, b: Column) -> Truth:
    """Two columns row by row; unknown where either is, or where the two cannot be compared."""
    yes, known = np.zeros(a.size, bool), np.zeros(a.size, bool)
    for one in a.parts:
        for other in b.parts:
            both = one.known & other.known
            if both.any():
                said, can = _compared(word, one, other)
                yes |= said & both & can
                known |= both & can
    return Truth(yes, known)


def minus(a: Column, b: Column) -> Column:
    """The span between two moments; unknown for anything else."""
    parts = []
    for one in a.parts:
        for other in b.parts:
            both = one.known & other.known
            if one.kind == other.kind == "moment" and both.any():
                seconds = np.where(
                    one.by_day | other.by_day, (one.days - other.days) * _DAY, one.data - other.data
                )
                parts.append(Part("span", seconds, both))
    return Column(a.size, tuple(parts))


def days_between(a: Column, b: Column) -> Column:
    """Civil days from one moment to another."""
    parts = []
    for one in a.parts:
        for other in b.parts:
            both = one.known & other.known
            if one.kind == other.kind == "moment" and both.any():
                parts.append(Part("number", other.days - one.days, both))
    return Column(a.size, tuple(parts))


def ascending(numbers: Ints) -> Ints:
    """Each of some whole numbers once, ascending."""
    ordered = np.sort(numbers)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def among(numbers: Ints, wanted: Ints) -> Bools:
    """Which of some whole numbers are among others."""
    if not len(wanted):
        return np.zeros(len(numbers), bool)
    there = np.sort(wanted)
    return np.asarray(there[np.minimum(np.searchsorted(there, numbers), len(there) - 1)] == numbers)


# ---------------------------------------------------------------- pieces
def _compared(word: str, a: Part, b: Part) -> tuple[Bools, Bools]:
    """What two parts of one kind each say, and where they can be compared."""
    every = np.ones(len(a.data), bool)
    if a.kind == b.kind == "text":
        return _texts(word, a, b), every
    if a.kind == b.kind == "moment":
        by_day = a.by_day | b.by_day
        return np.where(by_day, COMPARE[word](a.days, b.days), COMPARE[word](a.data, b.data)), every
    if a.kind == b.kind and a.kind in ("span", "bool"):
        return COMPARE[word](a.data, b.data), every
    if a.kind == b.kind == "number":
        return _numbers(word, a.data, b.data), every
    if {a.kind, b.kind} == {"text", "number"}:
        (first, can_first), (second, can_second) = _as_numbers(a), _as_numbers(b)
        can = can_first & can_second
        said = _numbers(word, np.where(can, first, 0), np.where(can, second, 0))
        if word in ("==", "!="):
            return np.where(can, said, word == "!="), every
        return said, can
    if word in ("==", "!="):
        return np.full(len(every), word == "!="), every
    return ~every, ~every


def _texts(word: str, a: Part, b: Part) -> Bools:
    if len(b.words) == 1:
        said = np.array([COMPARE[word](one, b.words[0]) for one in a.words] or [False], bool)
        return np.asarray(said[a.data])
    if len(a.words) == 1:
        said = np.array([COMPARE[word](a.words[0], one) for one in b.words] or [False], bool)
        return np.asarray(said[b.data])
    first, second = _spelled(a), _spelled(b)
    return np.array(COMPARE[word](first, second), bool)


def _spelled(part: Part) -> Any:
    return np.array([*part.words, ""], object)[part.data]


def _numbers(word: str, a: Any, b: Any) -> Bools:
    return np.array(COMPARE[word](a, b), bool)


def _as_numbers(part: Part) -> tuple[Any, Bools]:
    """Numbers, and which of them are any: a number written as text is still a number."""
    if part.kind == "number":
        return part.data, np.ones(len(part.data), bool)
    read = [_read(word) for word in part.words] or [None]
    numbers = np.array([0 if one is None else one for one in read], object)
    can = np.array([one is not None for one in read], bool)
    return numbers[part.data], can[part.data]


def _read(word: str) -> Decimal | None:
    try:
        number = Decimal(word)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
