"""XLS, the spreadsheet format before 2007. Its sheets have at most 65,536 rows and 256 columns."""

from __future__ import annotations

import struct
from pathlib import Path

from fajing.intake.readers._calamine import open_workbook
from fajing.intake.readers._compound import Damaged, check_workbook
from fajing.intake.readers.base import MiB, Sheet, too_large, unreadable

SUFFIXES = (".xls",)
LARGEST = 512 * MiB


def recognises(head: bytes, name: str) -> bool:
    """By the mark of the compound file it lies in."""
    del name
    return head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def open_tables(path: Path, delimiter: str | None) -> list[Sheet]:
    """The sheets of the workbook."""
    del delimiter
    if path.stat().st_size > LARGEST:
        raise too_large(path, f"{path.stat().st_size / MiB:.0f} MB")
    try:
        is_1904 = check_workbook(path.read_bytes())
    except (Damaged, struct.error, OSError) as error:
        raise unreadable(path, str(error)) from error
    return open_workbook(path, is_1904=is_1904)
