"""Writes many rows of text into a sheet of a workbook that is made already, quickly and with little memory.

In: the bytes of a workbook whose sheets hold a head and one row as a pattern, and the rows. Out: the workbook. An annex
has millions of cells, each of which costs XlsxWriter some twenty microseconds; so rows go into the sheet's own text.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_TIME = (1980, 1, 1, 0, 0, 0)
_LEVEL = 3
_BLOCK = 4096
_LONGEST_CELL = 32_767
_SPECIAL = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|.{32768}")
_GONE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RISKY = frozenset("=+-@\t\r")
_PATTERN = re.compile(r'<row r="2".*?</row>', re.DOTALL)
_STYLES = re.compile(r'<c r="[A-Z]+2"(?: s="(\d+)")?')
_SIZE = re.compile(r'<dimension ref="A1:([A-Z]+)2"/>')

Cell = str | float
Row = tuple[tuple[Cell, ...], tuple[Cell, ...]]


def fill(path: Path, workbook: bytes, sheets: Mapping[str, Iterable[Row]]) -> None:
    """Write the workbook with rows in place of each sheet's pattern.

    Args:
        path: The file.
        workbook: The workbook; the second row of each sheet named gives the formats, a last cell beyond the columns
            that of a text which might be read as a formula.
        sheets: Rows by the name of the sheet's member; each in two pieces, of which the first is often the same.
    """
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as new,
    ):
        for one in old.infolist():
            member = zipfile.ZipInfo(one.filename, _TIME)
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 3
            data = old.read(one)
            if one.filename not in sheets:
                new.writestr(member, data)
                continue
            with new.open(member, "w", force_zip64=True) as out:
                for text in _sheet(data.decode(), sheets[one.filename]):
                    out.write(text.encode())


def _sheet(xml: str, rows: Iterable[Row]) -> Iterator[str]:
    pattern = _PATTERN.search(xml)
    assert pattern is not None
    *styles, quoted = [f' s="{style}"' if style else "" for style in _STYLES.findall(pattern[0])]
    yield _SIZE.sub("", xml[: pattern.start()])
    block: list[str] = []
    same: tuple[Cell, ...] | None = None
    told, own = "", styles
    for number, (head, cells) in enumerate(rows, 2):
        if head is not same:
            same, told = head, _cells(head, styles, quoted)
            own = styles[len(head) :]
        block.append(f'<row r="{number}">{told}{_cells(cells, own, quoted)}</row>')
        if len(block) > _BLOCK:
            yield "".join(block)
            block.clear()
    yield "".join(block)
    yield xml[pattern.end() :]


def _cells(cells: tuple[Cell, ...], styles: list[str], quoted: str) -> str:
    found = ""
    for cell, style in zip(cells, styles, strict=False):
        if not isinstance(cell, str):
            found += f"<c{style}><v>{cell}</v></c>"
        elif not cell:
            found += f"<c{style}/>"
        else:
            said = quoted if cell[0] in _RISKY else style
            text = _escaped(cell) if _SPECIAL.search(cell) else cell
            found += f'<c{said} t="inlineStr"><is><t>{text}</t></is></c>'
    return found


def _escaped(text: str) -> str:
    kept = _GONE.sub("", text)[:_LONGEST_CELL]
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
