"""Columns of which many rows are alike: each value is held once, a row is a number into the list of them.

In: texts as Arrow read them, or values from rows. Out: `Coded`, with what is done to whole columns: parsing each text
once, taking rows, laying one column over another, combining several.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import repeat
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fajing.intake.cells import LONGEST_ID, Cell, CellError, Remembered

Codes = NDArray[np.int32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
NONE = -1
BAD = -2
PLAIN_ID = r"^[0-9A-Za-z\x{4E00}-\x{9FA5}()\[\]（）〔〕【】_./-]+$"
"""What most ids are made of: nothing that is a blank, invisible, or stripped from an end."""
EXPONENT = r"^[-+]?[0-9](\.[0-9]+)?[eE]"
BLANK = r"\s\p{Z}\x0b\x1c-\x1f\x{85}"
"""Inside brackets of a pattern: every blank that `str.strip` takes away."""


@dataclass(slots=True)
class Coded:
    """A column.

    Attributes:
        codes: By row the number of its value, -1 for none.
        values: The values; none of them is None, and no two are equal and of one type.
    """

    codes: Codes
    values: list[Any]

    @classmethod
    def of(cls, items: Iterable[Hashable | None]) -> Coded:
        """A column of these values, None for none."""
        numbers = _Numbers()
        listed = list(items)
        codes = np.full(len(listed), NONE, np.int32)
        there = [place for place, item in enumerate(listed) if item is not None]
        codes[there] = numbers.all(item for item in listed if item is not None)
        return cls(codes, numbers.values)

    @classmethod
    def same(cls, value: Hashable, length: int) -> Coded:
        """A column with one value in every row."""
        return cls(np.zeros(length, np.int32), [value])

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, rows: Ints | Flags) -> Coded:
        """Some rows of it."""
        return Coded(self.codes[rows], self.values)

    def there(self) -> Flags:
        """Which rows have a value."""
        found: Flags = self.codes >= 0
        return found

    def only(self, rows: Flags) -> Coded:
        """The same column, with no value in all other rows."""
        return Coded(np.where(rows, self.codes, np.int32(NONE)), self.values)

    def list(self) -> list[Any]:
        """By row its value or None."""
        values = [*self.values, None]
        return [values[code] for code in self.codes.tolist()]

    def numbers(self, of: Callable[[Any], int], none: int = 0) -> Ints:
        """By row a number made of its value."""
        table = np.array([*map(of, self.values), none], np.int64)
        return table[self.codes]

    def changed(self, of: Callable[[Any], Hashable | None]) -> Coded:
        """The column with every value turned into another; None takes it away."""
        numbers = _Numbers()
        table = [NONE if (made := of(value)) is None else numbers.of(made) for value in self.values]
        return Coded(np.array([*table, NONE], np.int32)[self.codes], numbers.values)

    def used(self) -> Coded:
        """The column without values that no row has."""
        flags = np.zeros(len(self.values) + 1, bool)
        flags[self.codes] = True
        if flags[:-1].all():
            return self
        kept = np.flatnonzero(flags[:-1])
        table = np.full(len(self.values) + 1, NONE, np.int32)
        table[kept] = np.arange(len(kept), dtype=np.int32)
        return Coded(table[self.codes], [self.values[number] for number in kept.tolist()])

    def words(self) -> pa.DictionaryArray:
        """Texts as an Arrow dictionary that holds none but those in use."""
        one = self.used()
        codes = pa.array(one.codes, mask=one.codes < 0)
        return pa.DictionaryArray.from_arrays(codes, pa.array(one.values, pa.string()))

    def texts(self) -> pa.Array:
        """Texts as plain Arrow strings."""
        values = pa.array(self.values, pa.string())
        return values.take(pa.array(self.codes, mask=self.codes < 0))


class _Numbers:
    """Numbers values as they come; True and 1 are two of them.

    Args:
        values: Different values that have numbers already; the list grows.
    """

    def __init__(self, values: list[Any] | None = None) -> None:
        self.values: list[Any] = [] if values is None else values
        self._known: dict[Hashable, int] = {}

    def of(self, value: Hashable) -> int:
        """The number of a value."""
        return self.all([value])[0]

    def all(self, values: Iterable[Hashable]) -> list[int]:
        """The numbers of some values."""
        known, held, found = self._known, self.values, []
        if not known and held:
            known.update((_key(one), number) for number, one in enumerate(held))
        for value in values:
            key = (value.__class__, value) if value.__class__ in _ALIKE else value
            number = known.get(key)
            if number is None:
                number = known[key] = len(held)
                held.append(value)
            found.append(number)
        return found


_ALIKE = frozenset({bool, int, float, Decimal})
"""Kinds of which values of two can be equal."""


def _key(value: Hashable) -> Hashable:
    return (value.__class__, value) if value.__class__ in _ALIKE else value


Cells: TypeAlias = Coded | Any
"""A column of cells: texts as an Arrow dictionary, or cells of any kind, where no value is an empty cell."""


def parsed(column: Cells, read: Remembered) -> Coded:
    """A column of cells, each read once; rows whose cell cannot be read have the code `BAD`."""
    if isinstance(column, Coded):
        numbers = _Numbers()
        every = np.array([_read_into(numbers, read, cell) for cell in (*column.values, None)], np.int32)
        return Coded(every[column.codes], numbers.values)
    texts = column.dictionary
    kept = _kept_as_they_are(texts, read)
    table = np.where(kept, np.cumsum(kept, dtype=np.int32) - 1, np.int32(NONE)).astype(np.int32)
    numbers = _Numbers(texts.filter(pa.array(kept)).to_pylist())
    others = np.flatnonzero(~kept)
    left = texts.take(pa.array(others)).to_pylist()
    plain = read.many(left) if read.many is not None else repeat(None)
    for place, text, value in zip(others.tolist(), left, plain, strict=False):
        table[place] = _read_into(numbers, read, text) if value is None else numbers.of(value)
    return Coded(table[np.asarray(column.indices)], numbers.values)


def _read_into(numbers: _Numbers, read: Remembered, cell: Cell) -> int:
    """The number of what a cell says."""
    try:
        value = read.parse(cell)
    except CellError:
        return BAD
    return NONE if value is None else numbers.of(value)


def as_cells(column: Cells) -> Coded:
    """A column of cells as they are."""
    if isinstance(column, Coded):
        return column
    return Coded(np.asarray(column.indices).astype(np.int32), column.dictionary.to_pylist())


def _kept_as_they_are(texts: pa.Array, read: Remembered) -> Flags:
    """Which texts are plain ids that the parser surely gives back unchanged."""
    if read.blank is None or any(mark in word for word in read.blank for mark in "0123456789"):
        return np.zeros(len(texts), bool)
    plain = pc.match_substring_regex(texts, PLAIN_ID)
    digits = pc.match_substring_regex(texts, "[0-9]")
    others = pc.match_substring_regex(texts, EXPONENT)
    short = pc.less_equal(pc.utf8_length(texts), LONGEST_ID)
    found: Flags = np.asarray(pc.and_(pc.and_not(pc.and_(plain, digits), others), short))
    return found


def flagged(column: Cells, test: Callable[[Cell], bool], pattern: str = "") -> Flags:
    """Of which rows the cell passes a test; only texts in which the pattern is found can pass it."""
    if isinstance(column, Coded):
        passes: Flags = np.array([*map(test, column.values), test(None)], bool)[column.codes]
        return passes
    texts = column.dictionary
    flags = np.asarray(pc.match_substring_regex(texts, pattern)).copy()
    some = np.flatnonzero(flags)
    flags[some] = [test(text) for text in texts.take(pa.array(some)).to_pylist()]
    found: Flags = flags[np.asarray(column.indices)]
    return found


def overlaid(below: Coded, above: Coded) -> Coded:
    """One column over another: where the upper has a value, it counts."""
    if not below.values or not above.values:
        return above if not below.values else below
    numbers = _Numbers(list(below.values))
    table = np.array([*numbers.all(above.values), NONE], np.int32)  # -1 is the last of them
    upper = table[above.codes]
    return Coded(np.where(upper >= 0, upper, below.codes), numbers.values)


def together(columns: Sequence[Coded]) -> Coded:
    """Columns one below the other."""
    if len(columns) == 1:
        return columns[0]
    with_values = [one for one in columns if one.values]
    numbers = _Numbers(list(with_values[0].values) if with_values else [])
    codes = [
        one.codes
        if not one.values or one is with_values[0]
        else np.array([*numbers.all(one.values), NONE], np.int32)[one.codes]
        for one in columns
    ]
    return Coded(np.concatenate([np.zeros(0, np.int32), *codes]), numbers.values)


def combined(columns: Sequence[Coded], make: Callable[..., Hashable | None]) -> Coded:
    """One column of several: `make` is called once for each set of values that stand together, None for none."""
    first = columns[0]
    keys = first.codes.astype(np.int64) + 1
    sets: list[tuple[Any, ...]] = [(value,) for value in (None, *first.values)]
    for column in columns[1:]:
        width = len(column.values) + 1
        pairs, keys = distinct(keys * width + column.codes + 1)
        values = [None, *column.values]
        sets = [(*sets[pair // width], values[pair % width]) for pair in pairs.tolist()]
    numbers = _Numbers()
    table = [NONE if (made := make(*one)) is None else numbers.of(made) for one in sets]
    return Coded(np.array(table, np.int32)[keys], numbers.values)


def numbered(columns: Sequence[Coded]) -> Ints:
    """By row a number: equal for rows that are equal in all columns."""
    keys = columns[0].codes.astype(np.int64)
    for column in columns[1:]:
        _, keys = distinct(keys * (len(column.values) + 1) + column.codes)
    return keys


def distinct(keys: Ints) -> tuple[Ints, Ints]:
    """The different numbers in the order first seen, and for each number its place among them."""
    found = pa.array(keys).dictionary_encode()
    return np.asarray(found.dictionary), np.asarray(found.indices).astype(np.int64)
