"""What one row of a table becomes, and what is said of a row that becomes nothing.

Only data; rows_events.py and rows_matters.py make it, records.py and assemble.py use it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fajing.core.events import NO_VALUES, Event, Value
from fajing.core.moments import Moment
from fajing.intake.cells import Cell, CellError


@dataclass(slots=True, eq=False)
class Row:
    """One row, read.

    Attributes:
        source: Where it stands: `sheet:row` or `row N`.
        matter: Id of its matter.
        procedure: Kind of that matter.
        content: All that enters the log, as text; two rows with the same content say the same.
        key: Contents of the source key; None where the map has none.
        secret_key: Whether a part of the key is personal, so that it is never shown or put into an id.
        parent: Id of the matter it hangs under.
        unit: Unit in charge.
        values: Values of the matter.
        events: Its events, the matter's own and those of matters under it; ids not yet given.
        is_wide: Whether it is a row of shape `matters`; several of one matter may tell the same step again.
        joined: Rows of other tables that belong to it.
        file: Name of the file.
    """

    source: str
    matter: str
    procedure: str
    content: str
    key: tuple[str, ...] | None = None
    secret_key: bool = False
    parent: str | None = None
    unit: str | None = None
    values: Mapping[str, Value] = field(default_factory=lambda: NO_VALUES)
    events: tuple[Event, ...] = ()
    is_wide: bool = False
    joined: list[Row] | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell that keeps a row out.

    Attributes:
        column: Heading, as the sheet writes it.
        error: What is wrong and what would be right.
        cell: The cell; shown only where the user asks for values.
    """

    column: str
    error: CellError
    cell: Cell = None


class RowRefused(Exception):
    """A row that becomes a reject, with every bad cell named."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} bad cells")
        self.problems = problems


class RowIgnored(Exception):
    """A row that the map leaves out: a total, a repeated heading, a step it ignores."""


def value_text(value: object) -> str:
    """A value as text, the same for equal values and different for different ones."""
    if value.__class__ is str:
        return repr(value)
    if value.__class__ is Moment:
        assert isinstance(value, Moment)
        return f"{value.instant}{value.precision[0]}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return repr(value)


def event_text(event: Event, values: str) -> str:
    """An event's content as text, without its place and number. Objects stand under their labels still."""
    until, recorded = event.until, event.recorded_at
    return "\x1f".join((
        event.matter,
        event.procedure,
        event.step,
        f"{event.at.instant}{event.at.precision[0]}",
        "" if until is None else value_text(until),
        "" if recorded is None else value_text(recorded),
        "" if not event.officers else "+".join(f"{one.id}/{one.role or ''}" for one in event.officers),
        event.unit or "",
        "+".join(event.objects),
        values,
    ))  # fmt: skip
