"""XLSX (also .xlsm): checked as a package before it is opened, because a small file can unpack to a huge one."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from fajing.core.errors import FajingError
from fajing.intake.readers._calamine import LARGEST_SHEET, MOST_SHEETS, open_workbook
from fajing.intake.readers.base import LARGEST_RATIO, RATIO_FROM, MiB, Sheet, too_large, unreadable

SUFFIXES = (".xlsx", ".xlsm")
LARGEST_UNPACKED = 2048 * MiB
_LETTERS = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})\d")
_ROWS = re.compile(rb"\br\s*=\s*[\"'][A-Za-z]{0,3}(\d{1,9})[\"']")
_1904 = re.compile(rb'<workbookPr\b[^>]*\bdate1904\s*=\s*"(1|true|on)"')


def recognises(head: bytes, name: str) -> bool:
    """A zip package; what else may be in one is found out when it is opened."""
    return head.startswith(b"PK\x03\x04")


def open_tables(path: Path, delimiter: str | None) -> list[Sheet]:
    """The sheets of the workbook."""
    del delimiter
    try:
        is_1904 = _check(path)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise unreadable(path, str(error)) from error
    return open_workbook(path, is_1904=is_1904)


def _check(path: Path) -> bool:
    """Refuse a package beyond the limits; tell whether its dates count from 1904."""
    with zipfile.ZipFile(path) as package:
        parts = package.infolist()
        total = sum(part.file_size for part in parts)
        packed = sum(part.compress_size for part in parts)
        if total > LARGEST_UNPACKED or (total > RATIO_FROM and total > packed * LARGEST_RATIO):
            raise too_large(path, "解压后 / unpacked")
        sheets = [part for part in parts if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename)]
        if len(sheets) > MOST_SHEETS:
            raise too_large(path, f"{len(sheets)} sheets")
        if "xl/workbook.xml" not in package.namelist():
            raise FajingError(
                f"不是 Excel 工作簿 (not a workbook): {path.name}",
                remedy="另存为 .xlsx 或 CSV / save it as .xlsx or CSV",
            )
        unpacked = 0
        for part in sheets:
            unpacked += _check_sheet(path, package, part)
            if unpacked > LARGEST_UNPACKED:
                raise too_large(path, "解压后 / unpacked")
        return _1904.search(_start(package, "xl/workbook.xml")) is not None


def _start(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as file:
        return file.read(MiB)


def _check_sheet(path: Path, package: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Refuse a sheet whose filled cells lie too far apart: the reader holds the whole rectangle.

    Returns:
        Its size unpacked, as read, whatever the package says of it.
    """
    letters: set[bytes] = set()
    rows = 0
    size = 0
    rest = b""
    with package.open(part) as file:
        while block := file.read(MiB):
            size += len(block)
            if size > LARGEST_UNPACKED:
                break
            text = rest + block
            letters.update(one.upper() for one in set(_LETTERS.findall(text)))
            rows = max([rows, *map(int, set(_ROWS.findall(text)))])
            rest = text[-64:]
    columns = max((_number(one) for one in letters), default=1)
    if rows * columns > LARGEST_SHEET:
        raise FajingError(
            f"工作表范围过大 (the sheet is too wide and long): {path.name}",
            why=f"{part.filename}: {rows} × {columns}",
            remedy="删去远处的零星单元格，或分表导出 / delete stray cells far away, or export in parts",
        )
    return size


def _number(letters: bytes) -> int:
    """The number of a column from its letters.

    Example:
        >>> _number(b"A"), _number(b"XFD")
        (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
