"""Plain text: UTF-8 with or without its mark, UTF-16 with its mark, or GB18030. Kept as it is but for line ends."""

from __future__ import annotations

from pathlib import Path

from fajing.audit.readers._decode import decode
from fajing.audit.readers.base import Progress, ReportText

SUFFIXES = (".txt",)
_OTHERS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff")


def recognises(head: bytes, name: str) -> bool:
    """By its name, unless its first bytes are some other format's."""
    return name.endswith(SUFFIXES) and not head.startswith(_OTHERS)


def read(path: Path, progress: Progress | None) -> ReportText:
    """The file's text."""
    text = decode(path, path.read_bytes())
    return ReportText(path.name, text.replace("\r\n", "\n").replace("\r", "\n"))
