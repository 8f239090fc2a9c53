"""Columns of which many rows are alike: each value is held once, a row is a number into the list of them.

In: texts as Arrow read them, or values from rows. Out: `Coded`, with what is done to whole columns: parsing each text
once, taking rows, laying one column over another, combining several.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from fajing.intake.cells import LONGEST_ID, CellError, Remembered

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
        codes = [NONE if item is None else numbers.of(item) for item in items]
        return cls(np.array(codes, np.int32), numbers.values)

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
    """Numbers values as they come; True and 1 are two of them."""

    def __init__(self, values: list[Any] | None = None) -> None:
        self.values: list[Any] = values or []
        self._known: dict[tuple[type, Hashable], int] = {}

    def of(self, value: Hashable) -> int:
        if not self._known and self.values:
            self._known = {(one.__class__, one): number for number, one in enumerate(self.values)}
        key = (value.__class__, value)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.values)
            self.values.append(value)
        return found


def parsed(column: pa.DictionaryArray, read: Remembered) -> Coded:
    """A column of texts, each read once; rows whose text cannot be read have the code `BAD`."""
    texts = column.dictionary
    kept = _kept_as_they_are(texts, read)
    table = np.where(kept, np.cumsum(kept, dtype=np.int32) - 1, np.int32(NONE)).astype(np.int32)
    numbers = _Numbers(texts.filter(pa.array(kept)).to_pylist())
    others = np.flatnonzero(~kept)
    for place, text in zip(others.tolist(), texts.take(pa.array(others)).to_pylist(), strict=True):
        try:
            value = read.parse(text)
        except CellError:
            table[place] = BAD
        else:
            table[place] = NONE if value is None else numbers.of(value)
    return Coded(table[np.asarray(column.indices)], numbers.values)


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


def flagged(column: pa.DictionaryArray, test: Callable[[str], bool], pattern: str = "") -> Flags:
    """Of which rows the text passes a test; only texts in which the pattern is found can pass it."""
    texts = column.dictionary
    flags = np.asarray(pc.match_substring_regex(texts, pattern)).copy()
    some = np.flatnonzero(flags)
    flags[some] = [test(text) for text in texts.take(pa.array(some)).to_pylist()]
    found: Flags = flags[np.asarray(column.indices)]
    return found


def overlaid(below: Coded, above: Coded) -> Coded:
    """One column over another: where the upper has a value, it counts."""
    numbers = _Numbers()
    tables = [
        np.array([*map(numbers.of, one.values), NONE], np.int32) for one in (below, above)
    ]  # -1 is the last of them
    upper = tables[1][above.codes]
    return Coded(np.where(upper >= 0, upper, tables[0][below.codes]), numbers.values)


def together(columns: Sequence[Coded]) -> Coded:
    """Columns one below the other."""
    if len(columns) == 1:
        return columns[0]
    numbers = _Numbers()
    codes = [np.array([*map(numbers.of, one.values), NONE], np.int32)[one.codes] for one in columns]
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
