"""What the first page of a role that sees no cases is made of: a bar of numbers that open, and tables below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FEW = 10
"""Rows of a table at most."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the bar.

    Attributes:
        label: What it is.
        value: It.
        unit: Of what it counts.
        why: What stands beside it.
        url: What it opens.
    """

    label: str
    value: str
    unit: str
    why: str
    url: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; a link where there is something to open."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A table below the bar.

    Attributes:
        title: Its title.
        head: Its columns.
        rows: Its rows.
        empty: What stands there where it has none.
        url: What `all` opens.
    """

    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    empty: str
    url: str


@dataclass(frozen=True, slots=True)
class First:
    """The first page of a role: numbers and tables."""

    numbers: list[Number]
    panels: list[Panel]
