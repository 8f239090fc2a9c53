"""Markdown: the words without their marks. Headings, items and rows of tables stay lines; links keep their words."""

from __future__ import annotations

import re
from pathlib import Path

from fajing.audit.readers._decode import decode
from fajing.audit.readers.base import CELL, Progress, ReportText, tidy

SUFFIXES = (".md", ".markdown")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>")
_FENCE = re.compile(r"^\s*(```|~~~).*$")
_RULE = re.compile(r"^\s*([-*_]\s*){3,}$|^\s*=+\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$")
_QUOTE = re.compile(r"^\s{0,3}(>\s?)+")
_BULLET = re.compile(r"^\s*[-*+]\s+")
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![0-9A-Za-z*])([*])(?=\S)([^*\n]+?)(?<=\S)\1(?![0-9A-Za-z*])")
_CODE = re.compile(r"`([^`\n]+)`")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")


def recognises(head: bytes, name: str) -> bool:
    """By its name."""
    return name.endswith(SUFFIXES) and not head.startswith((b"%PDF", b"PK\x03\x04"))


def read(path: Path, progress: Progress | None) -> ReportText:
    """The file's words, line by line."""
    text = _COMMENT.sub("", decode(path, path.read_bytes())).replace("\r\n", "\n").replace("\r", "\n")
    lines = (_line(line) for line in text.split("\n"))
    return ReportText(path.name, tidy("\n".join(line for line in lines if line is not None)))


def _line(line: str) -> str | None:
    """A line without its marks; None for one that is nothing but marks."""
    if not line.strip():
        return ""
    if _FENCE.match(line) or _RULE.match(line) or (_TABLE_RULE.match(line) and "-" in line):
        return None
    line = _QUOTE.sub("", line)
    if heading := _HEADING.match(line):
        line = heading[1]
    line = _BULLET.sub("", line)
    if line.lstrip().startswith("|"):
        line = CELL.join(cell.strip() for cell in line.strip().strip("|").split("|"))
    line = _LINK.sub(r"\1", _IMAGE.sub(r"\1", line))
    line = _CODE.sub(r"\1", _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", _TAG.sub("", line))))
    return _ESCAPED.sub(r"\1", line)
