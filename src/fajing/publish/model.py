"""A report as blocks: headings of four levels, paragraphs made of runs, tables, charts and notes.

Plain values. Every writer prints the same document, so that no format says more or less than another. A run that
prints a figure carries its id: whoever writes the document decides how it opens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

Language = str
"""`zh` or `en`."""


class RunKind(StrEnum):
    """What a stretch of text is."""

    PLAIN = "plain"
    FIGURE = "figure"
    DETAIL = "detail"
    MISSING = "missing"
    TO_FILL = "to_fill"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one kind.

    Attributes:
        text: What is printed.
        kind: Text, a figure, its parts or change in words, a figure that is missing, or a place that a person must
            fill.
        figure: The indicator whose value or part is printed; empty for text.
    """

    text: str
    kind: RunKind = RunKind.PLAIN
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; its number is part of the text, so that every format and every reader agrees on it.

    Attributes:
        level: 1 to 4: 一、（一）1.（1）; 0 for one without a number.
        text: With its number.
    """

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A remark below the text: what is missing, how it was counted."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one head row, which is repeated on each page.

    Attributes:
        title: What stands above it.
        head: Names of columns.
        rows: Cells, each a run.
        numeric: Columns that are set to the right.
        widths: Share of the width of each column, in whole parts.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Run, ...], ...]
    numeric: frozenset[int] = frozenset()
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A column for each month, with its value above; a month without records is said to be so.

    Attributes:
        title: What is drawn, with its unit.
        figure: The indicator.
        points: Label, exact text of the value, height as a share of the highest in thousandths; None for no value.
    """

    title: str
    figure: str
    points: tuple[tuple[str, str, int | None], ...]


Block = Heading | Paragraph | Note | Table | Chart


@dataclass(frozen=True, slots=True)
class Promise:
    """What a report promises for the year to come, or admits as lacking: on signing each becomes a matter.

    Attributes:
        kind: `plan` or `shortcoming`.
        text: What it is.
        owner: The unit responsible; empty where none was named.
        due: ISO day; empty where none was named.
    """

    kind: str
    text: str
    owner: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A report, ready to be written in any format.

    Attributes:
        title: Its title.
        body: The body that reports.
        language: `zh` or `en`.
        year: The year reported on.
        date: The day it is dated by, `2026-12-31`: the cut-off, never the day it was made.
        blocks: Everything in order.
        figures: Ids of the indicators that are printed or missing, in order of first use.
        promises: Plans and admitted shortcomings.
    """

    title: str
    body: str
    language: Language
    year: int
    date: str
    blocks: tuple[Block, ...]
    figures: tuple[str, ...]
    promises: tuple[Promise, ...] = ()


def runs_of(block: Block) -> Iterator[Run]:
    """Every run of a block, a heading's text included."""
    if isinstance(block, Heading):
        yield Run(block.text)
    elif isinstance(block, Paragraph | Note):
        yield from block.runs
    elif isinstance(block, Table):
        yield Run(block.title)
        yield from map(Run, block.head)
        for row in block.rows:
            yield from row
    else:
        yield Run(block.title, figure=block.figure)
        for label, value, _height in block.points:
            yield Run(label)
            yield Run(value)


def to_fill(document: Document) -> tuple[str, ...]:
    """The places that a person must still fill, each below its heading, in order."""
    found, heading = [], ""
    for block in document.blocks:
        if isinstance(block, Heading):
            heading = block.text
        for run in runs_of(block):
            if run.kind is RunKind.TO_FILL:
                found.append(f"{heading} {run.text}".strip(" 。."))
    return tuple(found)


def all_text(document: Document) -> Iterator[str]:
    """Every text that is printed, to ask whether fonts cover it."""
    yield document.title
    yield document.body
    for block in document.blocks:
        for run in runs_of(block):
            yield run.text
