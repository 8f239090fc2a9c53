"""Rows of a table, from a file with named holes: for lists of fifty rows, which the template language fills slowly.

In: a file beside the pages' templates, and a mapping for each row. Out: HTML; each value is escaped unless it is marked
safe. There is no logic in such a file: what a cell shows is decided before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from string import Formatter
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

_FOLDER = Path(__file__).parent / "templates" / "fajing" / "rows"


_PLAIN = "/~:@!$&'()*+,;="
"""Signs that stand in an address as they are."""


@cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=["0"]).rpartition("0")
    return before, after


def address(name: str, key: object) -> str:
    """The address of one thing, quicker than by the whole list of addresses."""
    before, after = _around(name)
    return f"{before}{quote(str(key), safe=_PLAIN)}{after}"


@cache
def _pieces(name: str) -> tuple[tuple[str, str | None], ...]:
    """Text, and the hole behind it."""
    text = (_FOLDER / f"{name}.html").read_text("utf-8").strip()
    return tuple((literal, hole) for literal, hole, _, _ in Formatter().parse(text))


def row(name: str, values: Mapping[str, Any]) -> SafeString:
    """One row, or a part of one."""
    return rows(name, [values])


def rows(name: str, each: Iterable[Mapping[str, Any]]) -> SafeString:
    """Rows behind each other."""
    pieces, out = _pieces(name), []
    for values in each:
        for literal, hole in pieces:
            out.append(literal)
            if hole is not None:
                value = values[hole]
                out.append(value if isinstance(value, SafeString) else escape(str(value)))
    return mark_safe("".join(out))  # noqa: S308 - every value went through escape
