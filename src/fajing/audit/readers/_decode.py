"""Bytes to text: UTF-8 with or without its mark, UTF-16 with its mark, or GB18030; the whole file in one encoding."""

from __future__ import annotations

import codecs
from pathlib import Path

from fajing.audit.readers.base import LARGEST_TEXT, damaged, too_large
from fajing.core.errors import FajingError

_NOT_TEXT = frozenset(
    "\x00\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1c\x1d\x1e\x1f"
)


def decode(path: Path, data: bytes, declared: str | None = None) -> str:
    """The text of a file.

    Args:
        path: The file, for messages.
        data: Its bytes.
        declared: An encoding the file itself names; tried first.

    Raises:
        FajingError: The bytes are valid in none of the encodings, or are no text.

    Example:
        >>> decode(Path("a.txt"), "同比".encode("gb18030"))
        '同比'
    """
    text = _first_valid(path, data, declared)
    if len(text) > LARGEST_TEXT:
        raise too_large(path, f"{len(text):,}字 / {len(text):,} characters")
    if not _NOT_TEXT.isdisjoint(text):
        raise damaged(path, "里面有不属于文字的字节。/ It holds bytes that are no text.")
    return text


def _first_valid(path: Path, data: bytes, declared: str | None) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
        if declared and _known(declared) not in {None, "utf-8", "gb2312", "gbk", "gb18030"}:
            encodings.insert(1, declared)
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = error.start
    else:
        place = 0
    raise FajingError(
        f"文字编码读不懂 (the encoding is not understood): {path.name}",
        where=f"第{place:,}个字节 / byte {place:,}",
        why="既不是 UTF-8，也不是 GB18030。/ Neither UTF-8 nor GB18030.",
        remedy="用记事本打开，另存为 UTF-8 / open it in an editor and save it as UTF-8",
    )


def _known(name: str) -> str | None:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
