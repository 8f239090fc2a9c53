"""Puts many rows of text into sheets of a workbook that is made already, quickly and with little memory.

In: the bytes of a workbook whose sheets hold a head and one row as a pattern, and rows as columns. Out: the file. An
annex has millions of cells, each of which costs XlsxWriter some twenty microseconds; so the text of the sheets is put
together by columns. Every cell is text or a number; a text that might be read as a formula is marked as text.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ROWS_OF_A_SHEET = 1_048_575
_TIME = (1980, 1, 1, 0, 0, 0)
_LEVEL = 1
_AT_ONCE = 65_536
_LONGEST_CELL = 32_767
_PATTERN = re.compile(r'<row r="2".*?</row>', re.DOTALL)
_STYLE = re.compile(r'<c r="[A-Z]+2" s="(\d+)"/>')
_SIZE = re.compile(r'<dimension ref="A1:[A-Z]+2"/>')
_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f]"
_RISKY = r"^[=+\-@\t\r]"
_ODD = "^[=+@-]|[&<>\x00-\x1f]|^.{1000}"
"""What makes a column want a closer look: most hold nothing of the kind."""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that begin with the same cells.

    Attributes:
        head: The cells they share.
        texts: Their further cells, column by column.
        numbers: The last cell of each, a number.
    """

    head: tuple[str, ...]
    texts: Sequence[pa.Array]
    numbers: pa.Array

    def __len__(self) -> int:
        return len(self.numbers)

    def part(self, start: int, count: int) -> Block:
        """Some of the rows."""
        return Block(
            self.head, [one.slice(start, count) for one in self.texts], self.numbers.slice(start, count)
        )


def fill(path: Path, workbook: bytes, members: Sequence[str], blocks: Iterable[Block]) -> None:
    """Write the workbook with rows in place of each sheet's pattern.

    Args:
        path: The file.
        workbook: The workbook; the second row of each sheet named has one cell, in the format of a text which might be
            read as a formula. All others have the workbook's own format.
        members: The sheets to fill, one after the other.
        blocks: The rows.
    """
    waiting = _pieces(blocks)
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as new,
    ):
        for one in old.infolist():
            member = zipfile.ZipInfo(one.filename, _TIME)
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 3
            data = old.read(one)
            if one.filename not in members:
                new.writestr(member, data)
                continue
            with new.open(member, "w", force_zip64=True) as out:
                for text in _sheet(data.decode(), waiting):
                    out.write(text)


def _pieces(blocks: Iterable[Block]) -> Iterator[tuple[Block, bool]]:
    """Blocks cut so that each ends where a sheet does, and whether it does."""
    room = ROWS_OF_A_SHEET
    for block in blocks:
        start = 0
        while start < len(block):
            count = min(len(block) - start, _AT_ONCE, room)
            room -= count
            yield block.part(start, count), room == 0
            room = room or ROWS_OF_A_SHEET
            start += count


def _sheet(xml: str, waiting: Iterator[tuple[Block, bool]]) -> Iterator[bytes]:
    pattern = _PATTERN.search(xml)
    assert pattern is not None
    (quoted,) = _STYLE.findall(pattern[0])
    yield _SIZE.sub("", xml[: pattern.start()]).encode()
    row = 2
    for block, is_last in waiting:
        yield _rows(block, row, quoted)
        row += len(block)
        if is_last:
            break
    yield xml[pattern.end() :].encode()


def _rows(block: Block, first: int, quoted: str) -> bytes:
    head = "".join(f'<c t="str"><v>{escape(cell)}</v></c>' for cell in block.head)
    numbers = pc.cast(pa.array(np.arange(first, first + len(block))), pa.string())
    cells = [_texts(column, quoted) for column in block.texts]
    rows = pc.binary_join_element_wise(
        '<row r="', numbers, f'">{head}', *cells, "<c><v>", block.numbers, "</v></c></row>", ""
    )
    return _bytes_of(rows)


def _texts(column: pa.Array, quoted: str) -> pa.Array:
    opening, closing = '<c t="str"><v>', "</v></c>"
    if not pc.any(pc.match_substring_regex(column, _ODD)).as_py():
        return pc.binary_join_element_wise(opening, column, closing, "")
    text = pc.utf8_slice_codeunits(pc.replace_substring_regex(column, _CONTROL, ""), 0, _LONGEST_CELL)
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = pc.replace_substring(text, sign, written)
    risky = pc.match_substring_regex(column, _RISKY)
    said = pc.if_else(risky, f'<c s="{quoted}" t="str"><v>', opening)
    return pc.binary_join_element_wise(said, text, closing, "")


def _bytes_of(texts: pa.Array) -> bytes:
    """All texts of a column, one after the other."""
    _valid, offsets, data = texts.buffers()
    places = np.frombuffer(offsets, np.int32)
    begin, end = places[texts.offset], places[texts.offset + len(texts)]
    return bytes(memoryview(data)[begin:end])
