"""The bytes of a file, unpacked where it is a .gz, a block at a time and within the limits. Not a format of its own."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from fajing.intake.readers.base import LARGEST_OPENED, LARGEST_RATIO, RATIO_FROM, too_large, unreadable

GZIP = b"\x1f\x8b"
BLOCK = 1 << 18


def blocks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, block by block.

    Raises:
        FajingError: It cannot be unpacked, or is beyond the limits.
    """
    with path.open("rb") as file:
        packed = path.stat().st_size if file.read(len(GZIP)) == GZIP else 0
    total = 0
    try:
        with cast("IO[bytes]", gzip.open(path, "rb")) if packed else path.open("rb") as file:
            while block := file.read(BLOCK):
                total += len(block)
                if total > LARGEST_OPENED or (
                    packed and total > RATIO_FROM and total > packed * LARGEST_RATIO
                ):
                    raise too_large(path, "解压后 / unpacked")
                yield block
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, str(error)) from error
