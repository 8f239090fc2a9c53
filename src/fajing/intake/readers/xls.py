"""XLS, the spreadsheet format before 2007. Its sheets have at most 65,536 rows and 256 columns."""

from __future__ import annotations

from pathlib import Path

from fajing.intake.readers._calamine import open_workbook
from fajing.intake.readers.base import MiB, Sheet, too_large

SUFFIXES = (".xls",)
LARGEST = 512 * MiB


def recognises(head: bytes, name: str) -> bool:
    """By the mark of the compound file it lies in."""
    return head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def open_tables(path: Path, delimiter: str | None) -> list[Sheet]:
    """The sheets of the workbook. Bare numbers in it are taken to count days from 1900."""
    del delimiter
    if path.stat().st_size > LARGEST:
        raise too_large(path, f"{path.stat().st_size / MiB:.0f} MB")
    return open_workbook(path)
