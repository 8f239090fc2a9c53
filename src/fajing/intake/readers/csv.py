"""CSV: UTF-8 with or without its mark, UTF-16 with its mark, or GB18030; `,` `;` tab or `|`; plain or .gz.

The whole file must be valid in one encoding, so that no character is guessed. Quotes must be in order: an
open quote that swallows a thousand rows refuses the file instead of losing them.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from fajing.core.errors import FajingError
from fajing.intake.readers.base import (
    LARGEST_OPENED,
    LARGEST_RATIO,
    RATIO_FROM,
    MiB,
    Numbered,
    Sheet,
    too_large,
    unreadable,
)

if TYPE_CHECKING:
    from fajing.intake.text_columns import TextColumns

SUFFIXES = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
DELIMITERS = ",;\t|"
_GZIP = b"\x1f\x8b"


def recognises(head: bytes, name: str) -> bool:
    """By its name, unless its first bytes are some other format's."""
    if head.startswith(_GZIP):
        return name.endswith((".csv.gz", ".tsv.gz", ".txt.gz", ".csv", ".tsv", ".txt"))
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1")):
        return False
    return name.endswith((".csv", ".tsv", ".txt"))


def open_tables(path: Path, delimiter: str | None) -> list[Sheet]:
    """The one table of the file."""
    encoding = _encoding(path)
    mark = delimiter or _sniff(path, encoding)

    def rows() -> Iterator[Numbered]:
        with _text(path, encoding) as file:
            try:
                yield from enumerate(csv.reader(file, delimiter=mark, strict=True), 1)
            except csv.Error as error:
                raise FajingError(
                    f"CSV 引号或分隔有误 (quotes or delimiters are out of order): {path.name}",
                    why=str(error),
                    remedy="检查是否有没闭合的引号；重新导出 / look for a quote that is never closed; export it again",
                ) from error

    def columns(row: int, width: int) -> TextColumns | None:
        from fajing.intake.readers._csv_columns import columns_of_text

        with _open(path) as file:
            data = file.read()
        return columns_of_text(_in_utf8(data, encoding), mark, row, width)

    return [Sheet("", rows, columns=columns)]


def _in_utf8(data: bytes, encoding: str) -> bytes:
    """The text in UTF-8 without a byte order mark."""
    if encoding in ("utf-8", "utf-8-sig"):
        return data.removeprefix(codecs.BOM_UTF8) if encoding == "utf-8-sig" else data
    return data.decode(encoding).encode()


def _open(path: Path) -> IO[bytes]:
    """The bytes of the file, unpacked."""
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return cast("IO[bytes]", gzip.open(path, "rb")) if packed else path.open("rb")


def _text(path: Path, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(_open(path), encoding=encoding, errors="strict", newline="")


def _encoding(path: Path) -> str:
    """The one encoding in which all of the file is valid."""
    with path.open("rb") as raw, _open(path) as file:
        packed = path.stat().st_size if raw.read(2) == _GZIP else 0
        decoders: dict[str, codecs.IncrementalDecoder] = {}
        refused = ""
        total = 0
        try:
            while block := file.read(MiB):
                if not total:
                    decoders = {
                        name: codecs.getincrementaldecoder(name)("strict") for name in _candidates(block)
                    }
                total += len(block)
                if total > LARGEST_OPENED or (
                    packed and total > RATIO_FROM and total > packed * LARGEST_RATIO
                ):
                    raise too_large(path, "解压后 / unpacked")
                if b"\0" in block and "utf-16" not in decoders:
                    raise _nul(path)
                refused = _feed(decoders, block, final=False) or refused
                if not decoders:
                    break
            refused = _feed(decoders, b"", final=True) or refused
        except (OSError, EOFError, zlib.error) as error:
            raise unreadable(path, str(error)) from error
    if not decoders:
        raise FajingError(
            f"文字编码不是 UTF-8，也不是 GB18030 (neither UTF-8 nor GB18030): {path.name}",
            why=refused,
            remedy="导出时选 UTF-8，或另存为“CSV UTF-8” / choose UTF-8 when exporting",
        )
    return next(iter(decoders))


def _nul(path: Path) -> FajingError:
    return FajingError(
        f"文件里有 NUL 字节，不是文本 (a NUL byte: this is no text file): {path.name}",
        remedy="重新导出为 CSV UTF-8 / export it again as CSV UTF-8",
    )


def _candidates(head: bytes) -> list[str]:
    if head.startswith(codecs.BOM_UTF8):
        return ["utf-8-sig"]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    return ["utf-8", "gb18030"]


def _feed(decoders: dict[str, codecs.IncrementalDecoder], block: bytes, *, final: bool) -> str:
    """Let each encoding try a block; drop those that fail."""
    why = ""
    waits = final or "utf-16" in decoders or any(one.getstate()[0] for one in decoders.values())
    if block.isascii() and not waits:
        return why  # the same in all of them
    for name in list(decoders):
        try:
            decoders[name].decode(block, final)
        except UnicodeDecodeError as error:
            why = f"{name}: {error.reason}"
            del decoders[name]
    return why


def _sniff(path: Path, encoding: str) -> str:
    """The delimiter that cuts the first rows most evenly into more than one cell."""
    with _text(path, encoding) as file:
        lines = list(islice(_short(file), 30))
    best, best_score = ",", (0, 0)
    for mark in DELIMITERS:
        widths = []
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        if wide:
            usual = max(set(wide), key=lambda width: (wide.count(width), width))
            score = (wide.count(usual), usual)
            if score > best_score:
                best, best_score = mark, score
    return best


def _short(file: io.TextIOWrapper) -> Iterator[str]:
    """Lines, none of them endless."""
    while line := file.readline(1 << 16):
        yield line
