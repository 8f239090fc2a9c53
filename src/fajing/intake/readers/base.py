"""What every reader of a format gives, the limits it keeps, and how the reader of a file is found."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import fajing.intake.readers as folder
from fajing.core.errors import FajingError
from fajing.core.moments import Zone
from fajing.intake.cells import Cell
from fajing.lawbook.model import Text

if TYPE_CHECKING:
    from fajing.intake.text_columns import TextColumns

MiB = 1 << 20
LARGEST_FILE = 4096 * MiB  # on disk
LARGEST_OPENED = 8192 * MiB  # text unpacked from a .gz
RATIO_FROM = 64 * MiB  # a small file may be packed as tightly as it likes
LARGEST_RATIO = 200
HEAD = 4096

Numbered = tuple[int, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd about a file that keeps no row out, and how often it was met.

    Attributes:
        what: What it is.
        count: How often.
    """

    what: Text
    count: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file.

    Attributes:
        name: Its name; empty in formats without sheets.
        rows: Gives its rows with their numbers as a person sees them; may be called again. No cell is a bool.
        is_1904: Whether bare numbers count days from 1904.
        notes: What is odd about it.
        followers: For a column that may hold several values, the columns that hold as many, in the same order.
        in_zone: Gives the same table with times that name no offset understood in that zone; None where no
            cell depends on it.
        columns: Gives the same rows as whole columns of text, from the row of headings and their number; None
            where only rows can be read.
    """

    name: str
    rows: Callable[[], Iterator[Numbered]]
    is_1904: bool = False
    notes: tuple[Note, ...] = ()
    followers: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    in_zone: Callable[[Zone], Sheet] | None = None
    columns: Callable[[int, int], TextColumns | None] | None = None

    def within(self, zone: Zone) -> Sheet:
        """The table as a map of that zone reads it."""
        return self.in_zone(zone) if self.in_zone else self


class Reader(Protocol):
    """What a module of this folder has."""

    SUFFIXES: tuple[str, ...]

    def recognises(self, head: bytes, name: str) -> bool:
        """Whether the first bytes of a file, with its name in small letters, are this format's."""

    def open_tables(self, path: Path, delimiter: str | None) -> list[Sheet]:
        """The tables of a file.

        Raises:
            FajingError: It cannot be read, or is beyond the limits.
        """


@cache
def readers() -> tuple[Reader, ...]:
    """All readers, by name."""
    names = sorted(info.name for info in pkgutil.iter_modules(folder.__path__))
    return tuple(
        cast("Reader", importlib.import_module(f"{folder.__name__}.{name}"))
        for name in names
        if name != "base" and not name.startswith("_")
    )


def open_file(path: Path, delimiter: str | None = None) -> list[Sheet]:
    """The tables of a file, by what it is, whatever it is called.

    Raises:
        FajingError: There is no such file, or no reader for it.
    """
    if not path.is_file():
        raise FajingError(f"没有这个文件 (no such file): {path.name}", remedy="检查路径 / check the path")
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise too_large(path, f"{size / MiB:.0f} MB")
    if size == 0:
        raise FajingError(f"文件是空的 (the file is empty): {path.name}", remedy="重新导出 / export it again")
    with path.open("rb") as file:
        head = file.read(HEAD)
    for reader in readers():
        if reader.recognises(head, path.name.casefold()):
            return reader.open_tables(path, delimiter)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise FajingError(
            f"这是网页或 XML，不是表格 (a web page or XML, not a spreadsheet): {path.name}",
            why="有些系统把网页存成 .xls。/ Some systems save a web page under the name .xls.",
            remedy="用 WPS 或 Excel 打开后另存为 .xlsx / open it in a spreadsheet program and save it as .xlsx",
        )
    known = "、".join(suffix for reader in readers() for suffix in reader.SUFFIXES)
    raise FajingError(f"不认识的文件格式 (unknown file format): {path.name}", remedy=known)


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(MiB):
            total.update(block)
    return total.hexdigest()


def too_large(path: Path, how: str) -> FajingError:
    """The error for a file beyond the limits."""
    return FajingError(
        f"文件过大 (the file is too large): {path.name}, {how}",
        why="超出安全上限，可能是损坏的或恶意压缩的文件。/ Beyond the safety limits; damaged, or a packed bomb.",
        remedy="分成几个文件导出，或改用 Parquet / export it in parts, or as Parquet",
    )


def unreadable(path: Path, why: str) -> FajingError:
    """The error for a damaged file."""
    return FajingError(
        f"文件打不开，可能已损坏 (the file cannot be read; it may be damaged): {path.name}",
        why=why,
        remedy="重新导出；若设有密码请先解除 / export it again; take off any password first",
    )
