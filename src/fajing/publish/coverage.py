"""Which characters a font can print, read from its own table of characters (cmap).

In: an OpenType or TrueType file, or a collection of them. Out: a set of code points. Only the two formats that carry
Unicode in such fonts are read (4 for the first plane, 12 for all of them). Nothing is drawn here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from fajing.core.errors import FajingError

_SEGMENTS, _GROUPS = 4, 12
_COLLECTION = b"ttcf"
_INVISIBLE = frozenset(map(ord, "\n\r\t\u200b\u200c\u200d\u2060\ufeff"))


@cache
def code_points(path: Path) -> frozenset[int]:
    """Every character that a font file has a glyph for.

    Raises:
        FajingError: The file is no font, or has no table of Unicode characters.
    """
    data = path.read_bytes()
    try:
        found = frozenset(_of_font(data, _first_font(data)))
    except (struct.error, IndexError, StopIteration) as error:
        raise FajingError(
            "读不懂这个字体文件 (not a font that can be read)",
            where=str(path),
            remedy="换一个 .otf、.ttf 或 .ttc 文件 / use an .otf, .ttf or .ttc file",
        ) from error
    if not found:
        raise FajingError("字体里没有统一码表 (the font has no Unicode table)", where=str(path))
    return found


def uncovered(text: Iterable[str], fonts: Iterable[Path]) -> tuple[str, ...]:
    r"""Characters of a text that none of the fonts can print, in order of code point.

    Example:
        >>> uncovered("a\n", [])
        ('a',)
    """
    wanted = {ord(one) for one in "".join(text)} - _INVISIBLE
    for font in fonts:
        if not wanted:
            break
        wanted -= code_points(font)
    return tuple(map(chr, sorted(wanted)))


def _first_font(data: bytes) -> int:
    """Where the first font of a file begins."""
    return int(struct.unpack_from(">I", data, 12)[0]) if data[:4] == _COLLECTION else 0


def _of_font(data: bytes, base: int) -> Iterator[int]:
    tables = struct.unpack_from(">H", data, base + 4)[0]
    entries = (struct.unpack_from(">4sIII", data, base + 12 + 16 * n) for n in range(tables))
    start = next(offset for tag, _sum, offset, _length in entries if tag == b"cmap")
    count = struct.unpack_from(">H", data, start + 2)[0]
    for number in range(count):
        _platform, _encoding, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * number)
        kind = struct.unpack_from(">H", data, start + offset)[0]
        if kind == _SEGMENTS:
            yield from _of_segments(data, start + offset)
        elif kind == _GROUPS:
            yield from _of_groups(data, start + offset)


def _of_groups(data: bytes, at: int) -> Iterator[int]:
    """Format 12: runs of characters and the glyph of the first."""
    groups = struct.unpack_from(">I", data, at + 12)[0]
    for number in range(groups):
        first, last, glyph = struct.unpack_from(">III", data, at + 16 + 12 * number)
        yield from range(first if glyph else first + 1, last + 1)


def _of_segments(data: bytes, at: int) -> Iterator[int]:
    """Format 4: runs with a shift, or with a list of glyphs in which 0 means that there is none."""
    twice = struct.unpack_from(">H", data, at + 6)[0]
    ends, starts = at + 14, at + 16 + twice
    shifts, lists = starts + twice, starts + 2 * twice
    for step in range(0, twice, 2):
        first, last = (struct.unpack_from(">H", data, where + step)[0] for where in (starts, ends))
        shift, listed = (struct.unpack_from(">H", data, where + step)[0] for where in (shifts, lists))
        for code in range(first, min(last, 0xFFFE) + 1):
            if listed:
                glyph = struct.unpack_from(">H", data, lists + step + listed + 2 * (code - first))[0]
            else:
                glyph = (code + shift) % 0x10000
            if glyph:
                yield code
