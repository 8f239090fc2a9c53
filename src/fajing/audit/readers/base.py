"""What every reader gives, the limits it keeps, and how the reader of a file is found.

In: a file. Out: its text as one string, in which every place is a pair of offsets, with where its pages begin.
A reader never guesses a character and never drops text in silence: what it could not read stands in `notes`.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol, cast

import fajing.audit.readers as folder
from fajing.core.errors import FajingError

MiB = 1 << 20
LARGEST_FILE = 256 * MiB
LARGEST_TEXT = 20_000_000  # characters; a yearly report has 30,000
HEAD = 4096
CELL = "\t"  # between the cells of a table's row
_BLANKS = re.compile(r"\n{3,}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LETTER = re.compile(r"\w")

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader of a report must know about how it was read.

    Attributes:
        zh: In Chinese.
        en: In English.
    """

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The words of one language."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class ReportText:
    """The text of a report.

    Attributes:
        name: The file's name.
        text: What it says: paragraphs, headings and rows of tables are lines; cells are apart by a tab.
        pages: The offset at which each page begins; empty where the format has no pages.
        notes: What was left out or could not be read.

    Example:
        >>> report = ReportText("a.pdf", "第一页第二页", pages=(0, 3))
        >>> report.page_at(4)
        2
    """

    name: str
    text: str
    pages: tuple[int, ...] = ()
    notes: tuple[Note, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page on which an offset lies, counted from 1; None where there are no pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None

    def line_at(self, offset: int) -> int:
        """The line in which an offset lies, counted from 1."""
        return self.text.count("\n", 0, offset) + 1


class Reader(Protocol):
    """What a module of this folder has."""

    SUFFIXES: tuple[str, ...]

    def recognises(self, head: bytes, name: str) -> bool:
        """Whether the first bytes of a file, with its name in small letters, are this format's."""

    def read(self, path: Path, progress: Progress | None) -> ReportText:
        """The text of a file.

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


def read_report(path: Path, progress: Progress | None = None) -> ReportText:
    """The text of a report, by what the file is, whatever it is called.

    Args:
        path: The file.
        progress: Told `("pages", n)` as pages are read, where the format has pages.

    Raises:
        FajingError: There is no such file, no reader for it, or no text in it.
    """
    head = _head(path)
    for reader in readers():
        if reader.recognises(head, path.name.casefold()):
            report = reader.read(path, progress)
            if not _LETTER.search(report.text):
                raise FajingError(
                    f"文件里没有文字 (there is no text in the file): {path.name}",
                    remedy="换成有文字的文件 / use a file that holds text",
                )
            return report
    raise _unknown(path, head)


def tidy(text: str) -> str:
    """Lines without trailing blanks or control characters; at most one empty line between two others."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _BLANKS.sub("\n\n", lines).strip("\n") + "\n"


def too_large(path: Path, how: str) -> FajingError:
    """The error for a file beyond the limits."""
    return FajingError(
        f"文件过大 (the file is too large): {path.name}, {how}",
        why="超出安全上限，可能是损坏的或恶意压缩的文件。/ Beyond the safety limits; damaged, or a packed bomb.",
        remedy="只留下报告正文，另存后再试 / keep the report's own text, save it under another name and try again",
    )


def damaged(path: Path, why: str) -> FajingError:
    """The error for a damaged file."""
    return FajingError(
        f"文件打不开，可能已损坏 (the file cannot be read; it may be damaged): {path.name}",
        why=why,
        remedy="用原来的软件打开后另存，再试 / open it in the program that made it, save it again, then retry",
    )


def locked(path: Path) -> FajingError:
    """The error for a file that asks for a password."""
    return FajingError(
        f"文件设有密码 (the file is locked with a password): {path.name}",
        remedy="解除密码后再试 / take off the password, then try again",
    )


_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _head(path: Path) -> bytes:
    """The first bytes of a file that may be read."""
    if not path.exists():
        raise FajingError(f"没有这个文件 (no such file): {path}", remedy="检查路径 / check the path")
    if not path.is_file():
        raise FajingError(
            f"这是文件夹，不是文件 (a folder, not a file): {path}", remedy="写出文件名 / name a file"
        )
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise FajingError(
            f"文件读不了 (the file cannot be read): {path.name}",
            why=error.strerror or str(error),
            remedy="检查权限，或关闭正在使用它的程序 / check permissions, or close the program that holds it",
        ) from error
    if size > LARGEST_FILE:
        raise too_large(path, f"{size / MiB:.0f} MB")
    if size == 0:
        raise FajingError(
            f"文件是空的 (the file is empty): {path.name}",
            remedy="重新导出或下载 / export or download it again",
        )
    return head


def _unknown(path: Path, head: bytes) -> FajingError:
    """Why no reader takes a file, and what would do."""
    if head.startswith(_OLE):
        with path.open("rb") as file:
            if "EncryptedPackage".encode("utf-16-le") in file.read(MiB):
                return locked(path)
        return FajingError(
            f"这是旧版 Word 或 WPS 文件 (an old Word or WPS file): {path.name}",
            why="旧格式没有公开到可以放心读取的程度。/ The old format cannot be read with confidence.",
            remedy="用 WPS 或 Word 打开后另存为 .docx / open it in a word processor and save it as .docx",
        )
    if head.startswith(_IMAGES) or head[8:12] == b"WEBP":
        return FajingError(
            f"这是图片，没有文字可读 (an image, without text to read): {path.name}",
            why="本程序不识别图片里的字。/ Letters in images are not recognised.",
            remedy="找原来的文档；只有图片时，先识别成文字并人工校对 / use the original document; of an image, "
            "first make a text and proof-read it",
        )
    known = "、".join(suffix for reader in readers() for suffix in reader.SUFFIXES)
    return FajingError(
        f"不认识的文件格式 (unknown file format): {path.name}", remedy=f"可以读取 / can be read: {known}"
    )
