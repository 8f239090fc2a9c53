"""A CSV as whole columns, read by Arrow where it is certain that Arrow understands it as the reader of rows does.

In: the text of a file. Out: `TextColumns`, or None where only reading row by row will do: a quote inside an unquoted
cell, a lone carriage return, a cell longer than the reader of rows takes. Rows with too few or too many cells are
mended or set apart one by one.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from fajing.intake.cells import Cell, is_blank
from fajing.intake.coded import Flags, Ints
from fajing.intake.text_columns import TextColumns

MOST_BYTES = 2 << 30
"""A larger text is read row by row: it is held as a whole here."""
_BLOCK = 1 << 22
_QUOTE, _LINE, _RETURN = ord('"'), ord("\n"), ord("\r")


def columns_of_text(data: bytes, mark: str, row: int, width: int) -> TextColumns | None:
    """The rows below the headings.

    Args:
        data: The whole text in UTF-8, without a byte order mark.
        mark: The delimiter.
        row: Number of the row of headings.
        width: How many headings there are.
    """
    if len(mark) != 1 or not mark.isascii() or mark == '"' or len(data) > MOST_BYTES:
        return None
    records = _records(data, mark)
    if records is None:
        return None
    below = records.starts[row:]
    if not len(below):
        return TextColumns(np.zeros(0, np.int64), [_nothing() for _ in range(width)])
    filled = records.lengths[row:] > 0
    numbers = np.arange(row + 1, row + 1 + len(below), dtype=np.int64)[filled]
    body: bytes | memoryview = memoryview(data)[int(below[0]) :]
    table = _read(body, mark, width, quoted=records.quoted)
    over: list[tuple[int, list[Cell]]] = []
    odd: dict[int, list[Cell]] = {}
    if table is None:
        ragged = records.ragged(data, mark, width)
        ragged[:row] = False
        odd = {
            number + 1: _cells_of(data, records, number, mark) for number in np.flatnonzero(ragged).tolist()
        }
        over = [(number, cells) for number, cells in odd.items() if _holds_more(cells, width)]
        table = _read(_mended(data, mark, width, records, odd, row), mark, width, quoted=True)
        numbers = numbers[~np.isin(numbers, [number for number, _ in over])]
    if table is None or table.num_rows != len(numbers):
        return None
    table = table.unify_dictionaries().combine_chunks()
    return TextColumns(numbers, [_one(column) for column in table.columns], over, odd)


def _nothing() -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([], pa.string()))


def _one(column: pa.ChunkedArray) -> pa.DictionaryArray:
    return column.chunk(0) if column.num_chunks else _nothing()


def _read(body: bytes | memoryview, mark: str, width: int, *, quoted: bool) -> pa.Table | None:
    """The table as Arrow reads it; None where it refuses."""
    names = [str(index) for index in range(width)]
    kind = pa.dictionary(pa.int32(), pa.string())
    if not len(body):
        return pa.table({name: pa.array([], kind) for name in names})
    try:
        return arrow_csv.read_csv(
            pa.py_buffer(body),
            arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK),
            arrow_csv.ParseOptions(
                delimiter=mark, quote_char='"' if quoted else False, newlines_in_values=quoted
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, kind), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowException:
        return None


@dataclass(slots=True)
class _Records:
    """Where the records of a text lie.

    Attributes:
        starts: Where each begins.
        lengths: How long each is, without the end of its line.
        quotes: Where quotes stand.
    """

    starts: Ints
    lengths: Ints
    quotes: Ints

    @property
    def quoted(self) -> bool:
        """Whether any cell is quoted."""
        return bool(len(self.quotes))

    def ragged(self, data: bytes, mark: str, width: int) -> Flags:
        """Which records have another number of cells than there are headings."""
        marks = np.flatnonzero(np.frombuffer(data, np.uint8) == ord(mark))
        if self.quoted:
            marks = marks[np.searchsorted(self.quotes, marks) % 2 == 0]
        first = np.searchsorted(marks, self.starts)
        counts = np.diff(first, append=len(marks))
        found: Flags = (counts != width - 1) & (self.lengths > 0)
        return found


def _records(data: bytes, mark: str) -> _Records | None:
    """The records; None where quotes or ends of lines are not in plain order."""
    text = np.frombuffer(data, np.uint8)
    if data.count(b"\r") != data.count(b"\r\n"):
        return None
    ends = np.flatnonzero(text == _LINE)
    quotes = np.zeros(0, np.int64)
    if b'"' in data:
        quotes = np.flatnonzero(text == _QUOTE)
        if not _in_order(text, quotes, mark):
            return None
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
    if len(data) and (not len(ends) or ends[-1] != len(data) - 1):
        ends = np.append(ends, len(data))
    starts = np.concatenate((np.zeros(min(1, len(ends)), np.int64), ends[:-1] + 1))
    lengths = ends - starts
    if len(ends):
        lengths -= (lengths > 0) & (text[np.maximum(ends - 1, 0)] == _RETURN)
    if lengths.max(initial=0) >= csv.field_size_limit():
        return None
    return _Records(starts, lengths, quotes)


def _in_order(text: np.ndarray[tuple[int], np.dtype[np.uint8]], quotes: Ints, mark: str) -> bool:
    """Whether every quote opens a cell, closes one, or stands doubled inside one."""
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    around = np.array([ord(mark), _LINE, _RETURN], np.uint8)
    before = np.isin(text[np.maximum(opening - 1, 0)], around[:2]) | (opening == 0)
    before[1:] |= opening[1:] == closing[:-1] + 1
    after = np.isin(text[np.minimum(closing + 1, len(text) - 1)], around) | (closing == len(text) - 1)
    after[:-1] |= opening[1:] == closing[:-1] + 1
    return bool(before.all() and after.all())


def _cells_of(data: bytes, records: _Records, number: int, mark: str) -> list[Cell]:
    """The cells of one record."""
    start = int(records.starts[number])
    text = data[start : start + int(records.lengths[number])].decode()
    return list(next(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)))


def _holds_more(cells: list[Cell], width: int) -> bool:
    """Whether anything stands beyond the headings."""
    return any(not is_blank(cell) for cell in cells[width:])


def _mended(
    data: bytes, mark: str, width: int, records: _Records, odd: dict[int, list[Cell]], row: int
) -> bytes:
    """The text below the headings with ragged records made as wide as they are, or taken out where they hold more."""
    out = io.BytesIO()
    done = int(records.starts[row])
    for number, cells in odd.items():
        start = int(records.starts[number - 1])
        out.write(data[done:start])
        done = start + int(records.lengths[number - 1])
        if not _holds_more(cells, width):  # else an empty line is left where it stood
            line = io.StringIO()
            whole = [*cells[:width], *([""] * (width - len(cells)))]
            csv.writer(line, delimiter=mark, lineterminator="", quoting=csv.QUOTE_ALL).writerow(whole)
            out.write(line.getvalue().encode())
    out.write(data[done:])
    return out.getvalue()
