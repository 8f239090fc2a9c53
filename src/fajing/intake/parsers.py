"""From a column of a map to the function that reads its cells.

In: a `Column` and the map it belongs to. Out: a parser that gives a value, None for a blank cell, or
`CellError`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from fajing.core.events import Acting
from fajing.core.moments import Precision, Zone
from fajing.intake.cells import (
    Cell,
    CellError,
    Doubled,
    Remembered,
    Several,
    is_blank,
    plain,
    read_boolean,
    read_decimal,
    read_fen,
    read_integer,
    read_text,
    read_word,
    single,
)
from fajing.intake.columns import Column
from fajing.intake.dates import Clock
from fajing.intake.map import Map
from fajing.lawbook.model import Field, Procedure, Text

Parser = Callable[[Cell], object]
LONGEST_SEQ = 10**15
_ISO_DAY = re.compile(r"\d{4}-\d")


def clock_of(column: Column, of_map: Map, home: Zone, *, is_1904: bool) -> Clock:
    """How the times of a column are read."""
    return Clock(of_map.zone, home, column.precision or of_map.precision, of_map.order, is_1904)


def make_parser(column: Column, of_map: Map, home: Zone, *, is_1904: bool) -> Remembered:
    """The parser of a column, by its role."""
    clock = clock_of(column, of_map, home, is_1904=is_1904)
    parse = _parsers(column, clock) or _id
    blank = of_map.blank
    if column.field is not None and column.field.type == "boolean":
        blank = blank - {"无"}  # in a yes-or-no column 无 is an answer

    holds_several = column.role in ("officers", "object") or (
        column.field is not None and column.field.type == "text" and column.words is None
    )

    def read(cell: Cell) -> object:
        if isinstance(cell, Doubled) or (isinstance(cell, Several) and not holds_several):
            cell = single(cell)
        return None if is_blank(cell, blank) else parse(cell)

    owner = getattr(parse, "__self__", None)
    many = None
    if isinstance(owner, Clock) and not any(_ISO_DAY.match(word) for word in blank):  # no date means nothing
        many = owner.read_many
    return Remembered(read, blank if parse is _id else None, many)


def _id(cell: Cell) -> object:
    return read_text(cell, exact=True)


def _parsers(column: Column, clock: Clock) -> Parser | None:
    """The parser by role; None where the cell is an id."""
    role = column.role
    if role == "field":
        assert column.field is not None
        return _field(column, column.field, clock)
    if role == "officers":
        return _officers(column)
    if role == "object":
        return _objects(column)
    if role == "seq":
        return _seq
    if role == "procedure" and column.words is not None:
        words = column.words
        return lambda cell: read_word(cell, words, Text(column.heading, column.heading))
    if role in ("at", "until", "recorded_at") or (
        role == "step" and column.step and column.at_column is None
    ):
        return clock.read
    if role == "step" and column.step:
        return _yes(column)
    return _translated(column) if role == "unit" and column.words is not None else None


def _yes(column: Column) -> Parser:
    """A cell that says whether the step happened; its time stands elsewhere."""
    words = column.words

    def read(cell: Cell) -> object:
        return bool(read_word(cell, words, _named(column))) if words is not None else read_boolean(cell)

    return read


def _field(column: Column, field: Field, clock: Clock) -> Parser:
    if column.words is not None:
        return _translated(column, field)
    if field.type in ("date", "datetime"):
        return replace(clock, precision=Precision.DAY).read if field.type == "date" else clock.read
    if field.type == "boolean":
        return read_boolean
    if field.type == "money":
        return lambda cell: read_fen(cell, column.money_in)
    if field.type == "integer":
        return lambda cell: read_integer(cell, field.unit)
    if field.type == "number":
        return lambda cell: read_decimal(cell, field.unit)
    if field.type == "code" and field.values:
        codes = {plain(code).casefold(): code for code in field.values}
        if column.ignores_other:
            return lambda cell: codes.get(plain(read_text(cell) or "").casefold())
        return lambda cell: read_word(cell, codes, _named(column))
    return lambda cell: read_text(cell, exact=field.type == "code")


def _translated(column: Column, field: Field | None = None) -> Parser:
    """A cell whose words the map lists; another is refused, passed over, or a code in itself."""
    words: Mapping[str, object] = column.words or {}
    codes = {plain(code).casefold(): code for code in field.values} if field else {}

    def read(cell: Cell) -> object:
        key = plain(read_text(cell) or "").casefold()
        if key in words:
            return words[key]
        if key in codes:
            return codes[key]
        return None if column.ignores_other else read_word(cell, words, _named(column))

    return read


def _officers(column: Column) -> Parser:
    words: Mapping[str, object] = column.words or {}

    def read(cell: Cell) -> object:
        names = [words.get(name.casefold(), name) for name in split_names(cell, column.split)]
        return (
            tuple(Acting(str(name), column.acting) for name in dict.fromkeys(names) if name is not None)
            or None
        )

    return read


def _objects(column: Column) -> Parser:
    def read(cell: Cell) -> object:
        # Labels are held only until the ids of their file are minted (objects.py).
        return (
            tuple(dict.fromkeys(f"{column.kind}\0{name}" for name in split_names(cell, column.split))) or None
        )

    return read


def split_names(cell: Cell, splitters: str) -> list[str]:
    """The names in one cell; blanks inside a name of two Chinese letters (王 五) are dropped.

    Example:
        >>> split_names("张三、李四；王 五", "、；")
        ['张三', '李四', '王五']
    """
    if isinstance(cell, Several):
        return [name for name in (plain(value) for value in cell if value) if name]
    text = read_text(cell, exact=not isinstance(cell, str)) or ""
    for mark in splitters[1:]:
        text = text.replace(mark, splitters[0])
    names = []
    for part in text.split(splitters[0]) if splitters else [text]:
        words = plain(part).split()
        name = (
            "".join(words)
            if all(len(word) == 1 and not word.isascii() for word in words)
            else " ".join(words)
        )
        if name:
            names.append(name)
    return names


def step_parser(column: Column, blank: frozenset[str], procedure: Procedure) -> Remembered:
    """The reader of a step's name in shape `events`: by the map's words, else by id or title.

    Returns:
        A parser that gives the step as the map writes it, or None where the word is to be ignored.
    """
    if column.words is not None:
        known = {word: None if step is None else str(step) for word, step in column.words.items()}
    else:
        known = {
            plain(name).casefold(): step.id
            for step in procedure.steps.values()
            for name in (step.title.en, step.title.zh, step.id)
        }
    title = _named(column)

    def read(cell: Cell) -> object:
        cell = single(cell)
        word = plain(read_text(cell) or "").casefold()
        if word in known:
            return known[word]
        if is_blank(cell, blank):
            raise CellError("环节为空", "no step", "填写环节", "write the step")
        return None if column.ignores_other else read_word(cell, known, title)

    return Remembered(read)


def _seq(cell: Cell) -> int:
    number = read_integer(cell)
    if abs(number) > LONGEST_SEQ:
        raise CellError(
            "数值过大", "the number is too large", "检查是否填错列", "see whether the columns are shifted"
        )
    return number


def _named(column: Column) -> Text:
    return Text(column.heading, column.heading)
